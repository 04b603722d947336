"""What the agency shares, other ways to shoot, what may strike, and what its hours cost; noted the evening before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from varifocal.core.values import Range
from varifocal.flows.sample.world import World, clock
from varifocal.org.base.acts import chapter
from varifocal.org.base.organization import Organization
from varifocal.org.money.rate import Rate
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task, TaskKind

KITS = (("Camera kit", 2, "Shoot"), ("Edit suite", 2, "Edit"))
"""What there is, how many of it, and which kind of task uses one."""
IN_REPAIR = ("Camera kit", 1, 4, 7, "Its sensor is being cleaned")
"""What is out of service, how many of it, from how many days from now to how many, and why."""
TWICE = 2
"""Shoots two could do at once: sooner, for a fifth more hours."""
RISKS = (
    ("The client asks for one more round", 30, "4-7-14", "6-12-30", None),
    ("The location falls through", 10, "5-10-20", "", 5),
    ("Rights to the music are not cleared in time", 20, "2-5-15", "4", None),
)
"""What may strike the projects that are due next: how likely in 100, what it would cost in days and hours, until how
many days from now."""
LEAST_RATE, A_LEVEL = Decimal(32), Decimal(9)


def share(world: World) -> None:
    """List the equipment and what of it is out of service, let open tasks use it, note what may strike, and say what
    an hour of everybody costs. Who knows a client goes on being asked before whoever costs less."""
    by = world.house
    with chapter(clock(world.today - timedelta(days=1), 18, 40)):
        for name, count, kind in KITS:
            kit = Equipment.bring(name, by=by, count=count)
            users = Task.objects.open().filter(kind__name=kind).select_related("project")
            EquipmentNeed.need_many([(task, kit, 1) for task in users], by=by)
        name, count, first, last, why = IN_REPAIR
        kit = Equipment.objects.get(name=name)
        since, until = (world.today + timedelta(days=each) for each in (first, last))
        Outage.say(kit, since, until, by=by, count=count, note=why)
        shoot = TaskKind.objects.select_related("skill").get(name="Shoot")
        shoots = Task.objects.open().filter(kind=shoot, started_at=None).exclude(estimates=None)
        for task in shoots.select_related("project").distinct().order_by("pk")[:TWICE]:
            hours = float(task.estimates.latest("pk").likely) * 1.2
            TaskMode.name_one(task, "Two at once", Range(hours), by=by, skill=shoot.skill, level=1, count=2)
        projects = Project.objects.open().exclude(due=None).filter(seen_by="everyone").order_by("due", "pk")
        for project, (name, chance, days, more, last_day) in zip(projects, RISKS, strict=False):
            ends = None if last_day is None else world.today + timedelta(days=last_day)
            on = world.today - timedelta(days=1)
            Risk.note_down(project, name, chance, by=by, on=on, days=days, hours=more, until=ends)
        for mate in world.mates.values():
            best = max(mate.levels.values(), default=1)
            Rate.say(mate.row, LEAST_RATE + A_LEVEL * best, world.first, by=by)
        here = Organization.here()
        here.weigh(by=by, seen=here.version, urgent=4, normal=2, can_wait=1, mind_cost=False)

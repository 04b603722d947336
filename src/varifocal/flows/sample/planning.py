"""How projects come to be in the year: opened, their tasks planned from a template, estimated, tied, placed."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import WAITS, Job, Work
from varifocal.flows.sample.names import Craft, Order, Step
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.org.models import Assignment, Dependency, Estimate, Project, Serving, Task

TEMPLATES = {
    "campaign": names.CAMPAIGN,
    "brand": names.BRAND,
    "website": names.WEBSITE,
    "film": names.FILM,
    "pitch": names.PITCH,
    "mending": names.MENDING,
    "school": names.SCHOOL,
    "nordic": names.NORDIC,
}
MONTHLY = {"retainer": names.RETAINER, "house": names.HOUSE}
NATURAL = (2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 48, 56, 60, 64, 80)
AGREED_DAYS = 5
"""Calendar days clients agree to answer in."""


def open_project(world: World, order: Order, day: date, rank: list[float]) -> Work:
    """Open a project and plan its tasks, on this day."""
    tell, manager = world.chronicle, world.mates[order.manager]
    by, at = world.by(manager), clock(max(day, world.today - timedelta(weeks=55)), 9, 30)
    company = world.companies[order.company] if order.company >= 0 else None
    row = Project(
        name=order.name,
        company=company,
        kind=order.kind,
        brief=order.brief,
        opened_on=day,
        priority=order.priority,
        manager=manager.row,
        standing=world.purposes[0] if order.kind == "standing" else None,
    )
    tell.add("opened", row, by=by, at=at)
    work = Work(order, row, manager)
    for goal, share in _serves(world, order):
        link = Serving(project=row, goal=world.goals[goal], share=share, since=day)
        link.goal_date_then = world.goals[goal].target
        work.serves.append(tell.add("served", link, by=by, at=at))
    if order.template in TEMPLATES:
        plan_steps(world, work, TEMPLATES[order.template], day, rank)
    hours = sum(job.estimate or 0 for job in work.jobs)
    if hours and order.kind == "ordered":
        row.budget_hours = Decimal(round(hours * 1.1, -1))
    return work


def plan_month(world: World, work: Work, month: date, day: date, rank: list[float]) -> None:
    """The tasks of one month of a retainer or of the standing work, planned on this day."""
    said = f"{calendar.month_name[month.month]} {month.year}"
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    lines = (line.split("|") for line in MONTHLY[work.order.template])
    steps = [
        Step(number, kind, name.format(month=said), float(hours))
        for number, (kind, name, hours) in enumerate(lines)
    ]
    made = plan_steps(world, work, steps, day, rank, tied=False)
    for number, job in enumerate(made):
        first = (
            max(month - timedelta(days=14), day) if number == 0 else month + timedelta(days=5 * number - 5)
        )
        job.not_before = max(first, day)
        job.row.release = job.not_before
        job.row.due = max(
            last - timedelta(days=3 * (len(made) - 1 - number)), job.not_before + timedelta(days=7)
        )


def plan_steps(
    world: World,
    work: Work,
    steps: tuple[Step, ...] | list[Step],
    day: date,
    rank: list[float],
    *,
    tied: bool = True,
) -> list[Job]:
    """Plan these steps: estimates as somebody said them, each phase after the one before, people as agreed."""
    rng = world.rng(f"plan {work.order.key} {len(work.jobs)}")
    made: list[Job] = []
    for number, step in enumerate(steps):
        estimate = None if step.hours == 0 else natural(step.hours * rng.uniform(0.85, 1.2))
        if estimate is not None and rng.random() < 0.05:
            estimate = None
        truth = (estimate or step.hours) * rng.lognormvariate(0, 0.24)
        job = plan_job(world, work, step.kind, step.name, step.phase, estimate, truth, day, number // 3)
        if job.estimate is not None and rng.random() < 0.3:
            first = job.estimates[0]
            first.low = Decimal(natural(job.estimate * 0.7))
            first.high = Decimal(natural(job.estimate * rng.choice((1.5, 1.8, 2.2))))
        if rng.random() < world.troubles.stuck and not job.is_wait and step.kind != "Internal review":
            job.stuck_at = rng.uniform(0.15, 0.7) * truth
        place_job(world, job, day, rank, pick(world, job, rng.random(), day))
        made.append(job)
    if tied:
        _tie_phases(world, made, day)
    return made


def plan_job(
    world: World,
    work: Work,
    kind: str,
    name: str,
    phase: int,
    estimate: float | None,
    truth: float,
    day: date,
    minute: int,
    hour: float = 10,
) -> Job:
    """One task, added on this day."""
    tell, by, at = world.chronicle, world.by(work.manager), clock(day, hour, minute)
    is_wait = kind in WAITS
    row = Task(
        project=work.row,
        name=name,
        kind=None if is_wait else world.kinds[kind],
        place=float(len(work.jobs) + 1),
        added_on=day,
        is_wait=is_wait,
        waits_on=work.row.company if is_wait else None,
        wait_days=Decimal(AGREED_DAYS) if is_wait else None,
        priority=work.order.priority,
    )
    job = Job(row, work, kind, phase, estimate, truth)
    tell.add("planned", row, by=by, at=at)
    if estimate is not None:
        first = Estimate(task=row, likely=Decimal(f"{estimate}"), on=day)
        job.estimates.append(tell.add("made", first, by=by, at=at))
    work.jobs.append(job)
    return job


def place_job(
    world: World, job: Job, day: date, rank: list[float], doer: Mate | None, hour: float = 14
) -> None:
    """Agree who does it: last in her order."""
    if doer is None:
        return
    rank[0] += 1
    job.doer, job.placed_on = doer, day
    doer.load += job.truth
    job.truth *= doer.optimism
    row = Assignment(task=job.row, person=doer.row, rank=rank[0])
    job.placed = world.chronicle.add(
        "agreed", row, by=world.by(job.work.manager), at=clock(day, hour, int(rank[0]) % 50)
    )


def pick(world: World, job: Job, chance: float, on: date) -> Mate | None:
    """Whom the manager asks: somebody who can, with the least on the desk; reviews go to the directors."""
    if job.is_wait:
        return None
    if job.kind == "Internal review":
        return _reviewer(world, chance)
    if (
        job.kind == "Concept"
        and job.work.order.kind == "ordered"
        and chance < world.troubles.overloaded_director
    ):
        return world.mates[world.carriers.director]
    if job.work.order.key == "nordic" and job.kind == "Strategy":
        return next(iter(world.of_craft(Craft.OWNER)))  # a founder does not hand this out
    if job.work.order.key in ("school", "nordic") and job.kind in ("Strategy", "Presentation", "Brief"):
        return job.work.manager
    if job.kind in ("Brief", "Delivery", "House") and job.work.manager.craft in (Craft.MANAGER, Craft.OFFICE):
        return job.work.manager
    skill, level = names.KINDS[job.kind]
    able = [mate for mate in world.mates.values() if mate.levels.get(skill, 0) >= level]
    able = [mate for mate in able if mate.craft not in (Craft.OWNER, Craft.PEOPLE)] or able
    makers = [mate for mate in able if mate.craft not in (Craft.DIRECTOR, Craft.MANAGER)]
    here = [mate for mate in makers or able if _stays(world, mate, on)]
    if not here:
        here = able or list(world.of_craft(Craft.MANAGER))
    return min(here, key=lambda mate: mate.load * (1.0 + 0.2 * chance) - 12 * mate.levels.get(skill, 0))


def _stays(world: World, mate: Mate, on: date) -> bool:
    return (mate.row.joined is None or mate.row.joined <= on) and (mate.row.left is None or on < world.notice)


def natural(hours: float) -> float:
    """The number people would say."""
    return float(min(NATURAL, key=lambda one: abs(one - hours)))


def _reviewer(world: World, chance: float) -> Mate:
    directors = world.of_craft(Craft.DIRECTOR)
    carrier = next(mate for mate in directors if mate.name == world.carriers.director)
    if chance < world.troubles.overloaded_director:
        return carrier
    return min(directors, key=lambda mate: mate.load)


def _serves(world: World, order: Order) -> list[tuple[str, Decimal]]:
    """The goals it serves; one project has lost its why, and goals that are not left loose get a share."""
    without = world.rng("why").sample(
        [one.key for one in names.ORDERS if one.key in FORGETTABLE], world.troubles.projects_without_why
    )
    if order.key in without or not order.serves:
        return []
    shares = [part.strip().rpartition(" ") for part in order.serves.split(",")]
    serves = [(goal, Decimal(share)) for goal, _, share in shares]
    loose = world.rng("loose").sample(names.LOOSE_AIMS, world.troubles.goals_without_step)
    carried = [goal for goal, key in names.CARRIERS.items() if key == order.key and goal not in loose]
    for goal in carried:
        serves = [(one, share / 2) for one, share in serves] + [(goal, Decimal("0.5"))]
    return serves


FORGETTABLE = ("kobold", "alpen", "georgen")


def _tie_phases(world: World, made: list[Job], day: date) -> None:
    """A phase follows the one before it; cutting follows cutting, building follows building."""
    gate: list[Job] = []
    since: list[Job] = []
    for job in made:
        if since and job.phase > since[-1].phase:
            gate, since = since, []
        same = [one for one in since if one.kind == job.kind and job.kind in ("Edit", "Web")]
        for one in same[-1:] or gate:
            tie(world, one, job, day)
        since.append(job)


def tie(world: World, before: Job, after: Job, day: date, minute: int = 30, hour: float = 11) -> None:
    """`after` comes after `before`."""
    after.after.append(before)
    row = Dependency(before=before.row, after=after.row)
    world.chronicle.add("tied", row, by=world.by(after.work.manager), at=clock(day, hour, minute))

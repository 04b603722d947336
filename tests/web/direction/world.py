"""A small agency for the pages of direction and people: four people who may different things, a vision, goals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import newest
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person
from varifocal.org.runs.run import GoalForecast, MeasureForecast, ProjectForecast, Run, ScheduledTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


class World:
    """Who is here, and what stands."""

    def __init__(self) -> None:
        self.house = Account.objects.create(login="house", is_house=True)
        self.here = Organization.found("Nordlicht", by=self.house)
        self.today = self.here.today()
        self.owner = self.account("Olga Owner", Role.OWNER)
        self.manager = self.account("Mara Manager", Role.MANAGER)
        self.lead = self.account("Lena Lead", Role.LEAD)
        self.member = self.account("Milan Member", Role.MEMBER)
        self.guest = self.account("Gerda Guest", Role.GUEST)
        self.vision = Vision.draw(
            "The agency others learn from", self.day(3600), by=self.house, picture="Students ask to visit."
        )
        self.strategy = Strategy.choose(
            self.vision, "Clients who stay", by=self.house, refusal="One-off pitches", by_when=self.day(1000)
        )

    def account(self, name: str, role: Role) -> Account:
        """A person with a sign-in."""
        account = Account.objects.create(login=name.split()[0].lower(), roles=[role])
        Person.welcome(name, by=self.house, account=account)
        return account

    def day(self, away: int) -> date:
        """A day from today."""
        return self.today + timedelta(days=away)

    def goal(self, name: str, away: int = 400, **details: Any) -> Goal:
        """A goal under the choice."""
        if "parent" not in details:
            details.setdefault("strategy", self.strategy)
        return Goal.set(name, self.day(away), by=self.house, on=self.today, **details)

    def project(self, name: str, goal: Goal, tasks: int = 2, **details: Any) -> Project:
        """A project that serves a goal alone, with tasks."""
        project = Project.open(
            name, by=self.house, on=self.today, serves={goal: Decimal(1)}, due=self.day(20), **details
        )
        rows = [{"name": f"{name} step {number}", "effort": "6"} for number in range(1, tasks + 1)]
        Task.plan_many(project, rows, by=self.house, on=self.today)
        return project

    def measure(self, goal: Goal, *values: int) -> Measure:
        """A measure with readings, the last one today."""
        measure = Measure.define(
            goal, "Retained clients", Decimal(3), Decimal(10), by=self.house, on=self.day(-90)
        )
        for back, value in enumerate(reversed(values)):
            measure.read(self.day(-30 * back), Decimal(value), by=self.house)
        return measure

    def run(self, chance: float | None = 0.84) -> Run:
        """What a run would have written about all that stands."""
        now = timezone.now()
        run = Run.objects.create(seen=newest(), as_of=now, begun_at=now, ended_at=now)
        finish = datetime.combine(self.day(12), datetime.min.time(), UTC)
        for goal in Goal.objects.all():
            GoalForecast.objects.create(
                run=run,
                goal=goal,
                chance=chance,
                covered=0.7 if chance else 0.2,
                sentence="" if chance else "Only a fifth of what it takes is planned.",
                p50=finish,
                p80=finish + timedelta(days=30),
                curve=[[self.day(10 * step).isoformat(), step / 10] for step in range(11)],
                hours_left=24,
                drift=[{"cause": "“Public API” re-estimated", "points": -0.06}] if chance else [],
                drivers=[
                    {"kind": "task", "id": task.pk, "days": 3.0, "sentence": f"“{task}” moves it by 3 days"}
                    for task in Task.objects.all()[:3]
                ],
            )
        for measure in Measure.objects.all():
            MeasureForecast.objects.create(
                run=run,
                measure=measure,
                chance=0.41,
                low=8,
                likely=9,
                high=10,
                sentence="At this trend 8 to 10.",
            )
        for project in Project.objects.open():
            ProjectForecast.objects.create(run=run, project=project, chance=0.81, covered=0.9, hours_left=12)
        people = list(Person.objects.all())
        for rank, task in enumerate(Task.objects.open()):
            ScheduledTask.objects.create(
                run=run,
                task=task,
                person=people[rank % len(people)],
                start=now + timedelta(hours=rank),
                finish=now + timedelta(hours=rank + 6),
                hours=6,
                rank=rank,
            )
        return run

"""Random portfolios: small ones for laws, believable large ones for figures. The same seed, the same portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from varifocal.core.calendar import Busy, WorkingWeek, office_week
from varifocal.core.portfolio import (
    Dependency,
    DependencyKind,
    Equipment,
    Goal,
    Mode,
    Outage,
    Person,
    Portfolio,
    Project,
    ProjectKind,
    Serves,
    SkillDemand,
    Task,
    Use,
    Wait,
)
from varifocal.core.values import Range

NOW = datetime(2026, 3, 3, 7, 40, tzinfo=UTC)
TODAY = NOW.date()
ZONE = "Europe/Berlin"
SKILLS = {1: "Copy", 2: "Design", 3: "Film", 4: "Code", 5: "Strategy", 6: "Media"}
PART_TIME = WorkingWeek(days=(((time(8), time(12)),),) * 4 + ((), (), ()), zone=ZONE)
ABROAD = WorkingWeek(
    days=(((time(9), time(12)), (time(13), time(18))),) * 5 + ((), ()), zone="America/New_York"
)
WEEKS = (office_week(ZONE), office_week(ZONE), office_week(ZONE), PART_TIME, ABROAD)
EQUIPMENT = (Equipment(3, "Studio"), Equipment(1, "Camera", 3), Equipment(2, "Edit suite", 2))
LAGS = (0.0, 0.0, 4.0, 16.0, -4.0)


def portfolio(
    seed: int, *, tasks: int = 12, people: int = 4, agreed: float = 0.5, dates: bool = True, wild: float = 0.2
) -> Portfolio:
    """A random portfolio. `agreed` is the part of its tasks that has people, `dates` gives due dates and
    deadlines, `wild` is how often pins, crews, waits, odd dependencies and unmet demands occur."""
    return _Maker(Random(seed), Random(f"{seed} more"), tasks, people, agreed, dates, wild).portfolio()


def portfolios(
    most_tasks: int = 14, most_people: int = 5, wild: tuple[float, ...] = (0.0, 0.2, 0.5)
) -> st.SearchStrategy[Portfolio]:
    """Small random portfolios with everything in them."""
    return st.builds(
        portfolio,
        st.integers(0, 2**32),
        tasks=st.integers(0, most_tasks),
        people=st.integers(1, most_people),
        agreed=st.sampled_from((0.0, 0.5, 1.0)),
        dates=st.booleans(),
        wild=st.sampled_from(wild),
    )


class _Maker:
    def __init__(
        self, random: Random, more: Random, tasks: int, people: int, agreed: float, dates: bool, wild: float
    ) -> None:
        self.random, self.more = random, more
        self.tasks, self.people = tasks, people
        self.agreed, self.dates, self.wild = agreed, dates, wild
        self.projects = max(1, tasks // 40 + random.randrange(3))

    def portfolio(self) -> Portfolio:
        people = [self._person(1 + number) for number in range(self.people)]
        tasks = [self._task(100 + number, people) for number in range(self.tasks)]
        return Portfolio(
            now=NOW,
            zone=ZONE,
            people=tuple(people),
            projects=tuple(self._project(10_000 + number) for number in range(self.projects)),
            tasks=tuple(tasks),
            dependencies=tuple(self._dependencies(tasks)),
            goals=(
                Goal(1, "Ten retained clients", target=self._day(90, 400)),
                Goal(2, "A bold bet", committed=False),
            ),
            equipment=tuple(self._equipment(each) for each in EQUIPMENT),
            skills=SKILLS,
            rates={each.id: Decimal(self.random.choice((40, 55, 90))) for each in people if self._wild()},
            holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}),
        )

    def _equipment(self, one: Equipment) -> Equipment:
        more = self.more
        if more.random() >= self.wild:
            return one
        first = TODAY + timedelta(days=more.randint(-3, 20))
        days = timedelta(days=more.randrange(0, 20))
        outages = [Outage(first, first + days, more.randint(1, one.count))]
        if more.random() < self.wild:
            outages.append(Outage(first + timedelta(days=1), first + 2 * days + timedelta(days=1)))
        return replace(one, out=tuple(outages))

    def _person(self, id: int) -> Person:
        random = self.random
        first = self._day(0, 40)
        start = NOW.replace(hour=10, minute=0) + timedelta(days=random.randrange(1, 20))
        return Person(
            id=id,
            name=f"Person {id}",
            week=random.choice(WEEKS),
            away=((first, first + timedelta(days=random.randrange(0, 12))),) if self._wild() else (),
            busy=(Busy(start, start + timedelta(minutes=random.choice((15, 50, 90)))),)
            if self._wild()
            else (),
            skills={
                skill: random.randint(1, 5) for skill in random.sample(sorted(SKILLS), random.randint(1, 4))
            },
            passions=frozenset(random.sample(sorted(SKILLS), random.randint(0, 2))),
            joined=self._day(-400, -300),
            left=self._day(5, 400) if self._wild() and self._wild() else None,
            share=random.choice((1.0, 1.0, 0.8, 0.55)),
        )

    def _project(self, id: int) -> Project:
        random = self.random
        return Project(
            id=id,
            name=f"Project {id}",
            kind=random.choice(tuple(ProjectKind)),
            opened=self._day(-90, 0),
            due=self._day(5, 30 + self.tasks // 8) if self.dates and random.random() < 0.7 else None,
            deadline=self._day(5, 60) if self.dates and self._wild() else None,
            priority=random.choice((1, 2, 2, 2, 3)),
            manager=random.randint(1, self.people),
            serves=(Serves(1, 0.5), Serves(2, 0.5)) if random.random() < 0.5 else (),
            hours_alike=float(random.randint(40, 400)),
            chance=self.more.choice((0.1, 0.4, 0.9)) if self.more.random() < self.wild else 1.0,
        )

    def _task(self, id: int, people: Sequence[Person]) -> Task:
        random = self.random
        likely = random.choice((0.5, 1, 2, 3, 4, 6, 8, 8, 12, 16, 24))
        demands = self._demands(people)
        wait = (
            Wait(None, 1, 3, 8, self._day(-9, 0) if random.random() < 0.3 else None)
            if self._wild(0.4)
            else None
        )
        chosen = self._people(people, demands) if wait is None and random.random() < self.agreed else ()
        milestone = wait is None and self._wild(0.3)
        left = 0.0 if milestone or wait else likely * random.choice((1, 1, 1, 0.4))
        asked = Task(
            id=id,
            name=f"Task {id}",
            project=10_000 + random.randrange(self.projects),
            estimate=Range(likely, likely * 0.6, likely * 2) if random.random() < 0.5 else Range(likely),
            expected=float(likely),
            left=float(left),
            kind=random.choice(("copy", "design", "film")),
            demands=() if wait or milestone else demands,
            uses=() if wait else self._uses(),
            release=self._day(-5, 20) if self._wild() else None,
            due=self._day(1, 40 + self.tasks // 8) if self.dates and random.random() < 0.4 else None,
            deadline=self._day(21, 60) if self.dates and self._wild() else None,
            priority=random.choice((1, 2, 2, 2, 3)),
            people=() if milestone else chosen,
            rank=float(random.randrange(self.tasks)) if chosen else None,
            pinned_people=chosen[:1] or self._pinned(people, demands) if self._wild() and not wait else (),
            pinned_start=self._day(1, 25) if self._wild(0.5) else None,
            started=self._day(-6, 0) if chosen and random.random() < 0.2 else None,
            guessed=random.random() < 0.2,
            wait=wait,
            created=self._day(-60, 0),
            start_lag=float(self.more.choice((0.25, 3, 20))) if self.more.random() < self.wild / 2 else 0.0,
            finish_lag=float(self.more.choice((0.5, 12, 60))) if self.more.random() < self.wild / 2 else 0.0,
        )
        if not self._wild(0.5) or milestone or wait:
            return asked
        modes = tuple(
            Mode(likely * random.choice((0.5, 1.0, 1.5, 3.0)), self._demands(people), self._uses())
            for _ in range(random.randint(1, 2))
        )
        return replace(asked, modes=modes, mode=random.randint(0, len(modes)) if chosen else 0)

    def _demands(self, people: Sequence[Person]) -> tuple[SkillDemand, ...]:
        random = self.random
        if random.random() < 0.2:
            return ()
        if self._wild(0.3):  # perhaps nobody
            return (SkillDemand(random.choice(sorted(SKILLS)), random.randint(1, 5), random.randint(1, 3)),)
        one = random.choice(people)
        skill = random.choice(sorted(one.skills))
        demands = [SkillDemand(skill, random.randint(1, one.skills[skill]))]
        if self._wild():
            other = random.choice(people)
            demands.append(SkillDemand(random.choice(sorted(other.skills))))
        return tuple(demands)

    def _uses(self) -> tuple[Use, ...]:
        random = self.random
        if not self._wild(0.7):
            return ()
        chosen = random.sample(EQUIPMENT, random.choice((1, 1, 1, 2)))
        return tuple(Use(each.id, random.randint(1, each.count + self._wild(0.1))) for each in chosen)

    def _people(self, people: Sequence[Person], demands: Sequence[SkillDemand]) -> tuple[int, ...]:
        able = [
            person.id
            for person in people
            if all(person.skills.get(each.skill, 0) >= each.level for each in demands)
        ]
        count = 2 if self._wild() else 1
        source = able if len(able) >= count else [person.id for person in people]
        return tuple(sorted(self.random.sample(source, min(count, len(source)))))

    def _pinned(self, people: Sequence[Person], demands: Sequence[SkillDemand]) -> tuple[int, ...]:
        able = [
            person.id
            for person in people
            if not demands or any(person.skills.get(each.skill, 0) >= each.level for each in demands)
        ]
        return (self.random.choice(able),) if able else ()

    def _dependencies(self, tasks: Sequence[Task]) -> list[Dependency]:
        random = self.random
        links: list[Dependency] = []
        for number in range(1, len(tasks)):
            for _ in range(random.choice((0, 0, 1, 1, 2))):
                before = tasks[random.randrange(max(0, number - 12), number)]
                wild = self._wild()
                kind = random.choice(tuple(DependencyKind)) if wild else DependencyKind.FINISH_START
                links.append(
                    Dependency(before.id, tasks[number].id, kind, random.choice(LAGS) if wild else 0.0)
                )
        return links

    def _day(self, first: int, last: int) -> date:
        return TODAY + timedelta(days=self.random.randint(first, last))

    def _wild(self, factor: float = 1.0) -> bool:
        return self.random.random() < self.wild * factor

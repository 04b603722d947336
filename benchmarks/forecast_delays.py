"""How often chances hold where projects are late together: python benchmarks/forecast_delays.py [--houses N]

Organizations are made, by a seed, in which projects run late for causes of their own, of their client and of whoever
manages them, or of all three in parts that each organization has its own of. Each is foretold from so many finished
projects of its own, and lived through once. Printed a line a
cause and a number of finished projects: how many of 100 ends lay within what was told for 80 of them; and how often
both of two projects were later than the day that each keeps four times in five, as it was told (a goal that both serve
is done by then, and each of them) and as it came, for two of one client, of one manager, and of nothing in common.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import mean, stdev

import numpy as np

from varifocal.core.calendar import office_week
from varifocal.core.forecast import Forecast
from varifocal.core.forecast.compiled.quick import forecast
from varifocal.core.forecast.outlook import IN_PYTHON, horizon
from varifocal.core.forecast.scope import extents
from varifocal.core.forecast.simulation import simulate
from varifocal.core.plan import Plan, plan
from varifocal.core.portfolio import (
    Goal,
    Grown,
    Lasted,
    Person,
    Portfolio,
    Project,
    ProjectKind,
    Serves,
    Task,
    TrackRecord,
)
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Range

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
OWN = ProjectKind.ORDERED
PROJECTS, TASKS = 60, 4
CLIENTS, NEW, MANAGERS = 12, 3, 8
"""Clients that may have finished projects here, and of whom nobody has seen one; managers."""
DRAWS = 1_000
FINISHED = (0, 20, 60, 200)
WITH = ("client", "manager", "nothing")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cause:
    """What delays projects: the spread of what is a project's own, its client's, its manager's, in log units."""

    own: float
    client: float = 0.0
    manager: float = 0.0
    any: float = 0.0
    """Instead: the spread of all three, any parts of it theirs, each organization with its own."""

    def __str__(self) -> str:
        if self.any:
            return f"{self.any:g} in all, any parts"
        return f"{self.own:g} own, {self.client:g} client, {self.manager:g} manager"

    def of(self, random: Random) -> Cause:
        """What it is in one organization."""
        if not self.any:
            return self
        first, last = sorted((random.random(), random.random()))
        return Cause(*(self.any * math.sqrt(part) for part in (first, last - first, 1 - last)))


CAUSES = (
    Cause(0.0, any=0.2),
    Cause(0.2),
    Cause(0.35),
    Cause(0.25, client=0.25),
    Cause(0.25, manager=0.25),
    Cause(0.2, client=0.2, manager=0.2),
)


@dataclass(frozen=True)
class House:
    """An organization at work, its plan, and the days its projects take in futures by their tasks alone."""

    portfolio: Portfolio
    planned: Plan
    alone: dict[int, list[float]]


@dataclass(frozen=True, slots=True)
class Held:
    """Of one organization: the share of finishes within the 80 % told; told and come, both late, by what two share."""

    within: float
    late: float
    told: dict[str, float]
    came: dict[str, float]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--houses", type=int, default=20, help="organizations a line")
    parser.add_argument("--finished", type=int, nargs="+", default=FINISHED, help="projects learned from")
    asked = parser.parse_args()
    print("| what delays projects | finished | 80 % holds | late (20 told) | " + both() + " |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for cause in CAUSES:
        for finished in asked.finished:
            some = [
                held(house(Random(f"{cause} {seed}")), cause, finished, seed) for seed in range(asked.houses)
            ]
            print(line(cause, finished, some), flush=True)


def both() -> str:
    """The heads of the columns of two projects."""
    return " | ".join(f"both late, of one {one}: told, came" for one in WITH).replace(
        "of one nothing", "nothing shared"
    )


def line(cause: Cause, finished: int, some: list[Held]) -> str:
    """One line of the table: means over organizations and their standard errors."""
    cells = [told([one.within for one in some]), told([one.late for one in some])]
    cells += [
        f"{100 * mean(one.told[each] for one in some):.1f}, {told([one.came[each] for one in some])}"
        for each in WITH
    ]
    return f"| {cause} | {finished} | " + " | ".join(cells) + " |"


def told(shares: list[float]) -> str:
    """A share of a hundred with its standard error."""
    return f"{100 * mean(shares):.1f} ± {100 * stdev(shares) / math.sqrt(len(shares)):.1f}"


def house(random: Random) -> House:
    """Projects of four tasks, each somebody's own, for clients and managers by chance."""
    numbers = range(1, PROJECTS + 1)
    people = tuple(Person(n, f"P{n}", office_week("UTC")) for n in numbers)
    works = tuple(
        Project(
            n,
            f"Project {n}",
            kind=OWN,
            company=n % (CLIENTS + NEW),
            manager=random.randrange(1, MANAGERS + 1),
        )
        for n in numbers
    )
    tasks = tuple(
        Task(TASKS * n + part, "Work", n, Range(40.0, 28.0, 64.0), 40.0, 40.0, people=(n,))
        for n in numbers
        for part in range(TASKS)
    )
    grown = TrackRecord(grown=tuple(Grown(n, OWN, 100.0, 100.0) for n in range(400)))
    made = Portfolio(NOW, "UTC", people, works, tasks, (), record=grown)
    planned = plan(made)
    time = working_time(made, horizon(planned), planned.origin, taken_over=True)
    drawn = simulate(
        made, planned, time, extents(made, planned), seed=random.randrange(10_000), draws=400, progress=None,
        calibration=None, live=IN_PYTHON.live,
    )  # fmt: skip
    return House(made, planned, {number: (finish / 96).tolist() for number, finish in drawn.finish.items()})


def held(it: House, cause: Cause, finished: int, seed: int) -> Held:
    """Told from so many finished projects, and lived through once."""
    random = Random(f"{cause} {finished} {seed}")
    cause = cause.of(random)
    clients = {one: random.gauss(0, cause.client) for one in range(CLIENTS + NEW)}
    managers = {one: random.gauss(0, cause.manager) for one in range(1, MANAGERS + 1)}

    def took(days: Iterable[float], client: int, manager: int) -> float:
        late = random.gauss(0, cause.own) + clients[client] + managers[manager]
        return random.choice(list(days)) * math.exp(late)

    past = []
    for number in range(finished):
        client, manager = random.randrange(NEW, CLIENTS + NEW), random.randrange(1, MANAGERS + 1)
        days = it.alone[random.randrange(1, PROJECTS + 1)]
        half, most = np.quantile(days, (0.5, 0.8)).tolist()
        past.append(
            Lasted(
                number,
                OWN,
                half,
                math.log(most / half) / 0.8416,
                took(days, client, manager),
                client,
                manager,
            )
        )
    made = replace(it.portfolio, record=replace(it.portfolio.record, lasted=tuple(past)))
    ends = {
        one.id: it.planned.origin + timedelta(days=took(it.alone[one.id], one.company or 0, one.manager or 0))
        for one in made.projects
    }
    first = forecast(made, it.planned, draws=DRAWS, looks_back=False)
    within = [inside(first, one, end) for one, end in ends.items()]
    told, came, late = {}, {}, []
    for each, pairs in alike(made.projects, random).items():
        day = {pair: max(safe(first, one) for one in pair) for pair in pairs}
        second = forecast(asked(made, day), it.planned, draws=DRAWS, looks_back=False)
        is_late = {one: ends[one].date() > by for pair, by in day.items() for one in pair}
        told[each] = mean(both_late(second, goal, pair) for goal, pair in enumerate(day))
        came[each] = mean(all(is_late[one] for one in pair) for pair in day)
        late.append(mean(is_late.values()))
    return Held(mean(within), mean(late), told, came)


def inside(told: Forecast, project: int, end: datetime) -> bool:
    """Whether it ended within what was told for four of five."""
    finish = told.projects[project].finish
    return finish is not None and finish.p10 <= end <= finish.p90


def safe(told: Forecast, project: int) -> date:
    """The day it keeps four times in five."""
    finish = told.projects[project].finish
    assert finish is not None
    return finish.p80.date()


def alike(projects: Sequence[Project], random: Random) -> dict[str, list[Pair]]:
    """Projects two by two, each once: of one client and two managers, of one manager and two clients, of neither."""
    shuffled = random.sample(list(projects), len(projects))
    found: dict[str, list[Pair]] = defaultdict(list)
    for each in WITH:
        left = list(shuffled)
        while left:
            one = left.pop()
            other = next((it for it in left if shared(one, it) == each), None)
            if other is not None:
                left.remove(other)
                found[each].append((one.id, other.id))
    return found


def shared(one: Project, other: Project) -> str:
    """What two projects have in common; both counts as neither of them."""
    client, manager = one.company == other.company, one.manager == other.manager
    return "" if client and manager else "client" if client else "manager" if manager else "nothing"


def asked(made: Portfolio, days: dict[Pair, date]) -> Portfolio:
    """Each two serve a goal by their day, and are due on it."""
    goal = {one: number for number, pair in enumerate(days) for one in pair}
    due = {one: day for pair, day in days.items() for one in pair}
    projects = tuple(
        replace(one, due=due[one.id], serves=(Serves(goal[one.id], 1.0),)) if one.id in goal else one
        for one in made.projects
    )
    goals = tuple(Goal(number, "Both", target=day) for number, day in enumerate(days.values()))
    return replace(made, projects=projects, goals=goals)


def both_late(told: Forecast, goal: int, pair: Pair) -> float:
    """The chance that neither is done by the day."""
    done = [told.projects[one].chance or 0.0 for one in pair]
    return 1 - sum(done) + (told.goals[goal].chance or 0.0)


if __name__ == "__main__":
    main()

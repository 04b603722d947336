"""What a year of work tells about the people who did it: plain facts in, what was found out.

`Facts` may come from the tables (`flows/grow.py`) or from a year lived through in memory alone; nothing here knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from varifocal.core.people.coverage import ClientOnOne as ClientOnOne
from varifocal.core.people.coverage import Coverage, Span, WithClient, clients_on_one, coverage
from varifocal.core.people.helping import Helped, Member, Network, network
from varifocal.core.people.noticing import Finished, Overlooked, Praised, overlooked
from varifocal.core.portfolio import Person, Task

LATELY = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the engines of people stand on, as of one day.

    `staff` with who agreed to be in the network; `people` and open `tasks` as plans know them; `finished` of the last
    year; `spent` hours of talk and steering with clients in the last half year.
    """

    today: date
    staff: tuple[Member, ...]
    help_given: tuple[Helped, ...]
    finished: tuple[Finished, ...]
    praised: tuple[Praised, ...]
    people: tuple[Person, ...]
    tasks: tuple[Task, ...]
    skills: Mapping[int, str]
    planned: Mapping[int, Span]
    spent: tuple[WithClient, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the engines say to it."""

    network: Network
    coverage: Coverage
    overlooked: tuple[Overlooked, ...]
    clients: tuple[ClientOnOne, ...]


def found(facts: Facts) -> Found:
    """Ask every engine."""
    return Found(
        network(facts.staff, facts.help_given, facts.today),
        coverage(
            facts.today,
            facts.people,
            facts.tasks,
            facts.skills,
            planned=facts.planned,
            lately=lately(facts.finished, facts.today),
        ),
        overlooked(facts.today, facts.finished, facts.praised),
        clients_on_one(facts.spent),
    )


def lately(finished: Iterable[Finished], today: date) -> dict[tuple[int, int], float]:
    """Hours done in the last half year by skill and level; nought where nobody knows them."""
    hours: dict[tuple[int, int], float] = defaultdict(float)
    for one in finished:
        if one.skill is not None and today - LATELY < one.on <= today:
            hours[one.skill, one.level] += one.hours or 0.0
    return hours

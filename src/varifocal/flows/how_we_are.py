"""How the weeks were, of five and more together: the house and its teams, in weeks that nobody can tell of any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from varifocal.core.people.together import FEWEST, may_be_shown
from varifocal.core.values import monday_of
from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import Told, weeks_told
from varifocal.org.people.person import Membership, Team

WEEKS = 8
STILL_OPEN = timedelta(weeks=1)
"""Last week may still be told of: a figure that moves as one of us answers would tell what she said."""


@dataclass(frozen=True, slots=True)
class Week:
    """Of one group in one week: how many told, and energy and workload in half steps of 1 to 5; None where too few."""

    monday: date
    told: int
    energy: float | None
    workload: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The house, or a team of it."""

    name: str
    weeks: tuple[Week, ...]


def how_we_are(by: Account, today: date) -> list[Group]:
    """The house first, then the teams that may be shown in any of these weeks, by name. `today` is a date where the
    house is. Nobody's own week is in it but among four others', nor in what is left between two groups."""
    monday = monday_of(today) - STILL_OPEN
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    said: dict[date, dict[int, Told]] = defaultdict(dict)
    for one in weeks_told(weeks[0], monday):
        said[one.monday][one.person] = one
    teams: dict[str, set[int]] = {team.name: set() for team in Team.objects.visible_to(by).order_by("name")}
    for name, person in Membership.objects.visible_to(by).values_list("team__name", "person_id"):
        teams.setdefault(name, set()).add(person)
    shown = {week: may_be_shown(said[week].keys(), teams) for week in weeks}
    house = Group("All of us", tuple(_week(week, said[week].values(), True) for week in weeks))
    named = [
        Group(
            name,
            tuple(
                _week(week, [said[week][one] for one in people & said[week].keys()], name in shown[week])
                for week in weeks
            ),
        )
        for name, people in teams.items()
        if any(name in shown[week] for week in weeks)
    ]
    return [house, *named]


def _week(monday: date, told: Iterable[Told], may: bool) -> Week:
    told = list(told)
    if not may or len(told) < FEWEST:
        return Week(monday, 0, None, None)
    energy, workload = (
        round(2 * sum(values) / len(told)) / 2
        for values in ([one.energy for one in told], [one.workload for one in told])
    )
    return Week(monday, len(told), energy, workload)

"""How what was told of a project or goal has moved: day by day as it was kept, and what moved its chance since
yesterday and in seven days, adding up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.forecast import points
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.runs.run import GoalForecast, KeptForecast, ProjectForecast
from varifocal.org.work.project import Project

LOOKS_BACK = timedelta(days=120)
WINDOWS = (timedelta(days=1), timedelta(days=7))
REST = "Time that passed, and what was not told apart"
"""What no cause of a run explains: hours in which nothing changed, runs whose causes were not looked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told on a day: the chance, and the days by which it is done in half and in four fifths of the futures,
    in the organization's zone."""

    on: date
    chance: float | None
    half: date | None
    most: date | None


@dataclass(frozen=True, slots=True)
class Cause:
    """What moved a chance, in points, and the records it is about (noun, id)."""

    label: str
    points: int
    about: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A chance now and what it was then (`since`, UTC): the causes add up to the difference of the two as they are told
    in whole per cent."""

    since: datetime
    was: float
    now: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Lately:
    """Days the oldest first; what moved the chance, the shortest time first, where it moved."""

    days: tuple[Told, ...]
    moved: tuple[Moved, ...]


def lately(by: Account, thing: Project | Goal, now: datetime) -> Lately:
    """Of a project or goal she sees; four queries. `now` is UTC."""
    house = Organization.here()
    today, zone = house.today(now), ZoneInfo(house.zone)
    rows = (
        ProjectForecast.objects.visible_to(by).filter(project=thing.pk)
        if isinstance(thing, Project)
        else GoalForecast.objects.visible_to(by).filter(goal=thing.pk)
    )
    kept = KeptForecast.objects.filter(noun=thing.noun(), record_id=thing.pk, on__gte=today - LOOKS_BACK)
    days = [
        Told(on, chance, _day(half, zone), _day(most, zone))
        for on, chance, half, most in kept.order_by("on").values_list("on", "chance", "p50", "p80")
    ]
    newest = rows.order_by("-run_id").values_list("run__as_of", "chance", "p50", "p80").first()
    if newest is None:
        return Lately(tuple(days), ())
    as_of, chance, half, most = newest
    days = [one for one in days if one.on != today]
    days.append(Told(today, chance, _day(half, zone), _day(most, zone)))
    told = list(rows.order_by("run_id").values_list("run__as_of", "chance", "drift"))  # runs are pruned
    moved = {found.since: found for window in WINDOWS if (found := _since(as_of - window, told))}
    return Lately(tuple(days), tuple(moved.values()))


def _since(
    then: datetime, told: Sequence[tuple[datetime, float | None, list[dict[str, Any]]]]
) -> Moved | None:
    """From the last run before `then`, or the first that is still known."""
    first = max((place for place, (at, _, _) in enumerate(told) if at <= then), default=0)
    since, was, _ = told[first]
    now = told[-1][1]
    if was is None or now is None or points(was) == points(now):
        return None
    causes: dict[str, Cause] = {}
    for one in (each for _, _, drift in told[first + 1 :] for each in drift):
        before = causes.get(one["cause"], Cause(one["cause"], 0))
        about = {*before.about, *((noun, pk) for noun, pk in one.get("about", ()))}
        causes[before.label] = Cause(
            before.label, before.points + round(100 * one["points"]), tuple(sorted(about))
        )
    rest = points(now) - points(was) - sum(one.points for one in causes.values())
    found = [one for one in causes.values() if one.points]
    if rest:
        found.append(Cause(REST, rest))
    return Moved(since, was, now, tuple(sorted(found, key=lambda one: -abs(one.points))))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None

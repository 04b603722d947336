"""What we said and what came true: the dates promised for projects, read from the log, beside the day each was done.

Nobody types a promise: giving a project a due date is one, moving it is another. The first is what the client heard;
the last is what we found out in time. The chance a date was given on is the one kept that week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.values import Recorded
from varifocal.flows.recorded import hours_by
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.runs.run import KeptForecast
from varifocal.org.work.project import Project

LOOKS_BACK = timedelta(days=730)
MOST = 300
"""Projects looked at, the newest first."""
SOON_AFTER = timedelta(days=7)
"""A chance computed within a week of a promise is the one it was given on."""
US = "Our own"


@dataclass(frozen=True, slots=True)
class Said:
    """One date that was promised, on which day, and why where somebody said so."""

    on: date
    by_when: date
    why: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A project and its dates: the first that was said, the last, and the day it was done, None while it is open.

    `chance` is the one the first date was given on, where it was computed then. Hours: what the budget said, and
    what was used.
    """

    id: int
    name: str
    client: str
    said: tuple[Said, ...]
    done: date | None
    chance: float | None
    budget: Decimal | None
    used: Recorded

    @property
    def first(self) -> Said:
        """What was said at first."""
        return self.said[0]

    @property
    def last(self) -> Said:
        """What was said in the end."""
        return self.said[-1]

    @property
    def late(self) -> int | None:
        """Days after the first date; negative for days before it."""
        return None if self.done is None else (self.done - self.first.by_when).days

    @property
    def kept(self) -> bool:
        """Whether it was done by the first date."""
        return self.late is not None and self.late <= 0

    @property
    def kept_in_the_end(self) -> bool:
        """Whether it was done by the last one."""
        return self.done is not None and self.done <= self.last.by_when


@dataclass(frozen=True, slots=True)
class Kept:
    """How promises to one client, or to ourselves, came out: how many were done, how many by the first date, by
    the last, and the days after the first in the middle."""

    client: str
    done: int
    by_first: int
    by_last: int
    days: float


def promised(by: Account, now: datetime) -> list[Promised]:
    """Projects she sees that had a date: those that are done first, the newest at the top; then the open ones by
    their date. `now` is UTC. Five queries."""
    here = Organization.here()
    since = here.today(now) - LOOKS_BACK
    seen = (
        Project.objects.visible_to(by)
        .exclude(ending=Project.Ending.LET_GO)
        .exclude(kind=Project.Kind.STANDING)
    )
    rows = list(
        (seen.filter(ended_on__gte=since) | seen.filter(ended_on=None))
        .select_related("company")
        .order_by("-ended_on", "-pk")[:MOST]
    )
    ids = [row.pk for row in rows]
    dates = _said(ids, {row.pk: row.opened_on for row in rows}, ZoneInfo(here.zone))
    chances = _chances(ids, dates)
    used = hours_by("project", ids)
    found = [
        Promised(
            id=row.pk,
            name=row.name,
            client=row.company.name if row.company else "",
            said=tuple(dates[row.pk]),
            done=row.ended_on,
            chance=chances.get(row.pk),
            budget=row.budget_hours,
            used=used.get(row.pk, Recorded()),
        )
        for row in rows
        if dates.get(row.pk)
    ]
    done = [one for one in found if one.done]
    return [*done, *sorted((one for one in found if not one.done), key=lambda one: one.last.by_when)]


def by_client(promises: Iterable[Promised]) -> list[Kept]:
    """Those that are done, client by client, most of them first; what is for no client is our own, and last."""
    grouped: dict[str, list[Promised]] = defaultdict(list)
    for one in promises:
        if one.done is not None:
            grouped[one.client].append(one)
    kept = [_kept(client or US, some) for client, some in grouped.items()]
    return sorted(kept, key=lambda one: (one.client == US, -one.done, one.client))


def together(promises: Iterable[Promised]) -> Kept:
    """All that are done, as one line."""
    return _kept("All together", [one for one in promises if one.done is not None])


def _kept(client: str, some: Sequence[Promised]) -> Kept:
    days = [one.late for one in some if one.late is not None]
    return Kept(
        client,
        len(some),
        sum(one.kept for one in some),
        sum(one.kept_in_the_end for one in some),
        median(days) if days else 0.0,
    )


def _said(ids: Sequence[int], opened: Mapping[int, date], zone: ZoneInfo) -> dict[int, list[Said]]:
    """The dates of each project in the order they were said; what was taken back the same day was never said."""
    told: dict[int, list[Said]] = defaultdict(list)
    lines = (
        Change.objects.filter(noun=Project.noun(), record_id__in=ids)
        .order_by("number")
        .values_list("record_id", "happened_at", "after", "why")
    )
    for project, at, after, why in lines:
        if not isinstance(after, dict) or "due" not in after:
            continue
        on = max(at.astimezone(zone).date(), opened[project]) if told[project] else opened[project]
        _say(told[project], on, after["due"], why)
    return {project: said for project, said in told.items() if said}


def _say(said: list[Said], on: date, due: Any, why: str) -> None:
    if due is None:
        return
    by_when = date.fromisoformat(str(due)[:10])
    if said and said[-1].on == on:
        said.pop()
    if not said or said[-1].by_when != by_when:
        said.append(Said(on, by_when, why))


def _chances(ids: Sequence[int], dates: Mapping[int, Sequence[Said]]) -> dict[int, float]:
    """Of each first date the chance that was computed soonest after it was said."""
    found: dict[int, float] = {}
    kept = (
        KeptForecast.objects.filter(noun=Project.noun(), record_id__in=ids, chance__isnull=False)
        .order_by("on")
        .values_list("record_id", "on", "chance", "by_when")
    )
    for project, on, chance, by_when in kept:
        said = dates.get(project)
        if not said or project in found or chance is None or by_when not in (None, said[0].by_when):
            continue
        if said[0].on <= on <= said[0].on + SOON_AFTER:
            found[project] = chance
    return found

"""What a timeline draws, as the page's script reads it and as a spreadsheet does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from varifocal.core.values import monday_of
from varifocal.flows.bars import Bar, Bars, Out
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.sheet import Cell

BACK, AHEAD = timedelta(days=120), timedelta(days=3 * 366)
"""How far a timeline reaches at most; what lies beyond is held at its edge."""
ROOM = 28
"""Days drawn past the last bar."""
SHADES = {f"d-{step}": place for place, step in enumerate(colour.Distance)}
PROPOSED, WAIT, DANGER, ELSEWHERE, MAY_COME = 1, 2, 4, 8, 16
SHEET = (
    "Name", "Project", "Who", "Uses", "Start", "Finish", "Due", "80 % by", "Chance of the due date", "How it stands",
)  # fmt: skip


def told(it: Bars, *, project: bool, may_try: bool) -> dict[str, Any]:
    """Short keys and rows without names: there may be thousands. Places in time are minutes of the organization's
    own clock since `origin`, a Monday; the day it is and days due are whole days since then."""
    firsts = [bar.start.astimezone(it.zone).date() for bar in it.bars]
    origin = monday_of(max(it.today - BACK, min([it.today, *firsts])) - timedelta(days=7))
    paper = _Paper(it, origin)
    drawn = [paper.bar(bar) for bar in it.bars]
    last = max([paper.day(it.today) + 60, *((row[4] + row[5]) // 1440 for row in drawn)])
    return {
        "origin": origin.isoformat(),
        "today": paper.day(it.today),
        "days": last + ROOM,
        "people": list(it.people.items()),
        "projects": list(it.projects.items()),
        "project": project,
        "bars": drawn,
        "ties": it.ties,
        "chain": it.chain,
        "later": it.later,
        "equipment": [[one, *told] for one, told in it.equipment.items()],
        "out": [
            [one.equipment, paper.held_day(one.first), paper.held_day(one.last) + 1, out_of_service(one)]
            for one in it.outages
        ],
        "stale": it.stale,
        "task": reverse("task", args=[0]),
        "opportunity": reverse("opportunity", args=[0]),
        "try": reverse("schedule-try", args=[0]) if may_try else "",
    }


def sheet_of(it: Bars) -> Iterator[Sequence[Cell]]:
    """The same for a spreadsheet, a line a task."""
    for bar in it.bars:
        yield (
            bar.name,
            it.projects.get(bar.project, ""),
            ", ".join(it.people.get(person, "") for person in bar.people),
            ", ".join(it.equipment[one][0] for one in bar.uses),
            bar.start.astimezone(it.zone).date(),
            _last_day(bar, it),
            bar.due,
            bar.p80.astimezone(it.zone).date() if bar.p80 else None,
            bar.chance,
            ", ".join(_stands(bar, it)),
        )


class _Paper:
    """Where moments stand."""

    def __init__(self, it: Bars, origin: date) -> None:
        self.it, self.origin = it, origin
        self.end = it.today + AHEAD

    def bar(self, bar: Bar) -> list[Any]:
        start, finish = self.minute(bar.start), self.minute(bar.finish)
        flags = (
            PROPOSED * bar.proposed
            + WAIT * bar.is_wait
            + DANGER * (bar.chance is not None and say.chance(bar.chance).state == "danger")
            + ELSEWHERE * bar.elsewhere
            + MAY_COME * (bar.lands is not None)
        )
        shade = colour.shade(bar.due or _last_day(bar, self.it), self.it.today)
        return [
            bar.task,
            bar.name,
            bar.project,
            bar.people,
            start,
            max(0, finish - start),
            self.day(min(bar.due, self.end)) if bar.due and bar.due >= self.origin else -1,
            self.minute(bar.p80) if bar.p80 else -1,
            SHADES[shade],
            flags,
            bar.held_by,
            bar.chance if bar.chance is None else round(bar.chance, 2),
            [self.day(self._held(day)) * 1440 + 1440 * last for last, day in enumerate(bar.was)]
            if bar.was
            else None,
            [[self.minute(since), self.minute(until)] for since, until in bar.pauses] or None,
            "" if bar.lands is None else if_it_lands(bar.lands),
            bar.uses or None,
        ]

    def minute(self, moment: datetime) -> int:
        there = moment.astimezone(self.it.zone)
        return self.day(self._held(there.date())) * 1440 + there.hour * 60 + there.minute

    def held_day(self, on: date) -> int:
        """A day within what is drawn."""
        return self.day(self._held(on))

    def _held(self, on: date) -> date:
        return min(max(on, self.origin), self.end)

    def day(self, on: date) -> int:
        return (on - self.origin).days


def _last_day(bar: Bar, it: Bars) -> date:
    return max(bar.start, bar.finish - timedelta(minutes=1)).astimezone(it.zone).date()


def out_of_service(one: Out) -> str:
    """What is said of an outage."""
    some = f"{one.count} of {one.of} out of service" if one.count < one.of else "Out of service"
    return f"{some}: {one.note}" if one.note else some


def if_it_lands(chance: float) -> str:
    """What is said of work that may never come."""
    return f"if it lands, {say.percent(chance)}"


def _stands(bar: Bar, it: Bars) -> Iterator[str]:
    if bar.lands is not None:
        yield if_it_lands(bar.lands)
    if bar.due is not None and _last_day(bar, it) > bar.due:
        yield "late"
    if bar.pauses:
        yield f"in {len(bar.pauses) + 1} pieces"
    if bar.proposed and bar.lands is None:
        yield "proposed"
    if bar.is_wait:
        yield "a wait"
    if bar.chance is not None and say.chance(bar.chance).state == "danger":
        yield "in danger"

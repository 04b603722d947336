"""What was kept of the weeks everybody agreed, told only where it tells of no one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from varifocal.core.balance.kept import Agreed, Kept, WeekAgreed, kept
from varifocal.core.balance.reach import Hour, ProjectPast
from varifocal.core.values import monday_of
from varifocal.flows.balance.scopes import Scope
from varifocal.flows.together import Row, day, nested

FEWEST = 3
"""Fewer people than these are not a group: what they kept stays theirs."""


def kept_of(
    scope: Scope, rows: Mapping[str, list[Row]], pasts: Mapping[int, ProjectPast]
) -> tuple[Kept, ...] | None:
    """The agreed weeks against what took place, all together; None where so few stand behind it that the sum
    would tell of one person."""
    people = {row["person"] for row in rows["agreed"]}
    if scope.kind != "me" and len(people) < FEWEST:
        return None if people else ()
    by_week: dict[date, list[Hour]] = defaultdict(list)
    for row in rows["worked"]:
        if on := day(row["on"]):
            entry = Hour(row["person"], on, float(row["hours"]), row["project"], bool(row["people_time"]))
            by_week[monday_of(on)].append(entry)
    weeks: dict[date, list[WeekAgreed]] = defaultdict(list)
    for row in rows["agreed"]:
        start = day(row["monday"])
        if start is not None:
            weeks[start].append(WeekAgreed(row["person"], start, _agreed(row, pasts)))
    return tuple(one for start in sorted(weeks) for one in kept(weeks[start], by_week[start], pasts))


def _agreed(row: Row, pasts: Mapping[int, ProjectPast]) -> tuple[Agreed, ...]:
    """What was agreed for projects she may see."""
    lines = nested(row["lines"]) or ()
    return tuple(
        Agreed(line.get("project"), float(line.get("hours") or 0), bool(line.get("people_time")))
        for line in lines
        if line.get("project") is None or line["project"] in pasts
    )

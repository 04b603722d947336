"""Whose weeks become full: hours planned and hours there are, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import product
from zoneinfo import ZoneInfo

from varifocal.core.plan.suppose import Away, Supposed
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import QUARTERS_PER_HOUR, monday_of
from varifocal.flows.schedule import FULL, WEEKS
from varifocal.flows.trial import Standing
from varifocal.flows.trying.values import FullWeek, Moved
from varifocal.flows.weeks import WEEK


def full_weeks(
    before: Standing,
    after: Standing,
    moved: Sequence[Moved],
    shown: Set[int],
    supposed: Sequence[Supposed],
) -> Iterator[FullWeek]:
    """Weeks of people that become full by it, of what she may see; nobody's plan holds more than a week has."""
    people = {person for one in moved for person in (*one.people_before, *one.people_after)}
    people |= {one.person for one in supposed if isinstance(one, Away)}
    people &= after.portfolio.person.keys()
    if not people:
        return
    was, now = week_hours(before, people, shown), week_hours(after, people, shown)
    first = monday_of(after.planned.origin.astimezone(ZoneInfo(after.portfolio.zone)).date())
    for person in sorted(people):
        for week in range(WEEKS):
            (old, had), (new, has) = was[person][week], now[person][week]
            if has > 0 and new > FULL * has and not (had > 0 and old > FULL * had):
                name = after.portfolio.person[person].name
                yield FullWeek(person, name, first + WEEK * week, old, new, has)


def week_hours(one: Standing, people: Set[int], shown: Set[int]) -> dict[int, list[tuple[float, float]]]:
    """Each one's planned hours and capacity, week by week, from this one on."""
    quarters = min(one.planned.horizon, (WEEKS + 1) * 7 * 24 * QUARTERS_PER_HOUR)
    time = working_time(_only(one.portfolio, people), quarters, one.planned.origin)
    first = monday_of(time.grid.day(0, one.portfolio.zone))
    edges = [min(max(0, time.begin(first + WEEK * week)), quarters) for week in range(WEEKS + 1)]
    cum = {person: [int(time.people[person].cum[edge]) for edge in edges] for person in people}
    hours = {person: [0.0] * WEEKS for person in people}
    for placed in one.planned.placed.values():
        if placed.task not in shown or placed.start >= quarters:
            continue
        for person in people & set(placed.people):
            slots = time.people[person].cum
            for (since, until), week in product(placed.stretches, range(WEEKS)):
                begin, end = max(since, edges[week]), min(until, edges[week + 1])
                if begin < end:
                    hours[person][week] += float(slots[end] - slots[begin]) / QUARTERS_PER_HOUR
    return {
        person: [
            (hours[person][week], (cum[person][week + 1] - cum[person][week]) / QUARTERS_PER_HOUR)
            for week in range(WEEKS)
        ]
        for person in people
    }


def _only(portfolio: Portfolio, people: Set[int]) -> Portfolio:
    """The same house with these people alone: a calendar costs time, and nobody else's is asked for."""
    chosen = tuple(one for one in portfolio.people if one.id in people)
    return Portfolio(
        portfolio.now, portfolio.zone, chosen, (), (), week=portfolio.week, holidays=portfolio.holidays
    )

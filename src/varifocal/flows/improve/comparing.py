"""The same process beside itself: by client, team, kind of project and quarter, each against all others, so that what
is lost compares. No group of people smaller than a team is told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from varifocal.flows.improve.finding import Rated, Seen, months_of, observed, price_of
from varifocal.flows.improve.measuring import Spread, spread, took, waits
from varifocal.flows.improve.proving import Interval, difference
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case

BY = {"client": "Client", "team": "Team", "kind": "Kind of project", "quarter": "Quarter"}
"""What it can be compared by; a quarter is the one in which a project began."""
NOBODY = "without one"


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one client, team, kind or quarter. `took`: days from first to last; `waited`: days waited between
    steps, a project, and `more`: by how much more than in all others (low, middle, high; None where there are too few).
    `late`: days over, an answer or passage with a level; `back`: share of first answers that sent work back; each with
    how often it was looked at. `hours`: worked once more, a project; `price`: of those hours, a month."""

    name: str
    projects: int
    took: Spread | None
    waited: float
    more: Interval | None
    late: tuple[float, int]
    back: tuple[float, int]
    hours: float
    price: tuple[float, float] | None


def groups(lived: Lived, by: str, rated: Rated = None) -> list[Group]:
    """One for each; the longest waits first, quarters in their order. `by`: a key of `BY`."""
    cases = [case for case in lived.cases if case.log]
    named: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        named[_name(lived, case, by)].append(case)
    months = months_of(cases)
    found = []
    for name, ours in named.items():
        mine = {case.project for case in ours}
        others = [case for case in cases if case.project not in mine]
        found.append(_group(name, replace(lived, cases=tuple(ours)), others, rated, months))
    if by == "quarter":
        return sorted(found, key=lambda one: one.name)
    return sorted(found, key=lambda one: (-one.waited, one.name))


def _group(name: str, ours: Lived, others: Sequence[Case], rated: Rated, months: float) -> Group:
    cases = ours.cases
    waited = [_waited(case) for case in cases]
    outside = [place for place, step in enumerate(ours.steps) if step.outside]
    over = [one for place in range(len(ours.steps)) for one in observed(ours, "late", place)]
    back = [one for place in outside for one in observed(ours, "back", place)]
    again = [work for case in cases for one in case.returned for work in one.again]
    return Group(
        name=name,
        projects=len(cases),
        took=spread(took(case) for case in cases),
        waited=sum(waited) / len(waited),
        more=difference([_waited(case) for case in others], waited),
        late=_mean(over),
        back=_mean(back),
        hours=sum(work.hours for work in again) / len(cases),
        price=price_of(again, rated, months),
    )


def _name(lived: Lived, case: Case, by: str) -> str:
    if by == "quarter":
        began = datetime.fromtimestamp(min(one.begin for one in case.passages), UTC)
        return f"{began.year}, {(began.month + 2) // 3}. quarter"
    about = lived.about.get(case.project)
    return getattr(about, by) or NOBODY if about else NOBODY


def _waited(case: Case) -> float:
    return sum(days for _, days in waits(case))


def _mean(seen: Sequence[Seen]) -> tuple[float, int]:
    return (sum(one.value for one in seen) / len(seen), len(seen)) if seen else (0.0, 0)

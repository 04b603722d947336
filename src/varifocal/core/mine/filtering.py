"""Some of a log's cases: by time, by what they carry, by their way, by a passage in it.

A filter says which whole cases stay, so whatever is asked of what stays is asked of cases as they happened. Several
are all to hold. What stays is a log like any other: every figure, map, finding and comparison takes it. Numbers every
measure needs are laid beside each other once; attributes only when somebody looks at one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from varifocal.core.mine.log import HOUR, Column, EventLog, Numbers, chosen
from varifocal.core.mine.measure import variants
from varifocal.core.values import Invalid

_FOREVER = 1 << 62
BUILT_IN = ("activity", "person", "role", "transition")


@dataclass(frozen=True, slots=True)
class Between:
    """Cases in a stretch of time, microseconds since 1970 UTC, the last not included.

    `how`: "within" it from their first stamp to their last, "touching" it, that "begin" in it or "end" in it.
    """

    first: int
    last: int
    how: str = "within"


@dataclass(frozen=True, slots=True)
class Having:
    """Cases with one of these texts in a column: activity, person, role, transition, or an attribute by its name; of
    the name `case`, the cases called so."""

    name: str
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Along:
    """Cases that go from one activity to another: directly, or at any time later; in so many hours (ends to ends)."""

    before: str
    after: str
    directly: bool = True
    least_hours: float = 0.0
    most_hours: float = float("inf")


@dataclass(frozen=True, slots=True)
class Through:
    """Cases in which these activities come directly one after another."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lasting:
    """Cases that take so many hours of the wall calendar from their first stamp to their last."""

    least_hours: float = 0.0
    most_hours: float = float("inf")


@dataclass(frozen=True, slots=True)
class Ways:
    """Cases whose activities, in order, are one of these; or, where `most` is said, the most frequent so many."""

    traces: frozenset[tuple[str, ...]] = frozenset()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Cases another filter leaves out."""

    filter: Filter


Filter = Between | Having | Along | Through | Lasting | Ways | Not


def read_filter(word: str, *, zone: str = "UTC") -> Filter:
    """A filter from a word: `since=2027-03-01` or `until=2027-06-01T12:00` (cases wholly on that side), `ways=20` (the
    most frequent), `path=brief > delivery` (`>>`: at any time later; `a > b > a`: directly in this order),
    `hours=0-240`, `client=Acme|Brix` or `case=17`; with `!` before it, the others. Raises Invalid where it is none."""
    if word.startswith("!"):
        return Not(read_filter(word[1:], zone=zone))
    name, is_, value = word.partition("=")
    try:
        if not is_ or not value:
            raise ValueError("a name and a value belong together")
        if name in ("since", "until"):
            micros = moment_of(value, zone=zone)
            return Between(micros, _FOREVER) if name == "since" else Between(-_FOREVER, micros)
        if name == "ways":
            return Ways(most=int(value))
        if name == "hours":
            low, _, high = value.partition("-")
            return Lasting(float(low or 0), float(high or "inf"))
        if name == "path":
            if value.count(">") > 1 and ">>" not in value:
                return Through(tuple(step.strip() for step in value.split(">")))
            before, way, after = value.partition(">>" if ">>" in value else ">")
            if not way:
                raise ValueError("a path goes from one step to another")
            return Along(before.strip(), after.strip(), directly=way == ">")
        return Having(name, frozenset(value.split("|")))
    except ValueError as fault:
        raise Invalid(
            f"{word!r} is no filter ({fault}); one looks like since=2027-03-01, path=brief > draw or client=Acme."
        ) from fault


def moment_of(word: str, *, zone: str = "UTC") -> int:
    """A day or a time as microseconds since 1970 UTC. Raises Invalid where it is none."""
    try:
        moment = datetime.fromisoformat(word)
    except ValueError as fault:
        raise Invalid(f"{word!r} is no day; one looks like 2027-03-01.") from fault
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def only(log: EventLog, *filters: Filter) -> EventLog:
    """The log of the cases all these filters keep. Raises Invalid where a filter names what the log does not have, or
    where nothing stays."""
    kept = np.ones(len(log.cases), np.bool_)
    for each in filters:
        kept &= keeps(log, each)
    if kept.all():
        return log
    if not kept.any():
        raise Invalid("No case is left by these filters.")
    return chosen(log, np.flatnonzero(kept))


def keeps(log: EventLog, each: Filter) -> Numbers:
    """Which cases a filter keeps: one truth a case."""
    if isinstance(each, Not):
        return ~keeps(log, each.filter)
    if isinstance(each, Between):
        return _between(log, each)
    if isinstance(each, Having):
        return _having(log, each)
    if isinstance(each, Along):
        return _along(log, each)
    if isinstance(each, Through):
        return _through(log, each)
    if isinstance(each, Ways):
        return _ways(log, each)
    first, last = _first_and_last(log)
    return (last - first >= each.least_hours * HOUR) & (last - first <= each.most_hours * HOUR)


def _first_and_last(log: EventLog) -> tuple[Numbers, Numbers]:
    starts = log.offsets[:-1]
    begin = log.end if log.begin is None else log.begin
    first = np.minimum.reduceat(np.minimum(begin, log.end), starts)
    return first, np.maximum.reduceat(np.maximum(begin, log.end), starts)


def _between(log: EventLog, each: Between) -> Numbers:
    first, last = _first_and_last(log)
    if each.how == "within":
        return (first >= each.first) & (last < each.last)
    if each.how == "touching":
        return (last >= each.first) & (first < each.last)
    if each.how not in ("begin", "end"):
        raise Invalid(f"Cases are within a time, touching it, or begin or end in it, not {each.how!r}.")
    moment = first if each.how == "begin" else last
    return (moment >= each.first) & (moment < each.last)


def _having(log: EventLog, each: Having) -> Numbers:
    if each.name == "case":
        return np.array([name in each.texts for name in log.cases], np.bool_)
    if each.name in BUILT_IN:
        column = getattr(log, each.name)
    elif each.name in log.case_attributes:
        column = log.case_attributes[each.name]
        return np.isin(column.codes, _codes(column, each.texts))
    else:
        column = log.attributes.get(each.name)
    if column is None:
        there = [name for name in BUILT_IN if getattr(log, name) is not None]
        offered = ", ".join([*there, *log.case_attributes, *log.attributes])
        raise Invalid(f"The log says nothing of {each.name!r}; it knows: {offered}.")
    return _some(log, np.isin(column.codes, _codes(column, each.texts)))


def _codes(column: Column, texts: frozenset[str]) -> list[int]:
    return [code for code, text in enumerate(column.texts) if text in texts]


def _some(log: EventLog, events: Numbers) -> Numbers:
    """Cases in which some event is so."""
    before = np.concatenate(([0], np.cumsum(events)))
    return before[log.offsets[1:]] > before[log.offsets[:-1]]


def _along(log: EventLog, each: Along) -> Numbers:
    codes = log.activity.codes
    known = _known(log, (each.before, each.after))
    least, most = each.least_hours * HOUR, each.most_hours * HOUR
    from_, to = codes == known[each.before], codes == known[each.after]
    if each.directly:
        inner = np.ones(log.events, np.bool_)
        inner[log.offsets[:-1]] = False
        took = np.diff(log.end, prepend=log.end[:1])
        return _some(
            log, inner & to & np.concatenate(([False], from_[:-1])) & (took >= least) & (took <= most)
        )
    starts = log.offsets[:-1]
    places = np.arange(log.events)
    first = np.minimum.reduceat(np.where(from_, places, log.events), starts)
    last = np.maximum.reduceat(np.where(to, places, -1), starts)
    there = last > first
    took = np.where(there, log.end[np.maximum(last, 0)] - log.end[np.minimum(first, log.events - 1)], 0)
    return there & (took >= least) & (took <= most)


def _through(log: EventLog, each: Through) -> Numbers:
    known, far = _known(log, each.steps), len(each.steps) - 1
    there = np.zeros(log.events, np.bool_)
    if log.events > far:
        case = log.case_of
        there[far:] = case[far:] == case[: log.events - far]
        for place, name in enumerate(each.steps):
            there[far:] &= log.activity.codes[place : log.events - far + place] == known[name]
    return _some(log, there)


def _known(log: EventLog, names: Sequence[str]) -> dict[str, int]:
    known = {text: code for code, text in enumerate(log.activity.texts)}
    for name in names:
        if name not in known:
            raise Invalid(f"There is no activity {name!r} in the log.")
    return known


def _ways(log: EventLog, each: Ways) -> Numbers:
    shapes = variants(log)
    if each.most is not None:
        wanted: Sequence[int] = np.argsort(-shapes.counts, kind="stable")[: each.most].tolist()
    else:
        wanted = [v for v in range(len(shapes.counts)) if shapes.trace(log, v) in each.traces]
    return np.isin(shapes.of, wanted)

"""A log that grows while one looks: one more event, and graph, variants, waiting and hand-overs are right at once.

What is counted of a case is taken back and counted anew with the event in it; the durations of each edge are kept in
order, with what came and went beside them, so that medians stay exact. An event that is told late goes where it belongs
in its case. The log itself is not touched: it may lie on disk.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.mine import kernel
from varifocal.core.mine.log import HOUR, NOBODY, Column, EventLog, Numbers, as_read
from varifocal.core.mine.measure import MOST_DENSE, Edge, ends, figures, variants
from varifocal.core.mine.reading.arranging import arranged

COUNTED = (
    "self_loops", "rework_cases", "ties", "handover_pairs", "handovers", "role_pairs", "role_handovers", "worked",
    "waited", "ping_pong", "ends_before_begin",
)  # fmt: skip
_MASK = (1 << 64) - 1
_Step = tuple[int, int, int, int, int]
"""Activity, begin, end, person, role."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has just been done; microseconds since 1970 UTC. `begin` is None where it is not known."""

    case: str
    activity: str
    end: int
    begin: int | None = None
    person: str | None = None
    role: str | None = None


class Ordered:
    """Numbers in order, of which a few come and go: the k-th of them in a few microseconds."""

    __slots__ = ("base", "came", "total", "went")

    def __init__(self, base: Numbers) -> None:
        self.base = base
        self.came: list[int] = []
        self.went: list[int] = []
        self.total = int(base.sum())

    def __len__(self) -> int:
        return len(self.base) + len(self.came) - len(self.went)

    def add(self, value: int) -> None:
        """One more."""
        self.total += value
        if (at := bisect_left(self.went, value)) < len(self.went) and self.went[at] == value:
            del self.went[at]
        else:
            insort(self.came, value)

    def remove(self, value: int) -> None:
        """One less; it must be there."""
        self.total -= value
        if (at := bisect_left(self.came, value)) < len(self.came) and self.came[at] == value:
            del self.came[at]
        else:
            insort(self.went, value)

    def at(self, k: int) -> int:
        """The k-th smallest, from 0."""
        came, went = len(self.came), len(self.went)
        if not came and not went:
            return int(self.base[k])
        here = self._first(self.base, k, max(0, k - came), min(len(self.base), k + went + 1))
        there = self._first(self.came, k, 0, came)
        found = [int(self.base[here])] if here < len(self.base) else []
        return min([*found, self.came[there]] if there < came else found)

    def _first(self, values: Numbers | list[int], k: int, low: int, high: int) -> int:
        """The first of these values with more than k at or below it, between two places."""
        while low < high:
            middle = (low + high) >> 1
            value = int(values[middle])
            below = int(np.searchsorted(self.base, value, "right"))
            below += bisect_right(self.came, value) - bisect_right(self.went, value)
            if below > k:
                high = middle
            else:
                low = middle + 1
        return low


class Live:
    """A log and what came after it. Building it takes a look at everything; an event then well below a millisecond."""

    def __init__(self, log: EventLog) -> None:
        self.base = log
        self.has_begin = log.begin is not None
        self.texts: dict[str, list[str]] = {"activity": list(log.activity.texts)}
        for name in ("person", "role"):
            column = getattr(log, name)
            self.texts[name] = [] if column is None else list(column.texts)
        self.codes = {name: {text: k for k, text in enumerate(texts)} for name, texts in self.texts.items()}
        self.cases = list(log.cases)
        self.number = {name: k for k, name in enumerate(self.cases)}
        self.came: list[tuple[int, _Step]] = []
        self._of: dict[int, list[_Step]] = {}
        counted = figures(log)
        self.counted: dict[str, int] = {name: getattr(counted, name) for name in COUNTED}
        self.reworked: dict[int, int] = {k: n for k, n in enumerate(counted.reworked.tolist()) if n}
        self.spans = Ordered(np.sort(counted.spans))
        first, last = ends(log)
        self.starts, self.ends = dict(first), dict(last)
        self._edges = dict(_durations(log))
        shapes = variants(log)
        hashes = np.zeros(len(log.cases), np.int64)
        kernel.hash_cases(as_read(log.offsets), as_read(log.activity.codes), hashes)
        self._counts: list[int] = shapes.counts.tolist()
        self._variant_of = shapes.of
        self._variant_now: dict[int, int] = {}
        self._example = shapes.example
        order = np.argsort(hashes[shapes.example], kind="stable")
        self._hashes, self._by_hash = hashes[shapes.example][order], order
        self._new_traces: dict[bytes, int] = {}
        self._traces: list[bytes] = []

    @property
    def events(self) -> int:
        """How many events there are by now."""
        return self.base.events + len(self.came)

    def add(self, event: Event) -> None:
        """One more event; what it changes is right when this returns."""
        case = self.number.get(event.case)
        if case is None:
            case = self.number[event.case] = len(self.cases)
            self.cases.append(event.case)
        steps = self._steps(case)
        begin = event.end if event.begin is None else event.begin
        self.has_begin |= event.begin is not None
        step = (
            self._code("activity", event.activity), begin, event.end,
            self._code("person", event.person), self._code("role", event.role),
        )  # fmt: skip
        place = bisect_right([each[2] for each in steps], event.end) if steps else 0
        self._count(steps, -1)
        before = steps[place - 1] if place else None
        after = steps[place] if place < len(steps) else None
        if before and after:
            self._edges[before[0], after[0]].remove(after[2] - before[2])
        for one, two in ((before, step), (step, after)):
            if one and two:
                self._edges.setdefault((one[0], two[0]), Ordered(np.zeros(0, np.int64))).add(two[2] - one[2])
        steps.insert(place, step)
        self._count(steps, 1)
        self._shape(case, steps)
        self.came.append((case, step))

    def edge(self, before: str, after: str) -> Edge | None:
        """One edge of the graph as it is now."""
        pair = self.codes["activity"].get(before, -1), self.codes["activity"].get(after, -1)
        durations = self._edges.get(pair)
        return None if durations is None or not len(durations) else _edge(pair, durations)

    def edges(self) -> list[Edge]:
        """The graph as it is now, in the order of `measure.edges`."""
        found = [_edge(pair, durations) for pair, durations in self._edges.items() if len(durations)]
        return sorted(found, key=lambda each: (-each.count, each.before, each.after))

    def variant(self, case: str) -> tuple[tuple[str, ...], int]:
        """The way of a case by now, and how many cases go it."""
        number = self.number[case]
        trace = tuple(self.texts["activity"][each[0]] for each in self._steps(number))
        variant = self._variant_now.get(number)
        return trace, self._counts[int(self._variant_of[number]) if variant is None else variant]

    def variants(self) -> dict[tuple[str, ...], int]:
        """Every way with how many cases go it."""
        names = self.texts["activity"]
        return {
            tuple(names[code] for code in np.frombuffer(self._trace(v), np.int32).tolist()): count
            for v, count in enumerate(self._counts)
            if count
        }

    @property
    def median_case_hours(self) -> float:
        """Half of the cases take at most so long, from their first stamp to their last."""
        size = len(self.spans)
        return (self.spans.at(size // 2) + self.spans.at((size - 1) // 2)) / 2 / HOUR

    def log(self) -> EventLog:
        """Everything as one log, for what is not kept up by itself (findings, maps, conformance)."""
        base, more = self.base, len(self.came)
        steps = [step for _, step in self.came]

        def column(name: str, at: int) -> Column | None:
            was = getattr(base, name)
            if was is None and not self.texts[name]:
                return None
            codes = np.full(base.events, NOBODY, np.int32) if was is None else was.codes
            return Column(
                np.concatenate((codes, np.array([s[at] for s in steps], np.int32))), self.texts[name]
            )

        def longer(was: Column, rows: int) -> Column:
            return Column(np.concatenate((was.codes, np.full(rows, NOBODY, np.int32))), was.texts)

        was_begin = base.end if base.begin is None else base.begin
        return arranged(
            np.concatenate((base.case_of, np.array([case for case, _ in self.came], np.int32))),
            self.cases,
            np.concatenate((base.end, np.array([s[2] for s in steps], np.int64))),
            np.concatenate((base.row, np.arange(1, more + 1) + int(base.row.max(initial=0)))),
            begin=np.concatenate((was_begin, np.array([s[1] for s in steps], np.int64)))
            if self.has_begin
            else None,
            columns={
                "activity": column("activity", 0),
                "person": column("person", 3),
                "role": column("role", 4),
            },
            attributes={key: longer(each, more) for key, each in base.attributes.items()},
            case_attributes={
                key: longer(each, len(self.cases) - len(base.cases))
                for key, each in base.case_attributes.items()
            },
        )

    def _code(self, name: str, text: str | None) -> int:
        if text is None:
            return NOBODY
        known = self.codes[name]
        code = known.setdefault(text, len(known))
        if code == len(self.texts[name]):
            self.texts[name].append(text)
        return code

    def _steps(self, case: int) -> list[_Step]:
        if case not in self._of:
            steps: list[_Step] = []
            if case < len(self.base.cases):
                log = self.base
                span = slice(int(log.offsets[case]), int(log.offsets[case + 1]))
                nobody = [NOBODY] * (span.stop - span.start)
                steps = list(
                    zip(
                        log.activity.codes[span].tolist(),
                        (log.end if log.begin is None else log.begin)[span].tolist(),
                        log.end[span].tolist(),
                        *(nobody if c is None else c.codes[span].tolist() for c in (log.person, log.role)),
                        strict=True,
                    )
                )
            self._of[case] = steps
        return self._of[case]

    def _count(self, steps: Sequence[_Step], sign: int) -> None:
        """Count what a case gives to the figures, or take it back."""
        if not steps:
            return
        counted = self.counted
        met: set[int] = set()
        again = False
        begin_at, end_at = steps[0][1:3]
        for k, (activity, begin, end, person, role) in enumerate(steps):
            if activity in met:
                again = True
                self.reworked[activity] = self.reworked.get(activity, 0) + sign
            met.add(activity)
            begin_at, end_at = min(begin_at, begin, end), max(end_at, begin, end)
            counted["worked"] += sign * (end - begin)
            counted["ends_before_begin"] += sign * (begin > end)
            if not k:
                continue
            before, _, ended, who, as_what = steps[k - 1]
            counted["self_loops"] += sign * (before == activity)
            counted["ties"] += sign * (ended == end)
            counted["waited"] += sign * max(0, begin - ended)
            if person >= 0 and who >= 0:
                counted["handover_pairs"] += sign
                counted["handovers"] += sign * (person != who)
            if role >= 0 and as_what >= 0:
                counted["role_pairs"] += sign
                counted["role_handovers"] += sign * (role != as_what)
            counted["ping_pong"] += sign * (k > 1 and steps[k - 2][0] == activity != before)
        counted["rework_cases"] += sign * again
        (self.spans.add if sign > 0 else self.spans.remove)(end_at - begin_at)
        names = self.texts["activity"]
        for ends_, step in ((self.starts, steps[0]), (self.ends, steps[-1])):
            name = names[step[0]]
            ends_[name] = ends_.get(name, 0) + sign
            if not ends_[name]:
                del ends_[name]

    def _shape(self, case: int, steps: Sequence[_Step]) -> None:
        """Find the way the case now goes, or number it as a new one."""
        old = self._variant_now.get(case)
        if old is None and case < len(self.base.cases):
            old = int(self._variant_of[case])
        if old is not None:
            self._counts[old] -= 1
        trace = np.array([step[0] for step in steps], np.int32).tobytes()
        variant = self._known(trace, steps)
        if variant is None:
            variant = self._new_traces[trace] = len(self._counts)
            self._traces.append(trace)
            self._counts.append(0)
        self._counts[variant] += 1
        self._variant_now[case] = variant

    def _known(self, trace: bytes, steps: Sequence[_Step]) -> int | None:
        if trace in self._new_traces:
            return self._new_traces[trace]
        hashed = 0
        for step in steps:
            hashed = ((hashed ^ (step[0] + 1)) * 0x1E3779B97F4A7C15) & _MASK
            hashed ^= (hashed >> 29) & 0x7FFFFFFFF
        signed = hashed - (1 << 64) if hashed >> 63 else hashed
        at = int(np.searchsorted(self._hashes, signed))
        while at < len(self._hashes) and self._hashes[at] == signed:
            if self._trace(int(self._by_hash[at])) == trace:
                return int(self._by_hash[at])
            at += 1
        return None

    def _trace(self, variant: int) -> bytes:
        if variant >= len(self._example):
            return self._traces[variant - len(self._example)]
        case = int(self._example[variant])
        codes = self.base.activity.codes[int(self.base.offsets[case]) : int(self.base.offsets[case + 1])]
        return codes.astype(np.int32).tobytes()


def _edge(pair: tuple[int, int], durations: Ordered) -> Edge:
    size = len(durations)
    return Edge(
        before=pair[0],
        after=pair[1],
        count=size,
        total=durations.total,
        twice_median=durations.at(size // 2) + durations.at((size - 1) // 2),
        p90=durations.at((9 * size + 9) // 10 - 1),
        least=durations.at(0),
        most=durations.at(size - 1),
    )


def _durations(log: EventLog) -> Iterator[tuple[tuple[int, int], Ordered]]:
    """Of each edge its durations in order."""
    width = max(1, len(log.activity.texts))
    offsets, activity = as_read(log.offsets), as_read(log.activity.codes)
    if width * width <= MOST_DENSE:
        counts = np.zeros(width * width, np.int64)
        kernel.count_edges(offsets, activity, width, counts)
        place = np.concatenate(([0], np.cumsum(counts)))
        bounds = place.copy()
        durations = np.empty(int(place[-1]), np.int64)
        kernel.lay_durations(offsets, activity, as_read(log.end), width, place, durations)
        present = np.flatnonzero(counts)
        pairs = [divmod(edge, width) for edge in present.tolist()]
        limits = [(int(bounds[edge]), int(bounds[edge + 1])) for edge in present.tolist()]
    else:
        inner = np.ones(log.events, np.bool_)
        inner[log.offsets[:-1]] = False
        after = np.flatnonzero(inner)
        pair = activity[after - 1].astype(np.int64) << 32 | activity[after]
        order = np.argsort(pair, kind="stable")
        distinct, starts = np.unique(pair[order], return_index=True)
        durations = (log.end[after] - log.end[after - 1])[order]
        pairs = [(edge >> 32, edge & 0xFFFFFFFF) for edge in distinct.tolist()]
        limits = list(zip(starts.tolist(), [*starts[1:].tolist(), len(pair)], strict=True))
    for edge, (begin, end) in zip(pairs, limits, strict=True):
        durations[begin:end].sort()
        yield edge, Ordered(durations[begin:end])

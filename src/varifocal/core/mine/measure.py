"""Measure a log: who follows whom and how long it takes, variants, case durations, waiting, rework, hand-overs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from varifocal.core.mine import kernel
from varifocal.core.mine.log import MICRO, EventLog, Numbers, as_read

MOST_DENSE = 1 << 22
"""Pairs of activities up to which every pair has its own place; beyond, only those that occur."""


HEAP, MOST_HEAPS = 11, 9
"""Powers of two: of about so many cases a heap is made, and at most so many heaps."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One activity directly after another, from the end of the first to the end of the second; microseconds."""

    before: int
    after: int
    count: int
    total: int
    twice_median: int
    p90: int
    least: int
    most: int

    @property
    def mean(self) -> float:
        """Seconds."""
        return self.total / self.count / MICRO

    @property
    def median(self) -> float:
        """Seconds."""
        return self.twice_median / 2 / MICRO


def edges(log: EventLog) -> list[Edge]:
    """The directly-follows graph with its times, the most frequent edges first (then by activity).

    The clock of an edge is from completion to completion. The 90th percentile is by nearest rank.
    """
    width = max(1, len(log.activity.texts))
    activity, offsets = as_read(log.activity.codes), as_read(log.offsets)
    if width * width > MOST_DENSE:
        return _sparse(log)
    counts = np.zeros(width * width, np.int64)
    kernel.count_edges(offsets, activity, width, counts)
    return _summed(offsets, activity, as_read(log.end), width, counts)


def _summed(offsets: Numbers, activity: Numbers, end: Numbers, width: int, counts: Numbers) -> list[Edge]:
    place = np.concatenate(([0], np.cumsum(counts)))
    durations = np.empty(int(place[-1]), np.int64)
    present = np.flatnonzero(counts)
    starts = np.append(place[present], place[-1])
    kernel.lay_durations(offsets, activity, end, width, place, durations)
    out = np.zeros((len(present), 5), np.int64)
    kernel.summarize(present, starts, durations, out)
    found = [
        Edge(
            int(edge) // width,
            int(edge) % width,
            int(counts[edge]),
            int(row[4]),
            *(int(row[k]) for k in range(4)),
        )
        for edge, row in zip(present, out, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.count, each.before, each.after))


def _sparse(log: EventLog) -> list[Edge]:
    """The same for very many activities: the pairs are sorted instead."""
    inner = np.ones(log.events, np.bool_)
    inner[log.offsets[:-1]] = False
    after = np.flatnonzero(inner)
    pair = log.activity.codes[after - 1].astype(np.int64) << 32 | log.activity.codes[after]
    took = log.end[after] - log.end[after - 1]
    order = np.argsort(pair, kind="stable")
    distinct, starts = np.unique(pair[order], return_index=True)
    out = np.zeros((len(distinct), 5), np.int64)
    bounds = np.append(starts, len(pair))
    kernel.summarize(distinct, bounds, took[order], out)
    found = [
        Edge(int(p) >> 32, int(p) & 0xFFFFFFFF, int(n), int(row[4]), *(int(row[k]) for k in range(4)))
        for p, n, row in zip(distinct, np.diff(bounds), out, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.count, each.before, each.after))


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """The distinct traces: how often each occurs, a case that shows it, and the variant of each case."""

    counts: Numbers
    example: Numbers
    of: Numbers

    def trace(self, log: EventLog, variant: int) -> tuple[str, ...]:
        """The activities of a variant, in order."""
        case = int(self.example[variant])
        codes = log.activity.codes[int(log.offsets[case]) : int(log.offsets[case + 1])]
        return tuple(log.activity.texts[code] for code in codes.tolist())


def variants(log: EventLog) -> Variants:
    """The distinct traces, numbered in the order they are met.

    Cases are laid on heaps by a key of their trace, so that each heap is looked through within the nearest memory; what
    it takes grows with the events, hardly with how many traces differ.
    """
    offsets, activity = as_read(log.offsets), as_read(log.activity.codes)
    cases = len(log.cases)
    heaps = 1 << min(MOST_HEAPS, max(0, cases.bit_length() - HEAP))
    keys, laid = np.empty(cases, np.int64), np.empty(cases, np.int64)
    kernel.key_traces(offsets, activity, max(1, len(log.activity.texts).bit_length()), keys)
    starts = np.zeros(heaps + 1, np.int64)
    kernel.count_heaps(keys, heaps, starts)
    starts = np.cumsum(starts)
    order, leader = np.empty(cases, np.int32), np.empty(cases, np.int32)
    kernel.lay_heaps(keys, heaps, starts.copy(), laid, order)
    table = np.empty(4 << int(np.diff(starts).max(initial=0)).bit_length(), np.int32)
    kernel.lead_heaps(heaps, starts, laid, order, offsets, activity, table, leader)
    first, counts, of = np.empty(cases, np.int64), np.zeros(cases, np.int64), np.empty(cases, np.int32)
    found = kernel.number_traces(leader, first, counts, of)
    return Variants(counts[:found].copy(), first[:found].copy(), of)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What is counted event by event. Times are microseconds of the wall calendar.

    `worked`: from the begin to the end of each step. `waited`: from the end of a step to the begin of the next,
    where that is later. Both say something only where the log knows when steps begin. `ping_pong`: an activity
    again after just one other. `ties`: neighbours in a case with the same stamp.
    """

    self_loops: int
    rework_cases: int
    ties: int
    handover_pairs: int
    handovers: int
    role_pairs: int
    role_handovers: int
    worked: int
    waited: int
    ping_pong: int
    ends_before_begin: int
    spans: Numbers
    """Per case from its first stamp to its last."""
    reworked: Numbers
    """Per activity how often it was done again in a case."""


def figures(log: EventLog) -> Figures:
    """Everything that is counted event by event."""
    nobody = np.full(log.events, -1, np.int32)
    spans = np.zeros(len(log.cases), np.int64)
    reworked = np.zeros(len(log.activity.texts), np.int64)
    out = np.zeros(11, np.int64)
    begin = log.end if log.begin is None else log.begin
    person, role = (nobody if column is None else column.codes for column in (log.person, log.role))
    kernel.walk(
        as_read(log.offsets),
        as_read(log.activity.codes),
        as_read(begin),
        as_read(log.end),
        as_read(person),
        as_read(role),
        np.full(len(log.activity.texts), -1, np.int64),
        spans,
        reworked,
        out,
    )
    return Figures(*out.tolist(), spans, reworked)  # type: ignore[arg-type, call-arg]


def ends(log: EventLog) -> tuple[dict[str, int], dict[str, int]]:
    """With which activities cases begin and end, and how often; the most frequent first."""
    sides = (log.offsets[:-1], log.offsets[1:] - 1)
    first, last = (_counted(log, log.activity.codes[side]) for side in sides)
    return first, last


def _counted(log: EventLog, codes: Numbers) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(log.activity.texts))
    order = np.argsort(-counts, kind="stable")
    return {log.activity.texts[code]: int(counts[code]) for code in order.tolist() if counts[code]}

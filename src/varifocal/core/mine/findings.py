"""Findings: one waste each, where it is, how often, what it cost, and why it is likely.

Two kinds. *Rework*: a step done again in a case; what is lost is the time of the repeated steps, and the time the
case took from the step's first end to the repetition. *Waiting*: a passage between two steps on which cases wait;
its waiting is split by cause in the order of M. Lashkevich et al., "Why am I Waiting? Data-Driven Analysis of
Waiting Times in Business Processes" (CAiSE 2023), simplified: while the person who did the next step was at work on
another case that arrived there later, it is *prioritisation*; on any other, *contention*; the rest, where another
person takes over, is *hand-off*, else *unavailability*. Where a log does not know begins, no cause is named.

Nothing is said of fewer than 10 cases, of less than one case in a hundred, or where the lower end of the interval of
the mean (95 %, normal, over cases) is not above nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from varifocal.core.mine.log import EventLog, Numbers
from varifocal.core.mine.measure import HOUR, MONTH

LEAST_CASES = 10
LEAST_SHARE = 0.01
MOST_FINDINGS = 25
EVIDENCE = 20
SPLIT = 500
"""Waits whose causes are looked at, evenly spread over the log; the rest is taken to be like them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One waste. Hours are of the wall calendar, over the whole log; `price_month` is low to high, where a rate is
    given: of working hours, since waiting costs nobody's hour."""

    kind: str
    where: tuple[str, ...]
    times: int
    cases: int
    evidence: tuple[str, ...]
    waiting_hours: float
    working_hours: float | None
    price_month: tuple[float, float] | None
    causes: dict[str, float]
    mean_hours: tuple[float, float]
    """The interval of the mean hours lost each time, 95 %."""
    sentence: str


def findings(log: EventLog, *, rate: tuple[float, float] | None = None) -> list[Finding]:
    """What is wasted, the dearest first, then what waits longest. `rate`: the price of an hour, low and high."""
    months = max(1.0, (int(log.end.max()) - int(log.end.min())) / MONTH)
    found = [*_rework(log, rate, months), *_waiting(log)]
    found.sort(key=lambda each: (-(each.price_month or (0, 0))[1], -each.waiting_hours))
    return found[:MOST_FINDINGS]


def _rework(log: EventLog, rate: tuple[float, float] | None, months: float) -> list[Finding]:
    of = log.case_of.astype(np.int64)
    codes = log.activity.codes
    order = np.lexsort((np.arange(log.events), codes, of))
    again = np.zeros(log.events, np.bool_)
    same = (of[order][1:] == of[order][:-1]) & (codes[order][1:] == codes[order][:-1])
    again[order[1:][same]] = True
    since = np.zeros(log.events, np.int64)
    since[order[1:][same]] = (log.end[order[1:]] - log.end[order[:-1]])[same]
    worked = None if log.begin is None else np.maximum(0, log.end - log.begin)
    found = []
    for code, name in enumerate(log.activity.texts):
        events = np.flatnonzero(again & (codes == code))
        finding = _made(log, "rework", (name,), events, since[events], worked, rate, months)
        if finding is not None:
            found.append(finding)
    return found


def _waiting(log: EventLog) -> list[Finding]:
    inner = np.ones(log.events, np.bool_)
    inner[log.offsets[:-1]] = False
    after = np.flatnonzero(inner)
    begin = log.end if log.begin is None else log.begin
    gap = np.maximum(0, begin[after] - log.end[after - 1])
    pair = (
        log.activity.codes[after - 1].astype(np.int64) * len(log.activity.texts) + log.activity.codes[after]
    )
    totals = np.zeros(0, np.int64)
    distinct, which = np.unique(pair, return_inverse=True)
    totals = np.bincount(which, weights=gap.astype(np.float64), minlength=len(distinct))
    found = []
    for number in np.argsort(-totals, kind="stable")[:MOST_FINDINGS].tolist():
        at = np.flatnonzero((which == number) & (gap > 0))
        before, now = divmod(int(distinct[number]), len(log.activity.texts))
        names = (log.activity.texts[before], log.activity.texts[now])
        finding = _made(log, "waiting", names, after[at], gap[at], None, None, 1.0)
        if finding is not None:
            found.append(finding)
    return found


def _made(
    log: EventLog,
    kind: str,
    where: tuple[str, ...],
    events: Numbers,
    lost: Numbers,
    worked: Numbers | None,
    rate: tuple[float, float] | None,
    months: float,
) -> Finding | None:
    cases = np.unique(np.searchsorted(log.offsets, events, side="right") - 1)
    if len(cases) < LEAST_CASES or len(cases) < LEAST_SHARE * len(log.cases):
        return None
    hours = lost / HOUR
    error = 1.96 * float(hours.std(ddof=1)) / len(hours) ** 0.5
    interval = round(float(hours.mean()) - error, 2), round(float(hours.mean()) + error, 2)
    if interval[0] <= 0:
        return None
    work = None if worked is None else float(worked[events].sum()) / HOUR
    price = None
    if rate is not None and work is not None:
        price = round(work / months * rate[0], 2), round(work / months * rate[1], 2)
    longest = events[np.argsort(-lost, kind="stable")]
    shown = np.unique(np.searchsorted(log.offsets, longest[:EVIDENCE], side="right") - 1)
    causes = _causes(log, events) if kind == "waiting" else {"rework": round(float(hours.sum()), 2)}
    what = (
        f"{where[0]} is done again"
        if kind == "rework"
        else f"there is a wait between {where[0]} and {where[1]}"
    )
    return Finding(
        kind=kind,
        where=where,
        times=len(events),
        cases=len(cases),
        evidence=tuple(log.cases[case] for case in shown.tolist()),
        waiting_hours=round(float(hours.sum()), 2),
        working_hours=None if work is None else round(work, 2),
        price_month=price,
        causes=causes,
        mean_hours=interval,
        sentence=f"In {len(cases):,} of {len(log.cases):,} cases {what}: {hours.mean():,.1f} h on average.",
    )


def _causes(log: EventLog, events: Numbers) -> dict[str, float]:
    """Waiting hours before these events, split by what the person who took them up did meanwhile."""
    if log.begin is None or log.person is None:
        return {}
    person = log.person.codes
    order = np.lexsort((log.begin, person))
    bounds = np.searchsorted(person[order], np.arange(len(log.person.texts) + 1))
    longest = _longest(log, order, bounds)
    arrival = np.concatenate((log.begin[:1], log.end[:-1]))
    arrival[log.offsets[:-1]] = log.begin[log.offsets[:-1]]
    total = float((log.begin[events] - log.end[events - 1]).sum())
    if len(events) > SPLIT:
        events = events[np.linspace(0, len(events) - 1, SPLIT).astype(np.int64)]
    split = dict.fromkeys(("prioritisation", "contention", "hand-off", "unavailability", "not known"), 0.0)
    for event in events.tolist():
        ready, taken, who = int(log.end[event - 1]), int(log.begin[event]), int(person[event])
        if who < 0:
            split["not known"] += taken - ready
            continue
        mine = order[bounds[who] : bounds[who + 1]]
        first = np.searchsorted(log.begin[mine], ready - longest[who])
        last = np.searchsorted(log.begin[mine], taken)
        busy = mine[first:last]
        busy = busy[busy != event]
        began = np.maximum(log.begin[busy], ready)
        until = np.minimum(log.end[busy], taken)
        fits = until > began
        arrived = arrival[busy]
        covered = _covered(began[fits], until[fits])
        later = _covered(began[fits & (arrived > ready)], until[fits & (arrived > ready)])
        split["prioritisation"] += later
        split["contention"] += covered - later
        passed = person[event - 1] != who and person[event - 1] >= 0
        split["hand-off" if passed else "unavailability"] += taken - ready - covered
    share = total / (sum(split.values()) or 1.0) / HOUR
    return {cause: round(micros * share, 2) for cause, micros in split.items() if micros}


def _longest(log: EventLog, order: Numbers, bounds: Numbers) -> list[int]:
    """Each person's longest step: how far back one must look for what she was at."""
    assert log.begin is not None
    took = (log.end - log.begin)[order]
    return [
        int(took[a:b].max(initial=0)) for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]


def _covered(begins: Numbers, ends: Numbers) -> int:
    """The time at least one of these stretches covers."""
    if not len(begins):
        return 0
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    starts = np.maximum(begins, np.concatenate(([begins[0]], ends[:-1])))
    return int(np.maximum(0, ends - starts).sum())

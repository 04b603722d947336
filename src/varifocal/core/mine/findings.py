"""Findings: one waste each, where it is, how often, what it cost, why it is likely, and what could be done.

Two kinds. *Rework*: a step done again in a case (what is rework and what is not: `causes.again`); what is lost is the
time of the repeated steps, and the time the case took from the step's last end to the repetition. *Waiting*: a passage
between two steps on which cases wait, its waiting split by cause (`causes`). Where a log does not know begins, no cause
is named.

A price is low to high a month: hours worked again at the rate of an hour of work, and hours waited at the rate of an
hour a case waits, each where it is given. (What an hour of waiting costs only the house can say: capital tied up, a
client who goes elsewhere, a penalty.)

Nothing is said of fewer than 10 cases, of less than one case in a hundred, or where the lower end of the interval of
the mean is not above nothing. The interval (95 %, normal) takes what happens several times in a case as one
(K.-Y. Liang and S. Zeger's robust variance, 1986). *Strong* is what holds with half the mean as well, else *fair*.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from varifocal.core.mine import kernel
from varifocal.core.mine.causes import Waits, again, waits
from varifocal.core.mine.comparing import LEAST_CASES, Interval, ends_and_spans, lost
from varifocal.core.mine.log import HOUR, MONTH, EventLog, Numbers
from varifocal.core.mine.shifts import Shifts
from varifocal.core.values import Invalid

LEAST_SHARE = 0.01
MOST_FINDINGS = 25
EVIDENCE = 20

Rate = tuple[float, float]
"""The price of an hour, low and high."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One waste. Hours are of the wall calendar, over the whole log; `price_month` is low to high, where a rate is
    given.

    `share`: of all cases; `hours_a_case`: waiting hours over all cases, which compares with other teams, clients and
    times, as does `waiting_month`. `remedy`: what is tried first against such a thing.
    """

    kind: str
    where: tuple[str, ...]
    times: int
    cases: int
    evidence: tuple[str, ...]
    """The cases that lost most, most first; `evidence_hours`, what each lost."""
    evidence_hours: tuple[float, ...]
    waiting_hours: float
    working_hours: float | None
    price_month: tuple[float, float] | None
    causes: dict[str, float]
    mean_hours: tuple[float, float]
    """The interval of the mean hours lost each time, 95 %."""
    sentence: str
    share: float
    hours_a_case: float
    waiting_month: float
    strength: str
    remedy: str


def findings(
    log: EventLog,
    *,
    rate: Rate | None = None,
    waiting_rate: Rate | None = None,
    shifts: Shifts | None = None,
    allowed: Collection[str] = (),
) -> list[Finding]:
    """What is wasted, the dearest first, then what waits longest.

    `rate`: the price of an hour of work, `waiting_rate`: of an hour a case waits. `shifts` say when people are there.
    `allowed`: steps that may be done again, which then is no rework.
    """
    making = _Making(log, rate, waiting_rate, shifts, frozenset(allowed))
    found = [*making.rework(), *making.waiting()]
    found.sort(key=lambda each: (-(each.price_month or (0, 0))[1], -each.waiting_hours))
    return found[:MOST_FINDINGS]


class _Making:
    """What all findings of a log stand on."""

    def __init__(
        self,
        log: EventLog,
        rate: Rate | None,
        waiting_rate: Rate | None,
        shifts: Shifts | None,
        allowed: frozenset[str],
    ) -> None:
        self.log, self.rate, self.waiting_rate, self.allowed = log, rate, waiting_rate, allowed
        self.months = max(1.0, (int(log.end.max()) - int(log.end.min())) / MONTH)
        self.waits: Waits | None = waits(log, split=kernel.split_waits, shifts=shifts, allowed=allowed)
        self.worked = None if log.begin is None else np.maximum(0, log.end - log.begin)

    def rework(self) -> list[Finding]:
        """Steps done again."""
        log = self.log
        codes = log.activity.codes
        order = np.lexsort((np.arange(log.events), codes, log.case_of))
        before = np.zeros(log.events, np.int64)
        before[order[1:]] = order[:-1]
        repeated = np.flatnonzero(again(log, self.allowed))
        repeated = repeated[np.argsort(codes[repeated], kind="stable")]
        found = []
        for events in np.split(repeated, np.flatnonzero(np.diff(codes[repeated])) + 1):
            if len(events) < LEAST_CASES:
                continue
            since = log.end[events] - log.end[before[events]]
            finding = self._made("rework", (log.activity.texts[codes[events[0]]],), events, since)
            if finding is not None:
                found.append(finding)
        return found

    def waiting(self) -> list[Finding]:
        """Passages on which cases wait, but for what is rework already."""
        log = self.log
        inner = np.ones(log.events, np.bool_)
        inner[log.offsets[:-1]] = False
        inner &= ~again(log, self.allowed)
        after = np.flatnonzero(inner)
        begin = log.end if log.begin is None else log.begin
        gap = np.maximum(0, begin[after] - log.end[after - 1])
        width = len(log.activity.texts)
        pair = log.activity.codes[after - 1].astype(np.int64) * width + log.activity.codes[after]
        distinct, which = np.unique(pair, return_inverse=True)
        totals = np.bincount(which, weights=gap.astype(np.float64), minlength=len(distinct))
        found = []
        for number in np.argsort(-totals, kind="stable")[:MOST_FINDINGS].tolist():
            at = np.flatnonzero((which == number) & (gap > 0))
            before, now = divmod(int(distinct[number]), width)
            names = (log.activity.texts[before], log.activity.texts[now])
            finding = self._made("waiting", names, after[at], gap[at])
            if finding is not None:
                found.append(finding)
        return found

    def _made(self, kind: str, where: tuple[str, ...], events: Numbers, lost_: Numbers) -> Finding | None:
        log = self.log
        case = np.searchsorted(log.offsets, events, side="right") - 1
        cases, which = np.unique(case, return_inverse=True)
        if len(cases) < LEAST_CASES or len(cases) < LEAST_SHARE * len(log.cases):
            return None
        hours = lost_ / HOUR
        total, mean = float(hours.sum()), float(hours.mean())
        error = 1.96 * _error(hours, case, mean)
        if mean - error <= 0:
            return None
        work = None
        if kind == "rework" and self.worked is not None:
            work = float(self.worked[events].sum()) / HOUR
        causes: dict[str, float] = {"rework": round(total, 2)}
        if kind == "waiting":
            causes = {}
            if self.waits is not None:
                causes = self.waits.split(np.isin(self.waits.events, events))
        each = np.bincount(which, weights=hours)
        shown = np.argsort(-each, kind="stable")[:EVIDENCE]
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
            evidence=tuple(log.cases[number] for number in cases[shown].tolist()),
            evidence_hours=tuple(np.round(each[shown], 2).tolist()),
            waiting_hours=round(total, 2),
            working_hours=None if work is None else round(work, 2),
            price_month=self._price(work, total),
            causes=causes,
            mean_hours=(round(mean - error, 2), round(mean + error, 2)),
            sentence=f"In {len(cases):,} of {len(log.cases):,} cases {what}: {mean:,.1f} h on average.",
            share=round(len(cases) / len(log.cases), 4),
            hours_a_case=round(total / len(log.cases), 4),
            waiting_month=round(total / self.months, 2),
            strength="strong" if mean - error > mean / 2 else "fair",
            remedy=_remedy(where, causes),
        )

    def _price(self, worked: float | None, waited: float) -> tuple[float, float] | None:
        parts = [
            (hours / self.months * rate[0], hours / self.months * rate[1])
            for hours, rate in ((worked, self.rate), (waited, self.waiting_rate))
            if hours is not None and rate is not None
        ]
        if not parts:
            return None
        return round(sum(low for low, _ in parts), 2), round(sum(high for _, high in parts), 2)


def _error(hours: Numbers, case: Numbers, mean: float) -> float:
    """The standard error of a mean where what is of one case belongs together."""
    _, which = np.unique(case, return_inverse=True)
    sums = np.bincount(which, weights=hours - mean)
    many = len(sums)
    return float(np.sqrt((sums**2).sum() * many / (many - 1)) / len(hours))


def _remedy(where: tuple[str, ...], causes: dict[str, float]) -> str:
    """What is tried first against what costs the most hours."""
    place = f"before {where[-1]}"
    sentences = {
        "rework": f"Look in five of these cases at why {where[-1]} had to be done again, and ask for that before it is "
        "done the first time.",
        "batching": f"Do {where[-1]} as it comes, or in half as large lots: cases wait {place} until enough are there.",
        "prioritisation": f"Agree what comes first {place}: what came later was often taken up sooner.",
        "contention": f"Let a second person do {where[-1]}, or free whoever does it from other work: cases wait "
        "because they are busy.",
        "unavailability": f"Name somebody who stands in for {where[-1]} when nobody is there.",
        "hand-off": f"Hand over {place} in one act that names who takes it up and until when.",
        "not known": f"Ask those who do {where[-1]} what they wait for: the log does not know.",
    }
    if not causes:
        return f"Let the log say when {where[-1]} begins and who does it; then it can tell why cases wait {place}."
    return sentences[max(causes, key=lambda cause: causes[cause])]


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one team, client or month: hours each loses at a place, and by how much more than the others do."""

    text: str
    cases: int
    hours_a_case: float
    more: Interval | None
    """Against all other cases, 95 %; None where either side is smaller than ten."""


def by_group(log: EventLog, where: tuple[str, ...], name: str) -> list[Group]:
    """A finding's hours a case, by a case's attribute; or by `month`, that in which it ends (UTC).

    The same place in every group, so groups compare; the most hours a case first, months in their order. Raises Invalid
    where the cases have no such attribute.
    """
    hours = lost(log, where)
    if name == "month":
        months = ends_and_spans(log)[0].astype("datetime64[us]").astype("datetime64[M]")
        texts, codes = np.unique(months.astype(str), return_inverse=True)
        labels = texts.tolist()
    else:
        labels, codes = _of_cases(log, name)
    groups = []
    for code, text in enumerate(labels):
        inside, outside = hours[codes == code], hours[codes != code]
        more = None
        if min(len(inside), len(outside)) >= LEAST_CASES:
            far = 1.96 * float(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside)) ** 0.5
            middle = float(inside.mean() - outside.mean())
            more = round(middle - far, 4), round(middle, 4), round(middle + far, 4)
        if len(inside):
            groups.append(Group(text, len(inside), round(float(inside.mean()), 4), more))
    return groups if name == "month" else sorted(groups, key=lambda each: (-each.hours_a_case, each.text))


def _of_cases(log: EventLog, name: str) -> tuple[list[str], Numbers]:
    if name in log.case_attributes:
        column = log.case_attributes[name]
        return list(column.texts), column.codes
    named = {"role": log.role, "person": log.person}.get(name) or log.attributes.get(name)
    if named is None:
        raise Invalid(f"The cases have no attribute {name!r}.")
    return list(named.texts), named.codes[log.offsets[:-1]]  # what its first event says

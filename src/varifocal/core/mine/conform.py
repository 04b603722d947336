"""Does work flow as it is meant to? Where a log deviates from a process, how often, and what goes with it.

Every case is aligned with the fewest deviations (`aligning`). A deviation is a step that is *missing*, one that is
*not foreseen* (there, or so often), one by the *wrong role*, or one that is *late* by its service level. Of several
equally short explanations of a case always the same is taken.

What a deviation costs: the hours of the steps that should not have been (worked, and passed since what came before),
or for what is late the hours beyond the service level; and `longer_hours`: by how much the cases that have it take
longer than those that have it not (difference of the means, 95 %, B. L. Welch, Biometrika 34, 1947). That is what goes
with it, not what is proven to come from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.mine.aligning import Aligner, Alignment
from varifocal.core.mine.behaviour import Behaviour, TreeBehaviour
from varifocal.core.mine.intended import Intended, IntendedBehaviour, ReturningBehaviour, Step
from varifocal.core.mine.log import HOUR, MONTH, Column, EventLog, Numbers
from varifocal.core.mine.measure import figures, variants
from varifocal.core.mine.tree import Tree

EVIDENCE = 20
LEAST_CASES = 10
"""Cases on either side below which nothing is said about how much longer they take."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which cases leave the process. `next_to`: what most often comes just before; empty at the begin.

    Hours are of the wall calendar over the whole log. `price_month`: low to high, of the hours worked.
    """

    kind: str
    step: str
    next_to: str
    times: int
    cases: int
    evidence: tuple[str, ...]
    passed_hours: float
    working_hours: float | None
    price_month: tuple[float, float] | None
    longer_hours: tuple[float, float, float] | None
    """By how much these cases take longer on average: low, middle, high."""
    sentence: str


@dataclass(frozen=True, slots=True)
class StepFigures:
    """A step of the process as the log knows it; hours from the end of what came before to its end."""

    name: str
    times: int
    cases: int
    missing: int
    not_foreseen: int
    wrong_role: int
    late: int
    median_hours: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Conformance:
    """How a log and a process fit.

    `fitness`: the mean over cases of 1 - deviations / the most there could be (every event not foreseen and the
    shortest way through the process missing); 1 where nothing deviates. `costs`: deviations of each case, without
    roles and service levels.
    """

    cases: int
    fitting: int
    fitness: float
    costs: Numbers
    deviations: tuple[Deviation, ...]
    steps: tuple[StepFigures, ...]
    late_cases: int | None
    """Cases that take longer than the process wants, where it says so."""
    passages: tuple[tuple[str, str, int, int], ...]
    """From one step to the next (empty: the begin, or the end), how often as it is meant and how often not."""


def conform(
    log: EventLog, process: Intended | Tree, *, rate: tuple[float, float] | None = None
) -> Conformance:
    """Compare a log with an intended process or a discovered one. `rate`: the price of an hour, low and high.

    Raises Invalid where a case deviates in so many ways that the best explanation cannot be found.
    """
    whole = log
    steps: dict[str, Step] = {}
    if isinstance(process, Intended):
        log, names = _translated(log, process)
        behaviour: Behaviour = ReturningBehaviour(process) if process.returns else IntendedBehaviour(process)
        steps = {each.name: each for each in process.steps}
        order: Sequence[str] = list(steps)
    else:
        names = list(log.activity.texts)
        behaviour = TreeBehaviour(process)
        order = list(dict.fromkeys(process.steps()))
    shapes = variants(log)
    aligner = Aligner(behaviour)
    aligned = [aligner.align(_named(log, names, int(case))) for case in shapes.example]
    shortest = len(behaviour.finish(behaviour.start))
    lengths = np.diff(log.offsets)
    costs = np.array([each.cost for each in aligned], np.int64)[shapes.of]
    worst = np.maximum(1, lengths + shortest)
    made = _Deviations(log, names, aligned, shapes.of, whole, rate, steps)
    spans = figures(whole).spans
    level = process.within_hours if isinstance(process, Intended) else None
    return Conformance(
        cases=len(log.cases),
        fitting=int((costs == 0).sum()),
        fitness=float((1 - costs / worst).mean()),
        costs=costs,
        deviations=tuple(made.all()),
        steps=tuple(made.step(name) for name in order),
        late_cases=None if level is None else int((spans > level * HOUR).sum()),
        passages=tuple(made.passages()),
    )


def _translated(log: EventLog, process: Intended) -> tuple[EventLog, list[str]]:
    """The log in the words of the process; without what is no step, where that may happen at any time."""
    step_of = process.step_of()
    words = [step_of.get(text, text) for text in log.activity.texts]
    texts = list(dict.fromkeys(words))
    number = {text: code for code, text in enumerate(texts)}
    codes = np.array([number[word] for word in words], np.int32)[log.activity.codes]
    keep: Numbers | slice = slice(None)
    offsets = log.offsets
    if process.others:
        known = np.array([text in step_of for text in log.activity.texts], np.bool_)[log.activity.codes]
        keep = np.flatnonzero(known)
        offsets = np.searchsorted(keep, log.offsets)

    def cut(column: Column | None) -> Column | None:
        return None if column is None else Column(column.codes[keep], column.texts)

    return EventLog(
        cases=log.cases,
        offsets=offsets,
        activity=Column(codes[keep], texts),
        end=log.end[keep],
        row=log.row[keep],
        begin=None if log.begin is None else log.begin[keep],
        person=cut(log.person),
        role=cut(log.role),
    ), texts


def _named(log: EventLog, names: Sequence[str], case: int) -> list[str]:
    codes = log.activity.codes[int(log.offsets[case]) : int(log.offsets[case + 1])]
    return [names[code] for code in codes.tolist()]


class _Deviations:
    """Alignments of variants laid out over all events, and what is told of them."""

    def __init__(
        self,
        log: EventLog,
        names: Sequence[str],
        aligned: Sequence[Alignment],
        of: Numbers,
        whole: EventLog,
        rate: tuple[float, float] | None,
        steps: dict[str, Step],
    ) -> None:
        self.log, self.names, self.aligned, self.of, self.rate, self.steps = (
            log,
            names,
            aligned,
            of,
            rate,
            steps,
        )
        self.code = {name: code for code, name in enumerate(names)}
        self.spans = figures(whole).spans / HOUR
        self.months = max(1.0, (int(whole.end.max()) - int(whole.end.min())) / MONTH)
        self.case_of = log.case_of
        starts = np.cumsum([0, *(len(each.allowed) for each in aligned)])
        flat = np.array([each for one in aligned for each in one.allowed] or [True], np.bool_)
        self.place = np.arange(log.events) - log.offsets[:-1][self.case_of]
        self.allowed = flat[starts[of[self.case_of]] + self.place]
        before = np.concatenate((log.end[:1], log.end[:-1]))
        firsts = log.offsets[:-1][np.diff(log.offsets) > 0]
        before[firsts] = log.end[firsts] if log.begin is None else log.begin[firsts]
        self.passed = np.maximum(0, log.end - before)
        self.worked = None if log.begin is None else np.maximum(0, log.end - log.begin)
        self.by_variant = np.argsort(of, kind="stable")
        self.bounds = np.searchsorted(of[self.by_variant], np.arange(len(aligned) + 1))
        self.missing = self._missing()
        self.wrong, self.late = self._rules()

    def _missing(self) -> dict[str, list[tuple[int, int]]]:
        """Per step the variants in which it is missing, and before which event."""
        found: dict[str, list[tuple[int, int]]] = {}
        for variant, each in enumerate(self.aligned):
            for place, labels in enumerate(each.missing):
                for label in labels:
                    found.setdefault(label, []).append((variant, place))
        return found

    def _rules(self) -> tuple[Numbers, Numbers]:
        """Which allowed events break the rule of who, and by how much which are late (microseconds)."""
        wrong = np.zeros(self.log.events, np.bool_)
        late = np.zeros(self.log.events, np.int64)
        for name, step in self.steps.items():
            done = self._done(name)
            if step.roles and self.log.role is not None:
                right = [code for code, text in enumerate(self.log.role.texts) if text in step.roles]
                roles = self.log.role.codes[done]
                wrong[done] = (roles >= 0) & ~np.isin(roles, right)
            if step.within_hours is not None:
                late[done] = np.maximum(0, self.passed[done] - round(step.within_hours * HOUR))
        return wrong, late

    def _done(self, name: str) -> Numbers:
        code = self.code.get(name, -1)
        return np.flatnonzero((self.log.activity.codes == code) & self.allowed)

    def passages(self) -> list[tuple[str, str, int, int]]:
        """Every passage: off where the step it leads to is not foreseen, or one before it is missing."""
        good: dict[tuple[str, str], int] = defaultdict(int)
        off: dict[tuple[str, str], int] = defaultdict(int)
        for variant, each in enumerate(self.aligned):
            cases = self._cases(variant)
            done = _named(self.log, self.names, int(cases[0]))
            meant = [ok and not left for ok, left in zip((*each.allowed, True), each.missing, strict=True)]
            for pair, fits in zip(zip(("", *done), (*done, ""), strict=True), meant, strict=True):
                (good if fits else off)[pair] += len(cases)
        pairs = sorted({*good, *off}, key=lambda pair: (-good[pair] - off[pair], pair))
        return [(*pair, good[pair], off[pair]) for pair in pairs]

    def step(self, name: str) -> StepFigures:
        """What the log says of a step."""
        done = self._done(name)
        passed = self.passed[done]
        not_foreseen = (self.log.activity.codes == self.code.get(name, -1)) & ~self.allowed
        return StepFigures(
            name=name,
            times=len(done),
            cases=len(np.unique(self.case_of[done])),
            missing=sum(len(self._cases(variant)) for variant, _ in self.missing.get(name, ())),
            not_foreseen=int(not_foreseen.sum()),
            wrong_role=int(self.wrong[done].sum()),
            late=int((self.late[done] > 0).sum()),
            median_hours=float(np.median(passed)) / HOUR if len(done) else None,
        )

    def _cases(self, variant: int) -> Numbers:
        return self.by_variant[self.bounds[variant] : self.bounds[variant + 1]]

    def all(self) -> list[Deviation]:
        """Every deviation: the dearest first, then what takes the most hours, then what is most frequent."""
        found = [self._missed(name, places) for name, places in self.missing.items()]
        for kind, which, hours in (
            ("not foreseen", ~self.allowed, self.passed),
            ("wrong role", self.wrong, np.zeros_like(self.passed)),
            ("late", self.late > 0, self.late),
        ):
            events = np.flatnonzero(which)
            codes = self.log.activity.codes[events]
            for code in np.unique(codes).tolist():
                found.append(self._happened(kind, code, events[codes == code], hours))
        found.sort(
            key=lambda e: (
                -(e.price_month or (0, 0))[1],
                -e.passed_hours,
                -e.times,
                e.kind,
                e.step,
                e.next_to,
            )
        )
        return found

    def _missed(self, name: str, places: Sequence[tuple[int, int]]) -> Deviation:
        neighbours: dict[str, int] = {}
        of_cases = []
        for variant, place in places:
            cases = self._cases(variant)
            of_cases.append(cases)
            before = self._before(int(cases[0]), place)
            neighbours[before] = neighbours.get(before, 0) + len(cases)
        times = sum(map(len, of_cases))
        return self._told("missing", name, neighbours, times, np.unique(np.concatenate(of_cases)), 0.0, None)

    def _happened(self, kind: str, code: int, events: Numbers, hours: Numbers) -> Deviation:
        neighbours: dict[str, int] = {}
        first = self.place[events] == 0
        if first.any():
            neighbours[""] = int(first.sum())
        counts = np.bincount(self.log.activity.codes[events[~first] - 1], minlength=len(self.names))
        neighbours |= {self.names[k]: int(counts[k]) for k in np.flatnonzero(counts).tolist()}
        worked = None
        if kind == "not foreseen" and self.worked is not None:
            worked = float(self.worked[events].sum()) / HOUR
        cases = np.unique(self.case_of[events])
        passed = float(hours[events].sum()) / HOUR
        return self._told(kind, self.names[code], neighbours, len(events), cases, passed, worked)

    def _before(self, case: int, place: int) -> str:
        if not place:
            return ""
        return self.names[int(self.log.activity.codes[int(self.log.offsets[case]) + place - 1])]

    def _told(
        self,
        kind: str,
        step: str,
        neighbours: dict[str, int],
        times: int,
        cases: Numbers,
        passed: float,
        worked: float | None,
    ) -> Deviation:
        next_to = min(neighbours, key=lambda name: (-neighbours[name], name))
        price = None
        if self.rate is not None and worked is not None:
            price = (
                round(worked / self.months * self.rate[0], 2),
                round(worked / self.months * self.rate[1], 2),
            )
        share = f"In {len(cases):,} of {len(self.log.cases):,} cases"
        where = f"after {next_to}" if next_to else "at the begin"
        return Deviation(
            kind=kind,
            step=step,
            next_to=next_to,
            times=times,
            cases=len(cases),
            evidence=tuple(self.log.cases[case] for case in cases[:EVIDENCE].tolist()),
            passed_hours=round(passed, 2),
            working_hours=None if worked is None else round(worked, 2),
            price_month=price,
            longer_hours=self._longer(cases),
            sentence=_SENTENCES[kind](share, step, where),
        )

    def _longer(self, cases: Numbers) -> tuple[float, float, float] | None:
        there = np.zeros(len(self.spans), np.bool_)
        there[cases] = True
        one, two = self.spans[there], self.spans[~there]
        if min(len(one), len(two)) < LEAST_CASES:
            return None
        middle = float(one.mean() - two.mean())
        error = 1.96 * float(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two)) ** 0.5
        return round(middle - error, 2), round(middle, 2), round(middle + error, 2)


_SENTENCES: dict[str, Callable[[str, str, str], str]] = {
    "missing": lambda share, step, where: f"{share} {step} is missing, most often {where}.",
    "not foreseen": lambda share, step, where: (
        f"{share} {step} is done where it is not foreseen, most often {where}."
    ),
    "wrong role": lambda share, step, _: f"{share} {step} is done by another role than it should be.",
    "late": lambda share, step, where: f"{share} {step} is late, most often {where}.",
}

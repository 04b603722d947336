"""Does a process go as it is meant to? Each project told against the steps in the order meant, with the fewest
deviations there can be (the miner's optimal alignments), and what goes with each deviation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from varifocal.core.mine.aligning import Aligner
from varifocal.core.mine.intended import Intended, ReturningBehaviour, Step
from varifocal.flows.improve.finding import Rated, months_of, observed, price_of
from varifocal.flows.improve.measuring import END, START, days_of, took
from varifocal.flows.improve.proving import Interval, difference
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case, Passage
from varifocal.org.evidence.process import ProcessStep

MISSING, EXTRA, LATE = "missing", "extra", "late"
Roads = dict[tuple[int, int], list[int]]
"""From one step to another: the projects that went so, once for each time."""


@dataclass(frozen=True, slots=True)
class Strayed:
    """One way in which projects leave what is meant: a step `missing`, one that is `extra` (too often, or before its
    turn), or one that is `late`; how often, in which projects; calendar days it took (late: days over), hours noted for
    it, and their price a month. `longer`: by how many days such projects take longer than the others, where there are
    five on either side: what goes with it, not what comes from it."""

    how: str
    step: int
    times: int
    cases: tuple[int, ...]
    days: float
    hours: float
    price: tuple[float, float] | None
    longer: Interval | None


@dataclass(frozen=True, slots=True)
class Meant:
    """How a process and what was lived fit: of so many `cases` so many `fitting`; `fitness`, the mean over projects of
    1 less deviations by the most there could be; the deviations; and every passage from one step to another, as it is
    meant or `off`."""

    cases: int
    fitting: int
    fitness: float
    strayed: tuple[Strayed, ...]
    good: Roads
    off: Roads


def meant(lived: Lived, rated: Rated = None) -> Meant | None:
    """Compare; None where nothing has gone this way yet. Each step may come as often in a project as is meant, again in
    any order once it came in its turn; a project that goes on misses nothing at its end."""
    cases = [case for case in lived.cases if case.log]
    if not cases:
        return None
    names = [step.name for step in lived.steps]
    process = intended_of(lived.steps)
    aligner, place = Aligner(ReturningBehaviour(process)), {name: n for n, name in enumerate(names)}
    costs: list[int] = []
    missing: dict[int, list[Case]] = defaultdict(list)
    extra: dict[int, list[tuple[Case, Passage]]] = defaultdict(list)
    good: Roads = defaultdict(list)
    off: Roads = defaultdict(list)
    for case in cases:
        log = case.log
        told = aligner.align([names[one.step] for one in log], going_on=not case.ended)
        costs.append(told.cost)
        before = START
        for one, allowed, left_out in zip(log, told.allowed, told.missing, strict=False):
            if not allowed:
                extra[one.step].append((case, one))
            for name in left_out:
                missing[place[name]].append(case)
            (off if left_out or not allowed else good)[before, one.step].append(case.project)
            before = one.step
        for name in told.missing[-1]:
            missing[place[name]].append(case)
        if case.ended:
            (off if told.missing[-1] else good)[before, END].append(case.project)
    months = months_of(cases)
    found = [_missed(cases, step, hit) for step, hit in missing.items()]
    found += [_extra(cases, step, hit, rated, months) for step, hit in extra.items()]
    found += _late(lived, cases)
    found.sort(key=lambda one: (-(one.price or (0.0, 0.0))[1], -one.days, -one.times, one.step, one.how))
    most = [len(case.log) + len(names) for case in cases]
    fitness = sum(1 - cost / worst for cost, worst in zip(costs, most, strict=True)) / len(cases)
    return Meant(len(cases), costs.count(0), fitness, tuple(found), dict(good), dict(off))


def intended_of(steps: Iterable[ProcessStep], *, levels: bool = False) -> Intended:
    """Steps of a process as the miner compares with them; with `levels`, their days as well."""
    return Intended(
        tuple(
            Step(
                step.name,
                most=step.repeats,
                within_hours=float(step.days) * 24 if levels and step.days is not None else None,
            )
            for step in steps
        ),
        returns=True,
    )


def _missed(cases: Sequence[Case], step: int, hit: Sequence[Case]) -> Strayed:
    ours = _projects(case.project for case in hit)
    return Strayed(MISSING, step, len(hit), ours, 0.0, 0.0, None, _longer(cases, ours))


def _extra(
    cases: Sequence[Case], step: int, hit: Sequence[tuple[Case, Passage]], rated: Rated, months: float
) -> Strayed:
    deeds = [deed for _, passage in hit for deed in passage.deeds]
    ours = _projects(case.project for case, _ in hit)
    return Strayed(
        EXTRA, step, len(hit), ours, sum(days_of(one) for _, one in hit), sum(deed.hours for deed in deeds),
        price_of(deeds, rated, months), _longer(cases, ours),
    )  # fmt: skip


def _late(lived: Lived, cases: Sequence[Case]) -> Iterator[Strayed]:
    for step in range(len(lived.steps)):
        over = [one for one in observed(lived, "late", step) if one.value > 0]
        if over:
            ours = _projects(one.project for one in over)
            days = sum(one.value for one in over)
            yield Strayed(LATE, step, len(over), ours, days, 0.0, None, _longer(cases, ours))


def _projects(hit: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(hit))


def _longer(cases: Sequence[Case], hit: Iterable[int]) -> Interval | None:
    theirs, over = set(hit), [case for case in cases if case.ended]
    sides = [[took(case) for case in over if (case.project in theirs) == there] for there in (False, True)]
    return difference(*sides)

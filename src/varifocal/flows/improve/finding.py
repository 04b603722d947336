"""What is wasted in a process: one waste each, with where, how often, evidence, and what it costs.

Four kinds, none of which knows who was at fault.

- *late*: a step takes longer than its service level (an answer: than was agreed for it).
- *back*: what was shown outside comes back and is done again.
- *more*: a step comes more often in a project than it may.
- *one*: work that several could do goes to one of them, and waits for her.
- *wait*: projects lie before a step.

Nothing is said of fewer than five projects or eight observations, of something met in fewer than four projects, nor
where the interval says too little: the mean's (Student's t, 95 %), or the share's (E. B. Wilson, "Probable Inference,
the Law of Succession, and Statistical Inference", 1927, 95 %). All thresholds stand below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from varifocal.flows.improve.measuring import days_of, levels, waits
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import DAY, Case, Deed

LEAST_CASES = 5
LEAST_SEEN = 8
LEAST_HIT = 4
"""Projects in which it must have happened."""
LEAST_LATE = 0.5
"""Days over, on average of all, below which nobody calls it late."""
LEAST_SHARE = 0.1
"""Share that comes back or comes again below which nobody calls it a waste."""
UNEVEN = 1.5
"""So many times an equal share one person must have at least."""
LEAST_WAIT = 2.0
"""Days a project lies before a step on average, below which it is the usual passing on."""
LEAST_RATES = 3
"""People whose rates make a range; fewer would tell what one of them costs."""
MONTH = 365.25 / 12
Z = 1.959964

Rated = Mapping[int, float] | None
"""What an hour of each person costs; None for eyes that may not know it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation: in which project, when it began, what it was worth (days, or yes and no as 1 and 0), and the
    hours worked once more for it."""

    project: int
    began: float
    value: float
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One waste of a step. `times` of `of` it happened, in `cases`; `mean` is over all observations, `interval` its
    95 %; `size` is the figure of its sentence: days over where late, the share that comes back, comes more often or
    lands on one person, days waited. `days` are calendar days lost in all, `hours` those worked once more, as noted;
    `price` a month, low and high, where hours are lost and their price is known."""

    kind: str
    step: int
    times: int
    of: int
    cases: tuple[int, ...]
    size: float
    mean: float
    interval: tuple[float, float]
    days: float
    hours: float
    price: tuple[float, float] | None
    seen: tuple[Seen, ...]
    able: int = 0

    @property
    def key(self) -> str:
        """Which waste it is, whatever its size."""
        return f"{self.kind}-{self.step}"


def findings(lived: Lived, rated: Rated = None) -> list[Finding]:
    """What is wasted: the dearest first, then what loses most days. `rated`: what an hour of each person costs."""
    found = [
        one
        for place, step in enumerate(lived.steps)
        for one in (
            _late(lived.cases, place, float(step.days) if step.days is not None else None),
            _back(lived.cases, place, rated) if step.outside else None,
            _more(lived.cases, place, step.repeats, rated),
            _wait(lived.cases, place),
        )
        if one is not None
    ]
    for role in dict.fromkeys(step.role_id for step in lived.steps if step.role_id is not None):
        if (queued := _queues(lived, role)) and (
            one := _one(min(each.place for each in queued), queued)
        ) is not None:
            found.append(one)
    return sorted(found, key=lambda one: (-(one.price or (0.0, 0.0))[1], -one.days, one.key))


def observed(lived: Lived, kind: str, place: int) -> tuple[Seen, ...]:
    """All observations of this kind at this step, whether they amount to a finding or not."""
    step = lived.steps[place]
    level = float(step.days) if step.days is not None else None
    if kind == "late":
        return _overs(lived.cases, place, level)
    if kind == "back":
        return tuple(seen for seen, _ in _answers(lived.cases, place))
    if kind == "more":
        return _extras(lived.cases, place, step.repeats)
    if kind == "one":
        queued = _queues(lived, step.role_id) if step.role_id is not None else []
        return tuple(Seen(one.project, one.began, one.days) for one in queued)
    return _lying(lived.cases, place)


def _late(cases: Sequence[Case], place: int, level: float | None) -> Finding | None:
    seen = _overs(cases, place, level)
    late = [one for one in seen if one.value > 0]
    low, high = mean_interval([one.value for one in seen])
    if not _enough(seen, late) or low < LEAST_LATE:
        return None
    total = sum(one.value for one in late)
    return Finding(
        "late", place, len(late), len(seen), _projects(late), total / len(late), total / len(seen), (low, high), total,
        0.0, None, seen,
    )  # fmt: skip


def _back(cases: Sequence[Case], place: int, rated: Rated) -> Finding | None:
    answers = _answers(cases, place)
    seen = tuple(one for one, _ in answers)
    hit = [one for one in seen if one.value]
    low, high = share_interval(len(hit), len(seen))
    if not _enough(seen, hit) or low < LEAST_SHARE:
        return None
    again = [deed for _, deeds in answers for deed in deeds]
    days = sum(((back.until or back.at) - back.at) / DAY for case in cases for back in case.returned)
    share = len(hit) / len(seen)
    return Finding(
        "back", place, len(hit), len(seen), _projects(hit), share, share, (low, high), days, _hours(again),
        price_of(again, rated, months_of(cases)), seen,
    )  # fmt: skip


def _more(cases: Sequence[Case], place: int, repeats: int, rated: Rated) -> Finding | None:
    """Sent back is told by `_back`; this is what comes again without that."""
    seen = _extras(cases, place, repeats)
    hit = [one for one in seen if one.value]
    low, high = share_interval(len(hit), len(seen))
    if not _enough(seen, hit) or low < LEAST_SHARE:
        return None
    share = len(hit) / len(seen)
    again = [
        one
        for case in cases
        for one in [one for one in case.log if one.step == place and not one.again][repeats:]
    ]
    deeds = [deed for one in again for deed in one.deeds]
    return Finding(
        "more", place, len(hit), len(seen), _projects(hit), share, share, (low, high), sum(map(days_of, again)),
        _hours(deeds), price_of(deeds, rated, months_of(cases)), seen,
    )  # fmt: skip


def _one(place: int, queued: Sequence[_Queued]) -> Finding | None:
    """Told once for a skill, at the first step that asks for it; the work of all steps that ask for it counts."""
    whose, most = Counter(one.person for one in queued).most_common(1)[0]
    equal = sum(1 / one.able for one in queued) / len(queued)
    low, high = share_interval(most, len(queued))
    seen = tuple(Seen(one.project, one.began, one.days) for one in queued)
    hers = [Seen(one.project, one.began, one.days) for one in queued if one.person == whose]
    if not _enough(seen, hers) or low < UNEVEN * equal or mean_interval([one.value for one in hers])[0] <= 0:
        return None
    total = sum(one.value for one in hers)
    return Finding(
        "one", place, most, len(queued), _projects(hers), most / len(queued), total / most, (low, high), total, 0.0,
        None, seen, min(one.able for one in queued),
    )  # fmt: skip


def _wait(cases: Sequence[Case], place: int) -> Finding | None:
    seen = _lying(cases, place)
    hit = [one for one in seen if one.value > 0]
    low, high = mean_interval([one.value for one in seen])
    if not _enough(seen, hit) or low < LEAST_WAIT:
        return None
    total = sum(one.value for one in seen)
    mean = total / len(seen)
    return Finding(
        "wait", place, len(hit), len(seen), _projects(hit), mean, mean, (low, high), total, 0.0, None, seen
    )


def _overs(cases: Iterable[Case], place: int, level: float | None) -> tuple[Seen, ...]:
    return tuple(
        Seen(case.project, one.begin, max(0.0, took - agreed))
        for case in cases
        for one in case.log
        for took, agreed in levels([_alone(case, one)], place, level)
    )


def _alone(case: Case, one: object) -> Case:
    return Case(case.project, case.name, (one,), (), case.ended)  # type: ignore[arg-type]


def _answers(cases: Iterable[Case], place: int) -> list[tuple[Seen, list[Deed]]]:
    """Each question asked for the first time and answered: whether its answer sent work back, and what was done once
    more for it."""
    found = []
    for case in cases:
        asked_anew = {deed for back in case.returned for deed in _asked_for(case, place, back.until)}
        for one in case.log:
            if one.step != place:
                continue
            for deed in one.deeds:
                if deed.end is None or deed.begin is None or deed.task in asked_anew:
                    continue
                backs = [
                    back for back in case.returned if abs(back.at - deed.end) < 1 or back.at in deed.sent_back
                ]
                again = [work for back in backs for work in back.again]
                found.append((Seen(case.project, deed.begin, float(bool(backs)), _hours(again)), again))
    return found


def _asked_for(case: Case, place: int, until: float | None) -> list[int]:
    return [
        deed.task
        for one in case.passages
        if one.step == place and one.again is False
        for deed in one.deeds
        if until is not None and deed.end == until and not deed.sent_back
    ]


def _extras(cases: Iterable[Case], place: int, repeats: int) -> tuple[Seen, ...]:
    found = []
    for case in cases:
        mine = [one for one in case.passages if one.step == place]
        again = sum(one.again for one in mine) + _asked_again(case, place)
        more = max(0, len(mine) - again - repeats)
        if mine:
            hours = _hours(deed for one in mine[len(mine) - more :] for deed in one.deeds)
            found.append(Seen(case.project, mine[0].begin, float(bool(more)), hours))
    return tuple(found)


def _asked_again(case: Case, place: int) -> int:
    anew = {task for back in case.returned for task in _asked_for(case, place, back.until)}
    return sum(1 for one in case.passages if one.step == place and any(d.task in anew for d in one.deeds))


@dataclass(frozen=True, slots=True)
class _Queued:
    """Work that asks for a skill, begun by one person: at which step, in which project, when, the days it lay ready,
    whose it was, and how many could have done it."""

    place: int
    project: int
    began: float
    days: float
    person: int
    able: int


def _queues(lived: Lived, role: int) -> list[_Queued]:
    found = []
    for case in lived.cases:
        deeds = [(one.step, deed) for one in case.passages for deed in one.deeds]
        ends = {deed.task: deed.end for _, deed in deeds if deed.end is not None}
        for place, deed in deeds:
            asks = lived.steps[place].role_id == role == deed.skill and lived.able[place] > 1
            ready = [ends[task] for task in deed.after if task in ends]
            if asks and len(deed.people) == 1 and deed.begin is not None and ready:
                lay = max(0.0, deed.begin - max([*ready, deed.added])) / DAY
                found.append(_Queued(place, case.project, deed.begin, lay, deed.people[0], lived.able[place]))
    return found


def _lying(cases: Iterable[Case], place: int) -> tuple[Seen, ...]:
    return tuple(
        Seen(case.project, one.begin, days)
        for case in cases
        for one, days in waits(case)
        if one.step == place
    )


def _enough(seen: Sequence[Seen], hit: Sequence[Seen]) -> bool:
    return (
        len(seen) >= LEAST_SEEN
        and len({one.project for one in seen}) >= LEAST_CASES
        and len({one.project for one in hit}) >= LEAST_HIT
    )


def _projects(seen: Iterable[Seen]) -> tuple[int, ...]:
    """The projects, those that lost most first."""
    lost: dict[int, float] = defaultdict(float)
    for one in seen:
        lost[one.project] += one.value
    return tuple(sorted(lost, key=lambda project: (-lost[project], project)))


def months_of(cases: Sequence[Case]) -> float:
    """Months from the first thing done to the last, one at least."""
    moments = [moment for case in cases for one in case.passages for moment in (one.begin, one.end) if moment]
    return max(1.0, (max(moments) - min(moments)) / DAY / MONTH) if moments else 1.0


def price_of(deeds: Sequence[Deed], rated: Rated, months: float) -> tuple[float, float] | None:
    """What the hours noted for this work cost a month, low and high; None where no hour is noted, or none has a
    price."""
    hour = hour_cost(rated, (person for deed in deeds for person in deed.people))
    hours = _hours(deeds)
    return (hours * hour[0] / months, hours * hour[1] / months) if hour and hours else None


def hour_cost(rated: Rated, people: Iterable[int]) -> tuple[float, float] | None:
    """What an hour costs, low and high: the 10th and the 90th in a hundred of the rates of those who do such work, or
    of everybody where fewer than three of them have one. None where nobody says."""
    if not rated:
        return None
    theirs = [rated[person] for person in set(people) if person in rated]
    costs = sorted(theirs if len(theirs) >= LEAST_RATES else rated.values())
    last = len(costs) - 1
    return costs[round(0.1 * last)], costs[round(0.9 * last)]


def _hours(deeds: Iterable[Deed]) -> float:
    return sum(deed.hours for deed in deeds)


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean (Student's t); of fewer than two values it says nothing."""
    n = len(values)
    if n < 2:
        return float("-inf"), float("inf")
    mean = sum(values) / n
    error = t95(n - 1) * sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
    return mean - error, mean + error


def share_interval(hit: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson."""
    if not of:
        return 0.0, 1.0
    share, z2 = hit / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    error = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - error), min(1.0, middle + error)


def t95(freedom: float) -> float:
    """The 97.5 % quantile of Student's t, by the expansion in powers of 1/freedom (Abramowitz and Stegun 26.7.5); from
    four degrees of freedom on within 1 %, below exact for one to three."""
    if freedom < 4:
        return (12.706, 4.303, 3.182)[max(0, int(freedom) - 1)]
    g1 = (Z**3 + Z) / 4
    g2 = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    g3 = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3

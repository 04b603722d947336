"""How much later than its tasks say a project ends: one shared factor, learned from what was foretold of projects.

Delays inside a project have common causes and do not cancel out, so tasks drawn one by one foretell a project too
surely (on 77 published projects such intervals of 80 % held 44 %). What finished projects took, over what was foretold
for them from their tasks alone, is the reference class (Kahneman and Tversky 1979; Flyvbjerg, Project Management
Journal 37, 2006): its middle is the bias, and what it is wider than the tasks explain is the spread of a factor that
each draw takes once for all of a project.

The factor multiplies the time that is **left**. So it shrinks with the work that is done, as the errors of projections
in flight do that take the rest as planned (earned schedule with performance factor 1: Batselier and Vanhoucke, IJPM 33,
2015): on the same projects the time that was left took 1.00 to 1.06 times the planned in the middle, with a spread of
0.16 to 0.30 at 25, 50 and 75 % done, and the whole at the start with 0.14 to 0.33. That is the prior, `SPREAD`.

How late all projects are in the middle is known from few. What stays unknown of that is shared by all of them and drawn
once for the house, so that two projects are late together more often than each by itself would have it; it fades with
every project that ends. Part of the rest may be a client's, or of those whom one manager leads: as much as two finished
projects of the same one were off together (the covariance of pairs: an analysis of variance of random effects, Searle,
Casella and McCulloch, *Variance Components*, 1992), beside a prior share, `SHARED`. What is known of each is shrunk
towards none, and what stays unknown is drawn once for all of its projects. It moves variance and makes none: a project
told alone is as wide with it as without.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.calendar import add_lag
from varifocal.core.forecast.draws import SCORES, Bins, Floats, Kind, bins
from varifocal.core.portfolio import Lasted, Portfolio, Project, ProjectKind, Task, TrackRecord
from varifocal.core.portfolio.hours import WorkingTime

SPREAD = 0.2
"""The spread of the factor in log units before any project was foretold here and finished."""

WEIGHT = 5.0
"""As many finished projects the prior is worth."""

HANDFUL = 5
"""Finished projects under which it is said that published ones stand in."""

SHARED = 0.2
"""The part of the factor's variance that a client shares, and likewise a manager, before projects of theirs were
finished here. How much of lateness it is nobody published; of how well 854 games did, their managers were 22 and their
firms 21 per cent (Mollick, Strategic Management Journal 33, 2012)."""

PAIRS = 10.0
"""As many pairs of projects of one client, or manager, that prior is worth."""

_KIND_WEIGHT = 5.0
_SHORTEST = 0.5
"""Days; what was foretold to take less says nothing of delays."""
_ABSURD = math.log(100)
_NOTHING = 0.02
"""A spread below which nothing is shared."""
_MOST_SHARED = 0.8
_MOST_UNSURE = 0.5
"""Of a variance that clients and managers leave, at most so much is the bias's: the least is a project's own."""


@dataclass(frozen=True, slots=True)
class Common:
    """What the projects of one client, or of one manager, have in common, in log units: by how much the known ones
    were off, and the variance of what stays unknown; `unknown` of those nobody has seen a finished project of. `unsure`
    is what that leaves unknown of the bias of all: of a known one it is known, so it counts for the others alone. What
    a project without a client would share with its others is its own."""

    off: Mapping[int, float]
    left: Mapping[int, float]
    unknown: float = 0.0
    unsure: float = 0.0

    def of(self, one: int | None) -> tuple[float, float]:
        """Bias and variance for one of them; none for nobody."""
        if one is None:
            return 0.0, 0.0
        return self.off.get(one, 0.0), self.left.get(one, self.unknown)


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times the time that is left takes what a project's tasks say: a table by the bin of a score, which is
    the sum of the scores of these keys, each with its weight."""

    table: Floats
    parts: tuple[tuple[Kind, int, float], ...]

    @property
    def is_one(self) -> bool:
        """Whether nothing is delayed."""
        return bool((self.table == 1).all())

    def drawn(self, score: Callable[[Kind, int], Floats]) -> Floats:
        """In each draw, by the scores of the keys."""
        mixed = np.zeros(1, dtype=np.float32)
        for kind, record, weight in self.parts:
            mixed = mixed + score(kind, record) * np.float32(weight)
        place: Bins = bins(mixed)
        return self.table.take(place, mode="clip")


@dataclass(frozen=True, slots=True)
class Delays:
    """The factor's bias by kind and its spread, in log units, of which clients and managers have a part in common; how
    many finished projects are behind it."""

    finished: int
    overall: float
    by_kind: Mapping[ProjectKind, float]
    spread: float
    clients: Common
    managers: Common
    own: float
    """What a project shares with no other, a variance …"""
    unsure: float = 0.0
    """… and what all share, because nobody knows the bias better."""

    def factor(self, project: Project) -> Factor:
        """What delays one project."""
        bias = self.by_kind.get(project.kind, self.overall)
        parts, own, unsure = list[tuple[Kind, int, float]](), self.own, self.unsure
        for kind, common, one in (
            (Kind.CLIENT, self.clients, project.company),
            (Kind.MANAGER, self.managers, project.manager),
        ):
            off, left = common.of(one)
            bias += off
            if one is None:
                own += common.unknown
            elif left > 0:
                parts.append((kind, one, left))
            if one not in common.off:
                unsure += common.unsure
        parts = [(Kind.DELAY, project.id, own), *parts, (Kind.BIAS, 0, unsure)]
        whole = math.fsum(variance for _, _, variance in parts)
        table: Floats = np.exp(bias + math.sqrt(whole) * SCORES).astype(np.float32)
        weighed = [(kind, one, math.sqrt(part / whole)) for kind, one, part in parts if part > 0]
        return Factor(table, tuple(weighed))

    @property
    def is_published(self) -> bool:
        """Whether fewer than a handful of projects are behind it."""
        return self.finished < HANDFUL

    @property
    def sentence(self) -> str:
        """What it rests on."""
        if self.is_published:
            return "How far projects as a whole run late is taken from published projects until five are finished here."
        return f"How far projects as a whole run late is learned from {self.finished} of them."


def delays(record: TrackRecord) -> Delays:
    """Learn the shared factor: each kind's bias pulled towards all of them and that towards none, the spread towards
    the prior; what tasks alone explain is taken off. A project that is late and not done yet counts as far as it is
    late."""
    known = [one for one in record.lasted if _is_usable(one)]
    logs: dict[ProjectKind, list[float]] = defaultdict(list)
    for one in known:
        logs[one.kind].append(_log(one))
    every = [log for own in logs.values() for log in own]
    overall = sum(every) / (len(every) + WEIGHT)
    by_kind = {
        kind: (sum(own) + _KIND_WEIGHT * overall) / (len(own) + _KIND_WEIGHT) for kind, own in logs.items()
    }
    off = [_log(one) - by_kind[one.kind] for one in known]
    spread = _spread(off, [one.spread for one in known])
    if spread <= _NOTHING:
        none = Common({}, {})
        return Delays(len(known), overall, by_kind, 0.0, none, none, 0.0)
    whole = (sum(one**2 for one in off) + WEIGHT * SPREAD**2) / (len(off) + WEIGHT)
    prior, most = SHARED * spread**2, _MOST_SHARED * spread**2
    clients = _common(off, [one.company for one in known], whole, prior, most)
    rest = [one - clients.of(each.company)[0] for one, each in zip(off, known, strict=True)]
    managers = _common(rest, [one.manager for one in known], whole, prior, most - clients.unknown)
    own = spread**2 - clients.unknown - managers.unknown
    unsure = min(whole / (len(known) + WEIGHT), own * _MOST_UNSURE)
    return Delays(len(known), overall, by_kind, spread, clients, managers, own - unsure, unsure)


def _common(
    off: Sequence[float], groups: Sequence[int | None], whole: float, prior: float, most: float
) -> Common:
    """What those of one group are off together; of a variance `whole` at most so much, and `prior` where few say."""
    members: dict[int, list[float]] = defaultdict(list)
    for one, group in zip(off, groups, strict=True):
        if group is not None:
            members[group].append(one)
    together = count = 0.0
    for own in members.values():
        together += (math.fsum(own) ** 2 - math.fsum(one**2 for one in own)) / 2
        count += len(own) * (len(own) - 1) / 2
    shared = min(max(0.0, (together + PAIRS * prior) / (count + PAIRS)), most)
    if shared <= _NOTHING**2:
        return Common({}, {})
    alone = max(whole - shared, _NOTHING**2)
    known = {group: len(own) * shared + alone for group, own in members.items()}
    return Common(
        {group: shared * math.fsum(own) / known[group] for group, own in members.items()},
        {group: shared * alone / known[group] for group in members},
        shared,
        2 * shared * count / (len(off) + WEIGHT) ** 2,
    )


def not_before(task: Task, time: WorkingTime) -> int:
    """The grid quarter before which a task must not begin; 0 where nothing was said."""
    if task.release is None and task.pinned_start is None and not task.start_lag:  # most of thousands
        return 0
    days = (task.release, task.pinned_start)
    lag = add_lag(time.organization, 0, task.start_lag)
    return max((lag, *(time.begin(day) for day in days if day is not None)))


def begins(portfolio: Portfolio, time: WorkingTime) -> dict[int, int]:
    """The grid quarter before which nothing of a project can begin: 0 for what has begun, or lost a task nobody cut."""
    first: dict[int, int] = {}
    for task in portfolio.tasks:
        at = 0 if task.started else not_before(task, time)
        first[task.project] = min(first.get(task.project, at), at)
    for project in portfolio.projects:
        if project.hours_spent > 0 or project.hours_removed > 0:
            first[project.id] = 0
    return first


def _spread(off: Sequence[float], told: Sequence[float]) -> float:
    """What projects are off by, less what their tasks explain; wider where few say so, as a forecast from a mean and a
    spread that were both learned must be (Student's t)."""
    count, weight = len(off), len(off) + WEIGHT
    explained = sum(one**2 for one in told) / max(1, count)
    whole = (sum(one**2 for one in off) + WEIGHT * (SPREAD**2 + explained)) / weight
    unsure = (1 / weight + 2 / (weight - 2)) * count / weight
    return math.sqrt(max(0.0, whole * (1 + unsure) - explained))


def _is_usable(one: Lasted) -> bool:
    return one.foretold >= _SHORTEST and one.took > 0 and one.spread >= 0 and abs(_log(one)) <= _ABSURD


def _log(one: Lasted) -> float:
    return math.log(one.took / one.foretold)

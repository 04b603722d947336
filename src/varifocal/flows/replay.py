"""How often our chances would have come true: finished work foretold again, month by month, as if asked then.

From what is finished here, or from a published history in a file. Nothing is written, and nobody is singled out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from varifocal.core.forecast.histories import FORMATS, read
from varifocal.core.forecast.replay import Progress as Progress
from varifocal.core.forecast.replay import Told, last, replay, scored
from varifocal.core.forecast.scoring import LEVELS, independent, interval, reliability
from varifocal.core.forecast.track_record import LeftOut, Outcome, Work, sound
from varifocal.core.portfolio import Settled
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.refusals import Impossible

FORMS = tuple(FORMATS)
"""The formats of published histories."""

KNOWN = 30
"""Finished tasks before the first is foretold; until they are many, the published prior carries the answers."""

ENOUGH = 30
"""Under so many answers there is a sentence and no figure."""

SPAN = timedelta(days=730)
"""The newest two years are told; what lies before them only teaches."""

_MISTAKEN = "somebody's hours in it were assumed"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to: answers in all and in the span told, what could not be used, and why."""

    told: tuple[Told, ...]
    outcomes: int
    left: tuple[LeftOut, ...]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The low and high that people said themselves, by task, where they did."""

    @property
    def own(self) -> tuple[int, int]:
        """Of the tasks foretold that had a range of somebody's own: how many, and how many came out within it."""
        known = [(one, self.ranges[one.outcome.name]) for one in self.told if one.outcome.name in self.ranges]
        return len(known), sum(low <= one.outcome.actual <= high for one, (low, high) in known)

    @property
    def sentence(self) -> str:
        """The finding in words."""
        if len(self.told) < ENOUGH:
            count = len(self.told)
            could = "no task" if not count else "one task" if count == 1 else f"{count} tasks"
            return (
                f"Too little is finished to say how often our chances come true: {could} could be foretold from "
                f"others finished before, and it takes {ENOUGH}."
            )
        score = scored(self.told)
        days = [one.outcome.estimated for one in self.told]
        count, held = self.own
        ranges = f", your own ranges held {_of_100(held / count)} times in 100" if count >= ENOUGH else ""
        return (
            f"{_months(min(days), max(days))}, our 80 % would have held {_of_100(score.holds_80)} times in "
            f"100; your own estimates came out as written {_of_100(_exact(self.told))} times{ranges}. It rests on "
            f"{len(self.told):,} tasks."
        )

    @property
    def reasons(self) -> dict[str, int]:
        """What was left out, counted by reason, the most first."""
        return dict(Counter(one.reason.split(":")[0] for one in self.left).most_common())

    def figures(self) -> dict[str, Any]:
        """All of it as plain values."""
        found: dict[str, Any] = {
            "sentence": self.sentence,
            "outcomes": self.outcomes,
            "foretold": len(self.told),
            "left_out": self.reasons,
        }
        if len(self.told) < ENOUGH:
            return found
        score = scored(self.told)
        exact = [abs(one.log) < 1e-9 for one in self.told]
        count, held = self.own
        within = [0.1 - 1e-9 <= one.rank <= 0.9 + 1e-9 for one in self.told]
        return found | {
            "from": min(one.outcome.estimated for one in self.told).isoformat(),
            "to": max(one.outcome.estimated for one in self.told).isoformat(),
            "holds_80": round(score.holds_80, 4),
            "holds_80_between": self._between(score.holds_80, within),
            "holds_90": round(score.holds_90, 4),
            "as_estimated": round(_exact(self.told), 4),
            "at_most_estimated": round(sum(one.log < 1e-9 for one in self.told) / len(self.told), 4),
            "own_ranges": [count, held],
            "calibration_error": round(score.calibration, 4),
            "pinball": round(score.pinball, 4),
            "median_miss": round(score.median_miss, 4),
            "below": [
                [level, round(share, 4)] for level, share in zip(LEVELS, _below(self.told), strict=True)
            ],
            "below_between": [
                self._between(share, [one.rank <= level for one in self.told])
                for level, share in zip(LEVELS, _below(self.told), strict=True)
            ],
            "exact": [
                [round(bin.told, 4), round(bin.came_true, 4), bin.count]
                for bin in reliability([one.exact for one in self.told], exact)
            ],
        }

    def _between(self, share: float, came: Sequence[bool]) -> list[float]:
        """In which interval a share lies in 19 cases of 20: tasks of one project share its luck, of one month where
        there is only one."""
        groups = [one.outcome.work.project for one in self.told]
        if len(set(groups)) == 1:
            groups = [one.outcome.estimated.replace(day=1) for one in self.told]
        count = independent(came, groups)
        return [round(end, 4) for end in interval(share, count)]


def replay_record(
    now: datetime, progress: Progress | None = None, only: Collection[int] | None = None
) -> Replayed:
    """Live through the tasks finished here once more; `only` those of these projects."""
    settled = [one for one in snapshot(now).record.settled if only is None or one.project in only]
    confirmed = [one for one in settled if one.real >= 1 - 1e-3]
    assumed = [LeftOut(str(one.task), _MISTAKEN) for one in settled if one.real < 1 - 1e-3]
    outcomes, left = sound(map(_outcome, confirmed), now.date())
    ranges = {
        str(one.task): (one.low, one.high)
        for one in confirmed
        if one.low is not None and one.high is not None and one.low < one.high
    }
    return replace(_replayed(outcomes, assumed + left, (), progress), ranges=ranges)


def replay_file(
    path: Path, form: str, today: date, past: Sequence[Path] = (), progress: Progress | None = None
) -> Replayed:
    """Live through a published history once more; `past` files of the same format are earlier history, and what is said
    to have finished after `today` is none.

    Raises Impossible where a file cannot be read.
    """
    try:
        outcomes, left = read(path, form, today)
        before = [one for earlier in past for one in read(earlier, form, today)[0]]
    except OSError as reason:
        words = (reason.strerror or "it cannot be read").lower()
        raise Impossible(f"{Path(reason.filename or path).name} was not replayed: {words}.") from reason
    except ValueError as reason:
        raise Impossible(f"{path.name} was not replayed: {reason}.") from reason
    return _replayed(outcomes, left, before, progress)


def _outcome(one: Settled) -> Outcome:
    work = Work(one.estimated, one.person, one.kind or None, one.project)
    return Outcome(str(one.task), work, one.actual, one.begun or one.finished, one.finished)


def _replayed(
    outcomes: list[Outcome], left: list[LeftOut], past: Sequence[Outcome], progress: Progress | None
) -> Replayed:
    outcomes = sorted(outcomes, key=lambda one: (one.estimated, one.name))
    told = replay(outcomes, past=past, warm_up=KNOWN, progress=progress)
    return Replayed(tuple(last(told, SPAN)), len(outcomes), tuple(left))


def _exact(told: Sequence[Told]) -> float:
    return sum(abs(one.log) < 1e-9 for one in told) / len(told)


def _below(told: Sequence[Told]) -> list[float]:
    """The share of truths up to each level."""
    ranks = np.array([one.rank for one in told])
    return [float(np.mean(ranks <= level)) for level in LEVELS]


def _months(first: date, until: date) -> str:
    if until - first >= SPAN - timedelta(days=31):
        return "Over the last two years"
    return f"From {first:%B %Y} to {until:%B %Y}"


def _of_100(share: float) -> int:
    return int(100 * share + 0.5)

"""A plan lived through many times, by the script that is written of it: when its projects and tasks end, the hours they
take and what those cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from varifocal.core.forecast.calibration import Calibration, calibrate
from varifocal.core.forecast.draws import Floats, unsure
from varifocal.core.forecast.scope import Extent
from varifocal.core.forecast.script import Live, Whole
from varifocal.core.forecast.writing import Written, written
from varifocal.core.forecast.writing.notes import Noted
from varifocal.core.plan import Plan, Progress
from varifocal.core.portfolio import Portfolio, Task
from varifocal.core.portfolio.hours import WorkingTime

LOOKED_BACK = 2_000
"""The first draws, looked back through for how often a task is critical: that is known from them to about a point, and
told to the nearest five."""


class TaskDraws(NamedTuple):
    """One task's finish in grid quarters, half and four fifths of the time earlier; its chance; its hours; the share of
    draws in which it is critical."""

    p50: int
    p80: int
    chance: float | None
    hours: float
    critical: float


@dataclass(frozen=True)
class Drawn:
    """What happened: per project the finish in grid quarters and the hours left, in every draw, what each task came to,
    and the script by which it happened."""

    finish: Mapping[int, Whole]
    """Without what delays projects as a whole."""
    hours: Mapping[int, Floats]
    tasks: Mapping[int, TaskDraws]
    sentence: str
    """What the efforts rest on."""
    cost: Mapping[int, Floats]
    """Per project what its hours cost, in every draw; nothing where no rate is known."""
    written: Written


def simulate(
    portfolio: Portfolio,
    plan: Plan,
    time: WorkingTime,
    extent: Mapping[int, Extent],
    *,
    seed: int,
    draws: int,
    progress: Progress | None,
    calibration: Calibration | None,
    live: Live,
    looks_back: bool = True,
    costs: bool = True,
) -> Drawn:
    """Live through the plan so many times; `looks_back` asks how often each task is critical, `costs` what its hours
    cost, too."""
    learned = calibrate(portfolio.record) if calibration is None else calibration
    by = written(portfolio, plan, time, extent, seed=seed, calibration=learned, costs=costs)
    looked = min(draws, LOOKED_BACK) if looks_back else 0
    lived = live(by.script, draws, progress, looked)
    counted = (lived.half, lived.most, lived.in_time, lived.critical)
    told = zip(by.noted, *(each.tolist() for each in counted), strict=True)
    return Drawn(
        finish={project: lived.finish[place] for project, place in by.place.items()},
        hours={project: lived.hours[place] for project, place in by.place.items()},
        tasks={
            one.task.id: _task_draws(one, half, most, in_time, draws, critical / max(1, looked))
            for one, half, most, in_time, critical in told
            if isinstance(one.task, Task)
        },
        sentence=learned.sentence,
        cost={project: lived.cost[place] for project, place in by.place.items()}
        if by.script.is_priced
        else {},
        written=by,
    )


def _task_draws(one: Noted, half: int, most: int, in_time: int, draws: int, critical: float) -> TaskDraws:
    if one.clock is not None:
        half, most = one.clock.end(half), one.clock.end(most)
    chance = None if one.limit is None else in_time / draws
    if chance is not None and half < most and one.limit is not None and one.limit >= 0:
        chance = unsure(chance, draws)
    return TaskDraws(half, most, chance, one.hours, critical)

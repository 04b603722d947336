"""A published scheduling problem from a file: read, searched and checked. Nothing here touches the organization."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.reading import read
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.told import told
from varifocal.core.plan.search.values import Progress as Progress
from varifocal.core.plan.search.warm import warm_up
from varifocal.core.plan.values import Stop
from varifocal.core.values import Problem
from varifocal.org.base.refusals import Impossible

USUAL_SECONDS = 10.0
MOST_TOLD = 10
"""Problems of one file named; the rest is counted."""


def solve_file(
    path: Path,
    *,
    seconds: float | None = None,
    schedules: int | None = None,
    seed: int = 0,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    loading: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """The shortest schedule found for the problem in a file, as plain values.

    The search ends after so many `seconds` (ten, where neither is given), so many `schedules`, or when its schedule
    is proved best possible; compiling, the first time on a machine, does not count: `loading` is called before it, once
    the file is read. Raises Impossible, with its problems a line each, where the file is not well formed.
    """
    instance, problems = read(path)
    if instance is None:
        raise Impossible(_told_as(problems))
    if seconds is None and schedules is None:
        seconds = USUAL_SECONDS
    if loading is not None:
        loading()
    warm_up(workers, time.perf_counter if schedules is None else None)

    def tell(how_far: Progress) -> bool:
        if progress is not None:
            progress(how_far)
        return True

    result = solve(
        instance,
        stop=Stop(seconds=seconds, schedules=schedules),
        seed=seed,
        workers=workers,
        clock=time.perf_counter,
        tell=tell,
    )
    if result.schedule is not None and (faults := check(instance, result.schedule)):
        raise RuntimeError(f"The schedule does not hold and is not shown: {faults[0]}")
    return told(instance, result)


def _told_as(problems: Sequence[Problem]) -> str:
    """A line for each."""
    lines = [str(one) for one in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        lines.append(f"And {len(problems) - MOST_TOLD} more.")
    return "\n".join(lines)

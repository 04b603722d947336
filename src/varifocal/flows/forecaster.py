"""The forecaster as this process has it: the compiled one once that is loaded, the one in Python until then.

Both give the same forecast; compiled, a plan is lived through several times as quickly, on all processors.
"""

from __future__ import annotations

import os
from functools import partial

from varifocal.core import forecast as in_python
from varifocal.core.forecast import Calibration, Forecast
from varifocal.core.plan import Plan, lived
from varifocal.core.plan.make import Progress as Progress
from varifocal.core.portfolio import Portfolio
from varifocal.flows.compiled import is_loaded, loaded

DRAWS = 10_000
THREADS = min(8, os.cpu_count() or 1)


def forecast(
    portfolio: Portfolio,
    planned: Plan,
    *,
    seed: int = 1,
    draws: int = DRAWS,
    calibration: Calibration | None = None,
    drivers: bool = True,
    costs: bool = False,
    progress: Progress | None = None,
) -> Forecast:
    """What will happen to a plan: dates, chances and hours of its tasks, projects and goals, with what moves them
    unless nobody asks for that, and what they cost where somebody does. `progress` is told tasks done and in all."""
    foretell = loaded("forecast", in_python.forecast)
    if is_loaded():
        foretell = partial(foretell, threads=THREADS)
    told: Forecast = foretell(
        lived(portfolio, planned),
        planned,
        seed=seed,
        draws=draws,
        calibration=calibration,
        looks_back=drivers,
        costs=costs,
        progress=progress,
    )
    return told

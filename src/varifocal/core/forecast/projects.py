"""How long a project takes and what it costs, seen from outside: the class of finished projects it belongs to.

At the start, what finished projects took over their plan is the forecast, the near ones (kind, size) counting most
(reference class forecasting: Kahneman and Tversky 1979; Flyvbjerg, Project Management Journal 37, 2006). One ratio
for the whole project is its shared factor: delays inside a project have common causes and do not cancel out.

In flight, the plan is first brought up to date: by earned schedule for time (Lipke 2003) and the estimate at completion
for cost, both with performance factor 1, since what ran badly so far says little of what remains (Batselier and
Vanhoucke, IJPM 33, 2015). How far such projections were off at the same share of work done, in finished projects, is
the spread around it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from varifocal.core.forecast.track_record import PUBLISHED, Foretold, Outcome, Past, Prior, Work

AT_THE_START = Prior(PUBLISHED.median, PUBLISHED.spread, PUBLISHED.exact, 1.0)
"""The published overruns, for as much as one finished project."""

PROJECTION_ERROR = {"time": 0.12, "cost": 0.1}
"""The mean share by which projections with performance factor 1 are off early in a project, as published for earned
schedule and for the estimate at completion; it shrinks with the work that is left."""

_ANY_DAY = date(2000, 1, 1)
"""Finished projects are few and old; none fades."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One finished project: what was planned or projected for it, and what it came to, in one unit."""

    name: str
    told: float
    actual: float
    kind: Hashable = None
    finer: Hashable = None
    """A narrower kind."""


def reference_class(ended: Iterable[Ended], what: str = "time", done: float = 0.0) -> Past:
    """Finished projects to ask about one more; `done` is the share of the work (0 to 1) at which they were `told`.

    `what` is time or cost. Ask with `foretell(work_of(...))`; the answer is relative to what is told for it.
    """
    prior = AT_THE_START
    if done > 0:
        # A mean absolute error of a normal is 0.8 of its spread.
        prior = Prior(1.0, PROJECTION_ERROR[what] * (1 - done) / 0.8, AT_THE_START.exact, AT_THE_START.weight)
    outcomes = (Outcome(one.name, work_of(one), one.actual, _ANY_DAY, _ANY_DAY) for one in ended)
    return Past(outcomes, _ANY_DAY, prior)


def work_of(one: Ended) -> Work:
    """A project as work to be foretold."""
    return Work(one.told, kind=one.kind, part=one.finer)


def earned_schedule(planned: float, earned: float, elapsed: float) -> float:
    """The duration projected from `elapsed`, when as much is done as was planned for `earned`: what is left takes
    what was planned for it. All in one unit of working time."""
    return elapsed + max(0.0, planned - earned)


def at_completion(budget: float, earned: float, cost: float) -> float:
    """The cost projected from `cost` so far, when work budgeted at `earned` is done: the rest costs its budget."""
    return cost + max(0.0, budget - earned)


def late(foretold: Foretold, told: float, plan: float) -> float:
    """The chance that it comes to more than `plan`, where the forecast is relative to what is `told`."""
    return 1 - foretold.below(math.log(plan / told))[1]

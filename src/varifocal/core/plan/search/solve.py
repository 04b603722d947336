"""The door of the search: an instance in, a schedule with what is known about it out."""

from __future__ import annotations

from varifocal.core.plan.published.values import Instance, Schedule
from varifocal.core.plan.search.bounds import lower_bound
from varifocal.core.plan.search.exact import prove
from varifocal.core.plan.search.single_mode import Search
from varifocal.core.plan.search.values import Clock, Progress, Result, Status, Stop, Tell
from varifocal.core.plan.search.watch import Watch

EXACT = ((32, 0.15, 0.06), (62, 0.6, 1.0), (10**9, 0.85, 5.0))
"""Up to so many tasks evolution has this share of the seconds before CP-SAT has the rest, where the rest is left
at all: below so many seconds evolution has them all."""

MARGIN = 0.004
"""Seconds CP-SAT is stopped early: it looks at the clock less often than we do."""


def solve(
    instance: Instance,
    *,
    stop: Stop,
    seed: int = 0,
    workers: int = 1,
    clock: Clock | None = None,
    tell: Tell | None = None,
) -> Result:
    """The shortest schedule found until `stop`; the first one is there at once, and each is complete.

    With a stop counted in schedules the clock decides nothing: the same instance, seed and number of workers
    give the same schedule everywhere. A stop in seconds needs a `clock`, and has CP-SAT try for a proof.
    """
    watch = Watch(stop, clock, tell)
    search = Search(instance, seed, workers)
    first_at = watch.seconds
    bound = lower_bound(instance)
    search.improve(bound, _before_exact(instance, watch))
    makespan, schedule = search.makespan, search.schedule()
    if stop.schedules is None and not watch.over(Progress(search.schedules, makespan, bound)):
        schedule, bound = _exact(instance, schedule, bound, watch, seed, workers)
        makespan = schedule.makespan(instance)
    status = Status.OPTIMAL if makespan <= bound else Status.FEASIBLE
    return Result(status, schedule, makespan, bound, search.schedules, first_at, watch.seconds)


def _before_exact(instance: Instance, watch: Watch) -> Watch:
    """The part of the time that comes before CP-SAT."""
    if watch.stop.seconds is None:
        return watch
    share, least = next((share, least) for most, share, least in EXACT if len(instance.tasks) <= most)
    return watch.until(share * watch.stop.seconds) if watch.stop.seconds >= least else watch


def _exact(
    instance: Instance, schedule: Schedule, bound: int, watch: Watch, seed: int, workers: int
) -> tuple[Schedule, int]:
    """Ask CP-SAT for something shorter, or for the proof that there is nothing."""
    seconds = watch.left - MARGIN
    if seconds <= 0:
        return schedule, bound
    proof = prove(
        instance, below=schedule.makespan(instance), bound=bound, seconds=seconds, seed=seed, workers=workers
    )
    return proof.schedule or schedule, proof.lower_bound

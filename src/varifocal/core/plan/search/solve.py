"""The door of the search: an instance in, a schedule with what is known about it out."""

from __future__ import annotations

from dataclasses import dataclass

from varifocal.core.plan.published.values import Instance, Schedule
from varifocal.core.plan.search.bounds import lower_bound
from varifocal.core.plan.search.exact import prove
from varifocal.core.plan.search.several_modes import fixed, frugal_modes
from varifocal.core.plan.search.single_mode import Search
from varifocal.core.plan.search.values import Clock, Progress, Result, Status, Tell
from varifocal.core.plan.search.watch import Watch
from varifocal.core.plan.values import Stop


@dataclass(frozen=True, slots=True)
class Share:
    """How the seconds are divided: for up to so many tasks evolution has this share of them before CP-SAT has
    the rest; below `least` seconds in all it has them all."""

    tasks: int
    evolution: float
    least: float


RENEWABLE = (Share(32, 0.15, 0.06), Share(62, 0.6, 1.0), Share(10**9, 0.9, 5.0))
SKILLED = (Share(32, 0.4, 0.3), Share(62, 0.5, 1.0), Share(10**9, 1.0, 0.0))
SEVERAL_MODES = (Share(10**9, 0.05, 0.0),)
"""CP-SAT proves small ones in milliseconds, and of large ones next to none. Modes are chosen by it alone."""

MARGIN = 0.004
"""Seconds CP-SAT is stopped early: it looks at the clock less often than we do."""

WITHOUT_SECONDS = 3600.0
"""What CP-SAT has where neither seconds nor schedules are counted."""


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
    give the same schedule everywhere. A stop in seconds needs a `clock`, and has CP-SAT try for a proof, as has a
    stop that names neither.
    """
    watch = Watch(stop, clock, tell)
    modes = (
        frugal_modes(instance)
        if instance.is_multi_mode or instance.consumable
        else (0,) * len(instance.tasks)
    )
    search = Search(fixed(instance, modes), seed, workers) if modes is not None else None
    first_at = watch.seconds
    bound = lower_bound(instance)
    schedule = None
    made = 0
    if search is not None and modes is not None:
        search.improve(bound, _before_exact(instance, watch))
        schedule, made = search.schedule(modes), search.schedules
    status = Status.UNKNOWN if schedule is None else Status.FEASIBLE
    if stop.schedules is None and not _over(instance, schedule, made, bound, watch):
        status, schedule, bound = _exact(instance, schedule, bound, watch, seed, workers)
        first_at = first_at if search is not None else watch.seconds
    makespan = None if schedule is None else schedule.makespan(instance)
    if makespan is not None and makespan <= bound:
        status = Status.OPTIMAL
    return Result(status, schedule, makespan, bound, made, first_at, watch.seconds)


def _over(
    instance: Instance, schedule: Schedule | None, made: int, bound: int, watch: Watch[Progress]
) -> bool:
    """True where there is a schedule and the watch says stop, or no time is left to find one."""
    if schedule is None:
        return watch.left <= MARGIN
    return watch.over(Progress(made, schedule.makespan(instance), bound))


def _before_exact(instance: Instance, watch: Watch[Progress]) -> Watch[Progress]:
    """The part of the time that comes before CP-SAT."""
    if watch.stop.seconds is None:
        return watch
    shares = SEVERAL_MODES if instance.is_multi_mode else SKILLED if instance.people else RENEWABLE
    share = next(each for each in shares if len(instance.tasks) <= each.tasks)
    return watch.until(share.evolution * watch.stop.seconds) if watch.stop.seconds >= share.least else watch


def _exact(
    instance: Instance, schedule: Schedule | None, bound: int, watch: Watch[Progress], seed: int, workers: int
) -> tuple[Status, Schedule | None, int]:
    """Ask CP-SAT for something shorter, or for the proof that there is nothing."""
    known = Status.UNKNOWN if schedule is None else Status.FEASIBLE
    if watch.left <= MARGIN:
        return known, schedule, bound
    below = None if schedule is None else schedule.makespan(instance)
    proof = prove(
        instance,
        below=below,
        bound=bound,
        left=lambda: min(watch.left - MARGIN, WITHOUT_SECONDS),
        seed=seed,
        workers=workers,
        heard=lambda makespan: not watch.over(Progress(0, makespan, bound)),
    )
    if proof.status is Status.INFEASIBLE:
        return Status.INFEASIBLE, None, bound
    found = proof.schedule or schedule
    return Status.UNKNOWN if found is None else Status.FEASIBLE, found, proof.lower_bound

"""What is compiled, compiled, and what is loaded late, loaded: so that the first problem does not pay for it."""

from __future__ import annotations

from varifocal.core.plan.published.reading import read_text
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Stop

TINY = """
5 1
2
0 0 3 2 3 4
3 1 1 5
3 1 1 5
3 1 1 5
0 0 0
"""
"""Three tasks for two machines: six periods, one more than the bound says, so that the search does go on."""


def warm_up(workers: int = 1, clock: Clock | None = None) -> None:
    """Search a tiny problem: half a second, and half a minute the first time on a machine. With a `clock` CP-SAT is
    loaded as well, which takes two seconds more."""
    instance, problems = read_text(TINY, "tiny.rcp")
    assert instance is not None, problems
    solve(instance, stop=Stop(schedules=400), workers=workers)
    if clock is not None:
        solve(instance, stop=Stop(seconds=0.3), workers=workers, clock=clock)

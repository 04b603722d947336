"""The planner as this process has it: the compiled one once that is loaded, the one in Python until then.

Both make the same plan; compiled, it takes a fifth of the time, and ten times as much is tried before something is
proposed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from varifocal.core import plan as in_python
from varifocal.core.plan import Plan, Proposal, Stop
from varifocal.core.portfolio import Portfolio
from varifocal.flows.compiled import load, loaded


def plan(portfolio: Portfolio) -> Plan:
    """Who does what when, for all open work: agreed work as agreed, the rest proposed."""
    made: Plan = loaded("plan", in_python.plan)(portfolio)
    return made


def propose(
    portfolio: Portfolio, planned: Plan, *, seed: int, ask: Callable[[], None] | None = None
) -> list[Proposal]:
    """What would be worth changing about what is agreed, the best first; `ask` is called now and then, and what it
    raises ends the search."""
    found: list[Proposal] = loaded("propose", in_python.propose)(portfolio, planned, seed=seed, ask=ask)
    return found


def search(
    portfolio: Portfolio, planned: Plan, *, seed: int, stop: Stop, tick: Callable[[float], None] | None = None
) -> list[Proposal]:
    """The same by a longer search, of so many seconds or schedules; waits for the compiled planner. `tick` hears of
    each second of it."""
    load()
    propose = loaded("propose", in_python.propose)
    found: list[Proposal] = propose(portfolio, planned, seed=seed, stop=stop, clock=_Clock(tick))
    return found


def propose_first(
    portfolio: Portfolio,
    planned: Plan,
    *,
    leave: Collection[int],
    seed: int,
    stop: Stop | None = None,
    tick: Callable[[float], None] | None = None,
    ask: Callable[[], None] | None = None,
) -> Proposal | None:
    """A better plan of what nobody agreed yet, agreed at once, but for the tasks to `leave`; None where there is none.
    With `stop` it waits for the compiled planner, otherwise there is none until that is loaded. `ask` as `propose` has
    it."""

    def told(_: object) -> bool:
        if ask is not None:
            ask()
        return True

    if stop is not None:
        load()
    found: Proposal | None = loaded("first", _none_yet)(
        portfolio, planned, leave=leave, seed=seed, stop=stop, clock=_Clock(tick), tell=told
    )
    return found


def _none_yet(portfolio: Portfolio, planned: Plan, **how: object) -> None:
    """Without the compiled planner it would take too long."""


class _Clock:
    """Seconds, with a word about each that goes by."""

    def __init__(self, tick: Callable[[float], None] | None) -> None:
        self.tick, self.since = tick, time.perf_counter()
        self.next = 1.0

    def __call__(self) -> float:
        now = time.perf_counter()
        if self.tick is not None and now - self.since >= self.next:
            self.next = now - self.since + 1.0
            self.tick(now - self.since)
        return now


def least_tardiness(portfolio: Portfolio, planned: Plan) -> float:
    """Weighted days late that no plan can avoid in which as much has a place; waits for the compiled planner."""
    load()
    days: float = loaded("least", None)(portfolio, planned)
    return days

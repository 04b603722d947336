"""The planner as this process has it: the compiled one once that is loaded, the one in Python until then.

Both make the same plan; compiled, it takes a fifth of the time, and ten times as much is tried before something is
proposed.
"""

from __future__ import annotations

import time

from varifocal.core import plan as in_python
from varifocal.core.plan import Plan, Proposal, Stop
from varifocal.core.portfolio import Portfolio
from varifocal.flows.compiled import load, loaded


def plan(portfolio: Portfolio) -> Plan:
    """Who does what when, for all open work: agreed work as agreed, the rest proposed."""
    made: Plan = loaded("plan", in_python.plan)(portfolio)
    return made


def propose(portfolio: Portfolio, planned: Plan, *, seed: int) -> list[Proposal]:
    """What would be worth changing about what is agreed, the best first."""
    found: list[Proposal] = loaded("propose", in_python.propose)(portfolio, planned, seed=seed)
    return found


def search(portfolio: Portfolio, planned: Plan, *, seed: int, stop: Stop) -> list[Proposal]:
    """The same by a longer search, of so many seconds or schedules; waits for the compiled planner."""
    load()
    propose = loaded("propose", in_python.propose)
    found: list[Proposal] = propose(portfolio, planned, seed=seed, stop=stop, clock=time.perf_counter)
    return found


def least_tardiness(portfolio: Portfolio) -> float:
    """Weighted days late that no plan can avoid; waits for the compiled planner."""
    load()
    days: float = loaded("least", None)(portfolio)
    return days

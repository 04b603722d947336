"""Whether a plan holds: checked from the portfolio alone, by code that shares nothing with the generator."""

from __future__ import annotations

from varifocal.core.plan.checking.accounted import accounted_for, order, ranks, silence
from varifocal.core.plan.checking.alone import alone
from varifocal.core.plan.checking.earlier import agreed_order, firm_first
from varifocal.core.plan.checking.facts import Facts
from varifocal.core.plan.checking.together import overlaps, overused
from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.values import Problem


def check(portfolio: Portfolio, plan: Plan) -> list[Problem]:
    """Everything in a plan that its portfolio does not allow, each a sentence; empty for a plan that holds.

    Broken due dates are no violation (they cost), broken deadlines only where the plan keeps silent of them.
    """
    facts = Facts(portfolio, plan)
    return [
        *accounted_for(facts),
        *(problem for task in sorted(facts.known) for problem in alone(facts, task)),
        *overlaps(facts),
        *overused(facts),
        *ranks(facts),
        *order(facts),
        *agreed_order(facts),
        *firm_first(facts),
        *silence(facts),
    ]

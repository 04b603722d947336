"""Who is brought together with whom so that all gain the most: the assignment problem, solved exactly.

The one module here that knows a solver: OR-Tools' minimum cost flow (cost-scaling push-relabel, Goldberg 1997), whole
numbers throughout, so that the answer is exact and the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

FINE = 1_000_000
"""Worth between 0 and 1 is reckoned in millionths."""


@dataclass(frozen=True, slots=True)
class Tie:
    """`left` and `right` (places in their lists, from 0) could be brought together; `worth` lies above 0, up to 1."""

    left: int
    right: int
    worth: float


def best_pairs(ties: Sequence[Tie], seats_left: Sequence[int], seats_right: Sequence[int]) -> list[int]:
    """Places of the ties to choose: everybody within her seats, the sum of worth as large as it can be.

    Nobody has to be brought together with anybody. A tie stands once for the same two. Several choices of equal worth:
    one of them, always the same.
    """
    if not ties:
        return []
    left = np.array([tie.left for tie in ties])
    right = np.array([tie.right for tie in ties]) + len(seats_left)
    cost = np.array([-round(tie.worth * FINE) for tie in ties])
    flows = _least_cost(left, right, np.ones_like(cost), cost, list(seats_left), list(seats_right))
    return [place for place, amount in enumerate(flows) if amount]


@dataclass(frozen=True, slots=True)
class Pipe:
    """What `source` has may go to `target`, at so much `cost` a unit (whole numbers from 0)."""

    source: int
    target: int
    cost: int = 0


def poured(pipes: Sequence[Pipe], have: Sequence[int], asked: Sequence[int]) -> list[int]:
    """How much goes through each pipe so that as much as possible of what is asked is met, and then most cheaply.

    Amounts are whole and not negative: quarter hours of people to hours of work.
    """
    if not pipes:
        return []
    dear = 1 + max(pipe.cost for pipe in pipes)
    most = np.array([min(have[pipe.source], asked[pipe.target]) for pipe in pipes])
    return _least_cost(
        np.array([pipe.source for pipe in pipes]),
        np.array([pipe.target for pipe in pipes]) + len(have),
        most,
        np.array([pipe.cost - dear * (len(have) + len(asked)) for pipe in pipes]),
        list(have),
        list(asked),
    )


def _least_cost(
    tails: np.ndarray,
    heads: np.ndarray,
    most: np.ndarray,
    cost: np.ndarray,
    have: list[int],
    asked: list[int],
) -> list[int]:
    """From a source through what is had and what is asked into a sink; what nobody takes goes past, at no cost."""
    source, sink = len(have) + len(asked), len(have) + len(asked) + 1
    total = sum(have)
    network = SimpleMinCostFlow()
    network.add_arcs_with_capacity_and_unit_cost(tails, heads, most, cost)
    for node, amount in enumerate(have):
        network.add_arc_with_capacity_and_unit_cost(source, node, amount, 0)
    for node, amount in enumerate(asked, len(have)):
        network.add_arc_with_capacity_and_unit_cost(node, sink, amount, 0)
    network.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    network.set_node_supply(source, total)
    network.set_node_supply(sink, -total)
    status = network.solve()
    assert status == network.OPTIMAL, f"what can always be solved was not: {status}"
    return [int(network.flow(arc)) for arc in range(len(tails))]

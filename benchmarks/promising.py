"""How long the gate before a promise takes, on generated agencies: python benchmarks/promising.py [--asked N]

Prints a line an agency, in milliseconds of the processor: making the gate of a plan that stands (once for each plan),
then each answer.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import median
from time import process_time

from agencies import TODAY, organization
from varifocal.core.plan import Plan, plan
from varifocal.core.plan.promising import Gate
from varifocal.core.portfolio import Portfolio


def agreed(portfolio: Portfolio, planned: Plan) -> Portfolio:
    """Everything agreed as it is planned: the plan that stands in an organization at work."""
    place = {task: float(rank) for rank, task in enumerate(planned.order)}
    tasks = (
        replace(task, people=planned.placed[task.id].people, rank=place[task.id])
        if task.id in planned.placed and planned.placed[task.id].people
        else task
        for task in portfolio.tasks
    )
    return replace(portfolio, tasks=tuple(tasks))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asked", type=int, default=400, help="questions an agency")
    parser.add_argument("--seeds", type=int, default=3, help="agencies")
    asked = parser.parse_args()
    print("| agency | gate, ms | median, ms | p95, ms | worst, ms | hold | hold if first |")
    print("|---|---|---|---|---|---|---|")
    for seed in range(1, asked.seeds + 1):
        portfolio = organization(seed)
        portfolio = agreed(portfolio, plan(portfolio))
        planned = plan(portfolio)
        begun = process_time()
        gate = Gate(portfolio, planned)
        made = process_time() - begun
        random, took, told = Random(seed), [], []
        for _ in range(asked.asked):
            noun = random.choice(("task", "project"))
            rows = portfolio.tasks if noun == "task" else portfolio.projects
            id, day = random.choice(rows).id, TODAY + timedelta(days=random.randrange(5, 200))
            begun = process_time()
            told.append(gate.can_promise(noun, id, day))
            took.append(process_time() - begun)
        took.sort()
        figures = (made, median(took), took[int(0.95 * len(took))], took[-1])
        hold = sum(one.holds for one in told) / len(told)
        first = sum(one.holds_if_first for one in told) / len(told)
        print(
            f"| {seed} | {' | '.join(f'{1000 * one:.1f}' for one in figures)} | {hold:.0%} | {first:.0%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()

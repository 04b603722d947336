"""Other engines on the same instances, for `planning.py --compare`: each answers a makespan, or None."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.exact import Model

Peer = Callable[[Instance, float, int, int], int | None]
"""Instance, seconds, seed and workers in; a makespan out."""


def peers() -> dict[str, Peer]:
    """Those this machine has; PyJobShop comes in where `pip install pyjobshop` has been run in `.venv`."""
    found: dict[str, Peer] = {"CP-SAT": plain_cp_sat}
    if importlib.util.find_spec("pyjobshop"):
        found["PyJobShop"] = py_job_shop
    return found


def plain_cp_sat(instance: Instance, seconds: float, seed: int, workers: int) -> int | None:
    """The textbook model as OR-Tools solves it by itself: no schedule to begin from, no bound, no setting changed."""
    built = Model(instance, instance.horizon)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    status = solver.solve(built.model)
    return int(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def py_job_shop(instance: Instance, seconds: float, seed: int, workers: int) -> int | None:
    """Renewable and consumable resources, one mode or several; it knows no people with skills."""
    if instance.people:
        return None
    import pyjobshop

    model: Any = pyjobshop.Model()
    resources = [model.add_renewable(capacity) for capacity in instance.renewable]
    resources += [model.add_consumable(capacity) for capacity in instance.consumable]
    tasks = [model.add_task() for _ in instance.tasks]
    for task, described in zip(tasks, instance.tasks, strict=True):
        for mode in described.modes:
            demands = [*mode.renewable, *mode.consumable]
            model.add_mode(task, resources, mode.duration, demands)
        for successor in described.successors:
            model.add_end_before_start(task, tasks[successor])
    result = model.solve(time_limit=seconds, num_workers=workers, display=False, random_seed=seed)
    return None if result.objective == float("inf") else int(result.objective)

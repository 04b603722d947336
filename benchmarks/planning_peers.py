"""Other engines on the same instances, for `planning.py --compare`: each answers a makespan, or None."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.exact import Model

Peer = Callable[[Instance, float, int, int], int | None]
"""Instance, seconds, seed and workers in; a makespan out."""


def peers() -> dict[str, Peer]:
    """Those this machine has; PyJobShop comes in where `pip install pyjobshop` has been run in `.venv`, TaskJuggler
    where its command `tj3` is there (on Debian `apt install tj3`)."""
    found: dict[str, Peer] = {"CP-SAT": plain_cp_sat}
    if importlib.util.find_spec("pyjobshop"):
        found["PyJobShop"] = py_job_shop
    if shutil.which("tj3"):
        found["TaskJuggler"] = task_juggler
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


def task_juggler(instance: Instance, seconds: float, seed: int, workers: int) -> int | None:
    """TaskJuggler 3 (Schlaeger) as its manual has it: hours for periods, a resource for every unit of capacity or
    person, of those able the least loaded one, kept to the end, all of a task's together. It has one answer and makes
    it in its own time (at most a minute and a half here, whatever the seconds); a task that is short of a unit takes
    longer there instead of waiting. It knows neither several modes nor what is used up."""
    if any(len(task.modes) > 1 for task in instance.tasks) or instance.consumable:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "project.tjp")
        file.write_text("\n".join(_as_task_juggler(instance)), encoding="utf-8")
        command = ["tj3", "--silent", "--output-dir", folder, str(file)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=90)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        with Path(folder, "ends.csv").open(encoding="utf-8") as told:
            ends = [datetime.fromisoformat(row["End"]) for row in csv.DictReader(told, delimiter=";")]
    return round((max(ends) - BEGIN).total_seconds() / 3600)


BEGIN, MOMENT = datetime(2024, 1, 1, tzinfo=UTC), "%Y-%m-%d %H:%M%z"


def _as_task_juggler(instance: Instance) -> Iterator[str]:
    yield (
        f'project one "One" 2024-01-01 +{instance.horizon // 24 + 2}d {{ timezone "UTC" timingresolution 60 min '
        f'dailyworkinghours 24 workinghours mon - sun 0:00 - 24:00 timeformat "{MOMENT}" }}'
    )
    units = [[f"r{kind}_{unit}" for unit in range(there)] for kind, there in enumerate(instance.renewable)]
    people = [f"p{number}" for number in range(len(instance.people))]
    for name in (*people, *(each for kind in units for each in kind)):
        yield f'resource {name} "{name}"'
    before: list[list[str]] = [[] for _ in instance.tasks]
    for number, task in enumerate(instance.tasks):
        for successor in task.successors:
            before[successor].append(f"!t{number}")
    for number, task in enumerate(instance.tasks):
        mode = task.modes[0]
        pools = [kind for kind, needed in zip(units, mode.renewable, strict=False) for _ in range(needed)]
        for demand in mode.skills:
            levels = [person[demand.skill] for person in instance.people]
            able = [name for name, level in zip(people, levels, strict=True) if level >= demand.level]
            pools += [able] * demand.count
        yield f'task t{number} "{number + 1}" {{'
        yield f"depends {', '.join(before[number])}" if before[number] else "start 2024-01-01"
        if not mode.duration:
            yield "milestone"
        elif not pools:
            yield f"duration {mode.duration}h"
        else:
            yield f"effort {mode.duration * len(pools)}h"
        for first, *others in pools if mode.duration else ():
            choice = f"alternative {', '.join(others)} select minloaded" if others else ""
            yield f"allocate {first} {{ {choice} persistent mandatory }}"
        yield "}"
    yield f'taskreport ends "ends" {{ formats csv columns id, end timeformat "{MOMENT}" }}'

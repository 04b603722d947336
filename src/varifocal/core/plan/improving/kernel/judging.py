"""What a schedule is worth, level by level, and which of its tasks cost what."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Floats, Room
from varifocal.core.plan.improving.kernel.values import (
    BROKEN,
    COST,
    DAY,
    FLOW,
    LEVELS,
    NONE,
    STRANGERS,
    TARDINESS,
    UNPLANNED,
)
from varifocal.core.plan.workload import Workload

SAME = 1e-9


@compiled
def judge(load: Workload, room: Room, objective: Floats) -> None:
    """The objective of the schedule at hand, level by level; what may never come counts for nothing."""
    unplanned, broken, flow, count, last = 0, 0, 0, 0, 0
    tardiness, cost = 0.0, 0.0
    room.project_finish[:] = NONE
    for task in range(load.task.shape[0]):
        finish = room.task[task].finish
        if load.task[task].tentative:
            continue
        if finish == NONE:
            unplanned += 1
            continue
        count += 1
        flow += finish
        last = max(last, finish)
        if load.priced and load.task[task].length < 0:
            for at in range(load.task[task].seats_from, load.task[task].seats_to):
                cost += load.task[task].quarters * load.person[room.crew[at]].rate / 400
        if finish > load.task[task].due:
            tardiness += (finish - load.task[task].due) / DAY * load.task[task].weight
        if finish > load.task[task].deadline:
            broken += 1
        project = load.task[task].project
        if finish > room.project_finish[project]:
            room.project_finish[project] = finish
    for project in range(load.project.shape[0]):
        finish = room.project_finish[project]
        if finish > load.project[project].due:
            tardiness += (finish - load.project[project].due) / DAY * load.project[project].weight
        if finish > load.project[project].deadline:
            broken += 1
    strangers = 0
    for who in range(load.known.shape[0]):
        for project in range(load.known.shape[1]):
            if load.project[project].tentative:
                continue
            strangers += int(room.known[who, project]) - int(load.known[who, project])
    objective[UNPLANNED], objective[BROKEN], objective[TARDINESS] = unplanned, broken, tardiness
    if load.makespan:
        objective[BROKEN], objective[TARDINESS], cost, strangers = 0, last / DAY, 0.0, 0
    objective[COST] = cost
    objective[STRANGERS], objective[FLOW] = strangers, flow / DAY / max(1, count)


@compiled
def is_better(one: Floats, other: Floats) -> bool:
    """Whether one objective comes before another, level by level."""
    for level in range(LEVELS):
        if abs(one[level] - other[level]) > SAME:
            return bool(one[level] < other[level])
    return False


@compiled
def cost_of(objective: Floats) -> float:
    """An objective as one number, for comparing schedules that are near one another."""
    return float(
        objective[UNPLANNED] * 1e8
        + objective[BROKEN] * 1e4
        + objective[TARDINESS]
        + objective[COST] * 1e-4
        + objective[STRANGERS] * 1e-3
        + objective[FLOW] * 1e-3
    )


@compiled
def weigh(load: Workload, room: Room, blame: Floats) -> float:
    """What each task's lateness costs, its project's where it is the last of it, added up task by task; where nothing
    counts but the makespan, those cost that are done last."""
    last = 0
    for task in range(blame.shape[0]):
        if not load.task[task].tentative:
            last = max(last, room.task[task].finish)
    for task in range(blame.shape[0]):
        finish, cost = room.task[task].finish, 0.0
        if load.makespan:
            cost = 1.0 if finish == last and not load.task[task].tentative else 0.0
        elif finish != NONE and not load.task[task].tentative:
            cost += max(0, finish - load.task[task].due) * load.task[task].weight
            if finish > load.task[task].deadline:
                cost += 100 * DAY
            project = load.task[task].project
            if finish == room.project_finish[project]:
                cost += max(0, finish - load.project[project].due) * load.project[project].weight
                if finish > load.project[project].deadline:
                    cost += 100 * DAY
        blame[task] = cost + (blame[task - 1] if task > 0 else 0.0)
    return float(blame[-1]) if blame.shape[0] > 0 else 0.0


@compiled
def late_by(load: Workload, room: Room, task: int) -> float:
    """What the task placed last adds to how late the schedule is, its project taken into account; where nothing counts
    but the makespan, by which day it is done."""
    finish, project = room.task[task].finish, load.task[task].project
    if finish == NONE or load.task[task].tentative:
        return 0.0
    late = max(0, finish - load.task[task].due) * load.task[task].weight
    if finish > room.project_finish[project]:
        since = max(load.project[project].due, room.project_finish[project])
        late += max(0, finish - since) * load.project[project].weight
        room.project_finish[project] = finish
    return float(late / DAY)

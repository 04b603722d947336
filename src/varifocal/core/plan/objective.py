"""How good a schedule is: days past due dates, deadlines that break, people new to a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.generate import Generated, Spot
from varifocal.core.plan.values import Objective
from varifocal.core.plan.words import day_text, quoted
from varifocal.core.plan.workload import WEIGHTS, Compiled
from varifocal.core.values import Problem


@dataclass(frozen=True, slots=True)
class Lateness:
    """Calendar days past due dates of tasks and projects: plain by project, and weighted over all."""

    by_project: Mapping[int, float] = field(default_factory=dict)
    weighted: float = 0.0


def objective_of(work: Compiled, generated: Generated) -> Objective:
    """How good a schedule is, in the published order."""
    spots = generated.spots
    known = _agreed_people(work)
    proposed = {
        (person, task.project)
        for task, people in zip(work.tasks, work.agreed, strict=True)
        if not people and task.id in spots
        for person in spots[task.id].people
    }
    return Objective(
        unplanned=len(generated.unplanned),
        broken_deadlines=sum(1 for _ in breaks_of(work, spots)),
        tardiness=round(lateness_of(work, spots).weighted, 6),
        strangers=len(proposed - known),
        moved=0,
        flow=round(sum([spot.finish for spot in spots.values()]) / QUARTERS_PER_DAY / max(1, len(spots)), 6),
    )


def lateness_of(work: Compiled, spots: Mapping[int, Spot]) -> Lateness:
    """Days past due dates; a project is done when the last of its tasks with a place is."""
    by_project: dict[int, float] = defaultdict(float)
    weighted = 0.0
    for task, due in work.due.items():
        if task in spots and spots[task].finish > due:
            asked = work.portfolio.task[task]
            days = (spots[task].finish - due) / QUARTERS_PER_DAY
            by_project[asked.project] += days
            weighted += days * WEIGHTS[asked.priority]
    finishes = finishes_of_projects(work, spots)
    for project, due in work.project_due.items():
        if finishes.get(project, due) > due:
            days = (finishes[project] - due) / QUARTERS_PER_DAY
            by_project[project] += days
            weighted += days * WEIGHTS[work.portfolio.project[project].priority]
    return Lateness(by_project, weighted)


def finishes_of_projects(work: Compiled, spots: Mapping[int, Spot]) -> dict[int, int]:
    """When the last placed task of each project has finished."""
    finishes: dict[int, int] = {}
    for task in work.tasks:
        if task.id in spots:
            finishes[task.project] = max(spots[task.id].finish, finishes.get(task.project, 0))
    return finishes


def broken_deadlines(work: Compiled, spots: Mapping[int, Spot]) -> Iterator[Problem]:
    """Deadlines of tasks and projects that break, each a sentence."""
    for where, finish in breaks_of(work, spots):
        noun, id = where.split()
        asked = work.portfolio.task[int(id)] if noun == "task" else work.portfolio.project[int(id)]
        done = day_text(work.day(finish - 1), work.today)
        deadline = day_text(asked.deadline, work.today)
        yield Problem(f"{quoted(asked.name)} would be done on {done}; its deadline is {deadline}.", where)


def breaks_of(work: Compiled, spots: Mapping[int, Spot]) -> Iterator[tuple[str, int]]:
    """What breaks its deadline (“task 5”, “project 2”), and when it would be done."""
    for task, deadline in work.deadline.items():
        if task in spots and spots[task].finish > deadline:
            yield f"task {task}", spots[task].finish
    if not work.project_deadline:
        return
    finishes = finishes_of_projects(work, spots)
    for project, deadline in sorted(work.project_deadline.items()):
        if finishes.get(project, deadline) > deadline:
            yield f"project {project}", finishes[project]


def _agreed_people(work: Compiled) -> set[tuple[int, int]]:
    known = {
        (person, task.project)
        for task, people in zip(work.tasks, work.agreed, strict=True)
        for person in people
    }
    for project in work.portfolio.projects:
        if project.manager is not None:
            known.add((project.manager, project.id))
    return known

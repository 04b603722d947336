"""How good a schedule is: days past due dates, deadlines that break, people new to a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.generate import Generated, Spot
from varifocal.core.plan.instance import WEIGHTS, Instance
from varifocal.core.plan.values import Objective
from varifocal.core.plan.words import day_text, quoted
from varifocal.core.values import Problem


@dataclass(frozen=True, slots=True)
class Lateness:
    """Calendar days past due dates of tasks and projects: plain by project, and weighted over all."""

    by_project: Mapping[int, float] = field(default_factory=dict)
    weighted: float = 0.0


def objective_of(instance: Instance, generated: Generated) -> Objective:
    """How good a schedule is, in the published order."""
    spots = generated.spots
    known = _agreed_people(instance)
    proposed = (
        (person, instance.works[task].project)
        for task, spot in spots.items()
        if not instance.works[task].people
        for person in spot.people
    )
    return Objective(
        unplanned=len(generated.unplanned),
        broken_deadlines=sum(1 for _ in breaks_of(instance, spots)),
        tardiness=round(lateness_of(instance, spots).weighted, 6),
        strangers=len(set(proposed) - known),
        moved=0,
        flow=round(sum(spot.finish for spot in spots.values()) / QUARTERS_PER_DAY / max(1, len(spots)), 6),
    )


def lateness_of(instance: Instance, spots: Mapping[int, Spot]) -> Lateness:
    """Days past due dates; a project is done when the last of its tasks with a place is."""
    by_project: dict[int, float] = defaultdict(float)
    weighted = 0.0
    for task, spot in spots.items():
        work = instance.works[task]
        if work.due is not None and spot.finish > work.due:
            days = (spot.finish - work.due) / QUARTERS_PER_DAY
            by_project[work.project] += days
            weighted += days * WEIGHTS[instance.portfolio.task[task].priority]
    finishes = finishes_of_projects(instance, spots)
    for project, due in instance.project_due.items():
        if finishes.get(project, due) > due:
            days = (finishes[project] - due) / QUARTERS_PER_DAY
            by_project[project] += days
            weighted += days * WEIGHTS[instance.portfolio.project[project].priority]
    return Lateness(by_project, weighted)


def finishes_of_projects(instance: Instance, spots: Mapping[int, Spot]) -> dict[int, int]:
    """When the last placed task of each project has finished."""
    finishes: dict[int, int] = {}
    for task, spot in spots.items():
        project = instance.works[task].project
        finishes[project] = max(spot.finish, finishes.get(project, 0))
    return finishes


def broken_deadlines(instance: Instance, spots: Mapping[int, Spot]) -> Iterator[Problem]:
    """Deadlines of tasks and projects that break, each a sentence."""
    for where, finish in breaks_of(instance, spots):
        noun, id = where.split()
        asked = instance.portfolio.task[int(id)] if noun == "task" else instance.portfolio.project[int(id)]
        done = day_text(instance.day(finish - 1), instance.today)
        deadline = day_text(asked.deadline, instance.today)
        yield Problem(f"{quoted(asked.name)} would be done on {done}; its deadline is {deadline}.", where)


def breaks_of(instance: Instance, spots: Mapping[int, Spot]) -> Iterator[tuple[str, int]]:
    """What breaks its deadline (“task 5”, “project 2”), and when it would be done."""
    for task in sorted(spots):
        deadline = instance.works[task].deadline
        if deadline is not None and spots[task].finish > deadline:
            yield f"task {task}", spots[task].finish
    finishes = finishes_of_projects(instance, spots)
    for project, deadline in sorted(instance.project_deadline.items()):
        if finishes.get(project, deadline) > deadline:
            yield f"project {project}", finishes[project]


def _agreed_people(instance: Instance) -> set[tuple[int, int]]:
    known = {(person, work.project) for work in instance.works.values() for person in work.people}
    for project in instance.portfolio.projects:
        if project.manager is not None:
            known.add((project.manager, project.id))
    return known

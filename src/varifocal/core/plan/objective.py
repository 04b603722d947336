"""How good a schedule is: days past due dates, deadlines that break, people new to a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.generate import Generated, Spot
from varifocal.core.plan.instance import WEIGHTS, Instance
from varifocal.core.plan.values import Objective
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
        broken_deadlines=sum(1 for _ in broken_deadlines(instance, spots)),
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
    for task in sorted(spots):
        deadline = instance.works[task].deadline
        if deadline is not None and spots[task].finish > deadline:
            asked = instance.portfolio.task[task]
            yield _broken(instance, asked.name, asked.deadline, spots[task].finish, f"task {task}")
    finishes = finishes_of_projects(instance, spots)
    for project, deadline in sorted(instance.project_deadline.items()):
        if finishes.get(project, deadline) > deadline:
            whole = instance.portfolio.project[project]
            yield _broken(instance, whole.name, whole.deadline, finishes[project], f"project {project}")


def day_text(day: date | None) -> str:
    """A date as people write it."""
    return f"{day.day} {day:%B %Y}" if day else "no day"


def _broken(instance: Instance, name: str, deadline: date | None, finish: int, where: str) -> Problem:
    done = instance.time.grid.day(finish - 1, instance.time.week.zone)
    return Problem(
        f"“{name}” would be done on {day_text(done)}; its deadline is {day_text(deadline)}.", where
    )


def _agreed_people(instance: Instance) -> set[tuple[int, int]]:
    known = {(person, work.project) for work in instance.works.values() for person in work.people}
    for project in instance.portfolio.projects:
        if project.manager is not None:
            known.add((project.manager, project.id))
    return known

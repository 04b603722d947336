"""How good a schedule is: days past due dates, deadlines that break, people new to a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.generate import Spot
from varifocal.core.plan.schedule import Schedule
from varifocal.core.plan.values import Objective
from varifocal.core.plan.words import day_text, quoted
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import Ints
from varifocal.core.values import Problem

NOWHERE = -1
"""The start and finish of what has no place."""


class Outcome(NamedTuple):
    """When each task starts and finishes, by its place among the tasks; NOWHERE where it has no place."""

    start: Ints
    finish: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Lateness:
    """Calendar days past due dates of tasks and projects: plain by place of the project, and weighted over all;
    deadlines that break; tasks without a place; when each project is done, tentative ones too, which count for nothing
    else."""

    by_project: NDArray[np.float64]
    weighted: float
    breaks: int
    unplanned: int
    done: Ints


def outcome_of_spots(work: Compiled, spots: Mapping[int, Spot]) -> Outcome:
    """The times of a schedule of spots."""
    place = [work.place[task] for task in spots]
    start, finish = np.full((2, len(work.tasks)), NOWHERE, dtype=np.int64)
    start[place] = [spot.start for spot in spots.values()]
    finish[place] = [spot.finish for spot in spots.values()]
    return Outcome(start, finish)


def outcome_of(work: Compiled, schedule: Schedule) -> Outcome:
    """The times of a schedule in columns."""
    start, finish = np.full((2, len(work.tasks)), NOWHERE, dtype=np.int64)
    start[schedule.place], finish[schedule.place] = schedule.start, schedule.finish
    return Outcome(start, finish)


def judged(work: Compiled, outcome: Outcome) -> Lateness:
    """How late it all is; a project is done when the last of its tasks with a place is."""
    columns, project, finish = work.columns, work.load.project, outcome.finish
    firm, of_firm = columns["tentative"] == 0, project["tentative"] == 0
    done = np.full(len(project), NOWHERE, dtype=np.int64)
    np.maximum.at(done, columns["project"], finish)
    late = np.maximum(finish - columns["due"], 0) / QUARTERS_PER_DAY * (finish != NOWHERE) * firm
    over = np.maximum(done - project["due"], 0) / QUARTERS_PER_DAY * (done != NOWHERE) * of_firm
    return Lateness(
        by_project=np.bincount(columns["project"], weights=late, minlength=len(project)) + over,
        weighted=float((late * columns["weight"]).sum() + (over * project["weight"]).sum()),
        breaks=int(
            ((finish > columns["deadline"]) & firm).sum() + ((done > project["deadline"]) & of_firm).sum()
        ),
        unplanned=int(((finish == NOWHERE) & firm).sum()),
        done=done,
    )


def objective_of(work: Compiled, schedule: Schedule, outcome: Outcome, lateness: Lateness) -> Objective:
    """How good a schedule of this outcome is, in the published order."""
    counts = (outcome.finish != NOWHERE) & (work.columns["tentative"] == 0)
    return Objective(
        unplanned=lateness.unplanned,
        broken_deadlines=lateness.breaks,
        tardiness=round(lateness.weighted, 6),
        cost=_cost(work, schedule),
        strangers=_strangers(work, schedule),
        moved=0,
        flow=round(int(outcome.finish[counts].sum()) / QUARTERS_PER_DAY / max(1, int(counts.sum())), 6),
    )


def _cost(work: Compiled, schedule: Schedule) -> float:
    """What everything that has a place costs, at the rates of those who do it."""
    if not work.rates:
        return 0.0
    cost, firm = 0.0, (schedule.crew > 0) & (work.columns["tentative"][schedule.place] == 0)
    for row in np.flatnonzero(firm).tolist():
        task, people = work.tasks[schedule.place[row]], schedule.people[row]
        hours = work.portfolio.task[task.id].in_mode(schedule.mode[row]).left / len(people)
        cost += hours * sum(work.rates.get(person, 0) for person in people) / 100
    return round(cost, 2)


def _strangers(work: Compiled, schedule: Schedule) -> int:
    """How many people would be on projects that nobody agreed to have on them."""
    columns, place, known = work.columns, schedule.place, work.load.known
    proposed = (columns["given"][place] == 0) & (columns["tentative"][place] == 0)
    who = schedule.members[np.repeat(proposed, schedule.crew)]
    on = np.zeros_like(known)
    at = np.searchsorted(np.array(work.people, dtype=np.int64), who)
    on[at, np.repeat(columns["project"][place][proposed], schedule.crew[proposed])] = 1
    return int((on > known).sum())


def broken_deadlines(work: Compiled, outcome: Outcome, lateness: Lateness) -> Iterator[Problem]:
    """Deadlines of tasks and projects that break, each a sentence."""
    for at in np.flatnonzero(outcome.finish > work.columns["deadline"]).tolist():
        task = work.tasks[at]
        yield _broken(work, task.name, task.deadline, int(outcome.finish[at]), f"task {task.id}")
    done = lateness.done
    for at in np.flatnonzero(done > work.load.project["deadline"]).tolist():
        project = work.portfolio.project[work.projects[at]]
        yield _broken(work, project.name, project.deadline, int(done[at]), f"project {project.id}")


def _broken(work: Compiled, name: str, deadline: date | None, finish: int, where: str) -> Problem:
    done, asked = day_text(work.day(finish - 1), work.today), day_text(deadline, work.today)
    return Problem(f"{quoted(name)} would be done on {done}; its deadline is {asked}.", where)

"""What is wrong with a portfolio: every violation a sentence that names the record."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from varifocal.core.calendar import WorkingWeek
from varifocal.core.values import MOST_HOURS, Problem

if TYPE_CHECKING:
    from varifocal.core.portfolio import Goal, Opportunity, Person, Portfolio, Project, Risk, Task

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 12, 31)
"""Dates outside are slips of the keyboard."""

MOST_CIRCLES = 20
"""A person mends circles one after the other; more of them are not listed."""


def problems_of(portfolio: Portfolio) -> list[Problem]:
    """Everything wrong with a portfolio, in the order people, equipment, projects, goals, tasks,
    dependencies, risks, opportunities."""
    return [
        *_moment(portfolio),
        *_twice(portfolio),
        *(problem for person in portfolio.people for problem in _person(person)),
        *_equipment(portfolio),
        *(problem for project in portfolio.projects for problem in _project(portfolio, project)),
        *(problem for goal in portfolio.goals for problem in _goal(portfolio, goal)),
        *(problem for task in portfolio.tasks for problem in _task(portfolio, task)),
        *_dependencies(portfolio),
        *(problem for risk in portfolio.risks for problem in _risk(portfolio, risk)),
        *(problem for one in portfolio.opportunities for problem in _opportunity(portfolio, one)),
        *_circles(portfolio),
    ]


def _moment(portfolio: Portfolio) -> Iterator[Problem]:
    if portfolio.now.utcoffset() != timedelta(0):
        yield Problem("The moment of a portfolio is given in UTC.", "portfolio")
    if not _is_zone(portfolio.zone):
        yield Problem(f"{portfolio.zone!r} is not a time zone of the IANA list.", "portfolio")
    if portfolio.week is not None:
        yield from _week(portfolio.week, "The organization", "portfolio")


def _twice(portfolio: Portfolio) -> Iterator[Problem]:
    records: tuple[tuple[str, Iterable[int]], ...] = (
        ("person", (each.id for each in portfolio.people)),
        ("equipment", (each.id for each in portfolio.equipment)),
        ("project", (each.id for each in portfolio.projects)),
        ("goal", (each.id for each in portfolio.goals)),
        ("task", (each.id for each in portfolio.tasks)),
        ("risk", (each.id for each in portfolio.risks)),
        ("opportunity", (each.id for each in portfolio.opportunities)),
    )
    for noun, ids in records:
        for id, count in Counter(ids).items():
            if count > 1:
                yield Problem(f"Number {id} is given to {count} records; each has its own.", f"{noun} {id}")


def _risk(portfolio: Portfolio, risk: Risk) -> Iterator[Problem]:
    where = f"risk {risk.id}"
    if not 0 <= risk.chance <= 1:
        yield Problem(f"The chance of “{risk.name}” lies between 0 and 1; it is {risk.chance:g}.", where)
    if not risk.projects or not set(risk.projects) <= portfolio.project.keys():
        yield Problem(f"“{risk.name}” strikes a project that is not here; name an open one.", where)
    task = None if risk.task is None else portfolio.task.get(risk.task)
    if risk.task is not None and (task is None or task.project not in risk.projects):
        yield Problem(f"“{risk.name}” strikes a task that is not open in its project.", where)


def _opportunity(portfolio: Portfolio, one: Opportunity) -> Iterator[Problem]:
    name, where = f"“{one.name}”", f"opportunity {one.id}"
    if not 0 <= one.chance <= 1:
        yield Problem(f"The chance of {name} lies between 0 and 1; it is {one.chance:g}.", where)
    yield from _dates(name, where, begins=one.begins, ends=one.ends)
    if one.ends < one.begins:
        yield Problem(f"{name} ends on {one.ends}, before it begins on {one.begins}.", where)
    if not {person for person, _ in one.people} <= portfolio.person.keys():
        yield Problem(f"{name} would be done by somebody who is unknown.", where)
    shares = [share for _, share in one.people]
    if not (all(share >= 0 for share in shares) and abs(math.fsum(shares) - 1) < 1e-6):
        yield Problem(f"{name}: the shares of its people add to {math.fsum(shares):g}, not to 1.", where)


def _person(person: Person) -> Iterator[Problem]:
    name, where = person.name, f"person {person.id}"
    yield from _week(person.week, name, where)
    if not 0 < person.share <= 1:
        yield Problem(
            f"{name}'s share of time that may be planned is {person.share:g}; give more than 0, at most 1.",
            where,
        )
    for first, last in person.away:
        if last < first:
            yield Problem(f"{name} is away from {first} to {last}, which ends before it begins.", where)
    if any(last > LAST_DAY or first < FIRST_DAY for first, last in person.away):
        yield Problem(f"{name} is away on a date that cannot be meant.", where)
    if any(not _is_utc(each.start) or not _is_utc(each.end) for each in person.busy):
        yield Problem(f"{name} has a busy stretch that is not given in UTC.", where)
    elif any(each.end < each.start for each in person.busy):
        yield Problem(f"{name} has a busy stretch that ends before it begins.", where)
    if any(not 1 <= level <= 5 for level in person.skills.values()):
        yield Problem(f"{name} has a skill at a level outside 1 to 5.", where)
    if person.joined and person.left and person.left < person.joined:
        yield Problem(f"{name} left on {person.left}, before joining on {person.joined}.", where)


def _week(week: WorkingWeek, name: str, where: str) -> Iterator[Problem]:
    if not _is_zone(week.zone):
        yield Problem(f"{name}: {week.zone!r} is not a time zone of the IANA list.", where)
    if len(week.days) != 7:
        yield Problem(f"{name}'s working week has {len(week.days)} days; give seven, Monday first.", where)
        return
    times = [moment for day in week.days for stretch in day for moment in stretch]
    if any(moment.minute % 15 or moment.second or moment.microsecond for moment in times):
        yield Problem(f"{name}'s working week has times that are not whole quarter hours.", where)
    days = [
        [(start.hour * 60 + start.minute, end.hour * 60 + end.minute or 24 * 60) for start, end in day]
        for day in week.days
    ]
    if any(end <= start for day in days for start, end in day):
        yield Problem(f"{name}'s working week has a stretch that ends before it begins.", where)
    elif any(later[0] < earlier[1] for day in days for earlier, later in pairwise(day)):
        yield Problem(f"{name}'s working week has stretches that overlap or are out of order.", where)
    if not times:
        yield Problem(f"{name}'s working week has no hours; give some, or leave the person out.", where)


def _equipment(portfolio: Portfolio) -> Iterator[Problem]:
    for each in portfolio.equipment:
        if each.count < 0:
            yield Problem(f"There are {each.count} of {each.name}; give 0 or more.", f"equipment {each.id}")
        for out in each.out:
            yield from _dates(each.name, f"equipment {each.id}", out_from=out.first, out_until=out.last)
            if out.last < out.first or out.count < 1:
                yield Problem(
                    f"{each.name} is out of service from {out.first} to {out.last}, {out.count} of it; the last day "
                    "comes no earlier than the first, and one or more are out.",
                    f"equipment {each.id}",
                )


def _project(portfolio: Portfolio, project: Project) -> Iterator[Problem]:
    name, where = f"“{project.name}”", f"project {project.id}"
    yield from _dates(name, where, opened=project.opened, due=project.due, deadline=project.deadline)
    yield from _priority(project.priority, name, where)
    if project.manager is not None and project.manager not in portfolio.person:
        yield Problem(f"{name} is managed by person {project.manager}, who is unknown.", where)
    amounts = {
        "budget": project.hours_budget,
        "hours spent": project.hours_spent,
        "hours removed": project.hours_removed,
    }
    for field, value in amounts.items():
        if value is not None and not _is_amount(value):
            yield Problem(
                f"{name}: the {field} must lie between 0 and 100,000 hours; it is {value:g}.", where
            )
    if not 0 < project.wanted_chance <= 1:
        yield Problem(
            f"{name}: the wanted chance must lie between 0 and 1; it is {project.wanted_chance:g}.", where
        )
    if not 0 <= project.chance <= 1:
        yield Problem(
            f"{name}: the chance that it comes must lie between 0 and 1; it is {project.chance:g}.", where
        )
    for serves in project.serves:
        if serves.goal not in portfolio.goal:
            yield Problem(f"{name} serves goal {serves.goal}, which is unknown.", where)
    shares = [serves.share for serves in project.serves]
    if shares and not (all(share >= 0 for share in shares) and abs(math.fsum(shares) - 1) < 1e-6):
        yield Problem(
            f"{name}: the shares of the goals it serves add to {math.fsum(shares):g}, not to 1.", where
        )


def _goal(portfolio: Portfolio, goal: Goal) -> Iterator[Problem]:
    name, where = f"“{goal.name}”", f"goal {goal.id}"
    yield from _dates(name, where, target=goal.target, created=goal.created)
    if goal.parent is not None and goal.parent not in portfolio.goal:
        yield Problem(f"{name} serves goal {goal.parent}, which is unknown.", where)


def _task(portfolio: Portfolio, task: Task) -> Iterator[Problem]:
    name, where = f"“{task.name}”", f"task {task.id}"
    if task.project not in portfolio.project:
        yield Problem(f"{name} belongs to project {task.project}, which is unknown.", where)
    amounts = {
        "expected effort": task.expected,
        "effort left": task.left,
        "lag left before it may begin": task.start_lag,
        "lag left before it may be done": task.finish_lag,
    }
    for field, hours in amounts.items():
        if not _is_amount(hours):
            yield Problem(
                f"{name}: the {field} must lie between 0 and 100,000 hours; it is {hours:g}.", where
            )
    yield from _priority(task.priority, name, where)
    yield from _dates(
        name,
        where,
        release=task.release,
        due=task.due,
        deadline=task.deadline,
        pinned_start=task.pinned_start,
        started=task.started,
        created=task.created,
    )
    if task.release and task.deadline and task.deadline < task.release:
        yield Problem(
            f"{name} may not begin before {task.release}, which is after its deadline on {task.deadline};"
            " move one of them.",
            where,
        )
    people = {*task.people, *task.pinned_people}
    for person in sorted(each for each in people if each not in portfolio.person):
        yield Problem(f"{name} is given to person {person}, who is unknown.", where)
    if len(set(task.people)) != len(task.people):
        yield Problem(f"{name} is given to the same person twice.", where)
    yield from _demands(portfolio, task, name, where)
    yield from _uses(portfolio, task, name, where)
    yield from _modes(portfolio, task, name, where)
    yield from _wait(task, name, where)


def _demands(portfolio: Portfolio, task: Task, name: str, where: str) -> Iterator[Problem]:
    for demand in task.demands:
        if demand.skill not in portfolio.skills:
            yield Problem(f"{name} asks for skill {demand.skill}, which is unknown.", where)
        if not 1 <= demand.level <= 5 or demand.count < 1:
            yield Problem(
                f"{name} asks for {demand.count} people of level {demand.level}; one or more, level 1 to 5.",
                where,
            )


def _uses(portfolio: Portfolio, task: Task, name: str, where: str) -> Iterator[Problem]:
    for use in task.uses:
        if use.equipment not in portfolio.equipment_by_id:
            yield Problem(f"{name} uses equipment {use.equipment}, which is unknown.", where)
        if use.count < 1:
            yield Problem(f"{name} uses {use.count} of a kind of equipment; one or more.", where)
    if len({use.equipment for use in task.uses}) < len(task.uses):
        yield Problem(f"{name} names the same equipment twice; give its number once.", where)


def _modes(portfolio: Portfolio, task: Task, name: str, where: str) -> Iterator[Problem]:
    if not 0 <= task.mode <= len(task.modes):
        yield Problem(
            f"{name} is agreed in way {task.mode}; it has {len(task.modes)} besides its own.", where
        )
    if task.modes and not task.expected > 0:
        yield Problem(f"{name} can be done in other ways, and takes no effort itself; give it some.", where)
        return
    for number, mode in enumerate(task.modes, 1):
        if not _is_amount(mode.hours) or mode.hours == 0:
            yield Problem(
                f"{name}: the effort of way {number} must lie above 0 and within 100,000 hours; "
                f"it is {mode.hours:g}.",
                where,
            )
        else:
            longest = task.estimate.high or task.estimate.likely
            if not _is_amount(longest * mode.hours / task.expected):
                yield Problem(f"{name}: way {number} may take more than 100,000 hours.", where)
            other = replace(task, demands=mode.demands, uses=mode.uses)
            yield from _demands(portfolio, other, name, where)
            yield from _uses(portfolio, other, name, where)


def _wait(task: Task, name: str, where: str) -> Iterator[Problem]:
    if task.wait is None:
        return
    low, likely, high = task.wait.low, task.wait.likely, task.wait.high
    if not (all(map(_is_amount, (low, likely, high))) and low <= likely <= high):
        yield Problem(
            f"{name}: a wait's days must be in order; they are {low:g}, {likely:g}, {high:g}.", where
        )
    yield from _dates(name, where, asked=task.wait.asked)


def _dependencies(portfolio: Portfolio) -> Iterator[Problem]:
    for link in portfolio.dependencies:
        where = f"dependency {link.before} → {link.after}"
        for task in sorted(each for each in {link.before, link.after} if each not in portfolio.task):
            yield Problem(f"It names task {task}, which is unknown or closed.", where)
        if not abs(link.lag) <= MOST_HOURS:
            yield Problem(f"Its lag must lie within 100,000 hours; it is {link.lag:g}.", where)


def _circles(portfolio: Portfolio) -> Iterator[Problem]:
    needs: dict[int, set[int]] = {}
    for link in portfolio.dependencies:
        needs.setdefault(link.after, set()).add(link.before)
    names = {task.id: task.name for task in portfolio.tasks}
    for circle in circles(needs):
        chain = " → ".join(names.get(task, f"task {task}") for task in circle)
        yield Problem(
            f"These tasks wait for one another: {chain}. Take one dependency away.", f"task {circle[0]}"
        )
    parents = {goal.id: {goal.parent} for goal in portfolio.goals if goal.parent is not None}
    titles = {goal.id: goal.name for goal in portfolio.goals}
    for circle in circles(parents):
        chain = " → ".join(titles.get(goal, f"goal {goal}") for goal in circle)
        yield Problem(f"These goals serve one another: {chain}. Let one of them go.", f"goal {circle[0]}")


def circles(needs: Mapping[int, set[int]]) -> Iterator[list[int]]:
    """Circles in a graph of who needs whom, each begun and ended by its smallest id; none shares a node."""
    graph = {node: sorted(before) for node, before in sorted(needs.items())}
    for _ in range(MOST_CIRCLES):
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            circle = error.args[1][:-1]
        first = circle.index(min(circle))
        yield [*circle[first:], *circle[: first + 1]]
        graph = {node: before for node, before in graph.items() if node not in circle}


def _dates(name: str, where: str, **dates: date | None) -> Iterator[Problem]:
    for field, day in dates.items():
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield Problem(f"{name}: {field.replace('_', ' ')} on {day} cannot be meant.", where)


def _priority(priority: int, name: str, where: str) -> Iterator[Problem]:
    if priority not in (1, 2, 3):
        yield Problem(f"{name} has priority {priority}; give 1 (urgent), 2 (normal) or 3 (can wait).", where)


def _is_amount(value: float) -> bool:
    return 0 <= value <= MOST_HOURS


def _is_utc(moment: datetime) -> bool:
    return moment.tzinfo is not None and moment.utcoffset() == UTC.utcoffset(None)


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):  # a folder, a path upwards or an empty name, an unknown one
        return False
    return True

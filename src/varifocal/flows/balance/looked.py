"""What verdicts look at beside hours: steps of goals, hours of strategies, promises and what could wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from varifocal.core.balance.reach import AHEAD, Hour, ProjectPast, shares
from varifocal.core.balance.sight import Sightlines
from varifocal.core.balance.verdicts import About, PromiseHeld, Stepping, StrategyHours, Subject
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.balance.sight import Open, leaf_goals
from varifocal.flows.together import Row, day


def stepping(sight: Sightlines, finished: Iterable[tuple[int, date]], work: Sequence[Open]) -> list[Stepping]:
    """Every open goal that no open goal serves: its last finished step, and when the next is done."""
    last: dict[int, date] = {}
    for project, on in finished:
        last[project] = max(on, last.get(project, on))
    done = {one.id: one.finish.date() for one in work if one.finish is not None and not one.is_wait}
    served: dict[int, set[int]] = defaultdict(set)
    for one_project in sight.portfolio.projects:
        for link in one_project.serves:
            served[link.goal].add(one_project.id)
    return [
        Stepping(
            Subject(About.GOAL, goal.id, goal.name),
            since=goal.created or sight.portfolio.now.date(),
            target=goal.target,
            last_finished=max((last[one] for one in served[goal.id] if one in last), default=None),
            next_fits=min((done[task.id] for task in sight.below(goal.id) if task.id in done), default=None),
        )
        for goal in leaf_goals(sight)
    ]


def strategies(
    rows: Mapping[str, list[Row]], recent: Iterable[Hour], sight: Sightlines
) -> list[StrategyHours]:
    """Hours of the last four weeks under each choice, by the shares of the projects' goals."""
    spent: dict[int, float] = defaultdict(float)
    for hour in recent:
        if hour.project is not None:
            spent[hour.project] += hour.hours
    under: dict[int, float] = defaultdict(float)
    for project in sight.portfolio.projects:
        for way in sight.of_project(project.id).ways:
            if way.strategy is not None:
                under[way.strategy] += spent[project.id] * way.weight
    return [StrategyHours(row["id"], row["name"], under[row["id"]]) for row in rows["strategies"]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Next and far hours of one planned task."""

    person: int
    project: int
    finish: date
    hours: float


def promises(
    rows: Mapping[str, list[Row]], pasts: Mapping[int, ProjectPast], today: date
) -> list[PromiseHeld]:
    """Dated projects with a chance, and the next and far hours their people have planned before that date."""
    ahead = _ahead(rows["ahead"], pasts, today)
    chances = {row["project"]: row["chance"] for row in rows["forecasts"]}
    holders: dict[int, set[int]] = defaultdict(set)
    for row in rows["holders"]:
        holders[row["project"]].add(row["person"])
    held = []
    for row in rows["projects"]:
        due = day(row["due"])
        if due is None or row["ended"] is not None or row["id"] not in chances:
            continue
        could_wait = sum(
            one.hours
            for one in ahead
            if one.finish <= due and one.project != row["id"] and one.person in holders[row["id"]]
        )
        held.append(PromiseHeld(row["id"], row["name"], due, chances[row["id"]], WANTED_CHANCE, could_wait))
    return held


def _ahead(rows: Iterable[Row], pasts: Mapping[int, ProjectPast], today: date) -> list[Ahead]:
    """Who has next or far hours planned, and when they are done."""
    share = {
        project: sum(part for reach, part in shares(Hour(0, today, 1.0, project), pasts) if reach in AHEAD)
        for project in pasts
    }
    return [
        Ahead(row["person"], row["project"], finish, row["hours"] * share[row["project"]])
        for row in rows
        if share.get(row["project"]) and (finish := day(row["finish"]))
    ]

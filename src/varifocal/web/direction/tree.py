"""The goals an account sees, as the tree they form, with what the newest run says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.lookups import GreaterThan

from varifocal.flows.moved import newest_planned
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.runs.run import GoalForecast, ProjectForecast, Run
from varifocal.org.work.project import Project, Serving
from varifocal.web import colour
from varifocal.web import format as say


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal ready for a page, with the goals that serve it."""

    goal: Goal
    shade: str
    day: str
    planned: str
    percent: int | None
    chance: say.Chance | None
    sentence: str
    projects: tuple[Serving, ...]
    children: tuple[Branch, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Nothing is under it: neither a project nor a goal that has one."""
        return not self.projects and all(child.is_bare for child in self.children)


@dataclass
class Tree:
    """All goals somebody sees; one that serves a goal she does not see stands at the root."""

    today: date
    goals: dict[int, Goal]
    below: dict[int | None, list[Goal]] = field(default_factory=lambda: defaultdict(list))
    servings: dict[int, list[Serving]] = field(default_factory=lambda: defaultdict(list))
    forecasts: dict[int, GoalForecast] = field(default_factory=dict)

    @classmethod
    def seen_by(cls, by: Account, today: date, run: Run | None, *, whole: bool = False) -> Tree:
        """Three queries, whatever the number of goals; `whole` forecasts know their curves and causes too."""
        goals = Goal.objects.visible_to(by).select_related("owner", "strategy", "vision", "strategy__vision")
        tree = cls(today, {goal.pk: goal for goal in goals})
        for goal in tree.goals.values():
            tree.below[goal.parent_id if goal.parent_id in tree.goals else None].append(goal)
        for serving in _servings(by, run):
            tree.servings[serving.goal_id].append(serving)
        if run is not None:
            rows = GoalForecast.objects.visible_to(by).filter(run=run)
            rows = rows if whole else rows.defer("curve", "drift", "drivers")
            tree.forecasts = {row.goal_id: row for row in rows}
        return tree

    def branch(self, goal: Goal, *, ended: bool = False) -> Branch:
        """A goal with all that serves it; goals that are over are left out unless asked for."""
        forecast = self.forecasts.get(goal.pk)
        covered = forecast.covered if forecast else None
        chance = forecast.chance if forecast else None
        return Branch(
            goal=goal,
            shade=colour.shade(goal.target, self.today),
            day=say.day(goal.target, self.today),
            planned=f"{say.percent(covered)} planned" if covered else "",
            percent=None if covered is None else round(covered * 100),
            chance=None if chance is None else say.chance(chance),
            sentence=forecast.sentence if forecast else "",
            projects=tuple(self.servings.get(goal.pk, ())),
            children=tuple(
                self.branch(child) for child in self.below.get(goal.pk, ()) if ended or child.is_open
            ),
        )

    def gaps(self, goal: Goal) -> list[Goal]:
        """The open goals below it, which it counts on and which have nothing under them."""
        children = [child for child in self.below.get(goal.pk, ()) if child.is_open and child.committed]
        bare = [
            child for child in children if not self.below.get(child.pk) and not self.servings.get(child.pk)
        ]
        return bare + [gap for child in children if child not in bare for gap in self.gaps(child)]

    def under(self, goal: Goal) -> list[Goal]:
        """The goal and all open goals below it."""
        found = [goal]
        for child in self.below.get(goal.pk, ()):
            if child.is_open:
                found += self.under(child)
        return found

    def drawn_under(self) -> dict[int, int]:
        """Under which open goal each project is drawn once: the one it serves most. By ids."""
        best: dict[int, Serving] = {}
        for goal in self.goals.values():
            for one in self.servings.get(goal.pk, ()) if goal.is_open else ():
                held = best.get(one.project_id)
                if held is None or (one.share, -one.pk) > (held.share, -held.pk):
                    best[one.project_id] = one
        return {project: one.goal_id for project, one in best.items()}

    def sight_of(self, project: Project) -> Iterator[dict[str, Any]]:
        """From a project up: itself, the goal most of it serves, and what that serves."""
        served = [one for rows in self.servings.values() for one in rows if one.project_id == project.pk]
        yield self._step(project.name, project.due, f"/projects/{project.pk}")
        if served:
            goal = self.goals[max(served, key=lambda one: (one.share, -one.pk)).goal_id]
            yield self._step(goal.name, goal.target, f"/goals/{goal.pk}")
            yield from self.above(goal)

    def above(self, goal: Goal) -> Iterator[dict[str, Any]]:
        """Up from a goal, itself left out: the goals it serves, the choice, the vision."""
        at = goal
        while at.parent_id in self.goals and at.parent_id is not None:
            at = self.goals[at.parent_id]
            yield self._step(at.name, at.target, f"/goals/{at.pk}")
        if at.strategy:
            yield self._step(at.strategy.choice, at.strategy.by_when or at.strategy.vision.by_when)
        if vision := at.vision or (at.strategy.vision if at.strategy else None):
            yield self._step(vision.words, vision.by_when)

    def _step(self, name: str, day: date | None, url: str = "/direction") -> dict[str, Any]:
        return {"name": name, "url": url, "shade": colour.shade(day, self.today)}


def latest() -> Run | None:
    """The newest run; it knows by itself (`is_stale`) whether something that matters changed since. One query."""
    is_stale = GreaterThan(newest_planned(), F("seen"))
    return Run.objects.order_by("-pk").annotate(is_stale=is_stale).first()


def _servings(by: Account, run: Run | None) -> list[Serving]:
    """Which open projects serve which goals now; each knows its project's chance, finish and hours left."""
    found = (
        Serving.objects.visible_to(by)
        .filter(until=None, project__ended_on=None)
        .select_related("project", "project__manager", "project__company")
    )
    if run is None:
        return list(found)
    forecast = ProjectForecast.objects.filter(run=run, project=OuterRef("project_id"))
    names = ("chance", "p80", "hours_left", "covered", "sentence")
    return list(found.annotate(**{f"now_{name}": Subquery(forecast.values(name)[:1]) for name in names}))

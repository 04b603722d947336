"""What a piece of work is for, as one person may see it: from a project through its goals up to the vision.

Needs no engine: the tables hold it, in three queries for a whole page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q

from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Vision
from varifocal.org.work.project import Project

MOST_STEPS = 6
HIDDEN = "something you cannot see"


@dataclass(frozen=True, slots=True)
class Step:
    """One link upwards: `noun` is goal, vision or hidden; `day` the thing's own date, which gives its colour."""

    noun: str
    id: int
    name: str
    day: date | None


@dataclass(frozen=True)
class Lines:
    """Every line of sight one account may see; `today` in the organization's zone."""

    goals: dict[int, Goal]
    visions: dict[int, Vision]
    served: dict[int, tuple[int, ...]]
    """By project: the goals it serves, the heaviest first."""
    standing: frozenset[int]

    @classmethod
    def seen_by(cls, by: Account) -> Lines:
        """Read them, as this account sees them, in three queries."""
        served: dict[int, list[int]] = {}
        standing: set[int] = set()
        now = FilteredRelation("serves", condition=Q(serves__until=None))
        projects = Project.objects.annotate(now=now).filter(
            Q(kind=Project.Kind.STANDING) | Q(now__isnull=False)
        )
        links = projects.order_by("-now__share", "now__pk").values_list("pk", "kind", "now__goal_id")
        for project, kind, goal in links:
            if kind == Project.Kind.STANDING:
                standing.add(project)
            if goal is not None:
                served.setdefault(project, []).append(goal)
        return cls(
            goals={goal.pk: goal for goal in Goal.objects.visible_to(by)},
            visions={vision.pk: vision for vision in Vision.objects.visible_to(by)},
            served={project: tuple(own) for project, own in served.items()},
            standing=frozenset(standing),
        )

    def of_project(self, project: int) -> tuple[Step, ...]:
        """What a project is for: the goal most of it serves, that goal's goals, the vision."""
        own = self.served.get(project, ())
        return self._up(own[0]) if own else ()

    def of_goal(self, goal: int) -> tuple[Step, ...]:
        """What a goal is for, itself left out."""
        return self._up(goal)[1:]

    def is_standing(self, project: int) -> bool:
        """Whether it keeps the house running: in sight without a goal."""
        return project in self.standing

    def is_in_sight(self, project: int) -> bool:
        """Whether somebody can say why."""
        return bool(self.served.get(project)) or project in self.standing

    def _up(self, goal: int | None) -> tuple[Step, ...]:
        steps: list[Step] = []
        top: Goal | None = None
        while goal is not None and len(steps) < MOST_STEPS:
            here = self.goals.get(goal)
            if here is None:
                steps.append(Step("hidden", goal, HIDDEN, None))
                return tuple(steps)
            steps.append(Step("goal", here.pk, here.name, here.target))
            top, goal = here, here.parent_id
        if top is not None and (vision := self._vision_of(top)) is not None:
            steps.append(Step("vision", vision.pk, vision.words, vision.by_when))
        return tuple(steps)

    def _vision_of(self, goal: Goal) -> Vision | None:
        """The one it names, or the only one there is."""
        if goal.vision_id is not None:
            return self.visions.get(goal.vision_id)
        return next(iter(self.visions.values())) if len(self.visions) == 1 else None

"""Which finished projects are most like what a goal needs, so that nobody plans from an empty page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from varifocal.core.values import Recorded
from varifocal.flows.recorded import hours_by
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.work.project import Project, Serving

LOOKED_AT = 200
"""How many of the newest finished projects are compared."""
OFFERED = 3
SERVED_THE_SAME, SERVED_A_KIN, A_COMMON_WORD = 3.0, 1.5, 1.0
LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """A finished project, how many tasks it had and how many hours it took."""

    project: Project
    tasks: int
    hours: Recorded


def alike(by: Account, goal: Goal) -> list[Alike]:
    """The three most alike: what served this goal or its kin, and what shares words with it; newest first."""
    done = list(
        Project.objects.visible_to(by)
        .filter(ending=Project.Ending.DONE)
        .select_related("company")
        .order_by("-ended_on")[:LOOKED_AT]
    )
    served: dict[int, set[int]] = defaultdict(set)
    for project_id, goal_id in (
        Serving.objects.visible_to(by)
        .filter(project__in=[one.pk for one in done])
        .values_list("project_id", "goal_id")
    ):
        served[project_id].add(goal_id)
    kin = set(
        Goal.objects.visible_to(by).filter(parent=goal.parent_id or goal.pk).values_list("pk", flat=True)
    ) | {goal.parent_id}
    best = sorted(done, key=lambda one: -_likeness(one, goal, served[one.pk], kin))[:OFFERED]
    return _with_sizes(best)


def _likeness(project: Project, goal: Goal, served: set[int], kin: set[int | None]) -> float:
    points = SERVED_THE_SAME * (goal.pk in served) + SERVED_A_KIN * bool(served & kin)
    return points + A_COMMON_WORD * len(_words(f"{goal.name} {goal.why}") & _words(project.name))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) >= LEAST_LETTERS}


def _with_sizes(projects: list[Project]) -> list[Alike]:
    wanted = [project.pk for project in projects]
    tasks = dict(Project.objects.filter(pk__in=wanted).annotate(n=Count("tasks")).values_list("pk", "n"))
    hours = hours_by("project", wanted)
    return [Alike(one, tasks[one.pk], hours.get(one.pk, Recorded())) for one in projects]

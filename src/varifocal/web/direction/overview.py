"""What the direction page shows: the far, the choices, the goals as a tree, and one sentence about all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.skill import Value
from varifocal.org.runs.run import GoalForecast, Run, ScheduledTask
from varifocal.web import charts, colour
from varifocal.web import format as say
from varifocal.web.charts import Picture
from varifocal.web.direction.tree import Branch, Tree, latest

SPANS = (("a_month", 31), ("a_quarter", 92), ("half_a_year", 183), ("a_year", 366))


@dataclass(frozen=True, slots=True)
class Group:
    """Goals that hang on one thing: a choice, a vision, or nothing yet."""

    name: str
    branches: tuple[Branch, ...]
    day: str = ""
    shade: str = ""
    strategy: Strategy | None = None
    add_query: str = ""


@dataclass(frozen=True, slots=True)
class Far:
    """A vision ready for the page, with its choices."""

    vision: Vision
    day: str
    shade: str
    away: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    headline: str
    visions: tuple[Far, ...]
    loose: Group | None
    values: Sequence[Value]
    ended: Sequence[Goal]
    picture: Picture | None

    @classmethod
    def seen_by(cls, by: Account, today: date) -> Overview:
        """Eight queries, whatever the number of goals."""
        run = latest()
        tree = Tree.seen_by(by, today, run)
        visions = list(Vision.objects.visible_to(by))
        strategies = list(Strategy.objects.visible_to(by))
        roots = _roots(tree)
        open_branches = [branch for branches in roots.values() for branch in branches]
        return cls(
            headline=headline(_where_hours_lie(by, run, today), open_branches),
            visions=tuple(_far(vision, strategies, roots, today) for vision in visions),
            loose=Group("Not tied to the vision yet", tuple(roots[None])) if roots[None] else None,
            values=list(Value.objects.visible_to(by)),
            ended=[goal for goal in tree.goals.values() if not goal.is_open],
            picture=_picture(tree, visions, strategies, today),
        )


def _picture(
    tree: Tree, visions: Sequence[Vision], strategies: Sequence[Strategy], today: date
) -> Picture | None:
    """Vision and strategy carry no chance: a bold vision should look unlikely."""
    nodes = [_node("vision", vision, None, vision.words, vision.by_when) for vision in visions]
    nodes += [
        _node("strategy", one, f"vision {one.vision_id}", one.choice, one.by_when) for one in strategies
    ]
    drawn_under = tree.drawn_under()
    for goal in tree.goals.values():
        if goal.is_open:
            nodes += _nodes(tree, goal, drawn_under)
    return charts.tree(nodes, title="From here to there", today=today) if nodes else None


def _nodes(tree: Tree, goal: Goal, drawn_under: dict[int, int]) -> list[charts.TreeNode]:
    """A goal and the projects that serve it first of all."""
    forecast = tree.forecasts.get(goal.pk)
    held = tree.goals.get(goal.parent_id or 0)
    above = f"goal {goal.parent_id}" if held and held.is_open else None
    above = above or (f"strategy {goal.strategy_id}" if goal.strategy_id else None)
    above = above or (f"vision {goal.vision_id}" if goal.vision_id else None)
    nodes = [_node("goal", goal, above, goal.name, goal.target, forecast)]
    for serving in tree.servings.get(goal.pk, ()):
        if drawn_under[serving.project_id] == goal.pk:
            project = serving.project
            chance = getattr(serving, "now_chance", None), getattr(serving, "now_covered", None)
            url = reverse("project", args=[project.pk])
            nodes.append(
                charts.TreeNode(
                    f"project {project.pk}",
                    f"goal {goal.pk}",
                    project.name,
                    project.due,
                    url,
                    *chance,
                    "project",
                )
            )
    return nodes


def _node(
    kind: str,
    thing: Goal | Strategy | Vision,
    above: str | None,
    name: str,
    day: date | None,
    forecast: GoalForecast | None = None,
) -> charts.TreeNode:
    url = reverse("goal", args=[thing.pk]) if kind == "goal" else f"{reverse('direction')}#{kind}-{thing.pk}"
    known = (forecast.chance, forecast.covered) if forecast else (None, None)
    return charts.TreeNode(f"{kind} {thing.pk}", above, name, day, url, *known, kind)


def headline(hours: str, branches: Iterable[Branch]) -> str:
    """Where our hours lie in time, and which goal has nothing under it; the farthest is named."""
    every = list(_flat(branches))
    if not every:
        return "Where do we want to be?"
    parts = [hours] if hours else []
    bare = sorted((branch for branch in every if branch.is_bare), key=lambda branch: branch.goal.target)
    if bare:
        parts.append(_bare_sentence(bare))
    elif len(every) > 1:
        parts.append("every goal has work under it")
    sentence = "; ".join(parts) or f"“{every[0].goal.name}” has work under it"
    return sentence[0].upper() + sentence[1:]


def _bare_sentence(bare: Sequence[Branch]) -> str:
    name = f"“{bare[-1].goal.name}”"
    if len(bare) == 1:
        return f"{name} has nothing under it yet"
    if len(bare) == 2:
        return f"{name} and one other goal have nothing under them yet"
    return f"{name} and {say.count(len(bare) - 1)} other goals have nothing under them yet"


def _flat(branches: Iterable[Branch]) -> Iterable[Branch]:
    for branch in branches:
        yield branch
        yield from _flat(branch.children)


def _roots(tree: Tree) -> dict[str | None, list[Branch]]:
    """Open goals without a visible goal above them, by what they hang on: "strategy 3", "vision 1", None."""
    roots: dict[str | None, list[Branch]] = defaultdict(list)
    for goal in tree.below[None]:
        if goal.is_open:
            key = f"strategy {goal.strategy_id}" if goal.strategy_id else None
            key = key or (f"vision {goal.vision_id}" if goal.vision_id else None)
            roots[key].append(tree.branch(goal))
    return roots


def _far(
    vision: Vision, strategies: Iterable[Strategy], roots: dict[str | None, list[Branch]], today: date
) -> Far:
    groups = [
        Group(
            name=strategy.choice,
            branches=tuple(roots[f"strategy {strategy.pk}"]),
            day=say.day(strategy.by_when, today),
            shade=colour.shade(strategy.by_when or vision.by_when, today),
            strategy=strategy,
            add_query=f"strategy={strategy.pk}",
        )
        for strategy in strategies
        if strategy.vision_id == vision.pk
    ]
    if direct := roots[f"vision {vision.pk}"]:
        name = "Straight towards it" if groups else "Goals"
        groups.append(Group(name=name, branches=tuple(direct), add_query=f"vision={vision.pk}"))
    return Far(
        vision=vision,
        day=say.day(vision.by_when, today),
        shade=colour.shade(vision.by_when, today),
        away=away(vision.by_when, today),
        groups=tuple(groups),
    )


def away(day: date, today: date) -> str:
    """How far a day is: “9 years away”, “13 months away”, “3 weeks over”."""
    days = (day - today).days
    size = abs(days)
    if size < 14:
        number, unit = size, "day"
    elif size < 75:
        number, unit = round(size / 7), "week"
    elif size < 730:
        number, unit = round(size / 30.44), "month"
    else:
        number, unit = round(size / 365.25), "year"
    if size == 0:
        return "today"
    return f"{number} {unit}{'' if number == 1 else 's'} {'away' if days > 0 else 'over'}"


def _where_hours_lie(by: Account, run: Run | None, today: date) -> str:
    """By when half of the hours planned and still to be done are due, in words; nothing without any hours."""
    if run is None:
        return ""
    due = Coalesce("task__due", "task__project__due")
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, task__finished_at=None).annotate(day=due)
    within = {name: Q(day__lte=today + timedelta(days=days)) for name, days in SPANS}
    sums = rows.aggregate(
        all=Sum("hours"),
        **{name: Sum("hours", filter=which) for name, which in within.items()},
        dated=Sum("hours", filter=Q(day__isnull=False)),
    )
    if not sums["all"]:
        return ""
    for name, _ in SPANS:
        if (sums[name] or 0) * 2 >= sums["all"]:
            return f"most of our hours are due within {name.replace('_', ' ')}"
    dated = (sums["dated"] or 0) * 2 >= sums["all"]
    return "most of our hours are due " + ("beyond a year" if dated else "on no day at all")

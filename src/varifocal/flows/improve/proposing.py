"""Which ways of working may decide a goal: where the projects that serve it lose time, as a start for choosing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from varifocal.flows.improve.reading import Material
from varifocal.flows.improve.steps import DAY, Deed
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.evidence.process import MOST_STEPS, ProcessGoal
from varifocal.org.work.project import Serving

LEAST_PROJECTS = 3
LEAST_DAYS = 10.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Where a goal's projects lose time: the days their work lay ready or waited for an answer, in how many projects,
    at which kinds of task most, and the steps a process of them might begin with, in the order they came."""

    goal: Goal
    projects: int
    days: float
    most: tuple[tuple[str, float], ...]
    steps: tuple[str, ...]


def proposals(of: Material, names: Mapping[int, str], by: Account) -> list[Lost]:
    """Of the goals no process decides yet, those whose projects lose most, the most first. `names`: of kinds."""
    serves: dict[int, set[int]] = defaultdict(set)
    goals: dict[int, Goal] = {}
    rows = Serving.objects.visible_to(by).filter(until=None, goal__ended_on=None).select_related("goal")
    for link in rows.exclude(goal__in=ProcessGoal.objects.order_by().values("goal")):
        serves[link.goal_id].add(link.project_id)
        goals[link.goal_id] = link.goal
    by_number = {one.number: one.deeds for one in of.projects}
    found = []
    for goal, projects in serves.items():
        deeds = [by_number[number] for number in projects if number in by_number]
        if (one := _lost(goals[goal], deeds, names)) is not None:
            found.append(one)
    return sorted(found, key=lambda one: (-one.days, one.goal.pk))


def _lost(goal: Goal, projects: Sequence[Sequence[Deed]], names: Mapping[int, str]) -> Lost | None:
    lost: Counter[str] = Counter()
    days: dict[str, float] = defaultdict(float)
    place: dict[str, list[float]] = defaultdict(list)
    begun = 0
    for deeds in projects:
        ends = {deed.task: deed.end for deed in deeds if deed.end is not None}
        order = sorted((deed for deed in deeds if deed.begin is not None), key=lambda deed: deed.begin or 0.0)
        begun += bool(order)
        for number, deed in enumerate(order):
            name = "the client answers" if deed.outside else names.get(deed.kind or 0, "")
            if name:
                place[name].append(number / len(order))
                days[name] += _lay(deed, ends)
                lost[name] += 1
    total = sum(days.values())
    if begun < LEAST_PROJECTS or total < LEAST_DAYS:
        return None
    often = [name for name, _ in lost.most_common(MOST_STEPS)]
    steps = sorted(often, key=lambda name: (mean(place[name]), name))
    most = sorted(days.items(), key=lambda one: (-one[1], one[0]))[:3]
    return Lost(goal, begun, total, tuple(most), tuple(steps))


def _lay(deed: Deed, ends: dict[int, float]) -> float:
    """Days a task lay ready; of a question, the days until its answer."""
    begin = deed.begin or 0.0
    if deed.outside:
        return max(0.0, (deed.end or begin) - begin) / DAY
    ready = [ends[task] for task in deed.after if task in ends]
    return max(0.0, begin - max([*ready, deed.added])) / DAY if ready else 0.0

"""How long people with these skills need at least for so much work: a maximum flow of work to people."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from varifocal.core.plan.published.values import Instance

WINDOWS = 12
"""Starts, and ends, of windows looked at, spread evenly over those there are."""


class Crowd:
    """People who can take the same roles, together: how many they are, and which roles."""

    def __init__(self, instance: Instance) -> None:
        demands = {(each.skill, each.level) for task in instance.tasks for each in task.modes[0].skills}
        self.groups = sorted(demands)
        kinds: dict[tuple[int, ...], int] = {}
        for who in instance.people:
            able = tuple(at for at, (skill, level) in enumerate(self.groups) if who[skill] >= level)
            kinds[able] = kinds.get(able, 0) + 1
        self.kinds = sorted(kinds.items())

    def work(self, instance: Instance, tasks: Sequence[int]) -> dict[int, int]:
        """Person-periods that tasks ask of each group of roles."""
        number = {group: at for at, group in enumerate(self.groups)}
        work: dict[int, int] = {}
        for task in tasks:
            mode = instance.tasks[task].modes[0]
            for each in mode.skills:
                group = number[each.skill, each.level]
                work[group] = work.get(group, 0) + each.count * mode.duration
        return work

    def periods(self, work: Mapping[int, int], least: int) -> int:
        """The fewest periods, from `least` on, in which the work can be shared out, the same person in two places
        at once allowed: by Newton's steps along minimum cuts (Dinkelbach 1967)."""
        periods = max(1, least)
        while True:
            held_up = self._cut(work, periods)
            if not held_up:
                return periods
            hands = sum(count for able, count in self.kinds if held_up & set(able))
            if not hands:
                return periods
            periods = -(-sum(work[group] for group in held_up) // hands)

    def _cut(self, work: Mapping[int, int], periods: int) -> set[int]:
        """The groups of a minimum cut that cannot all be served in so many periods; none where all can."""
        left = dict(work)
        room = [count * periods for _, count in self.kinds]
        given: list[dict[int, int]] = [{} for _ in self.kinds]
        while True:
            came_from: dict[tuple[bool, int], tuple[bool, int] | None] = {}
            queue: deque[tuple[bool, int]] = deque()
            for group in sorted(left):
                if left[group]:
                    came_from[False, group] = None
                    queue.append((False, group))
            if not queue:
                return set()
            end = self._reach(queue, came_from, room, given)
            if end is None:
                return {group for is_kind, group in came_from if not is_kind}
            self._send(end, came_from, left, room, given)

    def _reach(
        self,
        queue: deque[tuple[bool, int]],
        came_from: dict[tuple[bool, int], tuple[bool, int] | None],
        room: list[int],
        given: list[dict[int, int]],
    ) -> int | None:
        """The nearest kind of people with room left that waiting work can reach, others handing theirs over."""
        while queue:
            node = queue.popleft()
            is_kind, number = node
            if is_kind:
                steps = [(False, group) for group, amount in given[number].items() if amount]
            else:
                steps = [(True, kind) for kind, (able, _) in enumerate(self.kinds) if number in able]
            for step in steps:
                if step in came_from:
                    continue
                came_from[step] = node
                if step[0] and room[step[1]]:
                    return step[1]
                queue.append(step)
        return None

    @staticmethod
    def _send(
        end: int,
        came_from: dict[tuple[bool, int], tuple[bool, int] | None],
        left: dict[int, int],
        room: list[int],
        given: list[dict[int, int]],
    ) -> None:
        """As much as the path takes."""
        path: list[tuple[bool, int]] = []
        node: tuple[bool, int] | None = (True, end)
        while node is not None:
            path.append(node)
            node = came_from[node]
        path.reverse()
        back = [(path[at][1], path[at + 1][1]) for at in range(1, len(path) - 1, 2)]
        amount = min([left[path[0][1]], room[end], *(given[kind][group] for kind, group in back)])
        left[path[0][1]] -= amount
        room[end] -= amount
        for kind, group in back:
            given[kind][group] -= amount
        for at in range(0, len(path) - 1, 2):
            group, kind = path[at][1], path[at + 1][1]
            given[kind][group] = given[kind].get(group, 0) + amount


def people_bound(instance: Instance, ahead: Sequence[int], behind: Sequence[int]) -> int:
    """The best bound of some windows: so much must come before all of their tasks, so much after, and in between
    their work needs so many periods of the people who can do it."""
    crowd = Crowd(instance)
    tasks = [
        number
        for number, task in enumerate(instance.tasks)
        if task.modes[0].skills and task.modes[0].duration
    ]
    best = 0
    windows = [(before, 0) for before in _some({ahead[task] for task in tasks})]
    windows += [(0, after) for after in _some({behind[task] for task in tasks})]
    for before, after in windows:
        within = [task for task in tasks if ahead[task] >= before and behind[task] >= after]
        if within:
            least = best - before - after
            best = max(best, before + crowd.periods(crowd.work(instance, within), least) + after)
    return best


def _some(values: set[int]) -> list[int]:
    """At most so many of them, evenly spread, the smallest always."""
    ordered = sorted(values)
    step = max(1, -(-len(ordered) // WINDOWS))
    return ordered[::step]

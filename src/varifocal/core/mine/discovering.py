"""A process from a log: the inductive miner.

S. Leemans, D. Fahland, W. van der Aalst, "Discovering Block-Structured Process Models from Event Logs Containing
Infrequent Behaviour" (2014). The traces are cut into parts that exclude each other, follow each other, go side by side,
or come again, and each part is looked at by itself. With noise 0 every case fits what is found. With more, passages
that are rarer than that share of their step's most frequent one are not looked at where they stand in the way of a cut.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from varifocal.core.mine.log import EventLog
from varifocal.core.mine.measure import variants
from varifocal.core.mine.tree import BESIDE, CHOICE, LOOP, NO_STEP, NOTHING, SEQUENCE, Tree, made, step
from varifocal.core.values import Invalid

MOST_ACTIVITIES = 300

Trace = tuple[int, ...]
Traces = Counter[Trace]
Group = frozenset[int]


def discover(log: EventLog, *, noise: float = 0.2) -> Tree:
    """The process of a log as a tree. `noise`: 0 takes every case in; 0.2 leaves out what is rare.

    Raises Invalid where there are too many activities for a process anybody could read.
    """
    if len(log.activity.texts) > MOST_ACTIVITIES:
        raise Invalid(
            f"The log has {len(log.activity.texts):,} activities; a process is found among {MOST_ACTIVITIES} at most."
        )
    shapes = variants(log)
    traces: Traces = Counter()
    for case, count in zip(shapes.example.tolist(), shapes.counts.tolist(), strict=True):
        traces[tuple(log.activity.codes[int(log.offsets[case]) : int(log.offsets[case + 1])].tolist())] += (
            count
        )
    return _named(_mined(traces, noise), log.activity.texts)


def _named(tree: Tree, names: Sequence[str]) -> Tree:
    if not tree.parts:
        return tree if tree.kind == NOTHING else step(names[int(tree.name)])
    return Tree(tree.kind, parts=tuple(_named(part, names) for part in tree.parts))


def _mined(traces: Traces, noise: float) -> Tree:
    cases = traces.total()
    empty = traces.get((), 0)
    if empty == cases:
        return NO_STEP
    if empty:
        rest = Counter({trace: count for trace, count in traces.items() if trace})
        return (
            _mined(rest, noise) if empty < noise * cases else _together(CHOICE, NO_STEP, _mined(rest, noise))
        )
    activities = sorted({each for trace in traces for each in trace})
    if len(activities) == 1:
        return _one(activities[0], traces, noise)
    cut = _cut(_Follows(traces, 0.0), traces, noise) or (
        noise > 0 and _cut(_Follows(traces, noise), traces, noise)
    )
    return cut or _without_cut(activities, traces, noise)


def _one(activity: int, traces: Traces, noise: float) -> Tree:
    again = sum(count for trace, count in traces.items() if len(trace) > 1)
    alone = step(str(activity))
    return (
        alone if again <= noise * traces.total() and (noise > 0 or not again) else made(LOOP, alone, NO_STEP)
    )


def _together(kind: str, *parts: Tree) -> Tree:
    """These parts; what happens in the same way inside is not nested, and nothing is one choice once."""
    flat: list[Tree] = []
    for part in parts:
        flat += part.parts if part.kind == kind and kind != LOOP else [part]
    if kind == CHOICE and NO_STEP in flat:
        flat = [NO_STEP, *(part for part in flat if part != NO_STEP)]
    if kind in (SEQUENCE, BESIDE):
        flat = [part for part in flat if part != NO_STEP]
    if not flat:
        return NO_STEP
    return flat[0] if len(flat) == 1 and kind != LOOP else made(kind, *flat)


class _Follows:
    """Who directly follows whom in these traces, without what is rarer than `noise` of the most frequent."""

    def __init__(self, traces: Traces, noise: float) -> None:
        pairs: Counter[tuple[int, int]] = Counter()
        starts: Counter[int] = Counter()
        ends: Counter[int] = Counter()
        self.activities = sorted({each for trace in traces for each in trace})
        for trace, count in traces.items():
            starts[trace[0]] += count
            ends[trace[-1]] += count
            for pair in pairwise(trace):
                pairs[pair] += count
        most: Counter[int] = Counter(ends)
        for (before, _), count in pairs.items():
            most[before] = max(most[before], count)
        self.pairs = {pair for pair, count in pairs.items() if count >= noise * most[pair[0]]}
        self.starts = {each for each, count in starts.items() if count >= noise * max(starts.values())}
        self.ends = {each for each, count in ends.items() if count >= noise * most[each]} or set(ends)
        self.nexts: dict[int, set[int]] = defaultdict(set)
        for before, after in self.pairs:
            self.nexts[before].add(after)

    def reached(self) -> dict[int, set[int]]:
        """What can come at any time after each activity."""
        found = {}
        for begin in self.activities:
            seen: set[int] = set()
            todo = list(self.nexts[begin])
            while todo:
                at = todo.pop()
                if at not in seen:
                    seen.add(at)
                    todo += self.nexts[at] - seen
            found[begin] = seen
        return found


def _groups(activities: Iterable[int], tied: Callable[[int, int], bool]) -> list[Group]:
    """The activities in groups: those that are tied, directly or by others, are in one. In order of the smallest."""
    left = sorted(activities)
    groups = []
    while left:
        group, todo = {left[0]}, [left[0]]
        while todo:
            at = todo.pop()
            for other in left:
                if other not in group and (tied(at, other) or tied(other, at)):
                    group.add(other)
                    todo.append(other)
        groups.append(frozenset(group))
        left = [each for each in left if each not in group]
    return groups


def _cut(follows: _Follows, traces: Traces, noise: float) -> Tree | None:
    for kind, find, split in (
        (CHOICE, _exclusive, _by_choice),
        (SEQUENCE, _one_after_another, _by_order),
        (BESIDE, _side_by_side, _by_side),
        (LOOP, _again, _by_turns),
    ):
        groups = find(follows)
        if groups is not None and len(groups) > 1:
            return _together(kind, *(_mined(part, noise) for part in split(traces, groups)))
    return None


def _exclusive(follows: _Follows) -> list[Group]:
    return _groups(follows.activities, lambda a, b: (a, b) in follows.pairs)


def _one_after_another(follows: _Follows) -> list[Group]:
    reached = follows.reached()
    # together: what reaches each other, and what neither reaches
    groups = _groups(follows.activities, lambda a, b: (b in reached[a]) == (a in reached[b]))
    return sorted(groups, key=lambda group: -len(set().union(*(reached[each] for each in group)) - group))


def _side_by_side(follows: _Follows) -> list[Group] | None:
    pairs = follows.pairs
    groups = _groups(follows.activities, lambda a, b: (a, b) not in pairs or (b, a) not in pairs)
    whole = [group for group in groups if group & follows.starts and group & follows.ends]
    if not whole:
        return None
    lacking = [group for group in groups if group not in whole]
    whole[0] = whole[0].union(*lacking)
    return whole


def _again(follows: _Follows) -> list[Group] | None:
    starts, ends, pairs = follows.starts, follows.ends, follows.pairs
    body = set(starts | ends)
    rest = [each for each in follows.activities if each not in body]
    parts = _groups(rest, lambda a, b: (a, b) in pairs)
    changed = True
    while changed:
        changed = False
        for part in parts:
            into = [a for a in body if any((a, b) in pairs for b in part)]
            out = [b for b in body if any((a, b) in pairs for a in part)]
            fits = (
                all(each in ends for each in into)
                and all(each in starts for each in out)
                and all((a, b) in pairs for b in part if any((e, b) in pairs for e in ends) for a in ends)
                and all((a, b) in pairs for a in part if any((a, s) in pairs for s in starts) for b in starts)
            )
            if not fits:
                body |= part
                parts.remove(part)
                changed = True
                break
    return [frozenset(body), *parts] if parts else None


def _by_choice(traces: Traces, groups: Sequence[Group]) -> list[Traces]:
    found: list[Traces] = [Counter() for _ in groups]
    for trace, count in traces.items():
        inside = [sum(each in group for each in trace) for group in groups]
        best = inside.index(max(inside))
        found[best][tuple(each for each in trace if each in groups[best])] += count
    return found


def _by_order(traces: Traces, groups: Sequence[Group]) -> list[Traces]:
    """Each trace is divided so that the fewest events are in a part they do not belong to; those are left out."""
    found: list[Traces] = [Counter() for _ in groups]
    of = {each: k for k, group in enumerate(groups) for each in group}
    for trace, count in traces.items():
        parts = [of[each] for each in trace]
        if any(a > b for a, b in pairwise(parts)):
            parts = _in_order(parts, len(groups))
        for k, group in enumerate(groups):
            found[k][tuple(e for e, part in zip(trace, parts, strict=True) if part == k and e in group)] += (
                count
            )
    return found


def _in_order(parts: Sequence[int], width: int) -> list[int]:
    """The numbers that never fall and differ from these the least."""
    wrong = [0] * width
    chosen: list[list[int]] = []
    for part in parts:
        best, at, choice = wrong[0], 0, []
        for k in range(width):
            if wrong[k] < best:
                best, at = wrong[k], k
            choice.append(at)
            wrong[k] = best + (k != part)
        chosen.append(choice)
    at = wrong.index(min(wrong))
    found = []
    for choice in reversed(chosen):
        found.append(at)
        at = choice[at]
    return found[::-1]


def _by_side(traces: Traces, groups: Sequence[Group]) -> list[Traces]:
    found: list[Traces] = [Counter() for _ in groups]
    for trace, count in traces.items():
        for k, group in enumerate(groups):
            found[k][tuple(each for each in trace if each in group)] += count
    return found


def _by_turns(traces: Traces, groups: Sequence[Group]) -> list[Traces]:
    found: list[Traces] = [Counter() for _ in groups]
    of = {each: k for k, group in enumerate(groups) for each in group}
    for trace, count in traces.items():
        turn: list[int] = []
        inside = 0
        for each in trace:
            if of[each] != inside:
                found[inside][tuple(turn)] += count
                if inside and of[each]:
                    found[0][()] += count
                turn, inside = [], of[each]
            turn.append(each)
        found[inside][tuple(turn)] += count
        if inside:
            found[0][()] += count
    return found


def _without_cut(activities: Sequence[int], traces: Traces, noise: float) -> Tree:
    """Where nothing can be cut: a step that is in every case once goes beside the rest, or one without which a cut is
    possible, or the whole comes again and again; at last, anything in any order."""
    for each in activities:
        if all(trace.count(each) == 1 for trace in traces):
            return _together(BESIDE, step(str(each)), _mined(_less(traces, each), noise))
    for each in activities:
        less = _less(traces, each)
        if () not in less and len(activities) > 2 and _cut_exists(less, noise):
            alone = _by_side(traces, [frozenset({each})])[0]
            return _together(BESIDE, _mined(alone, noise), _mined(less, noise))
    follows = _Follows(traces, 0.0)
    for back in (lambda a, b: a in follows.ends and b in follows.starts, lambda a, b: b in follows.starts):
        turns = _turns(traces, back)
        if turns.total() > traces.total():
            return made(LOOP, _mined(turns, noise), NO_STEP)
    return made(LOOP, NO_STEP, *(step(str(each)) for each in activities))


def _less(traces: Traces, activity: int) -> Traces:
    less: Traces = Counter()
    for trace, count in traces.items():
        less[tuple(each for each in trace if each != activity)] += count
    return less


def _cut_exists(traces: Traces, noise: float) -> bool:
    for level in {0.0, noise}:
        follows = _Follows(traces, level)
        if any(
            (groups := find(follows)) is not None and len(groups) > 1
            for find in (_exclusive, _one_after_another, _side_by_side, _again)
        ):
            return True
    return False


def _turns(traces: Traces, back: Callable[[int, int], bool]) -> Traces:
    """The traces cut wherever one could have begun anew."""
    turns: Traces = Counter()
    for trace, count in traces.items():
        begin = 0
        for at in range(1, len(trace)):
            if back(trace[at - 1], trace[at]):
                turns[trace[begin:at]] += count
                begin = at
        turns[trace[begin:]] += count
    return turns

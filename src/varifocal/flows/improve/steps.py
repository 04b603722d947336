"""From tasks that were done to steps of a process: which step each belonged to, and when a project passed it.

Plain values: moments are seconds since 1970 (UTC), steps are places in the process, counted from nought.

What is a step is not typed in. A task belongs to the step its kind is named for; where a kind is named for several,
to the furthest the work had come near: the furthest place that is at most one beyond where the project already was.
Tasks of one step that lie together, with no other step begun after them and before the next, are *one passage* of it:
so a step that three people do side by side is one, and a step that is taken up again later is another.

*Sent back* is what the answer itself says (“change this”), or what the order of work shows: a question asked anew that
was planned only after an earlier one was answered, and that hangs on nothing but work following from that answer.
The work between the two is done *again*, for the step it was last at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Deed:
    """A task as the process sees it. `added`, `begin`, `end`: when it was planned, begun (a wait: asked) and done;
    `after`: the tasks it hangs on; `agreed`: days an answer was agreed to take; `sent_back`: when an answer sent it
    back; `hours`: noted for it; `skill` and `level` it asks for; `people` agreed to do it."""

    task: int
    kind: int | None
    outside: bool
    added: float
    begin: float | None = None
    end: float | None = None
    after: frozenset[int] = frozenset()
    people: tuple[int, ...] = ()
    skill: int | None = None
    level: int = 0
    agreed: float | None = None
    sent_back: tuple[float, ...] = ()
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class StepKinds:
    """What belongs to a step: kinds of task, or what is answered outside."""

    kinds: frozenset[int]
    outside: bool = False


@dataclass(slots=True)
class Passage:
    """Once through a step: its deeds, from the first begin to the last end (None: still at it); whether it was done
    `again` after something was sent back."""

    step: int
    begin: float
    end: float | None
    deeds: list[Deed] = field(default_factory=list)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One project on its way: its passages in the order they began, the questions that were sent back (the question,
    when, the deeds done again for it), and whether it has ended."""

    project: int
    name: str
    passages: tuple[Passage, ...]
    returned: tuple[Returned, ...]
    ended: bool

    @property
    def log(self) -> list[Passage]:
        """What is over, in the order of completion."""
        return sorted(
            (one for one in self.passages if one.end is not None),
            key=lambda one: (one.end or 0.0, one.begin, one.step),
        )


@dataclass(frozen=True, slots=True)
class Returned:
    """An answer that sent work back: when, what was done again, and when the next answer came (None: not yet)."""

    at: float
    again: tuple[Deed, ...]
    until: float | None


def cases_of(
    projects: Iterable[tuple[int, str, bool, Sequence[Deed]]], steps: Sequence[StepKinds]
) -> list[Case]:
    """The projects (number, name, ended, tasks) that go this way: at least half of the steps, and two, have tasks that
    are of no other step."""
    found = []
    for number, name, ended, deeds in projects:
        belongs = [one for one in deeds if _candidates(one, steps)]
        own = {places[0] for one in belongs if len(places := _candidates(one, steps)) == 1}
        if len(own) >= max(2, -(-len(steps) // 2)):
            returned = returned_of(belongs)
            again = {one.task for back in returned for one in back.again}
            found.append(Case(number, name, tuple(passages(belongs, steps, again)), tuple(returned), ended))
    return found


def passages(deeds: Sequence[Deed], steps: Sequence[StepKinds], again: set[int]) -> list[Passage]:
    """The passages of a project through the steps, in the order they began; only what has begun is there."""
    found: list[Passage] = []
    last: dict[int, Passage] = {}
    furthest = -1
    begun = [(one.begin, one) for one in deeds if one.begin is not None]
    for begin, deed in sorted(begun, key=lambda one: (one[0], one[1].end or float("inf"), one[1].task)):
        is_again = deed.task in again
        step = _step(_candidates(deed, steps), furthest, last if is_again else {})
        open_one = last.get(step)
        if open_one is not None and open_one.again == is_again and not _parted(open_one, begin, found):
            open_one.deeds.append(deed)
            open_one.end = None if open_one.end is None or deed.end is None else max(open_one.end, deed.end)
        else:
            last[step] = Passage(step, begin, deed.end, [deed], is_again)
            found.append(last[step])
        furthest = max(furthest, step)
    return found


def returned_of(deeds: Sequence[Deed]) -> list[Returned]:
    """What was sent back, by the answers themselves and by the order of work."""
    by_task = {one.task: one for one in deeds}
    found = [Returned(at, (), one.end) for one in deeds if one.outside for at in one.sent_back]
    answered = [one for one in deeds if one.outside and one.end is not None]
    for question in (one for one in deeds if one.outside and one.after):
        work = [by_task[task] for task in question.after if task in by_task]
        if len(work) < len(question.after) or any(one.outside for one in work):
            continue
        for earlier in answered:
            end = earlier.end or 0.0
            follows = all(earlier.task in one.after for one in work)
            if follows and question.added >= end - DAY and all(one.added >= end - DAY for one in work):
                found.append(Returned(end, tuple(work), question.end))
                break
    return sorted(found, key=lambda one: one.at)


def _candidates(deed: Deed, steps: Sequence[StepKinds]) -> list[int]:
    return [
        place
        for place, step in enumerate(steps)
        if (step.outside if deed.outside else deed.kind in step.kinds)
    ]


def _step(candidates: list[int], furthest: int, last: dict[int, Passage]) -> int:
    held = [place for place in candidates if place in last]
    if held:  # done again: what it was last at
        return max(held, key=lambda place: last[place].begin)
    near = [place for place in candidates if place <= furthest + 1]
    return near[-1] if near else candidates[0]


def _parted(one: Passage, begin: float, found: Sequence[Passage]) -> bool:
    """Whether another step was begun after it was over and before this."""
    if one.end is None:
        return False
    end = one.end
    return any(other is not one and end <= other.begin <= begin for other in found)


def traces(cases: Iterable[Case]) -> dict[tuple[int, ...], list[Case]]:
    """The ways that were taken, the most frequent first: the steps in order, and the projects that went so."""
    found: dict[tuple[int, ...], list[Case]] = defaultdict(list)
    for case in cases:
        if case.log:
            found[tuple(one.step for one in case.log)].append(case)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))

"""The intended process: a few steps in order, small enough for one page, as people agree on it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from varifocal.core.mine.behaviour import Labels
from varifocal.core.values import Invalid

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process.

    `roles`: who does it, anybody where none is named. `optional`: it may be left out. `most`: how often it may be done
    in a row, None for any number. `back_to`: the earlier step to which one may return after it. `within_hours`: the
    service level, from the end of what came before to the end of this. `called`: other names it has in a log.
    """

    name: str
    roles: tuple[str, ...] = ()
    optional: bool = False
    most: int | None = 1
    back_to: str | None = None
    within_hours: float | None = None
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intended:
    """Steps in order. `within_hours`: how long a case may take. `others`: what is no step may happen at any time.
    `returns`: `most` counts over the whole case, and one may come back to any step that has not come so often yet; what
    was passed once need not come again. Then no step says where it goes back to.

    Raises Invalid where two steps share a name, where one goes back to a step that is not before it or is itself, or
    where a number makes no sense.
    """

    steps: tuple[Step, ...]
    name: str = ""
    within_hours: float | None = None
    others: bool = False
    returns: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise Invalid(f"A process has one step or more, and at most {MOST_STEPS}.")
        seen: set[str] = set()
        for each in self.steps:
            for name in {each.name, *each.called}:
                if not name.strip():
                    raise Invalid("A step needs a name.")
                if name in seen:
                    raise Invalid(f"Two steps are called “{name}”; a name stands for one step.")
            if each.back_to is not None and each.back_to not in {
                s.name for s in self.steps if s.name in seen
            }:
                raise Invalid(f"“{each.name}” goes back to “{each.back_to}”, which is no step before it.")
            if each.back_to is not None and self.returns:
                raise Invalid(
                    f"“{each.name}” goes back to “{each.back_to}”, though one may come back to any step."
                )
            if each.most is not None and each.most < 1:
                raise Invalid(f"“{each.name}” may be done {each.most} times; say 1 or more.")
            seen |= {each.name, *each.called}
        for hours in (self.within_hours, *(each.within_hours for each in self.steps)):
            if hours is not None and not 0 < hours < 1e6:
                raise Invalid(f"A service level of {hours:g} hours makes no sense.")

    def as_json(self) -> str:
        """To keep."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def repeated(self) -> frozenset[str]:
        """The names in a log of steps that may come again: any number in a row, or by a return it allows."""
        place = {each.name: at for at, each in enumerate(self.steps)}
        inside = {
            at
            for number, each in enumerate(self.steps)
            if each.back_to is not None
            for at in range(place[each.back_to], number + 1)
        }
        return frozenset(
            name
            for at, each in enumerate(self.steps)
            if at in inside or each.most is None or (self.returns and each.most > 1)
            for name in (each.name, *each.called)
        )

    def step_of(self) -> dict[str, str]:
        """Which step each name in a log stands for."""
        return {name: each.name for each in self.steps for name in (each.name, *each.called)}


def read_intended(text: str) -> Intended:
    """From JSON: `{"steps": [{"name": "brief", "roles": ["manager"], "within_hours": 24}, {"name": "concept"}]}`.

    Raises Invalid with what is wrong.
    """
    try:
        said = json.loads(text)
        _known(said, Intended, "the process")
        steps = []
        for each in said["steps"]:
            each = {"name": each} if isinstance(each, str) else each
            _known(each, Step, "a step")
            lists = {key: tuple(map(_text, each.get(key, ()))) for key in ("roles", "called")}
            most = each.get("most", 1)
            steps.append(
                Step(
                    name=_text(each["name"]),
                    optional=bool(each.get("optional", False)),
                    most=None if most is None else int(most),
                    back_to=None if each.get("back_to") is None else _text(each["back_to"]),
                    within_hours=_hours(each),
                    **lists,
                )
            )
        free = (bool(said.get(key, False)) for key in ("others", "returns"))
        return Intended(tuple(steps), str(said.get("name", "")), _hours(said), *free)
    except KeyError as fault:
        raise Invalid(f"The process does not say its {fault.args[0]}.") from fault
    except (ValueError, TypeError, AttributeError) as fault:
        raise Invalid(f"The process cannot be read: {fault}.") from fault


def _known(said: dict[str, Any], kind: type, what: str) -> None:
    if unknown := set(said) - {each.name for each in fields(kind)}:
        raise TypeError(f"{what} does not know {', '.join(sorted(unknown))}")


def _text(word: object) -> str:
    if not isinstance(word, str):
        raise TypeError(f"{word!r} is no name")
    return word


def _hours(said: dict[str, Any]) -> float | None:
    hours = said.get("within_hours")
    return None if hours is None else float(hours)


@dataclass(frozen=True, slots=True, eq=False)
class IntendedBehaviour:
    """The states of an intended process: the step done last, and how often in a row."""

    process: Intended
    labels: frozenset[str] = field(init=False)
    _ways: list[dict[int, Labels]] = field(init=False)
    _index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        steps = self.process.steps
        object.__setattr__(self, "labels", frozenset(each.name for each in steps))
        object.__setattr__(self, "_index", {each.name: at for at, each in enumerate(steps)})
        object.__setattr__(self, "_ways", [self._reached(last) for last in range(-1, len(steps))])

    @property
    def start(self) -> tuple[int, int]:
        """Before anything happened."""
        return -1, 0

    def finish(self, state: tuple[int, int]) -> Labels:
        """The fewest steps that are still missing."""
        last, _ = state
        return self._ways[last + 1][len(self.process.steps)]

    def after(self, state: tuple[int, int], label: str) -> list[tuple[tuple[int, int], Labels]]:
        """Where this step can lead, and which steps were left out for it."""
        last, times = state
        to = self._index.get(label)
        if to is None:
            return []
        most = self.process.steps[to].most
        found: list[tuple[tuple[int, int], Labels]] = []
        if to == last and (most is None or times < most):
            found.append(((to, 1 if most is None else times + 1), ()))
        if to in self._ways[last + 1]:
            found.append(((to, 1), self._ways[last + 1][to]))
        return found

    def _reached(self, last: int) -> dict[int, Labels]:
        """Which steps may come next after this one, and what would be missing: the shortest ways there."""
        steps = self.process.steps

        def back(at: int) -> list[int]:
            name = steps[at].back_to if at >= 0 else None
            return [] if name is None else [self._index[name]]

        ways: dict[int, Labels] = {}
        waiting: list[tuple[int, Labels]] = [(to, ()) for to in (last + 1, *back(last))]
        while waiting:
            waiting.sort(key=lambda each: (-len(each[1]), each[0]))
            at, missing = waiting.pop()
            if at in ways:
                continue
            ways[at] = missing
            if at < len(steps):
                done = (*missing, steps[at].name)
                waiting.append((at + 1, missing if steps[at].optional else done))
                waiting += [(to, done) for to in back(at)]
        return ways


@dataclass(frozen=True, slots=True, eq=False)
class ReturningBehaviour:
    """The states of an intended process with `returns`: the furthest step passed, and how often each came."""

    process: Intended
    labels: frozenset[str] = field(init=False)
    _index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        names = [each.name for each in self.process.steps]
        object.__setattr__(self, "labels", frozenset(names))
        object.__setattr__(self, "_index", {name: at for at, name in enumerate(names)})

    @property
    def start(self) -> tuple[int, ...]:
        """Before anything happened."""
        return (-1, *(0 for _ in self.process.steps))

    def finish(self, state: tuple[int, ...]) -> Labels:
        """The steps that are still missing."""
        return self._between(state[0], len(self.process.steps))

    def after(self, state: tuple[int, ...], label: str) -> list[tuple[tuple[int, ...], Labels]]:
        """Where this step can lead, and which steps were left out for it."""
        to = self._index.get(label)
        if to is None:
            return []
        furthest, times, most = state[0], state[1:], self.process.steps[to].most
        if most is not None and times[to] >= most:
            return []
        missing = self._between(furthest, to)
        came = list(times)
        for name in (
            *missing,
            *([] if most is None else [label]),
        ):  # what is missing counts as if it had come
            came[self._index[name]] += 1
        return [((max(furthest, to), *came), missing)]

    def _between(self, furthest: int, to: int) -> Labels:
        return tuple(
            each.name
            for each in self.process.steps[furthest + 1 : max(furthest + 1, to)]
            if not each.optional
        )

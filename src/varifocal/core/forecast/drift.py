"""What moved the chance of a goal or a project since the last run, cause by cause, in points that add up.

The causes are applied in the order of the log, each on top of those before it, all on the same random numbers;
so the points of one cause depend on the order, which is therefore stated, and their sum does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from varifocal.core.forecast.values import Forecast

TIME = "Time passed"
"""What is left when no change of ours explains it: the day has come nearer."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One cause, and by how many percentage points it moved a chance; whole points, so that what a page shows
    adds up. Where causes made or unmade the chance itself there are no points but a `sentence`."""

    label: str
    points: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """By goal and by project, in the order of the log: what moved its chance. What moved nothing is absent."""

    goals: Mapping[int, tuple[Moved, ...]]
    projects: Mapping[int, tuple[Moved, ...]]


def drift(
    before: Forecast,
    after: Forecast,
    steps: Sequence[tuple[str, Forecast]] = (),
    *,
    rest: str = TIME,
) -> Drift:
    """What moved each chance between two forecasts.

    `steps` are (label, forecast with this cause and all earlier ones applied), in the order of the log. The
    points of one record add up to round(100 · after) - round(100 · before). What no step explains is `rest`.
    Raises ValueError where a step was drawn with another seed or number of draws.
    """
    told = [*steps, (rest, after)]
    if any((each.seed, each.draws) != (before.seed, before.draws) for _, each in told):
        raise ValueError("Drift compares forecasts of one seed and one number of draws.")
    return Drift(
        goals=_each(after.goals, before, told, _goal_chance),
        projects=_each(after.projects, before, told, _project_chance),
    )


def points(chance: float) -> int:
    """A chance as the whole percentage points a page shows."""
    return round(100 * chance)


Chance = Callable[[Forecast, int], float | None]


def _each(
    records: Mapping[int, object], before: Forecast, told: Sequence[tuple[str, Forecast]], of: Chance
) -> dict[int, tuple[Moved, ...]]:
    moved = {
        record: _moved(of(before, record), [(label, of(each, record)) for label, each in told])
        for record in records
    }
    return {record: causes for record, causes in moved.items() if causes}


def _moved(chance: float | None, steps: Sequence[tuple[str, float | None]]) -> tuple[Moved, ...]:
    found: list[Moved] = []
    for label, now in steps:
        if chance is not None and now is not None:
            if points(now) != points(chance):
                found.append(Moved(label, points(now) - points(chance)))
        elif now is not None:
            found.append(Moved(label, 0, f"Since then there is a chance: {points(now)} %."))
        elif chance is not None:
            found.append(
                Moved(label, 0, f"Since then there is no chance to state; it was {points(chance)} %.")
            )
        chance = now
    return _together(found)


def _together(found: Sequence[Moved]) -> tuple[Moved, ...]:
    """One label once, at its first place; a cause whose points cancel out is gone."""
    sums: dict[tuple[str, str], int] = {}
    for each in found:
        key = (each.label, each.sentence)
        sums[key] = sums.get(key, 0) + each.points
    return tuple(
        Moved(label, total, sentence) for (label, sentence), total in sums.items() if total or sentence
    )


def _goal_chance(forecast: Forecast, goal: int) -> float | None:
    found = forecast.goals.get(goal)
    return found.chance if found else None


def _project_chance(forecast: Forecast, project: int) -> float | None:
    found = forecast.projects.get(project)
    return found.chance if found else None

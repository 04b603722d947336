"""What moved a chance since the last run: the changes applied one by one, each on the same random numbers.

The order is: time passing first, then the changed records in the order in which they were first changed. Points
therefore add up to the whole difference, exactly; another order could share them out differently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from varifocal.core.forecast import Forecast, forecast
from varifocal.core.plan import plan
from varifocal.core.portfolio import Portfolio

NOT_PLANNED = (
    "comment", "checklistitem", "praise", "mentorship", "account", "value", "personvalue", "contact",
    "weekagreed", "declinedproposal", "namedviewer", "vision", "strategy", "team", "membership",
)  # fmt: skip
"""Nouns whose changes move no plan."""

DRAWS = 2_000
MOST_STEPS = 8
"""More changed records than this are told together."""
LEAST_POINTS = 0.005

Change = Callable[[Portfolio], Portfolio]


@dataclass(frozen=True, slots=True)
class _Step:
    """One cause: the records it changes, and its words."""

    label: str
    change: Change


class Drifts:
    """The way from one portfolio to the next, in steps."""

    def __init__(self, before: Portfolio, after: Portfolio, *, seed: int) -> None:
        self.before, self.after, self.seed = before, after, seed

    def by_goal(self, labels: Mapping[tuple[str, int], str]) -> dict[int, list[dict[str, Any]]]:
        """Per goal the causes with their points (shares of 1), in order; goals that did not move are left out.

        `labels`: by noun and id, in log order, what happened to a record, in words.
        """
        here = self.before
        was = self._chances(here)
        told: dict[int, list[dict[str, Any]]] = {}
        for step in self._steps(labels):
            here = step.change(here)
            now = self._chances(here)
            for goal, chance in now.items():
                moved = _difference(was.get(goal), chance)
                if moved is not None and abs(moved) >= LEAST_POINTS:
                    told.setdefault(goal, []).append({"cause": step.label, "points": round(moved, 4)})
            was = now
        return told

    def _chances(self, portfolio: Portfolio) -> dict[int, float | None]:
        told: Forecast = forecast(portfolio, plan(portfolio, seed=self.seed), seed=self.seed, draws=DRAWS)
        return {goal: one.chance for goal, one in told.goals.items()}

    def _steps(self, labels: Mapping[tuple[str, int], str]) -> list[_Step]:
        after = self.after
        steps = [
            _Step(
                "Time passed",
                lambda here: replace(here, now=after.now, holidays=after.holidays, record=after.record),
            )
        ]
        records = self._changed_records(labels)
        for noun, pk, label in records[: MOST_STEPS - 1]:
            steps.append(_Step(label, _applied(noun, pk, after)))
        if len(records) >= MOST_STEPS:
            steps.append(_Step(f"{len(records) - MOST_STEPS + 1} other changes", lambda _: after))
        else:
            steps.append(_Step("What hangs together with these", lambda _: after))
        return steps

    def _changed_records(self, labels: Mapping[tuple[str, int], str]) -> list[tuple[str, int, str]]:
        """Tasks, people, projects and goals that differ, in log order; those the log does not name, last."""
        changed: dict[tuple[str, int], str] = {}
        for noun, then, now in (
            ("task", self.before.task, self.after.task),
            ("person", self.before.person, self.after.person),
            ("project", self.before.project, self.after.project),
            ("goal", self.before.goal, self.after.goal),
        ):
            ids: list[int] = sorted({*then, *now})
            for pk in ids:
                if then.get(pk) != now.get(pk):
                    record = now.get(pk) or then.get(pk)
                    changed[noun, pk] = f"“{getattr(record, 'name', '')}” changed"
        places = {key: place for place, key in enumerate(labels)}
        order = sorted(changed, key=lambda key: (places.get(key, len(places)), key))
        return [(*key, labels.get(key, changed[key])) for key in order]


def _applied(noun: str, pk: int, after: Portfolio) -> Change:
    """A portfolio with this one record as it is afterwards, and the ties that both ends of which are there."""

    def change(here: Portfolio) -> Portfolio:
        if noun == "task":
            return _tied(_swapped(here, "tasks", pk, after.task.get(pk)), after)
        if noun == "person":
            return _swapped(here, "people", pk, after.person.get(pk))
        if noun == "project":
            return _swapped(here, "projects", pk, after.project.get(pk))
        return _swapped(here, "goals", pk, after.goal.get(pk))

    return change


def _swapped(here: Portfolio, name: str, pk: int, record: Any) -> Portfolio:
    kept = [one for one in getattr(here, name) if one.id != pk]
    rows = sorted([*kept, record] if record is not None else kept, key=lambda one: one.id)
    changes: dict[str, Any] = {name: tuple(rows)}
    return replace(here, **changes)


def _tied(here: Portfolio, after: Portfolio) -> Portfolio:
    there = here.task
    ties = {
        (tie.before, tie.after, tie.kind): tie
        for tie in (*here.dependencies, *after.dependencies)
        if tie.before in there and tie.after in there
    }
    return replace(here, dependencies=tuple(ties.values()))


def _difference(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else now - before

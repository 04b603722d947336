"""What moved a chance since the last run: the changes applied one by one, each on the same random numbers.

The order is: time passing first, then the changed records in the order in which they were first changed. Points
therefore add up to the whole difference, exactly; another order could share them out differently.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Subquery

from varifocal.core.forecast import TIME, Forecast, Moved, drift
from varifocal.core.portfolio import Person, Portfolio, Task
from varifocal.flows.forecaster import forecast
from varifocal.flows.planner import plan
from varifocal.org.base import acts

NOT_PLANNED = (
    "comment", "checklistitem", "praise", "account", "value", "personvalue", "contact",
    "weekagreed", "declinedproposal", "namedviewer", "vision", "strategy", "team", "membership", "weekheld",
    "decidedline", "decision", "telling", "process", "processstep", "processgoal", "adoption",
    "touch", "baseline", "whatif", "agendapoint", "talknote", "agreedaction",
    "checkin", "helptap", "profileword", "consent", "promptanswer", "skillevidence",
    "growthstep", "mentorshipgoal", "responsibility", "responsibilityskill", "stretch", "erasure",
)  # fmt: skip
"""Nouns whose changes move no plan. Of two who learn together or talk alone time is kept free, and a wish may shape who
does what: those do."""

DRAWS = 2_000
MOST_STEPS = 6
"""Changed records told one by one; what is left over is told together."""
TOGETHER = "Other changes together"

Change = Callable[[Portfolio], Portfolio]
Causes = dict[int, list[dict[str, Any]]]


def newest_planned() -> Subquery:
    """The number of the newest change that moves a plan: found at the log's end, however long the log."""
    moving = acts.Change.objects.exclude(noun__in=NOT_PLANNED).order_by("-number")
    return Subquery(moving.values("number")[:1])


class Drifts:
    """The way from one portfolio to the next, in steps."""

    def __init__(self, before: Portfolio, after: Portfolio, *, seed: int) -> None:
        self.before, self.after, self.seed = before, after, seed

    def told(self, labels: Mapping[tuple[str, int], str]) -> tuple[Causes, Causes]:
        """By goal and by project what moved its chance, as shares of 1 in whole points, in order; what did not move is
        left out.

        `labels`: by noun and id, in log order, what happened to a record, in words. Each cause says what it is
        `about`, so that a page tells it only to those who see that.
        """
        about: dict[str, list[list[Any]]] = {}
        for noun, pk, label in self.changed(labels)[:MOST_STEPS]:
            about.setdefault(label, []).append([noun, pk])
        here, steps = self.before, []
        for label, change in self._steps(labels):
            here = change(here)
            steps.append((label, self._foretold(here)))
        told = drift(self._foretold(self.before), self._foretold(self.after), steps, rest=TOGETHER)
        return _plain(told.goals, about), _plain(told.projects, about)

    def _foretold(self, portfolio: Portfolio) -> Forecast:
        return forecast(portfolio, plan(portfolio), seed=self.seed, draws=DRAWS, drivers=False)

    def _steps(self, labels: Mapping[tuple[str, int], str]) -> list[tuple[str, Change]]:
        after = self.after
        records = self.changed(labels)
        return [
            (TIME, lambda here: _later(here, after)),
            *((label, _applied(noun, pk, after)) for noun, pk, label in records[:MOST_STEPS]),
        ]

    def changed(self, labels: Mapping[tuple[str, int], str]) -> list[tuple[str, int, str]]:
        """Tasks, people, projects, goals, risks and opportunities that differ, in log order; those the log does not
        name, last."""
        changed: dict[tuple[str, int], str] = {}
        for noun, then, now in (
            ("task", self.before.task, self.after.task),
            ("person", self.before.person, self.after.person),
            ("project", self.before.project, self.after.project),
            ("goal", self.before.goal, self.after.goal),
            ("risk", self.before.risk, self.after.risk),
            ("opportunity", self.before.opportunity, self.after.opportunity),
        ):
            ids: list[int] = sorted({*then, *now})
            for pk in ids:
                if _lagging_as(then.get(pk), now.get(pk)) != now.get(pk):
                    changed[noun, pk] = _in_words(then.get(pk), now.get(pk))
        places = {key: place for place, key in enumerate(labels)}
        order = sorted(changed, key=lambda key: (places.get(key, len(places)), key))
        return [(*key, labels.get(key, changed[key])) for key in order]


def _plain(told: Mapping[int, tuple[Moved, ...]], about: Mapping[str, list[list[Any]]]) -> Causes:
    return {
        pk: [
            {
                "cause": one.label,
                "points": one.points / 100,
                "sentence": one.sentence,
                "about": about.get(one.label, []),
            }
            for one in moved
        ]
        for pk, moved in told.items()
    }


def _in_words(then: Any, now: Any) -> str:
    """What is told of a record the log does not name; hours kept for a talk of two are no more than hours taken."""
    busy = isinstance(then, Person) and isinstance(now, Person) and replace(then, busy=now.busy) == now
    return f"“{(now or then).name}” {'has other hours taken' if busy else 'changed'}"


def _applied(noun: str, pk: int, after: Portfolio) -> Change:
    """A portfolio with this one record as it is afterwards, and the ties that both ends of which are there."""

    def change(here: Portfolio) -> Portfolio:
        if noun == "task":
            return _tied(_swapped(here, "tasks", pk, after.task.get(pk)), here, after, pk)
        if noun == "person":
            return _swapped(here, "people", pk, after.person.get(pk))
        if noun == "project":
            return _swapped(here, "projects", pk, after.project.get(pk))
        if noun == "risk":
            return _swapped(here, "risks", pk, after.risk.get(pk))
        if noun == "opportunity":
            return _swapped(here, "opportunities", pk, after.opportunity.get(pk))
        return _swapped(here, "goals", pk, after.goal.get(pk))

    return change


def _swapped(here: Portfolio, name: str, pk: int, record: Any) -> Portfolio:
    kept = [one for one in getattr(here, name) if one.id != pk]
    rows = sorted([*kept, record] if record is not None else kept, key=lambda one: one.id)
    changes: dict[str, Any] = {name: tuple(rows)}
    return replace(here, **changes)


def _tied(swapped: Portfolio, here: Portfolio, after: Portfolio, pk: int) -> Portfolio:
    """What this task is tied to is as it is afterwards, and so is what is left of the lags of what waited for it."""
    there = swapped.task
    ties = (
        *(tie for tie in here.dependencies if pk not in (tie.before, tie.after)),
        *(tie for tie in after.dependencies if pk in (tie.before, tie.after)),
    )
    waited = {tie.after for tie in here.dependencies if tie.before == pk}
    return replace(
        _lagging(swapped, after, waited),
        dependencies=tuple(tie for tie in ties if tie.before in there and tie.after in there),
    )


def _later(here: Portfolio, after: Portfolio) -> Portfolio:
    """Only time has passed: of lags that ran already less is left."""
    running = {task.id for task in here.tasks if task.start_lag or task.finish_lag}
    later = replace(here, now=after.now, holidays=after.holidays, record=after.record)
    return _lagging(later, after, running)


def _lagging(here: Portfolio, after: Portfolio, tasks: Container[int]) -> Portfolio:
    """Of these tasks' lags so much is left as it is afterwards."""
    lagged = (_lagging_as(one, after.task.get(one.id)) if one.id in tasks else one for one in here.tasks)
    return replace(here, tasks=tuple(lagged))


def _lagging_as(one: Any, other: Any) -> Any:
    """A task with as much left of its lags as another; what is no task, or has no other, as it is."""
    if not (isinstance(one, Task) and isinstance(other, Task)):
        return one
    return replace(one, start_lag=other.start_lag, finish_lag=other.finish_lag)

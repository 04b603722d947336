"""Re-date the agreed plan, forecast it, and record both as a Run with what it had seen.

Reads in one view, computes outside any write transaction, writes plan and forecast in one, so that who waits for a
chance sees it soon. What the engine would do differently is looked for then, and kept as proposals; until it is
found, those of the run before stand. Nothing anybody agreed is touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from varifocal.core.forecast import Driver, Forecast, Moments, calibrate, trend
from varifocal.core.plan import Explainer, Placed, Plan, check
from varifocal.core.plan import Stop as Stop
from varifocal.core.portfolio import Portfolio
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows import proposing
from varifocal.flows.compiled import is_loaded
from varifocal.flows.forecaster import DRAWS as DRAWS
from varifocal.flows.forecaster import Progress as Progress
from varifocal.flows.forecaster import forecast
from varifocal.flows.moved import NOT_PLANNED, Drifts
from varifocal.flows.planner import least_tardiness, plan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.tentative import beside, record
from varifocal.flows.trial import Standing
from varifocal.org.base.acts import Change
from varifocal.org.base.bulk import fresh, insert_many, renew_statistics
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.direction.goal import Measure
from varifocal.org.runs import run as answers
from varifocal.org.runs.tentative import TentativeTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

RUNS_KEPT = 400
"""Older runs are pruned, but not the forecasts kept to be scored."""
SCHEDULES_KEPT = 3
"""Of older runs only what was said of projects and goals is kept."""
KEPT_TASKS = 100
MOST_SAVED, MOST_SAVES = 12, 3
"""Promises in danger looked at, the weakest first, and what would save each."""
LEAST = "least_tardiness"
"""Under which figure a run says how late any plan must be."""
UNSEEN = "work you cannot see"
MUCH = 1_000
"""So many changes since the run before are an import or a beginning."""


class LeaseLost(Exception):
    """Somebody else took over while this was computed; nothing was written."""


class Superseded(Exception):
    """Something that matters to the plan changed while it was looked for what would be worth changing about it."""


def replan(
    now: datetime,
    *,
    seed: int = 1,
    mark: Bookmark | None = None,
    portfolio: Portfolio | None = None,
    stop: Stop | None = None,
    draws: int = DRAWS,
    progress: Progress | None = None,
    tick: proposing.Tick | None = None,
    ask: Callable[[], None] | None = None,
) -> answers.Run:
    """Plan and forecast everything as of `now` (UTC), and record it; the run it returns is the newest.

    `stop` lets something better be looked for longer than usual; `tick` hears of each second of that. How late any
    plan must be is said where the compiled planner is there, and waited for with `stop`.
    `draws` are the futures lived through; `progress` is told tasks done and in all of that.
    `ask` is called now and then while proposals are looked for; where it raises Superseded those that stand already are
    all there are. `mark` is the worker's lease: raises LeaseLost when it is no longer held. Raises RuntimeError, and
    records nothing, if the independent checker finds fault with the plan.
    """
    begun = timezone.now()
    before = answers.Run.latest_one()
    portfolio = portfolio or snapshot(now)
    planned = plan(portfolio)
    if faults := check(portfolio, planned):
        raise RuntimeError(f"The plan does not hold and was not recorded: {faults[0]}")
    coming = beside(Standing(portfolio, planned, calibrate(portfolio.record)), Organization.here().today(now))
    foretold = forecast(portfolio, planned, seed=seed, draws=draws, costs=True, progress=progress)
    with _in_our_turn(mark):
        run = _Recording(portfolio, planned, foretold, now).write(begun, seed)
        record(run, coming)
        proposing.carry_over(run)
        _keep_for_scoring(run, portfolio, foretold)
    try:
        proposals = proposing.look_for(portfolio, planned, seed=seed, stop=stop, tick=tick, ask=ask)
    except Superseded:
        with _in_our_turn(mark):
            if mark is not None:
                mark.advance(portfolio.seen)
        return run
    least = least_tardiness(portfolio, planned) if stop is not None or is_loaded() else None
    saves = _what_would_save(portfolio, planned, foretold)
    with _in_our_turn(mark):
        if least is not None:
            run.figures[LEAST] = round(least, 2)
            run.save(update_fields=["figures"])
        for row in answers.ProjectForecast.objects.filter(run=run, project__in=list(saves)):
            row.saves = saves[row.project_id]
            row.save(update_fields=["saves"])
        proposing.write(run, proposals, portfolio)
        _prune()
        if mark is not None:
            mark.advance(portfolio.seen)
    if portfolio.seen - (before.seen if before else 0) > MUCH:
        renew_statistics()
    return run


@contextmanager
def _in_our_turn(mark: Bookmark | None) -> Iterator[None]:
    with transaction.atomic():
        if mark is not None and not mark.hold():
            raise LeaseLost
        yield


def explain_drift(run: answers.Run, portfolio: Portfolio, before: Portfolio) -> None:
    """Say, on each goal and project whose chance moved since the last run, which changes moved it, by how many points.

    `before` is the portfolio the last run had seen. Writes to the run's answers; nothing else.
    """
    goals, projects = Drifts(before, portfolio, seed=run.seed).told(_labels(run, before))
    with transaction.atomic():
        for row in answers.GoalForecast.objects.filter(run=run, goal__in=list(goals)):
            row.drift = goals[row.goal_id]
            row.save(update_fields=["drift"])
        for each in answers.ProjectForecast.objects.filter(run=run, project__in=list(projects)):
            each.drift = projects[each.project_id]
            each.save(update_fields=["drift"])


def is_stale() -> bool:
    """Whether something that matters to the plan changed since the newest run."""
    latest = answers.Run.latest_one()
    return latest is None or changed_since(latest.seen)


def changed_since(seen: int) -> bool:
    """Whether something that matters to the plan changed after this change."""
    return Change.objects.filter(number__gt=seen).exclude(noun__in=NOT_PLANNED).exists()


class _Recording:
    """One plan and one forecast as rows."""

    def __init__(self, portfolio: Portfolio, planned: Plan, foretold: Forecast, now: datetime) -> None:
        self.portfolio, self.planned, self.foretold, self.now = portfolio, planned, foretold, now

    def write(self, begun: datetime, seed: int) -> answers.Run:
        run = answers.Run.objects.create(
            seen=self.portfolio.seen,
            seed=seed,
            as_of=self.now,
            begun_at=begun,
            ended_at=timezone.now(),
            figures=self._figures(),
        )
        insert_many(list(self._tasks(run)))
        answers.ProjectForecast.objects.bulk_create(self._projects(run), batch_size=500)
        answers.GoalForecast.objects.bulk_create(self._goals(run), batch_size=500)
        answers.MeasureForecast.objects.bulk_create(self._measures(run), batch_size=500)
        insert_many(list(self._costs(run)))
        return run

    def _figures(self) -> dict[str, Any]:
        objective = self.planned.objective
        return {
            "tasks": len(self.portfolio.tasks),
            "unplanned": len(self.planned.unplanned),
            "broken_deadlines": objective.broken_deadlines,
            "tardiness": round(objective.tardiness, 2),
            "draws": self.foretold.draws,
            "rests_on": self.foretold.sentence,
            "from_published": self.foretold.from_published,
            "problems": [{"where": one.where, "sentence": one.sentence} for one in self.planned.problems],
        }

    def _tasks(self, run: answers.Run) -> Iterator[answers.ScheduledTask]:
        place = {task: rank for rank, task in enumerate(self.planned.order)}
        turn = {task: at for at, task in enumerate(self.planned.taken_up)}
        for task in self.portfolio.tasks:
            placed = self.planned.placed.get(task.id)
            if placed is None:
                reason = self.planned.unplanned.get(task.id, "")
                yield fresh(
                    answers.ScheduledTask,
                    run_id=run.pk,
                    task_id=task.id,
                    hours=task.left,
                    guessed=task.guessed,
                    unplanned=reason[:300],
                )
            else:
                yield self._placed(run, placed, place[task.id], turn[task.id])

    def _placed(self, run: answers.Run, placed: Placed, rank: int, turn: int) -> answers.ScheduledTask:
        task = self.portfolio.task[placed.task]
        told = self.foretold.tasks.get(task.id)
        return fresh(
            answers.ScheduledTask,
            run_id=run.pk,
            task_id=task.id,
            person_id=placed.people[0] if placed.people else None,
            crew=list(placed.people),
            start=self.planned.starts(task.id),
            finish=self.planned.finishes(task.id),
            pieces=[
                [int(self.planned.moment(quarter).timestamp()) for quarter in piece]
                for piece in placed.pieces
            ],
            p50=told.p50 if told else None,
            p80=told.p80 if told else None,
            chance=told.chance if told else None,
            critical=told.critical if told else None,
            hours=task.in_mode(placed.mode).left,
            rank=rank,
            turn=turn,
            mode_id=task.modes[placed.mode - 1].id if placed.mode else None,
            proposed=placed.proposed,
            guessed=task.guessed,
            hold={"kind": placed.hold.kind.value, "id": placed.hold.id},
        )

    def _projects(self, run: answers.Run) -> Iterator[answers.ProjectForecast]:
        for told in self.foretold.projects.values():
            yield answers.ProjectForecast(
                run=run,
                project_id=told.project,
                chance=told.chance,
                **_moments(told.finish),
                curve=_curve(told.curve),
                covered=told.covered,
                hours_left=told.hours_left.p50,
                hours_p50=told.hours_left.p50,
                hours_p80=told.hours_left.p80,
                budget_chance=told.budget_chance,
                sentence=told.sentence[:300],
                drivers=[_driver(one) for one in told.drivers],
            )

    def _goals(self, run: answers.Run) -> Iterator[answers.GoalForecast]:
        for told in self.foretold.goals.values():
            moments = _moments(told.finish)
            yield answers.GoalForecast(
                run=run,
                goal_id=told.goal,
                chance=told.chance,
                covered=told.covered,
                sentence=told.sentence[:300],
                p50=moments["p50"],
                p80=moments["p80"],
                curve=_curve(told.curve),
                hours_left=told.hours_left.p50,
                drivers=[_driver(one) for one in told.drivers],
            )

    def _costs(self, run: answers.Run) -> Iterator[answers.CostForecast]:
        for (noun, one), told in self.foretold.costs.items():
            yield fresh(
                answers.CostForecast,
                run_id=run.pk,
                **{f"{noun}_id": one},
                currency=told.currency,
                spent=told.spent,
                p10=told.p10,
                p50=told.p50,
                p80=told.p80,
                p90=told.p90,
                rated=round(told.rated, 3),
                chance=told.chance,
                price=told.price,
                covers=told.covers,
            )

    def _measures(self, run: answers.Run) -> Iterator[answers.MeasureForecast]:
        measures = Measure.objects.filter(goal__ended_on=None).select_related("goal")
        for measure in measures.prefetch_related("readings"):
            readings = [(measure.baseline_on, float(measure.baseline))]
            readings += [(one.on, float(one.value)) for one in measure.readings.all()]
            target, by = float(measure.target), measure.goal.target
            told, added = trend(readings, target, by), self.foretold.added.get(measure.pk)
            yield answers.MeasureForecast(
                run=run,
                measure=measure,
                chance=told.chance,
                joined=trend(readings, target, by, added).chance if added else None,
                low=told.low,
                likely=told.likely,
                high=told.high,
                sentence=told.sentence[:300],
            )


def _what_would_save(
    portfolio: Portfolio, planned: Plan, foretold: Forecast
) -> dict[int, list[dict[str, Any]]]:
    """Of each promise below what is wanted, what would bring its last task forward. Everybody who sees the project
    reads it, so work that is for some eyes only is not named, and of such a project nothing is kept."""
    guarded = set(Project.objects.open().exclude(seen_by="everyone").values_list("pk", flat=True))
    weak = [
        one for one in foretold.projects.values() if one.chance is not None and one.chance < WANTED_CHANCE
    ]
    weak = [one for one in weak if portfolio.project[one.project].due and one.project not in guarded]
    last: dict[int, Placed] = {}
    for placed in planned.placed.values():
        project = portfolio.task[placed.task].project
        if project not in last or placed.finish > last[project].finish:
            last[project] = placed
    chosen = sorted(weak, key=lambda one: (one.chance or 0.0, one.project))[:MOST_SAVED]
    if not any(one.project in last for one in chosen):
        return {}
    withheld = tuple(
        replace(task, name=UNSEEN) if task.project in guarded else task for task in portfolio.tasks
    )
    explainer = Explainer(replace(portfolio, tasks=withheld), planned)
    return {
        one.project: [
            {"sentence": remedy.sentence, "days": round(remedy.days, 1), "task": last[one.project].task}
            for remedy in explainer.explain(last[one.project].task).remedies[:MOST_SAVES]
        ]
        for one in chosen
        if one.project in last
    }


def _keep_for_scoring(run: answers.Run, portfolio: Portfolio, foretold: Forecast) -> None:
    """Once a day: every open project, its budgets and its fixed price, every goal, and a hundred tasks drawn by their
    id's hash."""
    today = Organization.here().today(run.as_of)
    if answers.KeptForecast.objects.filter(on=today).exists():
        return
    kept: list[answers.KeptForecast] = []
    known = set(answers.KeptForecast.at_first().values_list("record_id", flat=True))

    def keep(
        noun: str, pk: int, chance: float | None, by_when: date | None, p50: Any, p80: Any, **more: Any
    ) -> None:
        kept.append(
            answers.KeptForecast(
                on=today, noun=noun, record_id=pk, chance=chance, by_when=by_when, p50=p50, p80=p80, **more
            )
        )

    for told in foretold.projects.values():
        finish = told.finish
        due = portfolio.project[told.project].due
        alone = None if told.project in known else told.alone
        first = {"alone_p50": alone.p50, "alone_p80": alone.p80} if alone else {}
        keep("project", told.project, told.chance, due, finish and finish.p50, finish and finish.p80, **first)
        if told.budget_chance is not None:
            keep("budget", told.project, told.budget_chance, None, None, None)
        cost = foretold.costs.get(("project", told.project))
        if cost and cost.chance is not None:
            keep("money", told.project, cost.chance, None, None, None)
        if cost and cost.covers is not None:
            keep("price", told.project, cost.covers, None, None, None)
    for goal in foretold.goals.values():
        finish = goal.finish
        keep(
            "goal",
            goal.goal,
            goal.chance,
            portfolio.goal[goal.goal].target,
            finish and finish.p50,
            finish and finish.p80,
        )
    drawn = sorted(foretold.tasks, key=lambda task: hashlib.sha256(f"{today}{task}".encode()).digest())
    for pk in drawn[:KEPT_TASKS]:
        task = foretold.tasks[pk]
        keep("task", pk, task.chance, portfolio.task[pk].due, task.p50, task.p80)
    answers.KeptForecast.objects.bulk_create(kept, ignore_conflicts=True)


def _prune() -> None:
    runs = list(answers.Run.objects.order_by("-pk").values_list("pk", flat=True)[: RUNS_KEPT + 1])
    if len(runs) > RUNS_KEPT:
        answers.Run.objects.filter(pk__lte=runs[-1]).delete()
    if len(runs) > SCHEDULES_KEPT:
        answers.ScheduledTask.objects.filter(run_id__lte=runs[SCHEDULES_KEPT]).delete()
        answers.CostForecast.objects.filter(run_id__lte=runs[SCHEDULES_KEPT], task__isnull=False).delete()
        TentativeTask.objects.filter(run_id__lte=runs[SCHEDULES_KEPT]).delete()
        answers.Proposal.objects.filter(run_id__lte=runs[SCHEDULES_KEPT]).delete()


def _labels(run: answers.Run, before: Portfolio) -> dict[tuple[str, int], str]:
    """By record, what happened to it between the two runs, in words; what hangs on a task is the task's."""
    changes = Change.objects.filter(number__gt=before.seen, number__lte=run.seen).order_by("number")
    names = dict(Task.objects.filter(project__ended_on=None).values_list("pk", "name"))
    labels: dict[tuple[str, int], str] = {}
    for change in changes.only("noun", "record_id", "label", "verb", "before", "after"):
        content: dict[str, Any] = change.after or change.before or {}
        task = content.get("task_id") or content.get("after_id")
        key, name = (change.noun, change.record_id), change.label
        if task is not None and change.noun != "risk":
            key, name = ("task", task), names.get(task, change.label)
        words = WORDS.get(change.verb) or WORDS.get(change.verb.partition(".")[2], "was changed")
        labels.setdefault(key, f"“{name}” {words}")
    return labels


WORDS = {
    "estimate.made": "was re-estimated",
    "task.planned": "was added",
    "task.cut": "was cut from the scope",
    "task.removed": "was removed, its hours stay",
    "goal.target_moved": "has another date",
    "project.due_moved": "has another due date",
    "timeentry.recorded": "was worked on",
    "assignment.agreed": "has another person",
    "assignment.released": "has nobody agreed",
    "dependency.tied": "waits for another task",
    "absence.announced": "is away",
    "risk.noted": "may strike",
    "risk.described": "may strike otherwise",
    "risk.struck": "has struck",
    "risk.passed": "can strike no more",
    "opportunity.noted": "may come",
    "opportunity.described": "may come otherwise",
    "opportunity.moved": "is likelier to come, or less likely",
    "opportunity.won": "has come",
    "opportunity.became": "has come",
    "opportunity.lost": "does not come",
    "finished": "was finished",
    "hung": "was moved on the board",
    "started": "was started",
    "left_said": "has another rest",
    "reopened": "was reopened",
    "ended": "ended",
}


def _moments(finish: Moments | None) -> dict[str, datetime | None]:
    if finish is None:
        return dict.fromkeys(("p10", "p50", "p80", "p90"))
    return {"p10": finish.p10, "p50": finish.p50, "p80": finish.p80, "p90": finish.p90}


def _curve(curve: Iterable[tuple[date, float]]) -> list[list[Any]]:
    return [[day.isoformat(), round(share, 4)] for day, share in curve]


def _driver(driver: Driver) -> dict[str, Any]:
    return {
        "kind": driver.kind.value,
        "id": driver.id,
        "days": round(driver.days, 1),
        "sentence": driver.sentence,
    }

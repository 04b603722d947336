"""What a goal's page shows: two lines, what it takes today and in all, what moved it, what serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Subquery, Sum

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Measure, Reading
from varifocal.org.runs.run import GoalForecast, MeasureForecast, Run, ScheduledTask
from varifocal.org.work.project import Serving
from varifocal.web import charts, colour
from varifocal.web import format as say
from varifocal.web.charts import Picture
from varifocal.web.direction.overview import away
from varifocal.web.direction.tree import Branch, Tree, latest

STEPS = 8
"""How many next steps a page shows."""
LATEST = 6
"""How many readings of a measure."""


@dataclass(frozen=True, slots=True)
class Work:
    """The first line: will the work be done in time."""

    chance: say.Chance | None
    sentence: str
    planned: str
    percent: int | None
    moved: tuple[str, ...]
    drivers: tuple[str, ...]
    by_half: str
    by_most: str
    picture: Picture | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Gauge:
    """The second line: a measure, its readings, and where they lead."""

    measure: Measure
    chance: say.Chance | None
    sentence: str
    readings: tuple[Reading, ...]
    reads: str
    wanted: str
    picture: Picture | None

    @property
    def latest(self) -> list[Reading]:
        """The newest readings, the newest first."""
        return list(self.readings[: -LATEST - 1 : -1])


@dataclass(frozen=True, slots=True)
class Step:
    """A task to do next."""

    row: ScheduledTask
    who: str
    hours: str
    day: str
    shade: str


@dataclass(frozen=True, slots=True)
class Share:
    """A project that serves the goal or one below it."""

    serving: Serving
    share: str
    chance: say.Chance | None
    hours: str
    due: str
    shade: str
    through: str


@dataclass(frozen=True, slots=True)
class GoalPage:
    """The whole page."""

    goal: Goal
    branch: Branch
    day: str
    shade: str
    away: str
    sight: tuple[dict[str, Any], ...]
    work: Work
    gauges: tuple[Gauge, ...]
    steps: tuple[Step, ...]
    shares: tuple[Share, ...]
    hours_left: str
    people: int
    is_planned: bool


def show(by: Account, pk: int, here: Organization) -> GoalPage | None:
    """All of it, in eight queries; None where she does not see the goal. Days are the organization's."""
    run, newest = latest()
    today, zone = here.today(), ZoneInfo(here.zone)
    tree = Tree.seen_by(by, today, run, whole=True)
    goal = tree.goals.get(pk)
    if goal is None:
        return None
    under = tree.under(goal)
    shares = _shares(tree, under, goal, today)
    projects = {share.serving.project_id for share in shares}
    left = _left(by, run, projects)
    return GoalPage(
        goal=goal,
        branch=tree.branch(goal, ended=True),
        day=say.day(goal.target, today),
        shade=colour.shade(goal.target, today),
        away=away(goal.target, today),
        sight=tuple(tree.above(goal)),
        work=_work(goal, tree.forecasts.get(pk), run, newest, today, zone),
        gauges=_gauges(by, goal, run, today),
        steps=_steps(by, run, projects, today, zone),
        shares=shares,
        hours_left=say.hours(round(left["hours"] or 0)) if left["hours"] else "",
        people=left["people"],
        is_planned=run is not None,
    )


def work_of(by: Account, goal: Goal, here: Organization) -> Work:
    """The first line alone, for the fragment that refreshes itself: two queries."""
    run, newest = latest()
    forecast = GoalForecast.objects.visible_to(by).filter(run=run, goal=goal).first() if run else None
    return _work(goal, forecast, run, newest, here.today(), ZoneInfo(here.zone))


def _work(
    goal: Goal, forecast: GoalForecast | None, run: Run | None, newest: int, today: date, zone: tzinfo
) -> Work:
    chance = forecast.chance if forecast else None
    covered = forecast.covered if forecast else None
    return Work(
        chance=None if chance is None else say.chance(chance),
        sentence=forecast.sentence if forecast else "",
        planned="" if covered is None else say.percent(covered),
        percent=None if covered is None else round(covered * 100),
        moved=tuple(_words(line) for line in forecast.drift) if forecast else (),
        drivers=tuple(_words(line) for line in forecast.drivers) if forecast else (),
        by_half=say.day(_day(forecast.p50, zone), today) if forecast else "",
        by_most=say.day(_day(forecast.p80, zone), today) if forecast else "",
        picture=_picture(forecast, goal, today) if forecast and chance is not None else None,
        waits=run is None or newest > run.seen,
    )


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _words(line: Any) -> str:
    return str(line.get("sentence", "")) if isinstance(line, dict) else str(line)


def _picture(forecast: GoalForecast, goal: Goal, today: date) -> Picture | None:
    points = [(date.fromisoformat(str(day)[:10]), float(share)) for day, share in forecast.curve]
    title = f"When the work of “{goal}” will be done"
    return charts.curve(points, title=title, today=today, due=goal.target) if points else None


def _gauges(by: Account, goal: Goal, run: Run | None, today: date) -> tuple[Gauge, ...]:
    now = MeasureForecast.objects.filter(run=run, measure=OuterRef("pk"))
    names = ("chance", "low", "likely", "high", "sentence")
    measures = Measure.objects.visible_to(by).filter(goal=goal)
    measures = measures.annotate(**{f"now_{name}": Subquery(now.values(name)[:1]) for name in names})
    readings = Reading.objects.visible_to(by).filter(measure__goal=goal)
    return tuple(
        _gauge(
            goal, measure, tuple(reading for reading in readings if reading.measure_id == measure.pk), today
        )
        for measure in measures
    )


def _gauge(goal: Goal, measure: Any, readings: tuple[Reading, ...], today: date) -> Gauge:
    last = readings[-1].value if readings else measure.baseline
    known = measure.now_low is not None and measure.now_likely is not None and measure.now_high is not None
    return Gauge(
        measure=measure,
        chance=None if measure.now_chance is None else say.chance(measure.now_chance),
        sentence=measure.now_sentence or "",
        readings=readings,
        reads=f"{say.number(last, 2)} {measure.unit}".strip(),
        wanted=f"{say.number(measure.target, 2)} {measure.unit}".strip(),
        picture=charts.trend(
            [(reading.on, float(reading.value)) for reading in readings],
            title=f"{measure}, from where it began to where it should be",
            today=today,
            baseline=float(measure.baseline),
            target=float(measure.target),
            by=goal.target,
            band=(measure.now_low, measure.now_likely, measure.now_high) if known else None,
            unit=measure.unit,
        )
        if readings
        else None,
    )


def _steps(by: Account, run: Run | None, projects: set[int], today: date, zone: tzinfo) -> tuple[Step, ...]:
    rows = (
        _open_rows(by, run, projects)
        .filter(task__is_wait=False)
        .select_related("task", "task__project", "person")
        .order_by(F("start").asc(nulls_last=True), "rank", "pk")[:STEPS]
        if run and projects
        else ()
    )
    return tuple(
        Step(
            row=row,
            who=row.person.name if row.person else "nobody yet",
            hours=say.hours(round(row.hours, 2)) if row.hours else "",
            day=say.near_day(_day(row.finish, zone), today),
            shade=colour.shade(_day(row.finish, zone), today),
        )
        for row in rows
    )


def _left(by: Account, run: Run | None, projects: set[int]) -> dict[str, Any]:
    if run is None or not projects:
        return {"hours": 0, "people": 0}
    found: dict[str, Any] = _open_rows(by, run, projects).aggregate(
        hours=Sum("hours"), people=Count("person", distinct=True)
    )
    return found


def _open_rows(by: Account, run: Run | None, projects: set[int]) -> Any:
    return ScheduledTask.objects.visible_to(by).filter(
        run=run, task__finished_at=None, task__project__in=projects
    )


def _shares(tree: Tree, under: Sequence[Goal], goal: Goal, today: date) -> tuple[Share, ...]:
    """Each project once, the goal's own first."""
    found: dict[int, Share] = {}
    for each in under:
        for serving in tree.servings.get(each.pk, ()):
            if serving.project_id not in found:
                found[serving.project_id] = _share(serving, "" if each == goal else each.name, today)
    return tuple(found.values())


def _share(serving: Any, through: str, today: date) -> Share:
    chance, left = getattr(serving, "now_chance", None), getattr(serving, "now_hours_left", None)
    return Share(
        serving=serving,
        share="" if serving.share == 1 else say.percent(float(serving.share)),
        chance=None if chance is None else say.chance(chance),
        hours="" if left is None else say.hours(round(left)),
        due=say.day(serving.project.due, today),
        shade=colour.shade(serving.project.due, today),
        through=through,
    )

"""The two lines of a goal: will the work be done in time, and will the measure get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from varifocal.flows.driven import seen_by
from varifocal.flows.together import Row, together
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Measure, Reading
from varifocal.org.runs.run import GoalForecast, MeasureForecast, Run
from varifocal.org.work.contribution import Contribution
from varifocal.web import charts, costs
from varifocal.web import format as say
from varifocal.web.charts import Picture
from varifocal.web.direction.tree import latest
from varifocal.web.lately import HIDDEN, out_of_sight

LATEST = 6
"""How many readings of a measure stand on the page."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What moved a chance, and by how much."""

    words: str
    points: str


@dataclass(frozen=True, slots=True)
class Work:
    """The first line: will the work be done in time."""

    chance: say.Chance | None
    sentence: str
    planned: str
    percent: int | None
    moved: str
    causes: tuple[Cause, ...]
    drivers: tuple[str, ...]
    by_half: str
    by_most: str
    picture: Picture | None
    waits: bool
    days: tuple[str, ...] = ()
    """By when it is done with 5, 10 … 95 %."""
    cost: Mapping[str, Any] = field(default_factory=dict)
    """Empty for whoever sees no money."""


@dataclass(frozen=True, slots=True)
class Adds:
    """What a project adds to a measure once it is done, as stated."""

    pk: int
    project: int
    name: str
    much: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """The second line: a measure, its readings, and where they lead; with what projects add, where that is stated."""

    measure: Measure
    chance: say.Chance | None
    joined: say.Chance | None
    adds: tuple[Adds, ...]
    sentence: str
    readings: tuple[Reading, ...]
    reads: str
    wanted: str
    picture: Picture | None

    @property
    def latest(self) -> list[Reading]:
        """The newest readings, the newest first."""
        return list(self.readings[: -LATEST - 1 : -1])


def work_again(by: Account, goal: Goal, here: Organization) -> Work:
    """The first line alone, for the fragment that refreshes itself: three queries."""
    run = latest()
    forecast = GoalForecast.objects.visible_to(by).filter(run=run, goal=goal).first() if run else None
    return work_of(by, goal, forecast, run, here)


def work_of(
    by: Account, goal: Goal, forecast: GoalForecast | None, run: Run | None, here: Organization
) -> Work:
    """The first line; one query. Days are the organization's."""
    waits = run is None or bool(getattr(run, "is_stale", False))
    if forecast is None:
        return Work(None, "", "", None, "", (), (), "", "", None, waits)
    today, zone = here.today(), ZoneInfo(here.zone)
    chance = None if forecast.chance is None else say.chance(forecast.chance)
    return Work(
        chance=chance,
        sentence=forecast.sentence,
        planned=say.percent(forecast.covered),
        percent=None if forecast.covered is None else round(forecast.covered * 100),
        moved=_moved(goal, forecast, today) if chance else "",
        causes=_causes(by, forecast),
        drivers=seen_by(by, forecast.drivers),
        by_half=_day(forecast.p50, today, zone),
        by_most=_day(forecast.p80, today, zone),
        picture=_curve(forecast, goal, today) if chance else None,
        waits=waits,
        days=tuple(charts.days_by(_points(forecast), today)) if chance else (),
        cost=costs.of(by, "goal", goal.pk),
    )


def gauges_of(by: Account, goal: Goal, run: Run | None, today: date) -> tuple[Gauge, ...]:
    """The second line, one for each measure; two queries."""
    now = MeasureForecast.objects.filter(run=run, measure=OuterRef("pk"))
    names = ("chance", "joined", "low", "likely", "high", "sentence")
    measures = Measure.objects.visible_to(by).filter(goal=goal)
    measures = measures.annotate(**{f"now_{name}": Subquery(now.values(name)[:1]) for name in names})
    lists = together({
        "readings": (
            Reading.objects.visible_to(by).filter(measure__goal=goal),
            {"measure": "measure_id", "on": "on", "value": "value", "note": "note"},
        ),
        "adds": (
            Contribution.objects.visible_to(by).filter(measure__goal=goal),
            {"pk": "pk", "measure": "measure_id", "project": "project_id", "name": "project__name", "adds": "adds"},
        ),
    })  # fmt: skip
    readings = sorted((_reading(row) for row in lists["readings"]), key=lambda one: one.on)
    adds = sorted(lists["adds"], key=lambda row: int(row["pk"]))
    return tuple(
        _gauge(
            goal,
            measure,
            tuple(one for one in readings if one.measure_id == measure.pk),
            tuple(_adds(row, measure) for row in adds if row["measure"] == measure.pk),
            today,
        )
        for measure in measures
    )


def _moved(goal: Goal, forecast: GoalForecast, today: date) -> str:
    """“78 % by 30 Jun 2027, was 84 %”; nothing where nothing moved it."""
    difference = sum(float(one["points"]) for one in forecast.drift)
    if forecast.chance is None or not forecast.drift:
        return ""
    was = min(1.0, max(0.0, forecast.chance - difference))
    return f"{say.percent(forecast.chance)} by {say.day(goal.target, today)}, was {say.percent(was)}:"


def _causes(by: Account, forecast: GoalForecast) -> tuple[Cause, ...]:
    """What moved it, without the names of what she does not see: the points stay, so that they add up."""
    hidden = out_of_sight(by, {(noun, pk) for cause in forecast.drift for noun, pk in cause.get("about", ())})
    return tuple(
        Cause(
            HIDDEN if any((noun, pk) in hidden for noun, pk in one.get("about", ())) else str(one["cause"]),
            say.points(one["points"]),
        )
        for one in forecast.drift
    )


def _curve(forecast: GoalForecast, goal: Goal, today: date) -> Picture | None:
    points = _points(forecast)
    title = f"When the work of “{goal}” will be done"
    return charts.curve(points, title=title, today=today, due=goal.target) if points else None


def _points(forecast: GoalForecast) -> list[tuple[date, float]]:
    return [(date.fromisoformat(str(day)[:10]), float(share)) for day, share in forecast.curve]


def _reading(row: Row) -> Reading:
    value = Decimal(str(row["value"]))
    on = date.fromisoformat(row["on"][:10])
    return Reading(measure_id=row["measure"], on=on, value=value, note=row["note"])


def _adds(row: Row, measure: Measure) -> Adds:
    much = f"{say.number(abs(Decimal(str(row['adds']))), 2)} {measure.unit}".strip()
    less = "" if float(row["adds"]) > 0 else " less"
    return Adds(row["pk"], row["project"], row["name"], much + less)


def _gauge(
    goal: Goal, measure: Any, readings: tuple[Reading, ...], adds: tuple[Adds, ...], today: date
) -> Gauge:
    last = readings[-1].value if readings else measure.baseline
    return Gauge(
        measure=measure,
        chance=None if measure.now_chance is None else say.chance(measure.now_chance),
        joined=None if measure.now_joined is None else say.chance(measure.now_joined),
        adds=adds,
        sentence=measure.now_sentence or "",
        readings=readings,
        reads=f"{say.number(last, 2)} {measure.unit}".strip(),
        wanted=f"{say.number(measure.target, 2)} {measure.unit}".strip(),
        picture=_trend(goal, measure, readings, today) if readings else None,
    )


def _trend(goal: Goal, measure: Any, readings: Sequence[Reading], today: date) -> Picture:
    band = (measure.now_low, measure.now_likely, measure.now_high)
    return charts.trend(
        [(reading.on, float(reading.value)) for reading in readings],
        title=f"{measure}, from where it began to where it should be",
        today=today,
        baseline=float(measure.baseline),
        target=float(measure.target),
        by=goal.target,
        band=None if None in band else band,
        unit=measure.unit,
    )


def _day(moment: datetime | None, today: date, zone: ZoneInfo) -> str:
    return say.day(moment.astimezone(zone).date(), today) if moment else ""

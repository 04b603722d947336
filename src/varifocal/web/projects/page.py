"""What the page of one project shows: its head on every tab, then the board, the list, the timeline, the forecast,
or what it is about. Each tab is read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from varifocal.core.values import Recorded
from varifocal.flows import recorded
from varifocal.flows.driven import seen_by
from varifocal.flows.sight import Lines
from varifocal.flows.together import Row, day, together
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import visible
from varifocal.org.runs.run import ProjectForecast, Run, ScheduledTask
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Estimate
from varifocal.web import charts, colour, costs
from varifocal.web import format as say
from varifocal.web.changes.shown import told as told_changes
from varifocal.web.changes.shown import who
from varifocal.web.charts import Picture
from varifocal.web.projects.clock import Clock
from varifocal.web.projects.overview import ended
from varifocal.web.sightline import steps_for

MOST_HOMELESS = 40
NEWS = 30
NO_END = "no end"
QUIET = ("attendance", "checklistitem", "timeentry")
"""Too small for what happened to a project; Changes has them."""
TABS = (("Board", "project"), ("List", "project-list"), ("Timeline", "project-timeline"),
        ("Forecast", "project-forecast"), ("About", "project-about"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every tab. Hours are person-hours."""

    project: Project
    ended: str
    eyebrow: str
    sentence: str
    chance: say.Chance | None
    instead: str
    likely_by: str
    used: Recorded
    left: float | None
    budget: Decimal | None
    over: Decimal | None
    spent: int | None
    tasks_open: int
    tasks: int
    shade: str
    sight: list[dict[str, Any]]
    standing: bool
    forecast: ProjectForecast | None


def head(by: Account, project: Any, clock: Clock) -> Head:
    """Six queries; `project` as `of` reads it."""
    lines = Lines.seen_by(by)
    forecast = (
        ProjectForecast.objects.filter(run=Run.newest(), project=project).select_related("run").first()
        if project.is_open
        else None
    )
    used = recorded.read(project)
    left = forecast.hours_left if forecast else None
    share = forecast.chance if forecast and project.due else None
    in_all = used.hours + Decimal(str(left or 0))
    budget = project.budget_hours
    return Head(
        project=project,
        ended=ended(project),
        eyebrow=" · ".join(_about(project, clock)),
        sentence=_sentence(project, forecast, clock),
        chance=None if share is None else say.chance(share),
        instead=_instead(project, forecast),
        likely_by=say.day(clock.day(forecast.p80), clock.today) if forecast else "",
        used=used,
        left=left,
        budget=budget,
        over=in_all - budget if budget and used.speaks and in_all > budget + Decimal("0.5") else None,
        spent=min(100, round(100 * used.hours / budget)) if budget and used.speaks else None,
        tasks_open=project.tasks_open,
        tasks=project.tasks_in_all,
        shade=colour.shade(project.due, clock.today),
        sight=steps_for(lines.of_project(project.pk), clock.today),
        standing=lines.is_standing(project.pk),
        forecast=forecast,
    )


def of(by: Account) -> QuerySet[Project]:
    """Projects she sees, with what a head needs."""
    return (
        Project.objects.visible_to(by)
        .select_related("company", "manager", "standing", "made_from")
        .annotate(
            **recorded.hours_of("project"),
            tasks_open=Count("tasks", filter=Q(tasks__finished_at=None)),
            tasks_in_all=Count("tasks"),
        )
    )


def beside_timeline(by: Account, project: Project) -> tuple[list[Row], dict[str, Any] | None]:
    """What of it has no place in the plan, with the reason, and the baseline we go by; one query."""
    rows = (
        ScheduledTask.objects.visible_to(by)
        .filter(run=Run.newest(), task__project=project, task__finished_at=None)
        .exclude(unplanned="")
        .order_by("pk")[:MOST_HOMELESS]
    )
    kept = Baseline.objects.visible_to(by).filter(project=project).order_by("-pk")[:1]
    found = together(
        {
            "nowhere": (rows, {"id": "task", "name": "task__name", "reason": "unplanned"}),
            "base": (kept, {"on": "on", "words": "words"}),
        }
    )
    base = next(iter(found["base"]), None)
    return found["nowhere"], base and {"on": day(base["on"]), "words": base["words"]}


def curve(head: Head, clock: Clock) -> Picture | None:
    """The chance of being done by each day."""
    points = _points(head)
    if not points:
        return None
    return charts.curve(
        points, title=f"When “{head.project}” will be done", today=clock.today, due=head.project.due
    )


def days(head: Head, clock: Clock) -> list[str]:
    """By when it is done with which chance, for the slider."""
    return charts.days_by(_points(head), clock.today)


def _points(head: Head) -> list[tuple[date, float]]:
    curve = head.forecast.curve if head.forecast else []
    return [(date.fromisoformat(str(day)[:10]), float(share)) for day, share in curve]


@dataclass(frozen=True, slots=True)
class About:
    """What it is for, and who is on it."""

    goals: list[dict[str, Any]]
    people: list[dict[str, Any]]


def about(by: Account, project: Project, clock: Clock) -> About:
    """One query."""
    serves = Serving.objects.visible_to(by).filter(project=project, until=None)
    held = Assignment.objects.visible_to(by).filter(task__project=project, task__finished_at=None)
    newest = Estimate.objects.filter(task=OuterRef("task")).order_by("-pk").values("likely")[:1]
    found = together(
        {
            "goals": (
                serves,
                {"id": "goal", "name": "goal__name", "target": "goal__target", "share": "share"},
            ),
            "people": (
                held.annotate(likely=Subquery(newest)),
                {"id": "person", "name": "person__name", "likely": "likely"},
            ),
        }
    )
    goals = sorted(found["goals"], key=lambda row: -float(row["share"]))
    return About([_goal(row, clock.today) for row in goals], _people(found["people"]))


def news(by: Account, project: Project, clock: Clock) -> list[dict[str, Any]]:
    """The last changes she may see of it, in words; six queries."""
    lines = (
        Change.objects.filter(visible(by, Change), project=project.pk)
        .exclude(noun__in=QUIET)
        .select_related("by__person")
        .order_by("-number")[:NEWS]
    )
    return [
        {
            "who": who(line.by),
            "did": words,
            "day": say.near_day(clock.day(line.happened_at), clock.today),
            "iso": line.happened_at.astimezone(UTC).isoformat(timespec="seconds"),
        }
        for line, words in told_changes(by, list(lines), clock.today)
    ]


def told(by: Account, head: Head, clock: Clock) -> dict[str, Any]:
    """The forecast in words and figures; empty where there is none."""
    found = head.forecast
    if found is None:
        return {}

    def on(moment: datetime | None) -> str:
        return say.day(clock.day(moment), clock.today)

    return {
        "half": on(found.p50),
        "most": on(found.p80),
        "nine": on(found.p90),
        "covered": say.percent(found.covered),
        "cost": costs.of(by, "project", head.project.pk),
        "hours_half": found.hours_p50,
        "hours_most": found.hours_p80,
        "budget": say.chance(found.budget_chance) if found.budget_chance is not None else None,
        "drivers": seen_by(by, found.drivers),
        "seen": say.near_day(clock.day(found.run.as_of), clock.today),
        "draws": f"{found.run.figures.get('draws', 0):,}",
        "published": found.run.figures.get("from_published", True),
    }


def budget_of(project: Project) -> str:
    """What it may cost in all, for those who see money."""
    return say.money(project.budget_money, Organization.here().currency)


def _about(project: Any, clock: Clock) -> Iterable[str]:
    yield Project.Kind(project.kind).label
    if project.manager:
        yield f"managed by {project.manager.name}"
    if project.ended_on:
        yield f"{ended(project).lower()} {say.day(project.ended_on, clock.today)}"


def _sentence(project: Any, forecast: ProjectForecast | None, clock: Clock) -> str:
    """What matters about it now, in a sentence."""
    if not project.is_open:
        return ""
    if not project.tasks_in_all:
        return "Nothing is planned here yet."
    if not project.tasks_open:
        return "Every task is done; end the project when the work is handed over."
    if forecast is None or forecast.p80 is None:
        return (forecast.sentence if forecast else "") or "It is not planned yet; that takes a moment."
    by_most = clock.day(forecast.p80)
    done = f"As planned, four chances in five that it is done by {say.day(by_most, clock.today)}"
    if project.due is None or by_most is None:
        return f"{done}."
    apart = (project.due - by_most).days
    days = f"{abs(apart)} {'day' if abs(apart) == 1 else 'days'}"
    return f"{done}, {f'{days} early' if apart > 0 else f'{days} late' if apart else 'its due date'}."


def _instead(project: Any, forecast: ProjectForecast | None) -> str:
    if project.ended_on:
        return ended(project)
    if not project.due:
        return NO_END if project.kind == Project.Kind.STANDING else "no due date"
    return (forecast.sentence if forecast else "") or "not planned yet"


def _goal(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    target = date.fromisoformat(str(row["target"])[:10])
    return {
        "name": row["name"],
        "url": f"/goals/{row['id']}",
        "day": say.day(target, today),
        "shade": colour.shade(target, today),
        "share": say.percent(float(row["share"])),
    }


def _people(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["id"], {"name": row["name"], "url": f"/people/{row['id']}", "tasks": 0, "hours": 0.0}
        )
        one["tasks"] += 1
        one["hours"] += float(row["likely"] or 0)
    return sorted(found.values(), key=lambda one: (-one["hours"], one["name"]))

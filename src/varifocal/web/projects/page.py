"""What the page of one project shows: its head on every tab, then the board, the list, the timeline, the forecast,
or what it is about. Each tab is read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OrderBy, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict

from varifocal.flows.sight import Lines
from varifocal.flows.together import together
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.runs.run import ProjectForecast, ScheduledTask
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Estimate, Task
from varifocal.web import charts, colour
from varifocal.web import format as say
from varifocal.web.changes.shown import told as told_changes
from varifocal.web.changes.shown import who
from varifocal.web.charts import Picture
from varifocal.web.projects.overview import PAGE, address, ended, hours_used, latest_run
from varifocal.web.sheet import Cell
from varifocal.web.sightline import steps_for

DONE_SHOWN = 8
"""Finished cards on the board; the list has all."""
MOST_BARS = 150
"""On the timeline, the soonest first; the list has all."""
NEWS = 30
QUIET = ("attendance", "checklistitem", "timeentry")
"""Too small for what happened to a project; Changes has them."""
TABS = (("Board", "project"), ("List", "project-list"), ("Timeline", "project-timeline"),
        ("Forecast", "project-forecast"), ("About", "project-about"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and the zone of the organization."""

    today: date
    zone: tzinfo

    def day(self, moment: datetime | None) -> date | None:
        """The day of a moment there."""
        return moment.astimezone(self.zone).date() if moment else None


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
    used: Decimal
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


@dataclass(frozen=True, slots=True)
class Card:
    """One task of the project."""

    id: int
    name: str
    url: str
    seen: int
    status: str
    closed: bool
    is_wait: bool
    urgent: bool
    due: date | None
    start: date | None
    finish: date | None
    p80: date | None
    share: float | None
    likely: Decimal | None
    used: Decimal | None
    who: tuple[str, ...]
    proposed: str
    unplanned: str
    today: date

    @property
    def move_url(self) -> str:
        """Where its card is moved."""
        return f"/tasks/{self.id}/move"

    @property
    def day(self) -> str:
        """Due, else when it is planned to be done."""
        if self.closed:
            return ""
        if self.due:
            return f"due {say.near_day(self.due, self.today)}"
        return f"planned {say.near_day(self.finish, self.today)}" if self.finish else ""

    @property
    def iso(self) -> str:
        """The same day for machines."""
        day = self.due or self.finish
        return day.isoformat() if day else ""

    @property
    def shade(self) -> str:
        """Its colour: how far its own date is."""
        return colour.shade(self.due or self.finish, self.today)

    @property
    def effort(self) -> str:
        """What it is believed to take."""
        return "" if self.is_wait else say.hours(self.likely)

    @property
    def people(self) -> str:
        """Who does it, as agreed."""
        return ", ".join(self.who)

    @property
    def initials(self) -> str:
        """Of the first who does it."""
        return "".join(part[0] for part in self.who[0].split()[:2]).upper() if self.who else ""

    @property
    def state(self) -> str:
        """The shape of its state; nothing where nothing needs saying."""
        if self.closed:
            return ""
        if self.is_wait:
            return "waiting"
        return "danger" if self.is_late or self.unplanned else ""

    @property
    def word(self) -> str:
        """And its word."""
        if self.is_late:
            return "overdue" if self.due and self.due < self.today else "planned past its date"
        return "has no place yet" if self.unplanned else "waiting" if self.is_wait else ""

    @property
    def is_late(self) -> bool:
        """Past its due date, or planned to be."""
        if self.closed or self.due is None:
            return False
        return self.due < self.today or (self.finish is not None and self.finish > self.due)

    @property
    def chance(self) -> say.Chance | None:
        """Of its due date."""
        return say.chance(self.share) if self.share is not None and self.due and not self.closed else None


def head(by: Account, project: Any, clock: Clock) -> Head:
    """Six queries; `project` as `of` reads it."""
    lines = Lines.seen_by(by)
    forecast = (
        ProjectForecast.objects.filter(run=Subquery(latest_run()), project=project)
        .select_related("run")
        .first()
        if project.is_open
        else None
    )
    used = project.used or Decimal(0)
    left = forecast.hours_left if forecast else None
    share = forecast.chance if forecast and project.due else None
    in_all = used + Decimal(str(left or 0))
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
        over=in_all - budget if budget and in_all > budget + Decimal("0.5") else None,
        spent=min(100, round(100 * used / budget)) if budget else None,
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
            used=hours_used(),
            tasks_open=Count("tasks", filter=Q(tasks__finished_at=None)),
            tasks_in_all=Count("tasks"),
        )
    )


def tasks_of(by: Account, project: Project) -> QuerySet[Task]:
    """The project's tasks with what their cards tell, in their places."""
    planned = ScheduledTask.objects.filter(run=Subquery(latest_run()), task=OuterRef("pk"))
    names = ("start", "finish", "p80", "chance", "proposed", "unplanned", "person__name")
    newest = Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk")
    hours = TimeEntry.objects.filter(task=OuterRef("pk")).order_by().values("task")
    return (
        Task.objects.visible_to(by)
        .filter(project=project)
        .annotate(
            **{f"plan_{name.replace('__', '_')}": Subquery(planned.values(name)[:1]) for name in names},
            likely=Subquery(newest.values("likely")[:1]),
            used=Subquery(hours.annotate(sum=Sum("hours")).values("sum")),
        )
        .defer("brief")
        .order_by("place", "pk")
    )


def cards(tasks: QuerySet[Task], clock: Clock) -> list[Card]:
    """The cards of these, as `tasks_of` tells them, in their order; two queries."""
    held = Assignment.objects.filter(task__in=tasks.values("pk")).order_by("pk")
    return _cards(tasks, held.values_list("task", "person__name"), clock)


def card_of(by: Account, task: Task, clock: Clock) -> Card:
    """One task's card, as it stands."""
    return cards(tasks_of(by, task.project).filter(pk=task.pk), clock)[0]


def on_board(by: Account, project: Project) -> QuerySet[Task]:
    """What is open, and of the finished the newest few."""
    done = Task.objects.filter(project=project).exclude(finished_at=None).order_by("-finished_at", "-pk")
    return tasks_of(by, project).filter(Q(finished_at=None) | Q(pk__in=done.values("pk")[:DONE_SHOWN]))


def columns(cards: Sequence[Card], head: Head) -> list[dict[str, Any]]:
    """The board: each card in the column it hangs in, and how many more are done."""
    shown = []
    for key, name in Task.Status.choices:
        here = [card for card in cards if card.status == key]
        more = head.tasks - head.tasks_open - len(here) if key == Task.Status.DONE else 0
        shown.append({"key": key, "name": name, "cards": here, "more": max(0, more)})
    return shown


def place_in(project: Project, column: str, before: int | None, moving: int) -> float:
    """The place of a card that is put before another one of this column, or last; one query."""
    others = [
        (pk, place)
        for pk, place in project.tasks.filter(status=column)
        .order_by("place", "pk")
        .values_list("pk", "place")
        if pk != moving
    ]
    at = next((index for index, (pk, _) in enumerate(others) if pk == before), len(others))
    above = others[at - 1][1] if at > 0 else None
    below = others[at][1] if at < len(others) else None
    if above is None:
        return 1.0 if below is None else below - 1
    return above + 1 if below is None else (above + below) / 2


def timeline(by: Account, project: Project, clock: Clock) -> tuple[list[Card], Picture]:
    """What is open, the soonest and all that has no place in the plan, and a bar for each with its ties; two
    queries."""
    soonest = listed(by, project, "finish", "open")
    tasks = soonest.filter(Q(pk__in=soonest.values("pk")[:MOST_BARS]) | Q(plan_unplanned__gt=""))
    ties = Dependency.objects.visible_to(by).filter(before__project=project, after__project=project)
    found = together(
        {
            "who": (
                Assignment.objects.filter(task__project=project, task__finished_at=None),
                {"task": "task", "name": "person__name", "at": "pk"},
            ),
            "ties": (
                ties.filter(before__finished_at=None, after__finished_at=None),
                {"before": "before", "after": "after"},
            ),
        }
    )
    held = sorted(found["who"], key=lambda row: row["at"])
    shown = _cards(tasks, ((row["task"], row["name"]) for row in held), clock)
    here = {card.id for card in shown}
    links = [(row["before"], row["after"]) for row in found["ties"]]
    return shown, _bars(project, shown, [pair for pair in links if here.issuperset(pair)], clock)


def _bars(project: Project, cards: Sequence[Card], links: Sequence[tuple[int, int]], clock: Clock) -> Picture:
    rows = [
        charts.TimelineRow(
            id=card.id,
            name=card.name,
            start=card.start,
            finish=card.finish,
            due=card.due,
            p80=card.p80,
            url=card.url,
            state="danger" if card.is_late else card.chance.state if card.chance else "",
            proposed=bool(card.proposed),
        )
        for card in sorted(cards, key=lambda card: (card.start or date.max, card.finish or date.max))
    ]
    return charts.timeline(
        rows, title=f"When the work of “{project}” is planned", today=clock.today, links=links
    )


def curve(head: Head, clock: Clock) -> Picture | None:
    """The chance of being done by each day."""
    if head.forecast is None or not head.forecast.curve:
        return None
    points = [(date.fromisoformat(str(day)[:10]), float(share)) for day, share in head.forecast.curve]
    return charts.curve(
        points, title=f"When “{head.project}” will be done", today=clock.today, due=head.project.due
    )


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
            "iso": line.happened_at.astimezone(UTC).isoformat(),
        }
        for line, words in told_changes(by, list(lines), clock.today)
    ]


_STATUSES = Case(*(When(status=key, then=at) for at, key in enumerate(Task.Status.values)), default=0)
_FIRST_HAND = Assignment.objects.filter(task=OuterRef("pk")).order_by("pk").values(name=Lower("person__name"))
SORTS: dict[str, Any] = {
    "name": Lower("name"),
    "status": _STATUSES,
    "who": Subquery(_FIRST_HAND[:1]),
    "likely": F("likely"),
    "used": F("used"),
    "due": F("due"),
    "finish": Coalesce("finished_at", "plan_finish"),
    "chance": F("plan_chance"),
}
COLUMNS = (
    ("Task", "name", False), ("Status", "status", False), ("Who", "who", False), ("Estimate", "likely", True),
    ("Used", "used", True), ("Due", "due", False), ("Planned", "finish", False), ("Chance", "chance", False),
)  # fmt: skip


def listed(by: Account, project: Project, sort: str, state: str) -> QuerySet[Task]:
    """Its tasks of a state (open, done, or all) in the order asked for; what lacks the value comes last, and
    without an order what is open comes first."""
    tasks = tasks_of(by, project)
    if state in ("open", "done"):
        tasks = tasks.filter(finished_at__isnull=state == "open")
    key = SORTS.get(sort.removeprefix("-"), Case(When(finished_at=None, then=0), default=1))
    return tasks.order_by(OrderBy(key, descending=sort.startswith("-"), nulls_last=True), "place", "pk")


def one_page(tasks: QuerySet[Task], page: int) -> QuerySet[Task]:
    """Of these a page; only its own cards are made up."""
    return tasks.filter(pk__in=tasks.values("pk")[(page - 1) * PAGE : page * PAGE])


def columns_of(query: QueryDict) -> list[dict[str, Any]]:
    """The heads of the list's columns, each an address that sorts by it."""
    sort = query.get("sort", "")
    return [
        {
            "name": name,
            "url": address(query, sort=f"-{key}" if sort == key else key, page="1"),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(sort, "none"),
            "right": right,
        }
        for name, key, right in COLUMNS
    ]


def told(head: Head, clock: Clock) -> dict[str, Any]:
    """The forecast in words and figures; empty where there is none."""
    found = head.forecast
    if found is None:
        return {}

    def by(moment: datetime | None) -> str:
        return say.day(clock.day(moment), clock.today)

    return {
        "half": by(found.p50),
        "most": by(found.p80),
        "nine": by(found.p90),
        "covered": say.percent(found.covered),
        "hours_half": found.hours_p50,
        "hours_most": found.hours_p80,
        "budget": say.chance(found.budget_chance) if found.budget_chance is not None else None,
        "drivers": [
            str(one.get("sentence", "")) if isinstance(one, dict) else str(one) for one in found.drivers
        ],
        "seen": say.near_day(clock.day(found.run.as_of), clock.today),
    }


def sheet_of(cards: Iterable[Card]) -> Iterable[Sequence[Cell]]:
    """The list for a spreadsheet."""
    for card in cards:
        yield (
            card.name, Task.Status(card.status).label, card.people, card.likely, card.used, card.due, card.start,
            card.finish, card.p80, card.share,
        )  # fmt: skip


SHEET = ("Task", "Status", "Who", "Hours estimated", "Hours used", "Due", "Planned start", "Planned finish",
         "80 % by", "Chance of the due date")  # fmt: skip


def _about(project: Any, clock: Clock) -> Iterable[str]:
    if project.company:
        yield project.company.name
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
        return "no due date"
    return (forecast.sentence if forecast else "") or "not planned yet"


def _cards(tasks: Iterable[Any], held: Iterable[tuple[int, str]], clock: Clock) -> list[Card]:
    people: dict[int, list[str]] = defaultdict(list)
    for task, name in held:
        people[task].append(name)
    return [_card(task, tuple(people[task.pk]), clock) for task in tasks]


def _card(task: Any, who: tuple[str, ...], clock: Clock) -> Card:
    open_ = task.finished_at is None
    return Card(
        id=task.pk,
        name=task.name,
        url=f"/tasks/{task.pk}",
        seen=task.version,
        status=task.status,
        closed=not open_,
        is_wait=task.is_wait,
        urgent=task.priority == 1,
        due=task.due,
        start=clock.day(task.plan_start) if open_ else clock.day(task.started_at),
        finish=clock.day(task.plan_finish) if open_ else clock.day(task.finished_at),
        p80=clock.day(task.plan_p80) if open_ else None,
        share=task.plan_chance,
        likely=task.likely,
        used=task.used,
        who=who,
        proposed=task.plan_person_name if open_ and task.plan_proposed and not who else "",
        unplanned=task.plan_unplanned or "" if open_ else "",
        today=clock.today,
    )


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

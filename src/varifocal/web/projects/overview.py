"""What the list of projects shows: built in a handful of queries, filtered, sorted, grouped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from varifocal.core.values import Recorded
from varifocal.flows import recorded
from varifocal.flows.sight import Lines
from varifocal.org.base.account import Account
from varifocal.org.runs.run import ProjectForecast, Run
from varifocal.org.work.project import Project
from varifocal.web import colour, costs
from varifocal.web import format as say
from varifocal.web.sheet import Cell
from varifocal.web.sightline import steps_for

PAGE = 100
STATES = (("open", "Open"), ("ended", "Ended"), ("all", "All"))
GROUPS = (("", "No groups"), ("client", "By client"), ("state", "By state"), ("manager", "By manager"))
NOBODY, NO_CLIENT = "Nobody yet", "Without a client"


@dataclass(frozen=True, slots=True)
class Row:
    """One project on the list; hours are person-hours."""

    id: int
    name: str
    url: str
    client: str
    manager: str
    kind: str
    due: date | None
    shade: str
    opened: date
    ended: str
    tasks_open: int
    used: Recorded
    left: float | None
    budget: Decimal | None
    chance: say.Chance | None
    share: float | None
    instead: str
    sight: list[dict[str, Any]]
    standing: bool

    @property
    def state(self) -> str:
        """In a word: how it ended, or how likely its due date is."""
        return self.ended or (self.chance.word.capitalize() if self.chance else "No chance yet")

    @property
    def over(self) -> Decimal | None:
        """Hours beyond the budget, used and left together; None while they fit, without a budget, or where too few
        of those used are real to say."""
        if self.budget is None or not self.used.speaks:
            return None
        beyond = self.used.hours + Decimal(str(self.left or 0)) - self.budget
        return beyond if beyond > Decimal("0.5") else None


@dataclass(frozen=True, slots=True)
class Wish:
    """What she wants to see, from the address."""

    q: str = ""
    state: str = "open"
    client: int | None = None
    manager: int | None = None
    sort: str = "due"
    group: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Wish:
        """What is not understood is as if it were not said."""
        state, sort, group = query.get("state", "open"), query.get("sort", "due"), query.get("group", "")
        return cls(
            query.get("q", "").strip()[:100],
            state if state in dict(STATES) else "open",
            _number(query.get("client", "")),
            _number(query.get("manager", "")),
            sort if sort.removeprefix("-") in SORTS else "due",
            group if group in dict(GROUPS) else "",
        )


def rows_for(by: Account, wish: Wish, today: date) -> list[Row]:
    """All projects she wished for, in her order; seven queries."""
    projects = list(_wanted(by, wish))
    lines = Lines.seen_by(by)
    forecasts = _forecasts(by, projects)
    rows = [_row(project, forecasts.get(project.pk), lines, today) for project in projects]
    key, backwards = SORTS[wish.sort.removeprefix("-")], wish.sort.startswith("-")
    rows.sort(key=lambda row: (row.name.casefold(), row.id))
    known = [row for row in rows if key(row) is not None]
    known.sort(key=lambda row: _comparable(key(row)), reverse=backwards)
    return known + [row for row in rows if key(row) is None]


def groups_of(rows: Sequence[Row], group: str) -> list[tuple[str, list[Row]]]:
    """The rows under their headings; what has none comes last."""
    naming: dict[str, Callable[[Row], str]] = {
        "client": lambda row: row.client,
        "state": lambda row: row.state,
        "manager": lambda row: row.manager,
    }
    if group not in naming:
        return [("", list(rows))] if rows else []
    name = naming[group]
    instead = {"client": NO_CLIENT, "manager": NOBODY}.get(group, "")
    ordered = sorted(rows, key=lambda row: (not name(row), name(row).casefold()))
    return [(heading or instead, list(some)) for heading, some in groupby(ordered, key=name)]


def head_of(query: QueryDict, wish: Wish) -> list[dict[str, str | bool]]:
    """The heads of the columns, each an address that sorts by it."""
    return [
        {
            "name": name,
            "url": address(query, sort=f"-{key}" if wish.sort == key else key, page="1"),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(wish.sort, "none"),
            "right": right,
        }
        for name, key, right in COLUMNS
    ]


def sheet_of(rows: Iterable[Row], by: Account) -> tuple[Sequence[str], Iterable[Sequence[Cell]]]:
    """The same rows for a spreadsheet, under their heads; with what they cost for those who see money."""
    cost = costs.to_come(by, "project")
    return (*SHEET, *(costs.COLUMNS if cost else ())), _lines(rows, cost)


def _lines(rows: Iterable[Row], cost: Mapping[int, tuple[Decimal, Decimal]]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        sight = " → ".join(str(step["name"]) for step in row.sight)
        yield (
            row.name, row.client, row.manager, row.kind, row.state, row.opened, row.due, row.share,
            row.used.told, row.used.share, row.left, row.budget, row.tasks_open, sight,
            *(cost.get(row.id, (None, None)) if cost else ()),
        )  # fmt: skip


SHEET = (
    "Project", "Client", "Manager", "Kind", "State", "Opened", "Due", "Chance of the due date",
    "Hours used", "Share of real hours", "Hours left", "Budget hours", "Open tasks", "Line of sight",
)  # fmt: skip
COLUMNS = (
    ("Project", "name", False),
    ("Client", "client", False),
    ("Manager", "manager", False),
    ("Due", "due", False),
    ("Chance", "chance", False),
    ("Used", "used", True),
    ("Left", "left", True),
    ("Budget", "budget", True),
)
SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row.name,
    "client": lambda row: row.client or None,
    "manager": lambda row: row.manager or None,
    "due": lambda row: row.due,
    "chance": lambda row: row.share,
    "used": lambda row: row.used.hours,
    "left": lambda row: row.left,
    "budget": lambda row: row.budget,
}


def headline(rows: Sequence[Row], wish: Wish) -> str:
    """What matters about what is shown, in a sentence."""
    count = f"{len(rows)} {'project' if len(rows) == 1 else 'projects'}"
    if wish.state == "ended":
        return f"{count} ended"
    danger = [row for row in rows if row.chance and row.chance.state == "danger"]
    over = [row for row in rows if row.over and not row.ended]
    if len(danger) == 1:
        return f"“{danger[0].name}” will probably miss its date"
    if danger:
        return f"{len(danger)} of {count} will probably miss their dates"
    if over:
        return (
            f"{len(over)} of {count} {'needs' if len(over) == 1 else 'need'} more hours than the budget has"
        )
    if (blind := sum(not row.sight and not row.standing for row in rows if not row.ended)) and len(rows) > 1:
        return f"{count}; {blind} of them without a why"
    promised = [row for row in rows if row.chance]
    return f"{count}, and every date will probably hold" if promised else count


def page_of(said: str, total: int) -> int:
    """The page the address asks for, or the last there is."""
    return max(1, min(_number(said) or 1, -(-total // PAGE)))


def pages(query: QueryDict, page: int, total: int) -> dict[str, Any]:
    """For `parts/pages.html`, `page` as `page_of` says it; nothing where one page is enough."""
    if total <= PAGE:
        return {}
    last = -(-total // PAGE)
    return {
        "total": total,
        "count": last,
        "from": (page - 1) * PAGE + 1,
        "to": min(total, page * PAGE),
        "before": address(query, page=str(page - 1)) if page > 1 else "",
        "after": address(query, page=str(page + 1)) if page < last else "",
    }


def address(query: QueryDict, **values: str) -> str:
    """The same address with these values."""
    changed = query.copy()
    for name, value in values.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def ended(project: Project) -> str:
    """How it ended, or nothing."""
    return Project.Ending(project.ending).label if project.ending else ""


def _wanted(by: Account, wish: Wish) -> QuerySet[Project]:
    projects = Project.objects.visible_to(by).select_related("company", "manager")
    if wish.state != "all":
        projects = projects.filter(ended_on__isnull=wish.state == "open")
    if wish.client:
        projects = projects.filter(company=wish.client)
    if wish.manager:
        projects = projects.filter(manager=wish.manager)
    if wish.q:
        projects = projects.filter(Q(name__icontains=wish.q) | Q(company__name__icontains=wish.q))
    return projects.annotate(
        **recorded.hours_of("project"), tasks_open=Count("tasks", filter=Q(tasks__finished_at=None))
    )


def _forecasts(by: Account, projects: Sequence[Project]) -> Mapping[int, ProjectForecast]:
    ids = [project.pk for project in projects if project.is_open]
    found = ProjectForecast.objects.filter(run=Run.newest(), project__in=ids)
    return {row.project_id: row for row in found.defer("curve", "drivers")}


def _row(project: Any, forecast: ProjectForecast | None, lines: Lines, today: date) -> Row:
    share = forecast.chance if forecast and project.due else None
    return Row(
        id=project.pk,
        name=project.name,
        url=f"/projects/{project.pk}",
        client=project.company.name if project.company else "",
        manager=project.manager.name if project.manager else "",
        kind=Project.Kind(project.kind).label,
        due=project.due,
        shade=colour.shade(project.due, today),
        opened=project.opened_on,
        ended=ended(project),
        tasks_open=project.tasks_open,
        used=recorded.read(project),
        left=forecast.hours_left if forecast else None,
        budget=project.budget_hours,
        chance=None if share is None else say.chance(share),
        share=share,
        instead=_instead(project, forecast),
        sight=steps_for(lines.of_project(project.pk), today),
        standing=lines.is_standing(project.pk),
    )


def _instead(project: Any, forecast: ProjectForecast | None) -> str:
    if project.ended_on:
        return ended(project)
    if not project.due:
        return "no due date"
    if not project.tasks_open:
        return "no open tasks"
    return (forecast.sentence if forecast else "") or "not planned yet"


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None

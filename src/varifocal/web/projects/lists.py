"""The list of a project: its order, its pages, its columns, and itself as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OrderBy, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict

from varifocal.org.base.account import Account
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web import costs
from varifocal.web.projects.cards import Card, tasks_of
from varifocal.web.projects.overview import PAGE, address
from varifocal.web.sheet import Cell

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
SHEET = ("Task", "Status", "Who", "Hours estimated", "Hours used", "Share of real hours", "Due", "Planned start",
         "Planned finish", "80 % by", "Chance of the due date")  # fmt: skip


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


def sheet_of(cards: Iterable[Card], by: Account) -> tuple[Sequence[str], Iterable[Sequence[Cell]]]:
    """The list for a spreadsheet, under its heads; with what tasks cost for those who see money."""
    cost = costs.to_come(by, "task")
    return (*SHEET, *(costs.COLUMNS if cost else ())), _lines(cards, cost)


def _lines(cards: Iterable[Card], cost: Mapping[int, tuple[Decimal, Decimal]]) -> Iterator[Sequence[Cell]]:
    for card in cards:
        yield (
            card.name, Task.Status(card.status).label, card.people, card.likely, card.used.told,
            card.used.share, card.due, card.start, card.finish, card.p80, card.share,
            *(cost.get(card.id, (None, None)) if cost else ()),
        )  # fmt: skip

"""The tasks of a project as cards: on its board, in its list, and one alone after it was moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from varifocal.core.values import Recorded
from varifocal.flows import recorded
from varifocal.org.base.account import Account
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.projects.clock import Clock

DONE_SHOWN = 8
"""Finished cards on the board; the list has all."""


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
    used: Recorded
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


def tasks_of(by: Account, project: Project) -> QuerySet[Task]:
    """The project's tasks with what their cards tell, in their places."""
    planned = ScheduledTask.objects.filter(run=Run.newest(), task=OuterRef("pk"))
    names = ("start", "finish", "p80", "chance", "proposed", "unplanned", "person__name")
    newest = Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk")
    return (
        Task.objects.visible_to(by)
        .filter(project=project)
        .annotate(
            **{f"plan_{name.replace('__', '_')}": Subquery(planned.values(name)[:1]) for name in names},
            likely=Subquery(newest.values("likely")[:1]),
            **recorded.hours_of("task"),
        )
        .defer("brief")
        .order_by("place", "pk")
    )


def read(tasks: QuerySet[Task], clock: Clock) -> list[Card]:
    """The cards of these, as `tasks_of` tells them, in their order; two queries."""
    held = Assignment.objects.filter(task__in=tasks.values("pk")).order_by("pk")
    return cards_of(tasks, held.values_list("task", "person__name"), clock)


def card_of(by: Account, task: Task, clock: Clock) -> Card:
    """One task's card, as it stands."""
    return read(tasks_of(by, task.project).filter(pk=task.pk), clock)[0]


def on_board(by: Account, project: Project) -> QuerySet[Task]:
    """What is open, and of the finished the newest few."""
    done = Task.objects.filter(project=project).exclude(finished_at=None).order_by("-finished_at", "-pk")
    return tasks_of(by, project).filter(Q(finished_at=None) | Q(pk__in=done.values("pk")[:DONE_SHOWN]))


def columns(cards: Sequence[Card], done: int) -> list[dict[str, Any]]:
    """The board: each card in the column it hangs in, and of all that is done how many more there are."""
    shown = []
    for key, name in Task.Status.choices:
        here = [card for card in cards if card.status == key]
        more = done - len(here) if key == Task.Status.DONE else 0
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


def cards_of(tasks: Iterable[Any], held: Iterable[tuple[int, str]], clock: Clock) -> list[Card]:
    """The cards of tasks as `tasks_of` reads them; `held` is who does what, as (task, name)."""
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
        used=recorded.read(task),
        who=who,
        proposed=task.plan_person_name if open_ and task.plan_proposed and not who else "",
        unplanned=task.plan_unplanned or "" if open_ else "",
        today=clock.today,
    )

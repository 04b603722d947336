"""What the pages of the schedule show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from varifocal.flows.schedule import Bar, Explanation, Schedule
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.work.task import Task
from varifocal.web import charts
from varifocal.web import format as say
from varifocal.web.sheet import Cell
from varifocal.web.today.shown import proposal

MOST_NAMES = 3


@dataclass(frozen=True)
class Page:
    """All a template needs; a view takes what it asks for."""

    headline: str
    tabs: list[dict[str, Any]]
    picture: charts.Picture | None = None
    people: tuple[dict[str, Any], ...] = ()
    proposals: tuple[dict[str, Any], ...] = ()
    projects: tuple[dict[str, Any], ...] = ()
    unplaced: tuple[dict[str, Any], ...] = ()
    more_unplaced: int = 0
    acts: tuple[dict[str, Any], ...] = ()
    empty: bool = False


def load_page(schedule: Schedule) -> Page:
    """People by weeks."""
    rows = [
        charts.LoadRow(
            one.id, one.name, f"{reverse('schedule-people')}?person={one.id}", one.hours, one.capacity
        )
        for one in schedule.loads
    ]
    picture = charts.load(rows, schedule.weeks, title="Planned hours, person by week", today=schedule.today)
    return Page(_load_headline(schedule), _tabs(schedule, "load"), picture, empty=not schedule.loads)


SHEET = ("Name", "Week from", "Hours planned", "Hours there are")


def sheet_of(schedule: Schedule) -> Iterator[Sequence[Cell]]:
    """The same for a spreadsheet, a line a person and week."""
    for one in schedule.loads:
        for monday, hours, there in zip(schedule.weeks, one.hours, one.capacity, strict=True):
            yield one.name, monday, round(hours, 2), round(there, 2)


def people_page(schedule: Schedule, person: int | None) -> Page:
    """Timelines by person; one person's alone where she is chosen."""
    names = dict(schedule.people)
    bars = [bar for bar in schedule.bars if bar.person in names]
    bars.sort(key=lambda bar: (names[bar.person], bar.start, bar.task))
    rows = [
        charts.TimelineRow(
            id=bar.task,
            name=bar.name,
            start=bar.start,
            finish=bar.finish,
            due=bar.due,
            p80=bar.p80,
            url=reverse("why", args=[bar.task]),
            group=names[bar.person],
            state=_state(bar),
            proposed=bar.proposed,
        )
        for bar in bars
    ]
    title = f"{names[person]}’s plan" if person in names else "Everybody’s next tasks"
    picture = charts.timeline(rows, title=title, today=schedule.today)
    people = tuple(
        {
            "name": name,
            "url": f"{reverse('schedule-people')}?person={pk}",
            "here": pk == person,
        }
        for pk, name in schedule.people
    )
    return Page(title, _tabs(schedule, "people"), picture, people=people, empty=not rows)


def tray_page(schedule: Schedule, by: Account) -> Page:
    """Proposals, work nobody agreed yet by project, work without a place."""
    fresh = [one for one in schedule.waiting if one.proposed]
    may_agree = by.has_role(Role.OWNER, Role.MANAGER)
    projects = tuple(
        {
            "name": one.project_name,
            "url": reverse("project", args=[one.project]),
            "count": one.proposed,
            "act": _agree(
                f"Agree to {'it' if one.proposed == 1 else f'all {one.proposed}'}", project=one.project
            )
            if may_agree
            else None,
        }
        for one in sorted(fresh, key=lambda one: (-one.proposed, one.project_name))
    )
    unplaced = tuple(
        {
            "name": one.name,
            "url": reverse("task", args=[one.task]),
            "project": one.project_name,
            "reason": one.reason,
        }
        for one in schedule.unplaced
    )
    offered = tuple(proposal(row) for row in schedule.proposals)
    acts = (_agree("Agree to everything proposed"),) if may_agree and len(projects) > 1 else ()
    return Page(
        _tray_headline(len(offered), schedule.proposed_tasks, schedule.unplaced_tasks),
        _tabs(schedule, "tray"),
        proposals=offered,
        projects=projects,
        unplaced=unplaced,
        more_unplaced=schedule.unplaced_tasks - len(unplaced),
        acts=acts,
    )


def why_page(task: Task, told: Explanation) -> dict[str, Any]:
    """The chain back to now, and remedies."""
    today = Organization.here().today()
    return {
        "task": task,
        "url": reverse("task", args=[task.pk]),
        "project_url": reverse("project", args=[task.project_id]),
        "sentence": told.sentence,
        "links": [
            {
                "sentence": link.sentence,
                "since": say.day(link.since.date(), today),
                "until": say.day(link.until.date(), today),
            }
            for link in (told.chain if len(told.chain) > 1 else ())  # of one link the sentence says it all
        ],
        "remedies": [one.sentence for one in told.remedies],
    }


def _tabs(schedule: Schedule, here: str) -> list[dict[str, Any]]:
    waiting = schedule.proposed_tasks + schedule.unplaced_tasks + len(schedule.proposals)
    return [
        {"name": "Load", "url": reverse("schedule"), "here": here == "load", "count": None},
        {"name": "People", "url": reverse("schedule-people"), "here": here == "people", "count": None},
        {
            "name": "Tray",
            "url": reverse("schedule-tray"),
            "here": here == "tray",
            "count": waiting,
        },
    ]


def _load_headline(schedule: Schedule) -> str:
    """Who is full for the next four weeks, by name where they are few."""
    if not any(any(one.hours) for one in schedule.loads):
        return "Nobody has planned work yet"
    full = [one for one in schedule.loads if all(one.is_full(week) for week in range(1, 4))]
    if not full:
        return f"Everybody has room in the next four weeks{_no_place(schedule)}"
    if len(full) <= MOST_NAMES:
        are = "is" if len(full) == 1 else "are"
        return f"{_and([one.name for one in full])} {are} full for a month{_no_place(schedule)}"
    return f"{len(full)} of {len(schedule.loads)} people are full for a month{_no_place(schedule)}"


def _no_place(schedule: Schedule) -> str:
    count = schedule.unplaced_tasks
    if not count:
        return ""
    return f"; {count} {'task has' if count == 1 else 'tasks have'} no place yet"


def _tray_headline(proposals: int, fresh: int, unplaced: int) -> str:
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (proposals, "proposal worth a look", "proposals worth a look"),
            (fresh, "task waits for a yes", "tasks wait for a yes"),
            (unplaced, "has no place yet", "have no place yet"),
        )
        if count
    ]
    return ", ".join(parts) if parts else "Nothing waits in the tray"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _agree(name: str, *, project: int | None = None) -> dict[str, Any]:
    fields = {} if project is None else {"project": project}
    return {"name": name, "post": reverse("schedule-agree"), "fields": fields}


def _state(bar: Bar) -> str:
    if bar.chance is None:
        return ""
    return say.chance(bar.chance).state

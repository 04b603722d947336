"""How full the weeks of people, or of skills, are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.core.values import in_a_row
from varifocal.flows.schedule import Schedule
from varifocal.web import charts
from varifocal.web.schedule.parts import asked_with, tabs_of
from varifocal.web.sheet import Cell

MOST_NAMES = 3
SOON = range(1, 4)
"""The weeks a headline is about: the next three, this one being half gone."""
OF_PEOPLE = (
    "Hours the agreed plan and what is proposed ask for, against working hours less absences, holidays and meetings. "
    "Choose a week to see what she does then."
)
OF_SKILLS = (
    "Hours the plan asks of a skill, against the hours those who have it are there for it: their working time less "
    "what the plan gives them of other skills. Whoever has several skills is there for each; “none” says that all who "
    "have it are away or taken by other work. "
    "Choose a week to see who does what then."
)
IF_IT_LANDS = (
    " What follows a + is work of opportunities that may never come; it takes only what firm work leaves, and is not "
    "counted as full."
)
SHEET = ("Name", "Week from", "Hours planned", "Hours there are", "Hours that may come")


@dataclass(frozen=True, slots=True)
class Page:
    """All the template needs."""

    headline: str
    tabs: list[dict[str, Any]]
    picture: charts.Picture
    choices: tuple[tuple[dict[str, Any], ...], ...]
    caption: str
    empty: bool


def shown(schedule: Schedule, query: QueryDict) -> Page:
    """People, or skills, by weeks; every cell leads to who does what then."""
    by_skill = query.get("of") == "skill"
    key = "skill" if by_skill else "person"
    address = f"{reverse('schedule')}?{key}="
    rows = [
        charts.LoadRow(one.id, one.name, f"{address}{one.id}", one.hours, one.capacity, one.tentative)
        for one in schedule.loads
    ]
    title = f"Planned hours, {key} by week"
    picture = charts.load(rows, schedule.weeks, title=title, today=schedule.today, noun=key)
    of = (("person", "By person"), ("skill", "By skill"))
    weeks = ((12, "12 weeks"), (26, "26 weeks"))
    return Page(
        _skill_headline(schedule) if by_skill else _people_headline(schedule),
        tabs_of(schedule, "schedule-load"),
        picture,
        choices=(
            tuple(
                {"name": name, "url": f"?{asked_with(query, of=one)}", "here": one == key} for one, name in of
            ),
            tuple(
                {
                    "name": name,
                    "url": f"?{asked_with(query, weeks=str(one))}",
                    "here": one == len(schedule.weeks),
                }
                for one, name in weeks
            ),
        ),
        caption=(OF_SKILLS if by_skill else OF_PEOPLE)
        + (IF_IT_LANDS if any(any(one.tentative) for one in schedule.loads) else ""),
        empty=not schedule.loads,
    )


def sheet_of(schedule: Schedule) -> Iterator[Sequence[Cell]]:
    """The same for a spreadsheet, a line a person and week."""
    for one in schedule.loads:
        for monday, hours, there in zip(schedule.weeks, one.hours, one.capacity, strict=True):
            coming = one.tentative[schedule.weeks.index(monday)] if one.tentative else 0.0
            yield one.name, monday, round(hours, 2), round(there, 2), round(coming, 2)


def _skill_headline(schedule: Schedule) -> str:
    """Which skills are full for the next four weeks."""
    return _full(schedule, "skills") or f"Every skill has room in the next four weeks{_no_place(schedule)}"


def _people_headline(schedule: Schedule) -> str:
    """Who is full for the next four weeks, by name where they are few."""
    if not any(any(one.hours) for one in schedule.loads):
        return "Nobody has planned work yet"
    return _full(schedule, "people") or f"Everybody has room in the next four weeks{_no_place(schedule)}"


def _full(schedule: Schedule, noun: str) -> str:
    """Those that are full, by name where they are few; empty where none is."""
    full = [one.name for one in schedule.loads if one.is_full(SOON)]
    if not full:
        return ""
    who = in_a_row(full) if len(full) <= MOST_NAMES else f"{len(full)} of {len(schedule.loads)} {noun}"
    return f"{who} {'is' if len(full) == 1 else 'are'} full for a month{_no_place(schedule)}"


def _no_place(schedule: Schedule) -> str:
    count = schedule.unplaced_tasks
    if not count:
        return ""
    return f"; {count} {'task has' if count == 1 else 'tasks have'} no place yet"

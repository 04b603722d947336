"""What the page of one's calendars shows: each calendar and how it goes, what the meetings are, days, feeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.flows.calendars.landing import BUSY, Landed, sounds_away
from varifocal.flows.calendars.reading import Read
from varifocal.flows.calendars.rounds import EVERY, RESTS_AFTER
from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import Fetch
from varifocal.org.base.refusals import Refusal
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.doing import Attendance
from varifocal.org.work.feed import Feed
from varifocal.org.work.project import Project
from varifocal.web import format as say

AROUND = timedelta(days=14)
MOST_MEETINGS, MOST_DAYS, MOST_SAID = 40, 12, 40
UNTITLED = "Without a title"


@dataclass(frozen=True, slots=True)
class Line:
    """One calendar."""

    pk: int
    name: str
    how: str
    fault: str
    left_out: str
    titles: bool
    is_file: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Met:
    """One meeting, or one series by its next time."""

    pk: int
    title: str
    when: str
    what: str
    because: str
    guessed: bool
    clicks: tuple[tuple[str, str], ...]
    """What one click says it is: value and words."""


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days that are taken in her calendar."""

    pk: int
    title: str
    when: str
    sounds_away: bool
    inside: tuple[str, ...]
    """Work of hers that is planned on these days."""


@dataclass(frozen=True, slots=True)
class Page:
    """All of it."""

    calendars: tuple[Line, ...]
    met: tuple[Met, ...]
    more: int
    unknown: int
    days: tuple[Days, ...]
    said: tuple[tuple[int, str, str], ...]
    feeds: tuple[tuple[int, str, str], ...]
    projects: tuple[Project, ...]
    headline: str
    minutes: int


def page(by: Account, person: Person, now: datetime) -> Page:
    """Her page (`now`: UTC), in eight questions."""
    zone = ZoneInfo(person.zone)
    today = now.astimezone(zone).date()
    calendars = list(Calendar.objects.visible_to(by))
    marks = Fetch.objects.in_bulk([one.pk for one in calendars])
    projects = {one.pk: one for one in Project.objects.visible_to(by).open().order_by("name")}
    met, more = _met(person, projects, now, zone)
    lines = tuple(_line(one, marks.get(one.pk), now, zone) for one in calendars)
    return Page(
        calendars=lines,
        met=met,
        more=more,
        unknown=sum(not one.what for one in met),
        days=tuple(_days(by, person, today, zone)),
        said=tuple(
            (one.pk, _key(one), _stands(one, projects))
            for one in Said.objects.visible_to(by).select_related("company").order_by("-pk")[:MOST_SAID]
        ),
        feeds=tuple(
            (one.pk, "Your own days" if one.project is None else one.project.name, _made(one, today, zone))
            for one in Feed.objects.visible_to(by).select_related("project")
            if one.project_id is None or one.project_id in projects
        ),
        projects=tuple(projects.values()),
        headline=_headline(lines, met),
        minutes=int(EVERY.total_seconds() // 60),
    )


def choices(by: Account) -> list[Any]:
    """Everything a meeting may be, as choices of a form."""
    projects = Project.objects.visible_to(by).open().order_by("name").values_list("pk", "name")
    companies = Company.objects.visible_to(by).order_by("name").values_list("pk", "name")
    return [
        ("people", "Time for people"),
        ("none", "Nothing of these"),
        ("private", "Private, no work"),
        ("Projects", [(f"project:{pk}", name) for pk, name in projects]),
        ("Companies", [(f"company:{pk}", name) for pk, name in companies]),
    ]


def stands(one: Attendance) -> str:
    """What it is now, as a choice."""
    meeting = one.meeting
    if one.private:
        return "private"
    if meeting.project_id:
        return f"project:{meeting.project_id}"
    if meeting.company_id:
        return f"company:{meeting.company_id}"
    return "people" if meeting.people_time else "none"


def title_of(one: Attendance) -> str:
    """As it stands in her own calendar."""
    if one.private:
        return "Private"
    try:
        own = unseal(one.title)
    except Refusal:
        own = ""
    return own or (UNTITLED if one.meeting.name == BUSY else one.meeting.name)


def brought(landed: Landed, found: Read) -> str:
    """What a file came to."""
    if landed.nothing:
        return "Read; everything was as before"
    parts = [f"{say.count(landed.fresh)} new"] if landed.fresh else []
    parts += [f"{say.count(landed.changed)} changed"] if landed.changed else []
    parts += [f"{say.count(landed.gone)} gone"] if landed.gone else []
    parts += [f"{say.count(landed.days)} about whole days"] if landed.days else []
    left_out = f"; {found.left_out[0]}" if found.left_out else ""
    return f"Read {found.entries:,} entries: {', '.join(parts)}{left_out}"


def _line(one: Calendar, mark: Fetch | None, now: datetime, zone: ZoneInfo) -> Line:
    lost = not one.is_file and not one.address
    looked = mark.looked_at if mark else None
    how = "waits for its first reading" if looked is None else f"read {_ago(looked, now, zone)}"
    if one.is_file:
        how = f"brought as a file {_ago(looked, now, zone) if looked else ''}".strip()
    fault = ""
    if lost:
        fault = "Its address is not known any more; give it again."
    elif mark is not None and mark.failures:
        fault = f"{mark.fault} {_rest(mark, now, zone)}"
    return Line(one.pk, one.name, how, fault, mark.left_out if mark else "", one.titles, one.is_file, lost)


def _rest(mark: Fetch, now: datetime, zone: ZoneInfo) -> str:
    """When it is looked at again; from the fourth failure on, that we rest."""
    if mark.due_at <= now:
        return "We look again in a moment."
    when = f"at {say.clock(mark.due_at, zone)}"
    away = (mark.due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    when = f"tomorrow {when}" if away == 1 else when
    if mark.failures >= RESTS_AFTER:
        return f"That was so {mark.failures} times in a row, so we rest and look again {when}."
    return f"We look again {when}."


def _ago(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 2:
        return "just now"
    if minutes < 60:
        return f"{minutes} minutes ago"
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return f"today at {say.clock(moment, zone)}"
    return f"on {say.day(moment.astimezone(zone).date(), now.astimezone(zone).date())} at {say.clock(moment, zone)}"


def _met(
    person: Person, projects: dict[int, Project], now: datetime, zone: ZoneInfo
) -> tuple[tuple[Met, ...], int]:
    """Of the last and the coming two weeks; of a series its next time, or its last."""
    rows = (
        Attendance.objects.filter(
            person=person,
            calendar__isnull=False,
            meeting__end__gt=now - AROUND,
            meeting__start__lt=now + AROUND,
        )
        .select_related("meeting__company")
        .order_by("meeting__start", "pk")
    )
    by_series: dict[str, list[Attendance]] = {}
    for row in rows:
        by_series.setdefault(row.meeting.series, []).append(row)
    shown = [_next(times, now) for times in by_series.values() if not all(one.private for one in times)]
    # what nobody knows comes first, then what lies ahead, nearest first
    shown.sort(
        key=lambda one: (bool(_what(one, projects)), one.meeting.end < now, abs(one.meeting.start - now))
    )
    listed = [
        _one(one, len(by_series[one.meeting.series]), projects, now, zone) for one in shown[:MOST_MEETINGS]
    ]
    return tuple(listed), max(0, len(shown) - MOST_MEETINGS)


def _next(times: Sequence[Attendance], now: datetime) -> Attendance:
    return next((one for one in times if one.meeting.end >= now), times[-1])


def _one(one: Attendance, times: int, projects: dict[int, Project], now: datetime, zone: ZoneInfo) -> Met:
    meeting = one.meeting
    start, today = meeting.start.astimezone(zone), now.astimezone(zone).date()
    when = f"{say.WEEKDAYS[start.weekday()]}, {say.day(start.date(), today)}, {say.clock(start, zone)}"
    if times > 1:
        when += f", and {say.count(times - 1)} more"
    what = _what(one, projects)
    return Met(
        meeting.pk, title_of(one), when, what, meeting.because if what else "", bool(what) and not meeting.mended,
        tuple(_clicks(one, projects)),
    )  # fmt: skip


def _what(one: Attendance, projects: dict[int, Project]) -> str:
    """In words; a project she no longer sees is not told of."""
    meeting = one.meeting
    parts = []
    if meeting.project_id in projects:
        parts.append(projects[meeting.project_id].name)
    if meeting.company is not None and not any(meeting.company.name in part for part in parts):
        parts.append(meeting.company.name)
    if meeting.people_time:
        parts.append("time for people")
    return ", ".join(parts) or ("nothing of these" if meeting.mended else "")


def _clicks(one: Attendance, projects: dict[int, Project]) -> Iterable[tuple[str, str]]:
    """What it most likely is instead: up to two projects of its company, time for people, not that, private."""
    meeting = one.meeting
    if meeting.company_id:
        whose = [pk for pk, row in projects.items() if row.company_id == meeting.company_id]
        yield from ((f"project:{pk}", projects[pk].name) for pk in whose[:3] if pk != meeting.project_id)
        if meeting.project_id and meeting.company is not None:
            yield f"company:{meeting.company_id}", f"{meeting.company.name} in general"
    if not meeting.people_time and not meeting.company_id:
        yield "people", "Time for people"
    if meeting.project_id or meeting.company_id or meeting.people_time:
        yield "none", "Not so"
    yield "private", "Private"


def _days(by: Account, person: Person, today: date, zone: ZoneInfo) -> Iterable[Days]:
    rows = list(
        DaysMarked.objects.visible_to(by).filter(absence=None, refused=False, last__gte=today)[:MOST_DAYS]
    )
    planned = list(
        ScheduledTask.objects.filter(run=Run.newest(), person=person)
        .filter(task__finished_at=None, start__isnull=False)
        .select_related("task")
        if rows
        else ()
    )
    made = []
    for row in rows:
        inside = [
            one.task.name
            for one in planned
            if one.start
            and one.finish
            and one.start.astimezone(zone).date() <= row.last
            and one.finish.astimezone(zone).date() >= row.first
        ]
        try:
            title = unseal(row.title)
        except Refusal:
            title = ""
        when = say.day(row.first, today)
        if row.last != row.first:
            when += f" to {say.day(row.last, today)}"
        made.append(Days(row.pk, title or "Private", when, sounds_away(title), tuple(inside[:3])))
    return sorted(made, key=lambda one: not one.sounds_away)


def _key(one: Said) -> str:
    return "A meeting and its series" if one.about == Said.About.SERIES else f"Meetings with {one.key}"


def _stands(one: Said, projects: dict[int, Project]) -> str:
    if one.private:
        return "private"
    if one.project_id in projects:
        return projects[one.project_id].name
    if one.company is not None:
        return one.company.name
    return "time for people" if one.people_time else "nothing of these"


def _made(one: Feed, today: date, zone: ZoneInfo) -> str:
    if one.digest is None:
        return "make it anew"
    return f"made {say.near_day(one.made_at.astimezone(zone).date(), today)}"


def _headline(lines: Sequence[Line], met: Sequence[Met]) -> str:
    if not lines:
        return "Let your meetings arrive by themselves"
    unknown = sum(not one.what for one in met)
    if any(one.fault for one in lines):
        return (
            "One of your calendars could not be read" if len(lines) > 1 else "Your calendar could not be read"
        )
    if unknown:
        noun = "meeting nobody could" if unknown == 1 else "meetings nobody could"
        return f"{say.count(unknown).capitalize()} {noun} place"
    if met:
        return "Every meeting has its place"
    return "Your calendar is here"

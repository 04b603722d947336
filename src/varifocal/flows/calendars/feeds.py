"""Feeds out: what somebody has to do, as a calendar reads it; only what she may see at the moment of asking.

Whole days only: planned work from its first to its last day, due dates, days away. All of it is marked free, so that it
blocks nothing and, read back by a calendar we subscribe to, counts for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Absence, Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.feed import Feed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

BACK, AHEAD = timedelta(days=30), timedelta(days=366)
MOST_ENTRIES = 2_000
LINE = 73
"""Octets of a line before it is folded."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed: whole days, both included."""

    key: str
    title: str
    first: date
    last: date
    about: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A feed as it is sent; the same content has the same mark."""

    body: bytes
    etag: str


def tell(feed: Feed, now: datetime) -> Told:
    """What the feed says (`now`: UTC), through the eyes of its person. A handful of queries."""
    by = feed.person.account
    assert by is not None
    zone = ZoneInfo(feed.person.zone)
    today = now.astimezone(zone).date()
    span = (today - BACK, today + AHEAD)
    entries: Iterable[Entry] = ()
    name = "Varifocal"
    if not by.is_guest and by.sees_content:
        if feed.project is None:
            name, entries = (
                f"{Organization.here().name}: {feed.person.name}",
                _of_person(by, feed.person, zone, span),
            )
        elif (project := Project.objects.visible_to(by).filter(pk=feed.project_id or 0).first()) is not None:
            name, entries = (
                f"{Organization.here().name}: {project.name}",
                _of_project(by, project, zone, span),
            )
    lines = list(_lines(name, list(entries)[:MOST_ENTRIES], feed))
    body = "".join(_folded(line) for line in lines).encode()
    return Told(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _of_person(by: Account, person: Person, zone: ZoneInfo, span: tuple[date, date]) -> Iterator[Entry]:
    seen = Task.objects.visible_to(by)
    for row in _planned(Q(person=person), seen, span):
        yield _work(row, zone, row.task.project.name)
    due = seen.open().filter(Q(due__range=span) | Q(deadline__range=span), assignments__person=person)
    yield from _due(due.select_related("project").distinct())
    owned = Project.objects.visible_to(by).open().filter(manager=person)
    yield from _projects_due(owned.filter(Q(due__range=span) | Q(deadline__range=span)))
    for away in Absence.objects.filter(person=person, last__gte=span[0], first__lte=span[1]):
        yield Entry(f"absence-{away.pk}", "Away", away.first, away.last)


def _of_project(by: Account, project: Project, zone: ZoneInfo, span: tuple[date, date]) -> Iterator[Entry]:
    seen = Task.objects.visible_to(by).filter(project=project)
    for row in _planned(Q(task__project=project), seen, span):
        yield _work(row, zone, row.person.name if row.person else "")
    due = seen.open().filter(Q(due__range=span) | Q(deadline__range=span))
    yield from _due(due.select_related("project"))
    yield from _projects_due(Project.objects.filter(pk=project.pk))


def _planned(which: Q, seen: object, span: tuple[date, date]) -> Iterable[ScheduledTask]:
    """Of the newest plan what still has to be done and she sees."""
    newest = Run.objects.order_by("-pk").values("pk")[:1]
    begin, end = (datetime.combine(day, datetime.min.time(), UTC) for day in span)
    return (
        ScheduledTask.objects.filter(which, run__in=newest, task__in=seen, task__finished_at=None)
        .filter(start__lt=end, finish__gte=begin)
        .select_related("task__project", "person")
        .order_by("start", "pk")[:MOST_ENTRIES]
    )


def _work(row: ScheduledTask, zone: ZoneInfo, about: str) -> Entry:
    assert row.start is not None
    assert row.finish is not None
    first = row.start.astimezone(zone).date()
    last = max(first, (row.finish - timedelta(minutes=1)).astimezone(zone).date())
    return Entry(f"work-{row.task_id}", row.task.name, first, last, about)


def _due(tasks: Iterable[Task]) -> Iterator[Entry]:
    for task in tasks:
        day = task.deadline or task.due
        if day is not None:
            yield Entry(f"due-{task.pk}", f"Due: {task.name}", day, day, task.project.name)


def _projects_due(projects: Iterable[Project]) -> Iterator[Entry]:
    for project in projects:
        day = project.deadline or project.due
        if day is not None:
            yield Entry(f"project-{project.pk}", f"Due: {project.name}", day, day)


def _lines(name: str, entries: Iterable[Entry], feed: Feed) -> Iterator[str]:
    house = (feed.digest or "")[:12]
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Varifocal//Feed//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    )
    yield f"X-WR-CALNAME:{_escaped(name)}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"
    for one in entries:
        yield from (
            "BEGIN:VEVENT",
            f"UID:{one.key}.{house}@varifocal",
            f"DTSTAMP:{feed.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.title)}",
        )
        if one.about:
            yield f"DESCRIPTION:{_escaped(one.about)}"
        yield from ("TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "END:VEVENT")
    yield "END:VCALENDAR"


def _escaped(text: str) -> str:
    """Text as a value: no line of its own can begin in it."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no letter cut."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = "", 1
        piece += sign
        size += octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"

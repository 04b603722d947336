"""She says what a meeting is: it is put right with one click, with all like it, and learned for those to come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from varifocal.flows.calendars.guessing import SAID_SO
from varifocal.flows.calendars.landing import BUSY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.calendar import Calendar, Said
from varifocal.org.work.doing import Attendance, Meeting
from varifocal.org.work.project import Project

NO_CHOICE = "Choose what the meeting is: a project, a company, time for people, nothing of it, or private."


@verb
def mend(by: Account, person: Person, meeting: int, what: str) -> int:
    """A meeting she is in is this: "project:3", "company:4", "people", "none" or "private".

    All times of its series that she is in follow; said to be a company's, so do all meetings with the same party
    outside. Returns how many were changed. Raises Impossible for a choice that is none of hers.
    """
    by.may("keep_calendar", person)
    held = (
        Attendance.objects.filter(person=person, meeting=meeting, calendar__isnull=False)
        .select_related("meeting")
        .first()
    )
    if held is None:
        raise Impossible("This meeting is no more; look again.")
    fields = _meant(by, what)
    private = what == "private"
    series, party = held.meeting.series, held.meeting.party
    Said.learn(person, Said.About.SERIES, series, by=by, private=private, **fields)
    alike = Q(meeting__series=series)
    if fields["company"] is not None and fields["project"] is None and party:
        about = Said.About.ADDRESS if "@" in party else Said.About.DOMAIN
        Said.learn(person, about, party, by=by, **fields)
        alike |= Q(meeting__party=party, meeting__mended=False)
    rows = Attendance.objects.filter(alike, person=person, calendar__isnull=False).select_related("meeting")
    rows = rows.order_by("pk")
    for one in rows:
        one.put("changed", by=by, **({"private": True, "title": ""} if private else {"private": False}))
        own: dict[str, Any] = {"mended": True, "because": SAID_SO, **fields}
        if private and not _is_shown_by_others(one):
            own["name"] = BUSY
        one.meeting.put("mended", by=by, **own)
    return len(rows)


@verb
def show_titles(calendar: Calendar, titles: bool, *, by: Account) -> Calendar:
    """From now on others who see a meeting of this calendar see its title, or only that she is busy."""
    by.may("change", calendar)
    calendar.take(None).put("changed", by=by, titles=titles)
    held = Attendance.objects.filter(calendar=calendar, private=False).select_related("meeting")
    others = _shown_by_others(calendar)
    for one in held:
        if titles:
            one.meeting.put("changed", by=by, name=unseal(one.title) or one.meeting.name)
        elif one.meeting_id not in others:
            one.meeting.put("changed", by=by, name=BUSY)
    return calendar


def _meant(by: Account, what: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"project": None, "company": None, "people_time": what == "people"}
    kind, _, number = what.partition(":")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    if kind == "project":
        project = Project.objects.visible_to(by).select_related("company").filter(pk=pk).first()
        if project is None:
            raise Impossible(NO_CHOICE, field="what")
        return fields | {"project": project, "company": project.company}
    if kind == "company":
        company = Company.objects.visible_to(by).filter(pk=pk).first()
        if company is None:
            raise Impossible(NO_CHOICE, field="what")
        return fields | {"company": company}
    if what not in ("people", "none", "private"):
        raise Impossible(NO_CHOICE, field="what")
    return fields


def _is_shown_by_others(one: Attendance) -> bool:
    rows: Iterable[Attendance] = Attendance.objects.filter(
        meeting=one.meeting_id, private=False, calendar__titles=True
    ).exclude(pk=one.pk)
    return any(True for _ in rows)


def _shown_by_others(calendar: Calendar) -> set[int]:
    mine = Meeting.objects.filter(attendances__calendar=calendar)
    rows = Attendance.objects.filter(meeting__in=mine, private=False, calendar__titles=True)
    return set(rows.exclude(calendar=calendar).values_list("meeting_id", flat=True))

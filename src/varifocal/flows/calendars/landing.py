"""What was read in a person's calendar becomes meetings she is in, and days she is asked about or away.

The same calendar read again changes nothing. One meeting in several calendars (the same UID at the same time) is one
meeting with several attendances; a calendar speaks for its own person alone and moves nobody else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.flows.calendars.guessing import Around, Guess, around, guess
from varifocal.flows.calendars.reading import Read, Time
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.sealing import seal, unseal
from varifocal.org.people.person import Absence
from varifocal.org.work.calendar import Calendar, DaysMarked
from varifocal.org.work.doing import Attendance, Meeting

BACK, AHEAD = timedelta(days=60), timedelta(days=180)
BUSY = "Busy"
UNTITLED = "Without a title"
LONGEST_AWAY = 120
"""Days; what lasts longer is no absence anybody is asked about."""
AT_ONCE = 500
AWAY_WORDS = re.compile(
    r"\b(out of office|ooo|oof|away|vacations?|holidays?|annual leave|on leave|parental leave|days? off|pto|"
    r"sick|urlaub\w*|abwesen\w*|frei|ferien|elternzeit|krank\w*|überstundenabbau|betriebsferien|resturlaub|auszeit)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Landed:
    """What changed: meetings she is newly in, moved or renamed, no longer in; days asked about or noted."""

    fresh: int = 0
    changed: int = 0
    gone: int = 0
    days: int = 0

    @property
    def nothing(self) -> bool:
        """Whether all was as before."""
        return not (self.fresh or self.changed or self.gone or self.days)


def window(now: datetime, zone: str) -> tuple[date, date]:
    """First and last day of what is read of a calendar, where its person is (`now`: UTC)."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today - BACK, today + AHEAD


def sounds_away(title: str) -> bool:
    """Whether a title says that somebody is away, in German or English."""
    return bool(AWAY_WORDS.search(title))


def series_of(uid: str) -> str:
    """What is kept of a UID."""
    return hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()


@verb
def land(calendar: Calendar, read: Read, *, by: Account, now: datetime) -> Landed:
    """Bring the calendar's meetings and days up to what was read (`now`: UTC). Raises NotAllowed unless it is hers."""
    by.may("change", calendar)
    person = calendar.person
    eyes = person.account or by
    know = around(eyes, person, read.owner)
    days = [one for one in read.times if one.is_days and not one.free and not _declined(one, know)]
    timed = [
        one
        for one in read.times
        if not one.is_days and not one.free and one.end > one.start and not _declined(one, know)
    ]
    meetings = _Meetings(calendar, know, by, now)
    meetings.land(timed)
    changed_days = _days(calendar, days, by, now)
    return Landed(meetings.fresh, meetings.changed, meetings.gone, changed_days)


def _declined(time: Time, know: Around) -> bool:
    return any(one.declined for one in time.attendees if one.address in know.own)


class _Meetings:
    """The timed ones: what is new is made at once, what differs is put right, what is no more is taken away."""

    def __init__(self, calendar: Calendar, know: Around, by: Account, now: datetime) -> None:
        self.calendar, self.know, self.by, self.now = calendar, know, by, now
        self.fresh = self.changed = self.gone = 0

    def land(self, times: Sequence[Time]) -> None:
        """All of them."""
        wanted = {(series_of(one.uid), one.which): one for one in times}
        mine = {
            (one.meeting.series, one.meeting.which): one
            for one in Attendance.objects.filter(calendar=self.calendar).select_related("meeting")
        }
        known = self._known(wanted)
        in_it = set(
            Attendance.objects.filter(
                person=self.calendar.person_id, meeting__in=[one.pk for one in known.values()]
            ).values_list("meeting_id", flat=True)
        )
        new: list[tuple[Meeting, Time, Guess]] = []
        joined: list[tuple[Meeting, Time, Guess]] = []
        for key, time in wanted.items():
            what = guess(time, key[0], self.know)
            attendance = mine.get(key)
            if attendance is not None and self._stays(attendance, time, known):
                self._mend(attendance, time, what)
                continue
            before = None
            if attendance is not None:
                before = attendance.meeting
                self._leave([attendance])
                self.gone -= 1
                self.fresh -= 1
                self.changed += 1
            there = known.get((*key, time.start, time.end))
            if there is not None and there.pk in in_it:
                continue
            if there is not None:
                joined.append((there, time, what))
            else:
                new.append((self._meeting(key, time, what, before), time, what))
        self._add(new, joined)
        vanished = [one for key, one in mine.items() if key not in wanted and one.meeting.start >= self.now]
        self._leave(vanished)

    def _known(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str, datetime, datetime], Meeting]:
        """Meetings of these series, whoever brought them, by what makes them one."""
        series = sorted({one for one, _ in wanted})
        found: dict[tuple[str, str, datetime, datetime], Meeting] = {}
        for begin in range(0, len(series), AT_ONCE):
            for row in Meeting.objects.filter(series__in=series[begin : begin + AT_ONCE]):
                found[row.series, row.which, row.start, row.end] = row
        return found

    def _stays(
        self, attendance: Attendance, time: Time, known: dict[tuple[str, str, datetime, datetime], Meeting]
    ) -> bool:
        """Whether she stays in the meeting she is in: it is when it was, or she is alone in it and it moves."""
        meeting = attendance.meeting
        if (meeting.start, meeting.end) == (time.start, time.end):
            return True
        alone = not meeting.attendances.exclude(pk=attendance.pk).exists()
        return alone and (meeting.series, meeting.which, time.start, time.end) not in known

    def _mend(self, attendance: Attendance, time: Time, what: Guess) -> None:
        meeting, fields = attendance.meeting, dict[str, Any]()
        if (meeting.start, meeting.end) != (time.start, time.end):
            fields |= {"start": time.start, "end": time.end}
        if self.calendar.titles and not (time.private or what.private):
            fields["name"] = time.title or UNTITLED
        if not meeting.mended and (what.is_said or _is_blank(meeting)):
            fields |= _told(what)
        before = meeting.version
        meeting.put("moved" if "start" in fields else "changed", by=self.by, **fields)
        hidden = time.private or what.private
        title = "" if hidden else time.title
        own: dict[str, Any] = {"private": hidden}
        if unseal(attendance.title) != title:
            own["title"] = seal(title)
        version = attendance.version
        attendance.put("changed", by=self.by, **own)
        self.changed += meeting.version != before or attendance.version != version

    def _meeting(self, key: tuple[str, str], time: Time, what: Guess, before: Meeting | None) -> Meeting:
        hidden = time.private or what.private
        shown = self.calendar.titles and not hidden
        made = Meeting(
            name=(time.title or UNTITLED) if shown else BUSY, start=time.start, end=time.end, series=key[0],
            which=key[1], from_calendar_of=self.calendar.person, **_told(what),
        )  # fmt: skip
        if before is not None and before.mended:
            made.project_id, made.company_id = before.project_id, before.company_id
            made.people_time, made.because, made.mended = before.people_time, before.because, True
        return made

    def _add(
        self, new: Sequence[tuple[Meeting, Time, Guess]], joined: Sequence[tuple[Meeting, Time, Guess]]
    ) -> None:
        Meeting.add_many("held", [meeting for meeting, _, _ in new], by=self.by)
        rows = []
        for meeting, time, what in (*new, *joined):
            hidden = time.private or what.private
            rows.append(
                Attendance(
                    meeting=meeting, person=self.calendar.person, calendar=self.calendar, private=hidden,
                    title="" if hidden else seal(time.title),
                )
            )  # fmt: skip
        for meeting, time, what in joined:
            fields = _told(what) if not meeting.mended and (what.is_said or _is_blank(meeting)) else {}
            if self.calendar.titles and not (time.private or what.private) and meeting.name == BUSY:
                fields["name"] = time.title or UNTITLED
            meeting.put("changed", by=self.by, **fields)
        Attendance.add_many("read", rows, by=self.by)
        self.fresh += len(rows)

    def _leave(self, attendances: Sequence[Attendance]) -> None:
        leave(attendances, by=self.by)
        self.gone += len(attendances)


def leave(attendances: Sequence[Attendance], *, by: Account) -> None:
    """She is no longer in these meetings; those nobody is in any more are gone."""
    if not attendances:
        return
    own = [one.pk for one in attendances]
    meetings = [one.meeting_id for one in attendances]
    held = set(
        Attendance.objects.filter(meeting__in=meetings)
        .exclude(pk__in=own)
        .values_list("meeting_id", flat=True)
    )
    empty = [one.meeting for one in attendances if one.meeting_id not in held and one.meeting.series]
    gone = {one.pk for one in empty}
    Attendance.drop_many([one for one in attendances if one.meeting_id not in gone], "left", by=by)
    Meeting.drop_many(empty, "cancelled", by=by)


def _is_blank(meeting: Meeting) -> bool:
    return meeting.project_id is None and meeting.company_id is None and not meeting.people_time


def _told(what: Guess) -> dict[str, Any]:
    told: dict[str, Any] = {
        "project_id": what.project,
        "company_id": what.company,
        "people_time": what.people_time,
        "because": what.because,
        "party": what.party,
    }
    return told


def _days(calendar: Calendar, times: Sequence[Time], by: Account, now: datetime) -> int:
    """Whole days: away where the calendar itself says so, else a question; what moved moves, what is no more goes."""
    person, changed = calendar.person, 0
    today = person.today(now)
    known = {
        (one.series, one.which): one
        for one in DaysMarked.objects.filter(calendar=calendar).select_related("absence")
    }
    announced = list(Absence.objects.filter(person=person, last__gte=today))
    wanted = set()
    for time in times:
        assert time.first is not None
        assert time.last is not None
        if time.last < today or (time.last - time.first).days >= LONGEST_AWAY:
            continue
        key = (series_of(time.uid), time.which)
        wanted.add(key)
        row = known.get(key)
        if row is None:
            covered = any(one.first <= time.first and time.last <= one.last for one in announced)
            if covered:
                continue
            row = DaysMarked.add(
                "marked", by=by, person=person, calendar=calendar, series=key[0], which=key[1], first=time.first,
                last=time.last, title="" if time.private else seal(time.title),
            )  # fmt: skip
            if time.away:
                row.put("confirmed", by=by, absence=Absence.announce(person, time.first, time.last, by=by))
            changed += 1
        elif (row.first, row.last) != (time.first, time.last):
            _move(row, time.first, time.last, by)
            changed += 1
    for key, row in known.items():
        if key not in wanted and row.last >= today:
            if row.absence is not None and (row.absence.first, row.absence.last) == (row.first, row.last):
                row.absence.drop("cancelled", by=by)
                row.refresh_from_db()
            row.drop("gone", by=by)
            changed += 1
    return changed


def _move(row: DaysMarked, first: date, last: date, by: Account) -> None:
    """The absence it became follows, unless somebody has changed that since."""
    absence = row.absence
    if absence is not None and (absence.first, absence.last) == (row.first, row.last):
        absence.put("moved", by=by, first=first, last=last)
    row.put("changed", by=by, first=first, last=last)

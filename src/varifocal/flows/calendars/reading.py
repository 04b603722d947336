"""A calendar file read: what takes place within a window, in UTC, with what we need to know of it and no more.

Reads iCalendar (RFC 5545) as the common calendars write it: recurrences with exceptions, changed and cancelled times,
zones by name, by their names in Windows or by the file's own definition, whole days, and what calendars say about
being busy or out of office. The file is a stranger's: sizes, counts and steps are bounded, a broken entry is left out
and counted, and the title of a private one is forgotten here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from varifocal.flows.calendars.repeating import (
    DAY,
    Budget,
    NotRead,
    TooMuch,
    days_of,
    last_day_of,
    rule_of,
)
from varifocal.flows.calendars.zones import Known, Observance, Zone, zone_of
from varifocal.org.base.refusals import Refusal

MOST_BYTES = 10 * 2**20
MOST_ENTRIES = 50_000
MOST_TIMES = 5_000
"""Nobody is in so many meetings within the window."""
MOST_TITLE = 200
MOST_LINES = 2_000
MOST_ATTENDEES = 200
WHOLE_DAYS = timedelta(hours=20)
"""What lasts so long is told in days."""

EMPTY = "The file is empty. Export the calendar again."
NO_CALENDAR = (
    "That is no calendar file: it does not begin with BEGIN:VCALENDAR. Take the file or the secret address that your "
    "calendar calls iCal or ICS."
)
WEB_PAGE = (
    "That leads to a web page instead of a calendar. "
    "Copy the secret address in iCal format; it usually ends in .ics."
)
CUT_OFF = "The calendar is cut off in the middle: its last line, END:VCALENDAR, is missing. Export it again."
TOO_LARGE = (
    "The calendar is larger than 10 MB. Export a shorter span of time, or only the calendar of your work."
)
TOO_MANY = "The calendar holds more than 50,000 entries. Export a shorter span of time."
TOO_FULL = (
    "The calendar repeats its entries more often than anybody could attend, so nothing of it was taken. "
    "Look for an entry that repeats without end."
)

SECRET = ("PRIVATE", "CONFIDENTIAL", "RESTRICTED")
_NAMES = frozenset(
    {
        "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS", "TRANSP",
        "CLASS", "SUMMARY", "ORGANIZER", "ATTENDEE", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP",
        "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS", "X-CALENDARSERVER-ACCESS",
    }
)  # fmt: skip
_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]{1,60})((?:;(?:[^":;]|"[^"\n]*")*)*):(.*)', re.S)
_PARAM = re.compile(r';([A-Za-z0-9-]{1,60})=((?:[^":;]|"[^"\n]*")*)')
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z)?")
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?"
)
_ESCAPED = re.compile(r"\\([nN\\;,])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Unreadable(Refusal):
    """No calendar, or more than we take; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in a meeting: her address, the name the file gives her, whether she declined."""

    address: str
    name: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """One time something takes place, `start` to `end` in UTC; or whole days, `first` to `last`, both included.

    `uid` and `which` recognise it: `which` is empty for what takes place once, else the time it was meant for.
    `free`: it takes no capacity. `away`: the calendar itself says out of office. `title` is empty where `private`.
    """

    uid: str
    which: str
    start: datetime
    end: datetime
    first: date | None = None
    last: date | None = None
    title: str = ""
    private: bool = False
    free: bool = False
    away: bool = False
    organizer: str = ""
    attendees: tuple[Attendee, ...] = ()

    @property
    def is_days(self) -> bool:
        """Whether it is told in days."""
        return self.first is not None


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held in the window; what of it could not be read, and why, in sentences."""

    times: tuple[Time, ...]
    entries: int
    left_out: tuple[str, ...] = ()
    owner: str = ""
    """The address the calendar says it belongs to, if it does."""


@dataclass(slots=True)
class _Entry:
    """One VEVENT as it stands: its lines by name, not taken apart before somebody asks; the line it begins on."""

    line: int
    lines: dict[str, list[str]]

    def all(self, name: str) -> list[tuple[str, str]]:
        """Parameters and value of every line of a name."""
        return [part for line in self.lines.get(name, ()) if (part := _taken_apart(line))]

    def one(self, name: str) -> tuple[str, str] | None:
        """Parameters and value of the first."""
        found = self.lines.get(name)
        return _taken_apart(found[0]) if found else None

    def word(self, name: str) -> str:
        """Its value alone."""
        found = self.one(name)
        return found[1].strip() if found else ""


def _taken_apart(line: str) -> tuple[str, str] | None:
    if '"' not in line:
        head, colon, value = line.partition(":")
        return (head[len(head.partition(";")[0]) :], value) if colon else None
    found = _LINE.fullmatch(line)
    return (found[2], found[3]) if found else None


@dataclass(slots=True)
class _Laid:
    """The file cut into its parts."""

    entries: list[_Entry] = field(default_factory=list)
    zones: dict[str, list[Observance]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ended: bool = False


def read(raw: bytes, first: date, last: date, zone: str) -> Read:
    """What takes place from `first` to `last`, both included, for somebody whose clock shows `zone`: times without
    a zone are hers. Raises Unreadable."""
    laid = _laid(_text(raw))
    if not laid.ended:
        raise Unreadable(CUT_OFF)
    reader = _Reader(laid, first, last, Known(ZoneInfo(zone)))
    times = reader.times()
    return Read(tuple(times), len(laid.entries), tuple(reader.told()), _owner(laid.names))


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip()
    if not text:
        raise Unreadable(EMPTY)
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable(WEB_PAGE if text.startswith("<") else NO_CALENDAR)
    return text


def _laid(text: str) -> _Laid:
    """Cut into entries and zones; lines of other parts (alarms, to-dos) are passed over."""
    laid, depth, inside = _Laid(), 0, 0
    entry: _Entry | None = None
    part: Observance | None = None
    zone = ""
    lines = _FOLD.sub("", text).split("\n") if "\n " in text or "\n\t" in text else text.split("\n")
    for number, line in enumerate(lines, 1):
        start = line[:4].upper()
        if entry is not None and start != "BEGI" and start != "END:":
            if depth == inside:
                name = line.partition(":")[0].partition(";")[0].upper()
                if name in _NAMES:
                    held = entry.lines.setdefault(name, [])
                    if len(held) < MOST_LINES:
                        held.append(line)
        elif start == "BEGI":
            depth += 1
            name = line[6:].strip().upper()
            if name == "VEVENT":
                entry, inside = _Entry(number, {}), depth
            elif name == "VTIMEZONE":
                zone = ""
            elif name in ("STANDARD", "DAYLIGHT"):
                part = Observance()
        elif start == "END:":
            depth -= 1
            name = line[4:].strip().upper()
            if name == "VEVENT" and entry is not None:
                laid.entries.append(entry)
                entry = None
                if len(laid.entries) > MOST_ENTRIES:
                    raise Unreadable(TOO_MANY)
            elif name in ("STANDARD", "DAYLIGHT") and part is not None:
                if zone and len(laid.zones) < 500 and len(laid.zones.setdefault(zone, [])) < 200:
                    laid.zones[zone].append(part)
                part = None
            elif name == "VCALENDAR":
                laid.ended = True
        elif part is not None:
            _observe(part, line)
        elif start == "TZID":
            zone = line.partition(":")[2].strip()
        elif start[:2] == "X-" and depth == 1:
            name, _, value = line.partition(":")
            laid.names.setdefault(name.partition(";")[0].upper(), value.strip())
    return laid


def _observe(part: Observance, line: str) -> None:
    name, _, value = line.partition(":")
    name = name.partition(";")[0].upper()
    if name == "DTSTART":
        part.start = value
    elif name == "TZOFFSETFROM":
        part.back = value
    elif name == "TZOFFSETTO":
        part.ahead = value
    elif name == "RRULE":
        part.rule = value
    elif name == "RDATE" and len(part.more) < 500:
        part.more += value.split(",")[:500]


class _Broken(Exception):
    """An entry that cannot be read; its message completes a sentence."""


class _Reader:
    """Entries into times, one file long."""

    def __init__(self, laid: _Laid, first: date, last: date, here: Zone) -> None:
        self.laid = laid
        self.first, self.last = first, last
        self.here = here
        # wide enough for any zone; what really lies in the window is decided in the person's own
        self.begin = _moment_of(first, here)
        self.end = _moment_of(last + DAY, here)
        self.near, self.far = first - 2 * DAY, last + 2 * DAY
        self.words = f"{self.near:%Y%m%d}", f"{self.far:%Y%m%d}"
        self.budget = Budget()
        self.zones: dict[str, Zone | None] = {}
        self.known: dict[int, _Known] = {}
        self.broken: list[str] = []
        self.within_a_day = 0
        self.unknown_zones: set[str] = set()

    def times(self) -> list[Time]:
        """All of them, in order of time. Raises Unreadable where they are more than anybody could attend."""
        found: list[Time] = []
        try:
            for masters, changed in self._series():
                for time_ in self._of(masters, changed):
                    found.append(time_)
                    if len(found) > MOST_TIMES:
                        raise Unreadable(TOO_FULL)
        except TooMuch:
            raise Unreadable(TOO_FULL) from None
        return sorted(found, key=lambda one: (one.start, one.uid, one.which))

    def told(self) -> Iterator[str]:
        """What was left out, in sentences."""
        if self.broken:
            more = f", and {len(self.broken) - 3} more" if len(self.broken) > 3 else ""
            count = len(self.broken)
            noun = "entry" if count == 1 else "entries"
            yield f"{count} broken {noun} left out: {'; '.join(self.broken[:3])}{more}."
        if self.within_a_day:
            yield (
                f"{self.within_a_day} {'series repeats' if self.within_a_day == 1 else 'series repeat'} within a day "
                "or by a rule we do not read; only the first time of each is taken."
            )
        if self.unknown_zones:
            names = ", ".join(sorted(self.unknown_zones)[:3])
            yield f"Nobody knows the time zone {names}; its times are read as yours."

    def _series(self) -> Iterator[tuple[_Entry, dict[str, _Entry]]]:
        """Each entry with the changed times of its series. Of two with one UID the later edited counts; a changed
        time without its series stands alone."""
        masters: dict[str, _Entry] = {}
        changed: dict[str, dict[str, _Entry]] = {}
        for number, entry in enumerate(self.laid.entries):
            uid = entry.word("UID") or f"without {number}"
            if "RECURRENCE-ID" in entry.lines:
                try:
                    which = self._which(entry)
                except _Broken as fault:
                    self.broken.append(f"line {entry.line} {fault}")
                    continue
                held = changed.setdefault(uid, {})
                if which not in held or _edited(held[which]) <= _edited(entry):
                    held[which] = entry
            elif uid not in masters or _edited(masters[uid]) <= _edited(entry):
                masters[uid] = entry
        for uid, entry in masters.items():
            yield entry, changed.pop(uid, {})
        for parts in changed.values():
            for which, entry in parts.items():
                yield entry, {which: entry}

    def _of(self, entry: _Entry, changed: Mapping[str, _Entry]) -> Iterator[Time]:
        try:
            if "RECURRENCE-ID" not in entry.lines:
                yield from self._repeated(entry, changed)
        except (_Broken, OverflowError) as fault:
            self.broken.append(f"line {entry.line} {fault}")
        for which, part in changed.items():
            try:
                start, end, whole = self._span(part)
                if self._lies_within(start, end, whole) and (
                    made := self._made(part, which, start, end, whole)
                ):
                    yield made
            except (_Broken, OverflowError) as fault:
                self.broken.append(f"line {part.line} {fault}")

    def _repeated(self, entry: _Entry, changed: Mapping[str, _Entry]) -> Iterator[Time]:
        repeats = "RRULE" in entry.lines or "RDATE" in entry.lines
        if not repeats and self._is_far(entry):
            return
        start, end, whole = self._span(entry)
        if not repeats:
            if self._lies_within(start, end, whole) and (made := self._made(entry, "", start, end, whole)):
                yield made
            return
        if entry.word("STATUS").upper() == "CANCELLED":
            return
        zone = self._zone(entry.one("DTSTART"))
        length = end - start  # on the wall: a night watch from 23 to 4 stays one when the clocks change
        left_out = self._left_out(entry, zone, whole)
        for moment in self._starts(entry, start, zone, length, whole):
            which = _word_of(moment, zone, whole)
            if which in changed or which in left_out or moment.strftime("%Y%m%d") in left_out:
                continue
            if whole:
                finish = moment + length
            else:
                moment, finish = zone_utc(zone, moment), zone_utc(zone, moment + length)
            if self._lies_within(moment, finish, whole) and (
                made := self._made(entry, which, moment, finish, whole)
            ):
                yield made

    def _starts(
        self, entry: _Entry, start: datetime, zone: Zone, length: timedelta, whole: bool
    ) -> Iterator[datetime]:
        """On the wall of its own zone, each time once."""
        seen: set[datetime] = set()
        near = self.near - min(length, timedelta(days=366))
        wall = start
        days: Iterator[date] = iter(
            (wall.date(),) if near <= wall.date() <= self.far else ()
        )  # the first time, where the rule cannot be read
        rules = [value for _, value in entry.all("RRULE")][:5]
        for text in rules or [""]:
            until: tuple[date | None, str] = (None, "")
            if text:
                try:
                    rule = rule_of(text)
                    until = last_day_of(rule)
                    days = days_of(rule, wall.date(), near, self.far, self.budget)
                except NotRead:
                    self.within_a_day += 1
            for day in days:
                moment = datetime.combine(day, wall.time())
                if until[0] and self._is_past(moment, until, zone, whole):
                    break
                if moment not in seen:
                    seen.add(moment)
                    yield moment
            days = iter(())
        for parameters, value in entry.all("RDATE"):
            for word in value.split(",")[:2_000]:
                self.budget.spend()
                moment = self._wall_of(parameters, word.partition("/")[0], zone, whole)
                if moment not in seen and near <= moment.date() <= self.far:
                    seen.add(moment)
                    yield moment

    def _is_past(self, moment: datetime, until: tuple[date | None, str], zone: Zone, whole: bool) -> bool:
        day, clock = until
        assert day is not None
        if not clock or whole:
            return moment.date() > day
        end = datetime.combine(day, time(int(clock[1:3]) % 24, int(clock[3:5]) % 60, int(clock[5:7]) % 60))
        if clock.endswith("Z"):
            return zone_utc(zone, moment) > end.replace(tzinfo=UTC)
        return moment > end

    def _left_out(self, entry: _Entry, zone: Zone, whole: bool) -> set[str]:
        found: set[str] = set()
        for parameters, value in entry.all("EXDATE"):
            for word in value.split(",")[:2_000]:
                self.budget.spend()
                if _DATE.fullmatch(word.strip()):
                    found.add(word.strip())
                else:
                    wall = self._wall_of(parameters, word, zone, whole)
                    found.add(_word_of(wall, zone, whole))
        return found

    def _wall_of(self, parameters: str, word: str, zone: Zone, whole: bool) -> datetime:
        """A date or time of a list, as the wall of the entry's zone shows it."""
        told, is_day, is_utc = _parsed(word)
        if is_day or whole:
            return told
        own = self._named(parameters) or zone
        if not is_utc and own is zone:
            return told
        moment = told.replace(tzinfo=UTC) if is_utc else own.utc(told)
        return _on_the_wall(moment, zone)

    # -- one entry -----------------------------------------------------------------------------------------

    def _span(self, entry: _Entry) -> tuple[datetime, datetime, bool]:
        """From, to, and whether in whole days (then both are midnights without a zone, the end not included).

        What repeats is told on the wall of its zone, what takes place once in UTC.
        """
        told = entry.one("DTSTART")
        if told is None:
            raise _Broken("has no start")
        start, whole, is_utc = _parsed(told[1])
        end_told = entry.one("DTEND")
        zone = self._zone(told)
        if end_told is not None:
            end, end_whole, end_utc = _parsed(end_told[1])
            if end_whole != whole:
                raise _Broken("starts on a day and ends at a time")
            if not whole:
                end_zone = self._zone(end_told)
                end_moment = end.replace(tzinfo=UTC) if end_utc else end_zone.utc(end)
        else:
            length = _length(entry.word("DURATION")) if "DURATION" in entry.lines else None
            if length is None:
                length = DAY if whole else timedelta()
            end = start + length
            if not whole:
                end_moment = (start.replace(tzinfo=UTC) if is_utc else zone.utc(start)) + length
        if whole:
            return start, max(end, start + DAY), True
        begin = start.replace(tzinfo=UTC) if is_utc else zone.utc(start)
        if end_moment < begin:
            raise _Broken("ends before it starts")
        if "RRULE" in entry.lines or "RDATE" in entry.lines:
            wall = start if not is_utc else _on_the_wall(begin, zone)
            return wall, max(wall, _on_the_wall(end_moment, zone)), False
        return begin, end_moment, False

    def _made(self, entry: _Entry, which: str, start: datetime, end: datetime, whole: bool) -> Time | None:
        """The time, or None for what was called off."""
        known = self.known.get(entry.line)
        if known is None:
            known = self.known[entry.line] = _known_of(entry)
        if known.off:
            return None
        first = last = None
        if whole:
            first, last = start.date(), end.date() - DAY
            start, end = _moment_of(first, self.here), _moment_of(last + DAY, self.here)
        elif end - start >= WHOLE_DAYS:
            first, last = self._day_here(start), self._day_here(end - timedelta(minutes=1))
        return Time(
            known.uid or f"{start.isoformat()} {known.title}", which, start, end, first, last, known.title,
            known.private, known.free, known.away, known.organizer, known.attendees,
        )  # fmt: skip

    def _is_far(self, entry: _Entry) -> bool:
        """Whether its dates, as they are written, lie far from the window: most entries of a long file do."""
        start, end = entry.word("DTSTART")[:8], entry.word("DTEND")[:8]
        return start.isdigit() and end.isdigit() and (end < self.words[0] or start > self.words[1])

    def _lies_within(self, start: datetime, end: datetime, whole: bool) -> bool:
        if whole:
            return start.date() <= self.last and end.date() > self.first
        return start < self.end and (end > self.begin or start == end >= self.begin)

    def _which(self, entry: _Entry) -> str:
        told = entry.one("RECURRENCE-ID")
        assert told is not None
        wall, whole, is_utc = _parsed(told[1])
        if whole:
            return f"{wall:%Y%m%d}"
        return f"{wall:%Y%m%dT%H%M%SZ}" if is_utc else f"{self._zone(told).utc(wall):%Y%m%dT%H%M%SZ}"

    def _day_here(self, moment: datetime) -> date:
        return _on_the_wall(moment, self.here).date()

    def _zone(self, told: tuple[str, str] | None) -> Zone:
        """The zone a value is written in: the one it names, UTC, or the person's own."""
        if told is None:
            return self.here
        if told[1].rstrip().endswith(("Z", "z")):
            return _UTC
        return self._named(told[0]) or self.here

    def _named(self, parameters: str) -> Zone | None:
        name = _parameter(parameters, "TZID")
        if not name:
            return None
        if name not in self.zones:
            found = zone_of(name, self.laid.zones, self.near, self.far) if len(self.zones) < 2_000 else None
            self.zones[name] = found
            if found is None:
                self.unknown_zones.add(_words(name)[:60])
        return self.zones[name]


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for every time of an entry."""

    uid: str
    title: str
    private: bool
    free: bool
    away: bool
    off: bool
    organizer: str
    attendees: tuple[Attendee, ...]


def _known_of(entry: _Entry) -> _Known:
    status, access = (
        entry.word("X-MICROSOFT-CDO-BUSYSTATUS").upper(),
        entry.word("X-CALENDARSERVER-ACCESS").upper(),
    )
    secret = entry.word("CLASS").upper() in SECRET or access in SECRET
    organizer = entry.one("ORGANIZER")
    return _Known(
        uid=entry.word("UID"),
        title="" if secret else _words(entry.word("SUMMARY")),
        private=secret,
        free=entry.word("TRANSP").upper() == "TRANSPARENT" or status in ("FREE", "WORKINGELSEWHERE"),
        away=status == "OOF",
        off=entry.word("STATUS").upper() == "CANCELLED",
        organizer="" if secret or organizer is None else _address(organizer[1]),
        attendees=tuple(_attendees(entry.all("ATTENDEE"))),
    )


_UTC = Known(ZoneInfo("UTC"))


def zone_utc(zone: Zone, wall: datetime) -> datetime:
    """The moment of a time on the wall of a zone; what is UTC already stays."""
    return wall if wall.tzinfo is not None else zone.utc(wall)


def _on_the_wall(moment: datetime, zone: Zone) -> datetime:
    """What the wall of a zone shows at a moment, without a zone."""
    if isinstance(zone, Known):
        return moment.astimezone(zone.info).replace(tzinfo=None)
    wall = moment.replace(tzinfo=None)
    for _ in range(2):  # a zone told by the file leads only one way; two steps find the way back
        wall += moment - zone.utc(wall)
    return wall


def _moment_of(day: date, zone: Zone) -> datetime:
    return zone.utc(datetime.combine(day, time()))


def _word_of(moment: datetime, zone: Zone, whole: bool) -> str:
    """How a time of a series is recognised: by the day, or the moment in UTC, it was meant for."""
    return f"{moment:%Y%m%d}" if whole else f"{zone_utc(zone, moment):%Y%m%dT%H%M%SZ}"


def _parsed(text: str) -> tuple[datetime, bool, bool]:
    """A value as a time without a zone; whether it is a whole day; whether it is UTC."""
    text = text.strip().upper()
    try:
        if found := _MOMENT.fullmatch(text):
            year, month, day, hour, minute, second, utc = found.groups()
            clock = (int(hour), int(minute), min(59, int(second or 0)))
            return datetime(int(year), int(month), int(day), *clock), False, bool(utc)  # noqa: DTZ001
        if found := _DATE.fullmatch(text):
            return datetime(int(found[1]), int(found[2]), int(found[3])), True, False  # noqa: DTZ001
    except ValueError:
        pass
    raise _Broken(f"has a date that is none (“{_words(text)[:24]}”)")


def _length(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.upper())
    if not found or not any(found.groups()[1:]):
        raise _Broken(f"lasts “{_words(text)[:24]}”, which is no length of time")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] == "-":
        raise _Broken("ends before it starts")
    return length


def _attendees(values: Sequence[tuple[str, str]]) -> Iterator[Attendee]:
    for parameters, value in values[:MOST_ATTENDEES]:
        kind = _parameter(parameters, "CUTYPE").upper()
        address = _address(value) or _address(_parameter(parameters, "EMAIL"))
        if address and kind not in ("ROOM", "RESOURCE"):
            declined = _parameter(parameters, "PARTSTAT").upper() == "DECLINED"
            yield Attendee(address, _words(_parameter(parameters, "CN"))[:120], declined)


def _parameter(parameters: str, name: str) -> str:
    if name not in parameters.upper():
        return ""
    for found in _PARAM.finditer(parameters):
        if found[1].upper() == name:
            return found[2].strip('"')
    return ""


def _address(text: str) -> str:
    """An e-mail address in small letters; empty where it is none."""
    text = text.strip().strip('"')
    text = text[7:] if text[:7].lower() == "mailto:" else text
    ok = text.count("@") == 1 and len(text) <= 254 and not re.search(r"[\s<>\"',;\x00-\x1f]", text)
    return text.lower() if ok else ""


def _words(text: str) -> str:
    """Text as a person reads it: on one line, without signs that control."""
    plain = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
    return " ".join(_CONTROL.sub(" ", plain).split())[:MOST_TITLE]


def _edited(entry: _Entry) -> tuple[int, str]:
    number = entry.word("SEQUENCE")
    sequence = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return sequence, entry.word("LAST-MODIFIED") or entry.word("DTSTAMP")


def _owner(names: Mapping[str, str]) -> str:
    return _address(names.get("X-OWNER", "")) or _address(names.get("X-WR-CALNAME", ""))

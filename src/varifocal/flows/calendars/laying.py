"""A calendar file laid out: cut into its entries and zones, its lines by name, and what a line says as a value.

Nothing here knows what takes place when; `reading` does. The file is a stranger's: sizes and counts are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from varifocal.flows.calendars.zones import Observance
from varifocal.org.base.refusals import Refusal

MOST_BYTES = 10 * 2**20
MOST_ENTRIES = 50_000
MOST_TITLE = 200
MOST_LINES = 2_000

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
A_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z)?")
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?"
)
_ESCAPED = re.compile(r"\\([nN\\;,])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Unreadable(Refusal):
    """No calendar, or more than we take; the sentence says which and what to do."""


@dataclass(slots=True)
class Entry:
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
class Laid:
    """The file cut into its parts."""

    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, list[Observance]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ended: bool = False


def text_of(raw: bytes) -> str:
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


def laid_of(text: str) -> Laid:
    """Cut into entries and zones; lines of other parts (alarms, to-dos) are passed over."""
    laid, depth, inside = Laid(), 0, 0
    entry: Entry | None = None
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
                entry, inside = Entry(number, {}), depth
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


class Broken(Exception):
    """An entry that cannot be read; its message completes a sentence."""


def parsed(text: str) -> tuple[datetime, bool, bool]:
    """A value as a time without a zone; whether it is a whole day; whether it is UTC."""
    text = text.strip().upper()
    try:
        if found := _MOMENT.fullmatch(text):
            year, month, day, hour, minute, second, utc = found.groups()
            clock = (int(hour), int(minute), min(59, int(second or 0)))
            return datetime(int(year), int(month), int(day), *clock), False, bool(utc)  # noqa: DTZ001
        if found := A_DATE.fullmatch(text):
            return datetime(int(found[1]), int(found[2]), int(found[3])), True, False  # noqa: DTZ001
    except ValueError:
        pass
    raise Broken(f"has a date that is none (“{words_of(text)[:24]}”)")


def length_of(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.upper())
    if not found or not any(found.groups()[1:]):
        raise Broken(f"lasts “{words_of(text)[:24]}”, which is no length of time")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] == "-":
        raise Broken("ends before it starts")
    return length


def parameter_of(parameters: str, name: str) -> str:
    if name not in parameters.upper():
        return ""
    for found in _PARAM.finditer(parameters):
        if found[1].upper() == name:
            return found[2].strip('"')
    return ""


def address_of(text: str) -> str:
    """An e-mail address in small letters; empty where it is none."""
    text = text.strip().strip('"')
    text = text[7:] if text[:7].lower() == "mailto:" else text
    ok = text.count("@") == 1 and len(text) <= 254 and not re.search(r"[\s<>\"',;\x00-\x1f]", text)
    return text.lower() if ok else ""


def words_of(text: str) -> str:
    """Text as a person reads it: on one line, without signs that control."""
    plain = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
    return " ".join(_CONTROL.sub(" ", plain).split())[:MOST_TITLE]


def edited(entry: Entry) -> tuple[int, str]:
    number = entry.word("SEQUENCE")
    sequence = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return sequence, entry.word("LAST-MODIFIED") or entry.word("DTSTAMP")

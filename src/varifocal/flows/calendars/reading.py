"""A calendar file read: what takes place within a window, in UTC, with what we need to know of it and no more.

Reads iCalendar (RFC 5545) as the common calendars write it: recurrences with exceptions, changed and cancelled times,
zones by name, by their names in Windows or by the file's own definition, whole days, and what calendars say about
being busy or out of office. The file is a stranger's: sizes, counts and steps are bounded, a broken entry is left out
and counted, and the title of a private one is forgotten here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from varifocal.flows.calendars.laying import (
    A_DATE,
    CUT_OFF,
    Broken,
    Entry,
    Laid,
    Unreadable,
    address_of,
    edited,
    laid_of,
    length_of,
    parameter_of,
    parsed,
    text_of,
    words_of,
)
from varifocal.flows.calendars.repeating import (
    DAY,
    Budget,
    NotRead,
    TooMuch,
    days_of,
    last_day_of,
    rule_of,
)
from varifocal.flows.calendars.zones import Known, Zone, zone_of

MOST_TIMES = 5_000
"""Nobody is in so many meetings within the window."""
MOST_ATTENDEES = 200
FURTHEST_MOVE = timedelta(days=366)
"""A time that was moved farther together with all that follow is taken alone."""
WHOLE_DAYS = timedelta(hours=20)
"""What lasts so long is told in days."""
TOO_FULL = (
    "The calendar repeats its entries more often than anybody could attend, so nothing of it was taken. "
    "Look for an entry that repeats without end."
)
SECRET = ("PRIVATE", "CONFIDENTIAL", "RESTRICTED")


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


def read(raw: bytes, first: date, last: date, zone: str) -> Read:
    """What takes place from `first` to `last`, both included, for somebody whose clock shows `zone`: times without
    a zone are hers. Raises Unreadable."""
    laid = laid_of(text_of(raw))
    if not laid.ended:
        raise Unreadable(CUT_OFF)
    reader = _Reader(laid, first, last, Known(ZoneInfo(zone)))
    times = reader.times()
    return Read(tuple(times), len(laid.entries), tuple(reader.told()), _owner(laid.names))


@dataclass(frozen=True, slots=True)
class _Onward:
    """A time of a series that was changed together with all that follow: the time it was meant for, by how much they
    move on the wall, how long they last, and the entry that says so."""

    which: str
    shift: timedelta
    length: timedelta
    entry: Entry


class _Reader:
    """Entries into times, one file long."""

    def __init__(self, laid: Laid, first: date, last: date, here: Zone) -> None:
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

    def _series(self) -> Iterator[tuple[Entry, dict[str, Entry]]]:
        """Each entry with the changed times of its series. Of two with one UID the later edited counts; a changed
        time without its series stands alone."""
        masters: dict[str, Entry] = {}
        changed: dict[str, dict[str, Entry]] = {}
        for number, entry in enumerate(self.laid.entries):
            uid = entry.word("UID") or f"without {number}"
            if "RECURRENCE-ID" in entry.lines:
                try:
                    which = self._which(entry)
                except Broken as fault:
                    self.broken.append(f"line {entry.line} {fault}")
                    continue
                held = changed.setdefault(uid, {})
                if which not in held or edited(held[which]) <= edited(entry):
                    held[which] = entry
            elif uid not in masters or edited(masters[uid]) <= edited(entry):
                masters[uid] = entry
        for uid, entry in masters.items():
            yield entry, changed.pop(uid, {})
        for parts in changed.values():
            for which, entry in parts.items():
                yield entry, {which: entry}

    def _of(self, entry: Entry, changed: Mapping[str, Entry]) -> Iterator[Time]:
        try:
            if "RECURRENCE-ID" not in entry.lines:
                yield from self._repeated(entry, changed)
        except (Broken, OverflowError) as fault:
            self.broken.append(f"line {entry.line} {fault}")
        for which, part in changed.items():
            try:
                start, end, whole = self._span(part)
                if self._lies_within(start, end, whole) and (
                    made := self._made(part, which, start, end, whole)
                ):
                    yield made
            except (Broken, OverflowError) as fault:
                self.broken.append(f"line {part.line} {fault}")

    def _repeated(self, entry: Entry, changed: Mapping[str, Entry]) -> Iterator[Time]:
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
        onward = self._onward(changed, zone, whole)
        for moment in self._starts(entry, start, zone, length, whole, onward):
            which = _word_of(moment, zone, whole)
            if which in changed or which in left_out or moment.strftime("%Y%m%d") in left_out:
                continue
            says, lasts = entry, length
            if before := bisect_left(onward, which, key=lambda one: one.which):
                later = onward[before - 1]
                moment, says, lasts = moment + later.shift, later.entry, later.length
            finish = moment + lasts
            if not whole:
                moment, finish = zone_utc(zone, moment), zone_utc(zone, finish)
            if self._lies_within(moment, finish, whole) and (
                made := self._made(says, which, moment, finish, whole)
            ):
                yield made

    def _onward(self, changed: Mapping[str, Entry], zone: Zone, whole: bool) -> list[_Onward]:
        """Changes that hold for all that follows as well (RANGE=THISANDFUTURE, RFC 5545 3.2.13), in order of time."""
        found = []
        for which, part in changed.items():
            told = part.one("RECURRENCE-ID")
            if told is None or parameter_of(told[0], "RANGE").upper() != "THISANDFUTURE":
                continue
            try:
                start, end, is_days = self._span(part)
            except (Broken, OverflowError):
                continue  # named where the part itself is read
            if is_days != whole or whole != (len(which) == 8):
                continue
            if whole:
                meant = datetime.strptime(which, "%Y%m%d")  # noqa: DTZ007  # a day
            else:
                meant = _on_the_wall(datetime.strptime(which, "%Y%m%dT%H%M%S%z"), zone)
                own = self._zone(part.one("DTSTART"))
                start, end = (_on_the_wall(zone_utc(own, one), zone) for one in (start, end))
            shift = start - meant
            if abs(shift) <= FURTHEST_MOVE:
                found.append(_Onward(which, shift, end - start, part))
        return sorted(found, key=lambda one: one.which)

    def _starts(
        self,
        entry: Entry,
        start: datetime,
        zone: Zone,
        length: timedelta,
        whole: bool,
        onward: Sequence[_Onward],
    ) -> Iterator[datetime]:
        """On the wall of its own zone, each time once, as far around the window as times were moved later."""
        seen: set[datetime] = set()
        longest = max([length, *(one.length + one.shift for one in onward)])
        near = self.near - min(max(longest, timedelta()), timedelta(days=366))
        far = self.far - min([timedelta(), *(one.shift for one in onward)])
        wall = start
        days: Iterator[date] = iter(
            (wall.date(),) if near <= wall.date() <= far else ()
        )  # the first time, where the rule cannot be read
        rules = [value for _, value in entry.all("RRULE")][:5]
        for text in rules or [""]:
            until: tuple[date | None, str] = (None, "")
            if text:
                try:
                    rule = rule_of(text)
                    until = last_day_of(rule)
                    days = days_of(rule, wall.date(), near, far, self.budget)
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
                if moment not in seen and near <= moment.date() <= far:
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

    def _left_out(self, entry: Entry, zone: Zone, whole: bool) -> set[str]:
        found: set[str] = set()
        for parameters, value in entry.all("EXDATE"):
            for word in value.split(",")[:2_000]:
                self.budget.spend()
                if A_DATE.fullmatch(word.strip()):
                    found.add(word.strip())
                else:
                    wall = self._wall_of(parameters, word, zone, whole)
                    found.add(_word_of(wall, zone, whole))
        return found

    def _wall_of(self, parameters: str, word: str, zone: Zone, whole: bool) -> datetime:
        """A date or time of a list, as the wall of the entry's zone shows it."""
        told, is_day, is_utc = parsed(word)
        if is_day or whole:
            return told
        own = self._named(parameters) or zone
        if not is_utc and own is zone:
            return told
        moment = told.replace(tzinfo=UTC) if is_utc else own.utc(told)
        return _on_the_wall(moment, zone)

    # -- one entry -----------------------------------------------------------------------------------------

    def _span(self, entry: Entry) -> tuple[datetime, datetime, bool]:
        """From, to, and whether in whole days (then both are midnights without a zone, the end not included).

        What repeats is told on the wall of its zone, what takes place once in UTC.
        """
        told = entry.one("DTSTART")
        if told is None:
            raise Broken("has no start")
        start, whole, is_utc = parsed(told[1])
        end_told = entry.one("DTEND")
        zone = self._zone(told)
        if end_told is not None:
            end, end_whole, end_utc = parsed(end_told[1])
            if end_whole != whole:
                raise Broken("starts on a day and ends at a time")
            if not whole:
                end_zone = self._zone(end_told)
                end_moment = end.replace(tzinfo=UTC) if end_utc else end_zone.utc(end)
        else:
            length = length_of(entry.word("DURATION")) if "DURATION" in entry.lines else None
            if length is None:
                length = DAY if whole else timedelta()
            end = start + length
            if not whole:
                end_moment = (start.replace(tzinfo=UTC) if is_utc else zone.utc(start)) + length
        if whole:
            return start, max(end, start + DAY), True
        begin = start.replace(tzinfo=UTC) if is_utc else zone.utc(start)
        if end_moment < begin:
            raise Broken("ends before it starts")
        if "RRULE" in entry.lines or "RDATE" in entry.lines:
            wall = start if not is_utc else _on_the_wall(begin, zone)
            return wall, max(wall, _on_the_wall(end_moment, zone)), False
        return begin, end_moment, False

    def _made(self, entry: Entry, which: str, start: datetime, end: datetime, whole: bool) -> Time | None:
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

    def _is_far(self, entry: Entry) -> bool:
        """Whether its dates, as they are written, lie far from the window: most entries of a long file do."""
        start, end = entry.word("DTSTART")[:8], entry.word("DTEND")[:8]
        return start.isdigit() and end.isdigit() and (end < self.words[0] or start > self.words[1])

    def _lies_within(self, start: datetime, end: datetime, whole: bool) -> bool:
        if whole:
            return start.date() <= self.last and end.date() > self.first
        return start < self.end and (end > self.begin or start == end >= self.begin)

    def _which(self, entry: Entry) -> str:
        told = entry.one("RECURRENCE-ID")
        assert told is not None
        wall, whole, is_utc = parsed(told[1])
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
        name = parameter_of(parameters, "TZID")
        if not name:
            return None
        if name not in self.zones:
            found = zone_of(name, self.laid.zones, self.near, self.far) if len(self.zones) < 2_000 else None
            self.zones[name] = found
            if found is None:
                self.unknown_zones.add(words_of(name)[:60])
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


def _known_of(entry: Entry) -> _Known:
    status, access = (
        entry.word("X-MICROSOFT-CDO-BUSYSTATUS").upper(),
        entry.word("X-CALENDARSERVER-ACCESS").upper(),
    )
    secret = entry.word("CLASS").upper() in SECRET or access in SECRET
    organizer = entry.one("ORGANIZER")
    return _Known(
        uid=entry.word("UID"),
        title="" if secret else words_of(entry.word("SUMMARY")),
        private=secret,
        free=entry.word("TRANSP").upper() == "TRANSPARENT" or status in ("FREE", "WORKINGELSEWHERE"),
        away=status == "OOF",
        off=entry.word("STATUS").upper() == "CANCELLED",
        organizer="" if secret or organizer is None else address_of(organizer[1]),
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


def _attendees(values: Sequence[tuple[str, str]]) -> Iterator[Attendee]:
    for parameters, value in values[:MOST_ATTENDEES]:
        kind = parameter_of(parameters, "CUTYPE").upper()
        address = address_of(value) or address_of(parameter_of(parameters, "EMAIL"))
        if address and kind not in ("ROOM", "RESOURCE"):
            declined = parameter_of(parameters, "PARTSTAT").upper() == "DECLINED"
            yield Attendee(address, words_of(parameter_of(parameters, "CN"))[:120], declined)


def _owner(names: Mapping[str, str]) -> str:
    return address_of(names.get("X-OWNER", "")) or address_of(names.get("X-WR-CALNAME", ""))

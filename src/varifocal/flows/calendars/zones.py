"""What a calendar means by the name of a time zone: its own definition, a name of Windows, or one we know."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from varifocal.flows.calendars.repeating import Budget, NotRead, TooMuch, days_of, last_day_of, rule_of

# fmt: off
OF_WINDOWS = {
    "Dateline": "Etc/GMT+12", "UTC-11": "Etc/GMT+11", "Aleutian": "America/Adak", "Hawaiian": "Pacific/Honolulu",
    "Marquesas": "Pacific/Marquesas", "Alaskan": "America/Anchorage", "UTC-09": "Etc/GMT+9",
    "Pacific": "America/Los_Angeles", "Pacific (Mexico)": "America/Tijuana", "UTC-08": "Etc/GMT+8",
    "US Mountain": "America/Phoenix", "Mountain": "America/Denver", "Mountain (Mexico)": "America/Mazatlan",
    "Yukon": "America/Whitehorse", "Central America": "America/Guatemala", "Central": "America/Chicago",
    "Central (Mexico)": "America/Mexico_City", "Canada Central": "America/Regina", "Easter Island": "Pacific/Easter",
    "SA Pacific": "America/Bogota", "Eastern": "America/New_York", "Eastern (Mexico)": "America/Cancun",
    "US Eastern": "America/Indiana/Indianapolis", "Haiti": "America/Port-au-Prince", "Cuba": "America/Havana",
    "Turks And Caicos": "America/Grand_Turk", "Venezuela": "America/Caracas", "Paraguay": "America/Asuncion",
    "Atlantic": "America/Halifax", "Central Brazilian": "America/Cuiaba", "SA Western": "America/La_Paz",
    "Pacific SA": "America/Santiago", "Newfoundland": "America/St_Johns", "Tocantins": "America/Araguaina",
    "E. South America": "America/Sao_Paulo", "SA Eastern": "America/Cayenne", "Argentina": "America/Buenos_Aires",
    "Greenland": "America/Godthab", "Montevideo": "America/Montevideo", "Magallanes": "America/Punta_Arenas",
    "Saint Pierre": "America/Miquelon", "Bahia": "America/Bahia", "UTC-02": "Etc/GMT+2", "Azores": "Atlantic/Azores",
    "Cape Verde": "Atlantic/Cape_Verde", "GMT": "Europe/London", "Greenwich": "Atlantic/Reykjavik",
    "Sao Tome": "Africa/Sao_Tome", "Morocco": "Africa/Casablanca", "W. Europe": "Europe/Berlin",
    "Central Europe": "Europe/Budapest", "Romance": "Europe/Paris", "Central European": "Europe/Warsaw",
    "W. Central Africa": "Africa/Lagos", "Jordan": "Asia/Amman", "GTB": "Europe/Bucharest",
    "Middle East": "Asia/Beirut", "Egypt": "Africa/Cairo", "E. Europe": "Europe/Chisinau", "Syria": "Asia/Damascus",
    "West Bank": "Asia/Hebron", "South Africa": "Africa/Johannesburg", "FLE": "Europe/Kiev",
    "Israel": "Asia/Jerusalem", "South Sudan": "Africa/Juba", "Kaliningrad": "Europe/Kaliningrad",
    "Sudan": "Africa/Khartoum", "Libya": "Africa/Tripoli", "Namibia": "Africa/Windhoek", "Arabic": "Asia/Baghdad",
    "Turkey": "Europe/Istanbul", "Arab": "Asia/Riyadh", "Belarus": "Europe/Minsk", "Russian": "Europe/Moscow",
    "E. Africa": "Africa/Nairobi", "Volgograd": "Europe/Volgograd", "Iran": "Asia/Tehran", "Arabian": "Asia/Dubai",
    "Astrakhan": "Europe/Astrakhan", "Azerbaijan": "Asia/Baku", "Russia Time Zone 3": "Europe/Samara",
    "Mauritius": "Indian/Mauritius", "Saratov": "Europe/Saratov", "Georgian": "Asia/Tbilisi",
    "Caucasus": "Asia/Yerevan", "Afghanistan": "Asia/Kabul", "West Asia": "Asia/Tashkent",
    "Ekaterinburg": "Asia/Yekaterinburg", "Pakistan": "Asia/Karachi", "Qyzylorda": "Asia/Qyzylorda",
    "India": "Asia/Calcutta", "Sri Lanka": "Asia/Colombo", "Nepal": "Asia/Katmandu", "Central Asia": "Asia/Bishkek",
    "Bangladesh": "Asia/Dhaka", "Omsk": "Asia/Omsk", "Myanmar": "Asia/Rangoon", "SE Asia": "Asia/Bangkok",
    "Altai": "Asia/Barnaul", "W. Mongolia": "Asia/Hovd", "North Asia": "Asia/Krasnoyarsk",
    "N. Central Asia": "Asia/Novosibirsk", "Tomsk": "Asia/Tomsk", "China": "Asia/Shanghai",
    "North Asia East": "Asia/Irkutsk", "Singapore": "Asia/Singapore", "W. Australia": "Australia/Perth",
    "Taipei": "Asia/Taipei", "Ulaanbaatar": "Asia/Ulaanbaatar", "Aus Central W.": "Australia/Eucla",
    "Transbaikal": "Asia/Chita", "Tokyo": "Asia/Tokyo", "North Korea": "Asia/Pyongyang", "Korea": "Asia/Seoul",
    "Yakutsk": "Asia/Yakutsk", "Cen. Australia": "Australia/Adelaide", "AUS Central": "Australia/Darwin",
    "E. Australia": "Australia/Brisbane", "AUS Eastern": "Australia/Sydney", "West Pacific": "Pacific/Port_Moresby",
    "Tasmania": "Australia/Hobart", "Vladivostok": "Asia/Vladivostok", "Lord Howe": "Australia/Lord_Howe",
    "Bougainville": "Pacific/Bougainville", "Russia Time Zone 10": "Asia/Srednekolymsk", "Magadan": "Asia/Magadan",
    "Norfolk": "Pacific/Norfolk", "Sakhalin": "Asia/Sakhalin", "Central Pacific": "Pacific/Guadalcanal",
    "Russia Time Zone 11": "Asia/Kamchatka", "New Zealand": "Pacific/Auckland", "UTC+12": "Etc/GMT-12",
    "Fiji": "Pacific/Fiji", "Chatham Islands": "Pacific/Chatham", "UTC+13": "Etc/GMT-13",
    "Tonga": "Pacific/Tongatapu", "Samoa": "Pacific/Apia", "Line Islands": "Pacific/Kiritimati",
}
# fmt: on
"""What Windows calls its zones, without " Standard Time", by the zone of the tz database (Unicode CLDR)."""
_STANDARD = re.compile(r"(.+?)(?: Standard Time(?: \d)?)?")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_LOCAL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")


class Zone(Protocol):
    """Leads from a time on the wall there to UTC."""

    def utc(self, wall: datetime) -> datetime:
        """The moment of a time on the wall; of two in autumn the first, of none in spring as if it went on."""


@dataclass(frozen=True, slots=True)
class Known:
    """A zone of the tz database."""

    info: ZoneInfo

    def utc(self, wall: datetime) -> datetime:
        """The moment."""
        return _as_utc(wall, wall.replace(tzinfo=self.info).utcoffset() or timedelta())


@dataclass(frozen=True, slots=True)
class Told:
    """A zone as the file defines it: from each of these times on the wall, in order, so far from UTC."""

    begins: Sequence[datetime]
    offsets: Sequence[timedelta]
    """One more than begins: the first holds before all of them."""

    def utc(self, wall: datetime) -> datetime:
        """The moment."""
        return _as_utc(wall, self.offsets[bisect_right(self.begins, wall)])


@dataclass
class Observance:
    """A part of a definition: from `start` (on the wall) `back` from UTC becomes `ahead`, and again as `rule` says."""

    start: str = ""
    back: str = ""
    ahead: str = ""
    rule: str = ""
    more: list[str] = field(default_factory=list)


def zone_of(name: str, told: Mapping[str, list[Observance]], first: date, last: date) -> Zone | None:
    """What a name means in a file that told of these zones, for times between two days; None where nobody knows."""
    clean = name.strip().strip('"')
    if known := _known(clean):
        return Known(known)
    return _told(told.get(clean, ()), first, last)


@lru_cache(maxsize=2_000)
def _known(name: str) -> ZoneInfo | None:
    """A zone of the tz database by its name, by one with a path before it, or by its name in Windows."""
    if len(name) > 120:
        return None
    if name in ("UTC", "Z", "GMT", "Etc/UTC"):
        return ZoneInfo("UTC")
    parts = name.split("/")
    for begin in range(len(parts)):
        if (tail := "/".join(parts[begin:])) and tail in _names():
            return ZoneInfo(tail)
    found = _STANDARD.fullmatch(name)
    named = OF_WINDOWS.get(found[1]) if found else None
    return ZoneInfo(named) if named in _names() else None


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def _told(parts: Sequence[Observance], first: date, last: date) -> Told | None:
    changes: dict[datetime, tuple[timedelta, timedelta]] = {}
    for part in parts:
        back, ahead, start = _offset(part.back), _offset(part.ahead), _wall(part.start)
        if back is None or ahead is None or start is None:
            continue
        moments = [start, *filter(None, map(_wall, part.more))]
        moments += _repeated(part.rule, start, first, last)
        changes |= dict.fromkeys(moments, (back, ahead))
    if not changes:
        return None
    begins = sorted(changes)
    # a clock set forward shows each time only once: what it skips still counts from before
    walls = [moment + max(timedelta(), changes[moment][1] - changes[moment][0]) for moment in begins]
    return Told(walls, [changes[begins[0]][0], *(changes[moment][1] for moment in begins)])


def _repeated(rule: str, start: datetime, first: date, last: date) -> list[datetime]:
    """When a change comes again, from two years before the window on, so that one always holds at its beginning."""
    if not rule:
        return []
    try:
        read = rule_of(rule)
        until, _ = last_day_of(read)
        end = min(last, until) if until else last
        earliest = min(
            first.replace(year=first.year - 2, day=1), end.replace(year=max(1, end.year - 2), day=1)
        )
        days = days_of(read, start.date(), earliest, end, Budget(20_000))
        return [datetime.combine(day, start.time()) for day in days]
    except (NotRead, TooMuch):
        return []


def _as_utc(wall: datetime, offset: timedelta) -> datetime:
    try:
        return (wall - offset).replace(tzinfo=UTC)
    except OverflowError:
        return wall.replace(tzinfo=UTC)


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return None if length >= timedelta(hours=24) else -length if found[1] == "-" else length


def _wall(text: str) -> datetime | None:
    found = _LOCAL.match(text.strip())
    try:
        if not found:
            return None
        year, month, day, hour, minute, second = (int(part) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # on the wall
    except ValueError:
        return None

"""How an entry repeats: the days a recurrence rule names, within a window and never beyond a budget of steps.

The rule of RFC 5545, section 3.3.10, for days, weeks, months and years. A rule without a count begins right before
the window, so an entry that has repeated for thirty years costs as much as a new one; every step is counted, so that
no file keeps us reckoning. Rules that repeat within a day are not read (`NotRead`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
DAY = timedelta(days=1)
_NTH = re.compile(r"([+-]?\d{1,3})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(T\d{6}Z?)?")


class NotRead(Exception):
    """A rule that makes no sense, or repeats within a day."""


class TooMuch(Exception):
    """The budget of steps is used up."""


@dataclass
class Budget:
    """How many steps all rules of a file may take together."""

    left: int = 300_000

    def spend(self, steps: int = 1) -> None:
        """Raises TooMuch when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule: `every` so many of `unit` (DAILY, WEEKLY, MONTHLY, YEARLY); `until` as the file wrote it."""

    unit: str
    every: int = 1
    count: int | None = None
    until: str = ""
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: tuple[tuple[int, int], ...] = ()
    """Which one in its month or year (0: each), and the weekday, Monday 0."""
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    week_begins: int = 0


def rule_of(text: str) -> Rule:
    """The rule written as FREQ=WEEKLY;BYDAY=MO and so on. Raises NotRead."""
    parts = dict(part.split("=", 1) for part in text.upper().strip().split(";") if "=" in part)
    unit = parts.get("FREQ", "")
    if unit not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or WITHIN_A_DAY & parts.keys():
        raise NotRead
    every = _whole(parts.get("INTERVAL", "1"), 1, 10_000)
    until = parts.get("UNTIL", "")
    if until and not _UNTIL.fullmatch(until):
        raise NotRead
    return Rule(
        unit=unit,
        every=every,
        count=_whole(parts["COUNT"], 1, 10**9) if "COUNT" in parts else None,
        until=until,
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=tuple(_weekday(word) for word in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
        year_days=_numbers(parts, "BYYEARDAY", -366, 366),
        weeks=_numbers(parts, "BYWEEKNO", -53, 53),
        places=_numbers(parts, "BYSETPOS", -366, 366),
        week_begins=_day_number(parts.get("WKST", "MO")),
    )


def days_of(rule: Rule, start: date, first: date, last: date, budget: Budget) -> Iterator[date]:
    """The days from `first` to `last`, both included, on which what begins on `start` takes place, in order.

    The start itself counts as the first time, whether or not the rule names it, as calendars show it.
    """
    if first <= start <= last:
        yield start
    if start > last or rule.count == 1:
        return
    told = 1
    for period in _periods(rule, start, first, last, budget):
        for day in _chosen(rule, start, period, budget):
            if day <= start:
                continue
            if day > last:
                return
            told += 1
            if day >= first:
                yield day
            if rule.count is not None and told >= rule.count:
                return


def last_day_of(rule: Rule) -> tuple[date | None, str]:
    """The day its `until` names and the time written behind it, if any."""
    found = _UNTIL.fullmatch(rule.until)
    if not found:
        return None, ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])), found[4] or ""
    except ValueError:
        raise NotRead from None


def _periods(rule: Rule, start: date, first: date, last: date, budget: Budget) -> Iterator[date]:
    """The first day of each day, week, month or year the rule looks at; those before the window are leapt over,
    unless they have to be counted."""
    place: date | None = _begin(rule, start)
    assert place is not None
    if rule.count is None and first > start:
        place = _leap(rule, place, first)
    while place is not None and place <= last:
        budget.spend()
        yield place
        place = _next(rule, place)


def _begin(rule: Rule, start: date) -> date:
    if rule.unit == "WEEKLY":
        back = (start.weekday() - rule.week_begins) % 7
        return start - timedelta(days=min(back, (start - date.min).days))
    if rule.unit == "MONTHLY":
        return start.replace(day=1)
    if rule.unit == "YEARLY":
        return start.replace(month=1, day=1)
    return start


def _leap(rule: Rule, place: date, first: date) -> date:
    """The last period at or before the window that is a whole number of intervals away; one earlier for the week
    that began in it."""
    if rule.unit in ("DAILY", "WEEKLY"):
        length = rule.every * (7 if rule.unit == "WEEKLY" else 1)
        return place + timedelta(days=max(0, (first - place).days // length - 1) * length)
    length = rule.every * (12 if rule.unit == "YEARLY" else 1)
    months = (first.year - place.year) * 12 + first.month - place.month
    return _months_on(place, max(0, months // length - 1) * length) or place


def _next(rule: Rule, place: date) -> date | None:
    if rule.unit in ("DAILY", "WEEKLY"):
        days = rule.every * (7 if rule.unit == "WEEKLY" else 1)
        return place + timedelta(days=days) if (date.max - place).days >= days else None
    return _months_on(place, rule.every * (12 if rule.unit == "YEARLY" else 1))


def _months_on(place: date, months: int) -> date | None:
    year, month = divmod(place.year * 12 + place.month - 1 + months, 12)
    return date(year, month + 1, 1) if year <= MAXYEAR else None


def _chosen(rule: Rule, start: date, period: date, budget: Budget) -> list[date]:
    """The days of one period, then of these the places asked for."""
    days = sorted(set(_named(rule, start, period, budget)))
    if not rule.places:
        return days
    count = len(days)
    wanted = {place - 1 if place > 0 else count + place for place in rule.places}
    return [day for number, day in enumerate(days) if number in wanted]


def _named(rule: Rule, start: date, period: date, budget: Budget) -> Iterator[date]:
    if rule.unit == "DAILY":
        yield from (day for day in (period,) if _passes(rule, day, whole=True))
    elif rule.unit == "WEEKLY":
        wanted = {weekday for _, weekday in rule.weekdays} or {start.weekday()}
        week = (period + number * DAY for number in range(min(7, (date.max - period).days + 1)))
        yield from (day for day in week if day.weekday() in wanted and _in_months(rule, day))
    elif rule.unit == "MONTHLY":
        if _in_months(rule, period):
            budget.spend(3)
            yield from _of_month(rule, start, period)
    else:
        budget.spend(40)
        yield from _of_year(rule, start, period)


def _of_month(rule: Rule, start: date, period: date) -> Iterator[date]:
    length = monthrange(period.year, period.month)[1]
    if rule.weekdays:
        found = _weekdays_in(rule, period, length)
        yield from (day for day in found if not rule.month_days or _is_month_day(rule, day, length))
    elif rule.month_days:
        days = (period.replace(day=number) for number in range(1, length + 1))
        yield from (day for day in days if _is_month_day(rule, day, length))
    elif start.day <= length:
        yield period.replace(day=start.day)


def _of_year(rule: Rule, start: date, period: date) -> Iterator[date]:
    year, length = period.year, 366 if monthrange(period.year, 2)[1] == 29 else 365
    if rule.year_days or rule.weeks:
        days = (period + number * DAY for number in range(length))
        wanted = {weekday for _, weekday in rule.weekdays} or ({start.weekday()} if rule.weeks else set())
        numbers = {number if number > 0 else length + 1 + number for number in rule.year_days}
        weeks = _weeks_around(rule, year) if rule.weeks else None
        for number, day in enumerate(days, 1):
            if (
                (not numbers or number in numbers)
                and (weeks is None or day in weeks)
                and (not wanted or day.weekday() in wanted)
                and _passes(rule, day)
            ):
                yield day
    elif rule.months or rule.month_days:
        months = sorted(rule.months) or range(1, 13)
        for month in months:
            yield from _of_month(rule, start, date(year, month, 1))
    elif rule.weekdays:
        yield from _weekdays_in(rule, period, length)
    elif start.day <= monthrange(year, start.month)[1]:
        yield start.replace(year=year)


def _weekdays_in(rule: Rule, begin: date, length: int) -> Iterator[date]:
    """Of the `length` days from `begin` on: each of a weekday, or the second, or the last but one."""
    for nth, weekday in rule.weekdays:
        offset = (weekday - begin.weekday()) % 7
        count = (length - 1 - offset) // 7 + 1
        if nth == 0:
            yield from (begin + timedelta(days=offset + 7 * number) for number in range(count))
        elif -count <= nth <= count:
            yield begin + timedelta(days=offset + 7 * (nth - 1 if nth > 0 else count + nth))


def _weeks_around(rule: Rule, year: int) -> set[date]:
    """The days of the numbered weeks of a year and of its neighbours, whose weeks reach into it."""
    years = (one for one in (year - 1, year, year + 1) if 1 <= one < MAXYEAR)
    return set().union(*(_weeks_of(rule, one) for one in years))


def _weeks_of(rule: Rule, year: int) -> set[date]:
    """The days of a year's numbered weeks; its first week is the first with four days in the year."""
    begin = _first_week(year, rule.week_begins)
    count = (_first_week(year + 1, rule.week_begins) - begin).days // 7
    numbers = {number if number > 0 else count + 1 + number for number in rule.weeks}
    return {
        begin + timedelta(days=7 * (number - 1) + place)
        for number in numbers
        if 1 <= number <= count
        for place in range(7)
    }


def _first_week(year: int, week_begins: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_begins) % 7)


def _passes(rule: Rule, day: date, *, whole: bool = False) -> bool:
    if not _in_months(rule, day):
        return False
    if rule.month_days and not _is_month_day(rule, day, monthrange(day.year, day.month)[1]):
        return False
    if not whole:
        return True
    if rule.year_days:
        length = 366 if monthrange(day.year, 2)[1] == 29 else 365
        number = day.timetuple().tm_yday
        if number not in rule.year_days and number - length - 1 not in rule.year_days:
            return False
    return not rule.weekdays or any(weekday == day.weekday() for _, weekday in rule.weekdays)


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _is_month_day(rule: Rule, day: date, length: int) -> bool:
    return day.day in rule.month_days or day.day - length - 1 in rule.month_days


def _numbers(parts: dict[str, str], name: str, least: int, most: int) -> frozenset[int]:
    if name not in parts:
        return frozenset()
    numbers = frozenset(_whole(word, least, most) for word in parts[name].split(","))
    if 0 in numbers:
        raise NotRead
    return numbers


def _whole(word: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,10}", word.strip()):
        raise NotRead
    number = int(word)
    if not least <= number <= most:
        raise NotRead
    return number


def _weekday(word: str) -> tuple[int, int]:
    found = _NTH.fullmatch(word.strip())
    if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise NotRead
    return int(found[1] or 0), DAYS.index(found[2])


def _day_number(word: str) -> int:
    if word not in DAYS:
        raise NotRead
    return DAYS.index(word)

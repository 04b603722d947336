"""A day as people write it: fri, tomorrow, 12 mar, 2027-01-15, in 2 weeks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import get_close_matches

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
MOST_WORDS = 3
KNOWN = ("today", "tomorrow", *WEEKDAYS, *MONTHS)


class NoSuchDay(ValueError):
    """It reads like a date, and there is no such day; the sentence names it."""


def read_day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """The day these words begin with and how many of them it took; None when they begin with no day.

    A weekday means the next one, today included; a day without a year means the next such day.
    Raises NoSuchDay for the 31st of February and its like.
    """
    said = [word.lower().strip(",;") for word in words[:MOST_WORDS]]
    for count in range(len(said), 0, -1):
        day = _whole(said[:count], today)
        if day is not None:
            return day, count
    return None


def reads_like_a_day(word: str) -> bool:
    """Whether a word was probably meant as a date: it begins with a digit, or is nearly a day's or month's name."""
    plain = word.lower().strip(",;.")
    return plain[:1].isdigit() or bool(get_close_matches(plain, _names(), n=1, cutoff=0.74))


def _names() -> list[str]:
    return [*KNOWN, *(name[:3] for name in (*WEEKDAYS, *MONTHS))]


def _whole(said: list[str], today: date) -> date | None:
    match said:
        case ["today" | "tonight" | "eod"]:
            return today
        case ["tomorrow" | "tmr" | "tmrw"]:
            return today + timedelta(days=1)
        case ["eow"] | ["this", "week"]:
            return _next_weekday(4, today)
        case ["next", "week"]:
            return _next_weekday(4, today + timedelta(days=7 - today.weekday()))
        case ["eom"] | ["this", "month"]:
            return _month_end(today.year, today.month)
        case ["next", "month"]:
            return _month_end(today.year + today.month // 12, today.month % 12 + 1)
        case ["next", name] if (weekday := _named(name, WEEKDAYS)) is not None:
            return _next_weekday(weekday, today + timedelta(days=7 - today.weekday()))
        case ["in", number, unit]:
            return _away(number, unit, today)
        case [one]:
            return _one_word(one, today)
        case [first, second]:
            return _day_and_month(first, second, None, today)
        case [first, second, year] if re.fullmatch(r"\d{4}", year):
            return _day_and_month(first, second, int(year), today)
    return None


def _one_word(word: str, today: date) -> date | None:
    weekday = _named(word, WEEKDAYS)
    if weekday is not None:
        return _next_weekday(weekday, today)
    if whole := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", word):
        return _day(int(whole[1]), int(whole[2]), int(whole[3]), word)
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?", word):
        year = dotted[3] and int(dotted[3]) + (2000 if len(dotted[3]) == 2 else 0)
        return _in_year(int(dotted[1]), int(dotted[2]), year or None, today, word)
    return None


def _day_and_month(first: str, second: str, year: int | None, today: date) -> date | None:
    if (month := _named(second, MONTHS)) is not None:
        number = first
    elif (month := _named(first, MONTHS)) is not None:
        number = second
    else:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?", number)
    if found is None:
        return None
    return _in_year(int(found[1]), month + 1, year, today, f"{first} {second}")


def _in_year(day: int, month: int, year: int | None, today: date, words: str) -> date:
    if year is not None:
        return _day(year, month, day, words)
    for later in range(9):  # the 29th of February comes within eight years
        try:
            found = date(today.year + later, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise NoSuchDay(f"There is no {words}.")


def _day(year: int, month: int, day: int, words: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(f"There is no {words}.") from None


def _away(number: str, unit: str, today: date) -> date | None:
    count = NUMBERS.get(number) or (int(number) if re.fullmatch(r"\d{1,3}", number) else None)
    if count is None:
        return None
    match unit.removesuffix("s"):
        case "day":
            return today + timedelta(days=count)
        case "week":
            return today + timedelta(weeks=count)
        case "month":
            years, month = divmod(today.month - 1 + count, 12)
            last = _month_end(today.year + years, month + 1)
            return last.replace(day=min(today.day, last.day))
    return None


def _named(word: str, names: Sequence[str]) -> int | None:
    plain = word.rstrip(".")
    if len(plain) < 3:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(plain)), None)


def _next_weekday(weekday: int, since: date) -> date:
    return since + timedelta(days=(weekday - since.weekday()) % 7)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

"""Numbers and dates as people write them: "12 Mar", "6 h", "45 min", "1,204.50 €", "81 %", "5 of 6"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from varifocal.core.values import WANTED_CHANCE

THIN = "\N{NO-BREAK SPACE}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF", "PLN": "zł", "CZK": "Kč", "JPY": "¥"}

State = Literal["good", "open", "danger"]


@dataclass(frozen=True)
class Chance:
    """A chance ready for a page: the number, the word, the state its shape shows, and per cent for the ring."""

    number: str
    word: str
    state: State
    percent: int


def day(value: date | None, today: date) -> str:
    """Write a day: "12 Mar"; another year than this one is named; nothing for no day."""
    if value is None:
        return ""
    text = f"{value.day}{THIN}{MONTHS[value.month - 1]}"
    return text if value.year == today.year else f"{text}{THIN}{value.year}"


def near_day(value: date | None, today: date) -> str:
    """Write a day as one says it: "today", "tomorrow", "Friday" within a week, else as `day` does."""
    if value is None:
        return ""
    away = (value - today).days
    said = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(away)
    return said or (WEEKDAYS[value.weekday()] if 1 < away < 7 else day(value, today))


def on_day(value: date | None, today: date) -> str:
    """Write a day within a sentence: "on Friday", "tomorrow", "on 12 Mar"."""
    words = near_day(value, today)
    return words if words in ("", "today", "tomorrow", "yesterday") else f"on {words}"


def month(value: date, today: date) -> str:
    """Write a month: "Mar", with its year when that is not this one."""
    name = MONTHS[value.month - 1]
    return name if value.year == today.year else f"{name}{THIN}{value.year}"


def clock(value: datetime, zone: tzinfo) -> str:
    """Write a time of day in the zone given: "14:05"."""
    return value.astimezone(zone).strftime("%H:%M")


def hours(value: float | Decimal | None) -> str:
    """Write hours of effort: "45 min" under an hour, "1.5 h" under ten, "1,204 h" above."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    if 0 < abs(exact) < 1:
        return f"{_whole(exact * 60)}{THIN}min"
    if abs(exact) < 10:
        return f"{_short(exact.quantize(Decimal('0.01'), ROUND_HALF_UP))}{THIN}h"
    return f"{_whole(exact):,}{THIN}h"


def quarters(value: float | Decimal | None) -> str:
    """Write planned hours, as whole quarter hours, never none where there are some: "5.5 h", "15 min"."""
    return hours(max(Decimal("0.25"), Decimal(_whole(Decimal(str(value)) * 4)) / 4)) if value else ""


def count(value: int) -> str:
    """Write a small count as a word: "three", "12"."""
    return _COUNTS[value] if 0 <= value < len(_COUNTS) else str(value)


def so_many(number: int, one: str, many: str) -> str:
    """Write how many there are of something: "1 task", "3 tasks"."""
    return f"{number} {one if number == 1 else many}"


def cut_short(text: str, most: int = 90) -> str:
    """Write no more letters of a text than that: "Storyboard, sec…"."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """Write a number with thousands apart and no idle noughts."""
    if value is None:
        return ""
    return _short(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def money(amount: Decimal | None, currency: str) -> str:
    """Write a sum in its currency: "1,204.50 €"; whole sums without cents."""
    if amount is None:
        return ""
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{cents:,.0f}" if cents == cents.to_integral_value() else f"{cents:,.2f}"
    return f"{_minus(text)}{THIN}{_SIGNS.get(currency, currency)}"


def weighted(urgent: int, normal: int, can_wait: int) -> str:
    """What a day late counts, by the urgency of the work."""
    return (
        f"a day late of urgent work counting {urgent}, of normal work {normal}, of what can wait {can_wait}"
    )


def percent(share: float | None) -> str:
    """Write a share, 0 to 1, in per cent; what is strictly between none and all never reads 0 or 100: ">99 %"."""
    if share is None:
        return ""
    beyond = "" if share in (0, 1) else "<" if share < 0.005 else ">" if share >= 0.995 else ""
    return f"{beyond}{_percent(share)}{THIN}%"


def of_six(share: float) -> str:
    """Say a chance in futures out of six, the form people hear best: "5 of 6"."""
    sixths = int(Decimal(str(share * 6)).quantize(Decimal(1), ROUND_HALF_UP))
    if 0 < share < 1:
        sixths = min(5, max(1, sixths))
    return f"{sixths} of 6"


def points(change: float) -> str:
    """Write a change of chance, as a share, in points: "+9 points", "−4 points"."""
    whole = _whole(Decimal(str(change * 100)))
    sign = "+" if whole > 0 else ""
    return f"{sign}{_minus(str(whole))}{THIN}{'point' if abs(whole) == 1 else 'points'}"


def chance(share: float, wanted: float = WANTED_CHANCE) -> Chance:
    """Ready a chance for `parts/chance.html`; in danger is what falls below half, or well short of what is wanted."""
    state: State = "good" if share >= wanted else "danger" if share < max(0.5, wanted - 0.3) else "open"
    word = {"good": "likely", "open": "open", "danger": "in danger"}[state]
    return Chance(percent(share), word, state, _percent(share))


def _percent(share: float) -> int:
    whole = _whole(Decimal(str(share * 100)))
    return min(99, max(1, whole)) if 0 < share < 1 else whole


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _short(value: Decimal) -> str:
    text = f"{value:,f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")

"""How single values stand in a text: each form reads one, or says what was expected, and writes it the same way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.calendar import WorkingWeek, office_week
from varifocal.core.text.names import MOST, Flaw, Names, short
from varifocal.core.values import MOST_HOURS, Invalid, Range

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2150, 12, 31)
"""Dates outside are slips of the keyboard, as everywhere in the product."""

LONGEST = 2_000
"""No name has more characters."""

MOST_MONEY = Decimal(10) ** 12


@dataclass
class Book:
    """What values of a text refer to: who and what is called how, and what holds where a record says nothing."""

    now: datetime | None = None
    """The moment of a text that names none."""
    zone: str = "UTC"
    week: WorkingWeek = field(default_factory=lambda: office_week("UTC"))
    holidays: frozenset[date] = frozenset()
    skills: Names = field(default_factory=lambda: Names("skill"))
    people: Names = field(default_factory=lambda: Names("person"))
    equipment: Names = field(default_factory=lambda: Names("kind of equipment"))
    goals: Names = field(default_factory=lambda: Names("goal"))
    projects: Names = field(default_factory=lambda: Names("project"))
    tasks: Names = field(default_factory=lambda: Names("task"))
    tasks_of: dict[int, set[int]] = field(default_factory=dict)
    """Tasks by project."""
    here: Collection[int] = ()
    """The tasks of the project a record belongs to."""

    def within(self, project: int | None) -> Book:
        """The same for a record of this project."""
        return replace(self, here=self.tasks_of.get(project or 0, ()))


@dataclass(frozen=True, slots=True)
class Form:
    """A pair: `read` takes what TOML holds and raises Flaw for what cannot be meant; `write` gives it back."""

    read: Callable[[Any, Book], Any]
    write: Callable[[Any, Book], Any] = lambda value, book: value


def words(value: Any, book: Book) -> str:
    """Text, at most 2,000 characters."""
    if not isinstance(value, str):
        raise Flaw(f"expected text in quotation marks, not {told(value)}")
    if len(value) > LONGEST:
        raise Flaw(f"expected at most {LONGEST:,} characters, not {len(value):,}")
    return value


def flag(value: Any, book: Book) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise Flaw(f"expected true or false, not {told(value)}")
    return value


def number(what: str, least: float, most: float, *, whole: bool = False) -> Callable[[Any, Book], Any]:
    """A number within bounds; `what` is what the sentence calls it."""

    def read(value: Any, book: Book) -> float | int:
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            kind = "a whole number" if whole else "a number"
            raise Flaw(f"expected {what}, {kind} from {least:,g} to {most:,g}, not {told(value)}")
        return value if whole else float(value)

    return read


def day(value: Any, book: Book) -> date:
    """A date, as 2027-03-12."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise Flaw(f"expected a date, as 2027-03-12, not {told(value)}") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Flaw(f"expected a date, as 2027-03-12, not {told(value)}")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise Flaw(f"expected a date from {FIRST_DAY.year} to {LAST_DAY.year}, not {value}")
    return value


def moment(value: Any, book: Book) -> datetime:
    """A moment as UTC: without an offset it is on the clock of the text's zone, a day alone is its beginning."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise Flaw(f"expected a moment, as 2027-01-04T09:00:00, not {told(value)}")
    day(value.date(), book)
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(book.zone))).astimezone(UTC)


def zone(value: Any, book: Book) -> str:
    """A time zone of the IANA list."""
    try:
        ZoneInfo(words(value, book))
    except (OSError, ValueError, KeyError):  # a folder, a path upwards or an empty name, an unknown one
        raise Flaw(f"expected a time zone, as “Europe/Berlin”, not {told(value)}") from None
    return str(value)


def currency(value: Any, book: Book) -> str:
    """Three capital letters."""
    if not isinstance(value, str) or len(value) != 3 or not (value.isascii() and value.isupper()):
        raise Flaw(f"expected a currency, as “EUR”, not {told(value)}")
    return value


def money(value: Any, book: Book) -> Decimal:
    """An amount, as "1200.00"; a whole number is taken, too."""
    try:
        amount = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise Flaw(f'expected an amount of money, as "1200.00", not {told(value)}')
    return amount


def money_text(amount: Decimal, book: Book | None = None) -> str:
    """With two places, or more where it has more."""
    cents = amount.quantize(Decimal("0.01"))
    return f"{cents if cents == amount else amount:f}"


def choice(kind: type[StrEnum]) -> Form:
    """One word of a list."""

    def read(value: Any, book: Book) -> StrEnum:
        if value not in [each.value for each in kind]:
            known = ", ".join(f"“{each.value}”" for each in kind)
            raise Flaw(f"expected one of {known}, not {told(value)}")
        return kind(value)

    return Form(read, lambda value, book: value.value)


def listed(form: Form, make: Callable[[Any], Any] = tuple) -> Form:
    """Several of one form; each flaw says which of them."""

    def read(value: Any, book: Book) -> Any:
        if not isinstance(value, list):
            raise Flaw(f"expected a list in square brackets, not {told(value)}")
        return make([form.read(each, book) for each in value])

    return Form(read, lambda value, book: [form.write(each, book) for each in value])


def once(values: list[Any]) -> tuple[Any, ...]:
    """All of a list, in which nothing stands twice."""
    if len(set(values)) < len(values):
        raise Flaw("something stands twice; write it once")
    return tuple(values)


def named(kind: str) -> Form:
    """A record by its name; `kind` is which of the book's names."""
    return Form(
        lambda value, book: getattr(book, kind).number(value),
        lambda value, book: getattr(book, kind).said(value),
    )


def perhaps_gone(kind: str) -> Form:
    """The same of a record that may not be in the text any more: then by its number."""
    is_here = named(kind)
    return Form(
        lambda value, book: value if _is_id(value) else is_here.read(value, book),
        is_here.write,
    )


def _is_id(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST


def named_set(kind: str) -> Form:
    """Several of them, in the order of their numbers."""
    several = listed(named(kind), frozenset)
    return Form(several.read, lambda value, book: several.write(sorted(value), book))


def effort(value: Any, book: Book) -> Range:
    """An effort or length of time: a number, [low, likely, high], or a table of what of these there is."""
    read = number("a length of time", 0, MOST_HOURS)
    try:
        match value:
            case [low, likely, high]:
                return Range(read(likely, book), read(low, book), read(high, book))
            case {"likely": likely, **others} if set(others) <= {"low", "high"}:
                low, high = (read(others[name], book) if name in others else None for name in ("low", "high"))
                return Range(read(likely, book), low, high)
            case int() | float() if not isinstance(value, bool):
                return Range(read(value, book))
    except Invalid as reason:
        raise Flaw(_begun_small(str(reason).rstrip("."))) from None
    raise Flaw(f"expected a number, or three as [low, likely, high], not {told(value)}")


def effort_text(value: Range, book: Book) -> Any:
    """The shortest of these that says it."""
    if value.is_single:
        return value.likely
    if value.low is not None and value.high is not None:
        return [value.low, value.likely, value.high]
    sides = {"low": value.low, "likely": value.likely, "high": value.high}
    return {name: side for name, side in sides.items() if side is not None}


def table(
    value: Any, known: Mapping[str, Callable[[Any, Book], Any]], needed: str, book: Book
) -> dict[str, Any]:
    """An inline table: each of its fields read by its own form. Raises Flaw for others, and without the one needed."""
    if not isinstance(value, dict):
        raise Flaw(f"expected a table as {{ {needed} = … }}, not {told(value)}")
    for name in value:
        if name not in known:
            raise Flaw(f"“{short(name)}” is not known here; known are {', '.join(known)}")
    if needed not in value:
        raise Flaw(f"`{needed}` is missing in {{ … }}")
    return {name: known[name](each, book) for name, each in value.items()}


def told(value: Any) -> str:
    """A value of the text in a sentence."""
    if isinstance(value, str):
        return f"“{short(value)}”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > MOST:
        return "a number beyond all measure"
    if isinstance(value, int | float | date | timedelta):
        return str(value)
    return "a list" if isinstance(value, list) else "a table"


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


WORDS, FLAG, DAY, MOMENT = Form(words), Form(flag), Form(day), Form(moment)
MONEY, EFFORT = Form(money, money_text), Form(effort, effort_text)
HOURS = Form(number("hours", 0, MOST_HOURS))
LAG = Form(number("hours", -MOST_HOURS, MOST_HOURS))
CHANCE = Form(number("a chance", 0, 1))
ID = Form(number("its number", 1, MOST, whole=True))

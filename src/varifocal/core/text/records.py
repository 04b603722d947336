"""What a record of each kind may say in a text, said once for reading and writing: its fields, their forms, and what
holds where one is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from varifocal.core.portfolio import (
    Aims,
    Contribution,
    Equipment,
    Goal,
    Opportunity,
    Person,
    Project,
    ProjectKind,
    Risk,
    Task,
)
from varifocal.core.text import short
from varifocal.core.text.forms import (
    CHANCE,
    DAY,
    EFFORT,
    FLAG,
    HOURS,
    ID,
    MOMENT,
    MONEY,
    WORDS,
    Book,
    Form,
    choice,
    currency,
    listed,
    named,
    named_set,
    number,
    once,
    perhaps_gone,
    told,
    zone,
)
from varifocal.core.text.names import MOST, Flaw
from varifocal.core.text.weeks import WEEK
from varifocal.core.values import MOST_HOURS, Range

Values = Mapping[str, Any]
Default = Callable[[Values, Book], Any]


REQUIRED = object()
"""The default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the text, its form, what holds without it (or how that follows from the others before
    it), what the record calls it, and what may be written where it is missing."""

    name: str
    form: Form
    default: Any = REQUIRED
    attribute: str = ""
    hint: str = ""

    @property
    def of(self) -> str:
        """What the record calls it."""
        return self.attribute or self.name

    @property
    def example(self) -> str:
        """What may be written where it is missing."""
        return self.hint or f"{self.name} = …"

    def otherwise(self, values: Values, book: Book) -> Any:
        """What holds where the text says nothing."""
        return self.default(values, book) if callable(self.default) else self.default


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its heading in the text, its noun, what its values make, its fields."""

    key: str
    noun: str
    make: Callable[[dict[str, Any], Book], Any]
    fields: tuple[Field, ...]
    wrong: Callable[[Values], Iterator[tuple[str, str]]] = lambda values: iter(())
    """What its values cannot be together: the field to mend, and what is wrong."""

    @property
    def names(self) -> list[str]:
        """What its fields are called in the text."""
        return [each.name for each in self.fields]

    def said(self, values: Values, book: Book) -> dict[str, Any]:
        """What the text says of a record with these values: what is not as it would be anyway."""
        return {
            each.name: each.form.write(values[each.of], book)
            for each in self.fields
            if each.default is REQUIRED or values[each.of] != each.otherwise(values, book)
        }


def _plain(kind: Callable[..., Any]) -> Callable[[dict[str, Any], Book], Any]:
    return lambda values, book: kind(**values)


HEAD = Kind(
    "",
    "text",
    lambda values, book: values,
    (
        Field("zone", Form(zone), hint='the zone of your days, as zone = "Europe/Berlin"'),
        Field("now", MOMENT, lambda values, book: book.now),
        Field("currency", Form(currency), "EUR"),
        Field("week", WEEK, None),
        Field("holidays", short.HOLIDAYS, frozenset()),
        Field("seen", Form(number("the number of a change", 0, MOST, whole=True)), 0),
    ),
)


def _three(value: Any, book: Book) -> tuple[float, ...]:
    weights = listed(Form(number("what a day late counts", 0, 1e6))).read(value, book)
    if len(weights) != 3:
        raise Flaw("expected three numbers: what a day late counts for urgent, normal and can wait")
    return tuple(weights)


AIMS = Kind(
    "aims",
    "aims",
    _plain(Aims),
    (
        Field("late", Form(_three, lambda value, book: list(value)), Aims().late),
        Field("cost", FLAG, True),
        Field("makespan", FLAG, False),
    ),
)


# -- people and equipment ---------------------------------------------------------------------------------


def _person(values: dict[str, Any], book: Book) -> Person:
    """The rate stands with her, and is not part of her record."""
    own = {name: value for name, value in values.items() if name not in ("rate", "holidays")}
    return Person(**{**own, "away": days_off(values, book), "skills": MappingProxyType(values["skills"])})


def days_off(values: Values, book: Book) -> tuple[Any, ...]:
    """The days a person is away: those she says and, unless she works on them, the organization's holidays."""
    if not values["holidays"]:
        return tuple(values["away"])
    return tuple(sorted({*((day, day) for day in book.holidays), *values["away"]}))


def said_of_days_off(person: Person, book: Book) -> dict[str, Any]:
    """The two fields from which her days away follow."""
    usual = {(day, day) for day in book.holidays}
    values = {"away": tuple(span for span in person.away if span not in usual), "holidays": True}
    return values if days_off(values, book) == person.away else {"away": person.away, "holidays": False}


PEOPLE = Kind(
    "people",
    "person",
    _person,
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("week", WEEK, lambda values, book: book.week),
        Field("share", Form(number("the share of time that may be planned", 0.001, 1)), 1.0),
        Field("skills", short.SKILLS, lambda values, book: {}),
        Field("passions", named_set("skills"), frozenset()),
        Field("joined", DAY, None),
        Field("left", DAY, None),
        Field("rate", MONEY, None),
        Field("holidays", FLAG, True),
        Field("away", short.AWAY, ()),
        Field("busy", short.BUSY, ()),
    ),
)

EQUIPMENT = Kind(
    "equipment",
    "equipment",
    _plain(Equipment),
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("count", Form(number("how many there are", 0, short.MOST_HEADS, whole=True)), 1),
        Field("out", short.OUT, ()),
    ),
)


# -- where to ---------------------------------------------------------------------------------------------

GOALS = Kind(
    "goals",
    "goal",
    _plain(Goal),
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("serves", named("goals"), None, "parent"),
        Field("target", DAY, None),
        Field("committed", FLAG, True),
        Field("closed", FLAG, False),
        Field("created", DAY, None),
        Field("strategy", Form(number("the strategy's number", 1, MOST, whole=True)), None),
        Field("owner", perhaps_gone("people"), None),
    ),
)

PRIORITIES = {"urgent": 1, "normal": 2, "can wait": 3}


def _priority(value: Any, book: Book) -> int:
    if isinstance(value, str) and value in PRIORITIES:
        return PRIORITIES[value]
    if isinstance(value, int) and not isinstance(value, bool) and value in PRIORITIES.values():
        return value
    raise Flaw(f"expected “urgent”, “normal” or “can wait” (or 1, 2, 3), not {told(value)}")


PRIORITY = Form(_priority, lambda value, book: next(word for word, one in PRIORITIES.items() if one == value))
COMPANY = Form(number("the client's number", 1, MOST, whole=True))

PROJECTS = Kind(
    "projects",
    "project",
    _plain(Project),
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("kind", choice(ProjectKind), ProjectKind.ORDERED),
        Field("company", COMPANY, None),
        Field("opened", DAY, None),
        Field("due", DAY, None),
        Field("deadline", DAY, None),
        Field("priority", PRIORITY, 2),
        Field("manager", named("people"), None),
        Field("serves", short.SERVES, ()),
        Field("hours_budget", HOURS, None),
        Field("hours_spent", HOURS, 0.0),
        Field("money_budget", MONEY, None),
        Field("money_spent", MONEY, Decimal(0)),
        Field("money_price", MONEY, None),
        Field("hours_alike", HOURS, None),
        Field("hours_removed", HOURS, 0.0),
        Field("removed_from", listed(perhaps_gone("people"), once), ()),
        Field("wanted_chance", Form(number("the wanted chance", 0.001, 1)), 0.8),
        Field("chance", CHANCE, 1.0),
    ),
)


# -- work -------------------------------------------------------------------------------------------------

WORK = "Work"
"""The project of tasks that name none."""


def _estimate(values: Values, book: Book) -> Any:
    return REQUIRED if values["wait"] is None else Range(0.0)


def _expected(values: Values, book: Book) -> float:
    """The likely, as everywhere without a history."""
    return values["estimate"].likely if isinstance(values["estimate"], Range) else 0.0


def _left(values: Values, book: Book) -> float:
    return float(values["expected"]) if values["wait"] is None else 0.0


def _mode(value: Any, book: Book) -> int:
    return int(
        number("the number of a way, the first of `modes` being 1,", 0, 1_000, whole=True)(value, book)
    )


def _task(values: dict[str, Any], book: Book) -> Task:
    """What it comes after stands with it, and is not part of its record."""
    return Task(**{name: value for name, value in values.items() if name != "after"})


def _wrong_ways(values: Values) -> Iterator[tuple[str, str]]:
    ways, expected, estimate = values["modes"] or (), values["expected"] or 0.0, values["estimate"]
    if (values["mode"] or 0) > len(ways):
        yield "mode", f"there are {len(ways)} other ways, and this says it is done in way {values['mode']}"
    if ways and not expected:
        yield "modes", "what takes no effort is done in one way; give it some, or leave the others out"
    elif ways and isinstance(estimate, Range):
        longest = (
            max(way.hours for way in ways)
            / expected
            * max(estimate.high or 0, estimate.likely, values["left"] or 0)
        )
        if longest > MOST_HOURS:
            yield "modes", f"one way may take more than {MOST_HOURS:,.0f} hours; give it fewer"


TASKS = Kind(
    "tasks",
    "task",
    _task,
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("project", named("projects")),
        Field("wait", short.WAIT, None),
        Field("estimate", EFFORT, _estimate, hint="hours, as estimate = 8 or estimate = [4, 8, 16]"),
        Field("expected", HOURS, _expected),
        Field("left", HOURS, _left),
        Field("kind", WORDS, ""),
        Field("needs", short.NEEDS, (), "demands"),
        Field("uses", short.USES, ()),
        Field("after", short.AFTER, ()),
        Field("release", DAY, None),
        Field("due", DAY, None),
        Field("deadline", DAY, None),
        Field("priority", PRIORITY, 2),
        Field("people", listed(named("people"), once), ()),
        Field("rank", Form(number("a place in an order", -1e12, 1e12)), None),
        Field("pinned_people", listed(named("people"), once), ()),
        Field("pinned_start", DAY, None),
        Field("started", DAY, None),
        Field("splittable", FLAG, True),
        Field("guessed", FLAG, False),
        Field("created", DAY, None),
        Field("modes", short.MODES, ()),
        Field("mode", Form(_mode), 0),
        Field("start_lag", HOURS, 0.0),
        Field("finish_lag", HOURS, 0.0),
    ),
    wrong=_wrong_ways,
)

# -- what may happen --------------------------------------------------------------------------------------

RISKS = Kind(
    "risks",
    "risk",
    _plain(Risk),
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("chance", CHANCE),
        Field("projects", listed(named("projects"))),
        Field("task", named("tasks"), None),
        Field("days", EFFORT, None),
        Field("hours", EFFORT, None),
    ),
)

OPPORTUNITIES = Kind(
    "opportunities",
    "opportunity",
    _plain(Opportunity),
    (
        Field("name", WORDS, hint='name = "…"'),
        Field("id", ID),
        Field("chance", CHANCE),
        Field("hours", EFFORT),
        Field("begins", DAY),
        Field("ends", DAY),
        Field("people", short.PEOPLE_SHARES),
    ),
)

CONTRIBUTIONS = Kind(
    "contributions",
    "contribution",
    _plain(Contribution),
    (
        Field("project", named("projects")),
        Field("measure", Form(number("the measure's number", 1, MOST, whole=True))),
        Field("adds", Form(number("what it adds", -1e15, 1e15))),
        Field("by", DAY),
    ),
)

KINDS = (PEOPLE, EQUIPMENT, GOALS, PROJECTS, TASKS, RISKS, OPPORTUNITIES)
"""What has a name and a number, in the order of a text."""

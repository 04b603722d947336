"""Things people say in a few words: “Design 3 x 2”, “Camera x 2”, “2027-02-01 to 2027-02-05”, “Briefing”.

Each has a table as its long form, for what the few words cannot say or would say of something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.portfolio import Busy, DependencyKind, Mode, Outage, Serves, SkillDemand, Use, Wait
from varifocal.core.text.forms import (
    EFFORT,
    LAG,
    WORDS,
    Book,
    Form,
    choice,
    day,
    listed,
    number,
    once,
    table,
    told,
)
from varifocal.core.text.names import MOST, Flaw, Names, short
from varifocal.core.values import MOST_HOURS

MOST_HEADS = 1_000
"""Nothing takes more people, or more of one kind of equipment, at once."""

LEVEL = number("a level", 1, 5, whole=True)
COUNT = number("how many", 1, MOST_HEADS, whole=True)
SHARE = number("a share", 0, 1)

_COUNTED = re.compile(r"(.+) x (\d+)", re.DOTALL)
_LEVELLED = re.compile(r"(.+) (\d+)", re.DOTALL)
_SPAN = re.compile(r"(\S+)(?: (?:to|until|-|–) (\S+))?")
_STRETCH = re.compile(r"(\S+) ([\d:.]+) to (?:(\S+) )?([\d:.]+)( UTC)?")


def _shortest(form: Form, few: Callable[[Any, Book], Any], many: Callable[[Any, Book], Any]) -> Form:
    """Written in few words where these are read as the same, else as a table."""

    def write(value: Any, book: Book) -> Any:
        said = few(value, book)
        try:
            return said if form.read(said, book) == value else many(value, book)
        except Flaw:
            return many(value, book)

    return Form(form.read, write)


# -- skills and equipment ---------------------------------------------------------------------------------


def levelled(said: str, known: Names) -> tuple[str, int]:
    """The name and the level of “Design 3”; level 1 where none is given."""
    found = None if known.knows(said) else _LEVELLED.fullmatch(said)
    return (found[1], LEVEL(int(found[2][:9]), Book())) if found else (said, 1)


def skill_of(said: Any) -> str | None:
    """The skill that one of a person's skills names, whatever its level."""
    name = said.get("skill") if isinstance(said, dict) else said
    found = _LEVELLED.fullmatch(name) if isinstance(name, str) and name is said else None
    return found[1] if found else name if isinstance(name, str) else None


def counted(said: str, known: Names) -> tuple[str, int]:
    """What and how many of “Camera x 2”; one where no number is given."""
    found = None if known.knows(said) else _COUNTED.fullmatch(said)
    return (found[1], COUNT(int(found[2][:9]), Book())) if found else (said, 1)


def _need(value: Any, book: Book) -> SkillDemand:
    skill = book.skills.number
    if isinstance(value, str):
        rest, count = counted(value, book.skills)
        name, level = levelled(rest, book.skills)
        return SkillDemand(skill(name), level, count)
    known = {"skill": lambda each, book: skill(each), "level": LEVEL, "count": COUNT}
    return SkillDemand(**table(value, known, "skill", book))


def _need_text(value: SkillDemand, book: Book) -> Any:
    return f"{book.skills.said(value.skill)} {value.level}{_times(value.count)}"


def _need_table(value: SkillDemand, book: Book) -> Any:
    return {"skill": book.skills.said(value.skill), "level": value.level, "count": value.count}


def _known(value: Any, book: Book) -> tuple[int, int]:
    need = _need(value, book)
    if need.count != 1:
        raise Flaw(f"expected a skill and a level, as “Design 3”, not {told(value)}")
    return need.skill, need.level


def _use(value: Any, book: Book) -> Use:
    if isinstance(value, str):
        name, count = counted(value, book.equipment)
        return Use(book.equipment.number(name), count)
    known = {"equipment": lambda each, book: book.equipment.number(each), "count": COUNT}
    return Use(**table(value, known, "equipment", book))


def _use_text(value: Use, book: Book) -> Any:
    return f"{book.equipment.said(value.equipment)}{_times(value.count)}"


def _use_table(value: Use, book: Book) -> Any:
    return {"equipment": book.equipment.said(value.equipment), "count": value.count}


def _times(count: int) -> str:
    return f" x {count}" if count != 1 else ""


def _each_once(uses: list[Use]) -> tuple[Use, ...]:
    once([use.equipment for use in uses])
    return tuple(uses)


def _each_level(skills: list[tuple[int, int]]) -> dict[int, int]:
    once([skill for skill, _ in skills])
    return dict(skills)


NEEDS = listed(_shortest(Form(_need), _need_text, _need_table))
USES = listed(_shortest(Form(_use), _use_text, _use_table), _each_once)
_SKILLS = listed(
    _shortest(
        Form(_known),
        lambda value, book: _need_text(SkillDemand(*value), book),
        lambda value, book: {"skill": book.skills.said(value[0]), "level": value[1]},
    ),
    _each_level,
)
SKILLS = Form(_SKILLS.read, lambda value, book: _SKILLS.write(sorted(value.items()), book))


# -- days and hours ---------------------------------------------------------------------------------------


def _span(value: Any, book: Book) -> tuple[date, date]:
    if not isinstance(value, str):
        return day(value, book), day(value, book)
    found = _SPAN.fullmatch(value.strip())
    if found is None:
        raise Flaw(f"expected days as “2027-02-01 to 2027-02-05”, not {told(value)}")
    first, last = day(found[1], book), day(found[2] or found[1], book)
    if last < first:
        raise Flaw(f"“{short(value)}” ends before it begins")
    return first, last


def _span_text(value: tuple[date, date], book: Book) -> Any:
    first, last = value
    return first if first == last else f"{first} to {last}"


def _outage(value: Any, book: Book) -> Outage:
    if not isinstance(value, str):
        return Outage(*_span(value, book))
    days, count = counted(value, Names(""))
    return Outage(*_span(days, book), count)


def _outage_text(value: Outage, book: Book) -> Any:
    if value.count == 1:
        return _span_text((value.first, value.last), book)
    return f"{value.first} to {value.last}{_times(value.count)}"


def _busy(value: Any, book: Book) -> Busy:
    found = _STRETCH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Flaw(f"expected hours as “2027-02-01 09:00 to 10:30”, not {told(value)}")
    zone = UTC if found[5] else ZoneInfo(book.zone)
    first, last = day(found[1], book), day(found[3] or found[1], book)
    try:
        begin, end = (
            datetime.combine(on, time.fromisoformat(at), zone).astimezone(UTC)
            for on, at in ((first, found[2]), (last, found[4]))
        )
    except ValueError:
        raise Flaw(f"expected hours as “2027-02-01 09:00 to 10:30”, not {told(value)}") from None
    if end < begin:
        raise Flaw(f"“{short(value)}” ends before it begins")
    return Busy(begin, end)


def _busy_text(value: Busy, book: Book) -> Any:
    start, end = value.start.astimezone(UTC), value.end.astimezone(UTC)
    on = f"{end.date()} " if end.date() != start.date() else ""
    return f"{start.date()} {_clock(start)} to {on}{_clock(end)} UTC"


def _clock(moment: datetime) -> str:
    return moment.time().isoformat() if moment.second or moment.microsecond else f"{moment:%H:%M}"


AWAY = listed(Form(_span, _span_text))
OUT = listed(Form(_outage, _outage_text))
BUSY = listed(Form(_busy, _busy_text))
HOLIDAYS = Form(listed(Form(day), frozenset).read, lambda value, book: sorted(value))


# -- tasks ------------------------------------------------------------------------------------------------

Tie = tuple[int, DependencyKind, float]
"""The task before, which ends are tied, and the lag."""


def _tie(value: Any, book: Book) -> Tie:
    if not isinstance(value, dict):
        return _before(value, book), DependencyKind.FINISH_START, 0.0
    known = {"task": _before, "kind": choice(DependencyKind).read, "lag": LAG.read}
    given = table(value, known, "task", book)
    return given["task"], given.get("kind", DependencyKind.FINISH_START), given.get("lag", 0.0)


def _before(value: Any, book: Book) -> int:
    """Of several tasks called alike the one of the same project is meant."""
    return book.tasks.number(value, book.here)


def _tie_text(value: Tie, book: Book) -> Any:
    """The task alone where it is to be finished before, without a lag."""
    before, kind, lag = value
    said: dict[str, Any] = {"task": book.tasks.said(before, book.here)}
    if kind is not DependencyKind.FINISH_START:
        said["kind"] = kind.value
    if lag:
        said["lag"] = lag
    return said if len(said) > 1 else said["task"]


AFTER = listed(Form(_tie, _tie_text))

_DAYS = number("days", 0, MOST_HOURS)


def _wait(value: Any, book: Book) -> Wait:
    given = value if isinstance(value, dict) else {"days": value}
    known: dict[str, Callable[[Any, Book], Any]] = {
        "days": EFFORT.read,
        "company": number("the client's number", 1, MOST, whole=True),
        "asked": day,
        "learned": listed(Form(_DAYS)).read,
    }
    said = table(given, known, "days", book)
    learned = said.get("learned")
    if learned is not None and len(learned) != 2:
        raise Flaw("expected two numbers of days as learned, half the time and nine times in ten")
    days = said["days"]
    return Wait.believed(said.get("company"), days.likely, days.low, days.high, said.get("asked"), learned)


def _wait_text(value: Wait, book: Book) -> Any:
    days: Any = [value.low, value.likely, value.high]
    if value == Wait.believed(value.company, value.likely, asked=value.asked, learned=value.learned):
        days = value.likely
    said = {
        "days": days,
        "company": value.company,
        "asked": value.asked,
        "learned": list(value.learned) if value.learned else None,
    }
    given = {name: each for name, each in said.items() if each is not None}
    return given if len(given) > 1 else days


def _mode(value: Any, book: Book) -> Mode:
    known = {
        "hours": number("the hours of a way", 0.01, MOST_HOURS),
        "needs": NEEDS.read,
        "uses": USES.read,
        "id": number("its number", 0, MOST, whole=True),
        "name": WORDS.read,
    }
    given = table(value, known, "hours", book)
    return Mode(given.pop("hours"), given.pop("needs", ()), given.pop("uses", ()), **given)


def _mode_text(value: Mode, book: Book) -> Any:
    said = {
        "name": value.name,
        "id": value.id,
        "hours": value.hours,
        "needs": NEEDS.write(value.demands, book),
        "uses": USES.write(value.uses, book),
    }
    return {name: each for name, each in said.items() if each or name == "hours"}


WAIT, MODES = Form(_wait, _wait_text), listed(Form(_mode, _mode_text))


# -- shares -----------------------------------------------------------------------------------------------


def _serves(value: Any, book: Book) -> tuple[Serves, ...]:
    known = {"goal": lambda each, book: book.goals.number(each), "share": SHARE, "goal_date_then": day}
    return tuple(
        Serves(given["goal"], given["share"], given.get("goal_date_then"))
        for given in _shared(value, known, "goal", book)
    )


def _serves_text(value: tuple[Serves, ...], book: Book) -> Any:
    return [
        _share_text(
            "goal", book.goals.said(one.goal), one.share, len(value), goal_date_then=one.goal_date_then
        )
        for one in value
    ]


def _people(value: Any, book: Book) -> tuple[tuple[int, float], ...]:
    known = {"person": lambda each, book: book.people.number(each), "share": SHARE}
    return tuple((given["person"], given["share"]) for given in _shared(value, known, "person", book))


def _people_text(value: tuple[tuple[int, float], ...], book: Book) -> Any:
    return [_share_text("person", book.people.said(who), share, len(value)) for who, share in value]


def _shared(
    value: Any, known: dict[str, Callable[[Any, Book], Any]], needed: str, book: Book
) -> list[dict[str, Any]]:
    """Names or tables; who says nothing of a share has an even one."""
    if not isinstance(value, list):
        raise Flaw(f"expected a list in square brackets, not {told(value)}")
    given = [each if isinstance(each, dict) else {needed: each} for each in value]
    return [{"share": 1 / len(value), **table(each, known, needed, book)} for each in given]


def _share_text(needed: str, said: str | int, share: float, of: int, **more: Any) -> Any:
    found = {name: each for name, each in more.items() if each is not None}
    if share != 1 / of:
        found = {"share": share, **found}
    return {needed: said, **found} if found else said


SERVES, PEOPLE_SHARES = Form(_serves, _serves_text), Form(_people, _people_text)

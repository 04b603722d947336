"""From what TOML holds to the portfolio it means: names first, so that records may be named before they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from varifocal.core.calendar import office_week
from varifocal.core.portfolio import Aims, Dependency, Portfolio, Project, TrackRecord
from varifocal.core.text import past, short
from varifocal.core.text.forms import LONGEST, MONEY, Book, told, words, zone
from varifocal.core.text.names import MOST, Flaw, Names, nearest
from varifocal.core.text.names import short as shortened
from varifocal.core.text.problems import Enough, Gathered
from varifocal.core.text.records import (
    AIMS,
    CONTRIBUTIONS,
    HEAD,
    KINDS,
    PEOPLE,
    PROJECTS,
    REQUIRED,
    TASKS,
    WORK,
    Kind,
)
from varifocal.core.values import Problem

MOST_RECORDS = 100_000
"""Beyond these somebody meant another file."""

SLIP = 0.85
"""A project that is not listed is made, unless its name is as alike as this to one that is..."""

MOST_SLIPS = 500
"""...which is looked for so many times."""

LISTED = (*KINDS, CONTRIBUTIONS)
TABLES = ("skills", "levels", "aims", "rates", "record")
KNOWN = (*HEAD.names, *TABLES, *(kind.key for kind in LISTED))
"""All that may stand at the beginning of a line outside records."""

Row = dict[str, Any]


class Taking:
    """One text on its way."""

    def __init__(self, document: Row, gathered: Gathered, now: datetime) -> None:
        self.document, self.gathered = document, gathered
        self.book = Book(now=now)
        self.rows: dict[str, list[Row]] = {}
        self.made: list[Project] = []

    def portfolio(self) -> Portfolio | None:
        """What the text means; None where something in it cannot be read. All problems are gathered, twenty at most."""
        try:
            return self._portfolio()
        except Enough:
            return None

    def _portfolio(self) -> Portfolio | None:
        self._is_known(KNOWN, self.document, "", 0)
        head = self._head()
        self.rows = {kind.key: self._rows(kind) for kind in LISTED}
        skills, levels = self._skills(), self._names_by_number("levels")
        for kind in KINDS:
            self._number(kind)
        self._make_projects()
        values = {kind.key: list(self._records(kind)) for kind in LISTED}
        rates, aims, record = self._rates(values[PEOPLE.key]), self._aims(), self._past()
        if self.gathered.problems:
            return None
        lists: dict[str, Any] = {
            kind.key: tuple(kind.make(each, self.book) for each in values[kind.key]) for kind in LISTED
        }
        lists[PROJECTS.key] += tuple(self.made)
        found = Portfolio(
            **head,
            **lists,
            dependencies=tuple(
                Dependency(before, each["id"], kind, lag)
                for each in values[TASKS.key]
                for before, kind, lag in each["after"]
            ),
            skills=skills,
            levels=levels,
            rates=rates,
            aims=aims,
            record=record,
        )
        with suppress(Enough):
            for problem in found.problems():
                self._place(problem)
        return found

    # -- what is said once --------------------------------------------------------------------------------

    def _head(self) -> Row:
        with suppress(Flaw):  # told where the field is read
            self.book.zone = zone(self.document.get("zone"), self.book)
        self.book.week = office_week(self.book.zone)
        values = self._values(
            HEAD, {name: self.document[name] for name in HEAD.names if name in self.document}, 0
        )
        self.book.week = values["week"] or self.book.week
        self.book.holidays = values["holidays"]
        return values

    def _aims(self) -> Aims:
        given = self._table("aims")
        return Aims(**self._values(AIMS, given, 0))

    def _skills(self) -> dict[int, str]:
        """Those listed; else those people have."""
        if "skills" in self.document:
            skills = self._names_by_number("skills")
        else:
            said = [each for row in self.rows[PEOPLE.key] for each in _list(row.get("skills"))]
            names = dict.fromkeys(name for one in said if (name := short.skill_of(one)) is not None)
            skills = dict(enumerate(names, 1))
        self.book.skills = Names("skill", skills.items())
        return skills

    def _names_by_number(self, key: str) -> dict[int, str]:
        """Names under a heading, each after its number; or a list of names."""
        given = self.document.get(key, {})
        if isinstance(given, list):
            self.document[key] = {str(number): name for number, name in enumerate(given, 1)}
        found = {}
        for number, name in self._table(key).items():
            with self.gathered.flaws(key, 0, number):
                found[_numeral(number)] = words(name, self.book)
        return found

    def _rates(self, people: list[Row]) -> dict[int, Decimal]:
        """What people say of themselves, and what stands under a heading of those who are not among them."""
        rates = {each["id"]: each["rate"] for each in people if each["rate"] is not None}
        for number, amount in self._table("rates").items():
            with self.gathered.flaws("rates", 0, number):
                rates[_numeral(number)] = MONEY.read(amount, self.book)
        return rates

    def _past(self) -> TrackRecord:
        given = self._table("record")
        self._is_known(past.COLUMNS, given, "record", 0)
        return TrackRecord(**{name: tuple(self._past_of(name, given.get(name, []))) for name in past.COLUMNS})

    def _past_of(self, name: str, rows: Any) -> Iterator[Any]:
        columns: list[str] = []
        for at, row in enumerate(_list(rows) or ([rows] if rows != [] else [])):
            try:
                if at == 0:
                    columns = past.head(name, row)
                else:
                    yield past.row_of(name, columns, row, self.book)
            except Flaw as flaw:
                line = self.gathered.places.item("record", name, at)
                self.gathered.tell(str(flaw), line, f"{name}, row {at}" if at else name)
                if at == 0:
                    return

    def _table(self, key: str) -> Row:
        given = self.document.get(key, {})
        if isinstance(given, dict):
            return given
        self.gathered.top(key, f"expected a table under [{key}], not {told(given)}")
        return {}

    # -- records ------------------------------------------------------------------------------------------

    def _rows(self, kind: Kind) -> list[Row]:
        """What stands under a heading, record by record; a name alone is a record, too."""
        given, top = self.document.get(kind.key, []), self.gathered.top
        if not isinstance(given, list):
            top(kind.key, f"expected [[{kind.key}]], in two brackets, above each {kind.noun}")
            return []
        if len(given) > MOST_RECORDS:
            top(kind.key, f"expected at most {MOST_RECORDS:,} {kind.key}, not {len(given):,}")
            raise Enough
        found: list[Row] = []
        for at, each in enumerate(given):
            if isinstance(each, dict | str):
                found.append(dict(each) if isinstance(each, dict) else {"name": each})
            else:
                said = f"expected [[{kind.key}]] above each {kind.noun}, not {told(each)}"
                self.gathered.tell(said, self.gathered.places.of(kind.key, at))
        return found

    def _number(self, kind: Kind) -> None:
        """Give a number to each record that has none, and note what each is called."""
        rows, names = self.rows[kind.key], getattr(self.book, kind.key, None)
        taken: set[int] = set()
        for at, row in enumerate(rows):
            if type(row.get("id")) is int and row["id"] in taken:
                line = self.gathered.places.of(kind.key, at, "id")
                said = f"`id`: another {kind.noun} has the number {row['id']}; give it one of its own"
                self.gathered.tell(said, line, _called(kind, row, at))
            elif type(row.get("id")) is int:
                taken.add(row["id"])
        free = (number for number in count(1) if number not in taken)
        for row in rows:
            if "id" not in row:
                row["id"] = next(free)
            if names is not None and isinstance(row.get("name"), str) and type(row["id"]) is int:
                names.add(row["id"], row["name"])

    def _make_projects(self) -> None:
        """The projects tasks name, made where they are not listed; and whose each task is."""
        projects, of = self.book.projects, self.book.tasks_of
        listed = list(projects.called())
        free = (number for number in count(1) if number not in projects.name)
        for row in self.rows[TASKS.key]:
            said = row.setdefault("project", WORK)
            if isinstance(said, str) and not projects.knows(said) and self._is_to_be_made(said, listed):
                self.made.append(Project(next(free), said))
                projects.add(self.made[-1].id, said)
            project = self._project(said)
            if project is not None and type(row["id"]) is int:
                of.setdefault(project, set()).add(row["id"])

    def _is_to_be_made(self, said: str, listed: list[str]) -> bool:
        """It is no number of one that is listed, and no slip of the keyboard."""
        if self._project(said) is not None or len(said) > LONGEST:
            return False
        return said == WORK or len(self.made) >= MOST_SLIPS or not nearest(said, listed, SLIP)

    def _project(self, said: Any) -> int | None:
        """Which one is meant; what is flawed is told where the task is read."""
        try:
            return self.book.projects.number(said)
        except Flaw:
            return None

    def _records(self, kind: Kind) -> Iterator[Row]:
        for at, row in enumerate(self.rows[kind.key]):
            yield self._values(kind, row, at)

    def _values(self, kind: Kind, row: Mapping[str, Any], at: int) -> Row:
        """The values of one record, by what the record calls them; what is flawed is told, and stands as left out."""
        record = _called(kind, row, at)
        self._is_known(kind.names, row, kind.key, at, record)
        book = self.book.within(self._project(row["project"])) if kind is TASKS else self.book
        values: Row = {}
        for each in kind.fields:
            otherwise = None
            if each.name not in row:
                otherwise = each.otherwise(values, book)
                if otherwise is REQUIRED:
                    otherwise = None
                    line = self.gathered.places.of(kind.key, at)
                    self.gathered.tell(f"`{each.name}` is missing; write {each.example}", line, record)
            values[each.of] = otherwise
            if each.name in row:
                with self.gathered.flaws(kind.key, at, each.name, record):
                    values[each.of] = each.form.read(row[each.name], book)
        for name, sentence in kind.wrong(values):
            self.gathered.tell(f"`{name}`: {sentence}", self.gathered.places.of(kind.key, at, name), record)
        return values

    def _is_known(self, known: Any, given: Mapping[str, Any], key: str, at: int, record: str = "") -> None:
        """Tell which names among those given nobody knows."""
        for name in given:
            if name not in known:
                near = nearest(name, known) or f"; known are {', '.join(known)}"
                line = self.gathered.places.of(key, at, name)
                self.gathered.tell(f"`{shortened(name)}` is not known here{near}", line, record)

    def _place(self, problem: Problem) -> None:
        """Tell what is wrong with a portfolio, with the line of its record."""
        noun, _, rest = problem.where.partition(" ")
        number = rest.rpartition("→ ")[2]
        noun = "task" if noun == "dependency" else noun
        sentence = problem.sentence.rstrip(".")
        for kind in KINDS:
            for at, row in enumerate(self.rows[kind.key] if kind.noun == noun else ()):
                if str(row["id"]) == number:
                    line = self.gathered.places.of(kind.key, at)
                    self.gathered.tell(sentence, line, _called(kind, row, at))
                    return
        self.gathered.tell(sentence, 1)


def _called(kind: Kind, row: Mapping[str, Any], at: int) -> str:
    """What a record is called in a sentence about it."""
    if not kind.key or kind is AIMS:
        return kind.key
    name = row.get("name")
    return f"{kind.noun} “{shortened(name)}”" if isinstance(name, str) else f"{kind.noun} {at + 1}"


def _numeral(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= 12 and 1 <= int(word) <= MOST):
        raise Flaw("expected a whole number before the equals sign")
    return int(word)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

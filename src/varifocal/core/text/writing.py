"""From a portfolio to its text: in the order it has, one thing a line, nothing that would hold anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from varifocal.core.calendar import office_week
from varifocal.core.portfolio import Person, Portfolio, Task
from varifocal.core.text import toml
from varifocal.core.text.forms import Book, money_text
from varifocal.core.text.names import Names
from varifocal.core.text.past import rows_of
from varifocal.core.text.records import (
    AIMS,
    CONTRIBUTIONS,
    EQUIPMENT,
    GOALS,
    HEAD,
    OPPORTUNITIES,
    PEOPLE,
    PROJECTS,
    RISKS,
    TASKS,
    Kind,
    said_of_days_off,
)

ABOVE = """\
# A plan as text: people, work, and what is known of both at one moment.
# Change it and try it: `varifocal plan THIS_FILE` says who does what when, and touches nothing else.
# Plans reckon with the `expected` hours of a task, of which so many are `left`; without both, with its `estimate`.
# What is left out is as usual; what may stand here is told in docs/how-to/plan-as-text.md.
"""


def written(portfolio: Portfolio) -> str:
    """The text of a portfolio: the same portfolio, the same text; read again, it is the same portfolio where that
    holds, but for the order of dependencies of different tasks, which means nothing."""
    return "\n\n".join((ABOVE.rstrip(), *_Writing(portfolio).parts())) + "\n"


class _Writing:
    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.book = _book(portfolio)
        self.after: dict[int, list[Any]] = {}
        for link in portfolio.dependencies:
            self.after.setdefault(link.after, []).append((link.before, link.kind, link.lag))

    def parts(self) -> Iterator[str]:
        """One after the other, each of some lines."""
        portfolio, book = self.portfolio, self.book
        yield self._head()
        yield from self._table("aims", AIMS.said(_values(AIMS, portfolio.aims), book))
        yield from self._table("levels", _by_number(portfolio.levels))
        yield from self._table("skills", _by_number(portfolio.skills))
        for person in portfolio.people:
            yield _entries("[[people]]", PEOPLE.said(self._person(person), book))
        yield from self._all(EQUIPMENT, portfolio.equipment)
        yield from self._all(GOALS, portfolio.goals)
        yield from self._all(PROJECTS, portfolio.projects)
        for task in portfolio.tasks:
            yield _entries("[[tasks]]", TASKS.said(self._task(task), book.within(task.project)))
        yield from self._all(RISKS, portfolio.risks)
        yield from self._all(OPPORTUNITIES, portfolio.opportunities)
        yield from self._all(CONTRIBUTIONS, portfolio.contributions)
        others = sorted(portfolio.rates.keys() - portfolio.person.keys())
        yield from self._table("rates", {str(who): money_text(portfolio.rates[who]) for who in others})
        yield from self._table("record", rows_of(portfolio.record, book))

    def _head(self) -> str:
        """Its own week is as its zone's usual one where it says nothing."""
        values = {name: getattr(self.portfolio, name) for name in HEAD.names}
        usual = Book(zone=self.portfolio.zone, week=office_week(self.portfolio.zone))
        return _entries("", HEAD.said(values, usual))

    def _person(self, person: Person) -> dict[str, Any]:
        own = {each.of: getattr(person, each.of, None) for each in PEOPLE.fields}
        return own | said_of_days_off(person, self.book) | {"rate": self.portfolio.rates.get(person.id)}

    def _task(self, task: Task) -> dict[str, Any]:
        own = {each.of: getattr(task, each.of, ()) for each in TASKS.fields}
        return own | {"after": tuple(self.after.get(task.id, ()))}

    def _all(self, kind: Kind, records: tuple[Any, ...]) -> Iterator[str]:
        for record in records:
            yield _entries(f"[[{kind.key}]]", kind.said(_values(kind, record), self.book))

    def _table(self, key: str, values: dict[str, Any]) -> Iterator[str]:
        if values:
            yield _entries(f"[{key}]", values)


def _by_number(names: Mapping[int, str]) -> dict[str, str]:
    return {str(number): name for number, name in sorted(names.items())}


def _values(kind: Kind, record: Any) -> dict[str, Any]:
    return {each.of: getattr(record, each.of) for each in kind.fields}


def _entries(heading: str, values: dict[str, Any]) -> str:
    lines = [toml.entry(name, value) for name, value in values.items()]
    return "\n".join([heading, *lines] if heading else lines)


def _book(portfolio: Portfolio) -> Book:
    """Who and what is called how in it."""
    book = Book(
        zone=portfolio.zone,
        week=portfolio.week or office_week(portfolio.zone),
        holidays=portfolio.holidays,
        skills=Names("skill", portfolio.skills.items()),
    )
    for names, records in (
        (book.people, portfolio.people),
        (book.equipment, portfolio.equipment),
        (book.goals, portfolio.goals),
        (book.projects, portfolio.projects),
        (book.tasks, portfolio.tasks),
    ):
        for one in records:
            names.add(one.id, one.name)
    for task in portfolio.tasks:
        book.tasks_of.setdefault(task.project, set()).add(task.id)
    return book

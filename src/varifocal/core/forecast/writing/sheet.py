"""The script while it is written: the places of projects in it, everybody's clocks and queues, and the ends of projects
so far."""

from __future__ import annotations

from varifocal.core.calendar import Calendar
from varifocal.core.forecast.costs import Rates
from varifocal.core.forecast.draws import Kind
from varifocal.core.forecast.queue import Queue
from varifocal.core.forecast.script import Clock, Latest, Script
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import WorkingTime


class Sheet:
    """A script, and what all who write in it share."""

    def __init__(self, portfolio: Portfolio, time: WorkingTime, seed: int, rates: Rates) -> None:
        self.portfolio, self.time, self.seed, self.rates = portfolio, time, seed, rates
        self.place = {project.id: place for place, project in enumerate(portfolio.projects)}
        self.nowhere = len(self.place)
        """Where hours of no project are counted."""
        self.script = Script(seed, len(self.place) + 1)
        self.script.is_priced = rates.is_known
        self._clocks: dict[Calendar, Clock] = {}
        self.office = self.clock(time.organization)
        self.script.office, self.script.slots = self.office.place, time.organization.slots
        self.clocks = {person: self.clock(calendar) for person, calendar in time.people.items()}
        self.queues = {person: Queue(self.script) for person in time.people}
        self.finish = {project: Latest(self.script) for project in self.place}
        """The end of each project, in grid quarters."""
        self._scores: dict[tuple[Kind, int], int] = {}

    def clock(self, calendar: Calendar) -> Clock:
        """A calendar as the script knows it."""
        if calendar not in self._clocks:
            self._clocks[calendar] = self.script.clock(calendar)
        return self._clocks[calendar]

    def score(self, kind: Kind, record: int) -> int:
        """The scores of a record, the same for all that share them."""
        if (kind, record) not in self._scores:
            self._scores[kind, record] = self.script.score(kind, record)
        return self._scores[kind, record]

    def reach(self, project: int, finish: int) -> None:
        """A project ends no earlier than a row of grid quarters."""
        self.finish[project].add(finish)

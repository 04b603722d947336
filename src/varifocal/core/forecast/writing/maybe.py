"""What may strike and what may come: a task held up or made longer, and work that takes its place among people's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.forecast.draws import Kind
from varifocal.core.forecast.risks import chance_drawn, days, hours
from varifocal.core.forecast.script import NONE
from varifocal.core.forecast.writing.notes import Notes
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.forecast.writing.ties import Limit
from varifocal.core.portfolio import Opportunity, Risk, Task

MOST_PIECES, LEAST_HOURS = 4, 4.0
"""Work that may come takes the time of each of its people in at most so many pieces, a week apart or more, of so many
hours or more."""


class Risks:
    """What may strike tasks, and projects as a whole."""

    def __init__(self, sheet: Sheet, notes: Notes) -> None:
        self.sheet, self.script, self.notes = sheet, sheet.script, notes
        self._of_task: dict[int, list[Risk]] = defaultdict(list)
        self._of_project: dict[int, list[Risk]] = defaultdict(list)
        for risk in sheet.portfolio.risks:
            if chance_drawn(risk.chance) <= 0:
                continue
            if risk.task is not None:
                self._of_task[risk.task].append(risk)
            else:
                for project in risk.projects:
                    self._of_project[project].append(risk)
        self._holds_up: dict[int, int] = {}

    def of_task(self, task: int) -> Sequence[Risk]:
        """What may strike one task."""
        return self._of_task.get(task, ())

    def of_project(self, project: int) -> Sequence[Risk]:
        """What may strike a project as a whole."""
        return self._of_project.get(project, ())

    def held_up(self, task: Task, limit: Limit) -> Limit:
        """Later by what may strike: it begins later, or, where it has begun, ends no sooner than that."""
        for risk in self.of_task(task.id):
            if risk.days is None:
                continue
            row = self.holding_up(risk)
            if task.has_begun:
                limit.finish.append(row)
            else:
                ready = self.script.top(limit.rows, limit.start)
                limit = Limit(limit.start, [self.script.plus(ready, row)], limit.finish)
        return limit

    def lengthened(self, task: Task, effort: int, people: tuple[int, ...], rate: float) -> int:
        """The quarters of a task for each of its people, with what may strike it; an hour costs `rate`."""
        for risk in self.of_task(task.id):
            if risk.hours is not None:
                place = self.sheet.place[task.project]
                amount = self.script.scope(risk.id, place, hours(risk), Kind.RISK, rate)
                more = self.script.share(amount, 1 / len(people))
                self.note(risk, more, self.sheet.clocks[people[0]].days_a_quarter)
                effort = self.script.plus(effort, more)
        return effort

    def holding_up(self, risk: Risk) -> int:
        """The row of grid quarters for which it holds up what it strikes, the same wherever it does."""
        if risk.id not in self._holds_up:
            row = self.script.length(risk.id, self.script.lasting(days(risk)), Kind.RISK)
            self.note(risk, row, 1 / QUARTERS_PER_DAY)
            self._holds_up[risk.id] = row
        return self._holds_up[risk.id]

    def note(self, risk: Risk, row: int, days_a_quarter: float) -> None:
        """Let it be looked back at how long one took."""
        self.notes.maybe(risk, row, self.sheet.place[risk.projects[0]], days_a_quarter)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some of the work that may come, of one of its people: when (grid quarters), and how large a share of its hours,
    which are that amount."""

    begins: int
    one: Opportunity
    amount: int
    share: float


class Coming:
    """Work that may come, cut into pieces for each of its people."""

    def __init__(self, sheet: Sheet, notes: Notes) -> None:
        self.sheet, self.script, self.notes = sheet, sheet.script, notes
        self._pieces: dict[int, list[_Piece]] = defaultdict(list)
        """By person, the first last."""
        for one in sheet.portfolio.opportunities:
            self._cut(one)
        for pieces in self._pieces.values():
            pieces.sort(key=lambda piece: (piece.begins, piece.one.id), reverse=True)

    def come(self, person: int, start: int) -> None:
        """What may come before this moment of the plan takes its place among what she does. In draws in which she is
        ahead of the plan it takes its time then, too."""
        pieces, queue = self._pieces[person], self.sheet.queues[person]
        while pieces and pieces[-1].begins <= start:
            piece = pieces.pop()
            effort = self.script.share(piece.amount, piece.share)
            days_a_quarter = self.sheet.clocks[person].days_a_quarter
            self.notes.maybe(piece.one, effort, self.sheet.nowhere, days_a_quarter)
            queue.add(NONE, effort, in_passing=True)

    def _cut(self, one: Opportunity) -> None:
        if chance_drawn(one.chance) <= 0:
            return
        amount = self.script.scope(one.id, self.sheet.nowhere, hours(one), Kind.OPPORTUNITY)
        span = max(1, (one.ends - one.begins).days)
        for person, share in one.people:
            if person not in self.sheet.queues or share <= 0:
                continue
            count = max(1, min(MOST_PIECES, -(-span // 7), int(share * one.hours.likely / LEAST_HOURS)))
            later = (timedelta(days=number * span // count) for number in range(count))
            begins = [self.sheet.time.begin(one.begins + each) for each in later]
            self._pieces[person] += [_Piece(at, one, amount, share / count) for at in begins]

"""What nobody planned: it comes when the planned work of a project is done, and its people do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from varifocal.core.forecast.calibration import Calibration
from varifocal.core.forecast.draws import SCORE_OF_LEVEL, Floats, Kind
from varifocal.core.forecast.risks import hours
from varifocal.core.forecast.scope import Extent, growth, scale
from varifocal.core.forecast.writing.ahead import Ahead
from varifocal.core.forecast.writing.maybe import Risks
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.portfolio import Project, Risk
from varifocal.core.values import Range

HELPERS = 6
"""Unplanned work is shared by at most so many people: those with most of the project's hours."""

_USUAL = Range(8.0)
"""The effort whose spread deleted hours get."""


class Unplanned:
    """Growth of projects, hours nobody has, and what may strike a project as a whole."""

    def __init__(
        self,
        sheet: Sheet,
        risks: Risks,
        calibration: Calibration,
        ahead: Ahead,
        extent: Mapping[int, Extent],
    ) -> None:
        self.sheet, self.script, self.risks, self.calibration = sheet, sheet.script, risks, calibration
        self.ahead, self.extent = ahead, extent
        self.growth = growth(sheet.portfolio.record)

    def come(self, project: Project) -> None:
        """What nobody planned comes when the planned work is done. Growth is shared by the project's people,
        by the number of their tasks: shares by effort would let a larger effort relieve somebody."""
        extent = self.extent[project.id]
        if not extent.is_open:
            return
        grown = self.growth.drawn(project.kind, SCORE_OF_LEVEL)
        more = extent.unplanned(grown, self.calibration.overrun, SCORE_OF_LEVEL)
        helpers = self._helpers(project.id)
        does = self.ahead.does[project.id]
        whole = sum(does[person] for person in helpers)
        rates = self.sheet.rates
        if helpers:
            rate = rates.weighed((person, does[person] / whole) for person in helpers)
        else:
            rate = rates.of((self._manager(project),))
        amount = self.script.scope(project.id, self.sheet.place[project.id], more, rate=rate)
        ready = self.sheet.finish[project.id].row()
        for person in helpers:
            self._more(project.id, amount, more, person, ready, share=does[person] / whole)
        if not helpers:
            self._more(project.id, amount, more, self._manager(project), ready)
        self._add_loose(project, extent, helpers)
        self._struck(project, helpers)

    def _helpers(self, project: int) -> list[int]:
        does = self.ahead.does[project]
        return sorted(does, key=lambda person: (-does[person], person))[:HELPERS]

    def _manager(self, project: Project) -> int | None:
        return project.manager if project.manager in self.sheet.clocks else None

    def _add_loose(self, project: Project, extent: Extent, helpers: Sequence[int]) -> None:
        """Hours nobody has (without a place, or deleted) come after all the rest. Nobody knows who will do
        them: they load the one who does most here, and end as late as they would with any of the helpers."""
        loose = self._loose(project.id, extent)
        if loose is None:
            return
        first = helpers[0] if helpers else self._manager(project)
        score, place = self.sheet.score(Kind.PROJECT, project.id), self.sheet.place[project.id]
        amount = self.script.loosen(score, place, loose, self.sheet.rates.of((first,)))
        ready = self.sheet.finish[project.id].row()
        for person in helpers[1:]:
            self._more(project.id, amount, loose, person, ready, only_asking=True)
        self._more(project.id, amount, loose, first, ready)

    def _loose(self, project: int, extent: Extent) -> Floats | None:
        """Hours nobody has, by the bin of the project's score: never less than they were taken for, and late together
        with the project."""
        tasks = [self.sheet.portfolio.task[task] for task in extent.unplaced]
        typed = extent.removed + sum(map(scale, tasks))
        if typed <= 0:
            return None
        spread = self.calibration.spread(_USUAL, (), "", project)
        loose: Floats = np.float32(typed) * np.maximum(spread.ratios, np.float32(1))
        return loose

    def _struck(self, project: Project, helpers: Sequence[int]) -> None:
        """What may strike a project as a whole: its hours are shared evenly by those who do most in it, and its end is
        held up."""
        for risk in self.risks.of_project(project.id):
            if risk.hours is not None:
                lost = hours(risk)
                doing = helpers or (self._manager(project),)
                rate, place = self.sheet.rates.of(doing), self.sheet.place[project.id]
                amount = self.script.scope(risk.id, place, lost, Kind.RISK, rate)
                ready = self.sheet.finish[project.id].row()
                for person in doing:
                    self._more(project.id, amount, lost, person, ready, share=1 / len(doing), risk=risk)
            if risk.days is not None:
                ended = self.sheet.finish[project.id].row()
                self.sheet.reach(project.id, self.script.plus(ended, self.risks.holding_up(risk)))

    def _more(
        self,
        project: int,
        amount: int,
        hours: Floats,
        person: int | None,
        ready: int,
        *,
        share: float = 1.0,
        only_asking: bool = False,
        risk: Risk | None = None,
    ) -> None:
        """More work of a project for one person, or for nobody known: then on the organization's week."""
        if not (hours > 0).any():
            return
        effort = self.script.share(amount, share)
        clock = self.sheet.office if person is None else self.sheet.clocks[person]
        if risk is not None:
            self.risks.note(risk, effort, clock.days_a_quarter)
        begin = self.script.before_if(clock, ready, effort)
        if person is None:
            worked = self.script.plus(begin, effort)
        elif only_asking:
            worked = self.script.plus(self.script.top([begin, self.sheet.queues[person].ended]), effort)
        else:
            worked = self.sheet.queues[person].add(begin, effort, in_passing=risk is not None).ended
        self.sheet.reach(project, self.script.ends_if(clock, worked, effort))

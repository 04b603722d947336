"""The script of a plan: every task in the order of the plan, and what nobody planned.

Each draw gives every task an effort and every wait an answer. People do their queues (see `core.forecast.queue`), crews
work when all of them are free and at work, dependencies hold as in the plan, and where the last task of a project
stands, its people do what nobody had planned. Here that is written down, step by step; who lives through it is given
(see `core.forecast.script`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from varifocal.core.forecast.calibration import Calibration
from varifocal.core.forecast.costs import Rates
from varifocal.core.forecast.delays import Delays
from varifocal.core.forecast.scope import Extent
from varifocal.core.forecast.script import ZEROS, Script
from varifocal.core.forecast.writing.ahead import Ahead
from varifocal.core.forecast.writing.doing import Doing
from varifocal.core.forecast.writing.efforts import Efforts
from varifocal.core.forecast.writing.maybe import Coming, Risks
from varifocal.core.forecast.writing.notes import Noted, Notes
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.forecast.writing.ties import Ties
from varifocal.core.forecast.writing.unplanned import Unplanned
from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import Quantiles


@dataclass(frozen=True)
class Written:
    """A plan's script, what its places stand for, and what is known without living through it."""

    script: Script
    place: Mapping[int, int]
    """The place of each project in the script."""
    noted: tuple[Noted, ...]
    """Tasks, risks and opportunities in the order in which the script notes them."""
    delays: Delays
    """What delays projects as a whole: in what is noted of tasks, not in the ends of projects."""
    begins: Mapping[int, int]
    """The grid quarter before which nothing of a project can begin."""
    task_cost: Mapping[int, Quantiles]
    """Per task what its hours cost; nothing where no rate is known."""
    rated: Mapping[int, float]
    """Per project the share of its planned hours whose rate is known."""


def written(
    portfolio: Portfolio,
    plan: Plan,
    time: WorkingTime,
    extent: Mapping[int, Extent],
    *,
    seed: int,
    calibration: Calibration,
    costs: bool = False,
) -> Written:
    """Write down every task of a plan in its order, and what nobody planned; `costs`: what hours cost, too."""
    sheet = Sheet(portfolio, time, seed, Rates(portfolio.rates if costs else {}))
    notes, ahead = Notes(sheet), Ahead(portfolio, plan, sheet.queues)
    risks, coming = Risks(sheet, notes), Coming(sheet, notes)
    efforts, ties = Efforts(sheet, risks, calibration), Ties(sheet, plan.placed)
    doing = Doing(sheet, notes, risks, coming, efforts, ties, ahead)
    unplanned = Unplanned(sheet, risks, calibration, ahead, extent)
    for project in portfolio.projects:
        if project.id not in ahead.closes.values():
            unplanned.come(project)
    for number in plan.order:
        doing.do(portfolio.task[number], plan.placed[number])
        if number in ahead.closes:
            unplanned.come(portfolio.project[ahead.closes[number]])
    for number, latest in sheet.finish.items():
        sheet.script.end(sheet.place[number], latest.row())
    sheet.script.end(sheet.nowhere, ZEROS)
    return Written(
        script=sheet.script,
        place=sheet.place,
        noted=tuple(notes.noted),
        delays=notes.delays,
        begins=notes.begins,
        task_cost=efforts.task_cost,
        rated=efforts.rated,
    )

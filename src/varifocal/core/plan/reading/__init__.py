"""A portfolio read: its open work as columns of numbers, and whom it names by their places."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.reading.dates import Dates
from varifocal.core.plan.reading.equipment import outages_of, uses_of
from varifocal.core.plan.reading.lists import Lists
from varifocal.core.plan.reading.people import People
from varifocal.core.plan.reading.rows import rows_of
from varifocal.core.plan.reading.staffing import Staffing
from varifocal.core.plan.reading.ties import ties_of
from varifocal.core.plan.reading.ways import choose, seat
from varifocal.core.plan.work import Compiled, Fits
from varifocal.core.plan.workload import WORKED_ON
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR


def compiled(portfolio: Portfolio, time: WorkingTime) -> Compiled:
    """Compile a portfolio's open work onto the grid of its working time."""
    rows, dates = rows_of(portfolio.tasks), Dates(portfolio, time)
    people = People(portfolio, rows.kinds)
    lists = Lists(people.place)
    dates.fill(rows)
    staffing = Staffing(portfolio, rows, people, lists)
    staffing.fill(dates.fill_lengths(rows))
    crews, columns = staffing.crews, rows.columns
    crew = np.maximum(1, crews)
    columns["quarters"] = np.ceil(columns["hours"] * QUARTERS_PER_HOUR / crew - 1e-9)
    columns["quarters"][columns["length"] != WORKED_ON] = 0
    columns["whole"][crew > 1] = 1
    uses = uses_of(portfolio, rows)
    seat(rows, crews)
    choose(rows, staffing)
    ties, links = ties_of(portfolio, rows, lists)
    classes = lists.add_classes()
    passions, surplus = people.fit_of_all()
    own = len(rows.own)
    return Compiled(
        portfolio=portfolio,
        time=time,
        tasks=rows.own,
        people=people.ids,
        projects=rows.projects,
        columns=rows.own_columns,
        ways=rows.way_columns,
        ties=ties,
        links=links,
        uses=uses,
        outages=outages_of(portfolio, dates),
        items=lists.array(),
        classes=tuple(lists.classes),
        lists=classes,
        fits=tuple([Fits(portfolio.person, each) for each in rows.kinds]),
        passions=passions,
        surplus=surplus,
        agreed=staffing.agreed[:own],
        heads=staffing.heads[:own],
        pinned=staffing.pinned[:own],
        reasons=staffing.reasons,
        project_due={each.id: dates.due[each.due] for each in portfolio.projects if each.due},
        project_deadline={each.id: dates.due[each.deadline] for each in portfolio.projects if each.deadline},
    )

"""How the weeks were, of five and more of us together."""

from __future__ import annotations

from math import floor
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varifocal.flows.how_we_are import Group, Week, how_we_are
from varifocal.org.base.organization import Organization
from varifocal.org.growth.check_in import ENERGY, FEWEST, WORKLOAD
from varifocal.web.growth.common import me_inside
from varifocal.web.people.tabs import tabs


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The house and its teams, week by week, in words."""
    by, me = me_inside(request)
    today = Organization.here().today()
    groups = how_we_are(by, today)
    context = {
        "tabs": tabs(by, "how-we-are", me), "today": today, "fewest": FEWEST, "headline": _headline(groups[0]),
        "groups": [
            {
                "name": one.name,
                "weeks": [_cell(week) for week in reversed(one.weeks) if week.told or one is groups[0]],
            }
            for one in groups
        ],
        "told": any(week.told for week in groups[0].weeks),
    }  # fmt: skip
    return render(request, "growth/how_we_are.html", context)


def _headline(house: Group) -> str:
    told = [week for week in house.weeks if week.energy is not None]
    if not told:
        return "Too few of us have told how their weeks were"
    return f"Energy was {_between(ENERGY, told[-1].energy)}, workload {_between(WORKLOAD, told[-1].workload)}"


def _cell(week: Week) -> dict[str, Any]:
    shown = week.energy is not None
    return {
        "monday": week.monday, "told": week.told,
        "energy": _between(ENERGY, week.energy) if shown else "",
        "workload": _between(WORKLOAD, week.workload) if shown else "",
    }  # fmt: skip


def _between(words: dict[int, str], value: float | None) -> str:
    low = floor(value or 1)
    return words[low] if value == low else f"between {words[low]} and {words[low + 1]}"

"""What the page of scenarios shows: each with its parts, and the table that puts them beside what stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.scenarios import MOST, Cell, Column, Compared
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.work.whatif import WhatIf
from varifocal.web import format as say
from varifocal.web.asking import whole
from varifocal.web.schedule.tabs import tabs
from varifocal.web.sheet import Cell as SheetCell

STANDS = "As it stands"
MOST_LISTED = 40


def chosen(rows: Sequence[WhatIf], asked: QueryDict) -> list[WhatIf]:
    """Those asked for, at most four; the newest where none are."""
    wanted = {whole(words) for words in asked.getlist("of")}
    found = [one for one in rows if one.pk in wanted] if wanted else list(rows)
    return found[:MOST]


def page(rows: Sequence[WhatIf], words: dict[int, list[str]], picked: Sequence[WhatIf], by: Account) -> Any:
    """Every scenario with what it supposes, and whether it stands in the table."""
    beside = {one.pk for one in picked}
    return {
        "headline": _headline(len(rows)),
        "tabs": tabs("scenarios", {"scenarios": len(rows)}),
        "rows": [_row(one, words[one.pk], one.pk in beside, by) for one in rows],
        "more": len(rows) > 1,
        "compared_url": compared_url(picked, 0) if picked else "",
        "total": len(picked),
    }


def compared_url(picked: Sequence[WhatIf], tried: int) -> str:
    """Where the table is worked out, one scenario at a time."""
    of = "&".join(f"of={one.pk}" for one in picked)
    return f"{reverse('scenarios-compared')}?{of}&tried={tried}"


def _row(one: WhatIf, words: Sequence[str], beside: bool, by: Account) -> dict[str, Any]:
    steers = one.is_steered_by(by)

    def dialog(name: str, route: str) -> dict[str, Any]:
        return {"name": name, "url": reverse(route, args=[one.pk]), "dialog": True, "plain": True}

    grow = [
        dialog("Somebody is away", "scenario-away"),
        dialog("Another due date", "scenario-due"),
        dialog("Work comes", "scenario-comes"),
    ]
    comes = any(part.get("kind") == "landing" for part in one.supposed)
    end = [
        *([dialog("Make it so", "scenario-take")] if one.supposed and not comes else []),
        dialog("Rename", "scenario-edit"),
        dialog("Seen by", "scenario-seen-by"),
        {"name": "Drop", "post": reverse("scenario-drop", args=[one.pk]), "plain": True},
    ]
    return {
        "id": one.pk,
        "name": one.name,
        "note": one.note,
        "who": one.kept_by.name if one.kept_by else "",
        "on": one.kept_on,
        "guarded": one.is_guarded,
        "beside": beside,
        "parts": [{"words": part, "place": place} for place, part in enumerate(words)],
        "without_url": reverse("scenario-without", args=[one.pk]) if steers else "",
        "seen": one.version,
        "grow": grow if steers else [],
        "acts": end if steers else [],
        "comes": comes and steers,
    }


def table(told: Compared) -> dict[str, Any]:
    """The table: what differs first, then what stays as it is."""
    stands, today = told.columns[0], told.today
    rows: list[dict[str, Any]] = [
        {
            "name": row.name,
            "url": reverse(row.noun, args=[row.id]),
            "noun": row.noun,
            "cells": [
                _cell(cell, row.cells[0], today, column.scenario is None)
                for cell, column in zip(row.cells, told.columns, strict=True)
            ],
            "differs": row.differs,
        }
        for row in told.rows
    ]
    return {
        "columns": [one.scenario.name if one.scenario else STANDS for one in told.columns],
        "figures": list(_figures(told.columns, stands, told.currency)),
        "differing": [row for row in rows if row["differs"]],
        "same": [
            row for row in rows if not row["differs"] and any(one.get("chance") for one in row["cells"])
        ],
        "troubles": [(one.scenario, one.sentence) for one in told.columns if one.sentence],
        "span": len(told.columns) + 1,
    }


def _cell(cell: Cell | None, stands: Cell | None, today: date, first: bool) -> dict[str, Any]:
    if cell is None:
        return {"none": True}
    points = ""
    if not first and stands and stands.chance is not None and cell.chance is not None:
        change = round(100 * cell.chance) - round(100 * stands.chance)
        points = f"{change:+d}".replace("-", "−") if change else ""
    return {
        "chance": None if cell.chance is None else say.chance(cell.chance),
        "most": say.day(cell.most, today),
        "points": points,
        "due": say.day(cell.due, today) if not stands or cell.due != stands.due else "",
    }


FIGURES = (
    ("late", "Weighted days late", "past due dates, {weights}"),
    ("least", "No plan of it is below", "whoever does what, and in which order"),
    ("full", "Full weeks", "of people, in the next twelve"),
    ("homeless", "Tasks without a place", ""),
    ("moved", "Tasks that move", ""),
)


def _figures(columns: Sequence[Column], stands: Column, currency: str) -> Iterator[dict[str, Any]]:
    here = Organization.here()
    weights = say.weighted(here.late_urgent, here.late_normal, here.late_can_wait)
    for name, label, help_ in FIGURES:
        if all(getattr(one, name) is None for one in columns):
            continue
        yield {
            "name": label,
            "help": help_.format(weights=weights),
            "cells": [
                ""
                if one.sentence or (name == "moved" and one is stands) or getattr(one, name) is None
                else say.number(getattr(one, name))
                for one in columns
            ],
        }
    if any(one.cost is not None for one in columns):
        cells = ["" if one.cost is None else say.money(one.cost, currency) for one in columns]
        yield {"name": "Cost of the open work", "help": "at the rates of those who do it", "cells": cells}


def sheet(told: Compared) -> tuple[list[str], Iterator[Sequence[SheetCell]]]:
    """The same for a spreadsheet: a line a promise, goal and figure, two columns a scenario."""
    names = [one.scenario.name if one.scenario else STANDS for one in told.columns]
    head = ["What", *(f"{name}: {what}" for name in names for what in ("chance", "four in five by"))]

    def lines() -> Iterator[Sequence[SheetCell]]:
        for row in told.rows:
            cells = [
                value
                for cell in row.cells
                for value in ((None, None) if cell is None else (_rounded(cell.chance), cell.most))
            ]
            yield [row.name, *cells]
        for name, label, _ in FIGURES:
            values = [None if one.sentence else getattr(one, name) for one in told.columns]
            yield [label, *(each for value in values for each in (value, None))]
        if any(one.cost is not None for one in told.columns):
            yield [
                f"Cost, {told.currency}",
                *(each for one in told.columns for each in (one.cost, None)),
            ]

    return head, lines()


def _rounded(chance: float | None) -> float | None:
    return None if chance is None else round(chance, 3)


def _headline(count: int) -> str:
    if not count:
        return "What if"
    return f"{say.count(count).capitalize()} {'scenario' if count == 1 else 'scenarios'} beside what stands"

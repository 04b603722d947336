"""How much is in work at once, in words and pictures; of our own processes and of logs that were brought in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from varifocal.web import format as say
from varifocal.web.charts.flows import Flow, busy, flow
from varifocal.web.sheet import Cell

LOAD = ("What", "Name", "From", "In work on average", "Begun", "Done")
OF = {"activity": "Step", "role": "Role", "person": "Person"}
RECENT = 12
"""Periods told in the headline."""


def load_page(
    told: Mapping[str, Any], of: str, given: QueryDict, today: date, *, case: str, going_on: int | None
) -> dict[str, Any]:
    """The workload of a process. `of`: by what its rows are; `going_on`: how many cases are in work now, None where
    nobody knows."""
    if not told:
        return {"headline": "Nothing has gone this way yet"}
    of = chosen(told, of)
    days = [say.day(date.fromisoformat(day), today) for day in told["days"]]
    whole = _flow({"name": "", **told["cases"]})
    rows = [_flow(one) for one in told["by"].get(of, ())]
    return {
        "headline": _headline(whole, days, told["per"], case, going_on),
        "picture": flow(whole, days, title=f"How many {case}s are in work", per=told["per"]),
        "rows": busy(rows, days, title=f"Workload by {OF[of].lower()}", per=told["per"], noun=OF[of])
        if rows
        else None,
        "is_done": any(one.open is None for one in rows),
        "per": told["per"],
        "of": OF[of].lower(),
        "choices": [
            {"name": OF[key], "url": _with(given, key), "here": key == of}
            for key in OF
            if told["by"].get(key)
        ],
    }


def chosen(told: Mapping[str, Any], of: str) -> str:
    """By what the rows are, as far as it is there."""
    return of if told["by"].get(of) else "activity"


def load_sheet(told: Mapping[str, Any], of: str, case: str) -> Iterable[Sequence[Cell]]:
    """What is shown, as rows of `LOAD`."""
    if not told:
        return
    of = chosen(told, of)
    shown = [
        (f"All {case}s", {"name": "", **told["cases"]}),
        *((OF[of], one) for one in told["by"].get(of, ())),
    ]
    for what, one in shown:
        open_ = one["open"] or [None] * len(told["days"])
        for day, *numbers in zip(told["days"], open_, one["begun"], one["done"], strict=True):
            yield what, one["name"], day, *numbers


def _flow(one: Mapping[str, Any]) -> Flow:
    return Flow(one["name"], one["open"], one["begun"], one["done"])


def _headline(whole: Flow, days: Sequence[str], per: str, case: str, going_on: int | None) -> str:
    if going_on is None:
        open_ = list(whole.open or ())
        inner = slice(1, -1) if len(open_) > 2 else slice(None)  # the first and the last are cut
        most = max(open_[inner])
        at = days[inner][open_[inner].index(most)]
        return f"At most {say.number(most, 1)} {case}s in work at once, in the {per} from {at}"
    begun, done = sum(whole.begun[-RECENT:]), sum(whole.done[-RECENT:])
    now = f"{say.count(going_on).capitalize()} {case}{'' if going_on == 1 else 's'} in work now"
    arrived = f"{say.count(begun)} {'was' if begun == 1 else 'were'} begun"
    return f"{now}; since {days[-RECENT:][0]} {arrived}, {say.count(done)} ended"


def _with(given: QueryDict, of: str) -> str:
    query = given.copy()
    query.pop("as", None)
    query["of"] = of
    return f"?{query.urlencode()}"

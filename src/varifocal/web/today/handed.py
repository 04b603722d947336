"""Handing over, on Today: what waits for her answer, and what comes back of what she handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from varifocal.flows.today.day import Today
from varifocal.flows.together import Row, day, nested
from varifocal.org.work.handover import Handover
from varifocal.web import format as say
from varifocal.web.tasks.handed import FREEDOM

MOST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading, each about a task, with its acts."""

    title: str
    rows: Sequence[dict[str, Any]]
    more: str = ""


def to_her(it: Today) -> list[Group]:
    """What she is asked: to answer an offer, and on the day we look in, what is left."""
    offers = sorted(it.lists["offers"], key=lambda row: (row["state"] != Handover.State.OFFERED, row["id"]))
    return _filled(
        _group("Offered to you, and yours to answer", offers, lambda row: _offer(row, it)),
        _group(
            "We look in today: what is left?", _oldest(it.lists["look_ins"]), lambda row: _look_in(row, it)
        ),
    )


def by_her(it: Today) -> list[Group]:
    """What she gave: questions and objections, what came back, what she is not told yet, who is away inside, and
    who would like to do what is open."""
    lists = it.lists
    back = [
        *map(_answer, sorted(lists["answers"], key=_by_id)),
        *map(_back, sorted(lists["given_back"], key=_by_id)),
        *(
            _away(row, it)
            for row in sorted(lists["away_inside"], key=lambda row: (row["first"], row["task"]))
        ),
        *(_unsaid(row, it) for row in _oldest(lists["unsaid"])),
        *map(_looked, sorted(lists["looked_in"], key=_by_id)),
    ]
    wishes = sorted(lists["wishes"], key=lambda row: (row["task"], row["who"]))
    return _filled(
        _group("What you handed over", back, lambda row: row),
        _group("Who would like to", wishes, _wish),
    )


def _filled(*groups: Group) -> list[Group]:
    return [group for group in groups if group.rows]


def _group(title: str, rows: Sequence[Row], told: Callable[[Row], dict[str, Any]]) -> Group:
    rest = len(rows) - MOST
    return Group(title, [told(row) for row in rows[:MOST]], f"{rest} more" if rest > 0 else "")


def _offer(row: Row, it: Today) -> dict[str, Any]:
    giver = row["giver"] or "the project’s manager"
    name, _ = FREEDOM[Handover.Freedom(row["freedom"])]
    text = f"from {giver}: {_short(row['brief'], 160)}"
    small = f"{name}. We look in {say.near_day(day(row['look_in']), it.today)}."
    if said := _last(row):
        small = f"{_turn(row, giver)}: “{_short(said)}” {small}"
    return _row(
        row,
        text,
        [
            {"name": "Take", "post": _url("take", row), "seen": row["seen"], "key": "t", "main": True},
            _dialog("Ask", _url("ask", row), "q"),
            _dialog("What stands against it", _url("against", row), "x"),
        ],
        small,
    )


def _turn(row: Row, giver: str) -> str:
    if row["state"] == Handover.State.OFFERED:
        return f"{giver} answers"
    return "You asked" if row["state"] == Handover.State.ASKED else "You said what stands against it"


def _look_in(row: Row, it: Today) -> dict[str, Any]:
    when = day(row["look_in"])
    late = "" if when == it.today else f"since {say.near_day(when, it.today)}"
    return _row(row, late, [_dialog("Say what is left", _url("left", row), "l")])


def _answer(row: Row) -> dict[str, Any]:
    asks = row["state"] == Handover.State.ASKED
    text = f"{row['taker']} {'asks' if asks else 'says what stands against it'}: “{_short(_last(row))}”"
    acts = [_dialog("Answer", _url("answer", row)), _dialog("Change it", _url("change", row), plain=True)]
    if not asks:
        acts.append(_dialog("Offer it to another", reverse("task-hand-over", args=[row["task"]]), plain=True))
    return _row(row, text, acts)


def _back(row: Row) -> dict[str, Any]:
    again = _dialog("Hand it over", reverse("task-hand-over", args=[row["task"]]))
    return _row(row, f"{row['taker']} gave it back: “{_short(_last(row))}”", [again])


def _away(row: Row, it: Today) -> dict[str, Any]:
    first, last = day(row["first"]), day(row["last"])
    when = (
        say.day(first, it.today)
        if first == last
        else f"{say.day(first, it.today)} to {say.day(last, it.today)}"
    )
    acts = [
        _dialog("Offer it to another", reverse("task-hand-over", args=[row["task"]])),
        {"name": "See who is free", "url": reverse("schedule-load"), "plain": True},
    ]
    return _row(row, f"{row['taker']} is away inside what was taken: {when}.", acts)


def _unsaid(row: Row, it: Today) -> dict[str, Any]:
    text = f"{row['taker']} has not said what is left; you look in since {say.near_day(day(row['look_in']), it.today)}."
    return _row(row, text, [{"name": "Ask", "url": reverse("task", args=[row["task"]]), "plain": True}])


def _looked(row: Row) -> dict[str, Any]:
    left = say.hours(Decimal(str(row["left"] or 0))) or "nothing"
    return _row(row, f"{row['taker']} says {left} left.", [])


def _wish(row: Row) -> dict[str, Any]:
    url = f"{reverse('task-hand-over', args=[row['task']])}?to={row['person']}"
    return _row(row, f"{row['who']} would like to do it.", [_dialog("Hand over", url)])


def _row(row: Row, text: str, acts: Iterable[dict[str, Any]], small: str = "") -> dict[str, Any]:
    return {
        "name": row["name"],
        "url": reverse("task", args=[row["task"]]),
        "text": text,
        "small": small,
        "acts": list(acts),
    }


def _dialog(name: str, url: str, key: str = "", plain: bool = False) -> dict[str, Any]:
    return {"name": name, "url": url, "dialog": True, "key": key, "plain": plain}


def _url(act: str, row: Row) -> str:
    return reverse(f"handing-{act}", args=[row["task"], row["id"]])


def _last(row: Row) -> str:
    talk = nested(row["talk"]) or []
    return str(talk[-1]["words"]) if talk else ""


def _oldest(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["look_in"], row["id"]))


def _by_id(row: Row) -> int:
    return int(row["id"])


def _short(text: str, most: int = 110) -> str:
    return say.cut_short(" ".join(text.split()), most)

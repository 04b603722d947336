"""What a task's page shows of handing over: the offer or the promise, what was said, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse

from varifocal.flows.together import Asked, Row, day, moment, nested
from varifocal.org.base.account import Account
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.task import Task
from varifocal.web import format as say

FREEDOM = {
    Handover.Freedom.DO: ("Do it", "decide yourself and say when it is done"),
    Handover.Freedom.SHOW: ("Show me first", "make a first version, then we look at it together"),
    Handover.Freedom.DECIDE: ("Decide with me", "bring the choices; we decide together before it is made"),
}
"""How free she is, in two words and in a sentence."""
ACTS = {
    "asked": "asks",
    "against": "says what stands against it",
    "answered": "answers",
    "gave back": "gives it back",
    "told": "says, as we look in",
}


def lists(task: Task) -> dict[str, Asked]:
    """What the page asks for."""
    told = {
        "id": "pk", "seen": "version", "state": "state", "brief": "brief", "freedom": "freedom",
        "look_in": "look_in", "talk": "talk", "giver": "giver", "giver_name": "giver__name", "taker": "taker",
        "taker_name": "taker__name", "offered": "offered_at", "taken": "taken_at", "looked": "looked_in_at",
        "left": "left_then", "stands": F("assignment"),
    }  # fmt: skip
    return {
        "handed": (Handover.objects.filter(task=task), told),
        "hands": (
            RaisedHand.objects.filter(task=task),
            {"id": "pk", "person": "person", "name": "person__name"},
        ),
    }


def standing(rows: Sequence[Row], by: Account, today: date, zone: tzinfo) -> list[dict[str, Any]]:
    """The offers and promises as they stand."""
    live = sorted((row for row in rows if row["stands"] is not None), key=_by_id)
    return [_one(row, by, today, zone) for row in live]


def given_back(rows: Sequence[Row]) -> dict[str, Any] | None:
    """The newest that was given back, with its reason, where nobody has it since."""
    last = max(rows, key=_by_id, default=None)
    if last is None or last["stands"] is not None or last["state"] != Handover.State.GIVEN_BACK:
        return None
    talk = nested(last["talk"]) or []
    return {"who": last["taker_name"], "words": talk[-1]["words"] if talk else ""}


def hands(rows: Sequence[Row], task: Task, by: Account) -> list[dict[str, Any]]:
    """Who would like to do it, in the order they said so."""
    form = reverse("task-hand-over", args=[task.pk])
    return [
        {
            "id": row["person"],
            "name": row["name"],
            "url": f"{form}?to={row['person']}",
            "mine": by.person_id is not None and row["person"] == by.person_id,
        }
        for row in sorted(rows, key=_by_id)
    ]


def freedom_of(freedom: str) -> str:
    """How free she is, as a line."""
    name, sentence = FREEDOM[Handover.Freedom(freedom)]
    return f"{name}: {sentence}"


def _one(row: Row, by: Account, today: date, zone: tzinfo) -> dict[str, Any]:
    mine = by.person_id is not None and row["taker"] == by.person_id
    look_in, offered, taken, looked = (
        day(row["look_in"]),
        *(_day(row[name], zone) for name in ("offered", "taken", "looked")),
    )
    who = "you" if mine else row["taker_name"]
    giver = row["giver_name"] or "the project's manager"
    return {
        "id": row["id"],
        "seen": row["seen"],
        "state": row["state"],
        "open": row["state"] in Handover.OPEN,
        "mine": mine,
        "taker": row["taker"],
        "taker_name": row["taker_name"],
        "words": _state(row["state"], who, row["taker_name"], giver, say.near_day(taken or offered, today)),
        "brief": row["brief"],
        "freedom": freedom_of(row["freedom"]),
        "look_in": say.near_day(look_in, today),
        "iso": row["look_in"],
        "late": looked is None and look_in is not None and look_in < today,
        "looked": _looked(looked, row["left"], today),
        "talk": [_said(one, row, today, zone) for one in nested(row["talk"]) or []],
    }


def _state(state: str, who: str, name: str, giver: str, when: str) -> str:
    if state == Handover.State.TAKEN:
        return f"Agreed: {'you took it' if who == 'you' else f'{name} took it'} from {giver}, {when}"
    words = f"{giver} offers it to {who}, {when}"
    if state == Handover.State.ASKED:
        return f"{words}; {giver} has a question to answer"
    if state == Handover.State.AGAINST:
        return f"{words}; something stands against it"
    return f"{words}; it is {'yours' if who == 'you' else f'{name}’s'} to answer"


def _looked(on: date | None, left: Any, today: date) -> str:
    if on is None:
        return ""
    hours = say.hours(Decimal(str(left))) or "nothing"
    return f"looked in {say.near_day(on, today)}: {hours} left"


def _said(one: Mapping[str, Any], row: Row, today: date, zone: tzinfo) -> dict[str, str]:
    names = {row["taker"]: row["taker_name"], row["giver"]: row["giver_name"]}
    at = _day(one["at"], zone)
    who = names.get(one["who"]) if one["who"] is not None else None
    return {
        "who": who or "The project’s manager",
        "act": ACTS.get(one["act"], ""),
        "words": one["words"],
        "day": say.near_day(at, today),
    }


def _day(text: str | None, zone: tzinfo) -> date | None:
    at = moment(text)
    return at.astimezone(zone).date() if at else None


def _by_id(row: Row) -> int:
    return int(row["id"])

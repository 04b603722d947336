"""What was said and decided in words: last week's lines with what came of them, this week's, and the Monday note."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from varifocal.flows.review.values import Decided
from varifocal.flows.review.week import Week
from varifocal.org.base.account import Account
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import DecidedLine
from varifocal.web import format as say


def said(one: Decided, today: date) -> dict[str, Any]:
    """What was said last week, and what came of it."""
    return {
        "name": one.words or one.sentence,
        "url": _made_url(one),
        "about": one.sentence if one.words else "",
        "who": one.who or "nobody named",
        "by_when": say.day(one.by_when, today),
        "came_true": one.came_true or "said",
        "state": "done" if one.is_done else "waiting" if one.is_done is False else "",
    }


def decided(one: Decided, today: date) -> dict[str, Any]:
    """What was decided about a line."""
    who = f", {one.who}" if one.who else ""
    when = f", by {say.day(one.by_when, today)}" if one.by_when else ""
    act = dict(DecidedLine.Act.choices).get(one.act, one.act)
    words = f": {one.words}" if one.words and one.words != one.sentence else ""
    return {"sentence": one.sentence, "says": f"{act}{words}{who}{when}", "url": _made_url(one)}


def _made_url(one: Decided) -> str:
    if one.made is None or one.made[0] not in ("task", "decision") or one.came_true == "cut since":
        return ""
    noun, pk = one.made
    return reverse("question" if noun == "decision" else noun, args=[pk])


def note(week: Week, by: Account) -> dict[str, Any] | None:
    """The Monday note: written already, or to be drafted."""
    told = [one for one in week.tellings if one.kind == Telling.Kind.NOTE and one.monday == week.monday]
    sent = next((one for one in told if one.sent), None)
    first = sent or next(iter(told), None)
    if first is not None:
        says = f"{first.author} told the house" if first.sent else "Your draft waits to be sent"
        return {
            "says": says,
            "url": reverse("note", args=[first.id]),
            "name": "Read it" if first.sent else "Go on",
        }
    if by.can("tell", Telling) and by.person_id is not None:
        return {"says": "Drafted from the facts above; you change and send it yourself."}
    return None

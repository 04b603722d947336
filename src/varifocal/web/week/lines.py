"""The lines of This week, each with what it says and its one act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from varifocal.flows.a_word import Word, word_says
from varifocal.flows.review.lines import verdict_number
from varifocal.flows.review.values import Danger, Owed, Promise, Question, Wait, Way
from varifocal.flows.review.words import way_says
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.balance.shown import verdict
from varifocal.web.proposals import proposal
from varifocal.web.tasks.waiting import next_act
from varifocal.web.week.held import Carried

MOST_WITH_WAYS = 5
"""Promises told with what would save them."""
SOON = timedelta(days=28)
"""A client is told what to expect of what is due so soon."""


def promise(one: Promise, today: date, carried: Carried, *, with_ways: bool) -> dict[str, Any]:
    """A promise in danger; `with_ways` with what would save it best."""
    return {
        "name": one.name,
        "url": reverse(one.noun, args=[one.id]),
        "due": say.day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "chance": say.chance(one.chance),
        "who": one.who,
        "company": one.company,
        "act": _act_of(one, today),
        "ways": [_way(way) for way in one.ways[:1] if with_ways],
        **carried.by(one.noun, one.id),
    }


def _way(one: Way) -> dict[str, Any]:
    """What would save it, and what that brings and costs."""
    return {"sentence": one.sentence, "says": way_says(one) if one.proposal is not None else ""}


def _act_of(one: Promise, today: date) -> str:
    if one.noun == "goal":
        return "See what moves it"
    if one.chance < 0.5 and one.company and one.due - today <= SOON:
        return f"Tell {one.company} what to expect"
    return "See what holds the date"


def owed(one: Owed, today: date, carried: Carried) -> dict[str, Any]:
    """What is late with us."""
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "project": one.project,
        "who": one.who or "nobody yet",
        "due": say.near_day(one.due, today),
        "act": "Give it a day" if one.who else "Find somebody",
        **carried.by("task", one.task),
    }


def wait(one: Wait, carried: Carried) -> dict[str, Any]:
    """What we wait for, and since when."""
    asked = (
        "not asked yet"
        if one.days is None
        else "asked today"
        if one.days <= 0
        else say.so_many(one.days, "day", "days")
    )
    act, route = next_act(one.days)
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "act_url": reverse(route, args=[one.task]),
        "party": one.party or "somebody outside",
        "project": one.project,
        "asked": asked,
        "act": act,
        **carried.by("wait", one.task),
    }


def danger(one: Danger, today: date, carried: Carried) -> dict[str, Any]:
    """What may strike; whoever sees the project may say what became of it."""

    def act(name: str, route: str) -> dict[str, Any]:
        url = reverse(route, args=[one.project_id, one.id])
        return {"name": name, "post": url, "fields": {"from": "week"}, "plain": True}

    when = say.near_day(one.until, today)
    return {
        "name": one.name,
        "url": reverse("project-forecast", args=[one.project_id]),
        "project": one.project,
        "who": one.who,
        "says": f"its time was over {when}: did it strike?" if one.over else f"may strike until {when}",
        "main_acts": [act("It struck", "project-risk-struck"), act("It is over", "project-risk-passed")],
        **carried.by("risk", one.id),
    }


def question(one: Question, today: date, carried: Carried) -> dict[str, Any]:
    """What is to be decided, or looked back on."""
    route, name = ("question-look-back", "Look back") if one.back else ("question-settle", "Settle")
    act = {"name": name, "url": reverse(route, args=[one.id]), "dialog": True}
    late = "" if one.due >= today else ", past its day"
    return {
        "name": one.question,
        "url": reverse("question", args=[one.id]),
        "who": one.who or "nobody yet",
        "says": "looks back" if one.back else f"decides{late}",
        "due": say.near_day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "act": act | {"plain": True},
        **carried.by("decision", one.id, first=[act | {"key": "s"}]),
    }


def offered(row: dict[str, Any], carried: Carried) -> dict[str, Any]:
    """A proposal, to be taken or declined."""
    told = proposal(row)
    line = carried.by("proposal", row["id"])
    take, decline = told["acts"]
    if carried.running:
        take = take | {"key": "y"}
        line["acts"] = [act for act in line["acts"] if act["key"] != "t"]
    return line | {"sentence": told["sentence"], "main_acts": [take, decline]}


def judged(one: Any, carried: Carried) -> dict[str, Any]:
    """What looks too short or too long, with the page that shows it."""
    told = verdict(one)
    return {
        "side": told.side,
        "sentence": told.sentence,
        "url": told.url,
        "act": told.act,
        **carried.by("verdict", verdict_number(one)),
    }


def word(one: Word, today: date) -> dict[str, Any]:
    """Somebody who needs a word."""
    person = reverse("person", args=[one.person])
    name, url, dialog = {
        "look_in": ("Look in", reverse("task", args=[one.task]) if one.task else person, False),
        "talk": (
            "Set the next talk",
            reverse("talk", args=[one.pair]) if one.pair else person,
            bool(one.pair),
        ),
        "load": ("See these weeks", f"{reverse('schedule')}?person={one.person}", False),
        "back": ("Say hello", person, False),
        "done": ("Thank", reverse("person-praise", args=[one.person]), True),
    }[one.kind]
    return {
        "sentence": word_says(one, today),
        "act": {"name": name, "url": url, "dialog": dialog, "plain": True},
    }

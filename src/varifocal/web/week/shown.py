"""What This week shows: each line one act, and a note that can be sent as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from varifocal.flows.closing import week_to_close
from varifocal.flows.review import Owed, Promise, Wait, Week
from varifocal.org.base.account import Account
from varifocal.org.work.doing import WeekAgreed
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.balance.shown import Verdict, verdicts, without_step, without_why
from varifocal.web.today.shown import proposal

MOST = 7
MOST_IN_NOTE = 5
A_LONG_WAIT = 5
SOON = timedelta(days=28)


@dataclass(frozen=True)
class Page:
    """All the template needs."""

    eyebrow: str
    headline: str
    lede: str
    promises: list[dict[str, Any]]
    more_promises: int
    waits: list[dict[str, Any]]
    owed: list[dict[str, Any]]
    without_step: list[dict[str, Any]]
    without_why: list[dict[str, Any]]
    proposals: list[dict[str, Any]]
    verdicts: list[Verdict]
    silent: str
    note: str
    mail: str
    is_calm: bool
    closing: dict[str, Any] | None
    """The act that agrees the week, where she may."""


def shown(week: Week, by: Account) -> Page:
    """The page of one week."""
    note = _note(week)
    subject = quote(f"The week of {say.day(_monday(week.today), week.today)}")
    promises = [_promise(one, week.today) for one in week.promises[:MOST]]
    page = Page(
        eyebrow=f"Week of {say.day(_monday(week.today), week.today)}, week {week.today.isocalendar().week} of the year",
        headline=_headline(week),
        lede=_lede(week),
        promises=promises,
        more_promises=max(0, len(week.promises) - MOST),
        waits=[_wait(one, week.today) for one in week.waits[:MOST]],
        owed=[_owed(one, week.today) for one in week.owed[:MOST]],
        without_step=without_step(week.balanced)[:MOST],
        without_why=without_why(week.balanced)[:MOST],
        proposals=[proposal(row) for row in week.proposals[:3]],
        verdicts=_told_nowhere_else(week)[:MOST],
        silent=week.balanced.judged.silent,
        note=note,
        mail=f"mailto:?subject={subject}&body={quote(note)}",
        closing=_closing(week, by),
        is_calm=not (week.promises or week.waits or week.owed or week.balanced.without_step),
    )
    return page


def _closing(week: Week, by: Account) -> dict[str, Any] | None:
    if week.balanced.run is None or not by.can("agree_week", WeekAgreed):
        return None
    monday = say.day(week_to_close(week.today), week.today)
    return {"name": f"Close: agree the week of {monday}", "post": reverse("week-close"), "main": True}


def _told_nowhere_else(week: Week) -> list[Verdict]:
    """A goal without a step stands in its own list already."""
    listed = {one.goal for one in week.balanced.without_step}
    return [one for one in verdicts(week.balanced) if one.about is None or one.about not in listed]


def _headline(week: Week) -> str:
    danger = [one for one in week.promises if one.chance < 0.5]
    if danger:
        first = danger[0]
        if len(danger) == 1:
            return f"“{first.name}” is in danger; everything else holds or can be held"
        return f"{_number(len(danger)).capitalize()} promises are in danger, “{first.name}” most of all"
    if week.promises:
        return f"Every promise can be kept; “{week.promises[0].name}” needs the most care"
    if week.balanced.without_step:
        return f"“{week.balanced.without_step[0].name}” has nothing under it yet"
    if week.owed:
        return f"“{week.owed[0].name}” is late; the rest stands as it should"
    run = week.balanced.run
    if run is None or not run.figures.get("tasks"):
        return "Nothing is planned yet"
    return "Everything promised stands as it should"


def _lede(week: Week) -> str:
    moved = len(week.balanced.moved)
    words = (
        f"In seven days tasks were finished in {_count(moved, 'project', 'projects')}."
        if moved
        else "Nothing was finished in seven days."
    )
    if week.balanced.run is None:
        words += " The first plan is being calculated."
    return words


def _promise(one: Promise, today: date) -> dict[str, Any]:
    url = reverse(one.noun, args=[one.id])
    return {
        "name": one.name,
        "url": url,
        "due": say.day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "chance": say.chance(one.chance),
        "who": one.who,
        "company": one.company,
        "act": _act_of(one, today),
    }


def _act_of(one: Promise, today: date) -> str:
    if one.noun == "goal":
        return "See what moves it"
    if one.chance < 0.5 and one.company and one.due - today <= SOON:
        return f"Tell {one.company} what to expect"
    return "See what holds the date"


def _wait(one: Wait, today: date) -> dict[str, Any]:
    asked = (
        "not asked yet"
        if one.days is None
        else "asked today"
        if one.days <= 0
        else _count(one.days, "day", "days")
    )
    act, route = (
        ("Ask", "task-ask")
        if one.days is None
        else ("Remind them", "task-remind")
        if one.days >= A_LONG_WAIT
        else ("Look", "task")
    )
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "act_url": reverse(route, args=[one.task]),
        "party": one.party or "somebody outside",
        "project": one.project,
        "asked": asked,
        "act": act,
    }


def _owed(one: Owed, today: date) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "project": one.project,
        "who": one.who or "nobody yet",
        "due": say.near_day(one.due, today),
        "act": "Give it a day" if one.who else "Find somebody",
    }


def _note(week: Week) -> str:
    """Facts in plain sentences, to be edited and sent by a human."""
    today = week.today
    lines = [f"Week of {say.day(_monday(today), today)}", "", f"{_headline(week)}.", ""]
    lines += _listed("In danger", [_note_promise(one, today) for one in week.promises])
    lines += _listed("We wait for", [_note_wait(one) for one in week.waits if one.days is not None])
    lines += _listed(
        "Late with us", [f"{one.name} ({one.project}), {one.who or 'nobody yet'}" for one in week.owed]
    )
    lines += _listed("Nothing under it yet", [one.name for one in week.balanced.without_step])
    return "\n".join(lines).replace(say.THIN, " ").rstrip() + "\n"


def _note_promise(one: Promise, today: date) -> str:
    who = f", {one.who}" if one.who else ""
    return f"{one.name}, {say.day(one.due, today)}: chance {say.percent(one.chance)}{who}"


def _note_wait(one: Wait) -> str:
    days = _count(one.days or 0, "day", "days")
    return f"{one.party or 'somebody outside'}: {one.name} ({one.project}), {days}"


def _listed(title: str, sentences: Sequence[str]) -> list[str]:
    if not sentences:
        return []
    more = len(sentences) - MOST_IN_NOTE
    rest = [f"- and {more} more"] if more > 0 else []
    return [f"{title}:", *(f"- {one}" for one in sentences[:MOST_IN_NOTE]), *rest, ""]


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

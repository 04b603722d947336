"""What waits for her and what she waits for: questions, decisions, answers from outside, talks; and thanks."""

from __future__ import annotations

from django.urls import reverse

from varifocal.flows.today.day import Today
from varifocal.flows.today.pieces import Piece
from varifocal.flows.together import Row, day
from varifocal.org.base.account import Account, Role
from varifocal.org.base.sealing import unseal
from varifocal.org.decisions.decision import Decision
from varifocal.org.work.ask import Ask
from varifocal.web import format as say
from varifocal.web.tasks.waiting import next_act
from varifocal.web.today.lines import Line, Section

MOST_LINES = 3


def waiting(it: Today, by: Account) -> Section:
    """What waits for her: questions at her work; and what she waits for: outside answers her tasks need."""
    lines = [
        Line(
            f"{row['who'] or 'Somebody'} asks at “{row['task_name']}”: {say.cut_short(row['words'])}",
            reverse("task", args=[row["task"]]),
            "Answer",
        )
        for row in sorted(
            {row["task"]: row for row in it.lists["questions"]}.values(), key=lambda row: row["said"]
        )
    ]
    lines += [
        _answer_that_came(row) for row in sorted(it.lists["client_answers"], key=lambda row: -row["id"])[:3]
    ]
    if not by.has_role(Role.OWNER):  # hers stand among what only she can do
        lines = [*to_decide(it)[:MOST_LINES], *lines]
    lines += [_talk(row, it) for row in it.lists["talks"]]
    if not by.has_role(Role.OWNER):  # she has all of them among what waits on others
        lines += [wait(one, it) for one in it.waits if not one.manages][:MOST_LINES]
    return Section("Waiting for you, or you for it", lines[:6])


def to_decide(it: Today) -> list[Line]:
    """Questions that are hers to decide and are due, and decisions to look back on."""
    return [
        Line(
            f"You look back: “{row['question']}”"
            if row["state"] == Decision.State.SETTLED
            else f"You decide: “{row['question']}”",
            reverse("question", args=[row["id"]]),
            "Look back" if row["state"] == Decision.State.SETTLED else "Settle",
        )
        for row in sorted(it.lists["decisions"], key=lambda row: (row["due"], row["id"]))
    ]


def _answer_that_came(row: Row) -> Line:
    who = row["who"] or row["party"] or "The client"
    what = "approved" if row["answer"] == Ask.Answer.APPROVE else "wants a change to"
    words = f": “{say.cut_short(row['reply'], 80)}”" if row["reply"] else "."
    return Line(f"{who} {what} “{row['name']}”{words}", reverse("task", args=[row["task"]]), "Look")


def _talk(row: Row, it: Today) -> Line:
    when = say.on_day(day(row["talk"]), it.today)
    return Line(f"You talk with {row['name']} {when}, about {row['skill']}.")


def wait(one: Piece, it: Today) -> Line:
    """What somebody outside owes, and for how long."""
    days = (it.today - one.asked_on).days if one.asked_on else None
    asked = (
        "has not been asked yet"
        if days is None
        else "was asked today"
        if days <= 0
        else f"has waited {say.so_many(days, 'day', 'days')}"
    )
    party = f" ({one.party})" if one.party else ""
    name, route = next_act(days)
    return Line(f"“{one.name}”{party} {asked}.", reverse(route, args=[one.id]), name)


def thanks(it: Today) -> Section:
    """The newest thanks she was given."""
    return Section(
        "Worth knowing",
        [
            Line(f"{row['who']} thanks you: “{row['words'] or unseal(row['quiet'])}”")
            for row in sorted(it.lists["praise"], key=lambda row: row["on"], reverse=True)[:2]
        ],
    )

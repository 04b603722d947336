"""The week in words: what a way brings, what was decided, and all of it in plain lines or as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from varifocal.core.plan.words import day_text, days_text
from varifocal.flows.a_word import word_says
from varifocal.flows.review.values import Decided, Way
from varifocal.flows.review.week import Week
from varifocal.org.decisions.week import DecidedLine


def as_text(it: Week) -> str:
    """The week in plain lines, as the terminal prints it and a mail would carry it."""
    parts = [f"Week of {day_text(it.monday, it.today)}", ""]
    parts += _listed("What we said last week and what came true", [_said(one) for one in it.said])
    sections = (
        ("Promises in danger", ("project", "goal")),
        ("Others wait for us", ("task",)),
        ("We wait for others", ("wait",)),
        ("What may strike", ("risk",)),
        ("Decisions due", ("decision",)),
        ("Worth taking", ("proposal",)),
        ("Goals without a step", ("step",)),
        ("Work without a why", ("why",)),
    )
    lines = it.lines
    ways = {("project", one.id): one.ways[0] for one in it.promises if one.ways}
    for title, kinds in sections:
        told = []
        for line in lines:
            if line.kind in kinds:
                way = ways.get((line.kind, line.id))
                saved = f" {way.sentence}" if way else ""
                told.append(f"{line.sentence}{saved}")
        parts += _listed(title, told)
    parts += _listed("Balance", [one.sentence for one in it.balanced.judged.verdicts] or _silent(it))
    parts += _listed("Who needs a word", [word_says(one, it.today) for one in it.words])
    parts += _listed("Decided", [decided_says(one, it.today) for one in it.decided])
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ").rstrip() + "\n"


def as_json(it: Week) -> dict[str, Any]:
    """The week as plain values; days in ISO, moments UTC."""
    return {
        "today": it.today,
        "monday": it.monday,
        "held": it.held and {"began": it.held.began, "ended": it.held.ended, "by": it.held.holder},
        "said": [_plain(one) for one in it.said],
        "lines": [
            {"key": one.key, "sentence": one.sentence, "who": one.who, "due": one.due} for one in it.lines
        ],
        "ways": {
            f"project-{one.id}": [{"sentence": way.sentence, "days": way.days, "price": way.price} for way in one.ways]
            for one in it.promises
            if one.ways
        },
        "verdicts": [one.sentence for one in it.balanced.judged.verdicts],
        "words": [word_says(one, it.today) for one in it.words],
        "decided": [_plain(one) for one in it.decided],
    }  # fmt: skip


def decided_says(one: Decided, today: date) -> str:
    """What was decided about a line, in a sentence."""
    words = f": {one.words}" if one.words else ""
    who = f", {one.who}" if one.who else ""
    when = f", by {day_text(one.by_when, today)}" if one.by_when else ""
    return f"{one.sentence} {dict(DecidedLine.Act.choices).get(one.act, one.act)}{words}{who}{when}."


def way_says(way: Way) -> str:
    """What it brings and what it costs."""
    brings = "" if way.days <= 0 else f"{days_text(way.days)} earlier"
    return ", ".join(part for part in (brings, way.price) if part)


def _said(one: Decided) -> str:
    return f"{one.words or one.sentence} ({one.who or 'nobody named'}): {one.came_true or 'said'}."


def _silent(it: Week) -> list[str]:
    return [it.balanced.judged.silent] if it.balanced.judged.silent else []


def _listed(title: str, sentences: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"- {one}" for one in sentences), ""] if sentences else []


def _plain(one: Decided) -> dict[str, Any]:
    return {
        "sentence": one.sentence, "act": one.act, "words": one.words, "who": one.who, "by_when": one.by_when,
        "came_true": one.came_true,
    }  # fmt: skip

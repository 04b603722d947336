"""What the pipeline shows: cards by stage, sentences, the list as a file, pairs in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from varifocal.flows.pipeline import Sized
from varifocal.flows.side_by_side import Beside
from varifocal.org.work.opportunity import Opportunity
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.sheet import Cell

MOST_FALLEN = 3
SHEET = ("What", "For", "Stage", "Wished by", "Hours", "Chance that it comes", "Hours weighed", "Worth",
         "Worth weighed", "Who looks after it", "Noted on")  # fmt: skip


def tabs(here: str) -> list[dict[str, Any]]:
    """The two views of the door."""
    return [
        {"name": "Companies", "url": reverse("clients"), "here": here == "clients"},
        {"name": "Pipeline", "url": reverse("pipeline"), "here": here == "pipeline"},
    ]


def columns(found: Iterable[Sized], currency: str, today: date, may: bool) -> list[dict[str, Any]]:
    """The stages with their cards."""
    hung: dict[str, list[dict[str, Any]]] = {stage: [] for stage in Opportunity.Stage.values}
    for one in found:
        hung[one.one.stage].append(card(one, currency, today, may))
    return [
        {"key": stage, "name": Opportunity.Stage(stage).label, "cards": cards}
        for stage, cards in hung.items()
    ]


def card(sized: Sized, currency: str, today: date, may: bool) -> dict[str, Any]:
    """One card, as `parts/card.html` wants it; `may`: she may move it."""
    one = sized.one
    name = one.looked_after_by.name if one.looked_after_by else ""
    told = [one.company.name if one.company else ""]
    if one.is_open:
        told.append(say.percent(one.chance_to_win))
    told += [say.hours(sized.hours), say.money(sized.worth, currency)]
    return {
        "id": one.pk,
        "name": one.name,
        "url": reverse("opportunity", args=[one.pk]),
        "move_url": reverse("opportunity-move", args=[one.pk]) if may else "",
        "seen": one.version,
        "day": say.day(one.wished, today),
        "shade": colour.shade(one.wished, today),
        "iso": one.wished.isoformat() if one.wished else "",
        "effort": " · ".join(part for part in told if part),
        "who": name,
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
    }


def headline(found: Sequence[Sized], currency: str, today: date) -> str:
    """What matters, in a sentence."""
    out = [one for one in found if one.one.is_open]
    if not out:
        return "Nothing may come just now" if found else "Nothing is in the pipeline yet"
    hours = sum((one.hours_weighed for one in out), Decimal(0))
    worth = sum((one.worth_weighed for one in out), Decimal(0))
    things = f"{say.count(len(out)).capitalize()} {'thing' if len(out) == 1 else 'things'} may come"
    weighed = [part for part in (say.hours(hours) if hours else "", say.money(worth, currency) if worth else "")
               if part]  # fmt: skip
    late = [one.one for one in out if one.one.wished and one.one.wished < today]
    if late:
        return f"{things}; “{late[0].name}” was wished by {say.day(late[0].wished, today)}"
    return f"{things}: {' and '.join(weighed)}, weighed by their chances" if weighed else things


def sentence(one: Opportunity, currency: str, today: date) -> str:
    """Where it stands."""
    if one.stage == Opportunity.Stage.LOST:
        return "It did not come." if one.settled_on is None else f"Lost on {say.day(one.settled_on, today)}."
    if one.stage == Opportunity.Stage.WON:
        return "It came."
    said = "as somebody said" if one.win is not None else "as usual at this stage"
    parts = [f"{one.get_stage_display()}; comes with a chance of {say.percent(one.chance_to_win)}, {said}"]
    if one.wished:
        parts.append(f"wished by {say.day(one.wished, today)}")
    if currency and one.worth:
        parts.append(f"worth {say.money(one.worth, currency)}")
    return ", ".join(parts) + "."


def line(one: Opportunity, currency: str, today: date) -> dict[str, Any]:
    """One of several out at once."""
    return {
        "name": one.name,
        "url": reverse("opportunity", args=[one.pk]),
        "client": one.company.name if one.company else "",
        "wished": one.wished,
        "win": say.percent(one.chance_to_win),
        "worth": say.money(one.worth, currency) if currency else "",
    }


def pair(one: Beside, today: date) -> dict[str, Any]:
    """Two of them, and what happens when both come."""
    fallen = [
        f"“{effect.name}” falls from {say.percent(effect.before)} to {say.percent(effect.after)}"
        for effect in one.both.fallen[:MOST_FALLEN]
    ]
    if len(one.both.fallen) > MOST_FALLEN:
        fallen.append(f"{len(one.both.fallen) - MOST_FALLEN} more promises fall")
    if one.both.hidden:
        fallen.append("something you cannot see loses as well")
    return {
        "first": one.first.name,
        "second": one.second.name,
        "chances": [
            {
                "name": each.name,
                "day": say.day(each.wished, today),
                "chance": None if told is None else say.chance(told),
            }
            for each, told in zip((one.first, one.second), one.both.chances, strict=True)
        ],
        "fits": one.both.fits,
        "breaks": "; ".join(fallen),
        "likely": say.percent(one.likely),
    }


def sheet_of(found: Iterable[Sized]) -> Iterable[Sequence[Cell]]:
    """The pipeline for a spreadsheet; without money where she sees none."""
    for sized in found:
        one = sized.one
        yield (
            one.name, one.company.name if one.company else "", one.get_stage_display(), one.wished, sized.hours,
            one.chance_to_win, sized.hours_weighed, sized.worth,
            sized.worth_weighed if sized.worth is not None else None,
            one.looked_after_by.name if one.looked_after_by else "", one.noted_on,
        )  # fmt: skip

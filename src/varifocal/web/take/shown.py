"""What the page of "Can we take it?" shows: the question, the answer in a sentence, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.ways import Way
from varifocal.flows.whatif import Answer, Effect
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.take.forms import TakeForm

MOST_EFFECTS = 8
MOST_SKILLS = 6
ASKED = ("like", "wished", "company", "name", "begins", "hours", "worth", "win")


def page(by: Account, form: TakeForm, today: date) -> dict[str, Any]:
    """The question, and those kept before."""
    kept = list(
        Opportunity.objects.visible_to(by).open().select_related("company", "pattern").exclude(wished=None)
    )
    seen = set(Project.objects.visible_to(by).values_list("pk", flat=True)) if kept else set()
    currency = Organization.here().currency
    return {
        "form": form,
        "today": today,
        "headline": "Can we take it?",
        "nothing_finished": not form.fields["like"].queryset.exists(),  # type: ignore[attr-defined]
        "kept": [_kept(one, seen, by, currency, today) for one in kept],
        "side_by_side_url": reverse("side-by-side") if len(kept) > 1 else "",
    }


def answered(answer: Answer, form: TakeForm, asked: QueryDict, today: date) -> dict[str, Any]:
    """The answer: days, what it does to other promises, hours by skill, money."""
    given, fields = form.cleaned_data, {name: asked[name] for name in ASKED if asked.get(name)}
    wished = answer.question.wished
    due = answer.most if answer.most and answer.most > wished else wished
    effects = answer.effects[:MOST_EFFECTS]
    return {
        "headline": _headline(answer, today),
        "answer": answer,
        "chance": None if answer.chance is None else say.chance(answer.chance),
        "wished": {"day": say.day(wished, today), "shade": colour.shade(wished, today)},
        "days": [
            {"name": name, "day": say.day(day, today), "shade": colour.shade(day, today)}
            for name, day in (
                ("Even chances by", answer.half),
                ("Four in five by", answer.most),
                ("Nineteen in twenty by", answer.sure),
            )
            if day
        ],
        "effects": [_effect(one, today) for one in effects],
        "more_effects": len(answer.effects) - len(effects),
        "skills": answer.skills[:MOST_SKILLS],
        "if_all_lands": any(one.if_all_lands < one.free for one in answer.skills),
        "more_skills": max(0, len(answer.skills) - MOST_SKILLS),
        "money": _money(given.get("worth"), answer),
        "fields": fields,
        "due": due,
        "due_said": say.day(due, today),
        "ways_url": f"{reverse('take-ways')}?{asked.urlencode()}",
        "fits": answer.fits,
        "homeless": answer.homeless[:3],
    }


def ways(found: Iterable[Way], answer: Answer, asked: QueryDict) -> dict[str, Any]:
    """Each with the address that asks again with it."""
    return {
        "ways": [
            {
                "sentence": one.sentence,
                "price": one.price,
                "chance": say.chance(one.chance),
                "url": _again(one, answer, asked),
            }
            for one in found
        ],
        "fits": answer.fits,
    }


def _headline(answer: Answer, today: date) -> str:
    wished = say.day(answer.question.wished, today)
    if answer.chance is None or answer.most is None:
        return "Nobody can say yet"
    fallen = [one for one in answer.effects if one.has_fallen]
    if answer.chance < WANTED_CHANCE:
        return f"Not by {wished}; by {say.day(answer.most, today)} it holds"
    if fallen:
        return f"By {wished} yes, but “{fallen[0].name}” falls to {say.percent(fallen[0].after)}"
    return f"Yes, by {wished}"


def _effect(one: Effect, today: date) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": reverse(one.noun, args=[one.id]),
        "due": one.due,
        "before": say.percent(one.before),
        "after": say.chance(one.after),
        "points": say.points(one.points),
        "falls": one.points < 0,
        "days": ""
        if one.day_before == one.day_after
        else (f"{say.day(one.day_before, today)} to {say.day(one.day_after, today)}"),
    }


def _money(worth: Decimal | None, answer: Answer) -> str:
    if not worth or answer.hours_likely <= 0:
        return ""
    currency = Organization.here().currency
    likely, most = (
        say.money((worth / Decimal(str(hours))).quantize(Decimal("0.01")), currency)
        for hours in (answer.hours_likely, max(answer.hours_most, answer.hours_likely))
    )
    paid = say.money(worth, currency)
    return f"{paid} is {likely} an hour if it takes what is likely, {most} in one case of five or worse."


def _kept(one: Opportunity, seen: set[int], by: Account, currency: str, today: date) -> dict[str, Any]:
    asked = QueryDict(mutable=True)
    for name, value in (
        ("like", one.pattern_id), ("wished", one.wished), ("company", one.company_id), ("name", one.name),
        ("begins", max(one.begins or today, today)), ("hours", one.hours), ("win", one.win),
        ("worth", one.worth if by.money_right else None), ("kept", one.pk),
    ):  # fmt: skip
        if value is not None:
            asked[name] = str(value)
    return {
        "name": one.name,
        "client": one.company.name if one.company else "",
        "wished": one.wished,
        "chance": None if one.chance is None else say.chance(one.chance),
        "win": "" if one.win is None else say.percent(one.win / 100),
        "worth": say.money(one.worth, currency) if by.money_right else "",
        "kept_on": one.kept_on,
        "seen": one.version,
        "url": f"{reverse('take')}?{asked.urlencode()}" if one.pattern_id in seen else "",
        "let_go_url": reverse("take-let-go", args=[one.pk]),
    }


def _again(way: Way, answer: Answer, asked: QueryDict) -> str:
    changed = asked.copy()
    if way.wished is not None:
        changed["wished"] = way.wished.isoformat()
    elif way.scale < 1:
        whole = answer.question.hours or sum(room.needed for room in answer.skills)
        changed["hours"] = f"{whole * way.scale:.0f}"
    else:
        return ""
    return f"{reverse('take')}?{changed.urlencode()}"

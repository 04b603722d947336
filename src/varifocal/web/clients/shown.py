"""What the page of a company shows, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from varifocal.core.values import Recorded
from varifocal.flows.agreed import Used
from varifocal.flows.promised import Kept, Promised
from varifocal.flows.relationships import Known, Met
from varifocal.flows.together import Row, day
from varifocal.flows.warmth import Word
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.relations.company import Company
from varifocal.org.relations.touch import Touch
from varifocal.org.work.opportunity import Opportunity
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.clients.listed import STATES, WARMTHS

MOST_MET = 12
MOST_ENDED = 8
A_UNIT = {Agreement.Kind.RETAINER.value: " a month", Agreement.Kind.HOURLY.value: " an hour"}


def page(company: Company, told: Known, currency: str, today: date) -> dict[str, Any]:
    """Everything on the page; money where `currency` is given."""
    rows = told.rows
    projects = sorted(rows["projects"], key=lambda row: (row["due"] or "9", row["id"]))
    ended = sorted(rows["ended"], key=lambda row: row["on"], reverse=True)
    return {
        "headline": headline(company, told, today),
        "warmth": {
            "state": STATES.get(told.warmth.word, ""),
            "word": dict(WARMTHS)[told.warmth.word].lower(),
            "why": told.warmth.why,
        },
        "next": _next(told, today),
        "steps": _steps(rows["steps"], today),
        "contacts": sorted(rows["contacts"], key=lambda row: row["name"].casefold()),
        "met": [_met(one, today) for one in told.met[:MOST_MET]],
        "more_met": max(0, len(told.met) - MOST_MET),
        "projects": [_project(row, today) for row in projects],
        "ended": [_ended(row, today) for row in ended[:MOST_ENDED]],
        "more_ended": max(0, len(ended) - MOST_ENDED),
        "waits": [_wait(row, today) for row in sorted(rows["waits"], key=lambda row: row["asked"] or "9")],
        "agreements": [
            _agreement(row, currency, today)
            for row in sorted(rows["agreements"], key=lambda row: (row["since"], row["id"]), reverse=True)
        ],
        "extras": [
            _extra(row, currency, today)
            for row in sorted(rows["extras"], key=lambda row: (row["asked"], row["id"]), reverse=True)
        ],
        "opportunities": [
            _opportunity(row, currency, today)
            for row in sorted(rows["opportunities"], key=lambda row: (row["wished"] or "9", row["id"]))
        ],
    }


def headline(company: Company, told: Known, today: date) -> str:
    """Where the relationship stands, in a sentence."""
    warmth, open_work = told.warmth, len(told.rows["projects"])
    if warmth.word == Word.UNKNOWN:
        return f"{company.name}: nobody has noted a contact yet"
    if warmth.word != Word.WARM:
        why = warmth.why.rstrip(".")
        return f"{company.name} is {warmth.word}: {why[0].lower()}{why[1:]}"
    if open_work:
        work = f"{say.count(open_work)} {'project runs' if open_work == 1 else 'projects run'}"
        return f"{company.name} is warm, and {work}"
    return f"{company.name} is warm, and nothing is under way"


def kept(one: Kept) -> str:
    """How promises came out, in a sentence."""
    days = round(one.days)
    middle = (
        "on the day"
        if days == 0
        else f"{abs(days)} {'day' if abs(days) == 1 else 'days'} " + ("after it" if days > 0 else "before it")
    )
    return (
        f"{one.by_first} of {one.done} came true by the date first said, {one.by_last} by the last one; "
        f"in the middle {middle}."
    )


def promise(one: Promised, today: date) -> dict[str, Any]:
    """A date that was said, and what came of it."""
    late = one.late
    return {
        "name": one.name,
        "url": reverse("project", args=[one.id]),
        "first": say.day(one.first.by_when, today),
        "on": say.day(one.first.on, today),
        "last": say.day(one.last.by_when, today) if len(one.said) > 1 else "",
        "chance": None if one.chance is None else say.chance(one.chance),
        "done": say.day(one.done, today),
        "late": "" if late is None else "on the day" if late == 0 else _days(late),
        "is_late": late is not None and late > 0,
    }


def used(one: Used, currency: str, today: date) -> dict[str, Any]:
    """A sum that was said, beside what was used of it."""
    agreement = one.agreement
    return {
        "name": agreement.name,
        "kind": agreement.get_kind_display(),
        "said": _said(one, currency),
        "used": one.used,
        "included": say.hours(one.included),
        "over": one.included is not None and one.used.speaks and one.used.hours > one.included,
        "rate": _rate(one, currency),
        "short": _short(one, currency, today),
    }


def _said(one: Used, currency: str) -> str:
    if one.said is None:
        return ""
    extras = f" and {say.money(one.extras, currency)} of extras" if one.extras else ""
    so_far = "" if one.agreement.kind == Agreement.Kind.FIXED else " so far"
    return f"{say.money(one.said, currency)}{so_far}{extras}"


def _rate(one: Used, currency: str) -> str:
    if one.an_hour_used is None or one.agreement.kind == Agreement.Kind.HOURLY:
        return ""
    told = f"{say.money(one.an_hour_used, currency)} an hour"
    return f"{told}; {say.money(one.an_hour_said, currency)} as agreed" if one.an_hour_said else told


def _short(one: Used, currency: str, today: date) -> str:
    part, agreement = one.short, one.agreement
    if part is None:
        return ""
    words = f"Ends on {say.day(part.last, today)}: {part.days} of {part.of} days of that month"
    amounts = [
        say.money(part.share(agreement.price), currency) if one.said is not None and agreement.price else "",
        say.hours(part.share(agreement.hours)) if agreement.hours else "",
    ]
    told = " and ".join(part for part in amounts if part)
    return f"{words}, {told}." if told else f"{words}."


def _days(late: int) -> str:
    count = f"{abs(late)} {'day' if abs(late) == 1 else 'days'}"
    return f"{count} after" if late > 0 else f"{count} before"


def _next(told: Known, today: date) -> dict[str, Any] | None:
    after = told.next
    if after is None or after.noun != "task":
        return None
    return {
        "name": after.name, "url": reverse("task", args=[after.id]), "day": say.near_day(after.due, today),
        "shade": colour.shade(after.due, today),
    }  # fmt: skip


def _steps(rows: list[Row], today: date) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["due"] or "9", row["id"])):
        one = found.setdefault(
            row["id"],
            {"name": row["name"], "url": reverse("task", args=[row["id"]]), "project": row["project"], "who": [],
             "day": say.near_day(day(row["due"]), today), "shade": colour.shade(day(row["due"]), today)},
        )  # fmt: skip
        if row["who"]:
            one["who"].append(row["who"])
    return list(found.values())


def _met(one: Met, today: date) -> dict[str, Any]:
    who = [name for name in (one.who, one.whom) if name]
    return {
        "day": say.near_day(one.on, today),
        "iso": one.on.isoformat(),
        "how": one.how,
        "words": one.words,
        "url": reverse("task", args=[one.id]) if one.noun == "task" else "",
        "who": " and ".join(who),
        "text": one.text,
        "remove": reverse("touch-remove", args=[one.id]) if one.noun == Touch.noun() else "",
        "mine": one.mine,
    }


def _project(row: Row, today: date) -> dict[str, Any]:
    due, budget = day(row["due"]), row["budget"]
    hours, real = (_decimal(row[name]) or Decimal(0) for name in ("used", "used_real"))
    return {
        "name": row["name"], "url": reverse("project", args=[row["id"]]), "day": say.day(due, today),
        "shade": colour.shade(due, today), "who": row["who"] or "",
        "used": Recorded(hours, real), "budget": say.hours(_decimal(budget)),
    }  # fmt: skip


def _ended(row: Row, today: date) -> dict[str, Any]:
    return {
        "name": row["name"],
        "url": reverse("project", args=[row["id"]]),
        "day": say.day(day(row["on"]), today),
    }


def _wait(row: Row, today: date) -> dict[str, Any]:
    asked = day(row["asked"])
    return {
        "name": row["name"], "url": reverse("task", args=[row["id"]]), "project": row["project"],
        "asked": f"asked {say.near_day(asked, today)}" if asked else "not asked yet",
    }  # fmt: skip


def _agreement(row: Row, currency: str, today: date) -> dict[str, Any]:
    since, until, rounds = day(row["since"]), day(row["until"]), row["rounds"]
    per = A_UNIT.get(row["kind"], "")
    price = f"{say.money(_decimal(row['price']), currency)}{per}" if row.get("price") is not None else ""
    hours = _decimal(row["hours"])
    includes = [
        f"{say.hours(hours)}{per if row['kind'] == Agreement.Kind.RETAINER else ''}" if hours else "",
        "" if rounds is None else f"{say.count(rounds)} {'round' if rounds == 1 else 'rounds'}",
    ]
    return {
        "name": row["name"],
        "kind": Agreement.Kind(row["kind"]).label,
        "of": row["of"] or "",
        "of_url": reverse("project", args=[row["project"]]) if row["project"] else "",
        "price": price,
        "covers": None if row.get("covers") is None else say.chance(row["covers"]),
        "includes": " and ".join(part for part in includes if part),
        "days": f"from {say.day(since, today)}" + (f" until {say.day(until, today)}" if until else ""),
        "ended": until is not None and until < today,
        "edit": reverse("agreement-edit", args=[row["id"]]),
        "remove": reverse("agreement-remove", args=[row["id"]]),
    }


def _extra(row: Row, currency: str, today: date) -> dict[str, Any]:
    state = row["state"]
    price = _decimal(row.get("price"))
    return {
        "words": row["words"],
        "of": row["of"] or "",
        "state": "done" if state == Extra.State.AGREED else "open",
        "word": Extra.State(state).label.lower(),
        "asked": say.near_day(day(row["asked"]), today),
        "price": "on us" if price == 0 and currency else say.money(price, currency) if currency else "",
        "hours": say.hours(_decimal(row["hours"])),
        "open": state in (Extra.State.ASKED, Extra.State.PRICED),
        "seen": row["seen"],
        "price_url": reverse("extra-price", args=[row["id"]]),
        "agree_url": reverse("extra-agree", args=[row["id"]]),
        "decline_url": reverse("extra-decline", args=[row["id"]]),
    }


def _opportunity(row: Row, currency: str, today: date) -> dict[str, Any]:
    wished = day(row["wished"])
    return {
        "name": row["name"],
        "url": reverse("opportunity", args=[row["id"]]),
        "stage": Opportunity.Stage(row["stage"]).label,
        "open": row["stage"] not in Opportunity.SETTLED,
        "day": say.day(wished, today),
        "shade": colour.shade(wished, today),
        "worth": say.money(_decimal(row.get("worth")), currency) if currency else "",
    }


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))

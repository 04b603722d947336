"""What we said and what came true: the page of promises, client by client, and as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.agreed import InAll, used_by_company
from varifocal.flows.promised import Kept, Promised, by_client, promised, together
from varifocal.org.base.organization import Organization
from varifocal.org.work.project import Project
from varifocal.web import charts, colour
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.sheet import Cell, file_of, files, is_file

SHEET = ("Project", "Client", "First said", "On", "Last said", "Times said", "Done", "Days after the first date",
         "Chance when first said", "Budget hours", "Hours used", "Share of real hours")  # fmt: skip


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The page; seven queries. Its sums come a moment later: they read every hour of every client."""
    by, today = actor(request), Organization.here().today()
    by.may("open", Project)
    found = promised(by, timezone.now())
    if is_file(request):
        return file_of(request, f"promises-{today}", SHEET, sheet_of(found))
    done = [one for one in found if one.done]
    whole = together(found)
    context = {
        "headline": _headline(whole),
        "whole": _line(whole),
        "clients": [_line(one) for one in by_client(found)],
        "done": [_shown(one, today) for one in done],
        "open": [_shown(one, today) for one in found if not one.done and len(one.said) > 1],
        "picture": charts.strip(
            [(one.name, one.late) for one in done if one.late is not None],
            title="Days early and late, against the date first said",
            today=today,
        ),
        "chances": any(one.chance is not None for one in done),
        "files": files(request.GET),
        "today": today,
    }
    return render(request, "projects/promises.html", context)


@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """What was said in money and hours, company by company, as a part of the page; five queries."""
    by, here = actor(request), Organization.here()
    by.may("open", Project)
    agreed = used_by_company(by, here.today())
    context = {"sums": [_sum(one, here.currency) for one in agreed], "money": by.money_right}
    return render(request, "projects/sums.html", context)


def sheet_of(found: Iterable[Promised]) -> Iterable[Sequence[Cell]]:
    """The same for a spreadsheet."""
    for one in found:
        yield (
            one.name, one.client, one.first.by_when, one.first.on, one.last.by_when, len(one.said), one.done,
            one.late, one.chance, one.budget, one.used.told, one.used.share,
        )  # fmt: skip


def _headline(whole: Kept) -> str:
    if not whole.done:
        return "Nothing with a date has been finished yet"
    if whole.by_first == whole.done:
        return "It came true as first said" if whole.done == 1 else "All came true as first said"
    return f"{say.count(whole.by_first).capitalize()} of {say.count(whole.done)} came true as first said"


def _line(one: Kept) -> dict[str, Any]:
    return {
        "client": one.client,
        "done": one.done,
        "by_first": f"{one.by_first} of {one.done}",
        "by_last": f"{one.by_last} of {one.done}",
        "days": _days(round(one.days)),
    }


def _sum(one: InAll, currency: str) -> dict[str, Any]:
    """All that was agreed with a company: what was said beside what was used."""
    agreed, used = one.agreements, one.used
    reckoned = [each.included for each in agreed if each.included is not None]
    included = sum(reckoned, Decimal(0)) if len(reckoned) == len(agreed) else None
    said = [each.said + (each.extras or Decimal(0)) for each in agreed if each.said is not None]
    return {
        "client": one.company.name,
        "url": reverse("company-promises", args=[one.company.pk]),
        "agreed": say.count(len(agreed)),
        "said": say.money(sum(said, Decimal(0)), currency) if said else "",
        "used": used,
        "included": say.hours(included),
        "over": included is not None and used.speaks and used.hours > included,
    }


def _shown(one: Promised, today: date) -> dict[str, Any]:
    over = one.budget is not None and one.used.speaks and one.used.hours > one.budget
    return {
        "name": one.name,
        "url": reverse("project", args=[one.id]),
        "client": one.client,
        "first": say.day(one.first.by_when, today),
        "on": say.day(one.first.on, today),
        "last": say.day(one.last.by_when, today) if len(one.said) > 1 else "",
        "moves": [
            {"on": say.day(each.on, today), "by_when": say.day(each.by_when, today), "why": each.why}
            for each in one.said[1:]
        ],
        "shade": colour.shade(one.last.by_when, today),
        "done": say.day(one.done, today),
        "late": "" if one.late is None else _days(one.late),
        "is_late": one.late is not None and one.late > 0,
        "chance": None if one.chance is None else say.chance(one.chance),
        "used": one.used,
        "budget": say.hours(one.budget),
        "over": over,
    }


def _days(days: int) -> str:
    if days == 0:
        return "on the day"
    return f"{abs(days)}{say.THIN}{'day' if abs(days) == 1 else 'days'} {'late' if days > 0 else 'early'}"

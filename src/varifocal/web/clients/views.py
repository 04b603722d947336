"""The list of companies, one of them, and what was said to it and came true."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.agreed import used_of
from varifocal.flows.promised import by_client, promised
from varifocal.flows.relationships import known, relationships
from varifocal.org.base.organization import Organization
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.relations.company import Company
from varifocal.org.relations.touch import Touch
from varifocal.org.work.opportunity import Opportunity
from varifocal.web.answers import actor
from varifocal.web.clients import listed, shown
from varifocal.web.clients.acts import found
from varifocal.web.clients.board import tabs
from varifocal.web.clients.listed import Wish
from varifocal.web.projects.overview import PAGE, page_of, pages
from varifocal.web.sheet import file_of, files, is_file


@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """All companies she sees, filtered and sorted; or as a file."""
    by, today, wish = actor(request), Organization.here().today(), Wish.of(request.GET)
    everyone = relationships(by, timezone.now())
    rows = listed.rows_for(everyone, wish, today)
    if is_file(request):
        return file_of(request, f"companies-{today}", listed.SHEET, listed.sheet_of(rows))
    number = page_of(request.GET.get("page", ""), len(rows))
    context = {
        "rows": rows[(number - 1) * PAGE : number * PAGE],
        "count": len(rows),
        "some": bool(everyone),
        "headline": listed.headline(everyone),
        "head": listed.head_of(request.GET, wish),
        "wish": wish,
        "kinds": Company.Kind.choices,
        "warmths": listed.WARMTHS,
        "people": listed.people_of(everyone),
        "pages": pages(request.GET, number, len(rows)),
        "files": files(request.GET),
        "tabs": tabs("clients"),
        "may_meet": bool(by.can("meet", Company)),
        "today": today,
    }
    return render(request, "clients/clients.html", context)


@require_safe
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """One company."""
    by, here, one = actor(request), Organization.here(), found(request, pk)
    today = here.today()
    told = known(by, one, timezone.now())
    context = {
        "company": one,
        "shown": shown.page(one, told, here.currency if by.money_right else "", today),
        "today": today,
        "may_change": bool(by.can("describe", one)),
        "may_agree": bool(by.can("agree", Agreement)),
        "may_ask": bool(by.can("ask", Extra)),
        "may_note": bool(by.can("note", Touch)),
        "may_note_down": bool(by.can("note_down", Opportunity)),
        "may_price": by.money_right,
    }
    return render(request, "clients/company.html", context)


@require_safe
def promises(request: HttpRequest, pk: int) -> HttpResponse:
    """What we said to it and what came true: dates with the chance they were given on, and sums."""
    by, here, one = actor(request), Organization.here(), found(request, pk)
    today = here.today()
    told = promised(by, timezone.now(), one.pk)
    kept = by_client(told)
    context = {
        "company": one,
        "url": reverse("company", args=[pk]),
        "kept": shown.kept(kept[0]) if kept else "",
        "promises": [shown.promise(each, today) for each in told],
        "sums": [shown.used(each, here.currency, today) for each in used_of(by, one, today)],
    }
    template = "promises.html" if request.headers.get("HX-Request") else "promises_page.html"
    return render(request, f"clients/{template}", context)

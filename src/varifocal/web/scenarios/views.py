"""Scenarios: the list with the table beside what stands; keeping, growing, taking and dropping one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import scenarios as flow
from varifocal.flows.trying import Away, Due, Landing, Supposed
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.work.whatif import WhatIf
from varifocal.web.answers import actor, inside
from varifocal.web.asking import Edit, Question, ask, done, whole
from varifocal.web.scenarios import forms, shown
from varifocal.web.seeing import as_it_is, sight_of
from varifocal.web.sheet import file_of, files, is_file


@require_safe
def scenarios(request: HttpRequest) -> HttpResponse:
    """What is supposed, and where the table will stand; or the table as a file."""
    by, now = inside(request), timezone.now()
    rows = list(
        WhatIf.objects.visible_to(by).open().select_related("kept_by", "seen_by_team")[: shown.MOST_LISTED]
    )
    picked = shown.chosen(rows, request.GET)
    if is_file(request):
        told = flow.compare(picked, by=by, now=now)
        return file_of(request, f"scenarios-{told.today}", *shown.sheet(told))
    words = flow.in_words(rows, by=by, now=now) if rows else {}
    context = shown.page(rows, words, picked, by) | {"files": files(request.GET)}
    return render(request, "scenarios/page.html", context)


@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """Try one scenario after the other, saying how far it is; the table at last."""
    by, now = inside(request), timezone.now()
    wanted = [pk for words in request.GET.getlist("of") if (pk := whole(words))]
    rows = WhatIf.objects.visible_to(by).open().filter(pk__in=wanted).select_related("kept_by")
    picked = list(rows[: flow.MOST])
    tried = whole(request.GET.get("tried", "")) or 0
    if tried < len(picked):
        flow.warm(picked, tried, by=by, now=now)
        context = {"next": shown.compared_url(picked, tried + 1), "done": tried + 1, "total": len(picked)}
        return render(request, "scenarios/trying.html", context)
    told = flow.compare(picked, by=by, now=now)
    return render(request, "scenarios/table.html", shown.table(told))


def new(request: HttpRequest) -> HttpResponse:
    """Keep what was tried, or begin with a name."""
    by, today = inside(request), Organization.here().today()
    by.may("keep", WhatIf)
    supposed = request.GET.get("supposed", "") if request.method == "GET" else ""
    form = forms.NewForm(request.POST or None, initial={"seen_by": "everyone", "supposed": supposed})
    form.offer(by, today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = WhatIf.keep(given["name"], given["supposed"], by=by, on=today, note=given["note"])
        if given["seen_by"] != SeenBy.EVERYONE:
            made.show_to(by=by, seen=made.version, **sight_of(given))
        return reverse("scenarios"), f"Kept the scenario “{made}”"

    help_ = "Nothing of the plan is written until you make it so."
    return ask(request, form, Question("A scenario", "Keep it", reverse("scenarios"), help_), act)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, other words."""
    by = inside(request)
    one = _of(by, pk, "change")
    form = forms.NameForm(
        request.POST or None, initial={"seen": one.version, "name": one.name, "note": one.note}
    )

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.rename(given["name"], by=by, seen=given["seen"], note=given["note"])
        return reverse("scenarios"), f"Saved “{one}”"

    return ask(request, form, Question("Rename it", "Save it", reverse("scenarios")), act)


def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Suppose that somebody is away."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "change")
    form = forms.AwayForm(request.POST or None, initial={"seen": one.version})
    form.offer(by, today)
    return _grow(
        request,
        one,
        form,
        "Somebody is away",
        lambda given: Away(given["person"].pk, given["first_day"], given["last_day"]),
    )


def due(request: HttpRequest, pk: int) -> HttpResponse:
    """Suppose that a project is due by another day."""
    by = inside(request)
    one = _of(by, pk, "change")
    form = forms.DueForm(request.POST or None, initial={"seen": one.version})
    form.offer(by)
    return _grow(
        request,
        one,
        form,
        "Another due date",
        lambda given: Due("project", given["project"].pk, given["day"]),
    )


def comes(request: HttpRequest, pk: int) -> HttpResponse:
    """Suppose that something that may come does come."""
    by = inside(request)
    one = _of(by, pk, "change")
    form = forms.ComesForm(request.POST or None, initial={"seen": one.version})
    form.offer(by)
    return _grow(request, one, form, "Work comes", lambda given: Landing(given["opportunity"].pk))


@require_POST
def without(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer suppose one part of it."""
    by = inside(request)
    one = _of(by, pk, "change")
    place = whole(request.POST.get("place", ""))
    flow.leave_out(one, -1 if place is None else place, by=by, seen=_seen(request))
    return done(request, reverse("scenarios"), f"Left out of “{one}”")


def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it so, all of it in one act."""
    by, now = inside(request), timezone.now()
    one = _of(by, pk)
    form = Edit(request.POST or None, initial={"seen": one.version})

    def act(given: dict[str, Any]) -> tuple[str, str]:
        flow.take(one, by=by, now=now, seen=given["seen"])
        return reverse("schedule"), f"“{one}” is so now"

    parts = "; ".join(flow.in_words([one], by=by, now=now)[one.pk])
    help_ = f"{parts}. All of it is written at once, and one Undo takes it back." if parts else ""
    asked = Question(f"Make “{one}” so", "Make it so", reverse("scenarios"), help_)
    return ask(request, form, asked, act)


def seen_by(request: HttpRequest, pk: int) -> HttpResponse:
    """For whose eyes it is."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "show_to")
    form = forms.SightForm(request.POST or None, initial=as_it_is(one))
    form.offer(by, today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.show_to(by=by, seen=given["seen"], **sight_of(given, *Person.objects.filter(account=by)))
        return reverse("scenarios"), f"Seen by {SeenBy(one.seen_by).label.lower()}"

    return ask(request, form, Question("Seen by", "Save it", reverse("scenarios"), one.name), act)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not looked at any more."""
    by = inside(request)
    one = _of(by, pk, "change")
    one.let_go(by=by)
    return done(request, reverse("scenarios"), f"Dropped “{one}”")


def _grow(request: HttpRequest, one: WhatIf, form: Edit, name: str, part: Any) -> HttpResponse:
    by = actor(request)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        supposed: Supposed = part(given)
        flow.add(one, supposed, by=by, now=timezone.now(), seen=given["seen"])
        return reverse("scenarios"), f"Supposed in “{one}”"

    return ask(request, form, Question(name, "Suppose it", reverse("scenarios"), one.name), act)


def _seen(request: HttpRequest) -> int:
    return whole(request.POST.get("seen", "")) or 0


def _of(by: Account, pk: int, action: str = "") -> WhatIf:
    rows = WhatIf.objects.visible_to(by).open().select_related("kept_by", "seen_by_team")
    one = get_object_or_404(rows, pk=pk)
    if action:
        by.may(action, one)
    return one

"""Her own calendars, as one page with its small forms; nobody else's are ever looked at here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from varifocal.flows.calendars import mending, removing
from varifocal.flows.calendars.fetching import clean_address
from varifocal.flows.calendars.laying import MOST_BYTES, TOO_LARGE
from varifocal.flows.calendars.rounds import bring_file
from varifocal.org.base.refusals import Impossible, Refusal
from varifocal.org.people.person import Person
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.doing import Attendance
from varifocal.web import format as say
from varifocal.web.answers import actor, own_acts, with_toast
from varifocal.web.answers import say as tell
from varifocal.web.asking import Form, Question, ask, done
from varifocal.web.calendars import shown


class AddressForm(Form):
    """An address of a calendar."""

    address = forms.CharField(
        max_length=4_000, label="The secret address", help_text="It is kept sealed and shown to nobody."
    )


class WhatForm(Form):
    """What a meeting is."""

    what = forms.ChoiceField(label="It is", choices=())


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All of it."""
    return render(
        request, "calendars/page.html", {"it": shown.page(actor(request), me(request), timezone.now())}
    )


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Read her calendar at a secret address from now on; it is fetched by the worker, never while she waits."""
    by, person = actor(request), me(request)
    try:
        address = clean_address(request.POST.get("address", ""))
        Calendar.subscribe(
            person,
            request.POST.get("name", "") or "My calendar",
            address,
            by=by,
            titles="titles" in request.POST,
        )
    except Impossible as refusal:
        return _again(request, "address", refusal)
    return done(request, reverse("calendar"), "Subscribed; the first reading takes a minute")


@require_POST
@own_acts
def bring(request: HttpRequest) -> HttpResponse:
    """A calendar out of a file, read at once; all of it or nothing."""
    by, person = actor(request), me(request)
    by.may("keep_calendar", person)
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise Impossible("Choose the file your calendar has exported; it ends in .ics.")
        if (sent.size or 0) > MOST_BYTES:
            raise Impossible(TOO_LARGE)
        name = str(sent.name or "").rsplit(".", 1)[0] or "My calendar"
        landed, found, act = bring_file(
            person, name, sent.read(), by=by, now=timezone.now(), titles="titles" in request.POST
        )
    except Refusal as refusal:
        return _again(request, "file", refusal)
    tell(request, shown.brought(landed, found))
    return with_toast(request, done_quietly(request), act)


@require_POST
def titles(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether others see what her meetings are called."""
    by, calendar = _own(request, Calendar, pk)
    shows = request.POST.get("titles") == "yes"
    mending.show_titles(calendar, shows, by=by)
    return done(request, reverse("calendar"), "Others see titles now" if shows else "Others see “Busy” now")


@require_POST
def fetch_now(request: HttpRequest, pk: int) -> HttpResponse:
    """With the next round."""
    by, calendar = _own(request, Calendar, pk)
    calendar.fetch_now(by=by)
    return done(request, reverse("calendar"), f"“{calendar}” is looked at in a moment")


def readdress(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for the same calendar."""
    by, calendar = _own(request, Calendar, pk)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        calendar.readdress(clean_address(given["address"]), by=by)
        return reverse("calendar"), f"“{calendar}” has another address"

    return ask(
        request,
        AddressForm(request.POST or None),
        Question("Another address", "Keep it", reverse("calendar")),
        act,
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Read no more; what was read in it goes, what she confirmed stays."""
    by, calendar = _own(request, Calendar, pk)
    removing.remove(calendar, by=by)
    return done(request, reverse("calendar"), f"“{calendar}” is removed, with the meetings read in it")


@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of her meetings is: by one click, or chosen from all she has."""
    by, person = actor(request), me(request)
    held = Attendance.objects.filter(person=person, calendar__isnull=False).select_related("meeting")
    attendance = get_object_or_404(held, meeting=pk)
    form = WhatForm(request.POST or None, initial={"what": shown.stands(attendance)})
    form.fields["what"].choices = shown.choices(by)  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> tuple[str, str]:
        count = mending.mend(by, person, pk, given["what"])
        more = f", and {say.count(count - 1)} more like it" if count > 1 else ""
        return reverse("calendar"), f"Learned{more}"

    help = (
        "Its whole series follows; said to be a company's, so does everything with the same people outside."
    )
    return ask(
        request,
        form,
        Question(f"What is “{shown.title_of(attendance)}”?", "Learn it", reverse("calendar"), help),
        act,
    )


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Guess again from the next reading on."""
    by, said = _own(request, Said, pk)
    said.forget(by=by)
    return done(request, reverse("calendar"), "Forgotten; the next reading guesses again")


@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, she is away on these days."""
    by, days = _own(request, DaysMarked, pk)
    days.confirm(by=by)
    return done(request, reverse("calendar"), "You are away; the plan makes room for it")


@require_POST
def not_away(request: HttpRequest, pk: int) -> HttpResponse:
    """No, she works on these days."""
    by, days = _own(request, DaysMarked, pk)
    days.refuse(by=by)
    return done(request, reverse("calendar"), "You work on these days")


def me(request: HttpRequest) -> Person:
    """Who asks; there is no such page for a guest, nor for an account without a person."""
    by = actor(request)
    person = by.person if by.person_id is not None else None
    if person is None or by.is_guest:
        raise Http404
    return person


def done_quietly(request: HttpRequest) -> HttpResponse:
    """Back to the page; what was done is said already."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("calendar")})
    return HttpResponse(status=302, headers={"Location": reverse("calendar")})


def _own(request: HttpRequest, noun: Any, pk: int) -> tuple[Any, Any]:
    """The account, and a thing of hers by its number; anybody else's is not there."""
    by = actor(request)
    me(request)
    return by, get_object_or_404(noun.objects.visible_to(by), pk=pk)


def _again(request: HttpRequest, part: str, refusal: Refusal) -> HttpResponse:
    """The page with the sentence beside the form it belongs to; what she wrote is kept, but for the secret."""
    context = {
        "it": shown.page(actor(request), me(request), timezone.now()),
        "fault": refusal.sentence,
        "fault_in": part,
        "name": request.POST.get("name", "")[:80],
        "address": request.POST.get("address", "")[:2_000] if part == "address" else "",
    }
    return render(request, "calendars/page.html", context, status=422)

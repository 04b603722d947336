"""What plans are made with: equipment that tasks share, what an hour costs, what a day late counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.money.rate import Rate
from varifocal.org.people.person import Person
from varifocal.org.work.equipment import Equipment, Outage
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import DateField, Edit, Form, Question, ask, done


class Brought(Form):
    """Equipment there is."""

    name = forms.CharField(max_length=80, help_text="As in “Studio”.")
    count = forms.IntegerField(label="How many", min_value=0, max_value=1000, initial=1)


class Described(Brought, Edit):
    """Equipment that is in the list."""


class Out(Form):
    """When equipment is out of service."""

    first_day = DateField(label="From")
    last_day = DateField(label="To, that day included")
    count = forms.IntegerField(label="How many of it", min_value=1, max_value=1000, initial=1)
    note = forms.CharField(max_length=200, required=False, label="Why", help_text="As in “in repair”.")


class Cost(Form):
    """What an hour of somebody costs."""

    person = forms.ModelChoiceField(Person.objects.none())
    per_hour = forms.DecimalField(
        label="An hour costs", min_value=Decimal(0), max_digits=8, decimal_places=2, required=False,
        help_text="Empty: nobody says any more.",
    )  # fmt: skip
    since = forms.DateField(label="From")

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(by).here(Organization.here().today())
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class Weighed(Edit):
    """What a day late counts."""

    urgent = forms.IntegerField(label="A day late of what is urgent counts", min_value=1, max_value=100)
    normal = forms.IntegerField(label="Of what is normal", min_value=0, max_value=100)
    can_wait = forms.IntegerField(label="Of what can wait", min_value=0, max_value=100)
    mind_cost = forms.BooleanField(
        label="Of those done on the same day, propose whoever costs less", required=False
    )
    growth_points = forms.IntegerField(
        label="So that somebody grows a date may lose at most so many points of chance",
        min_value=0,
        max_value=20,
    )


def bring(request: HttpRequest) -> HttpResponse:
    """New equipment."""
    by = actor(request)
    by.may("bring", Equipment)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        made = Equipment.bring(values["name"], by=by, count=values["count"])
        return reverse("settings"), f"“{made}” is in the list; name it on the tasks that use it"

    question = Question("New equipment", "Add it", reverse("settings"))
    return ask(request, Brought(request.POST or None), question, act)


def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, more or fewer of it."""
    by = actor(request)
    found = get_object_or_404(Equipment.objects.visible_to(by), pk=pk)
    by.may("describe", found)
    start = {"name": found.name, "count": found.count, "seen": found.version}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        found.describe(by=by, **values)
        return reverse("settings"), f"There {'is' if found.count == 1 else 'are'} {found.count} of “{found}”"

    question = Question(found.name, "Save", reverse("settings"), help="None of it: it is gone.")
    return ask(request, Described(request.POST or None, initial=start), question, act)


def out(request: HttpRequest, pk: int) -> HttpResponse:
    """Some of it is out of service for some days."""
    by, today = actor(request), Organization.here().today()
    found = get_object_or_404(Equipment.objects.visible_to(by), pk=pk)
    by.may("describe", found)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        first, last = values["first_day"], values["last_day"]
        made = Outage.say(found, first, last, by=by, count=values["count"], note=values["note"])
        return reverse("settings"), f"“{found}” is out of service until {say.day(made.last, today)}"

    question = Question(
        f"{found} is out of service",
        "Save",
        reverse("settings"),
        help="What needs it is planned around these days.",
    )
    return ask(
        request,
        Out(request.POST or None, initial={"first_day": today, "count": found.count or 1}),
        question,
        act,
    )


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """It is there after all."""
    by = actor(request)
    found = get_object_or_404(Outage.objects.visible_to(by).select_related("equipment"), pk=pk)
    found.lift(by=by)
    return done(request, reverse("settings"), f"“{found.equipment}” is there on those days")


def rate(request: HttpRequest) -> HttpResponse:
    """What an hour of somebody costs from a day on."""
    by, today = actor(request), Organization.here().today()
    by.may("say", Rate)
    chosen = request.GET.get("person", "")
    start: dict[str, Any] = {"since": today}
    if chosen.isdecimal():
        start |= {"person": int(chosen), "per_hour": Rate.on(today).get(int(chosen))}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Rate.say(values["person"], values["per_hour"], values["since"], by=by)
        return reverse("settings"), f"Noted what an hour of {values['person']} costs"

    question = Question("What an hour costs", "Save", reverse("settings"), help="Those who see money see it.")
    return ask(request, Cost(request.POST or None, initial=start, by=by), question, act)


def weigh(request: HttpRequest) -> HttpResponse:
    """What a day late counts, and whether cost does."""
    by, here = actor(request), Organization.here()
    by.may("weigh", here)
    start = {
        "urgent": here.late_urgent, "normal": here.late_normal, "can_wait": here.late_can_wait,
        "mind_cost": here.mind_cost, "growth_points": here.growth_points, "seen": here.version,
    }  # fmt: skip

    def act(values: dict[str, Any]) -> tuple[str, str]:
        here.weigh(by=by, **values)
        return reverse("settings"), "Plans are compared so from now on"

    question = Question(
        "How plans are compared", "Save", reverse("settings"), help="What is agreed stays; proposals change."
    )
    return ask(request, Weighed(request.POST or None, initial=start), question, act)


def equipment_lines(by: Account) -> list[dict[str, Any]]:
    """What there is, when some of it is out of service, and where it is changed."""
    today = Organization.here().today()
    outages: dict[int, list[dict[str, Any]]] = {}
    for each in Outage.objects.visible_to(by).filter(last__gte=today).select_related("equipment"):
        outages.setdefault(each.equipment_id, []).append(
            {
                "says": _out_in_words(each, today),
                "back_url": reverse("settings-equipment-back", args=[each.pk]),
            }
        )
    return [
        {
            "name": one.name,
            "count": one.count,
            "url": reverse("settings-equipment", args=[one.pk]),
            "out_url": reverse("settings-equipment-out", args=[one.pk]),
            "out": outages.get(one.pk, []),
        }
        for one in Equipment.objects.visible_to(by)
    ]


def _out_in_words(one: Outage, today: date) -> str:
    days = say.day(one.last, today)
    days = f"until {days}" if one.first <= today else f"{say.day(one.first, today)} to {days}"
    some = f"{one.count} out of service" if one.count < one.equipment.count else "out of service"
    return f"{some} {days}" + (f": {one.note}" if one.note else "")


def rate_lines(by: Account) -> list[dict[str, Any]]:
    """What an hour of each costs today; nothing to those who see no money."""
    if not by.can("say", Rate):
        return []
    here = Organization.here()
    known = Rate.on(here.today())
    people = Person.objects.visible_to(by).here(here.today()).order_by("name")
    return [
        {
            "name": person.name,
            "rate": say.money(known[person.pk], here.currency) if person.pk in known else "",
            "url": f"{reverse('settings-rate')}?person={person.pk}",
        }
        for person in people
    ]

"""Teams: formed, renamed, led, joined, disbanded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.urls import reverse

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Membership, Person, Team
from varifocal.web.answers import actor
from varifocal.web.asking import Edit, Form, Question, ask, done


class Shape(Form):
    """A team, as it should be."""

    name = forms.CharField(max_length=80)
    lead = forms.ModelChoiceField(Person.objects.none(), required=False, empty_label="Nobody yet")
    members = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, label="Who belongs to it", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(by).here(Organization.here().today())
        for name in ("lead", "members"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class Reshape(Shape, Edit):
    """A team that stands."""


def form(request: HttpRequest) -> HttpResponse:
    """A new team."""
    by = actor(request)
    by.may("form", Team)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        team = Team.form(values["name"], by=by, lead=values["lead"])
        _belong(team, values["members"], by)
        return reverse("settings"), f"The team “{team}” is formed"

    question = Question("A new team", "Form it", reverse("settings"))
    return ask(request, Shape(request.POST or None, by=by), question, act)


def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, lead or members."""
    by = actor(request)
    by.may("rename", Team)
    found = get_object_or_404(Team.objects.visible_to(by), pk=pk)
    members = list(Membership.objects.filter(team=found).values_list("person_id", flat=True))
    start = {"name": found.name, "lead": found.lead_id, "members": members, "seen": found.version}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        found.rename(values["name"], by=by, seen=values["seen"], lead=values["lead"])
        _belong(found, values["members"], by)
        return reverse("settings"), f"The team “{found}” is as you said"

    question = Question(f"The team {found.name}", "Save", reverse("settings"))
    return ask(request, Reshape(request.POST or None, initial=start, by=by), question, act)


def disband(request: HttpRequest, pk: int) -> HttpResponse:
    """The team is no more."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = actor(request)
    found = get_object_or_404(Team.objects.visible_to(by), pk=pk)
    found.disband(by=by)
    return done(request, reverse("settings"), f"The team “{found}” is no more; its people stay")


def _belong(team: Team, wanted: Any, by: Account) -> None:
    """Take in who is new and let go who is not named."""
    now = {one.person_id: one.person for one in Membership.objects.filter(team=team).select_related("person")}
    chosen = {person.pk: person for person in wanted}
    for pk, person in chosen.items():
        if pk not in now:
            team.take_in(person, by=by)
    for pk, person in now.items():
        if pk not in chosen:
            team.let_go(person, by=by)

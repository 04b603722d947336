"""What needs somebody, and taking it on in one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.needed import left_behind, needs
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.growth.responsibility import Responsibility, take_company, take_project
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask, done
from varifocal.web.growth import forms
from varifocal.web.growth.common import me_inside, number
from varifocal.web.people.tabs import tabs


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Gaps first, then what is held and by whom."""
    by, me = me_inside(request)
    today = Organization.here().today()
    found = needs(by, today)
    rows: list[dict[str, Any]] = [
        {"row": one, "gone": left_behind(one, today), "may_steer": bool(by.can("describe", one)),
         "acting": found.acting.get(("needed", one.pk), "")}
        for one in found.standing
    ]  # fmt: skip
    unheld = [one for one in rows if one["row"].holder_id is None or one["gone"]]
    context = {
        "tabs": tabs(by, "needed", me), "asker": me, "today": today, "unheld": unheld,
        "held": [one for one in rows if one not in unheld],
        "gaps": [(one, found.acting.get((one.kind, one.id), "")) for one in found.gaps],
    }  # fmt: skip
    return render(request, "growth/needed.html", context)


def need(request: HttpRequest) -> HttpResponse:
    """We need somebody for something."""
    by, _ = me_inside(request)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Responsibility.need(on=Organization.here().today(), by=by, **values)
        return _home(), "Named; whoever wants to can take it on"

    form = forms.NeedForm(request.POST or None)
    return ask(request, form, Question("What needs somebody?", "Name it", back=_home()), act)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Said better."""
    by = inside(request)
    one = _one(by, pk)
    by.may("describe", one)
    initial = {
        "seen": one.version, "purpose": one.purpose, "half": one.half, "needs": one.needs,
        "skills": [row.skill_id for row in one.skills.all()],
    }  # fmt: skip

    def act(values: dict[str, Any]) -> tuple[str, str]:
        one.describe(by=by, **values)
        return _home(), "Kept"

    form = forms.NeedEdit(request.POST or None, initial=initial)
    return ask(request, form, Question("What needs somebody", "Keep it", back=_home()), act)


def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds it, who stands in."""
    by = inside(request)
    one, today = _one(by, pk), Organization.here().today()
    by.may("hand_to", one)
    initial = {"seen": one.version, "holder": one.holder_id, "stand_in": one.stand_in_id}
    form = forms.HandForm(request.POST or None, initial=initial)
    for name in ("holder", "stand_in"):
        form.fields[name].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        one.hand_to(values["holder"], today, by=by, seen=values["seen"], stand_in=values["stand_in"])
        return _home(), "Kept"

    return ask(request, form, Question(one.purpose, "Keep it", back=_home()), act)


def _plainly(
    request: HttpRequest, pk: int, told: str, act: Callable[[Responsibility, Account, date, int], Any]
) -> HttpResponse:
    by, _ = me_inside(request)
    one = _one(by, pk)
    act(one, by, Organization.here().today(), number(request.POST.get("seen", "")) or one.version)
    return done(request, _home(), told)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """She does it from now on."""
    return _plainly(request, pk, "It is yours", lambda one, by, on, seen: one.take_on(on, by=by, seen=seen))


@require_POST
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """She stands in."""
    return _plainly(
        request, pk, "You stand in", lambda one, by, on, seen: one.offer_to_stand_in(by=by, seen=seen)
    )


@require_POST
def lay_down(request: HttpRequest, pk: int) -> HttpResponse:
    """She does it no longer."""
    return _plainly(request, pk, "Laid down", lambda one, by, on, seen: one.lay_down(by=by, seen=seen))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is needed for it any more."""
    return _plainly(
        request, pk, "Not needed any more", lambda one, by, on, seen: one.end(on, by=by, seen=seen)
    )


@require_POST
def take_a_project(request: HttpRequest, pk: int) -> HttpResponse:
    """She manages a project that nobody manages."""
    by, _ = me_inside(request)
    project = get_object_or_404(Project.objects.visible_to(by), pk=pk)
    take_project(project, by=by)
    return done(request, reverse("project", args=[pk]), f"You manage {project.name}")


@require_POST
def take_a_client(request: HttpRequest, pk: int) -> HttpResponse:
    """She looks after a client nobody looks after."""
    by, _ = me_inside(request)
    company = get_object_or_404(Company.objects.visible_to(by), pk=pk)
    take_company(company, by=by)
    return done(request, reverse("company", args=[pk]), f"You look after {company.name}")


def _one(by: Account, pk: int) -> Responsibility:
    return get_object_or_404(Responsibility.objects.visible_to(by), pk=pk)


def _home() -> str:
    return reverse("needed")

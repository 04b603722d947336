"""What is done with companies, the people there, and contacts that took place: each asks, then calls one verb."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.flows import quick
from varifocal.flows.quick import Names
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import Touch
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask, done
from varifocal.web.clients.forms import (
    CompanyEdit,
    ContactEdit,
    ContactForm,
    MeetForm,
    MergeForm,
    StepForm,
    TouchForm,
)


def meet(request: HttpRequest) -> HttpResponse:
    """A company enters the picture."""
    by = actor(request)
    by.may("meet", Company)
    form = MeetForm(request.POST or None)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Company.meet(by=by, **given)
        return _to(made.pk), f"Added “{made}”"

    question = Question("A company", "Add", reverse("clients"), help="A name is enough.")
    return ask(request, form, question, act)


def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, kind, domain, who looks after it."""
    by, today, company = _who(request, pk)
    by.may("describe", company)
    names = ("name", "kind", "looked_after_by", "domain", "since", "note")
    initial = {name: getattr(company, name) for name in names} | {"seen": company.version}
    form = CompanyEdit(request.POST or None, by=by, today=today, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        company.describe(by=by, **given)
        return _to(pk), f"Changed “{company}”"

    return ask(request, form, Question(f"Edit “{company}”", "Save", _to(pk)), act)


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two companies that are one."""
    by, _, company = _who(request, pk)
    by.may("merge", company)
    form = MergeForm(request.POST or None, by=by, company=company, initial={"seen": company.version})

    def act(given: dict[str, Any]) -> tuple[str, str]:
        other = given["other"]
        company.merge(other, by=by, seen=given["seen"])
        return _to(pk), f"“{other}” and “{company}” are one now"

    question = Question(
        f"Merge into “{company}”", "Merge", _to(pk),
        help="Contacts, projects, waits, meetings, contacts that took place, agreements and what may come move here; "
        "the other name is kept in the note. One Undo takes all of it back.",
    )  # fmt: skip
    return ask(request, form, question, act)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was never meant."""
    by, _, company = _who(request, pk)
    company.remove(by=by)
    return done(request, reverse("clients"), f"Removed “{company}”; its projects stay")


def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody there."""
    by, _, company = _who(request, pk)
    by.may("describe", company)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Contact.meet(company, by=by, **given)
        return _to(pk), f"Added “{made}” at {company}"

    return ask(request, ContactForm(request.POST or None), Question("Somebody there", "Add", _to(pk)), act)


def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, address, what she does there."""
    by, contact = actor(request), _contact(request, pk)
    by.may("describe", contact.company)
    initial = {"name": contact.name, "email": contact.email, "role": contact.role, "seen": contact.version}
    form = ContactEdit(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        contact.describe(by=by, **given)
        return _to(contact.company_id), f"Changed “{contact}”"

    return ask(request, form, Question(f"Edit “{contact}”", "Save", _to(contact.company_id)), act)


@require_POST
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """She is not there any more."""
    contact = _contact(request, pk)
    contact.remove(by=actor(request))
    return done(request, _to(contact.company_id), f"Removed “{contact}”")


def touch_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact that took place."""
    by, today, company = _who(request, pk)
    by.may("note", Touch)
    form = TouchForm(request.POST or None, by=by, company=company, initial={"on": today})

    def act(given: dict[str, Any]) -> tuple[str, str]:
        Touch.note(company, by=by, today=today, **given)
        return _to(pk), f"Noted a contact with {company}"

    question = Question(
        f"A contact with {company}", "Note it", _to(pk),
        help="Meetings in the calendar and answers of theirs are known already.",
    )  # fmt: skip
    return ask(request, form, question, act)


@require_POST
def touch_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It did not take place."""
    by = actor(request)
    touch = get_object_or_404(Touch.objects.visible_to(by).select_related("company"), pk=pk)
    touch.remove(by=by)
    return done(request, _to(touch.company_id), f"Removed a contact with {touch.company}")


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step, as a task."""
    by, today, company = _who(request, pk)
    form = StepForm(request.POST or None, by=by, company=company)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        names = Names.seen_by(by, today)
        line = quick.understand(quick.read(given["line"], today), names, project=given["project"].pk)
        if line.problems:
            raise Impossible(" ".join(line.problems), field="line")
        task = quick.write(line, by=by, on=today)
        task.concern(company, by=by, seen=task.version)
        return _to(pk), f"Next with {company}: “{task}”"

    return ask(request, form, Question(f"Next with {company}", "Add", _to(pk)), act)


def found(request: HttpRequest, pk: int) -> Company:
    """The company, where she sees it."""
    seen = Company.objects.visible_to(actor(request)).select_related("looked_after_by")
    return get_object_or_404(seen, pk=pk)


def _who(request: HttpRequest, pk: int) -> tuple[Account, date, Company]:
    return actor(request), Organization.here().today(), found(request, pk)


def _contact(request: HttpRequest, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(actor(request)).select_related("company"), pk=pk)


def _to(pk: int) -> str:
    return reverse("company", args=[pk])

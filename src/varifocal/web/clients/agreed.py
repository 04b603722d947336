"""Agreements and extras: agreed, revised, asked, priced, settled."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.work.ask import Ask
from varifocal.org.work.task import Task
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.clients.acts import found
from varifocal.web.clients.forms import AgreementEdit, AgreementForm, ExtraForm, PriceForm


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is agreed with a company."""
    by, company = actor(request), found(request, pk)
    by.may("agree", Agreement)
    form = AgreementForm(
        request.POST or None, by=by, company=company, initial={"since": Organization.here().today()}
    )

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Agreement.agree(company, by=by, **given)
        return _to(pk), f"Agreed “{made}” with {company}"

    return ask(request, form, Question(f"Agreed with {company}", "Agree", _to(pk)), act)


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """What it includes, what it costs, until when."""
    by, one = actor(request), _agreement(request, pk)
    by.may("revise", one)
    names = ("name", "kind", "price", "since", "until", "rounds", "hours", "project")
    initial = {name: getattr(one, name) for name in names} | {"seen": one.version}
    form = AgreementEdit(request.POST or None, by=by, company=one.company, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.revise(by=by, **given)
        return _to(one.company_id), f"Changed “{one}”"

    return ask(request, form, Question(f"Edit “{one}”", "Save", _to(one.company_id)), act)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was never agreed."""
    one = _agreement(request, pk)
    one.remove(by=actor(request))
    return done(request, _to(one.company_id), f"Removed “{one}”")


def extra_new(request: HttpRequest, pk: int) -> HttpResponse:
    """They ask for more than was agreed."""
    by, company = actor(request), found(request, pk)
    by.may("ask", Extra)
    form = ExtraForm(request.POST or None, by=by, company=company)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = _asked(by, company, given, None)
        return _to(pk), f"Noted the extra “{made}”"

    return ask(request, form, Question(f"An extra for {company}", "Note it", _to(pk)), act)


def extra_of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """One round more than the price includes."""
    by = actor(request)
    seen = Task.objects.visible_to(by).select_related("project__company", "waits_on")
    task = get_object_or_404(seen, pk=pk)
    by.may("ask", task.project)
    company = task.waits_on or task.project.company
    if company is None:
        raise Impossible("Say first for which company the work is.")
    rounds = 1 + Ask.objects.filter(task=task, answer=Ask.Answer.CHANGE).count()
    initial = {"words": f"{task.name}: round {rounds}", "rounds": 1, "project": task.project_id}
    form = ExtraForm(request.POST or None, by=by, company=company, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = _asked(by, company, given, task)
        return reverse("task", args=[pk]), f"Noted the extra “{made}”"

    back = reverse("task", args=[pk])
    return ask(request, form, Question(f"An extra for {company}", "Note it", back), act)


def price(request: HttpRequest, pk: int) -> HttpResponse:
    """What it costs."""
    by, one = actor(request), _extra(request, pk)
    by.may("settle", one)
    by.may("price", one)
    form = PriceForm(request.POST or None, initial={"price": one.price, "seen": one.version})

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.set_price(given["price"], by=by, seen=given["seen"])
        return _to(one.company_id), f"Priced “{one}”"

    return ask(request, form, Question(f"What “{one}” costs", "Save", _to(one.company_id)), act)


@require_POST
def yes(request: HttpRequest, pk: int) -> HttpResponse:
    """They agreed."""
    return _settle(request, pk, True)


@require_POST
def no(request: HttpRequest, pk: int) -> HttpResponse:
    """They declined, or we did."""
    return _settle(request, pk, False)


def _settle(request: HttpRequest, pk: int, agreed: bool) -> HttpResponse:
    one = _extra(request, pk)
    seen = whole(request.POST.get("seen", ""))
    if seen is None:
        raise Impossible("The page did not say which version it showed; open it again.")
    one.settle(agreed, by=actor(request), seen=seen, on=Organization.here().today())
    said = f"“{one}” is agreed" if agreed else f"“{one}” is declined"
    return done(request, _to(one.company_id), said)


def _asked(by: Any, company: Any, given: dict[str, Any], task: Task | None) -> Extra:
    return Extra.ask(
        company, given["words"], by=by, on=Organization.here().today(), task=task, project=given["project"],
        rounds=given["rounds"] or 0, hours=given["hours"],
    )  # fmt: skip


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    seen = Agreement.objects.visible_to(actor(request)).select_related("company", "project")
    return get_object_or_404(seen, pk=pk)


def _extra(request: HttpRequest, pk: int) -> Extra:
    seen = Extra.objects.visible_to(actor(request)).select_related("company", "project")
    return get_object_or_404(seen, pk=pk)


def _to(pk: int) -> str:
    return reverse("company", args=[pk])

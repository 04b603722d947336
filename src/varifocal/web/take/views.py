"""Can we take it?: a question, its answer, what would make it fit, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import taking
from varifocal.flows.trial import Question, standing_now
from varifocal.flows.ways import ways
from varifocal.flows.whatif import can_we_take
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.opportunity import Opportunity
from varifocal.web.answers import actor
from varifocal.web.asking import DateField, done, whole
from varifocal.web.take import shown
from varifocal.web.take.forms import TakeForm


@require_safe
def take(request: HttpRequest) -> HttpResponse:
    """Ask, and read the answer; nothing is written."""
    by = _may_ask(request)
    form, today = _form(request), Organization.here().today()
    context = shown.page(by, form, today)
    if form.is_bound and form.is_valid():
        answer = can_we_take(_question(request, form), by=by, now=timezone.now())
        context |= shown.answered(answer, form, request.GET, today)
    return render(request, "take/page.html", context)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Work out what stands while she still chooses, so that the answer comes at once."""
    _may_ask(request)
    standing_now(timezone.now())
    return HttpResponse()


@require_safe
def ways_to_fit(request: HttpRequest) -> HttpResponse:
    """What would make it fit, each way tried; comes after the answer."""
    by, form, now = _may_ask(request), _form(request), timezone.now()
    if not form.is_bound or not form.is_valid():
        return render(request, "take/ways.html", {"ways": []})
    question = _question(request, form)
    answer = can_we_take(question, by=by, now=now)
    found = ways(question, answer, by=by, now=now)
    return render(request, "take/ways.html", shown.ways(found, answer, request.GET))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question and what it was answered."""
    by, form, here = _may_ask(request), _form(request), Organization.here()
    if not form.is_valid():
        raise Impossible("The question is not whole: it needs a finished project and a day.")
    given = form.cleaned_data
    details = {name: given[name] for name in ("hours", "worth", "win") if name in given}
    one = taking.keep(
        _question(request, form),
        given["name"],
        by=by,
        on=here.today(),
        now=timezone.now(),
        kept=_kept(request),
        **details,
    )
    return done(request, reverse("take"), f"Kept “{one}”")


@require_POST
def open_it(request: HttpRequest) -> HttpResponse:
    """It comes: a project with its tasks, promised by the day chosen."""
    by, form, here = _may_ask(request), _form(request), Organization.here()
    due = DateField(required=False).clean(request.POST.get("due", ""))
    if not form.is_valid():
        raise Impossible("The question is not whole: it needs a finished project and a day.")
    given = form.cleaned_data
    project = taking.open_project(
        _question(request, form),
        given["name"],
        due or given["wished"],
        by=by,
        on=here.today(),
        kept=_kept(request),
    )
    return done(
        request,
        reverse("project", args=[project.pk]),
        f"Opened “{project}” with {project.tasks.count()} tasks",
    )


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not come."""
    by = _may_ask(request)
    one = get_object_or_404(Opportunity.objects.visible_to(by), pk=pk)
    seen = whole(request.POST.get("seen", "")) or 0
    one.move(Opportunity.Stage.LOST, by=by, seen=seen, on=Organization.here().today())
    return done(request, reverse("take"), f"Let “{one}” go")


def _may_ask(request: HttpRequest) -> Account:
    by = actor(request)
    by.may("note_down", Opportunity)
    return by


def _kept(request: HttpRequest) -> Opportunity | None:
    """The opportunity the question was asked about, where she sees it."""
    pk = whole((request.POST if request.method == "POST" else request.GET).get("kept", ""))
    if not pk:
        return None
    return Opportunity.objects.visible_to(actor(request)).open().filter(pk=pk).first()


def _question(request: HttpRequest, form: TakeForm) -> Question:
    """As it is asked; of work noted before, nothing else is expected beside it."""
    kept = _kept(request)
    return replace(form.question(), opportunity=kept.pk if kept else None)


def _form(request: HttpRequest) -> TakeForm:
    data = request.POST if request.method == "POST" else request.GET
    asked = data if "like" in data or "wished" in data else None
    return TakeForm(asked, by=actor(request), today=Organization.here().today())

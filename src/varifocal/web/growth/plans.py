"""Her growth plans: a wish, a level by a day, steps, tasks she would like to do for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask, done
from varifocal.web.growth import forms
from varifocal.web.growth.common import me_inside, number

WHERE_TO = "Where do you want to get to?"


def wish(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    by, person = me_inside(request)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        GrowthPlan.wish_for(person, values.pop("wish"), Organization.here().today(), by=by, **values)
        return _home(), "Planned; now a first step"

    return ask(
        request, forms.PlanForm(request.POST or None), Question(WHERE_TO, "Plan it", back=_home()), act
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Said differently."""
    by = inside(request)
    plan = _plan(by, pk)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        plan.say_anew(values.pop("wish"), by=by, **values)
        return _home(), "Kept"

    form = forms.PlanEdit(request.POST or None, initial=forms.PlanEdit.filled_from(plan))
    return ask(request, form, Question(WHERE_TO, "Keep it", back=_home()), act)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """She got there, or wants it no more."""
    by = inside(request)
    reached = bool(request.POST.get("reached"))
    plan = _plan(by, pk)
    plan.close(Organization.here().today(), by=by, seen=plan.version, reached=reached)
    return done(request, _home(), "Well done" if reached else "Closed")


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """A next step."""
    by = inside(request)
    plan = _plan(by, pk)
    form = forms.StepForm(request.POST or None)
    form.offer(by, plan)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        GrowthStep.plan_it(plan, values["words"], by=by, task=values["task"])
        return _home(), "A step more"

    return ask(request, form, Question("What is the next step?", "Plan it", back=_home()), act)


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or not after all."""
    by = inside(request)
    one = _step(by, pk)
    on = None if one.done_on else Organization.here().today()
    one.tick(on, by=by, seen=number(request.POST.get("seen", "")) or one.version)
    return done(request, _home(), "Done" if on else "Not done yet")


@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this one."""
    by = inside(request)
    _step(by, pk).strike(by=by)
    return done(request, _home(), "Struck")


def _plan(by: Account, pk: int) -> GrowthPlan:
    plan = get_object_or_404(GrowthPlan.objects.visible_to(by), pk=pk)
    by.may("steer", plan)
    return plan


def _step(by: Account, pk: int) -> GrowthStep:
    return get_object_or_404(GrowthStep.objects.visible_to(by).select_related("plan"), pk=pk)


def _home() -> str:
    return reverse("me") + "#plans"

"""Acts of how we work: choose a process, change it, remove it, take a waste on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from varifocal.flows.improve import adopting, words
from varifocal.flows.improve.proposing import Lost, proposals
from varifocal.flows.improve.reading import material
from varifocal.org.base.account import Account
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process, ProcessGoal
from varifocal.web import format as say
from varifocal.web.answers import inside
from varifocal.web.asking import Edit, Question, ask, whole
from varifocal.web.ways import forms
from varifocal.web.ways.look import look_at
from varifocal.web.ways.views import eyes_of, found_by

MOST_PROPOSED = 3


def choose(request: HttpRequest) -> HttpResponse:
    """A new process."""
    by = inside(request)
    by.may("choose", Process)
    form = forms.ProcessForm(request.POST or None, by=by)
    told = []
    if request.method == "GET":
        names = {pk: name for name, pk in form.kinds.items()}
        told = proposals(material(by=by, today=eyes_of(by).today), names, by)[:MOST_PROPOSED]
        form.initial = forms.from_proposal(told, whole(request.GET.get("goal", "")))

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Process.choose(
            given["name"], form.said(), by=by, on=eyes_of(by).today, goals=given["goals"],
            purpose=given["purpose"], kinds=given["projects"],
        )  # fmt: skip
        return reverse("process", args=[made.pk]), f"“{made}” is looked at from now on"

    asked = Question("A way of working", "Choose it", reverse("ways"), above="ways/kinds.html")
    return ask(request, form, asked, act, kinds=sorted(form.kinds), told=[_told(one) for one in told])


def _told(one: Lost) -> dict[str, Any]:
    return {
        "goal": one.goal,
        "url": f"{reverse('process-choose')}?goal={one.goal.pk}",
        "days": words.days(one.days),
        "projects": one.projects,
        "most": ", ".join(f"{name} ({words.days(lost)})" for name, lost in one.most),
    }


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it anew."""
    by = inside(request)
    row = _of(by, pk)
    steps = list(row.steps.select_related("role"))
    form = forms.ProcessEdit(request.POST or None, by=by)
    goals = ProcessGoal.objects.visible_to(by).filter(process=row).values_list("goal", flat=True)
    form.initial = {
        "seen": row.version,
        "name": row.name,
        "purpose": row.purpose,
        "projects": row.kinds,
        "goals": list(goals),
        **forms.as_it_is(steps, form.kinds),
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        row.revise(
            given["name"], form.said(steps), by=by, seen=given["seen"], goals=given["goals"], purpose=given["purpose"],
            kinds=given["projects"],
        )  # fmt: skip
        return reverse("process", args=[pk]), f"“{row}” is as you said"

    asked = Question("How it is meant", "Save it", reverse("process", args=[pk]), above="ways/kinds.html")
    return ask(request, form, asked, act, kinds=sorted(form.kinds))


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not looked at any more."""
    by = inside(request)
    row = _of(by, pk)

    def act(_: dict[str, Any]) -> tuple[str, str]:
        row.remove(by=by)
        return reverse("ways"), f"“{row}” is not looked at any more"

    help_ = "What was done stays done, and what was taken on from it goes on; only nobody looks at it as a process."
    form = Edit(request.POST or None, initial={"seen": row.version})
    asked = Question(f"Remove “{row}”?", "Remove it", reverse("process", args=[pk]), help_, danger=True)
    return ask(request, form, asked, act)


def adopt(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Make a task of a waste."""
    by = inside(request)
    look = look_at(request, by, pk)
    eyes, every = look.eyes, look.every
    found = found_by(key, look.it)
    it = look.it
    step = it.steps[found.step]
    form = forms.AdoptForm(
        request.POST or None, initial={"name": words.task_for(found.kind, step), "who": by.person_id}
    )
    form.offer(
        by, eyes.today, ProcessGoal.objects.visible_to(by).filter(process=pk).order_by().values("goal")
    )

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Adoption.adopt(
            adopting.quote(found, every, by=by, today=eyes.today), given["name"], given["project"], by=by,
            on=eyes.today, who=given["who"], due=given["due"], effort=given["effort"],
        )  # fmt: skip
        until = f" by {say.day(made.task.due, eyes.today)}" if made.task.due else ""
        return reverse("ways-findings"), f"“{made.task}” is to be done{until}"

    help_ = f"{words.sentence(found, step)} What may help: {words.remedy(found, step)}"
    back = reverse("process-finding", args=[pk, key]) + eyes.query
    return ask(request, form, Question("Take it on", "Make it a task", back, help_), act)


def _of(by: Account, pk: int) -> Process:
    row = get_object_or_404(Process.objects.visible_to(by), pk=pk)
    by.may("change", row)
    return row

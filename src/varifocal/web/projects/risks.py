"""What may strike a project: noted beside its forecast, changed, struck or passed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import Form, Question, ask, done
from varifocal.web.direction.forms import SeenByFields, SeenByForm
from varifocal.web.projects.clock import clock_here
from varifocal.web.seeing import as_it_is, sight_of

HOW = "One number, or three: 2-4-9."


class RiskFields(Form):
    """What may strike, how likely, and what it would cost."""

    first = ("name", "chance", "days")
    name = forms.CharField(label="What may happen", max_length=200)
    chance = forms.IntegerField(label="How likely, in 100", min_value=1, max_value=99)
    days = forms.CharField(label="It would hold us up, in days", required=False, max_length=30, help_text=HOW)
    hours = forms.CharField(label="It would cost, in hours", required=False, max_length=30, help_text=HOW)
    task = forms.ModelChoiceField(
        Task.objects.none(), label="Which task", required=False, empty_label="The project as a whole"
    )
    until = forms.DateField(
        label="It can happen until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    watched_by = forms.ModelChoiceField(Person.objects.none(), label="Who watches it", required=False)

    def __init__(self, *args: Any, by: Account, project: Project, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("task", Task.objects.visible_to(by).open().filter(project=project)),
            ("watched_by", Person.objects.visible_to(by).here(today)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class RiskForm(RiskFields, SeenByFields):
    """The same of a new one, and for whose eyes it is."""

    field_order = (
        "name",
        "chance",
        "days",
        "hours",
        "task",
        "until",
        "watched_by",
        "seen_by",
        "team",
        "people",
    )

    def __init__(self, *args: Any, by: Account, project: Project, today: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, project=project, today=today, **kwargs)
        self.offer(by, today)
        self.fields["seen_by"].required = False

    def clean_seen_by(self) -> str:
        """Everyone, where nothing was said."""
        return self.cleaned_data["seen_by"] or SeenBy.EVERYONE


def lines(by: Account, project: Project, today: date) -> list[dict[str, Any]]:
    """Its open risks, those that weigh most first. One query."""
    rows = (
        Risk.objects.visible_to(by).open().filter(Q(task=None) | Q(task__finished_at=None), project=project)
    )
    rows = rows.select_related("task", "watched_by", "seen_by_team")
    weight = {one.pk: one.chance * (float(one.days or 0) + float(one.hours or 0) / 8) for one in rows}
    return [
        {
            "id": one.pk,
            "name": one.name,
            "chance": f"{one.chance} in 100",
            "cost": " and ".join(_cost(one)),
            "task": one.task.name if one.task else "",
            "who": one.watched_by.name if one.watched_by else "",
            "until": say.near_day(one.until, today) if one.until else "",
            "over": bool(one.until and one.until < today),
            "sees": one.seen_by_team.name if one.seen_by_team else SeenBy(one.seen_by).label.lower(),
            "guarded": one.is_guarded,
        }
        for one in sorted(rows, key=lambda one: (-weight[one.pk], one.pk))
    ]


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Something may strike."""
    by, clock = actor(request), clock_here()
    project = get_object_or_404(Project.objects.visible_to(by), pk=pk)
    by.may("plan_in", project)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        seen = sight_of({name: given.pop(name) for name in ("seen_by", "team", "people")})
        made = Risk.note_down(project, by=by, on=clock.today, **seen, **given)
        return _to(pk), f"“{made}” may strike “{project}”"

    question = Question(
        "What may strike",
        "Note it",
        _to(pk),
        help="It is lived through in every forecast, in as many futures as you say.",
    )
    form = RiskForm(request.POST or None, by=by, project=project, today=clock.today)
    return ask(request, form, question, act)


def edit(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """What is said of it."""
    by, clock = actor(request), clock_here()
    one = _of(by, pk, risk)
    by.may("change", one)
    seen = one.version

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.describe(by=by, seen=seen, **given)
        return _to(pk), f"Changed “{one}”"

    initial = {name: getattr(one, name) for name in ("name", "chance", "task", "until", "watched_by")}
    initial |= {name: one.words(name) for name in ("days", "hours")}
    form = RiskFields(request.POST or None, by=by, project=one.project, today=clock.today, initial=initial)
    return ask(request, form, Question(f"“{one}”", "Save", _to(pk)), act)


def show_to(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """For whose eyes it is, of those who see its project."""
    by, clock = actor(request), clock_here()
    one = _of(by, pk, risk)
    by.may("show_to", one)
    form = SeenByForm(request.POST or None, initial=as_it_is(one))
    form.offer(by, clock.today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.show_to(by=by, seen=given["seen"], **sight_of(given, *Person.objects.filter(account=by)))
        return _to(pk), f"“{one}” is now seen by {SeenBy(one.seen_by).label.lower()}"

    question = Question(
        f"Who sees “{one}”",
        "Save",
        _to(pk),
        help="Only who sees the project, too. It is lived through all the same, without its name for all others.",
    )
    return ask(request, form, question, act)


@require_POST
def struck(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """It has struck."""
    one = _of(actor(request), pk, risk)
    one.strike(by=actor(request), on=clock_here().today)
    return done(request, _to(pk), f"“{one}” has struck; say in the plan what it costs")


@require_POST
def passed(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """It can strike no more."""
    one = _of(actor(request), pk, risk)
    one.pass_by(by=actor(request), on=clock_here().today)
    back = reverse(came) if (came := request.POST.get("from")) in ("week", "today") else _to(pk)
    return done(request, back, f"“{one}” can strike no more")


def _of(by: Account, project: int, risk: int) -> Risk:
    return get_object_or_404(Risk.objects.visible_to(by).select_related("project"), project=project, pk=risk)


def _to(project: int) -> str:
    return reverse("project-forecast", args=[project])


def _cost(one: Risk) -> list[str]:
    """“4 to 14 days, likely 7”."""
    told = []
    for name, unit in (("days", "days"), ("hours", "h")):
        believed = one.range(name)
        if believed and believed.is_single:
            told.append(f"{say.number(believed.likely, 1)} {unit}")
        elif believed:
            low, likely, high = (
                say.number(each, 1) for each in (believed.low, believed.likely, believed.high)
            )
            told.append(f"{low} to {high} {unit}, likely {likely}")
    return told

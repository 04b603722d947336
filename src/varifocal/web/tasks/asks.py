"""What is done with a task that needs an answer first: each asks in a dialog, then calls one verb."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.web import format as say_it
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask
from varifocal.web.tasks.acts import of
from varifocal.web.tasks.forms import (
    CutForm,
    EstimateForm,
    LeftForm,
    ModeForm,
    NeedForm,
    PeopleForm,
    PinForm,
    TaskEdit,
    TieForm,
    ToProject,
    UseForm,
    WaitForm,
)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, brief, dates, kind and the rest."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)
    names = ("name", "brief", "due", "kind", "priority", "release", "deadline", "crew", "splittable")
    initial = {name: getattr(task, name) for name in names} | {"seen": task.version}

    def act(given: dict[str, Any]) -> tuple[str, str]:
        task.describe(by=by, **given)
        return _to(pk), f"Changed “{task}”"

    form = TaskEdit(request.POST or None, by=by, initial=initial)
    if not task.is_closed:
        form.fields["due"].asks = reverse("task-promise", args=[pk])  # type: ignore[attr-defined]
    return ask(request, form, Question(f"Edit “{task}”", "Save", _to(pk)), act)


def estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is believed to take; what was believed before is kept."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)
    newest = task.estimates.order_by("-pk").first()
    initial: dict[str, Any] = {"seen": task.version}
    if newest:
        initial |= {name: _plain(getattr(newest, name)) for name in ("likely", "low", "high")}

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = task.re_estimate(given["effort"], by=by, seen=given["seen"], on=_today())
        return _to(pk), f"“{task}” is believed to take {say_it.hours(made.likely)}"

    question = Question(
        "Estimate", "Save", _to(pk), help="One number is enough; nothing believed before is lost."
    )
    return ask(request, EstimateForm(request.POST or None, initial=initial), question, act)


def left(request: HttpRequest, pk: int) -> HttpResponse:
    """How many hours are left."""
    by, task = actor(request), of(request, pk)
    by.may("work_on", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        task.say_left(given["hours"], by=by, seen=given["seen"])
        return _to(pk), f"{say_it.hours(given['hours']) or '0 h'} left on “{task}”"

    form = LeftForm(request.POST or None, initial={"seen": task.version, "hours": _plain(task.hours_left)})
    return ask(request, form, Question("Hours left", "Save", _to(pk)), act)


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does it."""
    by, task = actor(request), of(request, pk)
    by.may("assign", task)
    held = list(task.assignments.values_list("person", flat=True))

    def act(given: dict[str, Any]) -> tuple[str, str]:
        chosen: list[Person] = list(given["people"])
        Assignment.agree(task, chosen, by=by)
        who = ", ".join(one.name for one in chosen)
        return _to(pk), f"Agreed for “{task}”: {who}" if who else f"Nobody is agreed for “{task}” now"

    form = PeopleForm(request.POST or None, by=by, today=_today(), initial={"people": held})
    return ask(request, form, Question(f"Who does “{task}”", "Agree", _to(pk)), act)


def need(request: HttpRequest, pk: int) -> HttpResponse:
    """A skill it needs."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        SkillNeed.need(task, given["skill"], by=by, level=given["level"], count=given["count"])
        return _to(pk), f"“{task}” needs {given['skill']}"

    question = Question(f"What “{task}” needs", "Save", _to(pk))
    return ask(request, NeedForm(request.POST or None, by=by), question, act)


def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Equipment it uses."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        EquipmentNeed.need(task, given["equipment"], by=by, count=given["count"])
        return _to(pk), f"“{task}” uses {given['equipment']}"

    question = Question(
        f"What “{task}” uses",
        "Save",
        _to(pk),
        help="It keeps it from its start to its finish, nights included.",
    )
    return ask(request, UseForm(request.POST or None, by=by), question, act)


def mode(request: HttpRequest, pk: int) -> HttpResponse:
    """Another way it could be done."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        asked = {name: given[name] for name in ("skill", "level", "count", "equipment", "units")}
        made = TaskMode.name_one(task, given["name"], given["effort"], by=by, **asked)
        return _to(pk), f"“{task}” could also be done so: {made}"

    question = Question(
        f"Another way to do “{task}”",
        "Name it",
        _to(pk),
        help="The plan proposes whichever way is done sooner, until somebody agrees to do it.",
    )
    return ask(request, ModeForm(request.POST or None, by=by), question, act)


def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """What it waits for."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        pair = (given["other"], task) if given["way"] == "after" else (task, given["other"])
        made = Dependency.tie(*pair, by=by, kind=given["kind"], lag=given["lag"])
        return _to(pk), f"“{made.after}” comes after “{made.before}”"

    form = TieForm(request.POST or None, by=by, task=task)
    return ask(request, form, Question("Order of tasks", "Tie", _to(pk)), act)


def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix whom or which day; the planner keeps to it."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)
    held = Pin.objects.visible_to(by).filter(task=task).first()
    initial = {"person": held.person_id, "start": held.start} if held else {}

    def act(given: dict[str, Any]) -> tuple[str, str]:
        Pin.fix(task, by=by, person=given["person"], start=given["start"])
        return _to(pk), f"“{task}” is pinned"

    form = PinForm(request.POST or None, by=by, today=_today(), initial=initial)
    question = Question(
        f"Pin “{task}”", "Pin", _to(pk), help="The planner keeps to a pin, whatever it costs elsewhere."
    )
    return ask(request, form, question, act)


def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits for somebody outside."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)
    initial = {
        "seen": task.version,
        "company": task.waits_on_id or task.project.company_id,
        "on": task.asked_on or _today(),
        "days": task.wait_days,
        "low": task.wait_days_low,
        "high": task.wait_days_high,
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        task.ask(given.pop("company"), given.pop("on"), by=by, **given)
        return _to(pk), f"“{task}” waits for an answer"

    form = WaitForm(request.POST or None, by=by, initial=initial)
    question = Question(
        "Waits for an answer",
        "Save",
        _to(pk),
        help="A wait takes nobody's hours; it takes as long as they take to answer.",
    )
    return ask(request, form, question, act)


def to_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another project."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        task.move_to(given["project"], by=by, seen=given["seen"])
        return _to(pk), f"“{task}” belongs to {given['project']} now"

    form = ToProject(request.POST or None, by=by, initial={"seen": task.version, "project": task.project_id})
    return ask(request, form, Question("Another project", "Move", _to(pk)), act)


def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreed not to be done."""
    by, task = actor(request), of(request, pk)
    by.may("change", task)
    project = reverse("project", args=[task.project_id])

    def act(given: dict[str, Any]) -> tuple[str, str]:
        task.cut(by=by, seen=given["seen"], why=given["why"])
        return project, f"Cut “{task}”"

    form = CutForm(request.POST or None, initial={"seen": task.version})
    question = Question(
        f"Cut “{task}”",
        "Cut it",
        _to(pk),
        help="We agree not to do it. If it was only a slip, remove it instead.",
        danger=True,
    )
    return ask(request, form, question, act)


def _plain(hours: Decimal | None) -> str | None:
    """As a person would type it: 10, not 10.00."""
    return None if hours is None else f"{hours.normalize():f}"


def _to(pk: int) -> str:
    return reverse("task", args=[pk])


def _today() -> Any:
    return Organization.here().today()

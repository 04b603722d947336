"""What is done with a project: each asks for what it needs, then calls one verb or flow."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.flows import breakdown
from varifocal.flows.quick import Names
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.people.seen_by import NamedViewer
from varifocal.org.relations.company import Company
from varifocal.org.runs.baselines import keep
from varifocal.org.work.project import Project
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.projects.forms import EndForm, NewProject, PasteForm, ProjectEdit, SeenByForm, ServesForm


def new(request: HttpRequest) -> HttpResponse:
    """A new project: empty, or with the tasks of a finished one."""
    by, today = actor(request), Organization.here().today()
    by.may("open", Project)
    asked = {"goal": request.GET.get("goal"), "pattern": request.GET.get("from"), "manager": by.person_id}
    form = NewProject(request.POST or None, by=by, today=today, initial=asked)
    if request.method != "POST":
        patterns = breakdown.finished(by)
        return render(
            request, "projects/new.html", {"form": form, "patterns": patterns, "pattern": asked["pattern"]}
        )
    if form.is_valid():
        try:
            project = _open(by, form.cleaned_data, today)
        except Impossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            tasks = project.tasks.count()
            said = f"Opened “{project}”" + (f" with {tasks} tasks" if tasks else "")
            return done(request, reverse("project", args=[project.pk]), said)
    context = {"form": form, "patterns": breakdown.finished(by), "pattern": request.POST.get("pattern")}
    return render(request, "projects/new.html", context, status=422)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, due date, manager, client and the rest."""
    by, today, project = *_who(request), _project(request, pk)
    by.may("change", project)
    names = ("name", "due", "manager", "company", "kind", "priority", "budget_hours", "deadline", "brief")
    initial = {name: getattr(project, name) for name in (*names, *Project.priced)}
    initial["seen"] = project.version
    form = ProjectEdit(request.POST or None, by=by, today=today, initial=initial)
    form.fields["due"].asks = reverse("project-promise", args=[pk])  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> tuple[str, str]:
        project.revise(by=by, on=today, **given)
        return _to(project), f"Changed “{project}”"

    return ask(request, form, Question(f"Edit “{project}”", "Save", _to(project)), act)


def serves(request: HttpRequest, pk: int) -> HttpResponse:
    """Which goals it serves, with shares that add to all of it."""
    by, today, project = *_who(request), _project(request, pk)
    by.may("change", project)
    shares, held = _shares(by, project)
    form = ServesForm(request.POST or None, by=by, shares=shares, held=held)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        project.serve(given["serves"], by=by, on=today)
        return reverse("project-about", args=[pk]), f"Said what “{project}” is for"

    question = Question(
        f"What “{project}” is for",
        "Save",
        _to(project),
        help="It counts from today; hours spent before keep theirs.",
    )
    return ask(request, form, question, act)


def seen_by(request: HttpRequest, pk: int) -> HttpResponse:
    """For whose eyes it is."""
    by, today, project = *_who(request), _project(request, pk)
    by.may("show_to", project)
    named = NamedViewer.objects.filter(noun_name=Project.noun(), record_id=pk).values_list(
        "person", flat=True
    )
    initial = {
        "seen_by": project.seen_by,
        "team": project.seen_by_team_id,
        "people": list(named),
        "seen": project.version,
    }
    form = SeenByForm(request.POST or None, by=by, today=today, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        project.show_to(
            given["seen_by"], by=by, seen=given["seen"], team=given["team"], people=given["people"]
        )
        return _to(project), f"Changed who sees “{project}”"

    return ask(request, form, Question(f"Who sees “{project}”", "Save", _to(project)), act)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or let go."""
    by, today, project = *_who(request), _project(request, pk)
    by.may("change", project)
    form = EndForm(
        request.POST or None, initial={"ending": Project.Ending.DONE, "on": today, "seen": project.version}
    )
    left = project.tasks.filter(finished_at=None).count()
    open_tasks = (
        f"{left} {'task is' if left == 1 else 'tasks are'} not done; nobody will be asked for them any more."
    )

    def act(given: dict[str, Any]) -> tuple[str, str]:
        project.end(given["ending"], given["on"], by=by, seen=given["seen"], why=given["why"])
        return _to(project), f"“{project}” has ended"

    question = Question(f"End “{project}”", "End it", _to(project), help=open_tasks if left else "")
    return ask(request, form, question, act)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on."""
    project = _project(request, pk)
    project.reopen(by=actor(request), seen=_seen(request))
    return done(request, _to(project), f"“{project}” goes on")


@require_POST
def keep_baseline(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep its dates as what we go by; bars show from then on how far they moved from it."""
    by, today, project = *_who(request), _project(request, pk)
    keep(project, by=by, on=today)
    return done(request, reverse("project-timeline", args=[pk]), f"The dates of “{project}” are kept")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was never meant."""
    project = _project(request, pk)
    project.remove(by=actor(request))
    return done(request, reverse("projects"), f"Removed “{project}” and its tasks")


def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A first plan from a pasted list: shown line by line with its problems, then written whole or not at all."""
    by, today, project = *_who(request), _project(request, pk)
    by.may("plan_in", project)
    form, rows = PasteForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        order = breakdown.Order(form.cleaned_data["order"])
        names = Names.seen_by(by, today)
        rows = breakdown.read_list(form.cleaned_data["text"], names, today, project=pk, order=order)
        if not rows:
            form.add_error("text", "There is no line with a task in it.")
        elif "write" in request.POST and not any(row.problems for row in rows):
            tasks = breakdown.write_list(rows, by=by, on=today)
            said = f"Planned {len(tasks)} {'task' if len(tasks) == 1 else 'tasks'}"
            return done(request, _to(project), said)
    bad = sum(bool(row.problems) for row in rows or ())
    context = {"form": form, "rows": rows, "bad": bad, "project": project, "named": _named(rows, by, today)}
    return render(request, "projects/paste.html", context)


def _open(by: Account, given: Mapping[str, Any], today: Any) -> Project:
    details = {name: given[name] for name in ("kind", "due", "manager", "budget_hours")}
    details["company"] = given["company"]
    if words := given["new_company"].strip():
        details["company"] = Company.objects.visible_to(by).filter(
            name__iexact=words
        ).first() or Company.meet(words, by=by)
    if given["goal"]:
        details["serves"] = {given["goal"]: Decimal(1)}
    start = given["start"] or today
    if given["pattern"]:
        pattern = get_object_or_404(Project.objects.visible_to(by), pk=given["pattern"])
        return breakdown.from_finished(pattern, given["name"], by=by, on=today, start=start, **details)
    return Project.open(given["name"], by=by, on=today, **details)


def _shares(by: Account, project: Project) -> tuple[dict[int, Decimal], dict[Goal, Decimal]]:
    """The shares of the goals she sees by id, and those of the goals she does not."""
    links = project.serves.filter(until=None).select_related("goal").order_by("-share", "pk")
    seen = set(
        Goal.objects.visible_to(by)
        .filter(pk__in=[link.goal_id for link in links])
        .values_list("pk", flat=True)
    )
    shares = {link.goal_id: link.share for link in links if link.goal_id in seen}
    return shares, {link.goal: link.share for link in links if link.goal_id not in seen}


def _named(rows: Any, by: Account, today: Any) -> dict[int, str]:
    names = Names.seen_by(by, today) if rows else Names()
    return {one.id: one.name for one in names.people}


def _who(request: HttpRequest) -> tuple[Account, Any]:
    return actor(request), Organization.here().today()


def _project(request: HttpRequest, pk: int) -> Project:
    return get_object_or_404(
        Project.objects.visible_to(actor(request)).select_related("manager", "company"), pk=pk
    )


def _to(project: Project) -> str:
    return reverse("project", args=[project.pk]) if project.pk else reverse("projects")


def _seen(request: HttpRequest) -> int:
    seen = whole(request.POST.get("seen", ""))
    if seen is None:
        raise Impossible("The page did not say which version it showed; open it again.")
    return seen

"""Acts of the meeting: each line ends in a task, a question, a hand-over, a letting go, or waits until next week."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from varifocal.flows import deciding
from varifocal.flows.deciding import MINUTES, can_end, next_friday
from varifocal.flows.review.lines import Line
from varifocal.flows.review.week import week as week_of
from varifocal.org.base.organization import Organization
from varifocal.org.decisions.week import WeekHeld
from varifocal.org.work.handover import Handover
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Task
from varifocal.web.answers import actor, say
from varifocal.web.asking import Question, ask, done
from varifocal.web.format import day as say_day
from varifocal.web.questions.forms import PutForm
from varifocal.web.seeing import sight_of
from varifocal.web.tasks.forms import HandOverForm
from varifocal.web.week.forms import HandOverAnewForm, LetGoForm, TaskForm
from varifocal.web.week.held import can_be_handed_over

KINDS = ("project", "goal", "task", "wait", "risk", "decision", "proposal", "step", "why", "verdict")
ENDS = {
    "project": "Let the project go",
    "why": "Let the project go",
    "goal": "Let the goal go",
    "step": "Let the goal go",
    "task": "Cut the task",
    "wait": "Ask it no more",
    "risk": "It can strike no more",
    "decision": "It needs no answer",
    "strategy": "Choose otherwise",
    "": "Leave it so",
}


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The meeting begins."""
    deciding.begin(timezone.now(), by=actor(request))
    say(request, f"Begun; {MINUTES} minutes are enough")
    return HttpResponseRedirect(week_url(request))


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Agree what everybody means to do, so that later it can be seen what was kept; and end the meeting."""
    monday = deciding.close(timezone.now(), by=actor(request))
    today = Organization.here().today()
    say(request, f"The week of {say_day(monday, today)} is agreed as it stands planned.")
    return HttpResponseRedirect(week_url(request))


def task(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A task that answers the line."""
    line = _line(request, kind, pk)
    by, now, today = actor(request), timezone.now(), Organization.here().today()
    initial = {
        "name": _task_name(line),
        "who": by.person_id,
        "by_when": next_friday(today),
        "project": _project_of(line, request),
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = deciding.as_task(
            line, given["name"], given["project"], given["who"], given["by_when"], by=by, now=now,
            effort=given["effort"],
        )  # fmt: skip
        return week_url(request, line), f"Added to {made.project}"

    form = TaskForm(request.POST or None, by=by, today=today, initial=initial)
    return ask(
        request, form, Question("A task that fits", "Add it", week_url(request, line), line.sentence), act
    )


def decide(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A question the line leaves open; one field is enough."""
    line = _line(request, kind, pk)
    by, now, today = actor(request), timezone.now(), Organization.here().today()
    initial = {
        "question": f"What do we do about “{line.name}”?"[:300],
        "decider": by.person_id,
        "due": next_friday(today),
        "seen_by": "named" if line.company else "everyone",
        "people": [by.person_id] if by.person_id else [],
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = deciding.as_question(
            line, given["question"], given["decider"], given["due"], by=by, now=now,
            options=given["options"], **sight_of(given),
        )  # fmt: skip
        return week_url(request, line), f"{made.decider or 'Somebody'} decides by {say_day(made.due, today)}"

    form = PutForm(request.POST or None, initial=initial)
    form.offer_people(by, today)
    return ask(request, form, Question("Decide", "Put it", week_url(request, line), line.sentence), act)


def hand_over(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The task the line stands on is offered to somebody; where it stands on none, a new one."""
    line = _line(request, kind, pk)
    if not can_be_handed_over(line):
        raise Http404
    by, now, today = actor(request), timezone.now(), Organization.here().today()
    handed = _stands_on(line, request)
    initial = {
        "brief": _brief(handed),
        "freedom": Handover.Freedom.DO,
        "look_in": next_friday(today),
        "name": _task_name(line),
        "project": _project_of(line, request),
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        to = given.pop("to")
        if handed is not None:
            made = deciding.hand_over(line, handed, to, by=by, now=now, **given)
        else:
            made = deciding.hand_over_anew(line, to=to, by=by, now=now, **given)
        return week_url(request, line), f"“{made}” is offered to {made.taker}"

    kind_of_form = HandOverForm if handed else HandOverAnewForm
    form = kind_of_form(request.POST or None, by=by, today=today, proposed=None, hands=[], initial=initial)
    asked = f"Hand over “{handed}”" if handed else "Hand over a new task"
    return ask(request, form, Question(asked, "Offer it", week_url(request, line), line.sentence), act)


def let_go(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What the line is about ends."""
    line = _line(request, kind, pk)
    if not can_end(line):
        raise Http404
    by, now = actor(request), timezone.now()

    def act(given: dict[str, Any]) -> tuple[str, str]:
        deciding.let_go(line, given["why"], by=by, now=now)
        return week_url(request, line), f"“{line.name}” is let go"

    question = Question(ENDS[line.about], "Let it go", week_url(request, line), line.sentence, danger=True)
    return ask(request, LetGoForm(request.POST or None), question, act)


@require_POST
def park(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Until next week."""
    line = _line(request, kind, pk)
    deciding.park(line, by=actor(request), now=timezone.now())
    return done(request, week_url(request, line), f"“{line.name}” waits until next week")


def week_url(request: HttpRequest, line: Line | None = None) -> str:
    """Back to the week, on the wall where it was on the wall, at the line that was dealt with."""
    asked_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    wall = "wall" in parse_qs(asked_from.query, keep_blank_values=True)
    query = "&".join(part for part in ("wall=1" if wall else "", f"at={line.key}" if line else "") if part)
    return f"{reverse('week')}?{query}" if query else reverse("week")


def is_asked_from_the_week(request: HttpRequest) -> bool:
    """Whether the act was pressed on This week."""
    asked_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    return urlsplit(asked_from).path == reverse("week")


def _line(request: HttpRequest, kind: str, pk: int) -> Line:
    by = actor(request)
    if kind not in KINDS or by.is_guest:
        raise Http404
    by.may("hold", WeekHeld)
    line = week_of(by, timezone.now()).line(f"{kind}-{pk}")
    if line is None:
        raise Http404
    return line


def _stands_on(line: Line, request: HttpRequest) -> Task | None:
    """The open task of hers that can be offered for it."""
    by = actor(request)
    tasks = Task.objects.visible_to(by).open().filter(is_wait=False, pk=line.stands_on or 0)
    found = tasks.select_related("project").first()
    if found is not None:
        by.may("assign", found)
    return found


def _brief(handed: Task | None) -> str:
    if handed is None:
        return "It is done, and we know what comes next."
    return handed.brief[:2_000] or f"“{handed}” is done as it was meant."


def _task_name(line: Line) -> str:
    verbs = {
        "project": "Find a way for", "goal": "Find a way for", "wait": "Call about", "step": "First step for",
        "why": "Say what it is for:", "decision": "Prepare",
        "strategy": "First hour for", "": "Free an hour for",
    }  # fmt: skip
    name = "what comes later" if not line.about else line.name
    return f"{verbs.get(line.about, 'Look into')} “{name}”"[:200]


def _project_of(line: Line, request: HttpRequest) -> int | None:
    """Where a task about this line most likely belongs: its own project, one that serves the goal, the house's."""
    by = actor(request)
    if line.project is not None:
        return line.project
    if line.task is not None:
        return Task.objects.visible_to(by).filter(pk=line.task).values_list("project", flat=True).first()
    if line.goal is not None:
        serving = Serving.objects.visible_to(by).filter(goal=line.goal, until=None, project__ended_on=None)
        if (found := serving.values_list("project", flat=True).first()) is not None:
            return found
    standing = Project.objects.visible_to(by).open().filter(kind=Project.Kind.STANDING)
    return standing.values_list("pk", flat=True).first()

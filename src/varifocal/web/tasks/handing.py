"""Handing a task over, and answering: each act calls one verb of the hand-over or of a raised hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from varifocal.org.base.organization import Organization
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.task import Task
from varifocal.web import format as say_it
from varifocal.web.answers import actor, say
from varifocal.web.asking import Question, ask, whole
from varifocal.web.tasks.acts import back, of, seen
from varifocal.web.tasks.forms import HandOverForm, LookInForm, OfferForm, WordsForm

USUAL_DAYS = 7


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom, what good looks like, how free she is, and the day we look in."""
    by, task = actor(request), of(request, pk)
    by.may("assign", task)
    today, plan = _today(), _planned(task)
    last = Handover.objects.visible_to(by).filter(task=task).order_by("-pk").first()
    hands = RaisedHand.objects.visible_to(by).filter(task=task)
    proposed = plan.person_id if plan else None
    initial = {
        "to": whole(request.GET.get("to", "")) or proposed,
        "brief": last.brief if last else task.brief[:2_000],
        "freedom": last.freedom if last else Handover.Freedom.DO,
        "look_in": _half_way(task, plan, today),
    }

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Handover.hand_over(task, given.pop("to"), by=by, at=timezone.now(), on=today, **given)
        return _to(request, pk), f"“{task}” is offered to {made.taker}"

    form = HandOverForm(
        request.POST or None,
        by=by,
        today=today,
        proposed=proposed,
        hands=list(hands.values_list("person", flat=True)),
        initial=initial,
    )
    question = Question(
        f"Hand over “{task}”",
        "Offer it",
        _to(request, pk),
        help="It is an offer until it is taken. The plan keeps time for it from now on.",
    )
    return ask(request, form, question, act)


def change(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """Offer it differently; of a taken one, another day to look in."""
    by, one = actor(request), _one(request, pk, handing)
    by.may("steer", one)
    taken = one.state == Handover.State.TAKEN
    as_it_is = {name: getattr(one, name) for name in ("brief", "freedom", "look_in")}

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.change(by=by, at=timezone.now(), on=_today(), **(as_it_is | given))
        said = f"We look in {say_it.near_day(one.look_in, _today())}" if taken else f"“{one}” is offered anew"
        return _to(request, pk), said

    form = OfferForm(request.POST or None, taken=taken, initial=as_it_is | {"seen": one.version})
    question = Question(
        "When we look in" if taken else "Change the offer", "Save", _to(request, pk), help="" if taken else
        f"It is {one.taker}’s to answer again.",
    )  # fmt: skip
    return ask(request, form, question, act)


@require_POST
def take_it(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """She takes it."""
    one = _one(request, pk, handing)
    one.take_it(by=actor(request), seen=seen(request), at=timezone.now())
    say(request, f"You took “{one}”; we look in {say_it.near_day(one.look_in, _today())}")
    return back(request, reverse("task", args=[pk]))


@require_POST
def withdraw(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """It is not hers after all."""
    one = _one(request, pk, handing)
    taker = one.taker
    one.withdraw(by=actor(request), seen=seen(request), at=timezone.now())
    say(request, f"“{one}” is not {taker}’s any more; it is open work")
    return back(request, reverse("task", args=[pk]))


def question(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """She asks before she takes it."""
    asked = Question("Ask before you take it", "Ask", "", help="It stays offered to you meanwhile.")
    return _words(request, pk, handing, "ask", asked, "Your question", "Asked; it stays offered to you")


def against(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """She says what stands against it."""
    asked = Question(
        "What stands against it",
        "Say it",
        "",
        help="A no with a reason helps: it can be changed, withdrawn, or offered to somebody else.",
    )
    return _words(request, pk, handing, "object_to", asked, "What stands against it", "Said")


def answer(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """The giver answers."""
    asked = Question("Answer", "Answer", "", help="It is offered again as it stands, with your answer.")
    return _words(request, pk, handing, "answer", asked, "Your answer", "Answered; it is offered again")


def give_back(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """She cannot do what she took."""
    asked = Question("Give it back", "Give it back", "", help="It becomes open work again.", danger=True)
    return _words(
        request, pk, handing, "give_back", asked, "Why, so that somebody can help", "Given back; it is open"
    )


def look_in(request: HttpRequest, pk: int, handing: int) -> HttpResponse:
    """What is left, and a word if there is one."""
    by, one = actor(request), _one(request, pk, handing)
    by.may("answer_for", one)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.tell_left(given["hours"], given["words"], by=by, seen=given["seen"], at=timezone.now())
        return _to(request, pk), f"{say_it.hours(given['hours']) or '0 h'} left on “{one}”"

    initial = {"seen": one.version, "hours": one.task.hours_left}
    form = LookInForm(request.POST or None, initial=initial)
    return ask(request, form, Question(f"What is left of “{one}”?", "Save", _to(request, pk)), act)


@require_POST
def raise_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """She would like to do it."""
    task = of(request, pk)
    RaisedHand.raise_hand(task, by=actor(request), at=timezone.now())
    say(request, f"Whoever manages “{task.project}” sees that you would like to do it")
    return back(request, reverse("task", args=[pk]))


@require_POST
def lower_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Not any more."""
    by = actor(request)
    hands = RaisedHand.objects.visible_to(by).filter(person_id=by.person_id or 0)
    get_object_or_404(hands.select_related("task__project"), task=of(request, pk)).lower(by=by)
    say(request, "Your hand is down")
    return back(request, reverse("task", args=[pk]))


def _words(
    request: HttpRequest, pk: int, handing: int, verb: str, asked: Question, label: str, said: str
) -> HttpResponse:
    """One of the verbs that need a few words."""
    by, one = actor(request), _one(request, pk, handing)
    by.may("steer" if verb == "answer" else "answer_for", one)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        getattr(one, verb)(given["words"], by=by, seen=given["seen"], at=timezone.now())
        return _to(request, pk), said

    form = WordsForm(request.POST or None, label=label, initial={"seen": one.version})
    words = Question(f"{asked.name}: “{one}”", asked.button, _to(request, pk), asked.help, asked.danger)
    return ask(request, form, words, act)


def _one(request: HttpRequest, pk: int, handing: int) -> Handover:
    rows = Handover.objects.visible_to(actor(request)).select_related("task__project", "taker")
    return get_object_or_404(rows, task=of(request, pk), pk=handing)


def _to(request: HttpRequest, pk: int) -> str:
    """Back to Today where the dialog was opened from there, else to the task."""
    asked_from = urlsplit(request.headers.get("HX-Current-URL") or "").path
    return reverse("today") if asked_from == reverse("today") else reverse("task", args=[pk])


def _planned(task: Task) -> ScheduledTask | None:
    run = Run.latest_one()
    return ScheduledTask.objects.filter(run=run, task=task).first() if run else None


def _half_way(task: Task, plan: ScheduledTask | None, today: date) -> date:
    """A working day half way to when it should be done, while there is still time to help."""
    end = task.due or (plan.finish.date() if plan and plan.finish else None) or today + timedelta(USUAL_DAYS)
    chosen = today + timedelta(days=max(1, (end - today).days // 2))
    return chosen + timedelta(days=max(0, 7 - chosen.weekday()) if chosen.weekday() > 4 else 0)


def _today() -> date:
    return Organization.here().today()

"""The list of open questions, each with its page; putting, settling, putting off, letting go, looking back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows import deciding
from varifocal.flows.deciding import next_friday
from varifocal.flows.review.lines import Line
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.decisions.decision import Decision
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.web import colour
from varifocal.web import format as say_it
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask
from varifocal.web.questions import forms
from varifocal.web.seeing import as_it_is, sees, sight_of

MOST = 60
MOST_SETTLED = 20


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What is open, and what was decided of late."""
    by, today = inside(request), Organization.here().today()
    rows = Decision.objects.visible_to(by).select_related("decider", "project", "goal", "company")
    open_ones = [_row(one, today) for one in rows.open()[:MOST]]
    late = sum(1 for one in open_ones if one["late"])
    settled = rows.exclude(state=Decision.State.OPEN).order_by("-settled_on", "-pk")[:MOST_SETTLED]
    context = {
        "headline": _headline(len(open_ones), late),
        "open": open_ones,
        "settled": [_row(one, today) for one in settled],
    }
    return render(request, "questions/list.html", context)


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, as it stands."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk)
    may = bool(by.can("decide", one))
    context = {
        "it": one,
        "row": _row(one, today),
        "sees": sees(one, "who put it"),
        "acts": _acts(one) if may else [],
        "settled": say_it.day(one.settled_on, today),
        "review": say_it.day(one.review_on, today),
        "reviewed": say_it.day(one.reviewed_on, today),
    }
    return render(request, "questions/question.html", context)


def put(request: HttpRequest) -> HttpResponse:
    """Put a question."""
    by, today = inside(request), Organization.here().today()
    form = forms.PutForm(
        request.POST or None,
        initial={"decider": by.person_id, "due": next_friday(today), "seen_by": "everyone"},
    )
    form.offer_people(by, today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Decision.put_question(
            given["question"], given["due"], by=by, on=today, decider=given["decider"],
            options=given["options"], **sight_of(given),
        )  # fmt: skip
        return reverse("questions"), f"{made.decider or 'Somebody'} decides by {say_it.day(made.due, today)}"

    return ask(request, form, Question("What is to be decided?", "Put it", reverse("questions")), act)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """It is decided."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "decide")

    def act(given: dict[str, Any]) -> tuple[str, str]:
        from_week = request.headers.get("HX-Current-URL", "").partition("?")[0].endswith(reverse("week"))
        if from_week:
            line = Line("decision", one.pk, one.question, f"“{one.question}”", decision=one.pk)
            deciding.settle(line, one, given.pop("choice"), by=by, now=timezone.now(), **given)
            return f"{reverse('week')}?at={line.key}", f"Decided: {one.choice}"
        one.settle(by=by, on=today, **given)
        return reverse("question", args=[pk]), f"Decided: {one.choice}"

    form = forms.SettleForm(request.POST or None, options=one.choices, initial={"seen": one.version})
    asked = Question(one.question, "Decide", reverse("question", args=[pk]), _about(one))
    return ask(request, form, asked, act)


def put_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "decide")

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.put_off(by=by, on=today, **given)
        return reverse("question", args=[pk]), f"Put off until {say_it.day(one.due, today)}"

    form = forms.PutOffForm(request.POST or None, initial={"seen": one.version, "due": next_friday(today)})
    return ask(
        request, form, Question("Put it off", "Put it off", reverse("question", args=[pk]), one.question), act
    )


def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """It needs no answer."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "decide")

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.let_go(by=by, on=today, **given)
        return reverse("questions"), f"“{one}” is let go"

    form = forms.WhyForm(request.POST or None, initial={"seen": one.version})
    asked = Question("Let it go", "Let it go", reverse("question", args=[pk]), one.question, danger=True)
    return ask(request, form, asked, act)


def look_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "decide")

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.look_back(by=by, on=today, **given)
        return reverse("question", args=[pk]), "Looked back"

    form = forms.LookBackForm(request.POST or None, initial={"seen": one.version})
    help_ = f"Decided: {one.choice}." + (f" We expected: {one.expected}" if one.expected else "")
    return ask(
        request, form, Question("What came of it?", "Keep it", reverse("question", args=[pk]), help_), act
    )


def show_to(request: HttpRequest, pk: int) -> HttpResponse:
    """For whose eyes it is."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk, "show_to")
    form = forms.SightForm(request.POST or None, initial=as_it_is(one))
    form.offer(by, today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.show_to(by=by, seen=given["seen"], **sight_of(given, *Person.objects.filter(account=by)))
        return reverse("question", args=[pk]), f"Seen by {SeenBy(one.seen_by).label.lower()}"

    return ask(
        request, form, Question("Seen by", "Save it", reverse("question", args=[pk]), one.question), act
    )


def _acts(one: Decision) -> list[dict[str, Any]]:
    def dialog(name: str, route: str, key: str = "", main: bool = False) -> dict[str, Any]:
        return {"name": name, "url": reverse(route, args=[one.pk]), "dialog": True, "key": key, "main": main}

    sight = dialog("Seen by", "question-seen-by")
    if one.is_open:
        return [
            dialog("Decide", "question-settle", "s", main=True),
            dialog("Put it off", "question-put-off", "o"),
            dialog("Let it go", "question-let-go", "x"),
            sight,
        ]
    if one.state == Decision.State.SETTLED and one.reviewed_on is None:
        return [dialog("Look back", "question-look-back", "b", main=True), sight]
    return [sight]


def _row(one: Decision, today: date) -> dict[str, Any]:
    about: Any = one.project or one.goal or one.company
    route = "project" if one.project else "goal" if one.goal else ""
    return {
        "name": one.question,
        "url": reverse("question", args=[one.pk]),
        "who": one.decider.name if one.decider else "nobody yet",
        "due": say_it.near_day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "late": one.is_open and one.due < today,
        "about": str(about) if about else "",
        "about_url": reverse(route, args=[about.pk]) if route else "",
        "guarded": one.is_guarded,
        "choice": one.choice or ("Let go" if one.state == Decision.State.LET_GO else ""),
        "settled": say_it.day(one.settled_on, today),
        "came_true": one.get_came_true_display() if one.came_true else "",
    }


def _headline(count: int, late: int) -> str:
    if not count:
        return "Nothing waits to be decided"
    first = f"{say_it.count(count).capitalize()} {'question waits' if count == 1 else 'questions wait'} for somebody"
    return f"{first}; {say_it.count(late)} {'is' if late == 1 else 'are'} past the day" if late else first


def _about(one: Decision) -> str:
    return (
        f"Put by {one.put_by} on {say_it.day(one.put_on, Organization.here().today())}." if one.put_by else ""
    )


def _of(by: Account, pk: int, action: str = "") -> Decision:
    rows = Decision.objects.visible_to(by).select_related(
        "decider", "put_by", "project", "goal", "company", "seen_by_team"
    )
    one = get_object_or_404(rows, pk=pk)
    if action:
        by.may(action, one)
    return one

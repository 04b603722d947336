"""Learning from each other: asking, agreeing, goals, time kept free, an end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.kept_free import minutes_a_week, wanted
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.growth.mentorship import Mentorship, MentorshipGoal
from varifocal.org.people.skill import Skill
from varifocal.web import format as say
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask, done
from varifocal.web.growth import forms
from varifocal.web.growth.common import me_inside, number
from varifocal.web.people.tabs import tabs


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What she is asked, what she asked, hers, and everybody's."""
    by, me = me_inside(request)
    rows = list(
        Mentorship.objects.visible_to(by)
        .filter(until=None)
        .select_related("mentor", "learner", "skill", "asked_by")
    )
    goals: dict[int, list[MentorshipGoal]] = {}
    for goal in MentorshipGoal.objects.visible_to(by).filter(pair__until=None):
        goals.setdefault(goal.pair_id, []).append(goal)
    today = Organization.here().today()
    kept = minutes_a_week(wanted(today, of=me.pk), today)
    mine = [row for row in rows if me.pk in (row.mentor_id, row.learner_id)]
    waits = [row for row in mine if not (row.mentor_agrees if row.mentor_id == me.pk else row.learner_agrees)]
    context = {
        "tabs": tabs(by, "mentoring", me), "asker": me, "today": today, "to_answer": waits, "kept": _long(kept),
        "asked": [row for row in rows if not row.is_begun and row not in waits],
        "mine": [{"row": row, "goals": goals.get(row.pk, [])} for row in mine if row.is_begun],
        "others": [row for row in rows if row.is_begun and row not in mine],
    }  # fmt: skip
    return render(request, "growth/mentoring.html", context)


def _long(minutes: float) -> str:
    """As one says it: 45 minutes, 2 h."""
    return "" if not minutes else f"{minutes:.0f} minutes" if minutes < 60 else say.hours(minutes / 60)


def ask_for(request: HttpRequest) -> HttpResponse:
    """Somebody asks somebody."""
    by, me = me_inside(request)
    today = Organization.here().today()
    initial = {name: number(request.GET.get(name, "")) for name in ("mentor", "skill", "learner")}
    form = forms.AskForm(request.POST or None, initial={k: v for k, v in initial.items() if v})
    people = forms.colleagues(by, today)
    form.fields["mentor"].queryset = people | type(me).objects.filter(pk=me.pk)  # type: ignore[attr-defined]
    form.fields["skill"].queryset = Skill.objects.visible_to(by)  # type: ignore[attr-defined]
    form.fields["learner"].queryset = people  # type: ignore[attr-defined]
    if not by.has_role(Role.OWNER, Role.LEAD):
        form.fields["learner"].help_text = "You ask for yourself, or offer what you can."

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Mentorship.ask(
            values["mentor"], values["learner"] or me, values["skill"], today, by=by,
            minutes_a_week=values["minutes_a_week"], ends_by=values["ends_by"],
        )  # fmt: skip
        return _home(), "Asked; it begins when both agree"

    return ask(request, form, Question("Who learns from whom?", "Ask", back=_home()), act)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes."""
    by = inside(request)
    pair = _pair(by, pk)
    pair.agree(Organization.here().today(), by=by, seen=pair.version)
    return done(request, _home(), "You learn together" if pair.is_begun else "You agree")


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not now."""
    by = inside(request)
    pair = _pair(by, pk)
    pair.decline(Organization.here().today(), by=by, seen=pair.version)
    return done(request, _home(), "Declined; no reason is asked for")


def keep_free(request: HttpRequest, pk: int) -> HttpResponse:
    """How much of the week is kept free for it."""
    by = inside(request)
    pair = _pair(by, pk)
    by.may("meet", pair)
    initial = {"seen": pair.version, "minutes_a_week": pair.minutes_a_week, "ends_by": pair.ends_by}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        pair.keep_free(by=by, **values)
        return _home(), "Kept"

    form = forms.TimeForm(request.POST or None, initial=initial)
    return ask(request, form, Question("How much time for it?", "Keep it free", back=_home()), act)


def set_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """What the two want to reach."""
    by = inside(request)
    pair = _pair(by, pk)
    by.may("meet", pair)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        MentorshipGoal.set(pair, values["words"], by=by)
        return _home(), "A goal for the two of you"

    form = forms.GoalForm(request.POST or None)
    return ask(request, form, Question("What do you want to reach?", "Set it", back=_home()), act)


@require_POST
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached, or not after all."""
    by = inside(request)
    goal = get_object_or_404(MentorshipGoal.objects.visible_to(by).select_related("pair"), pk=pk)
    on = None if goal.reached_on else Organization.here().today()
    goal.reach(on, by=by, seen=number(request.POST.get("seen", "")) or goal.version)
    return done(request, _home(), "Reached" if on else "Not yet")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It has served."""
    by = inside(request)
    pair = _pair(by, pk)
    pair.end(Organization.here().today(), by=by)
    return done(request, _home(), "Ended; what was learned stays")


def _pair(by: Account, pk: int) -> Mentorship:
    rows = Mentorship.objects.visible_to(by).select_related("mentor", "learner", "skill")
    return get_object_or_404(rows, pk=pk)


def _home() -> str:
    return reverse("mentoring")

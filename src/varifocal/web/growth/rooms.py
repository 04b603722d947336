"""One-to-ones: whom I talk with, and the room of the two."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.since import since
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.growth.check_in import ENERGY, WORKLOAD, CheckIn
from varifocal.org.growth.one_to_one import AgendaPoint, AgreedAction, OneToOne, TalkNote
from varifocal.org.people.told import ProfileWord
from varifocal.org.work.project import Project
from varifocal.web import format as say
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask, done
from varifocal.web.growth import forms
from varifocal.web.growth.common import IN_HER_STEAD, me_inside, number
from varifocal.web.people.tabs import tabs

KINDS = (
    ("finished", "Finished"), ("struggled", "Was harder than thought"), ("praised", "Was thanked"),
    ("overloaded", "Carried a lot"), ("idle", "Lies idle"), ("growth", "Growth"),
)  # fmt: skip
TALKS, OPEN = 12, 40


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Whom she talks with, the longest without a talk first."""
    by, person = me_inside(request)
    today = Organization.here().today()
    rows = OneToOne.objects.visible_to(by).select_related("lead", "person", "next").prefetch_related("talks")
    found = [_line(row, person.pk, today) for row in rows]
    going = [one for one in found if one["row"].ended_on is None]
    context = {
        "tabs": tabs(by, "rooms", person), "today": today,
        "going": sorted(going, key=lambda one: one["last"] or date.min),
        "ended": [one for one in found if one["row"].ended_on is not None],
        "promised": _promised(by, person.pk),
        "overdue": sum(1 for one in going if one["overdue"]),
    }  # fmt: skip
    return render(request, "growth/rooms.html", context)


def _promised(by: Account, me: int) -> dict[str, int]:
    """What she promised in her rooms, and how much of it she kept: for her alone."""
    mine = AgreedAction.objects.visible_to(by).filter(who=me)
    return mine.aggregate(all=Count("pk"), kept=Count("pk", filter=~Q(done_on=None)))


def _line(row: OneToOne, me: int, today: date) -> dict[str, Any]:
    last = max((talk.on for talk in row.talks.all()), default=None)
    due = (last or row.since) + timedelta(weeks=row.every_weeks)
    other = row.other(me)
    return {
        "row": row, "other": other, "last": last, "due": due, "overdue": due < today and row.next is None,
        "gone": bool(other.left and other.left < today),
    }  # fmt: skip


def begin(request: HttpRequest) -> HttpResponse:
    """Two begin to talk regularly."""
    by, person = me_inside(request)
    today = Organization.here().today()
    who = number(request.GET.get("who", ""))
    form = forms.RoomForm(request.POST or None, initial={"who": who})
    form.fields["who"].queryset = forms.colleagues(by, today)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        other = values["who"]
        lead, led = (person, other) if values["leads"] == "me" else (other, person)
        row = OneToOne.begin(
            lead, led, today, by=by, every_weeks=values["every_weeks"], minutes=values["minutes"]
        )
        return _url(row), f"You and {other.name.split()[0]} have a room"

    question = Question(
        "With whom do you talk?", "Open the room", back=reverse("rooms"),
        help="What you write there only the two of you can read.",
    )  # fmt: skip
    return ask(request, form, question, act)


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The room: what happened since, what to talk about, what was noted and agreed."""
    by, me = me_inside(request)
    row = _room(by, pk)
    today = Organization.here().today()
    other = row.other(me.pk)
    talks = list(row.talks.all()[:TALKS])
    start = talks[0].on if talks else max(row.since - timedelta(days=14), today - timedelta(days=60))
    notes = list(TalkNote.objects.visible_to(by).filter(series=row))
    points = list(row.points.select_related("raised_by"))
    actions = list(row.actions.select_related("who", "task").order_by("by_when", "pk"))
    hard = ProfileWord.objects.visible_to(by).filter(person=other).order_by("pk")
    context = {
        "row": row, "other": other, "asker": me, "today": today, "start": start, "tabs": tabs(by, "rooms", me),
        "gone": other.left and other.left < today,
        "points": [one for one in points if one.talk_id is None],
        "shared": next((one for one in notes if one.talk_id is None and one.shared), None),
        "own": next((one for one in notes if one.talk_id is None and not one.shared), None),
        "actions": [one for one in actions if one.done_on is None or one.talk_id is None][:OPEN],
        "before": [
            {
                "on": talk.on, "points": [one for one in points if one.talk_id == talk.pk],
                "notes": [one for one in notes if one.talk_id == talk.pk],
                "actions": [one for one in actions if one.talk_id == talk.pk],
            }
            for talk in talks
        ],
        "next": row.next.start.astimezone(ZoneInfo(me.zone)) if row.next else None,
        "hints": [{"label": IN_HER_STEAD[one.about], "words": one.said()["words"]} for one in hard],
    }  # fmt: skip
    return render(request, "growth/room.html", context)


@require_safe
def happened(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened since the last time, from facts, within the room."""
    by, me = me_inside(request)
    row, today = _room(by, pk), Organization.here().today()
    last = row.talks.first()
    start = last.on if last else max(row.since - timedelta(days=14), today - timedelta(days=60))
    lines = since(by, row.person, start, today)
    context = {
        "today": today, "start": start, "feeling": _feeling(by, row, today),
        "happened": [(name, found) for kind, name in KINDS if (found := [one for one in lines if one.kind == kind])],
        "who": "you" if row.person_id == me.pk else row.person.name,
    }  # fmt: skip
    return render(request, "growth/since.html", context)


def _feeling(by: Account, row: OneToOne, today: date) -> str:
    """The newest check-in of her who is led, where the reader may see it."""
    last = CheckIn.objects.visible_to(by).filter(person=row.person_id, monday__gte=today - timedelta(days=20))
    if (told := last.order_by("-monday").first()) is None:
        return ""
    feeling = told.feeling
    line = f", “{feeling.line}”" if feeling.line else ""
    return f"Energy {ENERGY[feeling.energy]}, workload {WORKLOAD[feeling.workload]}{line}"


def rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """How often."""
    by = inside(request)
    row = _room(by, pk)
    initial = {"seen": row.version, "every_weeks": row.every_weeks, "minutes": row.minutes}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        row.set_rhythm(by=by, **values)
        return _url(row), "Kept"

    form = forms.RhythmForm(request.POST or None, initial=initial)
    return ask(request, form, Question("How often do you talk?", "Keep it", back=_url(row)), act)


def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """When the next one is; it takes the time of both."""
    by, me = me_inside(request)
    row, now, zone = _room(by, pk), timezone.now(), ZoneInfo(me.zone)
    today = Organization.here().today(now)
    meant = today + timedelta(days=max(1, 7 * row.every_weeks - 7))
    meant += timedelta(days=7 - meant.weekday() if meant.weekday() > 4 else 0)
    initial = {"seen": row.version, "on": meant, "clock": time(10), "minutes": row.minutes}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        begins = datetime.combine(values["on"], values["clock"], zone).astimezone(UTC)
        row.meet(begins, values["minutes"], by=by, seen=values["seen"], at=now)
        return _url(row), f"{say.near_day(values['on'], today)}, {values['clock']:%H:%M}"

    question = Question(
        "When do you talk next?", "Set it", back=_url(row),
        help="It takes time of you both. Others see that you are busy, not with whom.",
    )  # fmt: skip
    return ask(request, forms.MeetForm(request.POST or None, initial=initial), question, act)


@require_POST
def put_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Something to talk about."""
    by, me = me_inside(request)
    row = _room(by, pk)
    AgendaPoint.put_down(row, request.POST.get("words", ""), by=by, raised_by=me)
    return done(request, _url(row) + "#agenda", "Put down")


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Her own note, or the one they share."""
    by, me = me_inside(request)
    row = _room(by, pk)
    shared = request.POST.get("shared") == "yes"
    words, seen = request.POST.get("words", ""), number(request.POST.get("seen", ""))
    TalkNote.write(row, words, by=by, writer=me, shared=shared, seen=seen)
    return done(request, _url(row) + "#notes", "Noted for both" if shared else "Noted for you alone")


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the two will do something."""
    by, me = me_inside(request)
    row = _room(by, pk)
    who = row.other(me.pk) if request.POST.get("who") == "other" else me
    try:
        by_when = date.fromisoformat(request.POST.get("by_when", ""))
    except ValueError:
        by_when = None
    AgreedAction.agree(row, who, request.POST.get("words", ""), by=by, by_when=by_when)
    return done(request, _url(row) + "#actions", "Agreed")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """They have talked."""
    by = inside(request)
    row = _room(by, pk)
    row.close_talk(Organization.here().today(), by=by)
    return done(request, _url(row), "Closed; what is open waits for the next time")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """They do not talk regularly any more."""
    by = inside(request)
    row = _room(by, pk)
    row.end(Organization.here().today(), by=by)
    return done(request, reverse("rooms"), "Ended; the room stays readable to you both")


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Talked about, or not after all."""
    by = inside(request)
    one = get_object_or_404(AgendaPoint.objects.visible_to(by).select_related("series"), pk=pk)
    one.tick(not one.talked, by=by, seen=number(request.POST.get("seen", "")) or one.version)
    return done(request, _url(one.series) + "#agenda", "Talked about" if one.talked else "Not yet")


@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Not needed any more."""
    by = inside(request)
    one = get_object_or_404(AgendaPoint.objects.visible_to(by).select_related("series"), pk=pk)
    one.strike(by=by)
    return done(request, _url(one.series) + "#agenda", "Struck")


@require_POST
def do(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or not after all."""
    by = inside(request)
    one = _action(by, pk)
    on = None if one.done_on else Organization.here().today()
    one.do(on, by=by, seen=number(request.POST.get("seen", "")) or one.version)
    return done(request, _url(one.series) + "#actions", "Done" if on else "Not done yet")


def become_task(request: HttpRequest, pk: int) -> HttpResponse:
    """It takes its place in the plan."""
    by = inside(request)
    one = _action(by, pk)
    form = forms.ActionTaskForm(request.POST or None, initial={"seen": one.version})
    form.fields["project"].queryset = Project.objects.visible_to(by).open()  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        one.become_task(
            values["project"], by=by, seen=values["seen"], on=Organization.here().today(),
            effort=values["effort"], openly=bool(values["openly"]),
        )  # fmt: skip
        return _url(one.series) + "#actions", "It is a task now"

    return ask(request, form, Question("Make a task of it", "Make it a task", back=_url(one.series)), act)


@require_POST
def strike_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Not after all."""
    by = inside(request)
    one = _action(by, pk)
    one.strike(by=by)
    return done(request, _url(one.series) + "#actions", "Struck")


def _room(by: Account, pk: int) -> OneToOne:
    rows = OneToOne.objects.visible_to(by).select_related("lead", "person", "next")
    row = get_object_or_404(rows, pk=pk)
    by.may("sit_in", row)
    return row


def _action(by: Account, pk: int) -> AgreedAction:
    return get_object_or_404(
        AgreedAction.objects.visible_to(by).select_related("series__lead", "series__person", "who"), pk=pk
    )


def _url(row: OneToOne) -> str:
    return reverse("room", args=[row.pk])

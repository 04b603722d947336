"""What one does about people: each view asks for a form and calls one verb."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from varifocal.flows.encouragement import Prompt, prompts
from varifocal.flows.leaving import of_leaving
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.sealing import unseal
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.leaving import Erasure, bid_farewell
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence, Person
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill, Value
from varifocal.org.people.told import ProfileWord
from varifocal.org.relations.company import Company
from varifocal.org.work.task import Task, TaskKind
from varifocal.web import format as say
from varifocal.web import levels
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.people import forms

USUAL_TALK = 45
"""Minutes."""


def welcome(request: HttpRequest) -> HttpResponse:
    """Somebody joins."""
    by, here = actor(request), Organization.here()
    by.may("welcome", Person)
    form = forms.WelcomeForm(request.POST or None)
    form.offer(by, here.today())

    def act(values: dict[str, Any]) -> tuple[str, str]:
        place = {"zone": here.zone, "country": here.country, "region": here.region}
        person = Person.welcome(values.pop("name"), by=by, week=here.working_week, **values, **place)
        return _url(person), f"Welcome, {person}"

    return ask(request, form, Question("Who joins?", "Welcome", back=reverse("people")), act)


def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on her page."""
    by = actor(request)
    person = _person(by, pk, "describe")
    names = ("name", "title", "about", "email", "zone", "country", "region")
    initial = {"seen": person.version} | {name: getattr(person, name) for name in names}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        person.describe(**values, by=by)
        return _url(person), "The profile is changed"

    form = forms.DescribeForm(request.POST or None, initial=initial)
    return ask(request, form, Question("The profile", "Save it", back=_url(person)), act)


def set_week(request: HttpRequest, pk: int) -> HttpResponse:
    """When she works."""
    by = actor(request)
    person = _person(by, pk, "set_week")
    form = forms.WeekForm(request.POST or None, initial=forms.WeekForm.filled_from(person))

    def act(values: dict[str, Any]) -> tuple[str, str]:
        person.set_week(form.week(), by=by, seen=values["seen"], share=values["share"] / 100)
        return _url(person), f"{person} works {say.hours(person.hours_a_week)} a week"

    return ask(request, form, Question("An ordinary week", "Save it", back=_url(person)), act)


def place_under(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads her."""
    by = actor(request)
    person = _person(by, pk, "place_under")
    form = forms.LeadForm(request.POST or None, initial={"seen": person.version, "lead": person.lead_id})
    others = Person.objects.visible_to(by).here(Organization.here().today()).exclude(pk=person.pk)
    form.fields["lead"].queryset = others  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        person.place_under(values["lead"], by=by, seen=values["seen"])
        return _url(person), f"{person} is led by {person.lead or 'nobody'}"

    return ask(request, form, Question(f"Who leads {person}?", "Save it", back=_url(person)), act)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Her last day: what ends, what stays, what is hers to take and what will be erased stands above the form."""
    by, today = actor(request), Organization.here().today()
    person = _person(by, pk, "leave")
    start = {"seen": person.version, "on": person.left, "lead": person.lead_id}
    form = forms.LeaveForm(request.POST or None, initial=start)
    leaving = of_leaving(person, by)
    if leaving.led:
        stay = Person.objects.visible_to(by).here(today).exclude(pk=pk)
        form.fields["lead"].queryset = stay  # type: ignore[attr-defined]
    else:
        del form.fields["lead"]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        bid_farewell(person, values["on"], by=by, seen=values["seen"], lead=values.get("lead"))
        return _url(person), f"{person}'s last day is noted"

    question = Question(
        f"The last day of {person}", "Note it", back=_url(person), danger=True, above="people/leaving.html"
    )
    return ask(request, form, question, act, leaving=leaving)


def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """What only she could read is erased, once she is gone."""
    by, now = actor(request), timezone.now()
    person = _person(by, pk, "erase")

    def act(values: dict[str, Any]) -> tuple[str, str]:
        person.take(values["seen"])
        made = Erasure.erase(person, Organization.here().today(now), by=by, at=now)
        lines = sum(made.counts.values())
        told = (
            f"{say.count(lines)} {'line' if lines == 1 else 'lines'} only {person} could read"
            if lines
            else "nothing"
        )
        return _url(person), f"Erased: {told}; the sign-in is closed"

    question = Question(
        f"Erase what only {person} could read?", "Erase it for good", back=_url(person), danger=True,
        above="people/leaving.html",
        help="Nobody can bring it back, no backup from before excepted. The log keeps that it was done.",
    )  # fmt: skip
    form = forms.EraseForm(request.POST or None, initial={"seen": person.version})
    return ask(request, form, question, act, leaving=of_leaving(person, by))


def note_privately(request: HttpRequest, pk: int) -> HttpResponse:
    """A note only she can read; of anybody else's there is no page."""
    by = actor(request)
    person = get_object_or_404(Person.objects.visible_to(by), pk=pk, account=by)
    by.may("note_privately", person)
    form = forms.NoteForm(
        request.POST or None, initial={"seen": person.version, "words": unseal(person.private_note)}
    )

    def act(values: dict[str, Any]) -> tuple[str, str]:
        person.note_privately(values["words"], by=by, seen=values["seen"])
        return _url(person), "Your note is kept"

    return ask(request, form, Question("A note to yourself", "Keep it", back=_url(person)), act)


def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """What she can do, and how well."""
    by = actor(request)
    person = _person(by, pk, "rate")
    chosen = request.GET.get("skill", "")
    held = PersonSkill.objects.filter(person=person, skill=whole(chosen) or 0).first()
    start = {"skill": held and held.skill_id, "level": levels.chosen(held.level if held else 3)}
    form = forms.SkillForm(request.POST or None, initial=start)
    form.fields["skill"].queryset = Skill.objects.visible_to(by)  # type: ignore[attr-defined]
    if not by.can("name_it", Skill):
        del form.fields["new"]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        skill = Skill.name_it(values["new"], by=by) if values.get("new") else values["skill"]
        PersonSkill.rate(person, skill, values["level"], by=by)
        return _url(person), f"{person}: {skill}"

    return ask(request, form, Question(f"What {person} can do", "Save it", back=_url(person)), act)


def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """What she wants more of."""
    by = actor(request)
    person = _person(by, pk, "tell")
    form = forms.PassionForm(request.POST or None)
    for name, noun in (("skill", Skill), ("kind", TaskKind), ("company", Company)):
        form.fields[name].queryset = noun.objects.visible_to(by)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Passion.tell(
            person, values["words"], by=by, skill=values["skill"], kind=values["kind"],
            company=values["company"], less=values["less"] == "yes", seen_by=values["seen_by"],
        )  # fmt: skip
        return _url(person), f"{'Less' if values['less'] else 'More'} {values['words']}"

    return ask(request, form, Question("What do you want more of?", "Say it", back=_url(person)), act)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Not any more."""
    by = actor(request)
    passion = get_object_or_404(Passion.objects.visible_to(by).select_related("person"), pk=pk)
    passion.forget(by=by)
    return done(request, _url(passion.person), f"No longer wanted: {passion.words}")


def name_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Which of the house's values she names as hers."""
    by = actor(request)
    person = _person(by, pk, "name_own")
    form = forms.OwnValueForm(request.POST or None)
    form.fields["value"].queryset = Value.objects.visible_to(by)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        held = PersonValue.name_own(
            person, values["value"], by=by, words=values["words"], seen_by=values["seen_by"]
        )
        return _url(person), f"You stand for {held.named}"

    return ask(request, form, Question("What do you stand for?", "Name it", back=_url(person)), act)


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """A value is no longer hers."""
    by = actor(request)
    held = get_object_or_404(PersonValue.objects.visible_to(by).select_related("person", "value"), pk=pk)
    held.let_go(by=by)
    return done(request, _url(held.person), f"No longer named: {held.named}")


def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """She will be away, or was."""
    by, today = actor(request), Organization.here().today()
    person = _person(by, pk, "announce")
    form = forms.AbsenceForm(request.POST or None, initial={"first_day": today})

    def act(values: dict[str, Any]) -> tuple[str, str]:
        first, last = values["first_day"], values["last_day"] or values["first_day"]
        Absence.announce(person, first, last, by=by, kind=values["kind"], note=values["note"])
        return _url(person), f"{person} is away from {say.day(first, today)} to {say.day(last, today)}"

    return ask(request, form, Question("When away?", "Announce it", back=_url(person)), act)


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Other days away."""
    by = actor(request)
    absence = _absence(by, pk)
    by.may("move", absence)
    initial = {"seen": absence.version, "first_day": absence.first, "last_day": absence.last}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        absence.move(values["first_day"], values["last_day"], by=by, seen=values["seen"])
        return _url(absence.person), "The days away are moved"

    form = forms.MoveForm(request.POST or None, initial=initial)
    return ask(request, form, Question("Other days away", "Move it", back=_url(absence.person)), act)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """She stays."""
    by = actor(request)
    absence = _absence(by, pk)
    absence.cancel(by=by)
    return done(request, _url(absence.person), f"{absence.person} stays")


def praise(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank her."""
    by, today = actor(request), Organization.here().today()
    person = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    giver = get_object_or_404(Person, account=by)
    found = _prompt(request, by, person, today)
    likes = ProfileWord.objects.visible_to(by).filter(person=person, about=ProfileWord.About.PRAISED).first()
    said = likes.said() if likes else {}
    form = forms.PraiseForm(
        request.POST or None, initial={"quiet": "yes" if said.get("way") == "quietly" else ""}
    )
    form.fields["value"].queryset = Value.objects.visible_to(by)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> tuple[str, str]:
        quiet, task = values["quiet"] == "yes", found.task if found else None
        Praise.give(
            person, values["words"], by=by, giver=giver, on=today, value=values["value"], quiet=quiet,
            task=Task.objects.visible_to(by).filter(pk=task).first() if task else None,
            happened=found.words if found and not task else "",
        )  # fmt: skip
        if found:
            PromptAnswer.answer(giver, person, found.kind, found.key, today, by=by, used=True)
        return _url(person), f"{person} will read it"

    words = [f"{person}: {found.words}."] if found else []
    if said.get("words"):
        words.append(f"How praise reaches {person.name.split()[0]} best: {said['words']}")
    question = Question(f"Thank {person.name.split()[0]}", "Say it", back=_url(person), help=" ".join(words))
    return ask(request, form, question, act)


def _prompt(request: HttpRequest, by: Account, person: Person, today: date) -> Prompt | None:
    """What happened, where she comes from a prompt about it."""
    key = request.GET.get("for")
    if not key:
        return None
    return next((one for one in prompts(by, today) if one.key == key and one.person.pk == person.pk), None)


def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """When the two who learn together talk next."""
    by, now = actor(request), timezone.now()
    pair = get_object_or_404(
        Mentorship.objects.visible_to(by).select_related("mentor", "learner", "talk"), pk=pk
    )
    by.may("meet", pair)
    me, other = (pair.mentor, pair.learner) if pair.mentor_id == by.person_id else (pair.learner, pair.mentor)
    zone, today = ZoneInfo(me.zone), Organization.here().today(now)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        start = datetime.combine(values["on"], values["clock"], zone).astimezone(UTC)
        pair.meet(start, values["minutes"], by=by, seen=values["seen"], at=now, about=values["about"])
        return _url(
            other
        ), f"The next talk with {other}: {say.near_day(values['on'], today)}, {values['clock']:%H:%M}"

    form = forms.TalkForm(request.POST or None, initial=_talk_so_far(pair, zone, now, today))
    question = Question(
        f"The next talk with {other}", "Set it", back=_url(other),
        help="It takes time of you both. Others see that you are busy, and not what you talk about.",
    )  # fmt: skip
    return ask(request, form, question, act)


def _talk_so_far(pair: Mentorship, zone: ZoneInfo, now: datetime, today: date) -> dict[str, Any]:
    """The talk that is set, or ten o'clock on the day that was meant, or of the next working day but one."""
    known: dict[str, Any] = {"seen": pair.version, "minutes": USUAL_TALK, "clock": time(10)}
    if pair.talk is not None and pair.talk.start > now:
        start = pair.talk.start.astimezone(zone)
        minutes = round((pair.talk.end - pair.talk.start).total_seconds() / 60)
        return known | {"on": start.date(), "clock": start.time(), "minutes": minutes}
    meant = pair.next_talk if pair.next_talk and pair.next_talk > today else today + timedelta(days=2)
    return known | {"on": meant + timedelta(days=max(0, 7 - meant.weekday()) if meant.weekday() > 4 else 0)}


def _person(by: Account, pk: int, action: str) -> Person:
    person = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    by.may(action, person)
    return person


def _absence(by: Account, pk: int) -> Absence:
    return get_object_or_404(Absence.objects.visible_to(by).select_related("person"), pk=pk)


def _url(person: Person) -> str:
    return reverse("person", args=[person.pk])

"""My profile and growth: what she wrote, shows, wants, agrees to; a start of ten minutes; all of her data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.own_data import looks, own_data
from varifocal.flows.together import Row, day, together
from varifocal.flows.used import faded, work_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.stretch import Stretch
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill, Value
from varifocal.org.people.told import Eyes, ProfileWord
from varifocal.web import levels
from varifocal.web.answers import inside
from varifocal.web.asking import Question, ask, done
from varifocal.web.growth import forms
from varifocal.web.growth.common import me_inside, number, weeks_told
from varifocal.web.people.tabs import tabs

WEEKS_BACK, LOOKS, SHOWN = 10, 20, 30
QUESTIONS = {
    "passions": (
        "What do you want more of?",
        "A kind of work, a client, a skill, a time of day. What gives you energy, what takes it?",
    ),
    "values": ("What do you stand for?", "Choose what is yours as well, or say it in your own words."),
    "praised": ("How do you like to be praised?", "Some like it aloud, some hate that. Nobody can guess it."),
    "hard_things": (
        "How should somebody tell you something hard?",
        "At once or later, spoken or written, plainly or gently.",
    ),
    "become": (
        "What do you want to become?",
        "In a year or in five. It may be vague, and it may change.",
    ),
}
"""The start: five questions, two minutes each."""
STEPS = tuple(QUESTIONS)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything of hers, each with who sees it."""
    by, person = me_inside(request)
    words = {row.about: row for row in ProfileWord.objects.filter(person=person)}
    evidence = SkillEvidence.objects.visible_to(by).select_related("skill", "task", "confirmed_by", "person")
    found = list(evidence.filter(Q(person=person) | Q(asked=person, confirmed_by=None))[: 2 * SHOWN])
    shown = [one for one in found if one.person_id == person.pk][:SHOWN]
    lists = together({
        "skills": (
            PersonSkill.objects.visible_to(by).filter(person=person),
            {"id": "skill_id", "name": "skill__name", "family": "skill__family", "level": "level"},
        ),
        "used": work_of(by, person.pk),
        "given": (Consent.objects.visible_to(by).filter(withdrawn_at=None), {"about": "about"}),
        "done": (
            Stretch.objects.visible_to(by).to_show(person),
            {"id": "pk", "task": "task_id", "name": "task__name", "skill": "skill__name", "level": "level",
             "guide": "guide__name"},
        ),
        "looks": (
            looks(by)[:LOOKS],
            {"what": "what", "on": "on", "login": "reader__login", "name": "reader__person__name"},
        ),
    })  # fmt: skip
    given = {row["about"] for row in lists["given"]}
    today = Organization.here().today()
    context = {
        "person": person, "today": today, "tabs": tabs(by, "me", person), "begun": bool(words),
        "words": [_word(about, words.get(about.value)) for about in ProfileWord.About],
        "passions": [_passion(row) for row in Passion.objects.filter(person=person)],
        "values": [{"row": row, "named": row.named, "eyes": Eyes(row.seen_by).label} for row in _values(person)],
        "skills": _skills(lists["skills"], lists["used"], shown, today), "evidence": shown,
        "stretched": lists["done"],
        "to_confirm": [one for one in found if one.person_id != person.pk],
        "plans": [_plan(plan) for plan in _plans(person)],
        "consents": [{"about": one.value, "label": one.label, "given": one.value in given} for one in Consent.About],
        "weeks": _weeks(person), "looks": [{**row, "on": day(row["on"])} for row in lists["looks"]],
    }  # fmt: skip
    return render(request, "growth/me.html", context)


def _values(person: Person) -> list[PersonValue]:
    return list(PersonValue.objects.filter(person=person).select_related("value"))


def _word(about: ProfileWord.About, row: ProfileWord | None) -> dict[str, Any]:
    said = row.said() if row else {}
    way = ProfileWord.Way(said["way"]).label if said.get("way") else ""
    eyes = Eyes(row.seen_by).label if row else ""
    return {"about": about.value, "label": about.label, "said": said, "way": way, "eyes": eyes}


def _passion(row: Passion) -> dict[str, Any]:
    return {"row": row, "eyes": Eyes(row.seen_by).label, **row.said()}


def _skills(
    held: list[Row], used: list[Row], evidence: list[SkillEvidence], today: date
) -> list[dict[str, Any]]:
    """What she can, with the work that shows it, what was confirmed and when she last used it: not used, it fades.
    Leading and managing last."""
    rows = []
    for row in held:
        own = [one for one in evidence if one.skill_id == row["id"]]
        work = {one["task"]: one for one in used if one["skill"] == row["id"]}
        days = [one.on for one in own] + [on for one in work.values() if (on := day(one["on"])) is not None]
        last = max(days, default=None)
        now = faded(row["level"], last, today)
        rows.append({
            "skill": row, "level": levels.word(now), "number": now, "shown": len(own), "last": last,
            "was": levels.word(row["level"]) if now < row["level"] else "",
            "confirmed": sum(1 for one in own if one.confirmed_by_id),
            "work": len(work), "newest": next(iter(work.values()), None),
            "private": row["family"] != Skill.Family.CRAFT,
        })  # fmt: skip
    return sorted(rows, key=lambda one: (one["private"], -one["number"], one["skill"]["name"]))


def _plans(person: Person) -> list[GrowthPlan]:
    plans = GrowthPlan.objects.open().filter(person=person).select_related("skill")
    return list(plans.prefetch_related(Prefetch("steps", GrowthStep.objects.select_related("task"))))


def _plan(plan: GrowthPlan) -> dict[str, Any]:
    steps = [{"row": one, "said": one.said, "task": one.task} for one in plan.steps.all()]
    level = levels.word(plan.level)
    return {"row": plan, "wish": plan.said, "level": level, "steps": steps, "eyes": Eyes(plan.seen_by).label}


def _weeks(person: Person) -> list[dict[str, Any]]:
    return weeks_told(CheckIn.objects.filter(person=person).order_by("-monday")[:WEEKS_BACK])


def start(request: HttpRequest) -> HttpResponse:
    """Ten minutes, five questions, one at a time; each may be left out."""
    by, person = me_inside(request)
    step = request.GET.get("step", STEPS[0])
    if step not in STEPS:
        raise Http404
    place = STEPS.index(step)
    following = STEPS[place + 1] if place + 1 < len(STEPS) else ""
    then = f"{reverse('me-start')}?step={following}" if following else reverse("me")
    if request.method == "POST":
        _say(by, person, step, request)
        return done(request, then, "Kept" if following else "That is you, in your own words")
    words = ProfileWord.objects.filter(person=person, about=step).first()
    named = {row.value_id for row in _values(person)}
    question, help_words = QUESTIONS[step]
    context = {
        "step": step, "place": place + 1, "of": len(STEPS), "question": question, "help": help_words,
        "then": then, "before": f"{reverse('me-start')}?step={STEPS[place - 1]}" if place else "",
        "said": words.said() if words else {}, "seen_by": words.seen_by if words else Eyes.LEAD,
        "passions": [_passion(row) for row in Passion.objects.filter(person=person)] if not place else [],
        "values": [(value, value.pk in named) for value in Value.objects.visible_to(by)] if place == 1 else [],
        "eyes": Eyes.choices, "ways": ProfileWord.Way.choices,
    }  # fmt: skip
    return render(request, "growth/start.html", context)


def _say(by: Account, person: Person, step: str, request: HttpRequest) -> None:
    """What she answered to one question; what is empty is left out."""
    seen_by, words = request.POST.get("seen_by", Eyes.LEAD), request.POST.get("words", "").strip()
    if step == "passions":
        known = {skill.name.casefold(): skill for skill in Skill.objects.visible_to(by)}
        for name, less in (("words", False), ("less", True)):
            for line in request.POST.get(name, "").splitlines()[:12]:
                if told := line.replace("\x00", "").strip():
                    skill = known.get(told.casefold())
                    Passion.tell(person, told, by=by, skill=skill, less=less, seen_by=seen_by)
    elif step == "values":
        chosen = [pk for one in request.POST.getlist("value") if (pk := number(one)) is not None]
        for value in Value.objects.visible_to(by).filter(pk__in=chosen):
            PersonValue.name_own(person, value, by=by, seen_by=seen_by)
        for line in words.splitlines()[:6]:
            if told := line.replace("\x00", "").strip():
                PersonValue.name_own(person, by=by, words=told, seen_by=seen_by)
    else:
        way = request.POST.get("way", "") if step == ProfileWord.About.PRAISED else ""
        way = way if way in ProfileWord.Way.values else ""
        by_when = _date(request.POST.get("by_when", ""))
        if words or way:
            ProfileWord.say(person, step, words, by=by, seen_by=seen_by, way=way, by_when=by_when)


def _date(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def word(request: HttpRequest, about: str) -> HttpResponse:
    """One answer of her profile, with who sees it."""
    by, person = me_inside(request)
    if about not in ProfileWord.About.values:
        raise Http404
    row = ProfileWord.objects.filter(person=person, about=about).first()
    form = forms.WordForm(request.POST or None, initial={**row.said(), "seen_by": row.seen_by} if row else {})
    form.narrow(about)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        ProfileWord.say(
            person, about, values["words"], by=by, seen_by=values["seen_by"], way=values.get("way", ""),
            by_when=values.get("by_when"),
        )  # fmt: skip
        return reverse("me"), "Kept"

    name, help_words = QUESTIONS[about]
    return ask(request, form, Question(name, "Keep it", back=reverse("me"), help=help_words), act)


@require_POST
def consent(request: HttpRequest, about: str) -> HttpResponse:
    """She agrees, or does not any more; at once."""
    by, person = me_inside(request)
    if about not in Consent.About.values:
        raise Http404
    if request.POST.get("give"):
        Consent.give(person, about, by=by, at=timezone.now())
        return done(request, reverse("me") + "#consents", "You agree")
    Consent.withdraw(person, about, by=by, at=timezone.now())
    return done(request, reverse("me") + "#consents", "Withdrawn; it holds at once")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """All that is kept about her, as a file."""
    by, _ = me_inside(request)
    today = Organization.here().today()
    told = json.dumps(own_data(by, today), ensure_ascii=False, indent=1, sort_keys=True, default=str)
    name = f'attachment; filename="my-data-{today}.json"'
    return HttpResponse(told, content_type="application/json", headers={"Content-Disposition": name})


def show(request: HttpRequest) -> HttpResponse:
    """What she did that takes a skill."""
    by, person = me_inside(request)
    today = Organization.here().today()
    form = forms.EvidenceForm(request.POST or None)
    form.offer(by, today)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        task = values["task"]
        finished = task.finished_at.date() if task and task.finished_at else today
        one = SkillEvidence.show(
            person, values["skill"], values["level"], min(finished, today), by=by, kind=values["kind"],
            task=task, words=values["words"], asked=values["asked"],
        )  # fmt: skip
        return reverse("me"), f"Shown: {one.skill.name}"

    question = Question(
        "What did you do that shows a skill?", "Show it", back=reverse("me"),
        help="Of leading and managing only you, your mentor and whom you ask see it.",
    )  # fmt: skip
    return ask(request, form, question, act)


@require_POST
def show_step(request: HttpRequest, pk: int) -> HttpResponse:
    """A step is done: it shows what she can now."""
    by = inside(request)
    step = get_object_or_404(Stretch.objects.visible_to(by).select_related("task", "person", "skill"), pk=pk)
    one = step.show(Organization.here().today(), by=by)
    whom = f"; {step.guide.name} is asked to confirm it" if step.guide else ""
    return done(request, reverse("me"), f"Shown: {one.skill.name} {levels.short(one.level)}{whom}")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """She saw it."""
    by = inside(request)
    one = get_object_or_404(SkillEvidence.objects.visible_to(by).select_related("skill", "person"), pk=pk)
    one.confirm(Organization.here().today(), by=by, seen=one.version)
    return done(request, reverse("me"), f"Confirmed: {one.person.name}, {one.skill.name}")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It shows nothing after all."""
    by = inside(request)
    one = get_object_or_404(SkillEvidence.objects.visible_to(by), pk=pk)
    one.take_back(by=by)
    return done(request, reverse("me"), "Taken back")

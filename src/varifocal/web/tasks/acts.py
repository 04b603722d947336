"""What is done with a task in one click or key: each calls one verb and shows the page it was asked from."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from varifocal.flows.schedule import proposed_rows
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, person_of
from varifocal.org.runs.agreeing import agree_to
from varifocal.org.work.doing import ChecklistItem, Comment, TimeEntry
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.task import Task
from varifocal.web import format as say_it
from varifocal.web.answers import actor, say
from varifocal.web.asking import whole
from varifocal.web.projects import cards
from varifocal.web.projects.clock import clock_here

_HOURS = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*(?:[h:]\s*(\d{1,2})?\s*m?)?|(\d{1,4})\s*m(?:in)?", re.ASCII)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Its card to another column or place; answers with the card."""
    by, task = actor(request), of(request, pk)
    column, before = request.POST.get("column", ""), request.POST.get("before", "")
    place = cards.place_in(task.project, column, whole(before), pk)
    was = task.status
    task.hang(column, by=by, seen=seen(request), at=timezone.now(), place=place)
    if was != task.status:
        say(request, f"“{task}”: {Task.Status(task.status).label.lower()}")
    if not request.headers.get("HX-Request"):
        return back(request, reverse("project", args=[task.project_id]))
    return render(request, "parts/card.html", {"card": cards.card_of(by, task, clock_here())})


@require_POST
def done_or_not(request: HttpRequest, pk: int) -> HttpResponse:
    """Done; or, when it was done, not done after all."""
    by, task = actor(request), of(request, pk)
    if task.is_closed:
        task.reopen(by=by, seen=seen(request))
        say(request, f"Reopened “{task}”")
    else:
        task.finish(by=by, seen=seen(request), at=timezone.now())
        say(request, f"Done: “{task}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is at it."""
    task = of(request, pk)
    task.start(by=actor(request), seen=seen(request), at=timezone.now())
    say(request, f"Started “{task}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def take_on(request: HttpRequest, pk: int) -> HttpResponse:
    """She does it herself."""
    task = of(request, pk)
    Assignment.take_on([task], by=actor(request))
    say(request, f"“{task}” is yours")
    return back(request, reverse("task", args=[pk]))


@require_POST
def agree(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """She does it, beside whoever does already; where the plan proposes her, in its place and its way."""
    by, task = actor(request), of(request, pk)
    chosen = get_object_or_404(Person.objects.visible_to(by), pk=person)
    held = [one.person for one in task.assignments.select_related("person")]
    proposed = proposed_rows(by, task.project).filter(task=task, person=chosen).first()
    if proposed and not held:
        agree_to([proposed], by=by)
    else:
        Assignment.agree(task, [*held, chosen], by=by)
    say(request, f"{chosen} does “{task}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def release(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """She does not do it."""
    by, task = actor(request), of(request, pk)
    held = get_object_or_404(
        Assignment.objects.visible_to(by).select_related("person"), task=task, person=person
    )
    held.release(by=by)
    say(request, f"{held.person} does not do “{task}” any more")
    return back(request, reverse("task", args=[pk]))


@require_POST
def waive(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """A skill is not needed."""
    task = of(request, pk)
    one = get_object_or_404(
        SkillNeed.objects.visible_to(actor(request)).select_related("skill"), task=task, pk=need
    )
    one.waive(by=actor(request))
    say(request, f"“{task}” does not need {one.skill} any more")
    return back(request, reverse("task", args=[pk]))


@require_POST
def do_without(request: HttpRequest, pk: int, use: int) -> HttpResponse:
    """It does without some equipment."""
    by, task = actor(request), of(request, pk)
    one = get_object_or_404(
        EquipmentNeed.objects.visible_to(by).select_related("equipment"), task=task, pk=use
    )
    one.waive(by=by)
    say(request, f"“{task}” does not use {one.equipment} any more")
    return back(request, reverse("task", args=[pk]))


@require_POST
def choose_mode(request: HttpRequest, pk: int, mode: int) -> HttpResponse:
    """It is done another way."""
    by, task = actor(request), of(request, pk)
    one = _mode(by, task, mode)
    one.choose(by=by, on=Organization.here().today(timezone.now()))
    say(request, f"“{task}” is done another way: {one}")
    return back(request, reverse("task", args=[pk]))


@require_POST
def strike_mode(request: HttpRequest, pk: int, mode: int) -> HttpResponse:
    """It is no way to do it."""
    by, task = actor(request), of(request, pk)
    one = _mode(by, task, mode)
    one.strike(by=by)
    say(request, f"“{one}” is no way to do “{task}” any more")
    return back(request, reverse("task", args=[pk]))


@require_POST
def untie(request: HttpRequest, pk: int, tie: int) -> HttpResponse:
    """They are independent."""
    by, task = actor(request), of(request, pk)
    ties = Dependency.objects.visible_to(by).select_related("before", "after__project")
    found = get_object_or_404(ties, pk=tie)
    if task.pk not in (found.before_id, found.after_id):
        raise Impossible("That tie belongs to another task.")
    found.untie(by=by)
    say(request, f"“{found.after}” does not wait for “{found.before}” any more")
    return back(request, reverse("task", args=[pk]))


@require_POST
def loosen(request: HttpRequest, pk: int) -> HttpResponse:
    """The planner may choose again."""
    by, task = actor(request), of(request, pk)
    get_object_or_404(Pin.objects.visible_to(by), task=task).loosen(by=by)
    say(request, f"“{task}” may move again")
    return back(request, reverse("task", args=[pk]))


@require_POST
def write_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One more line to tick."""
    ChecklistItem.write(of(request, pk), request.POST.get("words", "")[:200], by=actor(request))
    say(request, "Added a line")
    return back(request, reverse("task", args=[pk]))


@require_POST
def tick(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Tick a line, or untick it."""
    one = _item(request, pk, item)
    one.tick(not one.ticked, by=actor(request), seen=seen(request))
    say(request, f"{'Ticked' if one.ticked else 'Unticked'} “{one}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def strike_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Not needed."""
    one = _item(request, pk, item)
    one.strike(by=actor(request))
    say(request, f"Struck “{one}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def say_words(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment."""
    by = actor(request)
    words = request.POST.get("words", "")
    if len(words) > 20_000:
        raise Impossible("That is longer than 20,000 characters; say it in parts.", field="words")
    Comment.say(of(request, pk), words, by=by, at=timezone.now(), person=person_of(by))
    say(request, "Said")
    return back(request, reverse("task", args=[pk]))


@require_POST
def unsay(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """She takes her words back."""
    by = actor(request)
    get_object_or_404(Comment.objects.visible_to(by), task=of(request, pk), pk=comment).take_back(by=by)
    say(request, "Taken back")
    return back(request, reverse("task", args=[pk]))


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Her own hours on it."""
    by, task = actor(request), of(request, pk)
    person = person_of(by)
    if person is None:
        raise Impossible("Hours belong to a person; this sign-in belongs to nobody.")
    entry = TimeEntry.record(person, _day(request), _hours(request.POST.get("hours", "")), by=by, task=task)
    say(request, f"Recorded {say_it.hours(entry.hours)} on “{task}”")
    return back(request, reverse("task", args=[pk]))


@require_POST
def strike_hours(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """It was not so."""
    by = actor(request)
    entries = TimeEntry.objects.visible_to(by).select_related("person")
    found = get_object_or_404(entries, task=of(request, pk), pk=entry)
    found.strike(by=by)
    say(request, f"Struck {say_it.hours(found.hours)}")
    return back(request, reverse("task", args=[pk]))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was a slip."""
    task = of(request, pk)
    task.remove(by=actor(request))
    say(request, f"Removed “{task}”")
    return HttpResponseRedirect(reverse("project", args=[task.project_id]))


def of(request: HttpRequest, pk: int) -> Task:
    """The task, when she sees it."""
    return get_object_or_404(Task.objects.visible_to(actor(request)).select_related("project"), pk=pk)


def seen(request: HttpRequest) -> int:
    """The version the page showed."""
    told = whole(request.POST.get("seen", ""))
    if told is None:
        raise Impossible("The page did not say which version it showed; open it again.")
    return told


def back(request: HttpRequest, default: str) -> HttpResponse:
    """The page it was asked from."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(url if safe else default)


def _mode(by: Account, task: Task, mode: int) -> TaskMode:
    return get_object_or_404(
        TaskMode.objects.visible_to(by).select_related("task__project"), task=task, pk=mode
    )


def _item(request: HttpRequest, pk: int, item: int) -> ChecklistItem:
    items = ChecklistItem.objects.visible_to(actor(request)).select_related("task__project")
    return get_object_or_404(items, task=of(request, pk), pk=item)


def _day(request: HttpRequest) -> date:
    told = request.POST.get("on", "")
    if not told:
        return Organization.here().today()
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Impossible(f"“{told[:40]}” is no day.", field="on") from None


def _hours(words: str) -> Decimal:
    """Hours as people write them: 1.5, 1,5, 1:30, 1h30, 45m."""
    found = _HOURS.fullmatch(words.strip().lower().replace(",", "."))
    if found is None:
        raise Impossible(f"“{words[:40]}” is no number of hours; write 1.5, 1:30 or 45m.", field="hours")
    whole, minutes, alone = found.groups()
    return round(Decimal(whole or 0) + Decimal(minutes or alone or 0) / 60, 2)

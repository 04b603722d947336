"""A bar dragged on the timeline: what it would do, then with chances, then done in one act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.accepting import accept
from varifocal.flows.front import given_by
from varifocal.flows.proposed import price_in_words, proposal_seen, real_moves
from varifocal.flows.trying import (
    Given,
    Pinned,
    Supposed,
    all_from_plain,
    dates,
    effects,
    to_plain,
)
from varifocal.flows.trying.values import Cost, Dates, Effects, Late, Moved
from varifocal.flows.whatif import Effect
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Proposal, Run, ScheduledTask
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.answers import say as say_done
from varifocal.web.asking import done, whole

MOST_GHOSTS = 300
MOST_LINES = 5
MOST_IN_LINE = 3
"""Chances told in one line, those that change most."""
MOST_NAMED = 30
BEGUN = (
    "It has begun, so another day does not move it. Give it to somebody else, or put other work before it."
)
ASKED = (
    "It was asked already, so another day does not move it. How long the answer takes is said on its page."
)
MOST_KEPT = 50
"""Suppositions an address has room for."""


@require_safe
def try_here(request: HttpRequest, pk: int) -> HttpResponse:
    """What moves, breaks and holds if the task starts that day, or is somebody else's; once dropped, with the acts."""
    by, now = actor(request), timezone.now()
    if by.is_guest:
        raise Http404
    task = get_object_or_404(Task.objects.visible_to(by).open().select_related("project"), pk=pk)
    supposed = _asked(request, task, by)
    told = dates(supposed, by=by, now=now)
    here = Organization.here()
    may = all(by.can("change" if isinstance(one, Pinned) else "assign", task) for one in supposed)
    context = {
        "task": task,
        "dropped": bool(request.GET.get("dropped")),
        "tries": bool(supposed),
        "takes": bool(supposed) and may,
        "says": told.sentence,
    }
    if task.started_at is not None and request.GET.get("start"):
        begun = ASKED if task.is_wait else BEGUN
        context["says"] = f"{begun} {told.sentence}" if supposed else begun
    return render(request, "schedule/tried.html", context | _would_move(supposed, told, here, now))


@require_safe
def proposal_here(request: HttpRequest, pk: int) -> HttpResponse:
    """What a proposal would move, break and hold, before it is taken, and its bars; stands beside a timeline."""
    by, now = actor(request), timezone.now()
    proposal = proposal_seen(by, pk) if by.has_role(Role.OWNER, Role.MANAGER) else None
    if proposal is None:
        raise Http404
    supposed = _supposed(proposal, by)
    context = {
        "proposal": proposal,
        "dropped": True,
        "price": price_in_words(proposal.price),
        **_parts(proposal),
    }
    told = dates(supposed, by=by, now=now)
    shown = context | _would_move(supposed, told, Organization.here(), now)
    shown["asks"] = f"{reverse('schedule-effects')}?{urlencode({'proposal': pk})}"
    if len(supposed) > MOST_KEPT:
        shown["keep"] = ""
    return render(request, "schedule/proposed.html", shown)


def _supposed(proposal: Proposal, by: Account) -> tuple[Given, ...]:
    """What it supposes; of what it only gives other numbers, as far as she sees it."""
    moves = proposal.moves
    if any(move.get("renumbered") for move in moves):
        tasks = [move["task"] for move in moves]
        seen = set(Task.objects.visible_to(by).filter(pk__in=tasks).values_list("pk", flat=True))
        moves = [move for move in moves if move["task"] in seen or not move.get("renumbered")]
    return given_by(moves)


def _parts(proposal: Proposal) -> dict[str, Any]:
    """What changes where several changes are one proposal, task by task; its sentence names the first of them."""
    moves = real_moves(proposal.moves)
    if len(moves) < 2:
        return {}
    more = len(moves) - MOST_NAMED
    moves = moves[:MOST_NAMED]
    people = {person for move in moves for person in (*move["people_before"], *move["people_after"])}
    tasks = Task.objects.in_bulk([move["task"] for move in moves])
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    parts = [
        {
            "name": task.name,
            "url": reverse("task", args=[task.pk]),
            "words": _part(move["people_before"], move["people_after"], names),
        }
        for move in moves
        if (task := tasks.get(move["task"]))
    ]
    return {"parts": parts, "more_parts": max(0, more)}


def _part(before: list[int], after: list[int], names: dict[int, str]) -> str:
    """ "Ben instead of Ana", "earlier or later in the order of Ana"."""
    new, old = (
        " and ".join(names.get(one, "") for one in some if one not in others)
        for some, others in ((after, before), (before, after))
    )
    if new and old:
        return f"{new} instead of {old}"
    return (
        f"by {new}" if new else f"another place in the order of {' and '.join(map(names.__getitem__, after))}"
    )


@require_safe
def effects_here(request: HttpRequest) -> HttpResponse:
    """What it does to the chances of promises and goals, and to money; in a line where that is asked for."""
    by, now = actor(request), timezone.now()
    if by.is_guest:
        raise Http404
    if (pk := whole(request.GET.get("proposal", ""))) is not None:
        proposal = proposal_seen(by, pk) if by.has_role(Role.OWNER, Role.MANAGER) else None
        if proposal is None:
            raise Http404
        supposed: tuple[Supposed, ...] = _supposed(proposal, by)
    else:
        supposed = _read(request.GET.get("supposed", "[]"))
    told = _effects(effects(supposed, by=by, now=now), Organization.here().today(now)) if supposed else {}
    return render(
        request, f"schedule/{'effects_in_line' if 'line' in request.GET else 'effects'}.html", {"it": told}
    )


@require_POST
def accept_here(request: HttpRequest) -> HttpResponse:
    """Make it so, in one act; refused where something it touches was changed since it was tried."""
    by, now = actor(request), timezone.now()
    if by.is_guest:
        raise Http404
    accept(
        _read(request.POST.get("supposed", "[]")), by=by, now=now, seen=whole(request.POST.get("seen", ""))
    )
    if request.headers.get("HX-Target") != "beside":
        return done(request, reverse("schedule"), "Taken")
    say_done(request, "Taken; the plan is being dated anew")
    return render(request, "schedule/taken.html")


def _would_move(
    supposed: tuple[Supposed, ...], told: Dates, here: Organization, now: datetime
) -> dict[str, Any]:
    """What is said of it beside the timeline, and where its bars would stand."""
    plain, today, zone = json.dumps([to_plain(one) for one in supposed]), here.today(now), ZoneInfo(here.zone)
    return {
        "told": told,
        "ghosts": json.dumps(list(_ghosts(told.moved, zone))),
        "late": [_late(one, today) for one in told.late[:MOST_LINES]],
        "weeks": [_week(one, today) for one in told.weeks[:MOST_LINES]],
        "moved": [_moved(one, zone, today) for one in told.moved[:MOST_NAMED]],
        "supposed": plain,
        "asks": f"{reverse('schedule-effects')}?{urlencode({'supposed': plain})}",
        "keep": f"{reverse('scenario-new')}?{urlencode({'supposed': plain})}",
    }


def _asked(request: HttpRequest, task: Task, by: Account) -> tuple[Supposed, ...]:
    """What a drag means: another day is a pin, but of what has begun, which no day moves; another row is another person
    in place of the one before."""
    wanted: list[Supposed] = []
    if words := request.GET.get("person", ""):
        person, instead = whole(words) or 0, whole(request.GET.get("instead", ""))
        crew = _crew(task, by)
        left = [one for one in crew if one != instead] if instead in crew else crew[1:]
        wanted.append(Given(task.pk, tuple(sorted({*left, person}))))
    if (words := request.GET.get("start", "")) and task.started_at is None:
        wanted.append(Pinned(task.pk, start=_day(words)))
    return tuple(wanted)


def _crew(task: Task, by: Account) -> list[int]:
    rows = ScheduledTask.objects.visible_to(by).filter(run=Run.latest_one(), task=task)
    return list(rows.values_list("crew", flat=True).first() or [])


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Impossible("A day is written like 2027-03-31.") from None


def _read(words: str) -> tuple[Supposed, ...]:
    try:
        return all_from_plain(json.loads(words))
    except (ValueError, RecursionError):
        raise Impossible("That cannot be tried; drag it again.") from None


def _ghosts(moved: tuple[Moved, ...], zone: ZoneInfo) -> Iterator[list[Any]]:
    """Where what moves would stand, by the organization's clock."""
    for one in moved[:MOST_GHOSTS]:
        if one.start_after is not None and one.finish_after is not None:
            yield [
                one.task,
                one.people_after,
                *(_wall(at, zone) for at in (one.start_after, one.finish_after)),
            ]


def _wall(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _late(one: Late, today: date) -> dict[str, Any]:
    days = f"{one.days} {'day' if one.days == 1 else 'days'} late"
    on = say.day(one.done, today)
    words = {
        "breaks": f"would be done on {on}, {days}",
        "holds": "would hold its date",
        "later": f"would be {days} instead of {one.days_before}",
        "sooner": f"would be {days}, not {one.days_before}",
    }[one.state]
    return {
        "name": one.name,
        "url": reverse(one.noun, args=[one.id]),
        "words": words,
        "kind": {"holds": "told-kept", "sooner": ""}.get(one.state, "told-late"),
    }


def _week(one: Any, today: date) -> str:
    return (
        f"{one.name}’s week of {say.day(one.week, today)} becomes full: "
        f"{say.hours(one.after)} of {say.hours(one.capacity)}"
    )


def _moved(one: Moved, zone: ZoneInfo, today: date) -> dict[str, Any]:
    before, after = (
        say.day(at.astimezone(zone).date(), today) if at else "no place"
        for at in (one.start_before, one.start_after)
    )
    hands = " and to other hands" if one.people_before != one.people_after else ""
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "words": f"{before} → {after}{hands}" if before != after else f"{before}, at another hour{hands}",
    }


def _effects(told: Effects, today: date) -> dict[str, Any]:
    return {
        "chances": [_chance(one, today) for one in told.chances[:MOST_LINES]],
        "most": [_chance(one, today) for one in sorted(told.chances, key=_size)[:MOST_IN_LINE]],
        "hidden": told.hidden,
        "cost": _cost(told),
    }


def _size(one: Effect) -> float:
    return -abs(one.points)


def _chance(one: Effect, today: date) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": reverse(one.noun, args=[one.id]),
        "before": say.percent(one.before),
        "after": say.percent(one.after),
        "points": say.points(one.points),
        "due": say.day(one.due, today),
        "bad": one.points < 0,
    }


def _cost(told: Effects) -> str:
    if told.cost is None or not told.cost.more:
        return ""
    word = "more" if told.cost.more > 0 else "less"
    return f"{say.money(abs(told.cost.more), told.cost.currency)} {word} {at_rates(told.cost)}"


def at_rates(cost: Cost) -> str:
    """What a sum of money stands on."""
    known = "at the rates of those who do it"
    return f"{known}; whose is not known counts at the mean" if cost.guessed else known

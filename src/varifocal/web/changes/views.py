"""What happened, who did it, and taking it back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import visible
from varifocal.org.base.undo import undo
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.answers import actor, say
from varifocal.web.asking import done
from varifocal.web.changes.shown import SHEET, Wanted, people_who_act, sheet_of, show
from varifocal.web.changes.vocabulary import NOUNS
from varifocal.web.sheet import file_of, files, is_file

CHOSEN = (
    "task", "project", "goal", "measure", "reading", "timeentry", "estimate", "assignment", "dependency", "comment",
    "person", "absence", "company", "team", "vision", "strategy", "account",
)  # fmt: skip
"""Nouns the filter offers: what people look for, not what hangs on it."""
HOMES: tuple[tuple[re.Pattern[str], Any, str], ...] = (
    (re.compile(r"/projects/(\d{1,18})(?:/|$)"), Project, "projects"),
    (re.compile(r"/tasks/(\d{1,18})(?:/|$)"), Task, "today"),
    (re.compile(r"/goals/(\d{1,18})(?:/|$)"), Goal, "direction"),
    (re.compile(r"/people/(\d{1,18})(?:/|$)"), Person, "people"),
)
"""Pages about one thing, and where one goes when it is no more."""


def changes(request: HttpRequest) -> HttpResponse:
    """The log, newest first, as far as she may see it; or as a file."""
    by, here = actor(request), Organization.here()
    if by.is_guest:
        raise Http404
    wanted = Wanted.read(request.GET.dict())
    people = people_who_act()
    if is_file(request):
        return file_of(request, f"changes-{here.today()}", SHEET, sheet_of(by, wanted, here, people))
    shown = show(by, wanted, here, people)
    kept = {
        name: value for name, value in request.GET.items() if name in ("who", "noun", "q", "day") and value
    }
    context = {
        "shown": shown,
        "wanted": wanted,
        "people": people.items(),
        "nouns": sorted(((noun, NOUNS[noun].capitalize()) for noun in CHOSEN), key=lambda one: one[1]),
        "older": f"?{urlencode({**kept, 'before': shown.older})}" if shown.older else "",
        "newest": f"?{urlencode(kept)}" if wanted.before else "",
        "files": files(request.GET),
    }
    return render(request, "changes/page.html", context)


def take_back(request: HttpRequest, act: int) -> HttpResponse:
    """Undo an act, then show the page it was asked from."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not Change.objects.filter(visible(actor(request), Change), act=act).exists():
        raise Http404
    undo(act, by=actor(request))
    back = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if safe and (above := _above_what_is_gone(back, actor(request))):
        return done(request, above, "Undone")
    say(request, "Undone")
    return HttpResponseRedirect(back if safe else reverse("changes"))


def _above_what_is_gone(back: str, by: Account) -> str:
    """Where to go when undo took away the very thing whose page it was asked from; else nothing."""
    for pattern, noun, route in HOMES:
        if found := pattern.match(urlsplit(back).path):
            return "" if noun.objects.visible_to(by).filter(pk=found[1]).exists() else reverse(route)
    return ""

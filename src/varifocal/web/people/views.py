"""The directory, the skill matrix and a profile, as pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.web.answers import actor
from varifocal.web.people.directory import Directory, Matrix, Wanted
from varifocal.web.people.profile import show
from varifocal.web.people.tabs import tabs
from varifocal.web.sheet import file_of, files, is_file


def people(request: HttpRequest) -> HttpResponse:
    """Who is here; filtered by text, skill, team, or who is away today; or as a file."""
    by, today = actor(request), Organization.here().today()
    wanted = Wanted(
        text=request.GET.get("q", "").strip()[:100],
        skill=_number(request, "skill"),
        team=_number(request, "team"),
        away="away" in request.GET,
    )
    shown = Directory.seen_by(by, wanted, today)
    if is_file(request):
        return file_of(request, f"people-{today}", Directory.SHEET, shown.sheet())
    context = {
        "shown": shown,
        "files": files(request.GET),
        "may_welcome": bool(by.can("welcome", Person)),
        "tabs": tabs(by, "people"),
    }
    return render(request, "people/people.html", context)


def skills(request: HttpRequest) -> HttpResponse:
    """People by skills; which skill hangs on one person; or as a file."""
    by, here = actor(request), Organization.here()
    today = here.today()
    shown = Matrix.seen_by(by, today)
    if is_file(request):
        names = [column.skill.name for column in shown.columns]
        return file_of(request, f"skills-{today}", ["Name", *names], shown.sheet())
    context = {
        "shown": shown,
        "three_words": here.three_words,
        "files": files(request.GET),
        "tabs": tabs(by, "skills"),
    }
    return render(request, "people/skills.html", context)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person."""
    by, here = actor(request), Organization.here()
    shown = show(by, pk, here)
    if shown is None:
        raise Http404
    is_me = by.person_id == shown.person.pk
    context = {
        "shown": shown,
        "person": shown.person,
        "today": here.today(),
        "is_me": is_me,
        "viewer": by.person_id,
        "may_change": bool(by.can("describe", shown.person)),
        "may_place": bool(by.can("place_under", shown.person)),
        "may_erase": bool(
            shown.person.left and shown.person.left < here.today() and by.can("erase", shown.person)
        ),
        "may_praise": by.person_id is not None and not is_me,
    }
    return render(request, "people/person.html", context)


def _number(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 12 else 0

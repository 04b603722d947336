"""Go anywhere: what she may see whose name holds the words she typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import SavedView
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.answers import actor
from varifocal.web.saved.views import list_name

MOST = 6
"""Hits of a kind."""
MOST_LETTERS = 100
FEWEST_LETTERS = 3


@require_safe
def palette(request: HttpRequest) -> JsonResponse:
    """Groups of hits for `q`: name, where it belongs, address; open work first. Six queries, and five more where
    no name holds the words: then those that have the letters in this order will do."""
    by = actor(request)
    words = request.GET.get("q", "")[:MOST_LETTERS].split()
    lists: tuple[tuple[str, str, QuerySet[Any], str], ...] = (
        (
            "Projects",
            "project",
            Project.objects.visible_to(by).order_by(F("ended_on").desc(nulls_first=True), "due", "pk"),
            "company__name",
        ),
        ("Tasks", "task", Task.objects.visible_to(by).open(), "project__name"),
        ("Goals", "goal", _with_parent(by), "above"),
        ("Companies", "company", Company.objects.visible_to(by), "looked_after_by__name"),
        ("People", "person", Person.objects.visible_to(by), "title"),
    )
    groups: list[dict[str, Any]] = []
    for fits in _ways(words):
        groups = [
            {"name": name, "hits": hits}
            for name, route, rows, where in lists
            if (hits := _hits(rows.filter(fits), route, where))
        ]
        if groups:
            break
    if words and (views := _views(by, words)):
        groups.append({"name": "Your views", "hits": views})
    return JsonResponse({"groups": groups})


def _views(by: Account, words: list[str]) -> list[dict[str, str]]:
    named = (Q(name__icontains=word) for word in words)
    found = SavedView.objects.filter(*named, account=by).order_by("name", "pk")[:MOST]
    return [{"name": view.name, "where": list_name(view.page) or "", "url": view.address} for view in found]


def _ways(words: list[str]) -> Iterator[Q]:
    """How a name may fit what was typed, the strictest first."""
    if words:
        yield Q(*(Q(name__icontains=word) for word in words))
    letters = [letter for letter in "".join(words) if letter.isalnum()]
    if len(letters) >= FEWEST_LETTERS:
        # “not this letter, then it” finds its way without ever going back, however long the name
        yield Q(name__iregex="".join(f"[^{letter}]*{letter}" for letter in letters))


def _with_parent(by: Account) -> QuerySet[Any]:
    """Goals, each with the name of the goal it serves where she sees that one."""
    seen = Goal.objects.visible_to(by)
    return seen.annotate(above=Subquery(seen.filter(pk=OuterRef("parent")).values("name")[:1]))


def _hits(rows: QuerySet[Model], route: str, where: str) -> list[dict[str, str]]:
    found = rows.values_list("pk", "name", where)[:MOST]
    return [{"name": name, "where": told or "", "url": reverse(route, args=[pk])} for pk, name, told in found]

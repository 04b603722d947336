"""Saved views: a list as it is narrowed and sorted, under a name of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import SavedView
from varifocal.web.answers import actor
from varifocal.web.asking import Form, Question, ask, done

LISTS = {
    "projects": "Projects", "project-list": "Tasks of the project", "promises": "What came true",
    "people": "People", "skills": "Skills", "schedule": "Schedule",
    "changes": "Changes", "clients": "Clients & partners", "pipeline": "What may come",
}  # fmt: skip
"""Pages that are lists, by the names of their routes."""
PASSING = {"as", "page", "before"}
"""What a query says of one look only: as a file, which part of a long list."""
NARROWED = (
    "It keeps how the list is narrowed and sorted, not what stands in it; only you see it. Its address shows the same "
    "to whoever you send it to, as far as they may see it."
)
WHOLE = "The list is neither narrowed nor sorted now; the view will open it like that."


@dataclass(frozen=True, slots=True)
class Place:
    """A list and how it is narrowed and sorted."""

    page: str
    query: str
    name: str

    @property
    def address(self) -> str:
        """Where it leads."""
        return f"{self.page}?{self.query}" if self.query else self.page


class Keep(Form):
    """A name for what is shown at an address."""

    at = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=80,
        label="Name of this view",
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )


def place_of(address: str) -> Place:
    """The list an address of ours leads to. Raises Http404 for any other address."""
    parts = urlsplit(address)
    if (name := list_name(parts.path)) is None:
        raise Http404
    asked = QueryDict(parts.query, mutable=True)
    for key in list(asked):
        said = [value for value in asked.getlist(key) if value]
        if key in PASSING or not said:
            del asked[key]
        else:
            asked.setlist(key, said)
    return Place(parts.path, asked.urlencode(), name)


def list_name(page: str) -> str | None:
    """How a list is called, by its path; None where that is no list of this version."""
    try:
        return LISTS.get(resolve(page).url_name or "")
    except Resolver404:
        return None


def saved(request: HttpRequest) -> HttpResponse:
    """Her views of the list at `at`, or of all lists; a name keeps what is shown there now."""
    by = actor(request)
    asked = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and not asked.get("at"):
        return render(request, "saved/all.html", {"lists": _all_of(by)})
    place = place_of(asked.get("at", ""))

    def act(given: dict[str, Any]) -> tuple[str, str]:
        view = SavedView.keep(by, place.page, given["name"], place.query)
        return place.address, f"“{view.name}” is kept; V opens your views"

    question = Question(
        f"Views of “{place.name}”", "Keep this view", place.address,
        help=NARROWED if place.query else WHOLE, above="saved/views.html",
    )  # fmt: skip
    form = Keep(request.POST or None, initial={"at": place.address})
    return ask(request, form, question, act, views=SavedView.of(by, place.page), place=place)


def _all_of(by: Account) -> list[dict[str, Any]]:
    """Her views, list by list."""
    found: dict[str, list[SavedView]] = {}
    for view in SavedView.objects.filter(account=by).order_by("page", "name", "pk"):
        found.setdefault(view.page, []).append(view)
    return [{"name": list_name(page) or page, "views": views} for page, views in found.items()]


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of her views."""
    view = get_object_or_404(SavedView, pk=pk, account=actor(request))
    view.let_go()
    return done(request, view.page, f"“{view.name}” is let go; its address still works")

"""Saved views: a list as it is narrowed and sorted, under a name of one's own."""

from __future__ import annotations

import secrets
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
from varifocal.org.base.refusals import Impossible
from varifocal.web.answers import actor
from varifocal.web.asking import done

LISTS = {
    "projects": "Projects", "project-list": "Tasks of the project", "promises": "What came true",
    "people": "People", "skills": "Skills", "schedule": "Schedule",
    "changes": "Changes", "clients": "Clients & partners", "pipeline": "What may come",
}  # fmt: skip
"""Pages that are lists, by the names of their routes."""
PASSING = {"as", "page", "before"}
"""What a query says of one look only: as a file, which part of a long list."""
LONGEST = 1_000


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


class Keep(forms.Form):
    """A name for what is shown."""

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
    form = Keep(request.POST if request.method == "POST" else None)
    if form.is_bound and len(place.query) > LONGEST:
        form.add_error(None, "This view says too much to be kept; narrow by fewer things.")
    if form.is_bound and form.is_valid():
        try:
            view = SavedView.keep(by, place.page, form.cleaned_data["name"], place.query)
        except Impossible as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return done(request, place.address, f"“{view.name}” is kept; V opens your views")
    context = {
        "views": SavedView.of(by, place.page), "place": place, "form": form, "once": secrets.token_hex(16),
    }  # fmt: skip
    template = "saved/dialog.html" if request.headers.get("HX-Request") else "saved/page.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


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

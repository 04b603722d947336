"""The directory and a profile, as pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from varifocal.org.people.person import Person
from varifocal.web.answers import actor


def people(request: HttpRequest) -> HttpResponse:
    """Who is here."""
    return render(request, "people/people.html", {"people": Person.objects.visible_to(actor(request))})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person."""
    found = get_object_or_404(Person.objects.visible_to(actor(request)), pk=pk)
    return render(request, "people/person.html", {"person": found})

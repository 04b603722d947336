"""What this week needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def week(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "week/page.html")

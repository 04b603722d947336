"""Where the hours go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def balance(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "balance/page.html")

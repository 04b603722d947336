"""The views of the schedule, the same on each of their pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

TABS = (
    ("Timeline", "schedule"),
    ("Load", "schedule-load"),
    ("Tray", "schedule-tray"),
    ("What if", "scenarios"),
)


def tabs(here: str, counts: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """For `parts/tabs.html`: `here` is the route one is at, `counts` what waits behind a route, where anything does."""
    return [
        {
            "name": name,
            "url": reverse(route),
            "here": route == here,
            "count": (counts or {}).get(route) or None,
        }
        for name, route in TABS
    ]

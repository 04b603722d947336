"""A line of sight, ready for `parts/sight.html`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from varifocal.flows.sight import Step
from varifocal.web.colour import shade


def steps_for(steps: Iterable[Step], today: date) -> list[dict[str, Any]]:
    """Each step with its name, its page (none where there is nothing to see) and the colour of its own date."""
    return [{"name": step.name, "url": _url(step), "shade": shade(step.day, today)} for step in steps]


def _url(step: Step) -> str:
    if step.noun == "goal":
        return reverse("goal", args=[step.id])
    return reverse("direction") if step.noun == "vision" else ""

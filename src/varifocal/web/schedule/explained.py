"""Why a task stands where it stands, and who else could do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from varifocal.core.values import in_a_row
from varifocal.flows.schedule import Explanation
from varifocal.flows.who_else import Candidate
from varifocal.org.base.organization import Organization
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web import levels


def why_page(task: Task, told: Explanation) -> dict[str, Any]:
    """The chain back to now, and remedies."""
    today = Organization.here().today()
    return {
        "task": task,
        "url": reverse("task", args=[task.pk]),
        "who_url": reverse("who-else", args=[task.pk]),
        "project_url": reverse("project", args=[task.project_id]),
        "sentence": told.sentence,
        "homeless": not told.chain,
        "links": [
            {
                "sentence": link.sentence,
                "since": say.day(link.since.date(), today),
                "until": say.day(link.until.date(), today),
            }
            for link in (told.chain if len(told.chain) > 1 else ())  # of one link the sentence says it all
        ],
        "remedies": [one.sentence for one in told.remedies],
    }


def who_else_part(task: Task, found: Sequence[Candidate], today: date, may_try: bool) -> dict[str, Any]:
    """Who else could do it, each with what speaks for her."""
    return {
        "task": task,
        "people": [
            {
                "name": one.name,
                "url": reverse("person", args=[one.id]),
                "says": "; ".join(_speaks_for(one, today)),
                "suits": f"{one.score:.0%}",
                "parts": one.parts,
                "has_time": one.has_time,
                "try": f"{reverse('schedule-try', args=[task.pk])}?{urlencode({'person': one.id, 'dropped': 1})}"
                if may_try
                else "",
            }
            for one in found
        ],
    }


def _speaks_for(one: Candidate, today: date) -> Iterator[str]:
    for skill in one.skills:
        yield f"{skill.name} {levels.asked(skill.has)}, {levels.short(skill.asked)} is asked"
    if one.wishes:
        yield f"wants more {in_a_row(one.wishes)}"
    if one.known:
        yield f"did {one.known} {'task' if one.known == 1 else 'tasks'} of this project"
    if one.client:
        yield f"did {one.client} {'task' if one.client == 1 else 'tasks'} for this client"
    free = say.hours(round(one.free, 1)) or "no hours"
    yield f"{free} free until {say.day(one.until, today)}, {say.hours(round(one.hours, 1)) or 'none'} needed"

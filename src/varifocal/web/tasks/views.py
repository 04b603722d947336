"""One task: all of it on one page, as a dialog too."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from varifocal.flows.waiting import waiting
from varifocal.org.base.organization import Organization
from varifocal.web import costs
from varifocal.web.answers import actor
from varifocal.web.tasks import page


@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task."""
    by, here = actor(request), Organization.here()
    today = here.today()
    found = get_object_or_404(page.of(by), pk=pk)
    shown = page.show(by, found, today, ZoneInfo(here.zone))
    context = {
        "task": found,
        "shown": shown,
        "cost": {} if found.is_closed or found.is_wait else costs.of(by, "task", pk),
        "known": waiting(by, found, ZoneInfo(here.zone)) if found.is_wait and not found.is_closed else None,
        "today": today,
        "is_person": by.person_id is not None,
        "mine": any(one["id"] == by.person_id for one in shown.people),
        "may_work": bool(by.can("work_on", found)),
        "may_assign": bool(by.can("assign", found)),
    }
    return render(request, "tasks/task.html", context)

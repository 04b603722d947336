"""A task, and making one in a line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from varifocal.org.work.task import Task
from varifocal.web.answers import actor


@require_POST
def new_task(request: HttpRequest) -> HttpResponse:
    """A task from a line."""
    return render(request, "tasks/quick.html", {})


def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task."""
    shown = get_object_or_404(Task.objects.visible_to(actor(request)), pk=pk)
    return render(request, "tasks/task.html", {"task": shown})

"""Projects: the list of them, and one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from varifocal.org.work.project import Project
from varifocal.web.answers import actor


def projects(request: HttpRequest) -> HttpResponse:
    """All projects she sees."""
    shown = Project.objects.visible_to(actor(request))
    return render(request, "projects/projects.html", {"projects": shown})


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project."""
    shown = get_object_or_404(Project.objects.visible_to(actor(request)), pk=pk)
    return render(request, "projects/project.html", {"project": shown})

"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from varifocal.web.projects import views

urlpatterns = [
    path("projects", views.projects, name="projects"),
    path("projects/<int:pk>", views.project, name="project"),
]

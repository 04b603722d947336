"""Addresses of tasks."""

from __future__ import annotations

from django.urls import path

from varifocal.web.tasks import views

urlpatterns = [
    path("tasks/new", views.new_task, name="new-task"),
    path("tasks/<int:pk>", views.task, name="task"),
]

"""Addresses of scenarios, and of what is said while a date is promised."""

from __future__ import annotations

from django.urls import path

from varifocal.web.scenarios import promise, views

urlpatterns = [
    path("schedule/scenarios", views.scenarios, name="scenarios"),
    path("schedule/scenarios/compared", views.compared, name="scenarios-compared"),
    path("schedule/scenarios/new", views.new, name="scenario-new"),
    path("schedule/scenarios/<int:pk>/edit", views.edit, name="scenario-edit"),
    path("schedule/scenarios/<int:pk>/away", views.away, name="scenario-away"),
    path("schedule/scenarios/<int:pk>/due", views.due, name="scenario-due"),
    path("schedule/scenarios/<int:pk>/comes", views.comes, name="scenario-comes"),
    path("schedule/scenarios/<int:pk>/without", views.without, name="scenario-without"),
    path("schedule/scenarios/<int:pk>/take", views.take, name="scenario-take"),
    path("schedule/scenarios/<int:pk>/seen-by", views.seen_by, name="scenario-seen-by"),
    path("schedule/scenarios/<int:pk>/drop", views.drop, name="scenario-drop"),
    path("schedule/why/<int:pk>/priced", promise.priced_here, name="why-priced"),
    path("projects/<int:pk>/promise", promise.of_project, name="project-promise"),
    path("projects/<int:pk>/promise/days", promise.days_of_project, name="project-promise-days"),
    path("projects/<int:pk>/keeping", promise.keeping_project, name="project-keeping"),
    path("tasks/<int:pk>/keeping", promise.keeping_task, name="task-keeping"),
    path("tasks/<int:pk>/promise", promise.of_task, name="task-promise"),
    path("tasks/<int:pk>/promise/days", promise.days_of_task, name="task-promise-days"),
]

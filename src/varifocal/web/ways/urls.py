"""Addresses of how we work."""

from __future__ import annotations

from django.urls import path

from varifocal.web.ways import acts, logs, views

urlpatterns = [
    path("ways", views.ways, name="ways"),
    path("ways/findings", views.board, name="ways-findings"),
    path("ways/tasks", views.tasks, name="ways-tasks"),
    path("ways/logs", logs.logs, name="logs"),
    path("ways/logs/<int:pk>", logs.log, name="log"),
    path("ways/logs/<int:pk>/columns", logs.columns, name="log-columns"),
    path("ways/logs/<int:pk>/remove", logs.let_go, name="log-let-go"),
    path("ways/logs/<int:pk>/taken", logs.taken, name="log-taken"),
    path("ways/logs/<int:pk>/meant", logs.as_meant, name="log-meant"),
    path("ways/logs/<int:pk>/findings/<slug:key>", logs.finding, name="log-finding"),
    path("ways/logs/<int:pk>/findings/<slug:key>/adopt", logs.adopt, name="log-adopt"),
    path("ways/logs/<int:pk>/why", logs.why_it_waits, name="log-why"),
    path("ways/logs/<int:pk>/load", logs.workload, name="log-load"),
    path("ways/processes/new", acts.choose, name="process-choose"),
    path("ways/processes/<int:pk>", views.process, name="process"),
    path("ways/processes/<int:pk>/map", views.map_page, name="process-map"),
    path("ways/processes/<int:pk>/taken", views.taken, name="process-taken"),
    path("ways/processes/<int:pk>/meant", views.as_meant, name="process-meant"),
    path("ways/processes/<int:pk>/why", views.why_it_waits, name="process-why"),
    path("ways/processes/<int:pk>/load", views.workload, name="process-load"),
    path("ways/processes/<int:pk>/compared", views.beside, name="process-compared"),
    path("ways/adopted/<int:pk>", views.adopted, name="process-adopted"),
    path("ways/processes/<int:pk>/edit", acts.revise, name="process-revise"),
    path("ways/processes/<int:pk>/remove", acts.remove, name="process-remove"),
    path("ways/processes/<int:pk>/findings/<slug:key>", views.evidence, name="process-finding"),
    path("ways/processes/<int:pk>/findings/<slug:key>/adopt", acts.adopt, name="process-adopt"),
]

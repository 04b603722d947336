"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from varifocal.web import lately, reaching
from varifocal.web.projects import acts, promises, risks, views

urlpatterns = [
    path("projects", views.projects, name="projects"),
    path("projects/new", acts.new, name="new-project"),
    path("projects/promises", promises.promises, name="promises"),
    path("projects/promises/sums", promises.sums, name="promises-sums"),
    path("projects/alike", views.alike, name="projects-alike"),
    path("projects/<int:pk>", views.board, name="project"),
    path("projects/<int:pk>/list", views.task_list, name="project-list"),
    path("projects/<int:pk>/timeline", views.timeline, name="project-timeline"),
    path("projects/<int:pk>/forecast", views.forecast, name="project-forecast"),
    path("projects/<int:pk>/reach", reaching.project, name="project-reach"),
    path("projects/<int:pk>/lately", lately.project, name="project-lately"),
    path("projects/<int:pk>/about", views.about, name="project-about"),
    path("projects/<int:pk>/news", views.news, name="project-news"),
    path("projects/<int:pk>/edit", acts.edit, name="edit-project"),
    path("projects/<int:pk>/serves", acts.serves, name="project-serves"),
    path("projects/<int:pk>/seen-by", acts.seen_by, name="project-seen-by"),
    path("projects/<int:pk>/risks/new", risks.new, name="project-risk-new"),
    path("projects/<int:pk>/risks/<int:risk>", risks.edit, name="project-risk"),
    path("projects/<int:pk>/risks/<int:risk>/seen-by", risks.show_to, name="project-risk-seen-by"),
    path("projects/<int:pk>/risks/<int:risk>/struck", risks.struck, name="project-risk-struck"),
    path("projects/<int:pk>/risks/<int:risk>/passed", risks.passed, name="project-risk-passed"),
    path("projects/<int:pk>/paste", acts.paste, name="project-paste"),
    path("projects/<int:pk>/end", acts.end, name="end-project"),
    path("projects/<int:pk>/reopen", acts.reopen, name="reopen-project"),
    path("projects/<int:pk>/keep-baseline", acts.keep_baseline, name="project-keep-baseline"),
    path("projects/<int:pk>/remove", acts.remove, name="remove-project"),
]

"""Addresses of what is told."""

from __future__ import annotations

from django.urls import path

from varifocal.web.telling import views

urlpatterns = [
    path("week/notes", views.notes, name="notes"),
    path("week/notes/new", views.draft, name="note-draft"),
    path("week/notes/<int:pk>", views.note, name="note"),
    path("week/notes/<int:pk>/keep", views.keep, name="note-keep"),
    path("week/notes/<int:pk>/sent", views.sent, name="note-sent"),
    path("week/notes/<int:pk>/seen-by", views.show_to, name="note-seen-by"),
    path("week/notes/<int:pk>/throw-away", views.throw_away, name="note-throw-away"),
    path("week/notes/<int:pk>/react", views.react, name="note-react"),
]

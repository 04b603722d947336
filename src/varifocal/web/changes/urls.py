"""Addresses of the log."""

from __future__ import annotations

from django.urls import path

from varifocal.web.changes import views

urlpatterns = [
    path("changes", views.changes, name="changes"),
    path("changes/<int:act>/undo", views.take_back, name="undo"),
]

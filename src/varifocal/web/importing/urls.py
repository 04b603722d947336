"""Addresses of the import."""

from __future__ import annotations

from django.urls import path

from varifocal.web.importing import views

urlpatterns = [
    path("import", views.start, name="import"),
    path("import/read", views.read, name="import-read"),
    path("import/templates/<slug:kind>", views.blank, name="import-template"),
    path("import/<int:pk>/columns", views.columns, name="import-columns"),
    path("import/<int:pk>/preview", views.preview, name="import-preview"),
    path("import/<int:pk>/problems", views.problems, name="import-problems"),
    path("import/<int:pk>/write", views.write, name="import-write"),
    path("import/<int:pk>/truth", views.truth, name="import-truth"),
    path("import/<int:pk>/undo", views.take_back, name="import-undo"),
]

"""Addresses of Today."""

from __future__ import annotations

from django.urls import path

from varifocal.web.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("today/<int:pk>/start", views.start, name="today-start"),
    path("today/<int:pk>/stop", views.stop, name="today-stop"),
    path("today/<int:pk>/done", views.done, name="today-done"),
]

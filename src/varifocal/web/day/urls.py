"""Addresses of the day sheet."""

from __future__ import annotations

from django.urls import path

from varifocal.web.day import views

urlpatterns = [
    path("day", views.day, name="day"),
    path("day/open", views.still_open, name="day-open"),
    path("day/confirm", views.confirm, name="day-confirm"),
]

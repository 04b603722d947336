"""Addresses of This week."""

from __future__ import annotations

from django.urls import path

from varifocal.web.week import views

urlpatterns = [
    path("week", views.week, name="week"),
]

"""Addresses of Today."""

from __future__ import annotations

from django.urls import path

from varifocal.web.today import views

urlpatterns = [
    path("", views.today, name="today"),
]

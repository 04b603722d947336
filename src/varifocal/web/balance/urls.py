"""Addresses of Balance."""

from __future__ import annotations

from django.urls import path

from varifocal.web.balance import views

urlpatterns = [
    path("balance", views.balance, name="balance"),
]

"""Addresses of This week."""

from __future__ import annotations

from django.urls import path

from varifocal.web.week import views

urlpatterns = [
    path("week", views.week, name="week"),
    path("week/close", views.close, name="week-close"),
    path("week/proposals/<int:pk>/take", views.take, name="week-take"),
    path("week/proposals/<int:pk>/decline", views.decline, name="week-decline"),
]

"""Addresses of the direction."""

from __future__ import annotations

from django.urls import path

from varifocal.web.direction import views

urlpatterns = [
    path("direction", views.direction, name="direction"),
    path("goals/<int:pk>", views.goal, name="goal"),
]

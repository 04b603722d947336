"""Addresses of the scorecard."""

from __future__ import annotations

from django.urls import path

from varifocal.web.scored import own, views

urlpatterns = [
    path("came-true", views.came_true, name="came-true"),
    path("came-true/mine", own.mine, name="came-true-mine"),
]

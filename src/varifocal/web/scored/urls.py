"""The address of the scorecard."""

from __future__ import annotations

from django.urls import path

from varifocal.web.scored import views

urlpatterns = [path("came-true", views.came_true, name="came-true")]

"""Addresses of This week."""

from __future__ import annotations

from django.urls import path

from varifocal.web.week import acts, views

urlpatterns = [
    path("week", views.week, name="week"),
    path("week/begin", acts.begin, name="week-begin"),
    path("week/close", acts.close, name="week-close"),
    path("week/line/<str:kind>/<int:pk>/task", acts.task, name="week-task"),
    path("week/line/<str:kind>/<int:pk>/decide", acts.decide, name="week-decide"),
    path("week/line/<str:kind>/<int:pk>/hand-over", acts.hand_over, name="week-hand-over"),
    path("week/line/<str:kind>/<int:pk>/let-go", acts.let_go, name="week-let-go"),
    path("week/line/<str:kind>/<int:pk>/park", acts.park, name="week-park"),
    path("week/proposals/<int:pk>/take", views.take, name="week-take"),
    path("week/proposals/<int:pk>/decline", views.decline, name="week-decline"),
]

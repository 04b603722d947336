"""Addresses of the schedule."""

from __future__ import annotations

from django.urls import path

from varifocal.web.schedule import views

urlpatterns = [
    path("schedule", views.timeline, name="schedule"),
    path("schedule/bars", views.bars_here, name="schedule-bars"),
    path("schedule/load", views.load, name="schedule-load"),
    path("schedule/tray", views.tray, name="schedule-tray"),
    path("schedule/agree", views.agree_all, name="schedule-agree"),
    path("schedule/why/<int:pk>", views.why_here, name="why"),
]

"""Addresses of the schedule."""

from __future__ import annotations

from django.urls import path

from varifocal.web.schedule import trying, views

urlpatterns = [
    path("schedule", views.timeline, name="schedule"),
    path("schedule/bars", views.bars_here, name="schedule-bars"),
    path("schedule/load", views.load, name="schedule-load"),
    path("schedule/tray", views.tray, name="schedule-tray"),
    path("schedule/agree", views.agree_all, name="schedule-agree"),
    path("schedule/try/<int:pk>", trying.try_here, name="schedule-try"),
    path("schedule/proposals/<int:pk>", trying.proposal_here, name="schedule-proposal"),
    path("schedule/effects", trying.effects_here, name="schedule-effects"),
    path("schedule/accept", trying.accept_here, name="schedule-accept"),
    path("schedule/front", views.front_here, name="schedule-front"),
    path("schedule/take-some", views.take_some, name="schedule-take-some"),
    path("schedule/who/<int:pk>", views.who_else_here, name="who-else"),
    path("schedule/why/<int:pk>", views.why_here, name="why"),
]

"""Every page's addresses, and what answers a fault."""

from __future__ import annotations

from django.urls import include, path

handler400 = "varifocal.web.faults.bad_request"
handler403 = "varifocal.web.faults.forbidden"
handler404 = "varifocal.web.faults.not_found"
handler500 = "varifocal.web.faults.our_fault"

ROOMS = (
    "entrance",
    "answering",
    "changes",
    "settings",
    "today",
    "day",
    "calendars",
    "week",
    "questions",
    "telling",
    "balance",
    "direction",
    "clients",
    "talent",
    "growth",
    "people",
    "projects",
    "tasks",
    "take",
    "schedule",
    "scenarios",
    "ways",
    "scored",
    "palette",
    "saved",
    "importing",
)
urlpatterns = [path("", include(f"varifocal.web.{room}.urls")) for room in ROOMS]

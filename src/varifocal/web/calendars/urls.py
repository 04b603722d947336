"""Addresses of a person's own calendars, and of the feeds calendars read."""

from __future__ import annotations

from django.urls import path

from varifocal.web.calendars import feeds, views

urlpatterns = [
    path("calendar", views.page, name="calendar"),
    path("calendar/subscribe", views.subscribe, name="calendar-subscribe"),
    path("calendar/file", views.bring, name="calendar-file"),
    path("calendar/calendars/<int:pk>/titles", views.titles, name="calendar-titles"),
    path("calendar/calendars/<int:pk>/fetch", views.fetch_now, name="calendar-fetch"),
    path("calendar/calendars/<int:pk>/address", views.readdress, name="calendar-address"),
    path("calendar/calendars/<int:pk>/remove", views.remove, name="calendar-remove"),
    path("calendar/meetings/<int:pk>", views.mend, name="calendar-mend"),
    path("calendar/said/<int:pk>/forget", views.forget, name="calendar-forget"),
    path("calendar/days/<int:pk>/away", views.away, name="calendar-away"),
    path("calendar/days/<int:pk>/here", views.not_away, name="calendar-here"),
    path("calendar/feeds/open", feeds.open_one, name="feed-open"),
    path("calendar/feeds/<int:pk>/revoke", feeds.revoke, name="feed-revoke"),
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
]

"""Addresses of the page a client is sent to; the cookie that opens it travels to these alone."""

from __future__ import annotations

from django.urls import path

from varifocal.web.answering import views

urlpatterns = [
    path("a", views.page, name="asked"),
    path("a/seen", views.seen, name="asked-seen"),
    path("a/answer", views.answer, name="asked-answer"),
    path("a/<str:secret>", views.by_link, name="asked-link"),
]
"""`seen` and `answer` are no secrets: one has 43 characters."""

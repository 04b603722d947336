"""Addresses of the entrance."""

from __future__ import annotations

from django.urls import path

from varifocal.web.entrance import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/<str:secret>", views.by_link, name="sign-in-link"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
    path("healthy", views.healthy, name="healthy"),
]

"""Addresses of "Can we take it?"."""

from __future__ import annotations

from django.urls import path

from varifocal.web.take import views

urlpatterns = [
    path("take", views.take, name="take"),
    path("take/ready", views.ready, name="take-ready"),
    path("take/ways", views.ways_to_fit, name="take-ways"),
    path("take/keep", views.keep, name="take-keep"),
    path("take/open", views.open_it, name="take-open"),
    path("take/<int:pk>/let-go", views.let_go, name="take-let-go"),
]

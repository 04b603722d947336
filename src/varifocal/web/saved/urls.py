"""The addresses of saved views."""

from __future__ import annotations

from django.urls import path

from varifocal.web.saved import views

urlpatterns = [
    path("views", views.saved, name="views"),
    path("views/<int:pk>/let-go", views.let_go, name="view-let-go"),
]

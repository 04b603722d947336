"""The address the palette asks."""

from __future__ import annotations

from django.urls import path

from varifocal.web.palette import views

urlpatterns = [path("palette", views.palette, name="palette")]

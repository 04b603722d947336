"""The one Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Org(AppConfig):
    """An organization's tables, cut by noun into packages, one label and one history of migrations."""

    name = "varifocal.org"
    label = "org"
    default = True

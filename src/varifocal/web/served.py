"""Styles, scripts and pictures: Django's own storage, which puts each address together once, not for every page."""

from __future__ import annotations

from django.contrib.staticfiles.storage import StaticFilesStorage


class Served(StaticFilesStorage):
    """A page names twenty files, the same on every page; only templates of ours name any."""

    def __init__(self) -> None:
        super().__init__()
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None) -> str:
        """The file's address."""
        if (known := self._addresses.get(name)) is None:
            known = self._addresses[name] = super().url(name)
        return known

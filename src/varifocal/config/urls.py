"""Every address, from the pages' own lists."""

from __future__ import annotations

from varifocal.web.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

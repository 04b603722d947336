"""Who reads inside what a client was told."""

from __future__ import annotations

from varifocal.web.direction.forms import SeenByFields, SeenByForm


class SendForm(SeenByFields):
    """Asked at sending."""


class SightForm(SeenByForm):
    """Of what was sent."""

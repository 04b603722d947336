"""The organization as it stands, as text. For whoever runs the installation: it knows no one's eyes, as a whole export
knows none; and like that it leaves out what is for the two in it alone."""

from __future__ import annotations

from datetime import datetime

from varifocal.core.text import written
from varifocal.flows.snapshot import snapshot


def portfolio_as_text(now: datetime) -> str:
    """All open work and all people at `now` (UTC), with rates and what is for some eyes only; without the time two
    people keep free for each other."""
    return written(snapshot(now, together=False))

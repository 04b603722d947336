"""When did a process change by itself? Days from which on its projects took longer or less, as the miner finds them."""

from __future__ import annotations

from dataclasses import replace

from varifocal.core.mine.drift import Drift, drifts
from varifocal.flows.improve.reading import Lived
from varifocal.flows.own_log import log_of

__all__ = ["Drift", "changes"]


def changes(lived: Lived) -> list[Drift]:
    """Of the projects that are over; those that go on are longer yet by nobody knows what."""
    over = tuple(case for case in lived.cases if case.ended and case.log)
    return drifts(log_of(replace(lived, cases=over))) if over else []

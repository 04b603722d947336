"""The answer a task waits for: what is usual where nobody said, and what its party's past answers make of it."""

from __future__ import annotations

from dataclasses import replace

from varifocal.core import portfolio as core
from varifocal.core.forecast.answering import Answers
from varifocal.flows.snapshot.rows import Open
from varifocal.flows.snapshot.view import float_or_none
from varifocal.org.work.task import Task

USUAL_WAIT = 5.0
"""Calendar days an outside party takes where nobody said."""


def wait_of(row: Task | Open, known: Answers) -> core.Wait | None:
    """The answer a task waits for: what is usual where nobody said, and what its party's past answers make of it;
    None where it is work."""
    if not row.is_wait:
        return None
    wait = _believed_wait(row)
    if wait.company not in known.own:
        return wait
    usually, rarely = known.quantiles(wait, 0.5, 0.9)
    return replace(wait, learned=(usually, rarely))


def _believed_wait(row: Task | Open) -> core.Wait:
    return core.Wait.believed(
        company=row.waits_on_id,
        likely=float_or_none(row.wait_days) or USUAL_WAIT,
        low=float_or_none(row.wait_days_low),
        high=float_or_none(row.wait_days_high),
        asked=row.asked_on,
    )

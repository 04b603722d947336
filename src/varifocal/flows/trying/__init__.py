"""A drag, a pin, an absence, a new promise or a pitch that might land, tried before anything is written.

`dates` plans what stands with and without it, and tells what moves; `effects` lives both through with the same random
numbers as well, and tells what that does to promises, goals and money. All of it as one account may see it: what she
may not see is left out of names, counts and sentences, and only said to be there. `flows.accepting` makes it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from varifocal.core.plan.suppose import Away as Away
from varifocal.core.plan.suppose import Due as Due
from varifocal.core.plan.suppose import Given as Given
from varifocal.core.plan.suppose import Landing as Landing
from varifocal.core.plan.suppose import Pinned as Pinned
from varifocal.core.plan.suppose import Supposed as Supposed
from varifocal.core.plan.suppose import all_from_plain as all_from_plain
from varifocal.core.plan.suppose import to_plain as to_plain
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.trying.tried import Tried
from varifocal.flows.trying.values import Dates, Effects
from varifocal.org.base.account import Account


def dates(supposed: Sequence[Supposed], *, by: Account, now: datetime) -> Dates:
    """What moves when this is so: planned only, so that it answers while the mouse is down. `now` is UTC; nothing is
    written.

    Raises Impossible for what is not there for her eyes, or cannot be tried.
    """
    return Tried(supposed, Eyes(by, now)).dates()


def effects(supposed: Sequence[Supposed], *, by: Account, now: datetime) -> Effects:
    """The same, and what it does to the chances of promises and goals, and to money. `now` is UTC; nothing is
    written. Raises as `dates` does."""
    return Tried(supposed, Eyes(by, now)).effects()

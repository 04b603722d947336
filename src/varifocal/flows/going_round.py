"""Where projects go round in place, as the miner tells it: a step again directly, or after just one other."""

from __future__ import annotations

from varifocal.core.mine.loops import Loop, loops
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case
from varifocal.flows.own_log import log_of


def rounds(it: Lived) -> list[tuple[Loop, list[Case]]]:
    """Each such place with its projects, what takes longest first."""
    begun = [case for case in it.cases if case.log]
    if not begun:
        return []
    return [(one, [begun[number] for number in one.cases]) for one in loops(log_of(it))]

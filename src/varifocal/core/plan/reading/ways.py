"""Tasks that can be done in several ways: room for whichever crew, and the first way somebody could do."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.reading.rows import Rows
from varifocal.core.plan.reading.staffing import Staffing
from varifocal.core.plan.workload import WAY, Ints


def seat(rows: Rows, crews: Ints) -> None:
    """Room for each task's crew, in whatever way it is done."""
    columns, own = rows.columns, len(rows.own)
    room = crews[:own].copy()
    for at, first, last in rows.ways:
        room[at] = max(room[at], *crews[own + first : own + last].tolist())
    columns["seats_from"][:own] = np.cumsum(room) - room
    columns["seats_to"][:own] = columns["seats_from"][:own] + crews[:own]
    columns["seats_to"][own:] = crews[own:]  # how many they are


def choose(rows: Rows, staffing: Staffing) -> None:
    """Let each task begin with the first way somebody could do it in, and leave out those nobody could."""
    own, columns, ways = len(rows.own), rows.own_columns, rows.way_columns
    heads, reasons = staffing.heads, staffing.reasons
    for at, first, last in rows.ways:
        for mode in range(last - first):
            ways["mode"][first + mode] = mode
            reasons.pop(own + first + mode, None)
        able = [way for way in range(first, last) if not ways["unable"][way]]
        if not able:
            continue
        reasons.pop(at, None)
        columns["unable"][at] = 0
        heads[at] = heads[own + able[0]]
        ways[first : first + len(able)] = ways[able]
        columns["ways_from"][at], columns["ways_to"][at] = first, first + len(able)
        for name in WAY:
            columns[name][at] = ways[name][first]
        columns["seats_to"][at] = columns["seats_from"][at] + ways["seats_to"][first]

"""One complete schedule in columns: where everything stands that has a place, and why the rest has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from varifocal.core.plan.generate import Generated, Spot
from varifocal.core.plan.values import Hold, in_rows
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import Ints, sizes

Pieces = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Schedule:
    """A row for each task that has a place, in the order of the tasks: its `place` among them, by whom, when, what it
    waited for and in which mode it is done; `pieces` of what is interrupted, by row. `unplanned` says of the others
    why, by their ids; `beyond` are those whose people's time within the horizon does not suffice; `taken_up` are those
    with a place, by their ids, in the order in which they got it.
    """

    place: Ints
    people: Sequence[tuple[int, ...]]
    start: Ints
    finish: Ints
    hold: Sequence[Hold]
    mode: Sequence[int]
    pieces: Mapping[int, Pieces]
    unplanned: Mapping[int, str]
    beyond: tuple[int, ...]
    taken_up: tuple[int, ...]

    @cached_property
    def crew(self) -> Ints:
        """How many do each."""
        return sizes(self.people)

    @cached_property
    def members(self) -> Ints:
        """The ids of those who do each, row after row."""
        return np.fromiter(chain.from_iterable(self.people), np.int64, int(self.crew.sum()))

    @property
    def all_pieces(self) -> list[Pieces]:
        """The pieces of each; none of what is done in one."""
        pieces: list[Pieces] = [()] * len(self.place)
        for row, parts in self.pieces.items():
            pieces[row] = parts
        return pieces

    def generated(self, work: Compiled) -> Generated:
        """The same as spots by the ids of the tasks."""
        rows = in_rows(
            Spot,
            self.people,
            self.start.tolist(),
            self.finish.tolist(),
            self.hold,
            self.all_pieces,
            self.mode,
        )
        ids = work.columns["number"][self.place].tolist()
        return Generated(dict(zip(ids, rows, strict=True)), dict(self.unplanned), self.beyond)


def schedule_of(work: Compiled, generated: Generated) -> Schedule:
    """A schedule of spots in columns."""
    ids = sorted(generated.spots)
    spots = [generated.spots[task] for task in ids]
    return Schedule(
        place=np.array([work.place[task] for task in ids], dtype=np.int64),
        people=[spot.people for spot in spots],
        start=np.array([spot.start for spot in spots], dtype=np.int64),
        finish=np.array([spot.finish for spot in spots], dtype=np.int64),
        hold=[spot.hold for spot in spots],
        mode=[spot.mode for spot in spots],
        pieces={row: spot.pieces for row, spot in enumerate(spots) if spot.pieces},
        unplanned=generated.unplanned,
        beyond=generated.beyond,
        taken_up=tuple(generated.spots),
    )

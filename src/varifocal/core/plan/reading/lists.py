"""Lists of places, one behind the other in one array: crews, classes of equally qualified people, later tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from varifocal.core.plan.crews import Heads
from varifocal.core.plan.workload import CLASS, Ints, Records, sizes


class Lists:
    """All lists of a portfolio; a row knows of each from where to where it stands."""

    def __init__(self, place: Mapping[int, int]) -> None:
        self.place = place
        """The places of people, by id."""
        self.classes: dict[tuple[int, ...], int] = {}
        self._items: list[int] = []

    def array(self) -> Ints:
        """All of them."""
        return np.array(self._items, dtype=np.int64)

    def add(self, columns: Records, name: str, count: Ints, items: Iterable[int]) -> None:
        """List so many for each row, all behind one another."""
        columns[f"{name}_to"] = len(self._items) + np.cumsum(count)
        columns[f"{name}_from"] = columns[f"{name}_to"] - count
        self._items.extend(items)

    def add_crews(self, columns: Records, name: str, crews: Sequence[tuple[int, ...]]) -> None:
        """Crews by the places of their people, without those who are not among the people."""
        place = self.place
        if not place.keys() >= set(chain.from_iterable(crews)):
            crews = [tuple([each for each in people if each in place]) for people in crews]
        self.add(columns, name, sizes(crews), map(place.__getitem__, chain.from_iterable(crews)))

    def add_heads(self, heads: Heads) -> tuple[int, int]:
        """List the classes of people who could be each head; where that list begins and ends."""
        first = len(self._items)
        self._items.extend([self.classes.setdefault(head, len(self.classes)) for head in heads])
        return first, len(self._items)

    def add_classes(self) -> Records:
        """List everybody in each class; these are the last of all lists."""
        return np.array([self._people(each) for each in self.classes], dtype=CLASS)

    def _people(self, people: tuple[int, ...]) -> tuple[int, int]:
        first = len(self._items)
        self._items.extend(map(self.place.__getitem__, people))
        return first, len(self._items)

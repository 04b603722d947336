"""One person's time as the planner fills it: the working quarters already taken."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from varifocal.core.calendar import NEVER, Calendar


class Desk:
    """Taken stretches of a person's working quarters, counted in working quarters (k), merged where they touch.

    In this count nights, weekends and absences vanish, so a task is one stretch and a gap one subtraction.
    """

    __slots__ = ("_begins", "_ends", "_owners", "cum", "load", "slots")

    def __init__(self, calendar: Calendar) -> None:
        self.slots = calendar.slots.data
        self.cum = calendar.cum.data
        self.load = 0
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._owners: dict[int, int] = {}

    def first(self, start: int, finish: int, quarters: int) -> int:
        """The first working quarter at which work of so many quarters can begin: not before grid quarter
        `start`, not ending before grid quarter `finish`, in one piece, nothing of hers in between."""
        k = self._from(start, finish, quarters)
        begins, ends = self._begins, self._ends
        for block in range(bisect_right(ends, k), len(begins)):
            if begins[block] - k >= quarters:
                return k
            k = ends[block]
        return k

    def pieces(self, start: int, finish: int, quarters: int) -> list[tuple[int, int]]:
        """The working quarters, from and to, in which work that may be interrupted is done: whenever nothing is taken,
        from the same moment on as in `first`."""
        k, rest = self._from(start, finish, quarters), quarters
        begins, ends = self._begins, self._ends
        pieces: list[tuple[int, int]] = []
        for block in range(bisect_right(ends, k), len(begins)):
            if begins[block] > k:
                done = min(rest, begins[block] - k)
                pieces.append((k, k + done))
                rest -= done
                if not rest:
                    return pieces
            k = ends[block]
        return [*pieces, (k, k + rest)]

    def _from(self, start: int, finish: int, quarters: int) -> int:
        return max(self.k(start), self.k(finish - 1) - quarters + 1 if finish > 0 else 0)

    def k(self, quarter: int) -> int:
        """Working quarters before a grid quarter; NEVER beyond the horizon."""
        return self.cum[quarter] if quarter < len(self.cum) else NEVER

    def done(self, k: int) -> int:
        """The grid quarter at which what is done before working quarter k has ended; NEVER beyond the horizon."""
        return self.slots[k - 1] + 1 if k <= len(self.slots) else NEVER

    def soonest(self, start: int, finish: int, quarters: int, *, whole: bool) -> int:
        """When so much work is done at the soonest, in one piece or in several; NEVER beyond the horizon."""
        if whole:
            return self.done(self.first(start, finish, quarters) + quarters)
        return self.done(self.pieces(start, finish, quarters)[-1][1])

    def clash(self, start: int, finish: int) -> tuple[int, int] | None:
        """The first stretch taken between two grid quarters: the grid quarter at which it ends, and the task
        that ends it; None where she is free."""
        begin, end = self.cum[start], self.cum[finish]
        block = bisect_right(self._ends, begin)
        if begin == end or block == len(self._begins) or self._begins[block] >= end:
            return None
        until = self._ends[block]
        return self.slots[until - 1] + 1, self._owners[until]

    def ends_at(self, k: int) -> int | None:
        """The task whose stretch ends where working quarter k begins."""
        return self._owners.get(k)

    def take_all(self, stretches: Iterable[tuple[int, int]], task: int) -> None:
        """Give her the working quarters in all of these stretches of the grid to a task."""
        for start, finish in stretches:
            self.take(start, finish, task)

    def take(self, start: int, finish: int, task: int) -> None:
        """Give her working quarters between two grid quarters to a task."""
        begin, end = self.cum[start], self.cum[finish]
        if begin == end:
            return
        self.load += end - begin
        self._owners[end] = task
        at = bisect_left(self._begins, begin)
        if at and self._ends[at - 1] == begin:
            at -= 1
            begin = self._drop(at)[0]
        if at < len(self._begins) and self._begins[at] == end:
            end = self._drop(at)[1]
        self._begins.insert(at, begin)
        self._ends.insert(at, end)

    def _drop(self, at: int) -> tuple[int, int]:
        return self._begins.pop(at), self._ends.pop(at)

"""One person's time as the planner fills it: the working quarters already taken."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

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
        k = max(self.k(start), self.k(finish - 1) - quarters + 1 if finish > 0 else 0)
        begins, ends = self._begins, self._ends
        for block in range(bisect_right(ends, k), len(begins)):
            if begins[block] - k >= quarters:
                return k
            k = ends[block]
        return k

    def k(self, quarter: int) -> int:
        """Working quarters before a grid quarter; NEVER beyond the horizon."""
        return self.cum[quarter] if quarter < len(self.cum) else NEVER

    def finish(self, k: int, quarters: int) -> int:
        """The grid quarter at which work begun at working quarter k has ended; NEVER beyond the horizon."""
        last = k + quarters - 1
        return self.slots[last] + 1 if last < len(self.slots) else NEVER

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
            begin = self._begins.pop(at)
            self._ends.pop(at)
        if at < len(self._begins) and self._begins[at] == end:
            self._begins.pop(at)
            end = self._ends.pop(at)
        self._begins.insert(at, begin)
        self._ends.insert(at, end)

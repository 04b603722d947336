"""What is booked of one kind of equipment as the planner fills it; what is out of service is booked beforehand."""

from __future__ import annotations

from bisect import insort
from typing import NamedTuple


class Booking(NamedTuple):
    """So many of it are in use from one grid quarter to another, for a task; or (`is_outage`) out of service."""

    start: int
    finish: int
    number: int
    task: int


def outage(place: int) -> int:
    """What stands instead of a task where equipment, by its place among all, is out of service."""
    return -2 - place


def is_outage(task: int) -> bool:
    """Whether it is no task but equipment that is out of service."""
    return task < 0


class Bookings:
    """All bookings of one kind of equipment, of which there are so many."""

    __slots__ = ("_booked", "_there_are")

    def __init__(self, there_are: int) -> None:
        self._there_are = there_are
        self._booked: list[Booking] = []

    def clash(self, start: int, finish: int, count: int) -> tuple[int, int] | None:
        """Where fewer than `count` are left at some moment between two grid quarters: when the first of those in use
        at the earliest such moment comes back, and its task. Nothing that starts earlier than that would do."""
        met = [each for each in self._booked if each.start < finish and each.finish > start]
        for moment in sorted({max(start, each.start) for each in met}):
            in_use = [each for each in met if each.start <= moment < each.finish]
            if sum(each.number for each in in_use) + count > self._there_are:
                return min((each.finish, each.task) for each in in_use)
        return None

    def book(self, start: int, finish: int, count: int, task: int) -> None:
        """Let a task have so many of it between two grid quarters."""
        insort(self._booked, Booking(start, finish, count, task))

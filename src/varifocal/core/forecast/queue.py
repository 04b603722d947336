"""One person's queue in all draws at once, counted in her working quarters.

She does her tasks in the order of the plan. Where a task cannot begin yet (an answer is missing, a release is
not there), she does what comes after it, and what was first keeps the first claim to her time. So the j-th
task, ready at r(j) with effort L(j), has ended by

    F(j) = L(j) + min over m < j of ( max(r(j), G(m)) + L(m+1) + … + L(j-1) ),    G(m) = max over i ≤ m of F(i):

once everything up to m has ended, at most the effort of what lies between can come before it. That holds for
preemptive service in order of rank, whatever becomes ready when (the level-i busy period of response-time
analysis: Lehoczky, RTSS 1990), and unlike that service itself it is monotone: no effort and no wait that
grows makes anything end earlier. m = j - 1 alone is the strict queue. Of the other m only those before a task
that may be held up can matter; the newest and then ever fewer of them are kept.
"""

from __future__ import annotations

from typing import NamedTuple

from varifocal.core.forecast.script import NONE, ZEROS, Script


class Work(NamedTuple):
    """The rows in which a piece of work begins and has ended, in working quarters."""

    began: int
    ended: int


class _Anchor(NamedTuple):
    """A place in the queue from which on work may be counted: everything before it has ended by `ended`, and
    took `worked` in all."""

    number: int
    ended: int
    worked: int


class Queue:
    """A person's working quarters as her tasks fill them, written down for every draw."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.ended = ZEROS
        self._worked = ZEROS
        self._anchors: list[_Anchor] = []
        self._count = 0

    def add(self, ready: int, effort: int, *, whole: bool = False, in_passing: bool = False) -> Work:
        """Do the next task: not before the working quarters of row `ready` (NONE: at once), for those of row
        `effort`. A `whole` task waits for all before it. What is done `in_passing` leaves no place to count from, so in
        a draw in which it takes no time the queue is as if it had never been."""
        anchored = ready != NONE and not in_passing
        if anchored:
            self._anchor()
        # the newest anchor of a task that may be held up is where the queue stands
        others = () if whole else self._anchors[: -1 if anchored else None]
        since = [row for anchor in others for row in (anchor.ended, anchor.worked)]
        began = self.script.queue(ready, effort, self.ended, self._worked, since)
        self.ended, self._worked = began + 2, began + 3
        return Work(began, began + 1)

    def block(self, began: int, ended: int) -> None:
        """Give a stretch after all earlier work to a crew: she does nothing else in it."""
        self._anchor()
        self.ended = self.script.crew(began, ended, self.ended, self._worked)
        self._worked = self.ended + 1

    def _anchor(self) -> None:
        """Keep where we stand; of older anchors one in each doubling of the distance."""
        self._count += 1
        now = self._count
        self._anchors = [
            each for each in self._anchors if each.number % (1 << ((now - each.number).bit_length() - 1)) == 0
        ]
        self._anchors.append(_Anchor(now, self.ended, self._worked))

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

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int32]


class _Anchor(NamedTuple):
    """A place in the queue from which on work may be counted: everything before it has ended by `ended`, and
    took `worked` in all."""

    number: int
    ended: Whole
    worked: Whole


class Queue:
    """A person's working quarters as her tasks fill them, in every draw."""

    def __init__(self, draws: int) -> None:
        self.ended: Whole = np.zeros(draws, dtype=np.int32)
        self._worked: Whole = np.zeros(draws, dtype=np.int32)
        self._anchors: list[_Anchor] = []
        self._count = 0

    def add(self, ready: Whole | None, effort: Whole, *, whole: bool = False) -> Whole:
        """Do the next task: not before working quarter `ready` (None: at once), for `effort` quarters; the
        working quarter before which it has ended. A `whole` task waits for all before it."""
        if ready is not None:
            self._anchor()
        began = self.ended if ready is None else np.maximum(ready, self.ended)
        if not whole:
            for anchor in self._anchors[: -1 if ready is not None else None]:  # the newest is what began says
                since = self._worked - anchor.worked
                since += anchor.ended if ready is None else np.maximum(ready, anchor.ended)
                began = np.minimum(began, since)
        ended: Whole = began + effort
        self._take(ended, effort)
        return ended

    def block(self, began: Whole, ended: Whole) -> None:
        """Give a stretch after all earlier work to a crew: she does nothing else in it."""
        self._anchor()
        self._take(ended, ended - began)

    def _take(self, ended: Whole, effort: Whole) -> None:
        self.ended = np.maximum(self.ended, ended)
        self._worked = self._worked + effort

    def _anchor(self) -> None:
        """Keep where we stand; of older anchors one in each doubling of the distance."""
        self._count += 1
        now = self._count
        self._anchors = [
            each for each in self._anchors if each.number % (1 << ((now - each.number).bit_length() - 1)) == 0
        ]
        self._anchors.append(_Anchor(now, self.ended, self._worked))

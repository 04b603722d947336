"""A lock that serves writers in the order they came.

SQLite lets one writer in at a time and makes the others poll: at 16 writers the unlucky wait a second and
more. Queued in order, the slowest hundredth waits under a tenth of that (measured, see docs/decisions).
"""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """First come, first served, among the threads of one process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._queue: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn, at most `timeout` seconds; False when it did not come."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():
                return True
            self._queue.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to whoever waits longest."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False

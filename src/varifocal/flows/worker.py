"""Reads the log from its bookmark and runs what has become stale; several at once are safe.

The bookmark is claimed with a lease and kept by a heartbeat while a run is computed outside any write
transaction; a worker that lost its lease writes nothing, one that died is followed by the next.
"""

from __future__ import annotations

import logging
import secrets
import threading
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connections
from django.utils import timezone

from varifocal.core.portfolio import Portfolio
from varifocal.flows.calendars.rounds import go_round
from varifocal.flows.chores import do_chores
from varifocal.flows.compiled import is_loaded, make_ready
from varifocal.flows.replan import LEAST, LeaseLost, Superseded, changed_since, explain_drift, replan
from varifocal.flows.scorecard import keep_scores
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.acts import newest
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.runs.run import Run

FLOW = "replan"
LOOK_EVERY = 0.15
"""Seconds between two looks at the log."""
QUIET = 0.15
"""Seconds without a change before a run begins, so that a burst of edits makes one run …"""
PATIENCE = 1.0
"""… but never later than this after the first of them."""
GIVES_WAY = 10
"""So many runs one after the other leave off looking for proposals because something changed meanwhile; then one looks
to its end, or there would be none as long as people are at work."""
LEASE_SECONDS = 30.0
OLD = timedelta(hours=1)
"""Time passes: a run is made anew after an hour even where nothing changed."""
MOST_WAIT = timedelta(minutes=5)
DRIFT_TASKS = 1_500
"""Beyond so many open tasks the causes of drift are not computed by themselves."""

log = logging.getLogger(__name__)


class Worker:
    """One worker; `stop` ends it after the run it is at."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.name = secrets.token_hex(8)
        self.last: Portfolio | None = None
        self.gave_way = 0

    def work(self) -> None:
        """Until told to stop: look, run what is stale, rest. What goes wrong is noted and tried again later."""
        while not self.stop.is_set():
            try:
                close_old_connections()
                self.work_once()
            except Error as fault:
                log.warning("The worker could not reach the database: %s", fault)
                connections.close_all()
                self.stop.wait(2.0)
            self.stop.wait(LOOK_EVERY)
        connections.close_all()

    def work_once(self) -> Run | None:
        """One look: the run it made, or None where nothing was stale or somebody else is at it."""
        if not is_due(timezone.now()):
            return None
        mark = Bookmark.claim(FLOW, self.name, seconds=LEASE_SECONDS)
        if mark is None:
            return None
        with _Heartbeat(mark):
            try:
                self._let_a_burst_end()
                return self._run(mark)
            except LeaseLost:
                log.warning("Another worker took over; nothing was written.")
            except Exception as fault:  # whatever it was, the next try must come
                wait = min(MOST_WAIT, timedelta(seconds=2 ** min(8, mark.failures + 1)))
                log.exception("The run failed and is tried again in %s.", wait)
                mark.fail(str(fault) or type(fault).__name__, wait=wait)
        return None

    def _run(self, mark: Bookmark) -> Run:
        now = timezone.now()
        do_chores(now)
        portfolio = snapshot(now)
        before_it = self.gave_way
        run = replan(now, mark=mark, portfolio=portfolio, ask=lambda: self._give_way(portfolio))
        if self.gave_way == before_it:
            self.gave_way = 0
        before, self.last = self.last, portfolio
        if before is not None and before.seen < portfolio.seen and len(portfolio.tasks) <= DRIFT_TASKS:
            explain_drift(run, portfolio, before)
        return run

    def _give_way(self, portfolio: Portfolio) -> None:
        """What changed since is dated anew before more is proposed about what was."""
        if self.gave_way < GIVES_WAY and changed_since(portfolio.seen):
            self.gave_way += 1
            raise Superseded

    def _let_a_burst_end(self) -> None:
        waited, seen = 0.0, newest()
        while waited < PATIENCE and not self.stop.wait(QUIET):
            waited += QUIET
            if (now := newest()) == seen:
                return
            seen = now


class _Heartbeat:
    """Keeps a lease while something long is computed."""

    def __init__(self, mark: Bookmark) -> None:
        self.mark = mark
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.done.wait(LEASE_SECONDS / 3):
            try:
                self.mark.beat(seconds=LEASE_SECONDS)
            except Error as fault:
                log.warning("The lease could not be kept: %s", fault)
        connections.close_all()


def is_due(now: datetime) -> bool:
    """Whether the newest run is missing, has not seen something that matters, is old, or was left half done; or was
    made before what is compiled was there, and says neither how good it is nor all that would be worth changing."""
    latest = Run.latest_one()
    if latest is None:
        return newest() > 0
    held = Bookmark.objects.filter(flow=FLOW).values_list("seen", "holder").first()
    seen, holder = held or (0, "")
    if holder and seen < latest.seen:
        return True  # somebody is at it, who died if the lease ends
    if is_loaded() and LEAST not in latest.figures:
        return True
    return changed_since(max(seen, latest.seen)) or now - latest.as_of > OLD


def work(stop: threading.Event) -> None:
    """Run a worker until `stop` is set; beside it, in threads of their own, calendars are fetched (a host that hangs
    holds no plan up), the score is kept and what is compiled is made ready."""
    beside = [threading.Thread(target=one, args=(stop,), daemon=True) for one in (go_round, keep_scores)]
    for thread in beside:
        thread.start()
    make_ready(stop, compiles=True)
    Worker(stop).work()
    for thread in beside:
        thread.join(5.0)


def work_once() -> Run | None:
    """One look and, where something is stale, one run."""
    return Worker(threading.Event()).work_once()

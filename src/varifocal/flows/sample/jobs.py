"""Work as the year sees it: a task with what is known of it and what is true of it, the project it is in, and the
hours that really went into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from varifocal.flows.sample.names import Order
from varifocal.flows.sample.world import Mate
from varifocal.org.models import Assignment, Estimate, Project, Serving, Task

WAITS = ("Client approval", "Client material")
"""Kinds of work that somebody outside does."""


@dataclass(slots=True, eq=False)
class Job:
    """A task: `left` is the truth in hours, `spent` what went into it; a wait counts in days instead."""

    row: Task
    work: Work
    kind: str
    phase: int
    estimate: float | None
    truth: float
    doer: Mate | None = None
    placed: Assignment | None = None
    placed_on: date | None = None
    after: list[Job] = field(default_factory=list)
    spent: float = 0.0
    stuck_at: float | None = None
    stuck_since: date | None = None
    stuck_until: date | None = None
    re_estimated: bool = False
    started: date | None = None
    finished: date | None = None
    asked: date | None = None
    answer_on: date | None = None
    second_round: bool = False
    not_before: date | None = None
    estimates: list[Estimate] = field(default_factory=list)

    @property
    def is_wait(self) -> bool:
        """Whether an outside party answers it."""
        return self.kind in WAITS

    @property
    def is_ready(self) -> bool:
        """Whether everything before it is done."""
        return self.finished is None and all(one.finished is not None for one in self.after)

    @property
    def left(self) -> float:
        """Hours truly left."""
        return max(0.0, self.truth - self.spent)


@dataclass(slots=True, eq=False)
class Work:
    """A project in the year."""

    order: Order
    row: Project
    manager: Mate
    jobs: list[Job] = field(default_factory=list)
    serves: list[Serving] = field(default_factory=list)
    ended: date | None = None

    @property
    def is_ours(self) -> bool:
        """Work nobody outside waits for."""
        return self.order.kind in ("own", "mending")

    @property
    def is_running(self) -> bool:
        """Whether it has tasks and goes on."""
        return self.ended is None

    def open(self) -> Iterator[Job]:
        """Its unfinished tasks."""
        return (job for job in self.jobs if job.finished is None)


@dataclass(frozen=True, slots=True)
class Lived:
    """Hours as they really were, whether anybody noted them or not."""

    who: Mate
    on: date
    hours: float
    work: Work | None
    people_time: bool = False

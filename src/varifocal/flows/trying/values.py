"""What is told about something that is tried, as one account may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from varifocal.flows.whatif import Effect


@dataclass(frozen=True, slots=True)
class Moved:
    """A task that stands elsewhere: who does it, and when (UTC, the finish exclusive; None where it has no place)."""

    task: int
    name: str
    project: int
    project_name: str
    people_before: tuple[int, ...]
    people_after: tuple[int, ...]
    start_before: datetime | None
    start_after: datetime | None
    finish_before: datetime | None
    finish_after: datetime | None

    @property
    def is_later(self) -> bool:
        """Whether it would be done later, or has no place any more."""
        if self.finish_before is None:
            return False
        return self.finish_after is None or self.finish_after > self.finish_before


@dataclass(frozen=True, slots=True)
class Late:
    """A due date that is kept less well, or better: the day its task or project (`noun`) would be done before and
    after, None where part of it has no place, and the due day, which may itself be what is tried."""

    noun: str
    id: int
    name: str
    due_before: date | None
    due: date | None
    done_before: date | None
    done: date | None

    @property
    def days_before(self) -> int:
        """Days late as it stands."""
        return _days_late(self.done_before, self.due_before)

    @property
    def days(self) -> int:
        """Days late as it would be."""
        return _days_late(self.done, self.due)

    @property
    def state(self) -> str:
        """“breaks”, “holds” (it would have been broken), “later” or “sooner” (broken either way)."""
        if not self.days_before:
            return "breaks"
        return "holds" if not self.days else "later" if self.days > self.days_before else "sooner"


@dataclass(frozen=True, slots=True)
class FullWeek:
    """A person's week that becomes full: hours planned before and after, of those she has."""

    person: int
    name: str
    week: date
    before: float
    after: float
    capacity: float


@dataclass(frozen=True, slots=True)
class Dates:
    """What moves when this is so, as one account may see it.

    `hidden`: something she may not see would be done later. `sentence` sums it up. `seen` is the number of the newest
    change it knows, which `accept` compares.
    """

    moved: tuple[Moved, ...]
    late: tuple[Late, ...]
    weeks: tuple[FullWeek, ...]
    hidden: bool
    sentence: str
    seen: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A date that is tried, of a “project”, a “task” or an “opportunity”: its chance, and the days by which it holds in
    50, 80 and 95 of 100 futures."""

    noun: str
    id: int
    name: str
    day: date
    chance: float | None
    half: date | None
    most: date | None
    sure: date | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the open work costs at the rates of those who do it, before and after; `guessed`: hours change hands of
    whom nobody says what one costs, so that the mean of the known rates stands for it."""

    before: Decimal
    after: Decimal
    currency: str
    guessed: bool = False

    @property
    def more(self) -> Decimal:
        """What it costs more; less where negative."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effects:
    """What it does to dates, to the chances of promises and goals, and to money.

    `cost` is None where no rates are known or she does not see money; `hidden` tells that something she may not see
    loses.
    """

    dates: Dates
    chances: tuple[Effect, ...]
    promises: tuple[Promise, ...]
    cost: Cost | None
    hidden: bool


def _days_late(done: date | None, due: date | None) -> int:
    return 0 if done is None or due is None else max(0, (done - due).days)

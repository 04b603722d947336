"""What was foretold beside what came true: the scorecard of our own chances.

Two rules keep it honest. A day counts only **once it has passed**: before that only what came early would be known, and
every chance would look too timid. And **each thing counts once**, however many days it was asked about: ninety days of
one late project are one miss, told ninety times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from varifocal.core.forecast.scoring import interval

ENOUGH = 20
"""Under so many things there is a count and no percentage."""

BINS = 10

Thing = tuple[str, int]
"""A noun and the number of its record."""


class Question(StrEnum):
    """What was foretold: the chance of its own date, the day with even chances, the day with four in five."""

    CHANCE = "chance"
    HALF = "half"
    MOST = "most"


LEVELS = {Question.HALF: 0.5, Question.MOST: 0.8}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said of a thing on a day: its chance and by when, and the days of its P50 and P80."""

    thing: Thing
    on: date
    chance: float | None = None
    by_when: date | None = None
    half: date | None = None
    most: date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a thing: the day it was done; or the day from which on nobody could know, because it was given
    up."""

    done: date | None = None
    given_up: date | None = None

    def by(self, day: date, today: date) -> bool | None:
        """Whether it was done by the end of a day; None while that day is not over, and where it was given up before
        that could be known."""
        if day >= today:
            return None
        if self.done is not None:
            return self.done <= day
        return None if self.given_up is not None and self.given_up <= day else False


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing and one question, for a chance in one tenth (`place`, 0 to 9): on how many days it was asked, what was
    told and what share of that came true, in the middle; and the pinball loss in days, at least so much where it is not
    done yet."""

    thing: Thing
    question: Question
    place: int
    days: int
    told: float
    came: float
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """How often something came true: things, days they were asked on, what was told and what came true (0 to 1, each
    thing counting once), in which interval that share lies in 19 cases of 20 (Wilson), and the mean loss in days."""

    things: int
    days: int
    told: float
    came: float
    low: float
    high: float
    lost: float = 0.0

    @property
    def is_enough(self) -> bool:
        """Whether it may be told as a percentage."""
        return self.things >= ENOUGH


def tallies(kept: Iterable[Kept], courses: Mapping[Thing, Course], today: date) -> list[Tally]:
    """Each thing and question once. What has no course any more says nothing; `today` is not over yet."""
    found: dict[tuple[Thing, Question, int], list[tuple[float, bool, float]]] = defaultdict(list)
    for one in kept:
        course = courses.get(one.thing)
        if course is None:
            continue
        for question, told, day in _asked(one):
            came = course.by(day, today)
            if came is None:
                continue
            place = _place(told) if question is Question.CHANCE else 0
            found[one.thing, question, place].append((told, came, _loss(question, course, day, today)))
    return [_tally(*key, answers) for key, answers in found.items()]


def yes_or_no(told: Iterable[tuple[Thing, float]], came: Mapping[Thing, bool]) -> list[Tally]:
    """Chances of what either comes true or does not, whenever that is known: a budget, a promise."""
    found: dict[tuple[Thing, int], list[tuple[float, bool, float]]] = defaultdict(list)
    for thing, chance in told:
        if thing in came:
            found[thing, _place(chance)].append((chance, came[thing], 0.0))
    return [_tally(thing, Question.CHANCE, place, answers) for (thing, place), answers in found.items()]


def _tally(
    thing: Thing, question: Question, place: int, answers: Sequence[tuple[float, bool, float]]
) -> Tally:
    """What one thing was told (chance, whether it came true, loss in days), day by day, as one line."""
    days = len(answers)
    told, came, lost = (sum(column) / days for column in zip(*answers, strict=True))
    return Tally(thing, question, place, days, told, came, lost)


def held(some: Iterable[Tally]) -> Held:
    """All of these together, each thing counting once."""
    by_thing: dict[Thing, list[Tally]] = defaultdict(list)
    for one in some:
        by_thing[one.thing].append(one)
    things = len(by_thing)
    if not things:
        return Held(0, 0, 0.0, 0.0, 0.0, 1.0)
    shares = [_one(own) for own in by_thing.values()]
    days = sum(one.days for own in by_thing.values() for one in own)
    told, came, lost = (sum(column) / things for column in zip(*shares, strict=True))
    return Held(things, days, told, came, *interval(came, things), lost)


def diagram(some: Iterable[Tally]) -> list[Held]:
    """Chances of about the same size and how often they came true, the smallest first; empty tenths are left out."""
    by_place: dict[int, list[Tally]] = defaultdict(list)
    for one in some:
        if one.question is Question.CHANCE:
            by_place[one.place].append(one)
    return [held(by_place[place]) for place in sorted(by_place)]


def _place(chance: float) -> int:
    return min(BINS - 1, int(chance * BINS))


def _one(own: Sequence[Tally]) -> tuple[float, float, float]:
    days = sum(one.days for one in own)
    return (
        sum(one.told * one.days for one in own) / days,
        sum(one.came * one.days for one in own) / days,
        sum(one.lost * one.days for one in own) / days,
    )


def _asked(one: Kept) -> Iterable[tuple[Question, float, date]]:
    if one.chance is not None and one.by_when is not None and one.by_when >= one.on:
        yield Question.CHANCE, one.chance, one.by_when
    if one.half is not None:
        yield Question.HALF, LEVELS[Question.HALF], one.half
    if one.most is not None:
        yield Question.MOST, LEVELS[Question.MOST], one.most


def _loss(question: Question, course: Course, day: date, today: date) -> float:
    if question is Question.CHANCE:
        return 0.0
    miss = ((course.done or today) - day).days
    level = LEVELS[question]
    return max(level * miss, (level - 1) * miss)

"""Too short, too long: what the facts say, each with its evidence, its size and one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from varifocal.core.balance.kept import Kept
from varifocal.core.balance.reach import HoursByReach

TOO_MUCH_UNPLACED = 0.2
"""Above a fifth of unplaced hours nobody can judge: no verdict."""

QUARTER = timedelta(days=91)
FOUR_WEEKS = timedelta(days=28)
TWO_WEEKS = timedelta(days=14)


class Side(StrEnum):
    """Which way the looking goes wrong. Both may be true at once."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"


class Rule(StrEnum):
    """Which observation a verdict stands on."""

    FAR_HOURS_NOT_KEPT = "far hours not kept"
    GOAL_AT_REST = "goal at rest"
    STRATEGY_WITHOUT_HOURS = "strategy without hours"
    NO_STEP_FITS = "no step fits"
    PROMISE_IN_DANGER = "promise in danger"
    SERVICE_MISSED = "service missed"


class About(StrEnum):
    """The kind of record a verdict or an act is about."""

    WEEK = "week"
    GOAL = "goal"
    DECISION = "decision"
    STRATEGY = "strategy"
    PROJECT = "project"
    STANDING_PURPOSE = "standing purpose"


@dataclass(frozen=True, slots=True)
class Subject:
    """A record by kind, id and name; the id of a week is None."""

    about: About
    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do about it: words for the button's sentence, and the record it opens."""

    sentence: str
    on: Subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """One observation in plain words: what, what it stands on, how large, and one act."""

    side: Side
    rule: Rule
    subject: Subject
    sentence: str
    evidence: tuple[str, ...]
    size: float
    unit: str
    act: Act


@dataclass(frozen=True, slots=True)
class Stepping:
    """A goal or a decision and its steps: when one was last finished, and when the plan finishes the next;
    None where there was none, or none fits. `since` is the day it was opened, `target` its date."""

    subject: Subject
    since: date
    target: date | None = None
    last_finished: date | None = None
    next_fits: date | None = None


@dataclass(frozen=True, slots=True)
class StrategyHours:
    """A chosen strategy and everybody's hours under it in the last four weeks."""

    id: int
    name: str
    hours: float


@dataclass(frozen=True, slots=True)
class PromiseHeld:
    """Something promised with the chance of keeping it (0 to 1), and the next and far hours which the people
    who hold it have planned before it is due and which could wait."""

    project: int
    name: str
    due: date
    chance: float | None
    wanted: float
    could_wait: float


@dataclass(frozen=True, slots=True)
class Service:
    """Standing work with a service level: how often it was wanted in time, and how often it was (0 to 1)."""

    id: int
    name: str
    wanted: float
    met: float | None
    times: int


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything the verdicts stand on, for a company, a team or oneself. `hours` are the last four weeks',
    `weeks` the kept shares, oldest first."""

    today: date
    hours: HoursByReach
    weeks: Sequence[Kept] = ()
    stepping: Sequence[Stepping] = ()
    strategies: Sequence[StrategyHours] = ()
    promises: Sequence[PromiseHeld] = ()
    services: Sequence[Service] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts, nearest side first and largest first within a rule, or a sentence why there are none."""

    verdicts: tuple[Verdict, ...]
    silent: str = ""


def verdicts(looked: Looked) -> Judged:
    """Is the looking too short, too long, both or neither? Silent where too many hours are unplaced.

    Rules and figures: DESIGN 4.6.
    """
    hours = looked.hours
    if hours.unplaced_share > TOO_MUCH_UNPLACED:
        unplaced = _percent(hours.unplaced_share)
        return Judged((), f"{unplaced} of the hours have no project: too many to judge.")
    if hours.total > 0 and not hours.is_real_enough:
        return Judged((), f"Only {_percent(hours.real_share)} of the hours are real: too few to judge.")
    return Judged((*_too_short(looked), *_too_long(looked)))


def _too_short(looked: Looked) -> Iterator[Verdict]:
    yield from _far_hours_not_kept(looked.weeks)
    yield from _goals_at_rest(looked)
    yield from _strategies_without_hours(looked)


def _too_long(looked: Looked) -> Iterator[Verdict]:
    yield from _no_step_fits(looked)
    yield from _promises_in_danger(looked)
    yield from _services_missed(looked.services)


def _far_hours_not_kept(weeks: Sequence[Kept]) -> Iterator[Verdict]:
    """Kept below half in three of the last four weeks; a week that agreed on nothing says nothing."""
    last = weeks[-4:]
    broken = [week for week in last if week.share is not None and week.share < 0.5]
    if len(broken) < 3:
        return
    lost = sum(week.agreed - week.took_place for week in broken)
    subject = Subject(About.WEEK, None, "This week")
    yield Verdict(
        Side.TOO_SHORT,
        Rule.FAR_HOURS_NOT_KEPT,
        subject,
        f"In {len(broken)} of the last {len(last)} weeks less than half of the agreed next and far hours "
        "took place.",
        tuple(
            f"Week of {_day(week.monday)}: {week.took_place:.1f} of {week.agreed:.1f} h took place."
            for week in last
            if week.share is not None
        ),
        lost,
        "h",
        Act("Keep one far piece of next week free of anything else, or agree on fewer.", subject),
    )


def _goals_at_rest(looked: Looked) -> Iterator[Verdict]:
    """Over a quarter away, nothing finished for four weeks, and nothing that fits in two."""
    for one in _by_name(looked.stepping):
        if one.subject.about is not About.GOAL or one.target is None or one.target - looked.today <= QUARTER:
            continue
        rested = looked.today - (one.last_finished or one.since)
        soon = one.next_fits is not None and one.next_fits <= looked.today + TWO_WEEKS
        if rested < FOUR_WEEKS or soon:
            continue
        yield Verdict(
            Side.TOO_SHORT,
            Rule.GOAL_AT_REST,
            one.subject,
            f"“{one.subject.name}” is due {_day(one.target)}, and nothing has been finished under it for "
            f"{rested.days // 7} weeks.",
            (_last_step(one), _next_step(one)),
            rested.days / 7,
            "weeks",
            Act(f"Give “{one.subject.name}” one step that fits into the next two weeks.", one.subject),
        )


def _strategies_without_hours(looked: Looked) -> Iterator[Verdict]:
    """Chosen, and nobody's hours in it; unsaid while there are no hours at all to look at."""
    if looked.hours.total <= 0:
        return
    for one in looked.strategies:
        if one.hours > 0:
            continue
        subject = Subject(About.STRATEGY, one.id, one.name)
        yield Verdict(
            Side.TOO_SHORT,
            Rule.STRATEGY_WITHOUT_HOURS,
            subject,
            f"“{one.name}” was chosen, and nobody has spent an hour on it in four weeks.",
            (f"0 of {looked.hours.total:,.0f} h of the last four weeks.",),
            0.0,
            "h",
            Act(f"Put one project under “{one.name}”, or say that it is no longer chosen.", subject),
        )


def _no_step_fits(looked: Looked) -> Iterator[Verdict]:
    """Something wanted or open, and no step of it has a place in the plan."""
    for one in _by_name(looked.stepping):
        if one.next_fits is not None:
            continue
        waited = (looked.today - one.since).days / 7
        yield Verdict(
            Side.TOO_LONG,
            Rule.NO_STEP_FITS,
            one.subject,
            f"“{one.subject.name}” has no step that fits.",
            (f"Open since {_day(one.since)}.", _last_step(one)),
            waited,
            "weeks",
            Act(f"Add the first small step of “{one.subject.name}”, or close it.", one.subject),
        )


def _promises_in_danger(looked: Looked) -> Iterator[Verdict]:
    """Due within four weeks, below the wanted chance, while those who hold them do what could wait."""
    soon = (one for one in looked.promises if looked.today <= one.due <= looked.today + FOUR_WEEKS)
    for one in sorted(soon, key=lambda one: (-one.could_wait, one.due, one.project)):
        if one.chance is None or one.chance >= one.wanted or one.could_wait <= 0:
            continue
        subject = Subject(About.PROJECT, one.project, one.name)
        yield Verdict(
            Side.TOO_LONG,
            Rule.PROMISE_IN_DANGER,
            subject,
            f"“{one.name}” is promised for {_day(one.due)} with a chance of {_percent(one.chance)}, and "
            f"{one.could_wait:.0f} h that could wait stand before it.",
            (
                f"Wanted: {_percent(one.wanted)}.",
                f"The people who hold it have {one.could_wait:.0f} next and far hours planned before then.",
            ),
            one.could_wait,
            "h",
            Act(f"Let those hours wait until “{one.name}” is delivered.", subject),
        )


def _services_missed(services: Sequence[Service]) -> Iterator[Verdict]:
    missed = [(one, one.met) for one in services if one.met is not None and one.met < one.wanted]
    for one, met in sorted(missed, key=lambda pair: (pair[1] - pair[0].wanted, pair[0].id)):
        subject = Subject(About.STANDING_PURPOSE, one.id, one.name)
        yield Verdict(
            Side.TOO_LONG,
            Rule.SERVICE_MISSED,
            subject,
            f"“{one.name}” was in time {_percent(met)} of the time; {_percent(one.wanted)} is what we said.",
            (f"{round(met * one.times)} of {one.times} times in time.",),
            (one.wanted - met) * 100,
            "points",
            Act(f"Free somebody for “{one.name}”, or say another level.", subject),
        )


def _by_name(stepping: Iterable[Stepping]) -> list[Stepping]:
    return sorted(stepping, key=lambda one: (one.target or date.max, one.subject.about, one.subject.id or 0))


def _last_step(one: Stepping) -> str:
    return f"Last step finished {_day(one.last_finished)}." if one.last_finished else "No step finished yet."


def _next_step(one: Stepping) -> str:
    return f"The next step fits {_day(one.next_fits)}." if one.next_fits else "No step has a place yet."


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

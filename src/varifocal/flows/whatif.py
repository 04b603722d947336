"""Can we take it? When a piece of work would be done, what that does to what is promised already, and what room there
is for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Subquery

from varifocal.core.forecast import GoalForecast, ProjectForecast
from varifocal.core.plan import free_hours
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.moved import newest_planned
from varifocal.flows.tentative import beside, seen_by
from varifocal.flows.together import together
from varifocal.flows.trial import Piece, Question, State, Trial, piece_of, standing_now, state_of, try_out
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.runs import run as told_by
from varifocal.org.work.project import Project

LEAST_POINTS = 0.02
"""A smaller change of a chance is not told."""
MOST_LOST = 0.1
"""What costs a promise more than this does not fit."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What it does to a promise already given: its chance and the day by which it holds in four futures of five,
    before and after."""

    noun: str
    id: int
    name: str
    due: date
    before: float
    after: float
    day_before: date
    day_after: date

    @property
    def points(self) -> float:
        """The change of its chance."""
        return self.after - self.before

    @property
    def has_fallen(self) -> bool:
        """Whether it holds no longer, or loses more than it may."""
        return self.after < WANTED_CHANCE <= self.before or self.points < -MOST_LOST


@dataclass(frozen=True, slots=True)
class SkillRoom:
    """Hours of a skill it asks for, and hours those who have it are free until the wished day: after what is firm, and
    after all she sees that may come as well. Somebody with several skills is free once, and counted with each."""

    id: int
    name: str
    needed: float
    free: float
    if_all_lands: float

    @property
    def is_short(self) -> bool:
        """Whether it asks for more than there is."""
        return self.needed > self.free


@dataclass(frozen=True, slots=True)
class Answer:
    """When it would be done in 50, 80 and 95 of 100 futures, the chance of the wished day, and what else moves.

    Without a day `sentence` says why. `hidden` tells that something she may not see loses as well.
    """

    question: Question
    half: date | None
    most: date | None
    sure: date | None
    chance: float | None
    hours_likely: float
    hours_most: float
    effects: tuple[Effect, ...]
    skills: tuple[SkillRoom, ...]
    hidden: bool
    homeless: tuple[str, ...]
    sentence: str

    @property
    def fits(self) -> bool:
        """Whether it can be promised and no promise already given falls out of what is wanted."""
        holds = (self.chance or 0.0) >= WANTED_CHANCE
        return holds and not any(one.has_fallen for one in self.effects)


def can_we_take(question: Question, *, by: Account, now: datetime) -> Answer:
    """Answer a question for one person's eyes. `now` is UTC; nothing is written.

    Raises Impossible for nothing: what has no answer says so in `sentence`.
    """
    run = told_by.Run.latest_one()
    return _answered(state_of(now), run.pk if run else 0, question, by)


@lru_cache(maxsize=64)
def _answered(state: State, run: int, question: Question, by: Account) -> Answer:
    """Kept while nothing changes and no newer run is shown: the page, and what is kept of it, are one answer."""
    standing = standing_now(state[1])
    piece = piece_of(question, standing, by)
    tried = try_out(standing, [piece])
    return _answer(question, piece, standing, tried, by)


def _answer(question: Question, piece: Piece, standing: Trial, tried: Trial, by: Account) -> Answer:
    told = tried.told(piece)
    effects, hidden = effects_of(standing, tried, by)
    unplanned = tried.planned.unplanned
    return Answer(
        question=question,
        half=_crossed(told, 0.5),
        most=_crossed(told, 0.8),
        sure=_crossed(told, 0.95),
        chance=told.chance,
        hours_likely=told.hours_left.p50,
        hours_most=told.hours_left.p80,
        effects=effects,
        skills=_skills(question, piece, standing, by),
        hidden=hidden,
        homeless=tuple(f"{task.name}: {unplanned[task.id]}" for task in piece.tasks if task.id in unplanned),
        sentence=told.sentence,
    )


def _crossed(told: ProjectForecast, level: float) -> date | None:
    return next((day for day, share in told.curve if share >= level), None)


@dataclass(frozen=True, slots=True)
class _Change:
    """A promise before and after."""

    noun: str
    id: int
    name: str
    due: date
    before: ProjectForecast | GoalForecast
    after: ProjectForecast | GoalForecast


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody sees of promises, for several trials at once: ids by noun, and the chances pages show now."""

    seen: Mapping[str, Set[int]]
    shown: Mapping[tuple[str, int], float]

    @classmethod
    def to(cls, by: Account) -> Known:
        """As it is now, in one query. Chances are those pages show, so that what is said here begins where they stand;
        none once something changed since the run."""
        newest = Subquery(told_by.Run.objects.order_by("-pk").values("pk")[:1])
        current = told_by.Run.objects.filter(pk=newest, seen__gte=newest_planned())
        found = together({
            "project": (Project.objects.visible_to(by).open(), {"id": "pk"}),
            "goal": (Goal.objects.visible_to(by).filter(ended_on=None), {"id": "pk"}),
            "projects": (
                told_by.ProjectForecast.objects.filter(run__in=current), {"id": "project_id", "chance": "chance"}
            ),
            "goals": (told_by.GoalForecast.objects.filter(run__in=current), {"id": "goal_id", "chance": "chance"}),
        })  # fmt: skip
        return cls(
            {noun: {row["id"] for row in found[noun]} for noun in ("project", "goal")},
            {
                (noun, row["id"]): row["chance"]
                for noun in ("project", "goal")
                for row in found[f"{noun}s"]
                if row["chance"] is not None
            },
        )


def effects_of(
    standing: Trial, tried: Trial, by: Account, known: Known | None = None
) -> tuple[tuple[Effect, ...], bool]:
    """Promises whose chance changes, the worst first; and whether some she may not see loses."""
    zone = ZoneInfo(standing.portfolio.zone)
    known = known or Known.to(by)
    seen, shown = known.seen, known.shown
    moved, hidden = [], False
    for one in _changes(standing, tried):
        if one.before.chance is None or one.after.chance is None:
            continue
        points = one.after.chance - one.before.chance
        if abs(points) < LEAST_POINTS or one.before.finish is None or one.after.finish is None:
            continue
        if one.id not in seen[one.noun]:
            hidden = hidden or points < 0
            continue
        stands = shown.get((one.noun, one.id), one.before.chance)
        then = min(1.0, max(0.0, stands + points))
        days = [each.p80.astimezone(zone).date() for each in (one.before.finish, one.after.finish)]
        moved.append(Effect(one.noun, one.id, one.name, one.due, stands, then, *days))
    return tuple(sorted(moved, key=lambda one: (one.points, one.due))), hidden


def worst_loss(standing: Trial, tried: Trial) -> float:
    """By how much the chance of the promise that loses most falls, whoever sees it; 0 where none does."""
    known = [one for one in _changes(standing, tried) if None not in (one.before.chance, one.after.chance)]
    return max([0.0, *((one.before.chance or 0.0) - (one.after.chance or 0.0) for one in known)])


def _changes(standing: Trial, tried: Trial) -> Iterator[_Change]:
    was, now = standing.foretold, tried.foretold
    for project in standing.portfolio.projects:
        if project.due:
            told = was.projects[project.id], now.projects[project.id]
            yield _Change("project", project.id, project.name, project.due, *told)
    for goal in standing.portfolio.goals:
        if goal.target and goal.id in was.goals:
            yield _Change("goal", goal.id, goal.name, goal.target, was.goals[goal.id], now.goals[goal.id])


def _skills(question: Question, piece: Piece, standing: Trial, by: Account) -> tuple[SkillRoom, ...]:
    """The scarcest first."""
    needed: dict[int, float] = {}
    for task in piece.tasks:
        for demand in task.demands[:1]:  # the hours are one skill's; further demands are helpers at its side
            needed[demand.skill] = needed.get(demand.skill, 0.0) + task.expected
    free = free_hours(standing.portfolio, standing.planned, question.wished)
    then = _free_then(question, standing, by) or free
    rooms = [
        SkillRoom(
            skill,
            standing.portfolio.skills.get(skill, "a skill"),
            hours,
            sum(free[person.id] for person in standing.portfolio.people if skill in person.skills),
            sum(then[person.id] for person in standing.portfolio.people if skill in person.skills),
        )
        for skill, hours in needed.items()
    ]
    return tuple(sorted(rooms, key=lambda one: one.free - one.needed))


def _free_then(question: Question, standing: Trial, by: Account) -> dict[int, float] | None:
    """Hours each is free once all that may come has come, as far as she sees it; without what is asked about itself."""
    zone = ZoneInfo(standing.portfolio.zone)
    found = beside(standing, standing.portfolio.now.astimezone(zone).date())
    if found is None:
        return None
    others = {one.pk for one, _ in found.coming} - {question.opportunity}
    return free_hours(found.portfolio, found.only(others & seen_by(by)), question.wished)

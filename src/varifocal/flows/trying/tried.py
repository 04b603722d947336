"""One set of suppositions, asked by one account: planned, or lived through as well, beside what stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from varifocal.core.forecast import ProjectForecast
from varifocal.core.plan.suppose import Due, Supposed, suppose, touched
from varifocal.flows.planner import plan
from varifocal.flows.trial import (
    APART,
    NEW,
    Question,
    Standing,
    State,
    Trial,
    foresee,
    piece_of,
    question_of,
    standing_plan,
    standing_trial,
    with_pieces,
)
from varifocal.flows.trying.cost import cost_of
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.trying.moving import late_between, moved_between
from varifocal.flows.trying.values import Dates, Effects, Promise
from varifocal.flows.trying.weeks import full_weeks
from varifocal.flows.trying.words import sentence
from varifocal.flows.whatif import effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible

GONE = "Part of what you try is not there any more: it is done, or was removed. Look at the plan again."

Questions = tuple[tuple[int, Question], ...]
"""What may come, each by the id of its opportunity."""


class Tried:
    """One set of suppositions, asked by one account."""

    def __init__(self, supposed: Sequence[Supposed], eyes: Eyes) -> None:
        self.supposed, self.eyes, self.by = tuple(supposed), eyes, eyes.by
        if not eyes.hold(supposed):
            raise Impossible(GONE)

    # -- with it and without ------------------------------------------------------------------------------------

    def _pieces(self) -> Questions:
        """What may come, as the project it would be."""
        questions = []
        for id in sorted(touched(self.supposed)["opportunity"]):
            one = self.eyes.pitches[id]
            question = question_of(one, self.eyes.today)
            if question is None or question.pattern.pk not in self.eyes.ended:
                raise Impossible(
                    f"Say first of “{one.name}” which finished project it is as large as, and by when it is wished."
                )
            questions.append((id, question))
        return tuple(questions)

    def would_be(self) -> Standing:
        """What would stand, planned."""
        return _would_be(self.eyes.state, self.supposed, self._pieces(), self.by)

    def foretold(self) -> tuple[Trial, Trial]:
        """What stands and what would, forecast with the same random numbers."""
        return standing_trial(self.eyes.state), _tried(
            self.eyes.state, self.supposed, self._pieces(), self.by
        )

    def dates(self) -> Dates:
        """As the function of this name."""
        return self._dates(self.would_be())

    def effects(self) -> Effects:
        """As the function of this name."""
        before, after = self.foretold()
        chances, hidden = effects_of(before, after, self.by)
        told = self._dates(after)
        return Effects(
            dates=told,
            chances=chances,
            promises=tuple(self._promises(after)),
            cost=cost_of(before, after) if self.by.money_right else None,
            hidden=hidden or told.hidden,
        )

    # -- what moves ---------------------------------------------------------------------------------------------

    def _dates(self, after: Standing) -> Dates:
        shown, projects = self.eyes.tasks, self.eyes.projects
        moved, hidden = [], False
        for one in moved_between(self.eyes.standing, after):
            if one.task in shown:
                moved.append(one)
            else:
                hidden = hidden or one.is_later
        late = []
        for turned in late_between(self.eyes.standing, after):
            if turned.id in (shown if turned.noun == "task" else projects):
                late.append(turned)
            else:
                hidden = hidden or turned.days > turned.days_before
        weeks = tuple(full_weeks(self.eyes.standing, after, moved, shown, self.supposed))
        late.sort(key=lambda one: (one.days_before - one.days, one.noun, one.id))
        return Dates(
            moved=tuple(moved),
            late=tuple(late),
            weeks=weeks,
            hidden=hidden,
            sentence=" ".join([*self._cannot(after), sentence(moved, late, weeks, hidden, self.eyes.today)]),
            seen=self.eyes.standing.portfolio.seen,
        )

    def _cannot(self, after: Standing) -> Iterator[str]:
        """What of it, or because of it, cannot be kept."""
        stands = set(self.eyes.standing.planned.problems)
        seen = {f"task {id}" for id in self.eyes.tasks} | {f"project {id}" for id in self.eyes.projects}
        for problem in after.planned.problems:
            if problem not in stands and problem.where in seen:
                yield problem.sentence

    def _promises(self, after: Trial) -> Iterator[Promise]:
        zone = ZoneInfo(after.portfolio.zone)
        for one in self.supposed:
            if not isinstance(one, Due) or one.day is None:
                continue
            if one.noun == "project":
                name = after.portfolio.project[one.id].name
                yield _promised("project", one.id, name, one.day, after.foretold.projects[one.id])
            elif (task := after.foretold.tasks.get(one.id)) is not None:
                half, most = (each.astimezone(zone).date() for each in (task.p50, task.p80))
                name = after.portfolio.task[one.id].name
                yield Promise("task", one.id, name, one.day, task.chance, half, most, None)
        yield from self.landed(after)

    def landed(self, after: Trial) -> Iterator[Promise]:
        """What may come, as it would hold the day it is wished by."""
        for place, (id, question) in enumerate(self._pieces()):
            told = after.foretold.projects[NEW + place * APART]
            yield _promised("opportunity", id, question.name, question.wished, told)


def _promised(noun: str, id: int, name: str, day: date, told: ProjectForecast) -> Promise:
    half, most, sure = (
        next((on for on, share in told.curve if share >= level), None) for level in (0.5, 0.8, 0.95)
    )
    return Promise(noun, id, name, day, told.chance, half, most, sure)


@lru_cache(maxsize=16)
def _would_be(state: State, supposed: tuple[Supposed, ...], questions: Questions, by: Account) -> Standing:
    """Planned once for each state of the log and each set of suppositions."""
    standing = standing_plan(state)
    pieces = [piece_of(question, standing, by, place) for place, (_, question) in enumerate(questions)]
    portfolio = suppose(with_pieces(standing.portfolio, pieces), supposed)
    if portfolio is standing.portfolio:
        return standing
    return Standing(portfolio, plan(portfolio), standing.calibration)


@lru_cache(maxsize=8)
def _tried(state: State, supposed: tuple[Supposed, ...], questions: Questions, by: Account) -> Trial:
    tried = _would_be(state, supposed, questions, by)
    return standing_trial(state) if tried is standing_plan(state) else foresee(tried)

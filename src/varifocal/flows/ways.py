"""Ways to make a piece of work fit, each tried and each with its price."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from varifocal.core import portfolio as core
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.trial import DRAWS, NEW, Piece, Question, Trial, piece_of, standing_now, try_out
from varifocal.flows.whatif import LEAST_POINTS, Answer
from varifocal.org.base.account import Account
from varifocal.org.work.project import Project

SCALES = (0.9, 0.8, 0.65, 0.5)
"""How much smaller the work is tried to be."""
MOST_POSTPONED = 2
"""Projects tried to be put off, those that ask most of the same skills."""
MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A way to make it fit, in words, the chance of the wished day with it, and what it costs, in words."""

    sentence: str
    price: str
    chance: float
    scale: float = 1.0
    wished: date | None = None


def ways(question: Question, answer: Answer, *, by: Account, now: datetime) -> list[Way]:
    """At most three ways to make it fit: a later day, somebody else's work put off, a smaller piece, or more hands;
    those that reach the wanted chance first."""
    standing = standing_now(now)
    piece = piece_of(question, standing, by)
    found = [
        *_later(answer),
        *_put_off(question, piece, standing, by),
        *_smaller(piece, standing),
        *_more_hands(answer, piece, standing),
    ]
    better = [one for one in found if one.chance > (answer.chance or 0.0) + LEAST_POINTS]
    better.sort(key=lambda one: (one.chance < WANTED_CHANCE, -min(one.chance, WANTED_CHANCE)))
    return better[:MOST_WAYS]


# -- ways to make it fit -------------------------------------------------------------------------------------


def _later(answer: Answer) -> Iterator[Way]:
    if answer.most is None or answer.most <= answer.question.wished:
        return
    days = (answer.most - answer.question.wished).days
    later = f"{days} {'day' if days == 1 else 'days'} later than wished"
    yield Way("Promise a later day", later, WANTED_CHANCE, wished=answer.most)


def _put_off(question: Question, piece: Piece, standing: Trial, by: Account) -> Iterator[Way]:
    """What is ours, or has air, waits until the new work is likely done."""
    asked = {demand.skill for task in piece.tasks for demand in task.demands}
    seen = set(Project.objects.visible_to(by).open().values_list("pk", flat=True))
    best: tuple[float, Way] | None = None
    for project in _could_wait(standing, asked, question.wished):
        if project.id not in seen:
            continue
        waits = replace(
            standing.portfolio,
            tasks=tuple(
                replace(task, release=max(filter(None, (task.release, question.wished + timedelta(days=1)))))
                if task.project == project.id and task.started is None
                else task
                for task in standing.portfolio.tasks
            ),
        )
        tried = try_out(standing, [piece], draws=DRAWS // 2, portfolio=waits)
        chance = tried.told(piece).chance or 0.0
        if best is None or chance > best[0]:
            best = (
                chance,
                Way(f"Put off “{project.name}” until it is done", _cost(project, standing, tried), chance),
            )
    if best is not None:
        yield best[1]


def _could_wait(standing: Trial, asked: set[int], wished: date) -> list[core.Project]:
    """Projects nobody outside waits for soon, that ask most of the same skills first."""
    hours: dict[int, float] = {}
    for task in standing.portfolio.tasks:
        if task.started is None and asked & {demand.skill for demand in task.demands}:
            hours[task.project] = hours.get(task.project, 0.0) + task.left
    could = []
    for project in standing.portfolio.projects:
        ours = project.kind in (core.ProjectKind.OWN, core.ProjectKind.MENDING, core.ProjectKind.UNSOLD)
        has_air = project.due is not None and project.due > wished + (wished - standing.portfolio.now.date())
        if project.id in hours and (ours or has_air):
            could.append(project)
    return sorted(could, key=lambda one: (-hours[one.id], one.id))[:MOST_POSTPONED]


def _cost(project: core.Project, standing: Trial, tried: Trial) -> str:
    """What putting it off does to the project itself."""
    before, after = standing.foretold.projects[project.id], tried.foretold.projects[project.id]
    if before.finish is None or after.finish is None:
        return "nobody can say yet what that costs it"
    days = (after.finish.p80 - before.finish.p80).days
    later = f"{days} {'day' if days == 1 else 'days'} later" if days > 0 else "no day later"
    if before.chance is None or after.chance is None:
        return f"it is done {later}"
    return f"it is done {later}, its chance goes from {_percent(before.chance)} to {_percent(after.chance)}"


def _percent(share: float) -> str:
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"


def _smaller(piece: Piece, standing: Trial) -> Iterator[Way]:
    """The least that must be left out; less work never makes it less likely, so halving the choices finds it."""
    chances: dict[float, float] = {}

    def reaches(scale: float) -> bool:
        tried = try_out(standing, [piece.scaled(scale)], draws=DRAWS // 2)
        chances[scale] = tried.told(piece).chance or 0.0
        return chances[scale] >= WANTED_CHANCE

    found = bisect_left(SCALES, True, key=reaches)
    scale = SCALES[min(found, len(SCALES) - 1)]
    if scale not in chances:
        reaches(scale)
    less = piece.hours * (1 - scale)
    yield Way(
        f"Offer {_percent(1 - scale)} less",
        f"about {less:,.0f} hours of it are left out",
        chances[scale],
        scale=scale,
    )


def _more_hands(answer: Answer, piece: Piece, standing: Trial) -> Iterator[Way]:
    """Somebody from outside with the skill that is scarcest, all week until the wished day."""
    if not answer.skills:
        return
    scarce = answer.skills[0]
    level = max(d.level for task in piece.tasks for d in task.demands if d.skill == scarce.id)
    week = standing.portfolio.people[0].week if standing.portfolio.people else None
    if week is None:
        return
    helper = core.Person(id=NEW, name="somebody from outside", week=week, skills={scarce.id: level})
    helped = replace(standing.portfolio, people=(*standing.portfolio.people, helper))
    tried = try_out(standing, [piece], draws=DRAWS // 2, portfolio=helped)
    hours = sum(
        tried.portfolio.task[one.task].left / len(one.people)
        for one in tried.planned.placed.values()
        if NEW in one.people
    )
    chance = tried.told(piece).chance or 0.0
    yield Way(f"Get help for {scarce.name}", f"about {hours:,.0f} hours from outside", chance)

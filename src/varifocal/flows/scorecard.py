"""How often our chances came true: reckoned once a day beside the planner, read for one person's eyes.

What was kept of projects, goals, budgets, prices and tasks is compared with what became of them, what was promised with
whether it was kept, and the past is lived through again as if we had been asked then.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import Error, close_old_connections, connections, transaction
from django.db.models import Q
from django.utils import timezone

from varifocal.core.forecast.scorecard import ENOUGH as ENOUGH
from varifocal.core.forecast.scorecard import (
    Course,
    Kept,
    Question,
    Tally,
    Thing,
    diagram,
    held,
    tallies,
    yes_or_no,
)
from varifocal.core.forecast.scorecard import Held as Held
from varifocal.flows.costs import cost_so_far, did_in, fixed_prices
from varifocal.flows.promised import promised
from varifocal.flows.recorded import hours_by
from varifocal.flows.replay import replay_record
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.direction.goal import Goal
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.runs.run import KeptForecast
from varifocal.org.runs.scorecard import Scorecard
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Task

FLOW = "scorecard"
OF_MONEY = ("money", "price")
"""What is told to those who see money alone: whether a budget of money held, whether a fixed price covered what its
work cost."""
AT_THE_END = ("budget", *OF_MONEY)
"""What is known once its project is done."""
KINDS = ("project", "goal", "promise", *AT_THE_END, "task")
"""What is scored, as it is told."""
LOOKS_BACK = timedelta(days=730)
LOOK_EVERY = 20.0
LEASE_SECONDS = 600.0
MORE = 1.1
"""So many times the finished tasks of the last score are worth a new one on the same day: an import."""
SOON = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of thing: the days that even chances and four in five named, and the chances of their dates."""

    kind: str
    half: Held
    most: Held
    chances: Held


@dataclass(frozen=True)
class Score:
    """The scorecard as one person may see it; None of `as_of` before the first."""

    as_of: datetime | None
    since: date | None
    """The day from which on forecasts are kept."""
    whole: Line
    lines: tuple[Line, ...]
    bins: tuple[Held, ...]
    replay: Mapping[str, Any]


def score_of(by: Account) -> Score:
    """What she may see of the newest score; five queries."""
    newest = Scorecard.objects.order_by("-on").first()
    since = KeptForecast.objects.order_by("on").values_list("on", flat=True).first()
    told = [] if newest is None else _seen(by, newest.kept)
    own = {kind: [one for one in told if one.thing[0] == kind] for kind in KINDS}
    return Score(
        as_of=newest.as_of if newest else None,
        since=since,
        whole=_line("", told),
        lines=tuple(_line(kind, some) for kind, some in own.items() if some),
        bins=tuple(diagram(one for one in told if one.thing[0] != "promise")),
        replay=newest.replay if newest else {},
    )


def keep_score(now: datetime) -> Scorecard:
    """Reckon the score as of `now` (UTC), write it, and drop those before."""
    here = Organization.here()
    today = here.today(now)
    replayed = replay_record(now, only=_for_everybody())
    kept = _rows(now, today, ZoneInfo(here.zone))
    with transaction.atomic():
        Scorecard.objects.exclude(on=today).delete()
        return Scorecard.objects.update_or_create(
            on=today,
            defaults={
                "as_of": now,
                "finished": Task.objects.finished().count(),
                "kept": kept,
                "replay": replayed.figures(),
            },
        )[0]


def is_due(now: datetime) -> bool:
    """Whether today has no score yet, or much more is finished than when it was made."""
    last = Scorecard.objects.order_by("-on").first()
    if last is None or last.on != Organization.here().today(now):
        return Task.objects.exists()
    return Task.objects.finished().count() > max(last.finished * MORE, last.finished + ENOUGH)


def keep_scores(stop: threading.Event) -> None:
    """Reckon what is due until told to stop, one worker at a time; what goes wrong is noted and tried again later."""
    name = secrets.token_hex(8)
    wait = SOON
    while not stop.wait(wait):
        wait = LOOK_EVERY
        try:
            close_old_connections()
            if is_due(timezone.now()) and (mark := Bookmark.claim(FLOW, name, seconds=LEASE_SECONDS)):
                _reckon(mark)
        except Error as fault:
            log.warning("The scorecard could not reach the database: %s", fault)
            connections.close_all()
    connections.close_all()


def _reckon(mark: Bookmark) -> None:
    try:
        keep_score(timezone.now())
        mark.release()
    except Error:
        raise
    except Exception as fault:  # whatever it was, tomorrow's must come
        log.exception("The scorecard could not be reckoned.")
        mark.fail(str(fault) or type(fault).__name__, wait=timedelta(hours=1))


# -- for one person's eyes -----------------------------------------------------------------------------------


def _seen(by: Account, rows: Sequence[Sequence[Any]]) -> list[Tally]:
    projects = set(Project.objects.visible_to(by).values_list("pk", flat=True))
    goals = set(Goal.objects.visible_to(by).values_list("pk", flat=True))
    return [
        Tally((noun, record), Question(question), place, days, told, came, lost)
        for noun, record, project, question, place, days, told, came, lost in rows
        if (record in goals if project is None else project in projects)
        and (by.money_right or noun not in OF_MONEY)
    ]


def _line(kind: str, told: Sequence[Tally]) -> Line:
    def asked(question: Question) -> Held:
        return held(one for one in told if one.question is question)

    return Line(kind, asked(Question.HALF), asked(Question.MOST), asked(Question.CHANCE))


# -- what became of it ---------------------------------------------------------------------------------------


def _rows(now: datetime, today: date, zone: ZoneInfo) -> list[list[Any]]:
    tasks = {pk: (project, at, ended) for pk, project, at, ended in _tasks()}
    projects = _projects()
    courses: dict[Thing, Course] = {("project", pk): course for pk, course in projects.items()}
    courses |= {("goal", pk): course for pk, course in _goals(projects).items()}
    courses |= {
        ("task", pk): Course(at.astimezone(zone).date() if at else None, None if at else ended)
        for pk, (_, at, ended) in tasks.items()
    }
    told = [
        *tallies(_kept(today, zone), courses, today),
        *yes_or_no(_told_at_the_end(today), _came_in_the_end(projects)),
        *_promises(now, today),
    ]
    return [_row(one, tasks) for one in told]


def _row(one: Tally, tasks: Mapping[int, tuple[int, Any, Any]]) -> list[Any]:
    noun, record = one.thing
    project = {"goal": None, "task": tasks[record][0] if noun == "task" else None}.get(noun, record)
    return [
        noun, record, project, one.question.value, one.place, one.days,
        round(one.told, 4), round(one.came, 4), round(one.lost, 2),
    ]  # fmt: skip


def _kept(today: date, zone: ZoneInfo) -> Iterable[Kept]:
    """What was said of projects, goals and tasks, in days."""
    rows = KeptForecast.objects.filter(on__gte=today - LOOKS_BACK).exclude(noun__in=AT_THE_END)
    columns = ("noun", "record_id", "on", "chance", "by_when", "p50", "p80")
    for noun, record, on, chance, by_when, half, most in rows.values_list(*columns).iterator(5_000):
        days = (moment and moment.astimezone(zone).date() for moment in (half, most))
        yield Kept((noun, record), on, chance, by_when, *days)


def _tasks() -> Iterable[tuple[int, int, datetime | None, date | None]]:
    asked = KeptForecast.objects.filter(noun="task").order_by().values("record_id")
    return Task.objects.filter(pk__in=asked).values_list(
        "pk", "project_id", "finished_at", "project__ended_on"
    )


def _projects() -> dict[int, Course]:
    rows = Project.objects.exclude(kind=Project.Kind.STANDING).values_list("pk", "ended_on", "ending")
    return {
        pk: Course(given_up=ended) if ending == Project.Ending.LET_GO else Course(done=ended)
        for pk, ended, ending in rows
    }


def _goals(projects: Mapping[int, Course]) -> dict[int, Course]:
    """The work of a goal is done with the last project that serves it or a committed goal under it."""
    rows = {pk: (parent, ended, committed) for pk, parent, ended, committed in Goal.objects.values_list(
        "pk", "parent_id", "ended_on", "committed"
    )}  # fmt: skip
    under: dict[int, set[int]] = {pk: {pk} for pk in rows}
    for pk, (parent, _, committed) in rows.items():
        while parent in rows and committed:
            under[parent].add(pk)
            parent, _, committed = rows[parent]
    serving: dict[int, set[int]] = {}
    current = Serving.objects.filter(Q(until=None) | Q(project__ended_on__isnull=False))
    for goal, project in current.values_list("goal_id", "project_id"):
        serving.setdefault(goal, set()).add(project)
    found = {}
    for pk, (_, ended, _) in rows.items():
        below = [projects[one] for goal in under[pk] for one in serving.get(goal, ()) if one in projects]
        if below:
            found[pk] = _last_of(below, ended)
    return found


def _last_of(below: Sequence[Course], ended: date | None) -> Course:
    asked = [one for one in below if one.given_up is None]
    done = [one.done for one in asked if one.done is not None]
    if asked and len(done) == len(asked):
        return Course(done=max(done))
    given_up = ended if asked else max(one.given_up for one in below if one.given_up is not None)
    return Course(given_up=given_up)


def _told_at_the_end(today: date) -> Iterable[tuple[Thing, float]]:
    rows = KeptForecast.objects.filter(noun__in=AT_THE_END, on__gte=today - LOOKS_BACK, chance__isnull=False)
    for noun, record, chance in rows.order_by().values_list("noun", "record_id", "chance"):
        if chance is not None:
            yield (noun, record), chance


def _came_in_the_end(projects: Mapping[int, Course]) -> dict[Thing, bool]:
    """Of projects that are done: whether they stayed within their budgets and their fixed price, where enough of their
    hours are real to say so."""
    done = [pk for pk, course in projects.items() if course.done]
    used = {pk: hours.hours for pk, hours in hours_by("project", done).items() if hours.speaks}
    cost, price = cost_so_far(did_in(list(used))), fixed_prices()
    rows = Project.objects.filter(pk__in=used).values_list(
        "pk", "budget_hours", "budget_money", "other_costs"
    )
    found: dict[Thing, bool] = {}
    for pk, budget, money, others in rows:
        spent = None if pk not in cost else cost[pk] + (others or 0)
        for noun, came, most in (
            ("budget", used[pk], budget),
            ("money", spent, money),
            ("price", spent, price.get(pk)),
        ):
            if came is not None and most is not None:
                found[noun, pk] = came <= most
    return found


def _promises(now: datetime, today: date) -> list[Tally]:
    """The date first said of each project, with the chance it was given on."""
    over = [one for one in promised(house(), now) if one.chance is not None and one.first.by_when < today]
    told = [(("promise", one.id), one.chance) for one in over if one.chance is not None]
    return yes_or_no(told, {("promise", one.id): one.kept for one in over})


def _for_everybody() -> set[int]:
    return set(Project.objects.filter(seen_by=SeenBy.EVERYONE).values_list("pk", flat=True))

"""Rows → balance: where the hours of a company, a team or a person went, and what looks too near or too far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncDate

from varifocal.core import portfolio as core
from varifocal.core.balance.kept import Agreed, Kept, LeftBehind, Trace, TraceKind, kept, left_behind
from varifocal.core.balance.kept import WeekAgreed as AgreedWeek
from varifocal.core.balance.reach import (
    AHEAD,
    Hour,
    HoursByReach,
    HourSource,
    ProjectPast,
    Reach,
    Stood,
    hours_by_reach,
    shares,
    usual,
)
from varifocal.core.balance.sight import Sightlines, WithoutStep, WithoutWhy
from varifocal.core.balance.verdicts import (
    About,
    Judged,
    Looked,
    PromiseHeld,
    Stepping,
    StrategyHours,
    Subject,
    verdicts,
)
from varifocal.core.values import WANTED_CHANCE, Range
from varifocal.flows.together import Asked, Row, day, moment, nested, together_for
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Reading
from varifocal.org.direction.vision import Strategy
from varifocal.org.people.person import Team
from varifocal.org.runs.run import ProjectForecast, Run, ScheduledTask
from varifocal.org.work.doing import TimeEntry, WeekAgreed
from varifocal.org.work.project import KindBefore, Project, Serving
from varifocal.org.work.task import Task

WEEKS = 12
"""How far back the picture goes."""
LAST = 4
"""The weeks verdicts look at."""
WEEK = timedelta(days=7)
FEWEST = 3
"""Fewer people than these are not a group: what they kept stays theirs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose hours: `company`, `team` (with its id) or `me`."""

    kind: str
    id: int | None
    name: str

    @property
    def word(self) -> str:
        """As an address says it."""
        return f"team-{self.id}" if self.kind == "team" else self.kind


COMPANY = Scope("company", None, "All of us")


@dataclass(frozen=True)
class Balanced:
    """What was found. `weeks` are Mondays with their hours, oldest first; `kept` is None where too few people
    stand behind it; `planned` maps each goal without a step to whether somebody outside can move it."""

    today: date
    scope: Scope
    run: Run | None
    weeks: tuple[tuple[date, HoursByReach], ...]
    last: HoursByReach
    usual_ahead: float | None
    kept: tuple[Kept, ...] | None
    left: LeftBehind
    judged: Judged
    without_why: tuple[WithoutWhy, ...]
    without_step: tuple[WithoutStep, ...]
    names: Mapping[int, str]
    moved: tuple[int, ...]
    """Projects in which a task was finished in the seven days before today."""

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Nearest first."""
        return tuple(Reach)


def scopes(by: Account) -> list[Scope]:
    """Whose balance she may see: the company's, her own, those of the teams she leads or all, by role."""
    mine = [Scope("me", by.person_id, "Me")] if by.person_id else []
    teams = Team.objects.visible_to(by)
    if not by.has_role(Role.OWNER, Role.LEAD):
        teams = teams.filter(lead_id=by.person_id or 0)
    return [COMPANY, *mine, *(Scope("team", team.pk, team.name) for team in teams)]


def balance(by: Account, now: datetime, scope: Scope = COMPANY) -> Balanced:
    """Look at the hours of this scope, as far as she may see them. `now` is UTC."""
    here = Organization.here()
    today = here.today(now)
    monday = today - timedelta(days=today.weekday())
    since = monday - WEEK * (WEEKS - 1)
    run = Run.latest_one()
    whole = scope.kind == "company"
    rows = together_for(
        by,
        _lists,
        scope.kind,
        run is not None,
        whose=scope.id or 0,
        run=run.pk if run else 0,
        since=since,
        moment_since=datetime.combine(since, time.min, UTC),
        lately=monday - WEEK * LAST,
        readings_since=monday - WEEK * WEEKS,
        monday=monday,
        today=today,
    )
    pasts = _pasts(rows)
    hours = _hours(rows["hours"])
    recent = [hour for hour in hours if hour.on >= monday - WEEK * LAST]
    weeks = _by_week(hours, pasts, since, today)
    last = hours_by_reach([hour for hour in recent if hour.on < monday] or recent, pasts)
    finished = [(row["project"], on) for row in rows["finished"] if (on := day(row["on"]))]
    traces = _traces(finished, rows)
    kept_weeks = _kept(scope, rows, pasts)
    open_work = [_open(number, row) for number, row in enumerate(rows["open"])]
    sight = Sightlines(_portrait(now, here.zone, rows, open_work))
    looked = Looked(
        today=today,
        hours=last,
        weeks=kept_weeks or (),
        stepping=_stepping(sight, finished, open_work) if whole else (),
        strategies=_strategies(rows, recent, sight) if whole else (),
        promises=_promises(rows, _ahead(rows["ahead"], pasts, today)) if whole else (),
    )
    return Balanced(
        today=today,
        scope=scope,
        run=run,
        weeks=weeks,
        last=last,
        usual_ahead=usual([week for monday_, week in weeks if monday_ < monday], *AHEAD),
        kept=kept_weeks,
        left=left_behind(hours, traces, pasts, today),
        judged=verdicts(looked),
        without_why=_counted(sight.without_a_why(), open_work) if whole else (),
        without_step=_leaves(sight, sight.without_a_step()) if whole else (),
        names={row["id"]: row["name"] for row in rows["projects"]},
        moved=tuple(sorted({project for project, on in finished if on >= today - WEEK})),
    )


# -- rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Open:
    """Open tasks of one project, or its waits, as the plan has them: how many, hours left, when the first is done."""

    id: int
    project: int
    is_wait: bool
    tasks: int
    hours: float
    finish: datetime | None


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Next and far hours of one planned task."""

    person: int
    project: int
    finish: date
    hours: float


def _whose(kind: str, whose: Any) -> Q:
    """Rows of these people's; `whose` is the person or the team where the scope is one."""
    if kind == "me":
        return Q(person_id=whose)
    if kind == "team":
        return Q(person__memberships__team_id=whose)
    return Q()


def _lists(
    by: Account, kind: str, is_planned: bool, *, whose: Any, run: Any, monday: Any, today: Any, **since: Any
) -> dict[str, Asked]:
    """All that is looked at, for a kind of scope; every value is a blank (`together_for`)."""
    hers = TimeEntry.objects.visible_to(by).filter(_whose(kind, whose)).order_by()
    lately = {"on__gte": since["lately"], "on__lt": monday}
    agreed = WeekAgreed.objects.filter(_whose(kind, whose), monday__gte=since["lately"], monday__lt=monday)
    done = Task.objects.visible_to(by).filter(finished_at__gte=since["moment_since"])
    lists: dict[str, Asked] = {
        "projects": (
            Project.objects.visible_to(by),
            {"id": "id", "name": "name", "kind": "kind", "opened": "opened_on", "due": "due", "ended": "ended_on"},
        ),
        "servings": (
            Serving.objects.visible_to(by),
            {"project": "project_id", "goal": "goal_id", "share": "share", "since": "since", "until": "until",
             "then": "goal_date_then"},
        ),
        "kinds": (KindBefore.objects.visible_to(by), {"project": "project_id", "kind": "kind", "until": "until"}),
        "goals": (
            Goal.objects.visible_to(by),
            {"id": "id", "name": "name", "parent": "parent_id", "target": "target", "set_on": "set_on",
             "ended": "ended_on", "strategy": "strategy_id", "committed": "committed"},
        ),
        "strategies": (Strategy.objects.visible_to(by), {"id": "id", "name": "choice"}),
        "readings": (
            Reading.objects.visible_to(by).filter(on__gte=since["readings_since"]),
            {"goal": "measure__goal_id", "on": "on"},
        ),
        "hours": (
            hers.filter(on__gte=since["since"], on__lte=today)
            .values("on", "project_id", "people_time", "source")
            .annotate(sum=Sum("hours")),
            {"on": "on", "project": "project_id", "people_time": "people_time", "source": "source", "hours": "sum"},
        ),
        "finished": (
            done.annotate(on=TruncDate("finished_at", tzinfo=UTC)).values("project_id", "on").distinct(),
            {"project": "project_id", "on": "on"},
        ),
        # Everybody's: only their sum is told, and only where enough people stand behind it (see _kept).
        "agreed": (agreed, {"person": "person_id", "monday": "monday", "lines": "lines"}),
        "worked": (
            hers.filter(person__in=agreed.values("person_id"), **lately)
            .values("person_id", "on", "project_id", "people_time")
            .annotate(sum=Sum("hours")),
            {"person": "person_id", "on": "on", "project": "project_id", "people_time": "people_time", "hours": "sum"},
        ),
    }  # fmt: skip
    return lists | (_planned(by, run) if is_planned else _unplanned(by))


def _unplanned(by: Account) -> dict[str, Asked]:
    """Open tasks before the first plan."""
    counted = Task.objects.visible_to(by).open().order_by().values("project_id", "is_wait")
    told = {"project": "project_id", "is_wait": "is_wait", "tasks": "tasks"}
    nothing = ScheduledTask.objects.none()
    return {
        "open": (counted.annotate(tasks=Count("pk")), told),
        "holders": (nothing, {}),
        "ahead": (nothing, {}),
        "forecasts": (nothing, {}),
    }


def _planned(by: Account, run: Any) -> dict[str, Asked]:
    """Open tasks with their place in the newest plan, who holds work of which project with a date, and the planned
    work of projects that may hold next and far hours."""
    planned = ScheduledTask.objects.visible_to(by).filter(run_id=run, task__finished_at=None).order_by()
    work = planned.filter(task__is_wait=False, person__isnull=False)
    own = work.exclude(task__project__kind__in=(Project.Kind.STANDING, Project.Kind.ORDERED))
    return {
        "open": (
            planned.values("task__project_id", "task__is_wait")
            .annotate(tasks=Count("pk"), left=Sum("hours"), first=Min("finish")),
            {"project": "task__project_id", "is_wait": "task__is_wait", "tasks": "tasks", "hours": "left",
             "finish": "first"},
        ),
        "holders": (
            work.exclude(task__project__due=None).values("person_id", "task__project_id").distinct(),
            {"person": "person_id", "project": "task__project_id"},
        ),
        "ahead": (
            own.exclude(finish=None),
            {"person": "person_id", "project": "task__project_id", "finish": "finish", "hours": "hours"},
        ),
        "forecasts": (
            ProjectForecast.objects.visible_to(by).filter(run_id=run),
            {"project": "project_id", "chance": "chance"},
        ),
    }  # fmt: skip


def _hours(rows: Iterable[Row]) -> list[Hour]:
    """Entries added up a day, a project and a source; whose they were does not matter for their reach."""
    return [
        Hour(0, on, float(row["hours"]), row["project"], bool(row["people_time"]), HourSource(row["source"]))
        for row in rows
        if (on := day(row["on"]))
    ]


def _open(number: int, row: Row) -> _Open:
    finish = moment(row.get("finish"))
    hours = float(row.get("hours") or 0)
    return _Open(number, row["project"], bool(row["is_wait"]), row["tasks"], hours, finish)


def _ahead(rows: Iterable[Row], pasts: Mapping[int, ProjectPast], today: date) -> list[_Ahead]:
    """Who has next or far hours planned, and when they are done."""
    share = {
        project: sum(part for reach, part in shares(Hour(0, today, 1.0, project), pasts) if reach in AHEAD)
        for project in pasts
    }
    return [
        _Ahead(row["person"], row["project"], finish, row["hours"] * share[row["project"]])
        for row in rows
        if share.get(row["project"]) and (finish := day(row["finish"]))
    ]


# -- values -----------------------------------------------------------------------------------------------


def _pasts(rows: Mapping[str, list[Row]]) -> dict[int, ProjectPast]:
    """Each project as it stood from each day on which its kind or a link changed."""
    servings, kinds = _grouped(rows["servings"]), _grouped(rows["kinds"])
    return {row["id"]: _past(row, servings[row["id"]], kinds[row["id"]]) for row in rows["projects"]}


def _past(project: Row, servings: Sequence[Row], kinds: Sequence[Row]) -> ProjectPast:
    opened = day(project["opened"]) or date.min
    turns = {opened}
    turns |= {turn for row in servings for turn in (day(row["since"]), day(row["until"])) if turn}
    turns |= {turn for row in kinds if (turn := day(row["until"]))}
    stood = tuple(
        Stood(turn, core.ProjectKind(_kind_on(project, kinds, turn)), _served_on(servings, turn))
        for turn in sorted(turns)
    )
    return ProjectPast(project["id"], project["name"], opened, stood)


def _kind_on(project: Row, kinds: Sequence[Row], turn: date) -> str:
    later = [(until, row["kind"]) for row in kinds if (until := day(row["until"])) and until > turn]
    return str(min(later)[1] if later else project["kind"])


def _served_on(servings: Sequence[Row], turn: date) -> tuple[core.Serves, ...]:
    return tuple(
        core.Serves(row["goal"], float(row["share"]), day(row["then"]))
        for row in servings
        if (day(row["since"]) or turn) <= turn
        and (row["until"] is None or (day(row["until"]) or turn) > turn)
    )


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["project"]].append(row)
    return found


def _by_week(
    hours: Iterable[Hour], pasts: Mapping[int, ProjectPast], since: date, today: date
) -> tuple[tuple[date, HoursByReach], ...]:
    weeks: dict[date, list[Hour]] = {since + WEEK * n: [] for n in range(WEEKS)}
    for hour in hours:
        weeks[hour.on - timedelta(days=hour.on.weekday())].append(hour)
    return tuple(
        (monday, hours_by_reach(entries, pasts)) for monday, entries in weeks.items() if monday <= today
    )


def _traces(finished: Iterable[tuple[int, date]], rows: Mapping[str, list[Row]]) -> list[Trace]:
    """Finished tasks, and the readings of a goal for every project that serves it."""
    serving: dict[int, set[int]] = defaultdict(set)
    for row in rows["servings"]:
        serving[row["goal"]].add(row["project"])
    traces = [Trace(project, on, TraceKind.TASK_FINISHED) for project, on in finished]
    for row in rows["readings"]:
        on = day(row["on"])
        traces += [Trace(project, on, TraceKind.READING) for project in serving[row["goal"]] if on]
    return traces


def _kept(
    scope: Scope, rows: Mapping[str, list[Row]], pasts: Mapping[int, ProjectPast]
) -> tuple[Kept, ...] | None:
    """The agreed weeks against what took place, all together; None where so few stand behind it that the sum
    would tell of one person."""
    people = {row["person"] for row in rows["agreed"]}
    if scope.kind != "me" and len(people) < FEWEST:
        return None if people else ()
    by_week: dict[date, list[Hour]] = defaultdict(list)
    for row in rows["worked"]:
        if on := day(row["on"]):
            entry = Hour(row["person"], on, float(row["hours"]), row["project"], bool(row["people_time"]))
            by_week[on - timedelta(days=on.weekday())].append(entry)
    weeks: dict[date, list[AgreedWeek]] = defaultdict(list)
    for row in rows["agreed"]:
        start = day(row["monday"])
        if start is not None:
            weeks[start].append(AgreedWeek(row["person"], start, _agreed(row, pasts)))
    return tuple(one for start in sorted(weeks) for one in kept(weeks[start], by_week[start], pasts))


def _agreed(row: Row, pasts: Mapping[int, ProjectPast]) -> tuple[Agreed, ...]:
    """What was agreed for projects she may see."""
    lines = nested(row["lines"]) or ()
    return tuple(
        Agreed(line.get("project"), float(line.get("hours") or 0), bool(line.get("people_time")))
        for line in lines
        if line.get("project") is None or line["project"] in pasts
    )


_NO_RANGE = Range(0.0)
_SOME_WAIT = core.Wait(None, 0.0, 0.0, 0.0)


def _portrait(
    now: datetime, zone: str, rows: Mapping[str, list[Row]], work: Sequence[_Open]
) -> core.Portfolio:
    """As much of a portfolio as lines of sight need."""
    today = now.date()
    servings = _grouped(rows["servings"])
    return core.Portfolio(
        now=now,
        zone=zone,
        people=(),
        projects=tuple(
            core.Project(
                id=row["id"],
                name=row["name"],
                kind=core.ProjectKind(row["kind"]),
                due=day(row["due"]),
                serves=_served_on(servings[row["id"]], today),
            )
            for row in rows["projects"]
            if row["ended"] is None
        ),
        tasks=tuple(
            core.Task(
                id=one.id,  # stands for all of its kind in its project
                name="",
                project=one.project,
                estimate=_NO_RANGE,
                expected=one.hours,
                left=one.hours,
                wait=_SOME_WAIT if one.is_wait else None,
            )
            for one in work
        ),
        goals=tuple(
            core.Goal(
                id=row["id"],
                name=row["name"],
                parent=row["parent"],
                target=day(row["target"]),
                committed=bool(row["committed"]),
                closed=row["ended"] is not None,
                created=day(row["set_on"]),
                strategy=row["strategy"],
            )
            for row in rows["goals"]
        ),
    )


def _stepping(
    sight: Sightlines, finished: Iterable[tuple[int, date]], work: Sequence[_Open]
) -> list[Stepping]:
    """Every open goal that no open goal serves: its last finished step, and when the next is done."""
    last: dict[int, date] = {}
    for project, on in finished:
        last[project] = max(on, last.get(project, on))
    done = {one.id: one.finish.date() for one in work if one.finish is not None and not one.is_wait}
    served: dict[int, set[int]] = defaultdict(set)
    for one_project in sight.portfolio.projects:
        for link in one_project.serves:
            served[link.goal].add(one_project.id)
    return [
        Stepping(
            Subject(About.GOAL, goal.id, goal.name),
            since=goal.created or sight.portfolio.now.date(),
            target=goal.target,
            last_finished=max((last[one] for one in served[goal.id] if one in last), default=None),
            next_fits=min((done[task.id] for task in sight.below(goal.id) if task.id in done), default=None),
        )
        for goal in _leaf_goals(sight)
    ]


def _leaf_goals(sight: Sightlines) -> list[core.Goal]:
    above = {goal.parent for goal in sight.portfolio.goals if not goal.closed}
    return [goal for goal in sight.portfolio.goals if not goal.closed and goal.id not in above]


def _leaves(sight: Sightlines, found: Iterable[WithoutStep]) -> tuple[WithoutStep, ...]:
    leaves = {goal.id for goal in _leaf_goals(sight)}
    return tuple(one for one in found if one.goal in leaves)


def _strategies(
    rows: Mapping[str, list[Row]], recent: Iterable[Hour], sight: Sightlines
) -> list[StrategyHours]:
    """Hours of the last four weeks under each choice, by the shares of the projects' goals."""
    spent: dict[int, float] = defaultdict(float)
    for hour in recent:
        if hour.project is not None:
            spent[hour.project] += hour.hours
    under: dict[int, float] = defaultdict(float)
    for project in sight.portfolio.projects:
        for way in sight.of_project(project.id).ways:
            if way.strategy is not None:
                under[way.strategy] += spent[project.id] * way.weight
    return [StrategyHours(row["id"], row["name"], under[row["id"]]) for row in rows["strategies"]]


def _promises(rows: Mapping[str, list[Row]], ahead: Sequence[_Ahead]) -> list[PromiseHeld]:
    """Dated projects with a chance, and the next and far hours their people have planned before that date."""
    chances = {row["project"]: row["chance"] for row in rows["forecasts"]}
    holders: dict[int, set[int]] = defaultdict(set)
    for row in rows["holders"]:
        holders[row["project"]].add(row["person"])
    held = []
    for row in rows["projects"]:
        due = day(row["due"])
        if due is None or row["ended"] is not None or row["id"] not in chances:
            continue
        could_wait = sum(
            one.hours
            for one in ahead
            if one.finish <= due and one.project != row["id"] and one.person in holders[row["id"]]
        )
        held.append(PromiseHeld(row["id"], row["name"], due, chances[row["id"]], WANTED_CHANCE, could_wait))
    return held


def _counted(found: Iterable[WithoutWhy], work: Sequence[_Open]) -> tuple[WithoutWhy, ...]:
    """With all open tasks counted, where one stood for many."""
    tasks: dict[int, int] = defaultdict(int)
    for one in work:
        tasks[one.project] += one.tasks
    return tuple(replace(one, tasks=tasks[one.project]) for one in found)

"""What was done in the projects somebody may see, as the steps of a process see it; one question a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Prefetch, Q, Sum

from varifocal.flows.improve.steps import Case, Deed, StepKinds, cases_of
from varifocal.flows.together import moment, together
from varifocal.org.base.account import Account
from varifocal.org.evidence.process import Process, ProcessStep
from varifocal.org.money.rate import Rate
from varifocal.org.people.person import Membership
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.ask import Ask
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.task import Task

BACK = timedelta(days=400)
"""How long ago a project may have ended to be looked at."""
STEPS = Prefetch("steps", ProcessStep.objects.select_related("role"))


@dataclass(frozen=True, slots=True)
class Lived:
    """A process with what was done: its steps, the projects that went this way, how many people could do what each
    step asks for."""

    process: Process
    steps: tuple[ProcessStep, ...]
    cases: tuple[Case, ...]
    able: tuple[int, ...]
    desks: Mapping[int, Sequence[Deed]]
    """What each person has begun, in any project seen here."""
    about: Mapping[int, About] = field(default_factory=dict)
    """Of each project what it can be told apart by."""


@dataclass(frozen=True, slots=True)
class About:
    """For whom a project is, of which kind, and the team of most who work in it: what projects are narrowed and
    compared by. Never a person."""

    client: str = ""
    kind: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """All that processes are read from: the projects, what each person has begun, the level each kind of task asks of
    its skill, and at which levels people here have each skill."""

    projects: Sequence[ProjectDeeds]
    desks: Mapping[int, Sequence[Deed]]
    asked: Mapping[tuple[int, int | None], int]
    held: Mapping[int | None, Sequence[int]]


def material(*, by: Account, today: date, everyone: bool = False) -> Material:
    """What `by` may see of it; `everyone`: only projects that are for everyone."""
    projects = projects_of(by=by, today=today, everyone=everyone)
    desks: dict[int, list[Deed]] = defaultdict(list)
    for one in projects:
        for deed in one.deeds:
            for person in deed.people if deed.begin is not None else ():
                desks[person].append(deed)
    asked = {
        (deed.kind, deed.skill): deed.level for one in projects for deed in one.deeds if deed.kind is not None
    }
    held: dict[int | None, list[int]] = defaultdict(list)
    rows = PersonSkill.objects.visible_to(by).filter(person__left=None).order_by()
    for skill, level in rows.values_list("skill", "level"):
        held[skill].append(level)
    return Material(projects, desks, asked, held)


def lived(process: Process, of: Material, steps: Sequence[ProcessStep] = ()) -> Lived:
    """The process as it was lived; `steps`: its steps, where they are read already."""
    steps = tuple(steps or process.steps.all())
    own = [one.told for one in of.projects if not process.kinds or one.kind in process.kinds]
    kinds = [StepKinds(frozenset(step.kinds), step.outside) for step in steps]
    able = tuple(_able(step, of) for step in steps)
    about = {one.number: one.about for one in of.projects}
    return Lived(process, steps, tuple(cases_of(own, kinds)), able, of.desks, about)


def with_teams(lived: Lived, by: Account) -> Lived:
    """The same, knowing of each project the team of most who did its tasks."""
    teams: dict[int, str] = {}
    rows = Membership.objects.visible_to(by).order_by("team__name")
    for person, name in rows.values_list("person", "team__name"):
        teams.setdefault(person, name)
    about = dict(lived.about)
    for case in lived.cases:
        theirs = Counter(
            teams[person]
            for one in case.passages
            for deed in one.deeds
            for person in deed.people
            if person in teams
        )
        if theirs:
            most = min(theirs, key=lambda team: (-theirs[team], team))
            about[case.project] = replace(about.get(case.project, About()), team=most)
    return replace(lived, about=about)


def one_process(by: Account, pk: int) -> tuple[Process, list[ProcessStep]] | None:
    """One of them with its steps, asked for at once; None where there is none for her eyes."""
    rows = ProcessStep.objects.visible_to(by).filter(process=pk, process__in=Process.objects.visible_to(by))
    steps = list(rows.select_related("process", "role"))
    return (steps[0].process, steps) if steps else None


def processes(by: Account) -> list[Process]:
    """All of them, with their steps."""
    return list(Process.objects.visible_to(by).prefetch_related(STEPS))


@dataclass(frozen=True, slots=True)
class ProjectDeeds:
    """A project with its tasks."""

    number: int
    name: str
    kind: str
    ended: bool
    deeds: list[Deed]
    about: About

    @property
    def told(self) -> tuple[int, str, bool, Sequence[Deed]]:
        """As `cases_of` wants it."""
        return self.number, self.name, self.ended, self.deeds


def projects_of(*, by: Account, today: date, everyone: bool = False) -> list[ProjectDeeds]:
    """Every project that goes on or ended of late, with its tasks."""
    where = Q(project__ended_on=None) | Q(project__ended_on__gte=today - BACK)
    if everyone:
        where &= Q(project__seen_by="everyone")
    rows = list(
        Task.objects.visible_to(by)
        .filter(where)
        .annotate(noted=Sum("hours__hours"))  # who sees a task sees its hours
        .order_by("project", "pk")
        .values_list(
            "pk", "project", "project__name", "project__kind", "project__ended_on", "kind", "kind__skill",
            "kind__level", "is_wait", "added_on", "started_at", "finished_at", "asked_on", "wait_days", "noted",
            "project__company__name",
        )
    )  # fmt: skip
    numbers = {row[0] for row in rows}
    (after, back), people = _ties_and_answers(by), _people(by)
    found: dict[int, ProjectDeeds] = {}
    for (
        pk, project, name, sort, ended, kind, skill, level, is_wait, added, started, finished, asked, agreed, noted,
        client,
    ) in rows:  # fmt: skip
        begin = started.timestamp() if started else _moment(asked) if asked and is_wait else None
        end = finished.timestamp() if finished else None
        if end is not None and begin is None:
            begin = end
        deed = Deed(
            task=pk,
            kind=kind,
            outside=is_wait,
            added=_moment(added),
            begin=begin if begin is None or end is None else min(begin, end),
            end=end,
            after=frozenset(after[pk] & numbers) if pk in after else frozenset(),
            people=tuple(people.get(pk, ())),
            skill=skill,
            level=level or 0,
            agreed=float(agreed) if agreed is not None else None,
            sent_back=tuple(back.get(pk, ())),
            hours=float(noted or 0),
        )
        if project not in found:
            about = About(client or "", sort)
            found[project] = ProjectDeeds(project, name, sort, ended is not None, [], about)
        found[project].deeds.append(deed)
    return list(found.values())


def rates(by: Account, today: date) -> dict[int, float] | None:
    """What an hour of each costs, by person, in the organization's currency; None without the money right or where
    nobody says."""
    if by.is_guest or not (by.money_right or by.acts_for_the_house):
        return None
    return {person: float(rate) for person, rate in Rate.on(today).items()} or None


def _ties_and_answers(by: Account) -> tuple[dict[int, set[int]], dict[int, list[float]]]:
    """What each task stood behind, and when an answer from outside sent it back; one query."""
    back = Ask.objects.visible_to(by).filter(answer=Ask.Answer.CHANGE).exclude(answered_at=None)
    found = together(
        {
            "ties": (Dependency.objects.visible_to(by), {"before": "before_id", "after": "after_id"}),
            "back": (back, {"task": "task_id", "at": "answered_at"}),
        }
    )
    after: dict[int, set[int]] = defaultdict(set)
    for row in found["ties"]:
        after[row["after"]].add(row["before"])
    sent: dict[int, list[float]] = defaultdict(list)
    for row in found["back"]:
        if (at := moment(row["at"])) is not None:
            sent[row["task"]].append(at.timestamp())
    return after, {task: sorted(times) for task, times in sent.items()}


def _people(by: Account) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for task, person in Assignment.objects.visible_to(by).order_by().values_list("task", "person"):
        found[task].append(person)
    return found


def _able(step: ProcessStep, of: Material) -> int:
    """How many people here could do what a step's skill asks for, at the level its kinds of task ask for; nought where
    it asks for none."""
    asked = [of.asked[kind, step.role_id] for kind in step.kinds if (kind, step.role_id) in of.asked]
    return sum(level >= max(asked) for level in of.held.get(step.role_id, ())) if asked else 0


def _moment(day: date) -> float:
    return datetime.combine(day, time(12), UTC).timestamp()

"""Where a project's first plan comes from: a finished one that was alike, or a list somebody pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, QuerySet

from varifocal.core.values import Range, Recorded
from varifocal.flows.quick import Names, Understood, read, understand, write_many
from varifocal.flows.recorded import hours_by
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.doing import ChecklistItem
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.order import Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

"""Hours that say what work took; assumed ones say nothing."""
OFFERED = 3
MOST_COMPARED = 300
MOST_LINES = 300
TAB = 4
_BULLET = re.compile(r"(?:[-*•–]|\d{1,3}[.)]|\[[ xX]?\]|☐)\s+")
_DULL = {"the", "a", "an", "for", "of", "and", "in", "to", "new", "our", "project"}


@dataclass(frozen=True, slots=True)
class Alike:
    """A finished project that may be the pattern of a new one: its tasks, the hours they took (by time recorded),
    its length in days, and what makes it alike in words."""

    project: Project
    tasks: int
    hours: Recorded
    days: int
    because: str


class Order(StrEnum):
    """How a pasted list is tied: not at all, each line after the one before, or indented lines after the line
    they hang under."""

    NONE = "none"
    LINES = "lines"
    INDENT = "indent"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a pasted list: its number as pasted, how deep it is indented, and after which line it comes."""

    number: int
    depth: int
    words: str
    understood: Understood
    after: int | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences; none when the line can be taken as it is."""
        return self.understood.problems


# -- from a finished one ----------------------------------------------------------------------------------


def alike(by: Account, name: str, *, company: int | None, kind: str, most: int = OFFERED) -> list[Alike]:
    """The finished projects she sees that are most like a new one: same client, same kind, words in common.

    Two queries; the newest first among equals.
    """
    finished = (
        Project.objects.visible_to(by)
        .filter(ending=Project.Ending.DONE)
        .select_related("company")
        .annotate(tasks_in_all=Count("tasks"))
        .filter(tasks_in_all__gt=0)
        .order_by("-ended_on", "-pk")[:MOST_COMPARED]
    )
    words = _words(name)
    best = sorted(finished, key=lambda one: -_likeness(one, words, company, kind))[:most]
    took = hours_by("project", [one.pk for one in best])
    return [_offer(one, took.get(one.pk, Recorded()), words, company, kind) for one in best]


def finished(by: Account) -> QuerySet[Project]:
    """All finished projects she sees, the newest first: whatever else could be a pattern."""
    done = Project.objects.visible_to(by).filter(ending=Project.Ending.DONE)
    return done.select_related("company").order_by("-ended_on", "-pk")[:MOST_COMPARED]


@verb
def from_finished(
    pattern: Project, name: str, *, by: Account, on: date, start: date, scale: float = 1.0, **details: Any
) -> Project:
    """Open a project with the tasks of a finished one, in their order, for the same kinds of people.

    Each estimate is what the task really took, where time was recorded, else what was last believed; dates keep
    their distance from the start (`start`, the day the new one begins, before which none of its tasks does).
    `scale` makes every effort so many times as large. `details` as for Project.open; without a due date there it
    keeps the pattern's distance too.
    """
    shift = start - pattern.opened_on
    if not details.get("due"):
        details["due"] = _moved(pattern.due or pattern.ended_on, shift)
    project = Project.open(name, by=by, on=on, made_from=pattern, **details)
    old = tasks_of(pattern, by)
    effort = took(old, scale)
    begins = start if start > on else None
    wanted = [
        again(task, effort.get(task.pk), shift, pattern, project.company_id, begins=begins) for task in old
    ]
    new = dict(zip((task.pk for task in old), Task.plan_many(project, wanted, by=by, on=on), strict=True))
    _needs_again(new, by)
    _ties_again(new, by)
    _checklists_again(new, by)
    return project


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.casefold()) if len(word) > 1} - _DULL


def _likeness(one: Project, words: set[str], company: int | None, kind: str) -> float:
    common = words & _words(one.name)
    shared = len(common) / max(1, len(words | _words(one.name)))
    return 3 * (company is not None and one.company_id == company) + 2 * (one.kind == kind) + 4 * shared


def _offer(one: Project, hours: Recorded, words: set[str], company: int | None, kind: str) -> Alike:
    reasons = []
    if company is not None and one.company_id == company:
        reasons.append("the same client")
    if common := sorted(words & _words(one.name)):
        reasons.append(f"“{' '.join(common[:2])}” in its name")
    if one.kind == kind:
        reasons.append("the same kind")
    days = ((one.ended_on or one.opened_on) - one.opened_on).days
    tasks: int = getattr(one, "tasks_in_all", 0)
    return Alike(one, tasks, hours, days, ", ".join(reasons))


def tasks_of(pattern: Project, by: Account) -> list[Task]:
    """The pattern's tasks she sees, in their order."""
    return list(pattern.tasks.visible_to(by).select_related("kind").order_by("place", "pk"))


def took(tasks: Iterable[Task], scale: float = 1.0) -> dict[int, Range]:
    """What each of these tasks took, where real time was recorded (what was assumed teaches nothing), else what was
    last believed; times `scale`."""
    ids = [task.pk for task in tasks]
    effort: dict[int, Range] = {}
    for pk, likely, low, high in (
        Task.objects.filter(pk__in=ids, estimates__isnull=False)
        .order_by("estimates__pk")
        .values_list("pk", "estimates__likely", "estimates__low", "estimates__high")
    ):
        effort[pk] = Range(float(likely), *(None if side is None else float(side) for side in (low, high)))
    for pk, recorded in hours_by("task", ids).items():
        if recorded.real:
            effort[pk] = Range(float(recorded.real))
    return effort if scale == 1 else {pk: one.times(scale) for pk, one in effort.items()}


def again(
    task: Task,
    effort: Range | None,
    shift: timedelta,
    pattern: Project,
    company: int | None,
    *,
    begins: date | None = None,
) -> dict[str, Any]:
    """The fields of a task like this one in a new project for a company, its dates moved by `shift`."""
    same_party = task.waits_on_id == pattern.company_id and company is not None
    release = _moved(task.release, shift)
    return {
        "name": task.name,
        "effort": None if task.is_wait else effort,
        "kind": task.kind,
        "brief": task.brief,
        "priority": task.priority,
        "place": task.place,
        "release": max(filter(None, (release, begins)), default=None),
        "due": _moved(task.due, shift),
        "deadline": _moved(task.deadline, shift),
        "splittable": task.splittable,
        "crew": task.crew,
        "is_wait": task.is_wait,
        "waits_on_id": company if same_party else task.waits_on_id,
        **_waiting(task),
    }


def _waiting(task: Task) -> dict[str, Any]:
    """How long the party really took, where that is known."""
    if task.is_wait and task.asked_on and task.finished_at:
        days = max(0, (task.finished_at.date() - task.asked_on).days)
        return {"wait_days": Decimal(days)}
    return {name: getattr(task, name) for name in ("wait_days_low", "wait_days", "wait_days_high")}


def _moved(day: date | None, shift: timedelta) -> date | None:
    """The same distance from the start; what falls on a weekend goes to its Monday."""
    if day is None:
        return None
    moved = day + shift
    return moved + timedelta(days=(7 - moved.weekday()) % 7 if moved.weekday() > 4 else 0)


def _needs_again(new: dict[int, Task], by: Account) -> None:
    held = SkillNeed.objects.filter(task__in=new).select_related("skill")
    SkillNeed.need_many([(new[one.task_id], one.skill, one.level, one.count) for one in held], by=by)
    used = EquipmentNeed.objects.filter(task__in=new).select_related("equipment")
    EquipmentNeed.need_many([(new[one.task_id], one.equipment, one.count) for one in used], by=by)
    TaskMode.copy_many(new, by=by)


def _ties_again(new: dict[int, Task], by: Account) -> None:
    held = Dependency.objects.filter(before__in=new, after__in=new).order_by("pk")
    Dependency.tie_many([(new[one.before_id], new[one.after_id], one.kind, one.lag) for one in held], by=by)


def _checklists_again(new: dict[int, Task], by: Account) -> None:
    held = ChecklistItem.objects.filter(task__in=new).order_by("place", "pk")
    ChecklistItem.write_many([(new[one.task_id], one.words) for one in held], by=by)


# -- from a pasted list -----------------------------------------------------------------------------------


def read_list(text: str, names: Names, today: date, *, project: int, order: Order) -> list[Row]:
    """Understand a pasted list line by line, each as in quick add; empty lines and bullets fall away.

    A line with a problem says so itself; nothing is written here.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.expandtabs(TAB)
        depth = len(words) - len(words.lstrip())
        words = _BULLET.sub("", words.strip(), count=1) if _BULLET.match(words.strip()) else words.strip()
        if words:
            understood = _of_this(understand(read(words, today), names, project=project), names, project)
            rows.append(Row(number, depth, words, understood, _after(rows, depth, order)))
    return rows


@verb
def write_list(rows: Sequence[Row], *, by: Account, on: date) -> list[Task]:
    """All lines or none: tasks with people and skills, then their ties."""
    if len(rows) > MOST_LINES:
        raise Impossible(f"That is {len(rows)} lines; paste at most {MOST_LINES} at once.", field="text")
    for row in rows:
        if row.problems:
            raise Impossible(f"Line {row.number}: {row.problems[0]}", field="text")
    tasks = write_many([row.understood for row in rows], by=by, on=on)
    made = {row.number: task for row, task in zip(rows, tasks, strict=True)}
    finish_to_start = Dependency.Kind.FS
    Dependency.tie_many(
        [(made[row.after], made[row.number], finish_to_start, Decimal(0)) for row in rows if row.after],
        by=by,
    )
    return tasks


def _after(rows: Sequence[Row], depth: int, order: Order) -> int | None:
    if order is Order.LINES:
        return rows[-1].number if rows else None
    if order is Order.INDENT:
        return next((row.number for row in reversed(rows) if row.depth < depth), None)
    return None


def _of_this(understood: Understood, names: Names, project: int) -> Understood:
    """A list is of one project: a line that names another one says so."""
    if understood.project == project or understood.problems:
        return understood
    named = {one.id: one.name for one in names.projects}
    other = named.get(understood.project or 0) or " or ".join(one.name for one in understood.choices)
    if not other:
        return replace(understood, project=project)
    return replace(understood, problems=(f"It names another project ({other}); paste it there.",))

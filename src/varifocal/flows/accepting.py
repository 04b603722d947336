"""What was tried, made so: in one act, refused where something it touches changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from varifocal.core.plan.suppose import Away, Due, Given, Landing, Pinned, Supposed, Urgent, touched
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.trying.tried import Tried
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Act, Change, act
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.order import Assignment, Dependency, Pin
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

CHANGED = "What this touches was changed since you tried it. Look at what it would do now, then accept."


def accept(supposed: Sequence[Supposed], *, by: Account, now: datetime, seen: int | None = None) -> Act:
    """Make it so: pins, agreed people and order, absences, due dates and priorities, in one act that one undo takes
    back. `seen` is the number the preview came with: refused, with a sentence, where something it touches was changed
    since. `now` is UTC.

    Raises Impossible for what is not there, for a landing, and for nothing to do; NotAllowed as each verb does.
    """
    if any(isinstance(one, Landing) for one in supposed):
        raise Impossible("What may come is won on its own page, not here: take it out of what you try first.")
    if not supposed:
        raise Impossible("There is nothing to accept.")
    Tried(supposed, Eyes(by, now))  # refuses what she may not see
    with act() as done:
        if seen is not None:
            _refuse_changed(supposed, seen)
        today = Organization.here().today(now)
        for one in supposed:
            _make_so(one, by, today)
        if not done.collected:
            raise Impossible("All of that is so already.")
    return done


def _make_so(one: Supposed, by: Account, today: date) -> None:
    match one:
        case Pinned():
            _pin(one, by)
        case Given():
            task = Task.objects.select_related("project").get(pk=one.task)
            if one.way is not None:
                _choose(one.way, task, by, today)
            Assignment.agree(task, list(Person.objects.filter(pk__in=one.people)), by=by, rank=one.rank)
        case Urgent():
            task = Task.objects.select_related("project").get(pk=one.task)
            task.describe(by=by, seen=task.version, priority=1)
        case Due(noun="task"):
            task = Task.objects.select_related("project").get(pk=one.id)
            task.describe(by=by, seen=task.version, due=one.day)
        case Due():
            project = Project.objects.get(pk=one.id)
            project.promise_by(one.day, by=by, seen=project.version)
        case Away():
            Absence.announce(Person.objects.get(pk=one.person), one.first, one.last, by=by)


def _choose(way: int, task: Task, by: Account, today: date) -> None:
    chosen = TaskMode.objects.filter(pk=way, task=task).select_related("task__project").first()
    if chosen is None or task.started_at is not None:
        raise Impossible(CHANGED)
    chosen.choose(by=by, on=today)
    task.refresh_from_db()


def _pin(one: Pinned, by: Account) -> None:
    task = Task.objects.select_related("project").get(pk=one.task)
    held = Pin.objects.filter(task=task).select_related("person", "task__project").first()
    if one.start is None and one.person is None:
        if held is not None:
            held.loosen(by=by)
        return
    person = Person.objects.get(pk=one.person) if one.person else held.person if held else None
    start = one.start or (held.start if held else None)
    Pin.fix(task, by=by, person=person, start=start)
    agreed = set(Assignment.objects.filter(task=task).values_list("person_id", flat=True))
    if one.person and agreed and one.person not in agreed:
        Assignment.agree(task, [Person.objects.get(pk=one.person)], by=by)


def _refuse_changed(supposed: Sequence[Supposed], seen: int) -> None:
    ids = touched(supposed)
    tasks, projects, people = ids["task"], ids["project"], ids["person"]
    pins = Pin.objects.filter(task__in=tasks).values("pk")
    agreed = Assignment.objects.filter(task__in=tasks).values("pk")
    ties = Dependency.objects.filter(Q(before__in=tasks) | Q(after__in=tasks)).values("pk")
    about = (
        Q(noun=Task.noun(), record_id__in=tasks)
        | Q(noun=Project.noun(), record_id__in=projects)
        | Q(noun=Person.noun(), record_id__in=people)
        | Q(noun=Pin.noun(), record_id__in=pins)
        | Q(noun=Assignment.noun(), record_id__in=agreed)
        | Q(noun=Dependency.noun(), record_id__in=ties)
        | Q(noun__in=(Pin.noun(), Assignment.noun()), before__task_id__in=list(tasks))
        | Q(noun=Absence.noun(), before__person_id__in=list(people))
        | Q(noun=Absence.noun(), after__person_id__in=list(people))
    )
    if Change.objects.filter(about, number__gt=seen).exists():
        raise Impossible(CHANGED)

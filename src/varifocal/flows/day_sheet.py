"""A day as it probably was: from the calendar, from what was closed and is under way, and from the plan.

A proposal only: she confirms it with one key, or says otherwise. What is proposed fills her working hours of that day;
what nothing explains stands as a line of its own, not named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from varifocal.core.values import monday_of
from varifocal.flows.kept_free import DAYS, PAIR, ROOM, wanted
from varifocal.flows.today.hours import Meet, free_hours
from varifocal.flows.working_days import public_holidays
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Absence, Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.day_sheet import OPEN_FOR, DaySheet, Line
from varifocal.org.work.doing import Attendance, TimeEntry
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Estimate, Task

QUARTER = Decimal("0.25")
NONE = Decimal(0)
NOT_NAMED = "none"
KEPT_NOTE = "time for people"
MOST_LINES = 6
"""Tasks proposed for a day; nobody does more, and a longer list is not read."""
ASSUMING = "assume"
"""The bookmark of assuming: the day, counted from the year 1, on which it was done last."""
ASSUMED_BACK = 7
"""Days that are looked at once their time is over; after a longer silence of the worker older ones stay empty."""


@dataclass(frozen=True, slots=True)
class Block:
    """One line: hours, and what on. `key` names what it is about: task:12, meeting:3, none."""

    key: str
    name: str
    hours: Decimal
    because: str
    """In words, why it stands here."""
    project: int | None = None
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day of one person. `recorded` are hours it has already; `away` says why nothing is proposed."""

    on: date
    today: date
    working: Decimal
    recorded: Decimal
    blocks: tuple[Block, ...]
    confirmed: DaySheet | None
    away: bool

    @property
    def proposed(self) -> Decimal:
        """Hours of all lines."""
        return sum((one.hours for one in self.blocks), NONE)

    @property
    def explained(self) -> tuple[Block, ...]:
        """The lines that calendar, work and plan speak for."""
        return tuple(one for one in self.blocks if one.key != NOT_NAMED)

    @property
    def is_open(self) -> bool:
        """Whether it may be confirmed: it has come, is not long past, and nobody did."""
        return self.confirmed is None and self.today - OPEN_FOR <= self.on <= self.today


def sheet(by: Account, person: Person, on: date, now: datetime) -> Sheet:
    """The day of a person, as the one who asks may see it. `now` is UTC, `on` a date where the person is."""
    zone, today = ZoneInfo(person.zone), person.today(now)
    begin, end = (datetime.combine(on + timedelta(days=away), time(), zone) for away in (0, 1))
    away = Absence.objects.filter(person=person, first__lte=on, last__gte=on).exists()
    attended = list(
        Attendance.objects.filter(person=person, meeting__start__gte=begin, meeting__start__lt=end)
        .select_related("meeting__project")
        .order_by("meeting__start", "pk")
    )
    # what is private takes her time, is no work, and is nobody's business
    private = [Meet("", one.meeting.start, one.meeting.end) for one in attended if one.private]
    working = NONE if away else _whole(free_hours(person, begin, private, share=1.0))
    entries = list(TimeEntry.objects.filter(person=person, on=on).values_list("task_id", "hours", "note"))
    held = sum((hours for _, hours, _ in entries), NONE)
    met = list(_meetings(by, person, attended, {note for _, _, note in entries if note}))
    met += _for_people(by, person, on)
    free = max(NONE, working - held - sum((one.hours for one in met), NONE))
    known = {task for task, _, _ in entries}
    return Sheet(
        on=on,
        today=today,
        working=working,
        recorded=held,
        blocks=tuple(
            _filled(met, [one for one in _work(by, person, begin, end) if one[0] not in known], free)
        ),
        confirmed=DaySheet.objects.filter(person=person, on=on).first(),
        away=away,
    )


def open_days(person: Person, now: datetime) -> list[date]:
    """Her last working day where nobody confirmed it, and today once most of it is over."""
    zone, today = ZoneInfo(person.zone), person.today(now)
    days = [today - timedelta(days=back) for back in range(1, 8)]
    before = next((one for one in days if _works(person, one)), None)
    found = [before] if before else []
    whole = free_hours(person, datetime.combine(today, time(), zone), (), share=1.0)
    if whole and free_hours(person, now, (), share=1.0) <= whole / 4:
        found.append(today)
    given = set(DaySheet.objects.filter(person=person, on__in=found).values_list("on", flat=True))
    away = Absence.objects.filter(person=person, last__gte=days[-1])
    return [
        one for one in found if one not in given and not any(each.first <= one <= each.last for each in away)
    ]


@verb
def confirm(
    by: Account, person: Person, on: date, said: Iterable[tuple[str, Decimal]], *, now: datetime
) -> DaySheet:
    """That was her day: keys as `Block` has them, with hours; lines of none are left out. `now` is UTC.

    Raises Impossible for a key that means nothing to her, and as DaySheet.confirm does.
    """
    today = person.today(now)
    lines = [_line(by, person, on, key, hours) for key, hours in said if hours]
    return DaySheet.confirm(person, on, lines, by=by, today=today)


def still_open(person: Person, now: datetime) -> list[date]:
    """All her working days that may still be given and were not, the newest first, today left out. `now` is UTC.
    Two queries."""
    today = person.today(now)
    days = [today - timedelta(days=back) for back in range(1, OPEN_FOR.days + 1)]
    given = set(DaySheet.objects.filter(person=person, on__in=days).values_list("on", flat=True))
    away = list(Absence.objects.filter(person=person, last__gte=days[-1]).values_list("first", "last"))
    return [
        one
        for one in days
        if one not in given and _works(person, one) and not any(first <= one <= last for first, last in away)
    ]


def assume_days(now: datetime, *, by: Account) -> list[DaySheet]:
    """Days nobody gave in time: what calendar and plan had for them, as assumed hours; what nothing explains is
    left out, for nobody knows whether she worked. `now` is UTC.

    Once a day: each day is looked at when its time is over, a second time for those who live in another zone, and
    later only where nobody worked here meanwhile; days before the first plan are not.
    """
    first = Run.objects.order_by("pk").values_list("as_of", flat=True).first()
    mark, _ = Bookmark.objects.get_or_create(flow=ASSUMING)
    here = Organization.here()
    since = here.today(now).toordinal() - mark.seen
    if first is None or since <= 0:
        return []
    made = []
    for person in Person.objects.order_by("pk"):
        today = person.today(now)
        looked_at = min(since + (person.zone != here.zone), ASSUMED_BACK)
        days = [today - OPEN_FOR - timedelta(days=back) for back in range(looked_at, 0, -1)]
        given = set(DaySheet.objects.filter(person=person, on__in=days).values_list("on", flat=True))
        for on in days:
            if on in given or on < first.date() or not _worked_here(person, on):
                continue
            shown = sheet(by, person, on, now)
            if shown.explained and not shown.away:
                lines = [_assumed(_line(by, person, on, one.key, one.hours)) for one in shown.explained]
                made.append(DaySheet.assume(person, on, lines, by=by, today=today))
    mark.advance(mark.seen + since)
    return made


def _worked_here(person: Person, on: date) -> bool:
    is_here = (person.joined is None or person.joined <= on) and (person.left is None or on <= person.left)
    return is_here and _works(person, on)


def _assumed(line: Line) -> Line:
    """Of the calendar's hours the calendar is the source; the others are assumed."""
    return (
        line if line.source == TimeEntry.Source.CALENDAR else replace(line, source=TimeEntry.Source.ASSUMED)
    )


def _line(by: Account, person: Person, on: date, key: str, hours: Decimal) -> Line:
    noun, _, number = key.partition(":")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    if key == NOT_NAMED:
        return Line(hours, source=TimeEntry.Source.UNPLACED)
    if noun == "task" and (
        task := Task.objects.visible_to(by).select_related("project").filter(pk=pk).first()
    ):
        return Line(hours, task=task)
    if noun == "meeting" and (
        held := Attendance.objects.filter(person=person, private=False, meeting=pk)
        .select_related("meeting__project")
        .first()
    ):
        meeting = held.meeting
        return Line(
            hours, project=meeting.project, source=TimeEntry.Source.CALENDAR, people_time=meeting.people_time,
            note=meeting.told_as(),
        )  # fmt: skip
    if noun in (PAIR, ROOM) and (kept := _kept_line(person, on, noun, pk, hours)):
        return kept
    raise Impossible("One line is about something that is no more; look at the day again.")


def _works(person: Person, on: date) -> bool:
    off = public_holidays(person.country, person.region, on.year)
    return on not in off and bool(person.working_week[on.weekday()])


def _meetings(
    by: Account, person: Person, attended: Iterable[Attendance], noted: set[str]
) -> Iterator[Block]:
    """Her meetings of the day, without what is private and those whose hours stand there already."""
    held = (one for one in attended if not one.private)
    own = by.person_id == person.pk
    for one in held:
        meeting = one.meeting
        if meeting.told_as() in noted:
            continue
        hours = _whole((meeting.end - meeting.start) / timedelta(hours=1))
        name = meeting.name if own or meeting.project_id else "A meeting"
        if own and one.title:
            name = unseal(one.title)
        project = meeting.project
        yield Block(
            f"meeting:{meeting.pk}", name, hours, "in the calendar", project.pk if project else None,
            project.name if project else "",
        )  # fmt: skip


def _for_people(by: Account, person: Person, on: date) -> Iterator[Block]:
    """Time kept free that week for somebody she leads, teaches or learns from, on the day it is looked for first,
    where nothing is set to the hour; with whom is told to her alone."""
    if by.person_id != person.pk or on.weekday() != next(
        (day for day in DAYS if person.working_week[day]), None
    ):
        return
    monday = monday_of(on)
    due = [one for one in wanted(on, of=person.pk) if one.is_due(monday)]
    names = dict(
        Person.objects.filter(pk__in={other for one in due for other in one.people}).values_list("pk", "name")
        if due
        else ()
    )
    for one in due:
        other = next(each for each in one.people if each != person.pk)
        noun, pk = one.key
        hours = _whole(one.minutes / 60)
        yield Block(f"{noun}:{pk}", f"With {names[other]}", hours, "kept free for the two of you")


def _kept_line(person: Person, on: date, noun: str, pk: int, hours: Decimal) -> Line | None:
    """Her time for somebody; learning is her own growing. With whom is in no note."""
    one = next((each for each in wanted(on, of=person.pk) if each.key == (noun, pk)), None)
    if one is None:
        return None
    learns = noun == PAIR and one.people[1] == person.pk
    act = TimeEntry.Act.GROW if learns else TimeEntry.Act.LEAD
    return Line(hours, people_time=True, note=KEPT_NOTE, act=act)


def _work(by: Account, person: Person, begin: datetime, end: datetime) -> list[tuple[int, Block, bool]]:
    """Task, line with the hours it may take at most, and whether it may take what is left over: what was finished
    that day, what is under way, what the plan had for the day. One query."""
    run = Run.objects.filter(as_of__lt=end).order_by("-pk")  # as it was planned then, not since
    planned = ScheduledTask.objects.filter(
        run=Subquery(run.values("pk")[:1]),
        task=OuterRef("pk"),
        person=person,
        start__lt=end,
        finish__gt=begin,
    )
    by_her = Change.objects.filter(
        noun="task", record_id=OuterRef("pk"), verb="task.finished", by__person=person,
        happened_at__gte=begin, happened_at__lt=end,
    )  # fmt: skip
    hers = Exists(Assignment.objects.filter(task=OuterRef("pk"), person=person))
    newest = Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk").values("likely")[:1]
    spent = TimeEntry.objects.filter(task=OuterRef("pk")).order_by().values("task")
    finished = Q(finished_at__gte=begin, finished_at__lt=end) & (Q(hers) | Q(Exists(by_her)))
    was_open = Q(finished_at=None) | Q(finished_at__gte=end)
    under_way = Q(hers, was_open, started_at__lt=end) & ~Q(status=Task.Status.TODO)
    ahead = Q(Exists(planned)) & was_open
    rows = (
        Task.objects.visible_to(by)
        .filter(finished | under_way | ahead, is_wait=False)
        .select_related("project")
        .annotate(
            likely=Subquery(newest),
            spent=Coalesce(Subquery(spent.annotate(s=Sum("hours")).values("s")), NONE),
            begins=Subquery(planned.values("start")[:1]),
        )
    )
    ranked = sorted((_rank(row, end), getattr(row, "begins", None) or end, row.pk, row) for row in rows)
    return [(row.pk, _block(row, rank), rank > 0) for rank, _, _, row in ranked]


def _rank(row: Task, end: datetime) -> int:
    """Finished first, then what was under way, then what was only planned."""
    if row.finished_at is not None and row.finished_at < end:
        return 0
    return 1 if row.started_at is not None and row.started_at < end else 2


def _block(row: Task, rank: int) -> Block:
    why = ("finished that day", "under way", "planned")[rank]
    hours = _whole(max(float(QUARTER), _left(row)))
    return Block(f"task:{row.pk}", row.name, hours, why, row.project_id, row.project.name)


def _left(row: Task) -> float:
    if row.hours_left is not None and row.finished_at is None:
        return float(row.hours_left)
    likely: Decimal | None = getattr(row, "likely", None)
    spent: Decimal = getattr(row, "spent", NONE)
    return float(max(NONE, (likely or Decimal(1)) - spent))


def _filled(met: Iterable[Block], work: Iterable[tuple[int, Block, bool]], free: Decimal) -> Iterator[Block]:
    """Meetings as they were; then the tasks, each as much as it may take, until the day is full; what is left over
    goes to what was under way, else it is not named."""
    yield from met
    taken: list[tuple[Block, bool]] = []
    left = free
    for _, block, may_more in work:
        if left <= 0 or len(taken) == MOST_LINES:
            break
        hours = min(block.hours, left)
        taken.append((replace(block, hours=hours), may_more))
        left -= hours
    for place, (block, may_more) in enumerate(taken):
        if may_more and left > 0:
            taken[place] = replace(block, hours=block.hours + left), may_more
            left = NONE
    yield from (block for block, _ in taken)
    if left > 0:
        yield Block(NOT_NAMED, "Not named", left, "nothing explains it")


def _whole(hours: float) -> Decimal:
    """To the quarter hour."""
    return (Decimal(str(hours)) / QUARTER).quantize(Decimal(1), ROUND_HALF_UP) * QUARTER

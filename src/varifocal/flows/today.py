"""Today: what one person does now and what her responsibilities ask of her, read in few questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import GreaterThan

from varifocal.core.calendar import Busy, Grid, WorkingWeek, whole_quarter, working_hours_between
from varifocal.flows.moved import newest_planned
from varifocal.flows.proposed import proposals
from varifocal.flows.snapshot import public_holidays
from varifocal.flows.together import Asked, Row, day, moment, nested, together_for
from varifocal.flows.waiting import due_to_be_asked
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, Head
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Refusal
from varifocal.org.base.sealing import unseal
from varifocal.org.decisions.decision import Decision
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence, Person
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import GoalForecast, ProjectForecast, Run, ScheduledTask
from varifocal.org.work.ask import Ask
from varifocal.org.work.doing import Attendance, Comment, TimeEntry, WeekAgreed
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task

MOST_TASKS = 200
MOST_NEWS = 120
LINES_READ = 5_000
"""News are looked for among so many of the newest lines of the log."""
PRAISE_LASTS = timedelta(days=7)
LOOKED_BACK = timedelta(days=28)
QUIET_AFTER = timedelta(weeks=6)
ANSWER_LASTS = timedelta(days=3)
"""How long an answer that came is news."""
NEWS = (
    "task.finished", "task.hung", "task.planned", "task.asked", "task.cut", "project.due_moved", "comment.said",
)  # fmt: skip
"""What somebody who was away wants to know of her projects."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One open task or wait, with its place in the newest plan. `left` in hours, moments UTC; `since` is when
    somebody last began; `mine` where it is agreed or proposed to be hers."""

    id: int
    version: int
    name: str
    project: int
    project_name: str
    standing: bool
    company: str
    manages: bool
    doing: bool
    due: date | None
    project_due: date | None
    left: float
    start: datetime | None
    finish: datetime | None
    rank: float
    proposed: bool
    guessed: bool
    unplanned: str
    since: datetime | None
    is_wait: bool
    party: str
    asked_on: date | None
    mine: bool
    who: str
    offered: bool = False
    """Handed to her, and not taken yet."""

    @property
    def key(self) -> tuple[Any, ...]:
        """The order of the day: what she is at, then as planned, then as agreed."""
        begin = self.start or datetime.max.replace(tzinfo=UTC)
        return (not self.doing, begin, self.rank, self.id)


@dataclass(frozen=True, slots=True)
class Meet:
    """A meeting of hers today, UTC."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Today:
    """One person's day at one moment. `lists` holds the short lists by name, as `together` tells them."""

    now: datetime
    zone: ZoneInfo
    today: date
    here: date
    """The date in the organization's zone, by which distances are coloured."""
    person: Person | None
    run: Run | None
    stale: bool
    empty: bool
    """Nothing is here yet: no project, and nobody but her."""
    free: float
    away_until: date | None
    left_at: datetime
    """When she went, the last day she worked before today."""
    pieces: tuple[Piece, ...]
    meetings: tuple[Meet, ...]
    lists: Mapping[str, list[Row]] = field(default_factory=dict)

    @property
    def mine(self) -> list[Piece]:
        """Her tasks, in planned order."""
        return sorted((one for one in self.pieces if one.mine and not one.is_wait), key=lambda one: one.key)

    @property
    def due_today(self) -> list[Piece]:
        """What should be finished by tonight, by the plan or by its date."""
        tonight = datetime.combine(self.today, time.max, self.zone)
        return [
            one
            for one in self.mine
            if (one.finish is not None and one.finish <= tonight)
            or (one.due is not None and one.due <= self.today)
        ]

    @property
    def waits(self) -> list[Piece]:
        """What somebody outside owes, longest first."""
        return sorted(
            (one for one in self.pieces if one.is_wait),
            key=lambda one: (one.asked_on or date.max, one.id),
        )


def today(by: Account, now: datetime) -> Today:
    """Her day: what she may see, and only that. Three questions to the database."""
    person = by.person if by.person_id else None
    run = Run.latest_one()
    here = Organization.here()
    zone = ZoneInfo(person.zone if person else here.zone)
    local = now.astimezone(zone).date()
    left_at = _left_at(person, now, zone)
    lists = together_for(
        by,
        _lists,
        run=run.pk if run else 0,
        run_saw=run.seen if run else 0,
        here=here.today(now),
        today=local,
        midnight=datetime.combine(local, time.min, zone),
        tomorrow=datetime.combine(local + timedelta(days=1), time.min, zone),
        monday=local - timedelta(days=local.weekday()),
        left_at=left_at,
        just_answered=now - ANSWER_LASTS,
        just_looked_in=_midnight(local - LOOKED_IN_LASTS),
        just_praised=local - PRAISE_LASTS,
        of_late=_midnight(local - LOOKED_BACK),
        day_of_late=local - LOOKED_BACK,
        quiet_since=local - QUIET_AFTER,
    )
    if "led" in lists:
        done = {row["person"]: row["tasks"] for row in lists["finished"]}
        lists["led"] = [row | {"done": done.get(row["id"], 0)} for row in lists["led"]]
    meetings = tuple(
        sorted(
            {
                Meet(_own_title(row), start, end)
                for row in lists["meetings"]
                if (start := moment(row["start"])) and (end := moment(row["end"]))
            },
            key=lambda one: one.start,
        )
    )
    away = max(
        (last for row in lists["away"] if row["person"] == by.person_id and (last := day(row["last"]))),
        default=None,
    )
    grounds = next(iter(lists["grounds"]), {})
    return Today(
        now=now,
        zone=zone,
        today=local,
        here=here.today(now),
        person=person,
        run=run,
        stale=bool(grounds.get("moved")),
        empty=not grounds.get("has_projects") and not grounds.get("has_people"),
        free=0.0 if person is None or away else free_hours(person, now, meetings),
        away_until=away,
        left_at=left_at,
        pieces=tuple(_piece(row, by.person_id or 0) for row in lists["pieces"]),
        meetings=meetings,
        lists=lists,
    )


def free_hours(
    person: Person, now: datetime, meetings: Iterable[Meet], *, share: float | None = None
) -> float:
    """Working hours from now to tonight that neither a meeting nor a public holiday takes, by her own week and
    zone; `share` of them instead of the part of hers that may be planned."""
    stretches = [[(time.fromisoformat(a), time.fromisoformat(b)) for a, b in one] for one in person.week]
    days = tuple(tuple(one) for one in (stretches or [[]] * 7))
    grid = Grid(whole_quarter(now), 96 * 2)
    local = person.today(now)
    calendar = grid.calendar(
        WorkingWeek(days, person.zone),
        away=[(day, day) for day in public_holidays(person.country, person.region, local.year)],
        busy=[Busy(one.start, one.end) for one in meetings],
        share=float(person.share) if share is None else share,
    )
    tomorrow = local + timedelta(days=1)
    return float(working_hours_between(calendar, 0, grid.local(tomorrow, person.zone)))


def _own_title(row: Row) -> str:
    """A meeting as it stands in her own calendar, where the seal opens."""
    try:
        own = unseal(row["title"])
    except Refusal:
        own = ""
    return own or str(row["name"])


def _grounds(by: Account, run_saw: Any) -> QuerySet[Organization]:
    """Whether anything is here, and whether the plan's grounds moved since the run."""
    return Organization.objects.annotate(
        moved=GreaterThan(newest_planned(), run_saw),
        has_projects=Exists(Project.objects.visible_to(by)),
        has_people=Exists(Person.objects.exclude(pk=by.person_id or 0)),
    )


def _left_at(person: Person | None, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the last working day before today."""
    today = now.astimezone(zone).date()
    off = public_holidays(person.country, person.region, today.year) if person else frozenset()
    for back in range(1, 8):
        before = today - timedelta(days=back)
        works = person and len(person.week) == 7 and before not in off
        stretches = person.week[before.weekday()] if person and works else []
        if stretches:
            return datetime.combine(before, time.fromisoformat(stretches[-1][1]), zone)
    return now - timedelta(days=1)


def _pieces(by: Account, run: Any, today: Any) -> QuerySet[Task]:
    me = by.person_id or 0
    scheduled = ScheduledTask.objects.filter(run_id=run, task=OuterRef("pk"))
    agreed = Assignment.objects.filter(task=OuterRef("pk"), person_id=me)
    offered = Handover.objects.offered().filter(task=OuterRef("pk"), taker_id=me)
    for_mine = Dependency.objects.filter(before=OuterRef("pk"), after__assignments__person_id=me)
    began = Change.objects.filter(noun="task", record_id=OuterRef("pk"), after__status=Task.Status.DOING)
    hers = ScheduledTask.objects.filter(run_id=run, person_id=me)
    mine = Q(pk__in=Assignment.objects.filter(person_id=me).values("task_id")) | Q(
        pk__in=hers.values("task_id")
    )
    steers = Q(project__manager_id=me)
    waits: Any = Q(is_wait=True) & (steers | Exists(for_mine))
    if by.has_role(Role.OWNER):
        waits = Q(is_wait=True)
    waits &= due_to_be_asked()
    late = steers & (Q(due__lt=today) | Exists(scheduled.exclude(unplanned="")))
    return (
        Task.objects.visible_to(by)
        .open()
        .annotate(
            is_offered=Exists(offered), is_mine=Exists(agreed), is_hers=Exists(scheduled.filter(person_id=me))
        )
        .filter(mine | waits | late)
        .annotate(
            planned=Subquery(
                scheduled.values(
                    told=JSONObject(
                        start="start",
                        finish="finish",
                        hours="hours",
                        rank="rank",
                        proposed="proposed",
                        guessed="guessed",
                        unplanned="unplanned",
                        who="person__name",
                    )
                )[:1]
            ),
            estimate=Subquery(
                Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk").values("likely")[:1]
            ),
            spent=Subquery(
                TimeEntry.objects.filter(task=OuterRef("pk"))
                .order_by()
                .values("task")
                .annotate(s=Sum("hours"))
                .values("s")
            ),
            agreed_rank=Subquery(agreed.values("rank")[:1]),
            began=Subquery(began.order_by("-number").values("happened_at")[:1]),
        )
        .order_by("pk")[:MOST_TASKS]
    )


_PIECE = {
    "id": "id", "version": "version", "name": "name", "project": "project_id", "project_name": "project__name",
    "kind": "project__kind", "company": "project__company__name", "manager": "project__manager_id",
    "project_due": "project__due", "status": "status", "due": "due", "hours_left": "hours_left",
    "is_wait": "is_wait", "party": "waits_on__name", "asked_on": "asked_on", "planned": "planned",
    "estimate": "estimate", "spent": "spent", "agreed_rank": "agreed_rank", "began": "began",
    "is_offered": "is_offered", "is_mine": "is_mine", "is_hers": "is_hers",
}  # fmt: skip


def _piece(row: Row, me: int) -> Piece:
    planned = nested(row["planned"]) or {}
    doing = row["status"] == Task.Status.DOING
    return Piece(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        project=row["project"],
        project_name=row["project_name"],
        standing=row["kind"] == Project.Kind.STANDING,
        company=row["company"] or "",
        manages=row["manager"] == me,
        doing=doing,
        due=day(row["due"]),
        project_due=day(row["project_due"]),
        left=_left(row, planned),
        start=moment(planned.get("start")),
        finish=moment(planned.get("finish")),
        rank=float(row["agreed_rank"] or 0),
        proposed=bool(planned.get("proposed")) and not row["is_mine"],
        guessed=bool(planned.get("guessed")),
        unplanned=planned.get("unplanned") or "",
        since=moment(row["began"]) if doing else None,
        is_wait=bool(row["is_wait"]),
        party=row["party"] or "",
        asked_on=day(row["asked_on"]),
        mine=bool(row["is_mine"] or row["is_hers"]),
        who=planned.get("who") or "",
        offered=bool(row["is_offered"]),
    )


def _left(row: Row, planned: Mapping[str, Any]) -> float:
    """Hours to do: as said, else the estimate less what was recorded, else as the plan has it."""
    if row["hours_left"] is not None:
        return float(row["hours_left"])
    if row["estimate"] is not None:
        return max(0.0, float(row["estimate"]) - float(row["spent"] or 0))
    return float(planned.get("hours") or 0)


def _lists(by: Account, *, run: Any, run_saw: Any, here: Any, today: Any, **at: Any) -> dict[str, Asked]:
    """All that stands on the page; only what her responsibilities ask for. Every value is a blank (`together_for`);
    `here` is the date in the organization's zone, `at` holds the other days and moments."""
    me = by.person_id or 0
    asked: dict[str, Asked] = {
        "grounds": (
            _grounds(by, run_saw),
            {"moved": "moved", "has_projects": "has_projects", "has_people": "has_people"},
        ),
        "pieces": (_pieces(by, run, here), _PIECE),
        "meetings": (
            Attendance.objects.filter(
                person_id=me, meeting__end__gt=at["midnight"], meeting__start__lt=at["tomorrow"]
            ),
            {"name": "meeting__name", "title": "title", "start": "meeting__start", "end": "meeting__end"},
        ),
        "away": (
            Absence.objects.visible_to(by).filter(first__lte=today, last__gte=today),
            {"person": "person_id", "name": "person__name", "last": "last", "tasks": _managed_tasks_of(me)},
        ),
        "questions": (
            _open_questions(by, me),
            {
                "task": "task_id",
                "task_name": "task__name",
                "words": "words",
                "who": "person__name",
                "said": "said_at",
            },
        ),
        "praise": (
            Praise.objects.visible_to(by).filter(receiver_id=me, on__gte=at["just_praised"]),
            {"words": "words", "quiet": "quiet_words", "who": "giver__name", "on": "on"},
        ),
        "following": (
            Dependency.objects.visible_to(by).filter(
                before__assignments__person_id=me, before__finished_at=None, after__finished_at=None
            ),
            {"before": "before_id", "name": "after__name", "who": _first_hand()},
        ),
        "client_answers": (
            Ask.objects.visible_to(by)
            .filter(Q(asker_id=me) | Q(task__project__manager_id=me), answered_at__gte=at["just_answered"])
            .exclude(task__project__ended_on__isnull=False),
            {
                "id": "id",
                "task": "task_id",
                "name": "task__name",
                "party": "task__waits_on__name",
                "who": "contact__name",
                "answer": "answer",
                "reply": "reply",
            },
        ),
        "mentees": (_mentees(by, me, at["of_late"], at["day_of_late"]), _MENTEE),
        "decisions": (
            Decision.objects.visible_to(by).wanting(today).filter(decider_id=me),
            {"id": "id", "question": "question", "state": "state", "due": "due"},
        ),
        "talks": (
            Mentorship.objects.visible_to(by).begun().filter(learner_id=me).exclude(next_talk=None),
            {"id": "id", "name": "mentor__name", "skill": "skill__name", "talk": "next_talk"},
        ),
    }
    asked |= _promises(by, me, run) | _handed(by, me, run, today, at["just_looked_in"])
    if by.has_role(Role.OWNER, Role.MANAGER):
        asked |= proposals(by, run)
        asked["news"] = (_news(by, at["left_at"]), _NEW)
    if by.has_role(Role.OWNER, Role.LEAD):
        asked["led"] = (_led(by, me, today), {"id": "id", "name": "name", "praised": "praised"})
        asked["finished"] = (
            _finished(by, at["of_late"]),
            {"person": "assignments__person", "tasks": "tasks"},
        )
    if by.has_role(Role.OWNER):
        asked |= _far_hours(by, me, at["monday"], today)
        asked["quiet"] = (
            _quiet_clients(by, at["quiet_since"]),
            {"id": "id", "name": "name", "last": "last"},
        )
        asked["unmanaged"] = (
            Project.objects.visible_to(by).open().filter(manager=None).exclude(kind=Project.Kind.STANDING),
            {"id": "id", "name": "name"},
        )
    return asked


_MENTEE = {
    "id": "id", "person": "learner_id", "name": "learner__name", "skill": "skill__name", "talk": "next_talk",
    "done": "done", "praised": "praised",
}  # fmt: skip


def _managed_tasks_of(me: int) -> Subquery:
    """How many open tasks of the projects she manages the absent person holds."""
    held = Assignment.objects.filter(
        person=OuterRef("person"),
        task__finished_at=None,
        task__project__manager_id=me,
        task__project__ended_on=None,
    )
    return Subquery(held.order_by().values("person").annotate(n=Count("pk")).values("n"))


def _first_hand() -> Subquery:
    first = Assignment.objects.filter(task=OuterRef("after")).order_by("pk")
    return Subquery(first.values("person__name")[:1])


def _open_questions(by: Account, me: int) -> QuerySet[Comment]:
    answered = Comment.objects.filter(task=OuterRef("task"), person_id=me, said_at__gt=OuterRef("said_at"))
    hers = Assignment.objects.filter(task=OuterRef("task"), person_id=me)
    return (
        Comment.objects.visible_to(by)
        .filter(Exists(hers) | Q(task__project__manager_id=me), task__finished_at=None, words__contains="?")
        .filter(kind=Comment.Kind.COMMENT)
        .exclude(person_id=me)
        .filter(~Exists(answered))
    )


def _mentees(by: Account, me: int, since: Any, day_since: Any) -> QuerySet[Mentorship]:
    done = Task.objects.visible_to(by).filter(assignments__person=OuterRef("learner"), finished_at__gte=since)
    praised = Praise.objects.visible_to(by).filter(receiver=OuterRef("learner"), on__gte=day_since)
    return (
        Mentorship.objects.visible_to(by)
        .begun()
        .filter(mentor_id=me)
        .annotate(done=_count(done, "assignments__person"), praised=_count(praised, "receiver"))
    )


def _led(by: Account, me: int, today: Any) -> QuerySet[Person]:
    """People she leads (an owner: everybody), and when each was last thanked."""
    here = Person.objects.here(today).exclude(pk=me)
    led = here.filter(Q() if by.has_role(Role.OWNER) else Q(lead_id=me))
    seen = Q(praise_received__quiet=False) | Q(praise_received__giver_id=me)
    return led.annotate(praised=Max("praise_received__on", filter=seen))


def _finished(by: Account, since: Any) -> QuerySet[Any]:
    """How many tasks everybody finished since then."""
    done = Task.objects.visible_to(by).filter(finished_at__gte=since, assignments__person__isnull=False)
    return done.order_by().values("assignments__person").annotate(tasks=Count("pk"))


def _quiet_clients(by: Account, since: Any) -> QuerySet[Company]:
    """Clients for whom somebody worked, and nobody since then."""
    worked = TimeEntry.objects.visible_to(by).filter(project__company=OuterRef("pk"))
    return (
        Company.objects.visible_to(by)
        .filter(Exists(worked), ~Exists(worked.filter(on__gte=since)), kind=Company.Kind.CLIENT)
        .annotate(last=Subquery(worked.order_by("-on").values("on")[:1]))
    )


def _midnight(on: date) -> datetime:
    """The day's beginning in UTC, near enough for counts of weeks and found by the index."""
    return datetime.combine(on, time.min, UTC)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")[:1]), 0)


def _promises(by: Account, me: int, run: Any) -> dict[str, Asked]:
    """Forecasts of what she answers for: all of it for an owner."""
    projects = ProjectForecast.objects.visible_to(by).filter(run_id=run, project__ended_on=None)
    goals = GoalForecast.objects.visible_to(by).filter(run_id=run, goal__ended_on=None)
    if not by.has_role(Role.OWNER):
        projects, goals = projects.filter(project__manager_id=me), goals.filter(goal__owner_id=me)
    return {
        "promises": (
            projects.exclude(project__due=None).exclude(chance=None),
            {"id": "project_id", "name": "project__name", "due": "project__due", "chance": "chance", "p80": "p80",
             "mine": F("project__manager_id"), "company": "project__company__name"},
        ),
        "goals": (
            goals.filter(goal__owner_id=me),
            {"id": "goal_id", "name": "goal__name", "target": "goal__target", "chance": "chance",
             "sentence": "sentence"},
        ),
    }  # fmt: skip


LOOKED_IN_LASTS = timedelta(days=2)
_HANDED = {
    "id": "id", "seen": "version", "task": "task_id", "name": "task__name", "state": "state", "brief": "brief",
    "freedom": "freedom", "look_in": "look_in", "talk": "talk", "giver": "giver__name", "taker": "taker__name",
    "left": "left_then",
}  # fmt: skip


def _handed(by: Account, me: int, run: Any, today: Any, just_looked_in: Any) -> dict[str, Asked]:
    """Hand-overs: what waits for her answer, what she said to look in, what she gave and how it stands; and who
    would like to do open work of hers."""
    seen = Handover.objects.visible_to(by)
    gave = Q(giver_id=me) | Q(giver=None, task__project__manager_id=me)
    taken = seen.standing().filter(state=Handover.State.TAKEN)
    has_none = ~Exists(Assignment.objects.filter(task=OuterRef("task")))
    back = seen.filter(gave, has_none, state=Handover.State.GIVEN_BACK, task__finished_at=None)
    later = Handover.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"))
    answers = seen.offered().filter(gave, state__in=(Handover.State.ASKED, Handover.State.AGAINST))
    hands = RaisedHand.objects.visible_to(by).filter(has_none, task__project__manager_id=me)
    return {
        "offers": (seen.offered().filter(taker_id=me), _HANDED),
        "look_ins": (taken.filter(taker_id=me, look_in__lte=today, looked_in_at=None), _HANDED),
        "answers": (answers, _HANDED),
        "given_back": (back.filter(~Exists(later), task__project__ended_on=None), _HANDED),
        "unsaid": (taken.filter(gave, look_in__lt=today, looked_in_at=None), _HANDED),
        "looked_in": (taken.filter(gave, looked_in_at__gte=just_looked_in), _HANDED),
        "away_inside": (
            _away_inside(by, taken.filter(gave), run, today),
            {
                "task": "task_id",
                "name": "task__name",
                "taker": "taker__name",
                "first": "first",
                "last": "last",
            },
        ),
        "wishes": (
            hands.filter(task__finished_at=None, task__project__ended_on=None),
            {"task": "task_id", "name": "task__name", "person": "person_id", "who": "person__name"},
        ),
    }


def _away_inside(by: Account, taken: QuerySet[Handover], run: Any, today: Any) -> QuerySet[Handover]:
    """Promises of hers whose taker is away before they should be done, by the plan, the due date or the day she
    looks in; each with the first such absence."""
    planned = ScheduledTask.objects.filter(run_id=run, task=OuterRef("task"))
    end = Coalesce(Cast(Subquery(planned.values("finish")[:1]), DateField()), F("task__due"), F("look_in"))
    away = Absence.objects.visible_to(by).filter(
        person=OuterRef("taker"), last__gte=today, first__lte=OuterRef("until")
    )
    first = away.order_by("first", "pk")
    return (
        taken.annotate(until=end)
        .filter(Exists(away))
        .annotate(first=Subquery(first.values("first")[:1]), last=Subquery(first.values("last")[:1]))
    )


def _far_hours(by: Account, me: int, monday: Any, today: Any) -> dict[str, Asked]:
    """Her own week as agreed, and what she did in it."""
    return {
        "agreed": (
            WeekAgreed.objects.visible_to(by).filter(person_id=me, monday=monday),
            {"lines": "lines"},
        ),
        "worked": (
            TimeEntry.objects.visible_to(by).filter(person_id=me, on__gte=monday, on__lte=today),
            {"project": "project_id", "name": "project__name", "hours": "hours", "source": "source"},
        ),
    }


_NEW = {
    "number": "number", "verb": "verb", "label": "label", "by": "by_id", "who": "by__person__name",
    "login": "by__login", "is_house": "by__is_house", "finished_at": "after__finished_at",
}  # fmt: skip


def _news(by: Account, since: Any) -> QuerySet[Change]:
    """What others did in the projects she manages since then, the newest of it."""
    managed = Project.objects.filter(manager_id=by.person_id or 0, pk=OuterRef("project"))
    newest = Subquery(Head.objects.values(first=F("number") - LINES_READ)[:1])
    seen = Change.objects.filter(
        Exists(managed),  # asked of each line: `in` would have all lines of her projects read, however old
        visible(by, Change),
        number__gt=newest,
        verb__in=NEWS,
        happened_at__gte=since,
    )
    return seen.exclude(by_id=by.pk).order_by("-number")[:MOST_NEWS]

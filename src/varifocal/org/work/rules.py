"""Who may do what with projects and tasks, and who sees them and what changed about them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import EVERYTHING, NOTHING, allow, narrow, sight, visible
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person, is_staff_lead, leads
from varifocal.org.people.seen_by import guarded_sight, seen_ids, seen_through
from varifocal.org.work.ask import Ask
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.contribution import Contribution
from varifocal.org.work.doing import (
    Attendance,
    ChecklistItem,
    Comment,
    Meeting,
    Recurrence,
    TimeEntry,
    WeekAgreed,
)
from varifocal.org.work.equipment import Equipment, EquipmentNeed
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.project import KindBefore, Project, Serving, StandingPurpose
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Estimate, Task, TaskKind

MANAGERS = "an owner or a project manager"


@allow(StandingPurpose, "declare", who=MANAGERS)
@allow(TaskKind, "name_it", who=MANAGERS)
@allow(Equipment, "bring", "describe", who=MANAGERS)
@allow(Project, "open", who=MANAGERS)
@allow(TimeEntry, "record_many", who=MANAGERS)
@allow(WeekAgreed, "agree_week", who=MANAGERS)
@allow(Meeting, "hold", who=MANAGERS + ", or a people lead")
def managers(by: Account, _: Any) -> bool:
    """Those who steer the work."""
    return by.has_role(Role.OWNER, Role.MANAGER, Role.LEAD)


@allow(Project, "bring_in", who="an owner, a project manager or a people lead")
def bring_in(by: Account, _: Any) -> bool:
    """Importing lists of work and absences; what they make still asks its own rules."""
    return by.has_role(Role.OWNER, Role.MANAGER, Role.LEAD)


@allow(
    Project,
    "change",
    "show_to",
    "keep_baseline",
    who="its manager, or an owner or project manager who sees it",
)
def change_project(by: Account, project: Project) -> bool:
    """Changing a project."""
    return sees_project(by, project) and (by.has_role(Role.OWNER, Role.MANAGER) or _manages(by, project))


@allow(Project, "plan_in", "hold", who="anybody inside who sees the project")
def plan_in(by: Account, project: Project) -> bool:
    """Adding a task."""
    return not by.is_guest and sees_project(by, project)


@allow(Project, "price", who="those who see money")
def price_project(by: Account, _: Any) -> bool:
    """What a project may cost, and costs beside hours."""
    return by.acts_for_the_house or (by.money_right and not by.is_guest)


@allow(
    Task, "change", "work_on", "comment", "take_on", "raise_hand", who="anybody inside who sees its project"
)
def change_task(by: Account, task: Task) -> bool:
    """Changing, doing or talking about a task."""
    return not by.is_guest and sees_project(by, task.project)


@allow(Risk, "change", "show_to", who="anybody inside who sees it and its project")
def change_risk(by: Account, risk: Risk) -> bool:
    """What may strike: said anew, shown to others, struck, over."""
    if not plan_in(by, risk.project):
        return False
    return not risk.is_guarded or Risk.objects.filter(guarded_sight(by, Risk), pk=risk.pk).exists()


@allow(Ask, "renew", "withdraw", who="anybody inside who sees its project")
def change_ask(by: Account, ask: Ask) -> bool:
    """What was asked of somebody outside."""
    return change_task(by, ask.task)


@allow(Ask, "answer", who="whoever was sent its link")
def answer_ask(by: Account, _: Any) -> bool:
    """The door has found it by its secret; nobody inside answers for a client."""
    return by.is_link


@allow(Task, "assign", who="a project manager or owner who sees its project")
def assign(by: Account, task: Task) -> bool:
    """Who does it, in which order, changes only by its project manager's act."""
    return change_project(by, task.project)


@allow(Handover, "steer", who="a project manager or owner who sees its project")
def steer(by: Account, handover: Handover) -> bool:
    """Answering, changing and withdrawing an offer: whoever may assign the task."""
    return change_project(by, handover.task.project)


@allow(Handover, "answer_for", who="she to whom it was handed")
def answer_for(by: Account, handover: Handover) -> bool:
    """Nobody else promises in her name, nor refuses."""
    hers = by.person_id is not None and handover.taker_id == by.person_id
    return hers and not by.is_guest and sees_project(by, handover.task.project)


@allow(RaisedHand, "lower", who="whoever raised it")
def own_hand(by: Account, hand: RaisedHand) -> bool:
    """Her own hand."""
    return by.person_id is not None and hand.person_id == by.person_id


@allow(Person, "record", who="she herself, her lead, a project manager or an owner")
def record_hours(by: Account, person: Person) -> bool:
    """Hours of a person."""
    return by.person_id == person.pk or is_staff_lead(by) or by.has_role(Role.MANAGER) or leads(by, person.pk)


@allow(TimeEntry, "correct", who="she whose hours they are, her lead, a project manager or an owner")
def correct_hours(by: Account, entry: TimeEntry) -> bool:
    """Correcting hours."""
    return record_hours(by, entry.person)


@allow(Comment, "take_back", who="whoever said it")
def own_words(by: Account, comment: Comment) -> bool:
    """Her own words."""
    return by.person_id is not None and comment.person_id == by.person_id


@allow(Meeting, "talk", who="anybody inside, for a talk she is in herself")
def talk(by: Account, _: Any) -> bool:
    """A talk of two."""
    return by.person_id is not None and not by.is_guest


@allow(Meeting, "cancel", who="whoever is in it, or an owner or project manager")
def cancel_meeting(by: Account, meeting: Meeting) -> bool:
    """Cancelling a meeting."""
    if by.has_role(Role.OWNER, Role.MANAGER):
        return True
    return by.person_id is not None and meeting.attendances.filter(person_id=by.person_id).exists()


def sees_project(by: Account, project: Project) -> bool:
    """Whether the project is for her eyes; for everyone's it costs no query."""
    if not project.is_guarded:
        return by.sees_content and not by.is_guest
    return Project.objects.filter(guarded_sight(by, Project), pk=project.pk).exists()


def _manages(by: Account, project: Project) -> bool:
    return by.person_id is not None and project.manager_id == by.person_id


@sight(Project, who="those its *seen by* names; a guest none")
def projects_seen(by: Account) -> Q:
    """Projects."""
    return guarded_sight(by, Project)


for _noun, _path in (
    (Task, "project"),
    (KindBefore, "project"),
    (Baseline, "project"),
    (Ask, "task__project"),
    (Recurrence, "project"),
    (Estimate, "task__project"),
    (SkillNeed, "task__project"),
    (EquipmentNeed, "task__project"),
    (TaskMode, "task__project"),
    (ModeNeed, "mode__task__project"),
    (Pin, "task__project"),
    (Assignment, "task__project"),
    (Handover, "task__project"),
    (RaisedHand, "task__project"),
    (Comment, "task__project"),
    (ChecklistItem, "task__project"),
):

    @sight(_noun, who="those who see its project")
    def seen_with_project(by: Account, path: str = _path) -> Q:
        """What belongs to a project."""
        return seen_through(by, path, Project)


@sight(Risk, who="those who see its project, and whom its *seen by* names")
def risks_seen(by: Account) -> Q:
    """What may strike."""
    return guarded_sight(by, Risk) & seen_through(by, "project", Project)


@narrow(Change, who="changes of risks, those who see these")
def changes_of_risks_seen(by: Account) -> Q:
    """What the log tells of a risk, nobody reads who does not see it, nor what is gone of it but who did it."""
    seen = Risk.objects.filter(visible(by, Risk)).order_by().values("pk")
    return ~Q(noun=Risk.noun()) | Q(record_id__in=seen) | Q(by_id=by.pk)


@sight(Serving, who="those who see both the project and the goal")
def servings_seen(by: Account) -> Q:
    """Which goals a project serves."""
    return seen_through(by, "project", Project) & seen_through(by, "goal", Goal)


@sight(Contribution, who="those who see both the project and the measure's goal")
def contributions_seen(by: Account) -> Q:
    """What projects add to measures."""
    return seen_through(by, "project", Project) & seen_through(by, "measure__goal", Goal)


@sight(Dependency, who="those who see both tasks' projects")
def dependencies_seen(by: Account) -> Q:
    """Ties."""
    return seen_through(by, "before__project", Project) & seen_through(by, "after__project", Project)


@sight(TimeEntry, who="those who see its project; hours without one, everybody inside")
def hours_seen(by: Account) -> Q:
    """Hours."""
    return NOTHING if by.is_guest else seen_through(by, "project", Project, empty=True)


@sight(Meeting, who="those who see its project; without one, whoever is in it")
def meetings_seen(by: Account) -> Q:
    """Meetings."""
    if by.is_guest:
        return NOTHING
    return seen_through(by, "project", Project) | Q(attendances__person_id=by.person_id)


@sight(Attendance, who="everybody inside: that somebody is busy is no secret")
def attendances_seen(by: Account) -> Q:
    """Who is busy."""
    return NOTHING if by.is_guest else Q()


@sight(WeekAgreed, who="she herself and her lead")
def weeks_seen(by: Account) -> Q:
    """What a person meant to do."""
    return Q(person_id=by.person_id) | Q(person__lead_id=by.person_id, person__lead__isnull=False)


@sight(
    Change,
    who="those who see its project, goal, opportunity or person, and whoever did it; of money, those who see money",
)
def changes_seen(by: Account) -> Q:
    """Every line of the log, and every sentence, count or picture made from it."""
    if by.is_guest:
        return NOTHING
    projects, goals, mays = (seen_ids(by, noun) for noun in (Project, Goal, Opportunity))
    in_project = Q(project=None) | Q(project__in=projects) | _gone(Project)
    in_goal = Q(goal=None) | Q(goal__in=goals) | _gone(Goal)
    in_may = Q(opportunity=None) | Q(opportunity__in=mays) | _gone(Opportunity)
    about = Q(person=None) | Q(person=by.person_id) if by.person_id else Q(person=None)
    money = EVERYTHING if by.money_right else Q(money=False)
    return ((in_project & in_goal & in_may & about) | Q(by_id=by.pk)) & money


def _gone(noun: type[Project | Goal | Opportunity]) -> Q:
    """About something that is no more and never was for some eyes only: lines from before it was guarded stay
    closed as well."""
    name = noun.noun()
    guarded = Change.objects.filter(noun=name, guarded=True).values("record_id")
    return ~Q(**{f"{name}__in": noun.objects.values("pk")}) & ~Q(**{f"{name}__in": guarded})

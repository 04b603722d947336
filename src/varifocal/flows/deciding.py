"""Acts of the weekly review: each does what a line asks by the verb that fits, and notes how the line ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from varifocal.flows.closing import agree_week, close_week, week_to_close
from varifocal.flows.proposed import real_moves
from varifocal.flows.review.lines import Line
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Strategy
from varifocal.org.people.person import Person, person_of
from varifocal.org.runs.agreeing import take as agree
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import Proposal
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

MINUTES = 30
FRIDAY = 4


def next_friday(today: date) -> date:
    """The Friday of this week, or from Thursday on of the next."""
    this_week = today + timedelta(days=FRIDAY - today.weekday())
    return this_week if today.weekday() < FRIDAY - 1 else this_week + timedelta(days=7)


@verb
def begin(now: datetime, *, by: Account) -> WeekHeld:
    """Begin the meeting of the week that closing now would agree (`now`: UTC)."""
    return WeekHeld.begin(week_to_close(Organization.here().today(now)), by=by, at=now)


@verb
def close(now: datetime, *, by: Account) -> date:
    """Close the meeting where one runs, and agree the week as it stands planned; its Monday. A meeting ends also
    where nothing is planned yet; without one there must be something to agree."""
    monday = week_to_close(Organization.here().today(now))
    held = WeekHeld.objects.running().filter(monday=monday).first()
    if held is None:
        return close_week(now, by=by)
    agree_week(monday, by=by, anew=True)
    held.close(by=by, at=now)
    return monday


@verb
def as_task(
    line: Line,
    name: str,
    project: Project,
    who: Person | None,
    by_when: date,
    *,
    by: Account,
    now: datetime,
    effort: str = "",
) -> Task:
    """A small task that answers the line, in a project, with an owner and a date. Somebody else's is agreed by who may
    assign; her own she takes on."""
    on = Organization.here().today(now)
    task = Task.plan(project, name, by=by, on=on, effort=effort or None, due=by_when)
    if who is not None and person_of(by) == who:
        Assignment.take_on([task], by=by)
    elif who is not None:
        Assignment.agree_many([(task, [who.pk], None)], by=by)
    noted(line, DecidedLine.Act.TASK, by=by, now=now, made=task, words=name, who=who, by_when=by_when)
    return task


@verb
def as_question(
    line: Line,
    question: str,
    decider: Person | None,
    due: date,
    *,
    by: Account,
    now: datetime,
    **details: Any,
) -> Decision:
    """A question that the line leaves open, about what the line is about."""
    on = Organization.here().today(now)
    details |= _about(line, by)
    made = Decision.put_question(question, due, by=by, on=on, decider=decider, **details)
    noted(
        line,
        DecidedLine.Act.DECISION,
        by=by,
        now=now,
        made=made,
        words=question,
        who=made.decider,
        by_when=due,
        decision=made,
    )
    return made


@verb
def hand_over(line: Line, task: Task, to: Person, *, by: Account, now: datetime, **details: Any) -> Handover:
    """The task the line stands on is offered to somebody."""
    on = Organization.here().today(now)
    made = Handover.hand_over(task, to, by=by, at=now, on=on, **details)
    return _offered(line, made, made.brief, by, now)


@verb
def hand_over_anew(
    line: Line, name: str, project: Project, to: Person, *, by: Account, now: datetime, **details: Any
) -> Handover:
    """A small task that answers the line, made and offered to somebody in one act."""
    on = Organization.here().today(now)
    task = Task.plan(project, name, by=by, on=on)
    made = Handover.hand_over(task, to, by=by, at=now, on=on, **details)
    return _offered(line, made, name, by, now)


def _offered(line: Line, made: Handover, words: str, by: Account, now: datetime) -> Handover:
    handed = DecidedLine.Act.HANDED
    noted(line, handed, by=by, now=now, made=made, words=words, who=made.taker, by_when=made.look_in)
    return made


@verb
def let_go(line: Line, why: str, *, by: Account, now: datetime) -> None:
    """What the line is about ends, by the verb that ends it: a goal or a project is let go, a task or a wait is cut,
    what may strike can strike no more, a question needs no answer, a choice is no longer chosen. What Balance says of
    a week ends nothing: that it is left so, and why, is noted."""
    if not (words := why.strip()):
        raise Impossible("Say why; whoever asks later reads it.", field="why")
    if not can_end(line):
        raise Impossible("There is nothing to let go of here; park it until next week instead.")
    note = noted(line, DecidedLine.Act.LET_GO, by=by, now=now, words=words, who=person_of(by))
    if (ends := LET_GO.get(line.about)) is not None:
        ends(line, words, by, Organization.here().today(now))
    elif note is None:
        raise Impossible("Begin the week first: what is left as it is stands only in what was decided.")


def can_end(line: Line) -> bool:
    """Whether it can be let go."""
    return line.about in LET_GO or line.kind == "verdict"


@verb
def park(line: Line, *, by: Account, now: datetime) -> None:
    """Seen, and left until next week."""
    noted(line, DecidedLine.Act.PARKED, by=by, now=now, who=person_of(by))


@verb
def settle(
    line: Line, decision: Decision, choice: str, *, by: Account, now: datetime, **details: Any
) -> Decision:
    """The question of the line is decided in the meeting."""
    on = Organization.here().today(now)
    settled = decision.settle(choice, by=by, on=on, **details)
    noted(
        line, DecidedLine.Act.SETTLED, by=by, now=now, made=settled, words=choice, who=person_of(by),
        decision=settled,
    )  # fmt: skip
    return settled


@verb
def take(line: Line, proposal: Proposal, *, by: Account, now: datetime) -> None:
    """The proposal is taken."""
    agree(proposal, by=by)
    noted(line, DecidedLine.Act.TAKEN, by=by, now=now, words=proposal.sentence, who=person_of(by))


@verb
def decline(line: Line, proposal: Proposal, *, by: Account, now: datetime) -> None:
    """Not this one, while nothing about it changes."""
    on = Organization.here().today(now)
    DeclinedProposal.decline(proposal.key, proposal.sentence, on, by=by)
    noted(line, DecidedLine.Act.LET_GO, by=by, now=now, words="Not now", who=person_of(by))


def noted(
    line: Line,
    act: str,
    *,
    by: Account,
    now: datetime,
    made: Record | None = None,
    words: str = "",
    **details: Any,
) -> DecidedLine | None:
    """Into the meeting that runs, if one does and she may: outside of one an act is an act and nothing is noted."""
    monday = week_to_close(Organization.here().today(now))
    held = WeekHeld.objects.running().filter(monday=monday).first()
    if held is None or not by.can("hold", held):
        return None
    details = _about(line, by, task=True) | details
    if line.decision and "decision" not in details:
        details["decision"] = Decision.objects.visible_to(by).filter(pk=line.decision).first()
    details.pop("company", None)
    return DecidedLine.note(
        held, line.key, line.sentence, act, by=by, at=now, made=made, words=words, **details
    )


def _about(line: Line, by: Account, task: bool = False) -> dict[str, Any]:
    """What a line is about, as far as she sees it: with a task's project, so that who does not see that sees nothing
    of what was decided."""
    found: dict[str, Any] = {}
    project = line.project
    if line.task is not None:
        project = Task.objects.visible_to(by).filter(pk=line.task).values_list("project", flat=True).first()
    if project is not None:
        found["project"] = Project.objects.visible_to(by).select_related("company").get(pk=project)
        if not task and found["project"].company_id:
            found["company"] = found["project"].company
    if line.goal is not None:
        found["goal"] = Goal.objects.visible_to(by).get(pk=line.goal)
    if line.kind == "proposal":
        found |= _moved_for_some_eyes(line.id)
    return found


def _moved_for_some_eyes(proposal: int) -> dict[str, Any]:
    """The project of a proposal that is not for everyone, if one is among those it moves."""
    moves = Proposal.objects.filter(pk=proposal).values_list("moves", flat=True).first() or []
    tasks = [move["task"] for move in real_moves(moves)]
    guarded = Project.objects.filter(tasks__in=tasks).exclude(seen_by="everyone").first()
    return {"project": guarded} if guarded else {}


def _end_project(line: Line, why: str, by: Account, on: date) -> None:
    project = Project.objects.visible_to(by).get(pk=line.project or 0)
    project.end(Project.Ending.LET_GO, on, by=by, seen=project.version, why=why)


def _end_goal(line: Line, why: str, by: Account, on: date) -> None:
    goal = Goal.objects.visible_to(by).get(pk=line.goal or 0)
    goal.end(Goal.Ending.LET_GO, on, by=by, seen=goal.version, why=why)


def _cut(line: Line, why: str, by: Account, on: date) -> None:
    task = Task.objects.visible_to(by).select_related("project").get(pk=line.task or 0)
    task.cut(by=by, seen=task.version, why=why)


def _pass_by(line: Line, why: str, by: Account, on: date) -> None:
    Risk.objects.visible_to(by).select_related("project").get(pk=line.id).pass_by(by=by, on=on)


def _choose_otherwise(line: Line, why: str, by: Account, on: date) -> None:
    Strategy.objects.visible_to(by).get(pk=line.strategy or 0).drop_choice(by=by)


def _needs_no_answer(line: Line, why: str, by: Account, on: date) -> None:
    decision = Decision.objects.visible_to(by).get(pk=line.decision or 0)
    decision.let_go(why, by=by, seen=decision.version, on=on)


LET_GO: dict[str, Callable[[Line, str, Account, date], None]] = {
    "project": _end_project,
    "why": _end_project,
    "goal": _end_goal,
    "step": _end_goal,
    "task": _cut,
    "wait": _cut,
    "risk": _pass_by,
    "decision": _needs_no_answer,
    "strategy": _choose_otherwise,
}
"""How what a line is about ends."""

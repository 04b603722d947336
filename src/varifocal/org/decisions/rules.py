"""Who may do what with decisions, the week held and what is told, and who sees them and their changes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import NOTHING, allow, narrow, sight, visible
from varifocal.org.base.record import Record
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.rules import sees_goal
from varifocal.org.people.seen_by import NamedViewer, guarded_sight, seen_through
from varifocal.org.work.project import Project
from varifocal.org.work.rules import sees_project

STEERS = "an owner, a people lead or a project manager"


@allow(WeekHeld, "hold", who=STEERS)
@allow(Telling, "tell", who=STEERS)
def steers(by: Account, _: Any) -> bool:
    """Those who steer hold the week and tell of it."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


@allow(Decision, "put_question", who="anybody inside")
def put_question(by: Account, _: Any) -> bool:
    """Whoever sees that something must be decided may say so."""
    return by.sees_content and not by.is_guest


@allow(Project, "put_about", who="anybody inside who sees the project")
def put_about_project(by: Account, project: Project) -> bool:
    """Asking about a project."""
    return sees_project(by, project)


@allow(Goal, "put_about", who="anybody inside who sees the goal")
def put_about_goal(by: Account, goal: Goal) -> bool:
    """Asking about a goal."""
    return sees_goal(by, goal)


@allow(Decision, "decide", "show_to", who="whoever decides it or put it, or an owner who sees it")
def decide(by: Account, decision: Decision) -> bool:
    """Settling, putting off, letting go, looking back."""
    mine = by.person_id is not None and by.person_id in (decision.decider_id, decision.put_by_id)
    return (mine or by.has_role(Role.OWNER)) and _sees(by, decision)


@allow(Telling, "rewrite", who="its author")
def author(by: Account, telling: Telling) -> bool:
    """Nobody writes in another's name."""
    return by.person_id is not None and telling.author_id == by.person_id and steers(by, telling)


@allow(Telling, "show_to", who="its author, once it was sent to a client")
def who_reads(by: Account, telling: Telling) -> bool:
    """Who reads inside what a client was told."""
    return telling.is_sent and telling.kind == Telling.Kind.STATUS and author(by, telling)


@allow(Telling, "react", who="whoever reads it inside, but not its author")
def react(by: Account, telling: Telling) -> bool:
    """Readers of a note that was sent."""
    reads = by.person_id is not None and not by.is_guest and telling.author_id != by.person_id
    return reads and telling.is_sent and telling.kind == Telling.Kind.NOTE


@allow(Telling, "read_shares", who="its author, or an owner")
def read_shares(by: Account, telling: Telling) -> bool:
    """How a note was read; never by whom."""
    return by.has_role(Role.OWNER) or (by.person_id is not None and telling.author_id == by.person_id)


@sight(Decision, who="those its *seen by* names, and who see what it is about; a guest none")
def decisions_seen(by: Account) -> Q:
    """Open questions."""
    return guarded_sight(by, Decision) & _with_what_it_is_about(by)


@sight(WeekHeld, who="everybody inside")
def weeks_held_seen(by: Account) -> Q:
    """That a week was held is no secret."""
    return NOTHING if by.is_guest else Q()


@sight(DecidedLine, who="those who see what it is about; a guest none")
def lines_seen(by: Account) -> Q:
    """What was decided."""
    if by.is_guest:
        return NOTHING
    decided = Q(decision=None) | Q(decision__in=Decision.objects.visible_to(by).order_by().values("pk"))
    return _with_what_it_is_about(by) & decided


@sight(Telling, who="its author; once it was sent, those its *seen by* names; a guest none")
def tellings_seen(by: Account) -> Q:
    """What is told."""
    hers = Q(author_id=by.person_id) if by.person_id else NOTHING
    return guarded_sight(by, Telling) & (Q(sent_at__isnull=False) | hers)


@narrow(Change, who="changes of decisions, of lines decided and of what is told, those who see these")
def changes_seen(by: Account) -> Q:
    """What the log tells of them, nobody reads who does not see them, nor what is gone of them but who did it."""
    told = Q(by_id=by.pk)
    nouns: tuple[type[Record], ...] = (Decision, DecidedLine, Telling)
    others = ~Q(noun__in=[noun.noun() for noun in nouns])
    not_named = ~Q(noun=NamedViewer.noun(), project=None, goal=None)
    for noun in nouns:
        seen = noun._default_manager.filter(visible(by, noun)).order_by().values("pk")
        told |= Q(noun=noun.noun(), record_id__in=seen)
    return (others & not_named) | told


def _with_what_it_is_about(by: Account) -> Q:
    return seen_through(by, "project", Project, empty=True) & seen_through(by, "goal", Goal, empty=True)


def _sees(by: Account, decision: Decision) -> bool:
    return Decision.objects.visible_to(by).filter(pk=decision.pk).exists()

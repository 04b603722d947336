"""Who may choose processes, and who sees what was made of findings."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.direction.goal import Goal
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process, ProcessGoal, ProcessStep
from varifocal.org.people.seen_by import seen_through
from varifocal.org.work.project import Project


@allow(Process, "choose", "change", who="an owner, a project manager or a people lead")
def choose(by: Account, _: Any) -> bool:
    """Those who steer the work choose which ways of working are looked at."""
    return by.has_role(Role.OWNER, Role.MANAGER, Role.LEAD)


@sight(Process, who="everybody inside; a guest none")
def processes_seen(by: Account) -> Q:
    """How work is meant to be done is no secret."""
    return NOTHING if by.is_guest else Q()


@sight(ProcessStep, who="everybody inside; a guest none")
def steps_seen(by: Account) -> Q:
    """As its process."""
    return NOTHING if by.is_guest else Q()


@sight(ProcessGoal, who="those who see the goal")
def goals_decided_seen(by: Account) -> Q:
    """Which goals a process decides."""
    return NOTHING if by.is_guest else seen_through(by, "goal", Goal)


@sight(Adoption, who="those who see the project of its task")
def adoptions_seen(by: Account) -> Q:
    """What was made of a finding."""
    return seen_through(by, "task__project", Project)

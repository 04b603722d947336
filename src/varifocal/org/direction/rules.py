"""Who may do what with the direction."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.permission import allow, sight
from varifocal.org.direction.goal import Goal, Measure, Reading
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.seen_by import guarded_sight, seen_through


@allow(Vision, "draw", "redraw", who="an owner")
@allow(Strategy, "choose", "rechoose", who="an owner")
def the_far(by: Account, _: Any) -> bool:
    """Vision and strategy are the owners'."""
    return by.has_role(Role.OWNER)


@allow(Goal, "set", who="an owner, a people lead, a project manager, or whoever owns the goal it serves")
def set_goal(by: Account, above: Any) -> bool:
    """Setting a goal; under a goal one owns, anybody."""
    if by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER):
        return isinstance(above, type) or sees_goal(by, above)
    return isinstance(above, Goal) and by.person_id is not None and above.owner_id == by.person_id


@allow(Goal, "change", "show_to", who="its owner, or an owner of the organization who sees it")
def change_goal(by: Account, goal: Goal) -> bool:
    """Changing a goal."""
    hers = by.person_id is not None and goal.owner_id == by.person_id
    return hers or (by.has_role(Role.OWNER) and sees_goal(by, goal))


@allow(Goal, "read", who="its owner, an owner, a people lead or a project manager who sees it")
def read_measure(by: Account, goal: Goal) -> bool:
    """Noting a reading."""
    return change_goal(by, goal) or (by.has_role(Role.LEAD, Role.MANAGER) and sees_goal(by, goal))


def sees_goal(by: Account, goal: Goal) -> bool:
    """Whether the goal is for her eyes; for everyone's it costs no query."""
    if not goal.is_guarded:
        return by.sees_content and not by.is_guest
    return Goal.objects.filter(guarded_sight(by, Goal), pk=goal.pk).exists()


@sight(Goal, who="those its *seen by* names; a guest none")
def goals_seen(by: Account) -> Q:
    """Goals."""
    return guarded_sight(by, Goal)


@sight(Measure, who="those who see its goal")
def measures_seen(by: Account) -> Q:
    """Measures."""
    return seen_through(by, "goal", Goal)


@sight(Reading, who="those who see its goal")
def readings_seen(by: Account) -> Q:
    """Readings."""
    return seen_through(by, "measure__goal", Goal)

"""Who may do what with people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.people.person import Absence, Membership, Person, Team, is_staff_lead, leads
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill, Value
from varifocal.org.people.told import ProfileWord, told_to


def _herself(by: Account, person_id: int | None) -> bool:
    return by.person_id is not None and by.person_id == person_id


@allow(Person, "welcome", "give_account", "place_under", "leave", who="an owner or a people lead")
def staff(by: Account, _: Any) -> bool:
    """Owners and people leads."""
    return is_staff_lead(by)


@allow(
    Person, "describe", "set_week", "rate", "announce", who="she herself, her lead, a people lead or an owner"
)
def herself_or_lead(by: Account, person: Any) -> bool:
    """About a person."""
    return _herself(by, person.pk) or is_staff_lead(by) or leads(by, person.pk)


@allow(Person, "note_privately", "tell", "name_own", who="she herself")
def herself(by: Account, person: Any) -> bool:
    """What only she says of herself."""
    return _herself(by, person.pk)


@allow(Absence, "move", "cancel", "read_why", who="she herself, her lead, a people lead or an owner")
def her_absence(by: Account, absence: Absence) -> bool:
    """About a thing of a person's."""
    return herself_or_lead(by, absence.person)


@allow(PersonValue, "let_go", who="she herself")
def her_own(by: Account, thing: Any) -> bool:
    """Her own words."""
    return _herself(by, thing.person_id)


@allow(Team, "form", "rename", "disband", "take_in", "let_go", who="an owner or a people lead")
def teams(by: Account, _: Any) -> bool:
    """The shape of the organization."""
    return is_staff_lead(by)


@allow(Skill, "name_it", who="an owner, a people lead or a project manager")
def skills(by: Account, _: Any) -> bool:
    """The list of skills."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


@allow(Skill, "share_words", who="an owner")
@allow(Value, "hold", "let_go", who="an owner")
def values(by: Account, _: Any) -> bool:
    """What we stand for."""
    return by.has_role(Role.OWNER)


@sight(Person, who="everybody; a guest only herself")
def people_seen(by: Account) -> Q:
    """The directory is open inside."""
    return Q(account_id=by.pk) if by.is_guest else Q()


@sight(ProfileWord, who="those she chose: herself, her lead too, or everybody inside")
@sight(PersonValue, who="those she chose: herself, her lead too, or everybody inside")
def told_seen(by: Account) -> Q:
    """What a person says of herself."""
    return told_to(by)


for _noun in (Absence, PersonSkill, Membership):

    @sight(_noun, who="everybody; a guest none")
    def seen_inside(by: Account) -> Q:
        """What stands beside a person."""
        return NOTHING if by.is_guest else Q()

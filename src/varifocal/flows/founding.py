"""The first act of an installation: an organization, and its first owner with a person behind her sign-in."""

from __future__ import annotations

from varifocal.org.base.access import house, invite
from varifocal.org.base.account import Role
from varifocal.org.base.acts import act
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill

WELCOME_HOURS = 72.0


def found(
    organization: str, *, owner: str, owner_name: str, zone: str, country: str, currency: str
) -> tuple[Organization, str]:
    """The organization and the secret of the owner's first link, good for three days; all of it or nothing."""
    with act():
        by = house()
        made = Organization.found(organization, by=by, zone=zone, country=country, currency=currency)
        account, secret = invite(owner, [Role.OWNER], by=by, hours=WELCOME_HOURS)
        person = Person.welcome(owner_name, by=by, zone=zone, country=country)
        person.give_account(account, by=by)
        Skill.share_words(by=by)
    return made, secret


def share_words() -> None:
    """The words for leading and managing, for an organization founded before there were any: one that has some, or is a
    sample, keeps its own."""
    held = Skill.objects.exclude(family=Skill.Family.CRAFT).exists()
    if Organization.objects.filter(is_sample=False).exists() and not held:
        Skill.share_words(by=house())

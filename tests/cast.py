"""The cast of our tests: a small agency whose people, goals and work every test may rely on.

`cast()` writes it by the product's own verbs, as of `TODAY`, and returns the named records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from kept import kept
from varifocal.org.base.access import house, invite
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person, Team
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.org.relations.company import Company
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task, TaskKind

TODAY = date(2026, 11, 23)
"""A Monday."""
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


@dataclass
class Cast:
    """Ines owns the agency, Marek manages projects, Lea leads people, Tom and Ana make, Gus is a client's
    guest, Kim keeps the machine. `house` is the operator of the machine itself."""

    house: Account
    organization: Organization
    ines: Person
    marek: Person
    lea: Person
    tom: Person
    ana: Person
    gus: Person
    kim: Account
    design: Skill
    copy: Skill
    storyboarding: TaskKind
    acme: Company
    vision: Vision
    strategy: Strategy
    retained: Goal
    studio: Goal
    retainers: Measure
    spring: Project
    secret: Project
    storyboard: Task
    script: Task
    shoot: Task
    hush: Task

    def account(self, person: Person) -> Account:
        """A fresh copy of somebody's account, as a request would load it."""
        return Account.objects.get(person=person)


@kept
def cast() -> Cast:
    """Write the cast: a vision, two goals, a project for Acme with three tasks in order, and a project only its
    manager and Ines see."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    by = house()
    organization = Organization.found("Nordlicht", by=by)
    people = {
        name: _person(name, roles, by)
        for name, roles in (
            ("Ines Falk", ["owner"]), ("Marek Novak", ["manager"]), ("Lea Brandt", ["lead"]),
            ("Tom Okafor", ["member"]), ("Ana Silva", ["member"]), ("Gus Client", ["guest"]),
        )
    }  # fmt: skip
    ines, marek, lea, tom, ana, gus = people.values()
    kim, _ = invite("kim@example.org", ["keeper"], by=by)
    for one in (tom, ana, marek, lea):
        one.place_under(ines if one in (marek, lea) else lea, by=by)
    team = Team.form("Makers", by=by, lead=lea)
    team.take_in(tom, by=by)
    team.take_in(ana, by=by)
    design, copy = Skill.name_it("Design", by=by), Skill.name_it("Copy", by=by)
    for person, skill, level in ((tom, design, 4), (ana, copy, 3), (ana, design, 2)):
        PersonSkill.rate(person, skill, level, by=by)
    kind = TaskKind.name_it("Storyboard", by=by, skill=design, level=2)
    acme = Company.meet("Acme", by=by)
    vision = Vision.draw("The agency others learn from", date(2036, 12, 31), by=by)
    strategy = Strategy.choose(vision, "Retainers before pitches", by=by)
    retained = Goal.set(
        "Ten retained clients by December 2027", date(2027, 12, 31), by=by, on=TODAY, owner=ines,
        vision=vision, strategy=strategy,
    )  # fmt: skip
    studio = Goal.set("A motion studio of our own", date(2029, 6, 30), by=by, on=TODAY, vision=vision)
    retainers = Measure.define(
        retained, "Retained clients", Decimal(4), Decimal(10), by=by, on=TODAY, unit="clients"
    )
    spring = Project.open(
        "Acme spring launch", by=by, on=TODAY - timedelta(days=20), company=acme, manager=marek,
        due=TODAY + timedelta(days=18), serves={retained: Decimal(1)},
    )  # fmt: skip
    secret = Project.open("Quiet offer", by=by, on=TODAY - timedelta(days=5), manager=marek)
    secret.show_to("named", by=by, seen=secret.version, people=[marek, ines])
    storyboard, script, shoot = Task.plan_many(
        spring,
        [
            {"name": "Storyboard", "effort": "6", "kind": kind, "due": TODAY + timedelta(days=4)},
            {"name": "Script", "effort": "8"},
            {"name": "Shoot", "effort": "8-16-30"},
        ],
        by=by,
        on=TODAY - timedelta(days=19),
    )
    Dependency.tie(storyboard, script, by=by)
    Dependency.tie(script, shoot, by=by)
    hush = Task.plan(secret, "Hush-hush draft", by=by, on=TODAY, effort="5")
    Assignment.agree(storyboard, [tom], by=by)
    Assignment.agree(script, [ana], by=by)
    Assignment.agree(hush, [marek], by=by)
    return Cast(
        by, organization, ines, marek, lea, tom, ana, gus, kim, design, copy, kind, acme, vision, strategy,
        retained, studio, retainers, spring, secret, storyboard, script, shoot, hush,
    )  # fmt: skip


def _person(name: str, roles: list[str], by: Account) -> Person:
    account, _ = invite(f"{name.split()[0].lower()}@example.org", roles, by=by)
    person = Person.welcome(name, by=by)
    return person.give_account(account, by=by)

"""My people, coverage, learning, help and talent: what stands there, for whom, and from whose consent."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from tests.web.direction.test_direction import signed_in
from tests.web.direction.world import World

from varifocal.core.people.helping import ENOUGH_PEOPLE
from varifocal.flows.grow import help_seen
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.org.work.doing import Comment
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task, TaskKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.SEALING_KEY = Fernet.generate_key().decode()
    return World()


def person(name: str) -> Person:
    return Person.objects.get(name__startswith=name)


def agree(world: World, *names: str, about: str = Consent.About.NETWORK) -> None:
    for name in names:
        one = person(name)
        Consent.give(one, about, by=one.account, at=timezone.now())  # type: ignore[arg-type]


def helping(world: World) -> Task:
    """Milan answers everybody, week after week."""
    task = world.project("Spring", world.goal("Ten clients"), tasks=1).tasks.get()
    for weeks in range(12):
        at = datetime.combine(world.day(-7 * weeks), time(9), ZoneInfo(world.here.zone))
        for name in ("Olga", "Mara", "Lena", "Nina", "Piet"):
            Comment.say(
                task, "Try the other file.", by=world.house, at=at, person=person("Milan"), helped=person(name),
                kind=Comment.Kind.ANSWER,
            )  # fmt: skip
    return task


EVERYBODY = ("Olga", "Mara", "Lena", "Milan", "Nina", "Piet")


@pytest.fixture
def helped(world: World) -> World:
    for name in ("Nina Neu", "Piet Port"):
        world.account(name, "member")  # type: ignore[arg-type]
    helping(world)
    return world


def test_help_is_silent_until_two_thirds_agree_and_then_shows_oneself_first(helped: World) -> None:
    agree(helped, "Milan", "Olga", "Mara")
    client = signed_in(helped.member)
    assert f"Fewer than {ENOUGH_PEOPLE} people have agreed" in client.get("/people/help").content.decode()
    agree(helped, "Lena", "Nina", "Piet")
    text = client.get("/people/help").content.decode()
    assert "<h1>Many lean on you</h1>" in text
    assert "Helped 5 of 5 people, in 12 of 26 weeks." in text
    assert "It rests on 100% of us" in text


def test_others_see_a_place_only_by_consent_and_withdrawn_it_is_gone_at_once(helped: World) -> None:
    agree(helped, *EVERYBODY)
    client = signed_in(helped.owner)
    assert "Milan" not in client.get("/people/help").content.decode()
    agree(helped, "Milan", about=Consent.About.NETWORK_SHOWN)
    assert "Milan Member" in client.get("/people/help").content.decode()
    text = client.get("/people/help").content.decode()
    assert "Who holds us together" in text
    assert "Leads without a title." in text
    signed_in(helped.member).post("/people/help/agree", {"say": "leave"})
    text = client.get("/people/help").content.decode()
    assert "Milan" not in text
    found = help_seen(helped.account("Vera View", "owner"), timezone.now())  # type: ignore[arg-type]
    assert all(place is None for _, place in found.quarters)


def test_a_leader_first_reads_whose_work_nobody_remarked_on(world: World) -> None:
    lena, milan, mara = person("Lena"), person("Milan"), person("Mara")
    milan.place_under(lena, by=world.house)
    mara.place_under(lena, by=world.house)
    project = world.project("Spring", world.goal("Ten clients"), tasks=0)
    for number in range(16):
        for one in (milan, mara):
            task = Task.plan(project, f"Page {number} of {one.name}", by=world.house, on=world.day(-9))
            Assignment.agree(task, [one], by=world.house)
            task.finish(by=world.house, seen=task.version, at=timezone.now() - timedelta(days=3))
            if one == mara and number % 2:
                Praise.give(mara, "Good", by=world.member, giver=milan, on=world.day(-2), task=task)
    text = signed_in(world.lead).get("/people/mine").content.decode()
    assert "<h1>Nobody has remarked on Milan’s work yet</h1>" in text
    assert text.index("Milan Member") < text.index("Mara Manager")
    assert "16 pieces of work finished, none of them with a word" in text
    assert (
        "Milan Member"
        not in signed_in(world.member).get("/people/mine").content.decode().partition("<main")[2]
    )


def test_skills_against_the_plan_leave_as_a_file_too(world: World) -> None:
    film = Skill.name_it("Film", by=world.house)
    kind = TaskKind.name_it("Cut", by=world.house, skill=film, level=3)
    project = world.project("Spring", world.goal("Ten clients"), tasks=0)
    Task.plan(project, "Rough cut", by=world.house, on=world.today, effort="40", kind=kind)
    client = signed_in(world.member)
    text = client.get("/people/coverage").content.decode()
    assert "<h1>Film: more is planned than we can do</h1>" in text
    assert "nobody here has Film at level 3: 40 hours" in text
    assert "Film,3," in client.get("/people/coverage?as=csv").content.decode()
    PersonSkill.rate(person("Milan"), film, 4, by=world.house)
    assert "we can do</h1>" in client.get("/people/coverage").content.decode()


def test_talent_is_for_owners_and_leads_and_names_only_who_agreed(world: World) -> None:
    film = Skill.name_it("Film", by=world.house)
    kind = TaskKind.name_it("Cut", by=world.house, skill=film, level=3)
    Task.plan(
        world.project("Spring", world.goal("Ten clients"), tasks=0), "Cut", by=world.house, on=world.today,
        effort="40", kind=kind,
    )  # fmt: skip
    PersonSkill.rate(person("Milan"), film, 4, by=world.house)
    PersonSkill.rate(person("Mara"), film, 2, by=world.house)
    client = signed_in(world.lead)
    text = client.get("/people/talent").content.decode()
    assert "<h1>Film hangs on Milan Member alone</h1>" in text
    assert "Mara" not in text
    assert (
        "Seen by Lena Lead, Olga Owner, and nobody else." in text or "Seen by Olga Owner, Lena Lead" in text
    )
    agree(world, "Mara", about=Consent.About.TALENT)
    assert "Mara Manager: after a level more" in client.get("/people/talent").content.decode()
    assert signed_in(world.member).get("/people/talent").status_code == 404
    assert signed_in(world.manager).get("/people/talent").status_code == 404


def test_a_pair_is_proposed_asked_and_begins_when_both_agree(world: World) -> None:
    film = Skill.name_it("Film", by=world.house)
    PersonSkill.rate(person("Mara"), film, 5, by=world.house)
    PersonSkill.rate(person("Milan"), film, 3, by=world.house)
    Passion.tell(person("Milan"), "Cutting", by=world.member, skill=film)
    lead = signed_in(world.lead)
    assert "<h1>Milan could learn Film from Mara</h1>" in lead.get("/people/learning").content.decode()
    assert "Milan Member" in signed_in(world.member).get("/people/learning").content.decode()
    assert (
        "Mara Manager"
        not in signed_in(world.account("Nina Neu", "member")).get("/people/learning").content.decode()
    )  # type: ignore[arg-type]
    lead.post(
        "/people/learning/ask",
        {"mentor": person("Mara").pk, "learner": person("Milan").pk, "skill": film.pk},
    )
    pair = Mentorship.objects.get()
    assert not pair.is_begun
    assert "<b>Milan Member</b>" not in lead.get("/people/learning").content.decode()


@pytest.mark.parametrize("page", ["mine", "coverage", "learning", "help", "talent"])
def test_nothing_of_it_is_for_guests(world: World, page: str) -> None:
    assert signed_in(world.guest).get(f"/people/{page}").status_code == 404

"""Directory, skill matrix and profile: what stands there for whom, at what cost, and what one may change."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from tests.web.direction.test_direction import MOST_QUERIES, asked, signed_in
from tests.web.direction.world import World

from varifocal.org.base.acts import Change
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence, Person, Team
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill, Value
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.SEALING_KEY = Fernet.generate_key().decode()
    return World()


def person(name: str) -> Person:
    return Person.objects.get(name__startswith=name)


def away(world: World, name: str, first: int, last: int) -> Absence:
    return Absence.announce(person(name), world.day(first), world.day(last), by=world.house, kind="sick")


def skilled(world: World, name: str, skill: str, level: int) -> None:
    PersonSkill.rate(person(name), Skill.name_it(skill, by=world.house), level, by=world.house)


def test_the_headline_says_who_is_away_today(world: World) -> None:
    client = signed_in(world.member)
    assert "<h1>Everybody is here today</h1>" in client.get("/people").content.decode()
    away(world, "Lena", 0, 3)
    away(world, "Mara", -2, -1)
    assert "<h1>Lena is away today</h1>" in client.get("/people").content.decode()


def test_the_directory_is_filtered_by_text_skill_team_and_absence(world: World) -> None:
    skilled(world, "Milan", "Copy", 4)
    team = Team.form("Makers", by=world.house)
    team.take_in(person("Mara"), by=world.house)
    away(world, "Lena", 0, 0)
    client = signed_in(world.member)
    copy = Skill.objects.get()
    for query, found in (
        ("q=cop", "Milan"),
        (f"skill={copy.pk}", "Milan"),
        (f"team={team.pk}", "Mara"),
        ("away=1", "Lena"),
    ):
        page = client.get(f"/people?{query}").content.decode()
        table = page[page.index("<tbody>") : page.index("</tbody>")]
        assert table.count("<tr") == 1, query
        assert found in table
    assert "Nobody like that" in client.get("/people?q=zebra").content.decode()


def test_the_matrix_names_the_skill_that_hangs_on_one_person(world: World) -> None:
    skilled(world, "Milan", "Animation", 4)
    skilled(world, "Mara", "Animation", 2)
    skilled(world, "Milan", "Copy", 3)
    skilled(world, "Mara", "Copy", 3)
    page = signed_in(world.member).get("/people/skills").content.decode()
    assert "<h1>Animation hangs on Milan Member alone</h1>" in page
    assert page.count(' alone"') == 1


def test_somebody_who_has_left_counts_no_more(world: World) -> None:
    skilled(world, "Milan", "Copy", 4)
    skilled(world, "Mara", "Copy", 4)
    milan = person("Milan")
    milan.leave(world.day(-1), by=world.house, seen=milan.version)
    page = signed_in(world.owner).get("/people/skills").content.decode()
    assert "Copy hangs on Mara Manager alone" in page
    assert "Milan" not in signed_in(world.owner).get("/people").content.decode()


def test_a_profile_shows_what_she_works_on_and_why(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal, 6)
    world.run()
    row = ScheduledTask.objects.filter(person=person("Milan")).first()
    page = signed_in(world.member).get(f"/people/{person('Milan').pk}").content.decode()
    assert row.task.name in page
    sight = page[page.index('class="sight"') : page.index("</ul>", page.index('class="sight"'))]
    names = ("Spring launch", "Ten retained clients", "Clients who stay", "The agency others learn from")
    assert sorted(names, key=sight.index) == list(names)


def test_a_profile_shows_skills_passions_values_thanks_and_mentorships(world: World) -> None:
    milan, lena = person("Milan"), person("Lena")
    skilled(world, "Milan", "Copy", 4)
    Passion.tell(milan, "Animation", by=world.house)
    PersonValue.name_own(milan, Value.hold("Candour", by=world.house), by=world.house)
    Praise.give(milan, "The calm on Friday", by=world.house, giver=lena, on=world.today)
    Mentorship.begin(lena, milan, Skill.objects.get(), world.today, by=world.house)
    page = signed_in(world.manager).get(f"/people/{milan.pk}").content.decode()
    for words in ("Copy", "helps others", "Animation", "Candour", "The calm on Friday", "learns Copy from"):
        assert words in page


def test_thanks_for_hidden_work_are_not_shown_to_others(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Secret buyout", goal, 1, seen_by="named")
    Praise.give(
        person("Milan"),
        "For the buyout",
        by=world.house,
        giver=person("Lena"),
        on=world.today,
        task=Task.objects.get(),
    )
    page = signed_in(world.manager).get(f"/people/{person('Milan').pk}").content.decode()
    assert "buyout" not in page


def test_why_somebody_is_away_is_for_her_and_who_leads_her(world: World) -> None:
    away(world, "Milan", 2, 4)
    milan = person("Milan")
    for account, told in ((world.member, True), (world.lead, True), (world.manager, False)):
        page = signed_in(account).get(f"/people/{milan.pk}").content.decode()
        assert ("sick" in page) is told


def test_a_guest_sees_herself_alone(world: World) -> None:
    client = signed_in(world.guest)
    page = client.get("/people").content.decode()
    assert "Gerda Guest" in page
    assert "Milan" not in page
    assert client.get(f"/people/{person('Milan').pk}").status_code == 404
    assert client.get(f"/people/{person('Gerda').pk}").status_code == 200


@pytest.mark.parametrize("path", ["/people", "/people/skills"])
def test_twenty_people_cost_what_ten_cost(world: World, path: str) -> None:
    def grow(count: int) -> None:
        team = Team.form(f"Team {Team.objects.count()}", by=world.house)
        for _ in range(count):
            number = Person.objects.count()
            new = Person.welcome(f"Number{number} Person", by=world.house)
            skilled(world, f"Number{number} ", f"Skill {number}", 3)
            team.take_in(new, by=world.house)
            Absence.announce(new, world.today, world.today, by=world.house)

    grow(10)
    _, ten = asked(world.member, path)
    grow(10)
    answer, twenty = asked(world.member, path)
    assert answer.status_code == 200
    assert ten == twenty <= MOST_QUERIES


@pytest.mark.parametrize("who", ["owner", "manager", "member"])
def test_a_profile_with_twenty_rows_costs_what_one_with_ten_costs(world: World, who: str) -> None:
    milan = person("Milan")

    def grow(count: int) -> None:
        for _ in range(count):
            number = Skill.objects.count()
            skilled(world, "Milan", f"Skill {number}", 3)
            Passion.tell(milan, f"Passion {number}", by=world.house)
            PersonValue.name_own(milan, Value.hold(f"Value {number}", by=world.house), by=world.house)
            Absence.announce(milan, world.day(number), world.day(number), by=world.house)
            Praise.give(milan, f"Thanks {number}", by=world.house, giver=person("Lena"), on=world.today)
            goal = world.goal(f"Goal {number}")
            world.project(f"Project {number}", goal, 5)
        world.run()

    grow(10)
    _, ten = asked(getattr(world, who), f"/people/{milan.pk}")
    grow(10)
    answer, twenty = asked(getattr(world, who), f"/people/{milan.pk}")
    assert answer.status_code == 200
    assert ten == twenty <= MOST_QUERIES


def test_only_a_name_is_needed_to_add_a_person(world: World) -> None:
    answer = signed_in(world.lead).post("/people/new", {"name": "Nora New"})
    new = person("Nora")
    assert answer.headers["Location"] == f"/people/{new.pk}"
    assert new.hours_a_week == 40
    assert signed_in(world.member).post("/people/new", {"name": "Somebody"}).status_code == 403


def test_whose_week_nobody_said_works_nine_to_five(world: World) -> None:
    milan = person("Milan")
    Person.objects.filter(pk=milan.pk).update(week=[], share="0.50")
    told = signed_in(world.lead).get(f"/people/{milan.pk}").content.decode()
    assert "09:00 to 13:00, 14:00 to 18:00" in told
    assert person("Milan").hours_a_week == 20


def test_she_changes_her_own_profile_and_nobody_elses(world: World) -> None:
    milan, mara = person("Milan"), person("Mara")
    client = signed_in(world.member)
    sent = {
        "name": "Milan M.",
        "about": "Hello",
        "zone": "Europe/Vienna",
        "country": "at",
        "seen": milan.version,
    }
    assert client.post(f"/people/{milan.pk}/edit", sent).status_code == 302
    milan.refresh_from_db()
    assert (milan.name, milan.zone, milan.country) == ("Milan M.", "Europe/Vienna", "AT")
    assert client.post(f"/people/{mara.pk}/edit", sent).status_code == 403
    for path in ("week", "skills", "absences/new", "lead", "leave", "passions/new"):
        assert client.get(f"/people/{mara.pk}/{path}").status_code == 403, path


def test_a_stale_profile_shows_both_versions(world: World) -> None:
    milan = person("Milan")
    seen = milan.version
    milan.describe(by=world.house, seen=seen, title="Copywriter")
    sent = {"name": "Milan Member", "title": "Poet", "zone": "Europe/Berlin", "country": "DE", "seen": seen}
    answer = signed_in(world.member).post(f"/people/{milan.pk}/edit", sent)
    assert answer.status_code == 409
    assert "Copywriter" in answer.content.decode()
    assert "Poet" in answer.content.decode()
    milan.refresh_from_db()
    assert milan.title == "Copywriter"


def test_a_week_is_written_the_way_people_write_it(world: World) -> None:
    milan = person("Milan")
    client = signed_in(world.member)
    sent = {"Monday": "9-13, 14-18", "Wednesday": "9:30-12", "share": "80", "seen": milan.version}
    client.post(f"/people/{milan.pk}/week", sent)
    milan.refresh_from_db()
    assert milan.week[0] == [["09:00", "13:00"], ["14:00", "18:00"]]
    assert milan.week[2] == [["09:30", "12:00"]]
    assert milan.hours_a_week == pytest.approx(10.5 * 0.8)
    answer = client.post(f"/people/{milan.pk}/week", {**sent, "Monday": "nine", "seen": milan.version})
    assert answer.status_code == 422
    assert "write it like 9-13" in answer.content.decode()


def test_absences_are_announced_moved_and_cancelled(world: World) -> None:
    milan = person("Milan")
    client = signed_in(world.member)
    sent = {"first_day": world.day(3), "kind": "holiday", "note": "Sister's wedding"}
    client.post(f"/people/{milan.pk}/absences/new", sent)
    absence = Absence.objects.get()
    assert (absence.first, absence.last) == (world.day(3), world.day(3))
    assert "wedding" not in str(list(Change.objects.values_list("after", flat=True)))
    moved = {"first_day": world.day(5), "last_day": world.day(4), "seen": absence.version}
    assert client.post(f"/absences/{absence.pk}", moved).status_code == 422
    client.post(f"/absences/{absence.pk}", {**moved, "last_day": world.day(6)})
    absence.refresh_from_db()
    assert absence.last == world.day(6)
    assert signed_in(world.manager).post(f"/absences/{absence.pk}/cancel").status_code == 403
    client.post(f"/absences/{absence.pk}/cancel")
    assert not Absence.objects.exists()


def test_a_private_note_is_read_by_herself_alone(world: World) -> None:
    milan = person("Milan")
    client = signed_in(world.member)
    client.post(f"/people/{milan.pk}/note", {"words": "I want to teach", "seen": milan.version})
    assert "I want to teach" in client.get(f"/people/{milan.pk}/note").content.decode()
    for account in (world.owner, world.lead, world.manager):
        other = signed_in(account)
        assert other.get(f"/people/{milan.pk}/note").status_code == 404
        assert "I want to teach" not in other.get(f"/people/{milan.pk}").content.decode()
    assert "I want to teach" not in str(list(Change.objects.values_list("before", "after")))


def test_skills_passions_and_values_are_said_and_unsaid(world: World) -> None:
    milan = person("Milan")
    value = Value.hold("Candour", by=world.house)
    skill = Skill.name_it("Copy", by=world.house)
    client = signed_in(world.member)
    client.post(f"/people/{milan.pk}/skills", {"skill": skill.pk, "level": 4})
    client.post(f"/people/{milan.pk}/passions/new", {"words": "Animation"})
    client.post(f"/people/{milan.pk}/values/new", {"value": value.pk})
    assert PersonSkill.objects.get().level == 4
    passion, held = Passion.objects.get(), PersonValue.objects.get()
    assert signed_in(world.owner).post(f"/passions/{passion.pk}/forget").status_code == 403
    client.post(f"/passions/{passion.pk}/forget")
    client.post(f"/own-values/{held.pk}/let-go")
    client.post(f"/people/{milan.pk}/skills", {"skill": skill.pk, "level": 0})
    assert not any(noun.objects.exists() for noun in (PersonSkill, Passion, PersonValue))


def test_thanks_are_said_in_ones_own_name(world: World) -> None:
    milan = person("Milan")
    signed_in(world.manager).post(f"/people/{milan.pk}/praise", {"words": "For the calm"})
    assert Praise.objects.get().giver == person("Mara")
    answer = signed_in(world.member).post(f"/people/{milan.pk}/praise", {"words": "Me"})
    assert answer.status_code == 422
    assert "somebody else" in answer.content.decode()

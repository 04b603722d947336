"""Settings: each role sees and may do what is hers, links are shown once, and lists cost the same at any length."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast, cast
from varifocal.org.base.access import invite
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import RULES
from varifocal.org.base.plumbing import SignInLink
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.people.person import Person, Team
from varifocal.org.people.skill import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Cast:
    return cast()


def client(account: Account) -> Client:
    made = Client()
    made.force_login(account)
    return made


def text(answer: HttpResponse) -> str:
    return answer.content.decode().replace("\xa0", " ")


def who(world: Cast, name: str) -> Account:
    return Account.objects.get(pk=world.kim.pk) if name == "kim" else world.account(getattr(world, name))


@pytest.mark.parametrize(
    ("name", "sees", "misses"),
    [
        ("ines", ["The organization", "Invite somebody", "Form a team", "A new skill"], []),
        ("lea", ["The organization", "Form a team", "A new skill"], ["Invite somebody"]),
        (
            "marek",
            ["The organization", "A new skill", "A new kind of task"],
            ["Invite somebody", "Form a team"],
        ),
        ("tom", ["The organization", "Makers"], ["Invite somebody", "Form a team", "A new skill"]),
        ("gus", ["Theme"], ["Makers", "Invite somebody", "tom@example.org"]),
        ("kim", ["Invite somebody", "tom@example.org"], ["Makers", "Nordlicht", "Tom Okafor", "Design"]),
    ],
)
def test_each_sees_what_is_hers_to_set(world: Cast, name: str, sees: list[str], misses: list[str]) -> None:
    told = text(client(who(world, name)).get("/settings"))
    assert [words for words in sees if words not in told] == []
    assert [words for words in misses if words in told] == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/settings/organization", {"ines"}),
        ("/settings/accounts/invite", {"ines", "kim"}),
        ("/settings/accounts/{tom}/roles", {"ines"}),
        ("/settings/accounts/{tom}/reset", {"ines", "kim"}),
        ("/settings/teams/new", {"ines", "lea"}),
        ("/settings/teams/{team}", {"ines", "lea"}),
        ("/settings/rules", {"ines", "lea", "marek", "tom"}),
        ("/settings/sample/remove", set()),
    ],
)
def test_every_page_opens_only_for_its_roles(world: Cast, path: str, allowed: set[str]) -> None:
    path = path.format(tom=world.account(world.tom).pk, team=Team.objects.get().pk)
    opened = {
        name
        for name in ("ines", "lea", "marek", "tom", "gus", "kim")
        if client(who(world, name)).get(path).status_code == 200
    }
    assert opened == allowed


@pytest.mark.parametrize("name", ["lea", "marek", "tom", "gus"])
def test_nobody_else_disables_or_resets_an_account(world: Cast, name: str) -> None:
    ana = world.account(world.ana)
    for act in ("disable", "enable", "reset"):
        assert client(who(world, name)).post(f"/settings/accounts/{ana.pk}/{act}").status_code in (403, 404)
    assert Account.objects.get(pk=ana.pk).version == ana.version


def test_an_invitation_shows_its_link_once_and_the_link_signs_in(world: Cast) -> None:
    asked = {"login": "nora@example.org", "roles": ["member"], "name": "Nora Ek", "once": "k1"}
    ines = client(world.account(world.ines))
    told = text(ines.post("/settings/accounts/invite", asked))
    secret = re.search(r"/sign-in/([\w-]+)", told)
    assert secret is not None
    assert SignInLink.look(secret[1]) is not None
    assert Person.objects.get(name="Nora Ek").account == Account.objects.get(login="nora@example.org")
    again = text(ines.post("/settings/accounts/invite", asked))
    assert secret[1] not in again
    assert Account.objects.filter(login="nora@example.org").count() == 1


def test_an_invitation_joins_a_person_of_the_directory(world: Cast) -> None:
    nora = Person.welcome("Nora Ek", by=world.house)
    asked = {"login": "nora@example.org", "roles": ["member", "manager"], "person": nora.pk}
    assert client(world.account(world.ines)).post("/settings/accounts/invite", asked).status_code == 200
    assert Person.objects.get(pk=nora.pk).account == Account.objects.get(login="nora@example.org")


def test_a_name_already_taken_is_said_beside_its_field(world: Cast) -> None:
    answer = client(world.account(world.ines)).post(
        "/settings/accounts/invite", {"login": "tom@example.org", "roles": ["member"]}
    )
    assert answer.status_code == 422
    assert "There is already a sign-in “tom@example.org”." in text(answer)


def test_a_keeper_cannot_make_an_owner(world: Cast) -> None:
    kim = who(world, "kim")
    answer = client(kim).post("/settings/accounts/invite", {"login": "me2", "roles": ["owner"]})
    assert answer.status_code == 403
    assert not Account.objects.filter(login="me2").exists()
    with pytest.raises(NotAllowed):
        invite("me3", [Role.OWNER], by=kim)


def test_a_keeper_does_not_touch_an_owner(world: Cast) -> None:
    ines = world.account(world.ines)
    for act in ("disable", "reset"):
        assert client(who(world, "kim")).post(f"/settings/accounts/{ines.pk}/{act}").status_code == 403


def test_disabling_ends_her_sessions_and_enabling_lets_her_in_again(world: Cast) -> None:
    tom = world.account(world.tom)
    session = client(tom)
    ines = client(world.account(world.ines))
    assert session.get("/settings").status_code == 200
    ines.post(f"/settings/accounts/{tom.pk}/disable")
    assert session.get("/settings").status_code == 302
    ines.post(f"/settings/accounts/{tom.pk}/enable")
    assert Account.objects.get(pk=tom.pk).is_active


def test_a_reset_asks_first_and_then_shows_a_link(world: Cast) -> None:
    tom = world.account(world.tom)
    ines = client(who(world, "ines"))
    assert "every device is signed out" in text(ines.get(f"/settings/accounts/{tom.pk}/reset"))
    told = text(ines.post(f"/settings/accounts/{tom.pk}/reset"))
    secret = re.search(r"/sign-in/([\w-]+)", told)
    assert secret is not None
    assert SignInLink.use(secret[1]) == tom


def test_roles_are_given_and_the_last_owner_stays(world: Cast) -> None:
    ines, tom = world.account(world.ines), world.account(world.tom)
    asked = {"roles": ["member", "lead"], "seen": tom.version}
    client(ines).post(f"/settings/accounts/{tom.pk}/roles", asked)
    assert Account.objects.get(pk=tom.pk).roles == ["lead", "member"]
    answer = client(ines).post(
        f"/settings/accounts/{ines.pk}/roles", {"roles": ["member"], "seen": ines.version}
    )
    assert "Somebody must stay owner" in text(answer)
    assert Account.objects.get(pk=ines.pk).roles == ["owner"]


def test_a_stale_edit_of_the_organization_is_refused_with_both_versions(world: Cast) -> None:
    ines = world.account(world.ines)
    fields = {"zone": "Europe/Berlin", "country": "DE", "region": "", "currency": "EUR"}
    seen = Organization.here().version
    first = client(ines).post("/settings/organization", {**fields, "name": "Südlicht", "seen": seen})
    assert first.status_code == 302
    second = client(ines).post("/settings/organization", {**fields, "name": "Ostlicht", "seen": seen})
    assert second.status_code == 409
    assert "Südlicht" in text(second)
    assert "Ostlicht" in text(second)


def test_a_zone_that_is_none_is_said_beside_its_field(world: Cast) -> None:
    seen = Organization.here().version
    fields = {"name": "N", "zone": "Mars/Base", "country": "DE", "currency": "EUR", "seen": seen}
    answer = client(world.account(world.ines)).post("/settings/organization", fields)
    assert answer.status_code == 422
    assert "“Mars/Base” is no time zone" in text(answer)


def test_a_team_gets_its_people_and_loses_them(world: Cast) -> None:
    lea = client(world.account(world.lea))
    asked = {"name": "Motion", "lead": world.lea.pk, "members": [world.tom.pk, world.ana.pk]}
    lea.post("/settings/teams/new", asked)
    team = Team.objects.get(name="Motion")
    lea.post(f"/settings/teams/{team.pk}", {**asked, "members": [world.ana.pk], "seen": team.version})
    assert list(team.memberships.values_list("person__name", flat=True)) == ["Ana Silva"]
    lea.post(f"/settings/teams/{team.pk}/disband")
    assert not Team.objects.filter(pk=team.pk).exists()


def test_a_skill_is_named_once(world: Cast) -> None:
    lea = client(world.account(world.lea))
    for _ in range(2):
        assert lea.post("/settings/skills", {"name": "Lettering"}).status_code == 302
    assert Skill.objects.filter(name="Lettering").count() == 1
    assert client(world.account(world.tom)).post("/settings/skills", {"name": "No"}).status_code == 403


def test_taste_is_kept_and_colours_the_next_page(world: Cast) -> None:
    tom = client(world.account(world.tom))
    tom.cookies["theme"] = "light"
    answer = tom.post("/settings/mine", {"theme": "dark"})
    assert answer.cookies["theme"].value == ""
    kept = Account.objects.get(person=world.tom)
    assert (kept.theme, kept.keys_off) == ("dark", True)
    assert 'class="theme-dark" data-keys="off"' in text(tom.get("/settings"))


def test_the_page_of_rules_lists_every_rule(world: Cast) -> None:
    told = text(client(world.account(world.tom)).get("/settings/rules"))
    assert told.count("<tr><td>") == len(RULES)


def test_the_sample_goes_only_after_a_written_yes(world: Cast) -> None:
    Organization.objects.update(is_sample=True)
    ines = client(world.account(world.ines))
    assert "Remove the sample" in text(ines.get("/settings"))
    assert ines.post("/settings/sample/remove", {"sure": "yes"}).status_code == 422
    assert Person.objects.exists()
    assert ines.post("/settings/sample/remove", {"sure": "remove", "once": "k"}).status_code == 302
    assert not Person.objects.exists()
    assert list(Account.objects.values_list("login", flat=True)) == ["ines@example.org"]


def test_ten_rows_and_twenty_rows_cost_the_same_queries(world: Cast) -> None:
    ines = world.account(world.ines)

    def more(start: int) -> None:
        for number in range(start, start + 10):
            account, _ = invite(f"p{number}", ["member"], by=ines)
            person = Person.welcome(f"P {number}", by=ines).give_account(account, by=ines)
            Team.form(f"T {number}", by=ines, lead=person).take_in(person, by=ines)
            Skill.name_it(f"S {number}", by=ines)

    more(0)
    few = queries(ines)
    more(10)
    assert queries(ines) == few <= 12


def queries(account: Account) -> int:
    visitor = client(account)
    visitor.get("/settings")
    with CaptureQueriesContext(connection) as asked:
        visitor.get("/settings")
    return len(asked)

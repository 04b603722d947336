"""S4: the keeper of the machine keeps sign-ins and comes to no content, by no detour (docs/decisions/0005)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cast import Cast, cast
from varifocal.org.base.access import choose_password, disable, enable, invite, reset
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.plumbing import SignInLink
from varifocal.org.base.refusals import NotAllowed

LINK = re.compile(r"/sign-in/[\w-]{20,}")


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def browser(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


@pytest.mark.parametrize("name", ["tom", "lea", "marek", "gus"])
def test_a_reset_by_the_keeper_shows_her_no_link_and_signs_nobody_in(here: Cast, name: str) -> None:
    """S4."""
    account = here.account(getattr(here, name))
    session, kim = browser(account), browser(here.kim)
    answer = kim.post(f"/settings/accounts/{account.pk}/reset", {"once": "k"})
    assert answer.status_code == 200
    assert LINK.search(answer.text) is None
    assert not SignInLink.objects.filter(account=account, used_at=None).exists()
    assert (
        session.get("/settings").status_code == 302
    )  # what a keeper needs at night works: her devices are out


@pytest.mark.parametrize("roles", [["member"], ["manager"], ["lead"], ["guest"], ["keeper", "member"]])
def test_an_invitation_by_the_keeper_that_opens_content_shows_her_no_link(
    here: Cast, roles: list[str]
) -> None:
    """S4: else she would invite herself."""
    answer = browser(here.kim).post("/settings/accounts/invite", {"login": "eve@example.org", "roles": roles})
    assert answer.status_code == 200
    assert LINK.search(answer.text) is None
    eve = Account.objects.get(login="eve@example.org")
    assert not SignInLink.objects.filter(account=eve).exists()


def test_an_owner_finds_who_waits_and_makes_the_link(here: Cast) -> None:
    """S4: and so the person does get in."""
    invite("eve@example.org", ["member"], by=Account.objects.get(pk=here.kim.pk))
    ines = browser(here.account(here.ines))
    assert "waits for an owner&#x27;s link" in ines.get("/settings").text
    eve = Account.objects.get(login="eve@example.org")
    found = LINK.search(ines.post(f"/settings/accounts/{eve.pk}/reset").text)
    assert found is not None
    stranger = Client()
    assert stranger.post(found[0]).status_code == 302
    assert stranger.get("/settings").status_code == 200


def test_keepers_hand_links_to_keepers(here: Cast) -> None:
    """S4: what shows no content needs no owner."""
    kim = Account.objects.get(pk=here.kim.pk)
    other, secret = invite("otto@example.org", ["keeper"], by=kim)
    assert SignInLink.use(secret) == other
    assert reset(other, by=kim) != ""


def test_a_keeper_does_not_raise_herself(here: Cast) -> None:
    """S4, S6: neither by roles nor by an account that has them."""
    kim = browser(here.kim)
    body = {"roles": ["owner", "keeper"], "seen": here.kim.version, "money_right": "on"}
    assert kim.post(f"/settings/accounts/{here.kim.pk}/roles", body).status_code in (403, 404)
    assert Account.objects.get(pk=here.kim.pk).roles == ["keeper"]
    with pytest.raises(NotAllowed):
        reset(here.account(here.ines), by=here.kim)


def test_a_reset_is_noted_for_everybody_to_read(here: Cast) -> None:
    """S4: an owner who begins somebody's sign-in anew is named in the log."""
    tom = here.account(here.tom)
    reset(tom, by=here.account(here.ines))
    noted = Change.objects.get(verb="account.reset")
    assert (noted.by.login, noted.record_id) == ("ines@example.org", tom.pk)
    assert "ended all sessions of" in browser(here.account(here.ana)).get("/changes").text


def test_links_die_with_a_new_password_and_with_the_account(here: Cast) -> None:
    """S17: no way in is left behind."""
    tom, by = here.account(here.tom), here.house
    first = reset(tom, by=by)
    choose_password(here.account(here.tom), "a long enough secret", by=here.account(here.tom))
    assert SignInLink.use(first) is None
    second = reset(here.account(here.tom), by=by)
    disable(here.account(here.tom), by=by)
    enable(here.account(here.tom), by=by)
    assert SignInLink.use(second) is None

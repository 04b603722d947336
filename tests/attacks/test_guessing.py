"""S18: guessing passwords, one-time links and clients' links, from one address, from 200, with forged headers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from cast import Cast, cast
from varifocal.org.base.access import choose_password
from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import Attempt, SignInLink
from varifocal.web.entrance.views import address_of

PASSWORD = "a long enough secret"
OF_AN_ACCOUNT, OF_AN_ADDRESS, LINKS = 10, 60, 30


@pytest.fixture
def here(db: None) -> Cast:
    members = cast()
    for person in (members.tom, members.ana):
        account = members.account(person)
        choose_password(account, PASSWORD, by=account)
    return members


def guess(address: str, login: str = "tom@example.org", password: str = "wrong", **headers: str) -> int:
    form = {"login": login, "password": password}
    return Client(REMOTE_ADDR=address, raise_request_exception=False, headers=headers).post(
        reverse("sign-in"), form
    ).status_code  # fmt: skip


def one_time(address: str, secret: str, **headers: str) -> int:
    client = Client(REMOTE_ADDR=address, raise_request_exception=False, headers=headers)
    return client.get(reverse("sign-in-link", args=[secret])).status_code


def clients_link(address: str, secret: str, **headers: str) -> int:
    client = Client(REMOTE_ADDR=address, raise_request_exception=False, headers=headers)
    client.get(reverse("asked-link", args=[secret]))
    return client.get(reverse("asked")).status_code


def addresses(count: int) -> list[str]:
    return [f"203.0.{number // 250}.{number % 250 + 1}" for number in range(count)]


def test_an_account_is_guessed_at_ten_times_from_wherever(here: Cast) -> None:
    """S18: two hundred addresses have no more tries at one account than one has."""
    answers = [guess(address) for address in addresses(200)]
    assert answers == [422] * OF_AN_ACCOUNT + [429] * (200 - OF_AN_ACCOUNT)
    assert guess("198.51.100.9", password=PASSWORD) == 429, (
        "the right password too, until the quarter hour is over"
    )
    assert guess("198.51.100.9", "ana@example.org", PASSWORD) == 302, "others come in"


def test_her_one_time_link_still_opens_for_whom_others_locked_out(here: Cast) -> None:
    """S18: whoever guesses at an account must not keep its owner out."""
    for address in addresses(OF_AN_ACCOUNT + 1):
        guess(address)
    secret = SignInLink.make(here.account(here.tom), hours=1)
    client = Client(REMOTE_ADDR="198.51.100.9")
    assert client.post(reverse("sign-in-link", args=[secret])).status_code == 302


@pytest.mark.parametrize(
    "login", ["TOM@example.org", " tom@example.org ", "tom@example.ORG", "tom@exampłe.org"]
)
def test_another_spelling_is_no_other_account(here: Cast, login: str) -> None:
    """S18: case and blanks open no second row of tries; a name that is really another one does."""
    for address in addresses(OF_AN_ACCOUNT):
        assert guess(address) == 422
    assert guess("198.51.100.9", login) == (422 if "ł" in login else 429)


def test_letters_a_database_takes_for_others_open_no_second_row(here: Cast) -> None:
    """S18: PostgreSQL compares in upper case, where the dotless i and the long s are plain ones."""
    Account.objects.filter(person=here.ana).update(login="silvis@example.org")
    for number, login in enumerate(("silvis@example.org", "sılvis@example.org", "ſilviſ@example.org") * 4):
        answer = guess(addresses(12)[number], login)
        assert answer == (422 if number < OF_AN_ACCOUNT else 429), login


def test_one_address_guesses_at_all_accounts_together_sixty_times(here: Cast) -> None:
    """S18: a different name each time is counted by the address."""
    answers = [guess("203.0.113.7", f"nobody{number}@example.org") for number in range(OF_AN_ADDRESS + 2)]
    assert answers == [422] * OF_AN_ADDRESS + [429, 429]
    assert guess("203.0.113.8", password=PASSWORD) == 302, "from elsewhere people come in"


@pytest.mark.parametrize("door", [one_time, clients_link])
def test_links_are_guessed_at_thirty_times_from_an_address(here: Cast, door: Callable[..., int]) -> None:
    """S18: one-time links and clients' links; other addresses have their own thirty, and no hit."""
    answers = [door("203.0.113.7", secrets.token_urlsafe(32)) for _ in range(LINKS + 2)]
    assert answers == [404] * LINKS + [429, 429]
    assert {door(address, secrets.token_urlsafe(32)) for address in addresses(40)} == {404}


def test_a_right_link_is_not_opened_by_an_address_that_guessed(here: Cast) -> None:
    """S18: the limit stands before the looking up."""
    for _ in range(LINKS):
        one_time("203.0.113.7", secrets.token_urlsafe(32))
    secret = SignInLink.make(here.account(here.tom), hours=1)
    assert one_time("203.0.113.7", secret) == 429
    assert one_time("203.0.113.8", secret) == 200


@pytest.mark.parametrize("door", [guess, one_time, clients_link])
def test_a_forged_header_gives_no_other_address(here: Cast, door: Callable[..., int]) -> None:
    """S18: without a proxy of ours nobody's word is taken for where he is."""
    most = {guess: OF_AN_ADDRESS, one_time: LINKS, clients_link: LINKS}[door]
    for number, claimed in enumerate(addresses(most + 1)):
        told = {"X-Forwarded-For": claimed, "X-Real-IP": claimed, "Forwarded": f"for={claimed}"}
        words = f"nobody{number}@example.org" if door is guess else secrets.token_urlsafe(32)
        answer = door("203.0.113.7", words, **told)
        assert (answer == 429) == (number == most)


def asked(peer: str, **more: Any) -> str:
    return address_of(RequestFactory().get("/", REMOTE_ADDR=peer, **more))


def test_behind_our_proxy_only_its_own_hop_counts(settings: Any) -> None:
    """S18: what a client wrote into the header stands before what the proxy added."""
    settings.BEHIND_TLS_PROXY = True
    assert asked("127.0.0.1", HTTP_X_FORWARDED_FOR="10.9.8.7, 198.51.100.4") == "198.51.100.4"
    assert asked("127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.4") == "198.51.100.4"
    assert asked("127.0.0.1") == "127.0.0.1"
    assert asked("127.0.0.1", HTTP_X_FORWARDED_FOR="x" * 500) == "nowhere known"
    settings.BEHIND_TLS_PROXY = False
    assert asked("203.0.113.7", HTTP_X_FORWARDED_FOR="10.9.8.7, 198.51.100.4") == "203.0.113.7"


def test_a_household_of_ipv6_is_one_address() -> None:
    """S18: who has one IPv6 address has 2^64 of them; an IPv4 address in its clothes stays itself."""
    assert asked("2001:db8:1:2::1") == asked("2001:db8:1:2:ffff:eeee:dddd:cccc") == "2001:db8:1:2::/64"
    assert asked("2001:db8:1:3::1") != asked("2001:db8:1:2::1")
    assert asked("::ffff:198.51.100.4") == asked("198.51.100.4")


def test_a_quarter_of_an_hour_later_it_opens_again(here: Cast) -> None:
    """S18: nothing is locked for good."""
    for address in addresses(OF_AN_ACCOUNT):
        guess(address)
    for attempt in Attempt.objects.all():
        Attempt.objects.filter(pk=attempt.pk).update(at=attempt.at.replace(year=attempt.at.year - 1))
    assert guess("198.51.100.9", password=PASSWORD) == 302

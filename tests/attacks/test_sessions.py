"""S16, S17, S20: where an answer may lead, whose session it is, and how it ends."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as live
from django.test import Client
from django.urls import reverse

from cast import Cast, cast
from deeds import deeds, furnished
from varifocal.config import settings as written
from varifocal.org.base.access import choose_password, disable, reset, set_roles
from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import SignInLink

PASSWORD = "a long enough secret"
ELSEWHERE = (
    "//evil.example", "///evil.example", r"\\evil.example", r"/\evil.example", r"\/\/evil.example",
    "https:evil.example",
    "https://evil.example", "http:///evil.example", "//evil.example/%2f..", "javascript:alert(1)", "data:text/html,x",
    "%2f%2fevil.example", "/%09/evil.example", "\t//evil.example", "https://testserver@evil.example",
    "https://evil.example#testserver", "//testserver.evil.example", "HTTPS://EVIL.EXAMPLE",
)  # fmt: skip


@pytest.fixture
def here(db: None) -> Cast:
    members = cast()
    for person in (members.tom, members.ines):
        account = members.account(person)
        choose_password(account, PASSWORD, by=account)
    return members


def signed_in(login: str = "tom@example.org", **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    assert client.post(reverse("sign-in"), {"login": login, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings").status_code == 200


# -- S16 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", ELSEWHERE)
def test_signing_in_leads_nowhere_else(here: Cast, there: str) -> None:
    """S16: `next` in the form and in the address, signed in or not."""
    client = Client()
    form = {"login": "tom@example.org", "password": PASSWORD, "next": there}
    for answer in (
        client.post(reverse("sign-in"), form),
        client.get(reverse("sign-in"), {"next": there}),
        Client().post(f"{reverse('sign-in')}?next={there}", {k: form[k] for k in ("login", "password")}),
    ):
        assert answer.status_code == 302
        assert _stays(answer.headers["Location"]), there


@pytest.mark.either_engine
def test_no_form_leads_elsewhere_whatever_the_browser_says_it_came_from(db: None) -> None:
    """S16: Location, HX-Redirect and HX-Location of every form, with and without htmx."""
    world = furnished()
    wrong = []
    for deed in deeds(world):
        names = {"i": "ines", "m": "marek", "l": "lea", "t": "tom", "a": "ana"}
        for headers in (
            {"Referer": "https://evil.example/x", "HX-Current-URL": "//evil.example/y", "HX-Request": "true"},
            {"Referer": r"\\evil.example\x", "HX-Current-URL": "javascript:alert(1)"},
        ):
            answer = world.client(names[deed.who[0]]).post(
                deed.path, {**deed.form, "next": "//evil.example"}, headers=headers
            )
            led = [
                answer.headers.get(name, "/")
                for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url")
            ]
            if any("evil" in one or "javascript:" in one for one in led):
                wrong.append((deed.route, led))
    assert wrong == []


# -- S17 --------------------------------------------------------------------------------------------------


def test_a_session_given_beforehand_is_not_the_one_signed_in(here: Cast) -> None:
    """S17, fixation: a new id at sign-in by password and by link, whatever the browser brought."""
    for sign_in in (_by_password, _by_link):
        client = Client()
        client.cookies[live.SESSION_COOKIE_NAME] = "chosenbysomebodyelse0000000000ab"
        sign_in(client, here)
        given = client.cookies[live.SESSION_COOKIE_NAME].value
        assert given not in ("", "chosenbysomebodyelse0000000000ab")
        attacker = Client()
        attacker.cookies[live.SESSION_COOKIE_NAME] = "chosenbysomebodyelse0000000000ab"
        assert not is_in(attacker)
        second = Client()
        second.cookies[live.SESSION_COOKIE_NAME] = given
        sign_in(second, here)  # signing in again: another id, and the old one is dead
        assert second.cookies[live.SESSION_COOKIE_NAME].value != given


def test_after_signing_out_the_cookie_is_worth_nothing(here: Cast) -> None:
    """S17."""
    client = signed_in()
    kept = client.cookies[live.SESSION_COOKIE_NAME].value
    client.post(reverse("sign-out"))
    thief = Client()
    thief.cookies[live.SESSION_COOKIE_NAME] = kept
    assert not is_in(thief)


def test_every_other_session_ends_with_a_new_password(here: Cast) -> None:
    """S17: hers goes on, under another id."""
    one, other = signed_in(), signed_in()
    kept = one.cookies[live.SESSION_COOKIE_NAME].value
    assert (
        one.post(
            reverse("password"), {"password": "another long secret", "again": "another long secret"}
        ).status_code
        == 302
    )
    assert is_in(one)
    assert not is_in(other)
    thief = Client()
    thief.cookies[live.SESSION_COOKIE_NAME] = kept
    assert not is_in(thief)


def test_a_disabled_a_reset_and_a_demoted_account_lose_at_once_what_they_lose(here: Cast) -> None:
    """S17: from the next request on."""
    tom, ines = signed_in(), signed_in("ines@example.org")
    assert ines.get("/settings/accounts/invite").status_code == 200
    account = here.account(here.ines)
    Account.objects.filter(pk=here.account(here.lea).pk).update(roles=["owner"])
    set_roles(account, ["member"], by=here.house, seen=account.version, money_right=False)
    assert ines.get("/settings/accounts/invite").status_code == 403
    disable(here.account(here.tom), by=here.house)
    assert not is_in(tom)
    reset(here.account(here.ines), by=here.house)
    assert not is_in(ines)
    again = Client()
    again.post(reverse("sign-in"), {"login": "tom@example.org", "password": PASSWORD})
    assert not is_in(again)


def test_a_link_works_once_and_looking_at_it_uses_nothing_up(here: Cast) -> None:
    """S17, S20: a scanner that opens every link of a message signs nobody in."""
    secret = SignInLink.make(here.account(here.tom))
    path = reverse("sign-in-link", args=[secret])
    scanner = Client()
    assert scanner.get(path).status_code == scanner.head(path).status_code == 200
    assert not is_in(scanner)
    first, second = Client(), Client()
    assert first.post(path).status_code == 302
    assert is_in(first)
    assert second.post(path).status_code == second.get(path).status_code == 404
    assert not is_in(second)


def test_cookies_are_for_the_browser_alone(here: Cast) -> None:
    """S17: HttpOnly and Lax always; on plain loopback without Secure, else nobody could sign in there."""
    client = signed_in()
    client.post("/settings/mine", {"theme": "dark"})
    for name in (live.SESSION_COOKIE_NAME, "said"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name
    assert client.cookies[live.CSRF_COOKIE_NAME]["samesite"] == "Lax"


@pytest.fixture
def behind_tls(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Any]:
    """The settings as they are written for an installation behind a proxy, in force."""
    with monkeypatch.context() as within:
        within.setenv("VARIFOCAL_BEHIND_TLS", "yes")
        within.setenv("VARIFOCAL_ADDRESS", "agency.example")
        tls = importlib.reload(written)
        for name in (
            "BEHIND_TLS_PROXY", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME",
            "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
        ):  # fmt: skip
            setattr(settings, name, getattr(tls, name))
        yield settings
    importlib.reload(written)


def test_behind_tls_cookies_belong_to_this_host_alone(behind_tls: Any, here: Cast) -> None:
    """S17: `__Host-`, Secure, no domain, the root path; and the browser is told to come by TLS."""
    headers = {"Host": "agency.example", "X-Forwarded-Proto": "https"}
    client = Client(headers=headers)
    client.get(reverse("sign-in"))
    answer = client.post(reverse("sign-in"), {"login": "tom@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    for name in ("__Host-session", "__Host-csrf"):
        cookie = client.cookies[name]
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", ""), name
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    plain = Client(headers={"Host": "agency.example"})
    assert plain.get(reverse("sign-in")).status_code == 403


# -- S20 --------------------------------------------------------------------------------------------------


def test_nobody_is_signed_in_or_out_by_another_site(here: Cast) -> None:
    """S20, login CSRF: the sign-in, the link and the sign-out want our own form."""
    strange = Client(enforce_csrf_checks=True)
    form = {"login": "tom@example.org", "password": PASSWORD}
    link = reverse("sign-in-link", args=[SignInLink.make(here.account(here.tom))])
    assert strange.post(reverse("sign-in"), form).status_code == 403
    assert strange.post(link).status_code == 403
    assert not is_in(strange)
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.account(here.tom))
    assert client.post(reverse("sign-out")).status_code == 403
    assert client.get(reverse("sign-out")).status_code == 405
    assert is_in(client)


@pytest.mark.either_engine
def test_every_real_form_is_refused_without_its_token(db: None) -> None:
    """S20: as a form, as JSON in disguise, with the method overridden, and with a token of another browser."""
    world = furnished()
    other = Client(enforce_csrf_checks=True)
    other.get(reverse("sign-in"))
    token = other.cookies[live.CSRF_COOKIE_NAME].value
    clients = {
        name: world.client(name, enforce_csrf_checks=True) for name in ("ines", "marek", "lea", "tom", "ana")
    }
    names = {"i": "ines", "m": "marek", "l": "lea", "t": "tom", "a": "ana"}
    for client in clients.values():
        client.get("/settings")
    for deed in deeds(world):
        client = clients[names[deed.who[0]]]
        for form, more in (
            (deed.form, {}),
            ({**deed.form, "csrfmiddlewaretoken": "x" * 64}, {}),
            (deed.form, {"headers": {"X-HTTP-Method-Override": "GET", "Origin": "https://evil.example"}}),
        ):
            assert client.post(deed.path, form, **more).status_code == 403, deed.route
        assert client.post(deed.path, '{"a": 1}', content_type="text/plain").status_code == 403
    assert token


def _stays(location: str) -> bool:
    """As a browser reads it: tabs and line ends are nothing, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    there = urlsplit(urljoin("http://testserver/sign-in", read))
    return (there.scheme, there.netloc) == ("http", "testserver")


def _by_password(client: Client, here: Cast) -> None:
    client.post(reverse("sign-in"), {"login": "tom@example.org", "password": PASSWORD})


def _by_link(client: Client, here: Cast) -> None:
    client.post(reverse("sign-in-link", args=[SignInLink.make(here.account(here.tom))]))

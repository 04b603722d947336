"""S25: the first start and the configuration refuse what would lay the house open, and say what to do instead."""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from terminal import varifocal
from varifocal.cli import installation, serve
from varifocal.cli.saying import CannotGoOn
from varifocal.config import settings as written
from varifocal.org.base.access import house, invite


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    """An installation's folder with keys of its own."""
    settings.DATA = tmp_path
    for file in installation.KEYS.values():
        (tmp_path / file).write_text("a key\n")
        (tmp_path / file).chmod(0o600)
    return tmp_path


@pytest.fixture
def rewritten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The settings as an environment makes them; put back afterwards."""

    def read(**variables: str) -> Any:
        for name in ("VARIFOCAL_SECRET_KEY", "VARIFOCAL_SEALING_KEY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VARIFOCAL_DATA", str(tmp_path / "nothing"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return importlib.reload(written)

    yield read
    monkeypatch.undo()
    importlib.reload(written)


def test_no_key_is_shipped_and_without_one_nothing_starts(tmp_path: Path) -> None:
    """S25: serving before `init` refuses with a sentence and makes no key of its own accord."""
    done = varifocal({**os.environ, "VARIFOCAL_DATA": str(tmp_path / "fresh")}, "serve", ok=False)
    assert "varifocal init" in done.stderr
    assert not (tmp_path / "fresh" / "secret.key").exists()


def test_without_a_file_or_a_variable_there_is_no_key(rewritten: Any) -> None:
    """S25: no default that somebody could know."""
    made = rewritten()
    assert (made.SECRET_KEY, made.SEALING_KEY) == ("", "")


@pytest.mark.parametrize("name", ["DEBUG", "DJANGO_DEBUG", "VARIFOCAL_DEBUG"])
def test_nothing_turns_stack_traces_on(rewritten: Any, name: str) -> None:
    """S25: there is no such switch."""
    assert rewritten(**{name: "1"}).DEBUG is False


def test_only_this_machine_is_answered_until_an_address_is_named(rewritten: Any) -> None:
    """S25: the hosts of a fresh installation."""
    assert set(rewritten().ALLOWED_HOSTS) == {"localhost", "127.0.0.1", "[::1]"}
    assert set(rewritten(VARIFOCAL_ADDRESS="agency.example").ALLOWED_HOSTS) > {"agency.example", "localhost"}


def test_a_flag_that_is_neither_yes_nor_no_is_named(rewritten: Any) -> None:
    """S25: guessing would be one way to lay the house open."""
    with pytest.raises(ImproperlyConfigured, match="VARIFOCAL_BEHIND_TLS must be yes or no"):
        rewritten(VARIFOCAL_BEHIND_TLS="probably")


def test_serving_everybody_every_name_is_refused(place: Path, settings: Any) -> None:
    """S25: ALLOWED_HOSTS '*'."""
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(CannotGoOn, match="would let anybody pretend"):
        serve.refuse_what_is_unsafe("127.0.0.1", None)


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "agency.example"])
def test_plain_http_is_served_to_this_machine_alone(place: Path, listen: str) -> None:
    """S25."""
    with pytest.raises(CannotGoOn, match="could be read on the way"):
        serve.refuse_what_is_unsafe(listen, None)


@pytest.mark.parametrize(
    "address", ["https://agency.example", "agency.example:8400", "10.0.0.1", "*", "a b", "localhost"]
)
def test_an_address_is_a_name(place: Path, address: str) -> None:
    """S25: nothing else is put among the hosts that are answered."""
    with pytest.raises(CannotGoOn, match="the name people type"):
        serve.refuse_what_is_unsafe("127.0.0.1", address)


def test_the_sample_is_never_served_to_others(place: Path, settings: Any) -> None:
    """S25: demo accounts on a public address, by the variable or by the folder's own mark."""
    settings.BEHIND_TLS_PROXY = True
    settings.DEMO = True
    with pytest.raises(CannotGoOn, match="this machine alone"):
        serve.refuse_what_is_unsafe("127.0.0.1", "agency.example")
    settings.DEMO = False
    (place / "demo").write_text("ready\n")
    with pytest.raises(CannotGoOn, match="this machine alone"):
        serve.refuse_what_is_unsafe("127.0.0.1", "agency.example")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_keys_that_others_can_read_are_named_with_the_remedy(
    place: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S25: the same of the database file, which `init` makes with mode 600."""
    database = place / "varifocal.sqlite3"
    database.write_text("")
    database.chmod(0o600)
    monkeypatch.setattr(installation, "database_file", lambda: database)
    serve.refuse_what_is_unsafe("127.0.0.1", None)  # as it should be, it is served
    for file in (place / "secret.key", place / "sealing.key", database):
        file.chmod(mode)
        with pytest.raises(CannotGoOn, match=f"chmod 600 {file}"):
            serve.refuse_what_is_unsafe("127.0.0.1", None)
        file.chmod(0o600)


def test_keys_are_made_anew_for_each_place_and_for_this_user_alone(tmp_path: Path, settings: Any) -> None:
    """S25: also under a mask that would let everybody read."""
    made = []
    for name in ("one", "other"):
        settings.DATA, settings.SECRET_KEY, settings.SEALING_KEY = tmp_path / name, "", ""
        mask = os.umask(0)
        try:
            paths = installation.make_keys()
        finally:
            os.umask(mask)
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700
        made.append([path.read_text() for path in paths])
    assert not set(made[0]) & set(made[1])
    assert all(len(key) > 40 for keys in made for key in keys)


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused_calmly(settings: Any) -> None:
    """S25: neither a page nor a link in it is made for a name that is not ours."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    for host in (
        "evil.example",
        "localhost.evil.example",
        "evil.example:8400",
        "127.0.0.1.evil.example",
        "[::2]",
        "a b",
    ):
        answer = Client(raise_request_exception=False).get("/sign-in", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.text


@pytest.mark.django_db
def test_nobody_comes_in_without_a_password_of_her_own(settings: Any) -> None:
    """S25: an invited account and the house itself have none that could be guessed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account, _ = invite("eve@example.org", ["owner"], by=house())
    for login in (account.login, house().login):
        for password in ("", "!", "password", "admin", "None", account.password, house().password):
            client = Client()
            client.post("/sign-in", {"login": login, "password": password})
            assert client.get("/settings").status_code == 302

"""R14: a database that is locked, full, read-only or away is told in a sentence; nothing is lost, and it recovers by
itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from cast import Cast, cast
from varifocal.org.base.acts import broken_link, newest
from varifocal.org.people.skill import Skill
from varifocal.web.shield import HEADERS

FAULTS = {
    "database is locked": "busy or away",
    "database or disk is full": "disk of the machine is full",
    'could not extend file "base/1": No space left on device': "disk of the machine is full",
    "attempt to write a readonly database": "read-only",
    "disk I/O error": "busy or away",
    "server closed the connection unexpectedly": "busy or away",
}


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def browser(here: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(here.account(here.ines), settings.AUTHENTICATION_BACKENDS[0])
    return client


@contextmanager
def failing(words: str, *, on: str, kind: type[Exception] = OperationalError) -> Iterator[None]:
    """Every statement that begins so fails as the database would let it fail."""

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(on):
            raise kind(words)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("on", ["SELECT", "INSERT", "UPDATE"])
def test_a_storage_fault_is_a_calm_page_and_the_next_request_works(here: Cast, fault: str, on: str) -> None:
    """R14: wherever it strikes: who asks, the page, the act, the log's head."""
    client, before = browser(here), newest()
    with failing(fault, on=on):
        answers = [client.post("/settings/skills", {"name": "Sound", "once": "k"})]
        answers += (
            [client.get(path) for path in ("/", "/projects", "/healthy", "/sign-in")]
            if on == "SELECT"
            else []
        )
    for answer in answers:
        if answer.status_code == 200 and answer.request["PATH_INFO"] == "/sign-in":
            continue  # it asks the database nothing
        assert answer.status_code == 503
        assert FAULTS[fault] in answer.text
        assert "Nothing was lost" in answer.text
        assert not any(word in answer.text for word in ("Traceback", "Error", "sqlite", "base/1"))
        assert all(name in answer.headers for name in HEADERS)
    assert newest() == before
    assert client.post("/settings/skills", {"name": "Sound", "once": "k"}).status_code == 302
    assert Skill.objects.filter(name="Sound").count() == 1
    assert broken_link() is None


def test_a_lost_connection_is_told_alike(here: Cast) -> None:
    """R15 in part: the driver's other word for a database that went away."""
    client = browser(here)
    with failing("connection already closed", on="SELECT", kind=InterfaceError):
        assert client.get("/projects").status_code == 503
        assert client.post("/settings/skills", {"name": "Sound"}).status_code == 503
    assert client.get("/projects").status_code == 200


def test_a_fragment_is_told_in_a_sentence_alone(here: Cast) -> None:
    """R14: a part of a page is not replaced by a fault; the sentence is enough for the toast."""
    client = browser(here)
    with failing("database or disk is full", on="INSERT"):
        answer = client.post("/settings/skills", {"name": "Sound"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (503, "none")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db(transaction=True)
def test_while_somebody_holds_the_database_pages_are_read_and_writing_waits_or_says_so(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Database locked: a real lock by another process's hand, held; then let go."""
    here = cast()
    client = browser(here)
    with _held(monkeypatch):
        assert client.get("/projects").status_code == 200
        answer = client.post("/settings/skills", {"name": "Sound", "once": "k"})
        assert answer.status_code == 503
        assert "Nothing was lost" in answer.text
    assert client.post("/settings/skills", {"name": "Sound", "once": "k"}).status_code == 302
    assert Skill.objects.filter(name="Sound").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_loses_nothing_and_needs_no_restart() -> None:
    """R14: SQLite's own word for a full disk, by its page limit; on PostgreSQL by a statement that may not write."""
    here = cast()
    client, before = browser(here), newest()
    with _full():
        answer = client.post(f"/tasks/{here.storyboard.pk}/edit", {**EDIT, "seen": here.storyboard.version})
    assert answer.status_code == 503
    assert newest() == before
    here.storyboard.refresh_from_db()
    answer = client.post(f"/tasks/{here.storyboard.pk}/edit", {**EDIT, "seen": here.storyboard.version})
    assert answer.status_code == 302
    assert broken_link() is None


EDIT = {"name": "Long", "brief": "word " * 20_000, "priority": 2, "crew": 1}


@contextmanager
def _held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another writer has the database and does not let go; whoever waits, waits a quarter of a second."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 250")
        other = sys.modules["sqlite3"].connect(name, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
            other.close()
            connection.close()
        return
    other = connection.copy()
    with other.cursor() as cursor, connection.cursor() as own:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE org_skill IN EXCLUSIVE MODE")
        own.execute("SET lock_timeout = '250ms'")
        yield
        cursor.execute("ROLLBACK")
        own.execute("SET lock_timeout = 0")
    other.close()


@contextmanager
def _full() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")  # pages freed by other tests would take what is written here
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            yield
            cursor.execute("PRAGMA max_page_count = 4294967294")
        else:
            cursor.execute("SET default_transaction_read_only = on")
            yield
            cursor.execute("SET default_transaction_read_only = off")

"""The whole sample agency as one JSON document and back: equal to the byte, and nothing secret in it."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from varifocal.flows import whole
from varifocal.flows.sample import Agency
from varifocal.flows.whole import NotOurs, bring_back, check, export, kinds
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, Head, broken_link
from varifocal.org.base.plumbing import SignInLink
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Value


def document() -> bytes:
    out = io.BytesIO()
    export(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(agency: Agency, django_db_blocker: Any) -> bytes:
    """The agency as one document, as a test finds it."""
    with django_db_blocker.unblock():
        return document()


@pytest.fixture
def one_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own transaction is the only place where their data can be read."""
    monkeypatch.setattr(whole, "one_view", lambda: nullcontext("default"))


@pytest.mark.django_db
@pytest.mark.usefixtures("one_view")
def test_it_comes_back_equal_to_the_byte(told: bytes, tmp_path: Path) -> None:
    """SQLite and PostgreSQL alike: the suite runs on both."""
    tables = json.loads(told)["tables"]
    assert len(tables["task"]) > 600
    assert len(tables["change"]) == Change.objects.count()
    file = tmp_path / "whole.json"
    file.write_bytes(told)
    _empty()
    bring_back(file)
    assert broken_link() is None
    assert _but_what_was_left_out(document()) == _but_what_was_left_out(told)
    assert Value.hold("Courage", by=house()).pk not in {row["id"] for row in tables["value"]}


@pytest.mark.django_db
@pytest.mark.usefixtures("agency", "one_view")
def test_secrets_and_sealed_text_stay_out_and_are_counted() -> None:
    person = Person.objects.exclude(account=None).first()
    assert person is not None
    account = Account.objects.get(pk=person.account_id)
    account.set_password("a long pass phrase of hers")
    account.save(update_fields=["password"])
    secret = SignInLink.make(account, hours=1)
    person.note_privately("for my eyes", by=account, seen=person.version)
    sealed = Person.objects.get(pk=person.pk).private_note
    text = document().decode()
    for word in (account.password, secret, sealed, "for my eyes"):
        assert word not in text
    assert json.loads(text)["sealed_left_out"]["person.private_note"] >= 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda raw: raw[: len(raw) // 2], "cut off"),
        (lambda raw: b"hello", "no JSON"),
        (lambda raw: b"[1, 2]", "no whole export"),
        (lambda raw: raw.replace(b'"version": 1', b'"version": 9', 1), "version 9"),
        (lambda raw: raw.replace(b"Storyboard", b"Storybeard", 1), "altered"),
    ],
)
def test_what_is_not_whole_is_refused(told: bytes, tmp_path: Path, spoil: Any, words: str) -> None:
    file = tmp_path / "whole.json"
    file.write_bytes(spoil(told))
    with pytest.raises(NotOurs, match=words):
        check(file)


@pytest.mark.django_db
def test_where_something_lives_nothing_is_brought_back(told: bytes, tmp_path: Path) -> None:
    file = tmp_path / "whole.json"
    file.write_bytes(told)
    with pytest.raises(whole.Refusal, match="empty"):
        bring_back(file)


def _but_what_was_left_out(raw: bytes) -> list[bytes]:
    """Without the line that counts what is sealed, which is there no more, and the digest over it."""
    return [
        line for line in raw.split(b"\n") if not line.startswith((b'"sealed_left_out"', b'"content"', b"},"))
    ]


def _empty() -> None:
    """Take all rows out, in no order at all: the database checks what points where only at the end."""
    with connection.cursor() as cursor:
        for kind in (*kinds().values(), Head, SignInLink):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(kind._meta.db_table)}")

"""A mail at the terminal: noted, noted before, or refused with a sentence."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from cast import Cast
from varifocal.cli.saying import CannotGoOn
from varifocal.org.base.organization import Organization
from varifocal.org.models import Touch


def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_a_mail_is_noted_once(house_of: Cast, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = house_of.acme
    acme.describe(by=house_of.house, seen=acme.version, domain="acme.example")
    secret = Organization.here().renew_copy_in(by=house_of.house)
    raw = b"From: tom@example.org\nTo: jo@acme.example\nMessage-ID: <1@x>\n\nHello\n"
    piped(monkeypatch, raw)
    assert answer("receive", "--to", f"{secret}@northlight.example") == {"noted": ["Acme"]}
    piped(monkeypatch, raw)
    assert answer("receive", "--to", f"{secret}@northlight.example") == {"noted": []}
    assert Touch.objects.count() == 1


def test_what_is_no_mail_is_refused(house_of: Cast, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"")
    with pytest.raises(CannotGoOn, match="no mail"):
        answer("receive")

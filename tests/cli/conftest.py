"""Commands run inside the tests' own process, on the tests' own database, in a folder of the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from cast import Cast, cast
from terminal import SOURCE
from varifocal.cli import installation
from varifocal.flows import compiled
from varifocal.org.base.access import house
from varifocal.org.base.organization import Organization

Answering = Callable[..., Any]


@pytest.fixture
def home(settings: Any, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys and a folder of this test's own."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))  # for what a command starts
    monkeypatch.setattr(compiled, "_loaded", {})  # what a command loads is gone with its process
    settings.DATA = tmp_path
    if file := installation.database_file():
        file.chmod(0o600)
        file.with_name(f"{file.name}-wal").chmod(0o600)
    settings.SECRET_KEY, settings.SEALING_KEY = "s" * 50, Fernet.generate_key().decode()
    return tmp_path


@pytest.fixture
def house_of(home: Path) -> Cast:
    """The cast lives here."""
    return cast()


@pytest.fixture
def founded_here(home: Path) -> None:
    """An organization lives here, and nobody and nothing in it."""
    Organization.found("Nordlicht", by=house())


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answering:
    """Run `varifocal NAME WORDS --json` here and read its answer; `code` is what it must end with."""

    def run(name: str, *words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert ended(name, *words, "--json") == code
        return json.loads(capsys.readouterr().out)

    return run


def ended(name: str, *words: str) -> int:
    """The exit code of a command run here."""
    from argparse import ArgumentParser

    module = import_module(f"varifocal.cli.{name}")
    parser = ArgumentParser()
    module.arguments(parser)
    return int(module.run(parser.parse_args(words)))

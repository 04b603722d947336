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

Answering = Callable[..., Any]


@pytest.fixture
def house_of(settings: Any, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast lives here, with keys and a folder of its own."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))  # for what a command starts
    settings.DATA = tmp_path
    if file := installation.database_file():
        file.chmod(0o600)
        file.with_name(f"{file.name}-wal").chmod(0o600)
    settings.SEALING_KEY = Fernet.generate_key().decode()
    return cast()


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

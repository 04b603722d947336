"""The terminal's front: quick, in sentences, never a stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest import mock

import pytest

from terminal import environment, varifocal
from varifocal.cli import main as front
from varifocal.cli.saying import CannotGoOn


@pytest.fixture(autouse=True)
def _same_afterwards() -> object:
    """A command prepares the process it runs in; the tests' own is put back."""
    hook, mask = sys.excepthook, os.umask(0o077)
    with mock.patch.dict(os.environ):
        yield
    sys.excepthook = hook
    os.umask(mask)


def test_help_lists_the_commands_without_waking_django() -> None:
    program = (
        "import sys; from varifocal.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in {'django', 'numpy', 'granian'}]"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment({}), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in ("demo", "init", "serve", "backup", "doctor"))


def test_without_a_command_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main([]) == 0
    assert "usage: varifocal" in capsys.readouterr().out


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        front.main(["frobnicate"])
    assert ended.value.code == 2
    assert "frobnicate" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(front._offered()))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        front.main([name, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: varifocal {name}" in said
    assert "--data" in said


def test_a_wrong_setting_is_a_sentence() -> None:
    done = varifocal({**os.environ, "DATABASE_URL": "mysql://somewhere/x"}, "doctor", ok=False)
    assert "DATABASE_URL must start with postgres:// or sqlite://" in done.stderr


def test_a_mistake_of_ours_goes_to_a_file_and_the_person_gets_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        raise ValueError("that was us")
    except ValueError as fault:
        front._unforeseen(type(fault), fault, fault.__traceback__)
    said = capsys.readouterr().err
    assert "that was us" in said
    assert "Traceback" not in said


def test_what_is_refused_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> int:
        raise CannotGoOn("No, because.")

    monkeypatch.setattr(front, "_run", refuse)
    assert front.main(["doctor"]) == 1
    assert capsys.readouterr().err == "No, because.\n"

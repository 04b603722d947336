"""`varifocal plan FILE.toml`: a plan somebody wrote is planned without a database; what is wrong with it is said."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from cast import Cast
from cli.conftest import ended
from terminal import command, environment
from varifocal.cli.main import main
from varifocal.flows import compiled
from varifocal.org.work.task import Task

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "plan-as-text.md"
TEXTS = ROOT / "tests" / "specimens" / "texts"
LATE = """
now = 2027-01-04T08:00:00
zone = "Europe/Berlin"
people = ["Ana", "Tom"]

[[projects]]
name = "Launch"
due = 2027-01-05

[[tasks]]
name = "Texts"
project = "Launch"
estimate = 24
people = ["Ana"]

[[tasks]]
name = "Dinner"
project = "Pitch"
estimate = 8

[[tasks]]
name = "Drone shots"
project = "Launch"
estimate = 8
needs = ["Film 3"]
"""
FILMED = 'skills = ["Film"]\n' + LATE


@pytest.fixture
def late(tmp_path: Path) -> Path:
    path = tmp_path / "late.toml"
    path.write_text(FILMED, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_loaded", {})  # what a command loads is gone with its process


def blocks(language: str) -> list[str]:
    """The blocks of the page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_shows_what_is_said_of_its_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lumen.toml").write_text(blocks("toml")[0], encoding="utf-8")
    assert main(["plan", str(tmp_path / "lumen.toml"), "--schedules", "50"]) == 0
    said = re.sub(r"in \d+\.\d s", "in 0.0 s", capsys.readouterr().out)
    assert said == blocks("text")[0]


def test_without_a_search_it_is_planned_by_the_published_rules(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(late)]) == 0
    said = capsys.readouterr().out
    assert "3 tasks planned as of 4 Jan 2027" in said
    assert "Mon  4 Jan 2027 09:00 to Wed  6 Jan 17:00  Texts (Launch)  Ana\n" in said
    assert "Dinner (Pitch)  Tom\n" in said, "who is free does it"
    assert "1 task has no place:\n  Drone shots: Nobody has Film at level 3 or above" in said


def test_programs_read_all_of_it(late: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for _ in range(2):
        assert main(["plan", str(late), "--schedules", "60", "--seed", "3", "--json"]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        answers.append({**json.loads(said.out), "seconds": 0})
    answer = answers[0]
    assert answers[1] == answer, "the same seed, the same plan"
    assert (answer["tasks"], answer["unplanned"], answer["as_of"]) == (3, 1, "2027-01-04T07:00:00+00:00")
    assert answer["tardiness"] >= answer["least_tardiness"]
    assert [one["name"] for one in answer["without_a_place"]] == ["Drone shots"]
    said_of = {one["name"]: one for one in answer["schedule"]}
    assert (said_of["Texts"]["people"], said_of["Texts"]["proposed"]) == (["Ana"], False)
    assert (said_of["Dinner"]["people"], said_of["Dinner"]["proposed"]) == (["Tom"], True)
    assert (said_of["Texts"]["start"], said_of["Texts"]["due"]) == ("2027-01-04T08:00:00+00:00", None)
    assert answer["schedule"][-1]["reason"].startswith("Nobody has Film")


def test_dates_that_are_not_kept_are_told_with_their_days(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late.write_text(FILMED.partition('[[tasks]]\nname = "Drone')[0], encoding="utf-8")
    assert main(["plan", str(late)]) == 0
    assert "  Launch, due 5 Jan 2027, is done on 6 Jan 2027: 1 day late\n" in capsys.readouterr().out


def test_what_may_never_come_is_marked_and_breaks_no_date(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late.write_text(FILMED.replace("due =", "chance = 0.4\ndue ="), encoding="utf-8")
    assert main(["plan", str(late)]) == 0
    said = capsys.readouterr().out
    assert "Texts (Launch)  Ana, if it comes, 40 %" in said
    assert "not kept" not in said


def test_all_that_is_wrong_is_said_line_by_line_and_nothing_is_loaded(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late.write_text(LATE.replace('"Ana"]\n\n[[tasks]]', '"Anna"]\n\n[[tasks]]'), encoding="utf-8")
    assert main(["plan", str(late), "--seconds", "1"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "late.toml, line 14, task “Texts”: `people`: no person is called “Anna”; the nearest is “Ana”.",
        "late.toml, line 25, task “Drone shots”: `needs`: no skill is called “Film”.",
    ]


def test_what_cannot_be_meant_is_said_and_all_else_planned(
    late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late.write_text(FILMED.replace('people = ["Ana"]', 'after = ["Texts"]'), encoding="utf-8")
    assert main(["plan", str(late)]) == 0
    said = capsys.readouterr().out
    assert (
        "What cannot be meant:\n  late.toml, line 11, task “Texts”: These tasks wait for one another" in said
    )
    assert "“Texts” stands in or behind a circle" in said
    assert "Dinner (Pitch)  " in said


def test_it_needs_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    done = subprocess.run(
        command("plan", str(TEXTS / "studio.toml"), "--json"),
        env=environment({"PATH": "", "VARIFOCAL_DATA": str(empty), "HOME": str(tmp_path)}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tasks"] == 3
    assert not empty.exists()


def test_whoever_stops_reading_or_waiting_gets_no_complaint(tmp_path: Path) -> None:
    many = tmp_path / "many.toml"
    tasks = "".join(f'[[tasks]]\nname = "{number}"\nestimate = 1\n' for number in range(3_000))
    many.write_text(f'zone = "UTC"\npeople = ["Ana"]\n{tasks}', encoding="utf-8")
    words = command("plan", str(many), "--json")
    with subprocess.Popen(words, env=environment({**os.environ}), stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1
    words = command("plan", str(many), "--seconds", "600")
    with subprocess.Popen(words, env=environment({**os.environ}), stdout=PIPE, stderr=PIPE) as process:
        assert process.stderr is not None
        assert b"Loading" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"Stopped.\n"
        assert process.wait(60) == 130


@pytest.mark.parametrize("hours", ["10000", "100000", "[0, 0, 0]"])
def test_absurd_sizes_get_their_place_or_a_reason(
    hours: str, late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late.write_text(LATE.partition("[[tasks]]")[0] + f'[[tasks]]\nname = "Odd"\nestimate = {hours}\n')
    assert main(["plan", str(late)]) == 0
    said = capsys.readouterr().out
    assert "Odd" in said


def test_its_help_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plan", "a.toml", "--help"])
    assert "Needs no installation" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_organization_is_written_read_and_planned(
    house_of: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    file = tmp_path / "all.toml"
    said = answer("exporting", "--text", "--out", str(file))
    assert said == {"file": str(file), "lines": file.read_text(encoding="utf-8").count("\n")}
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["plan", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["odd"] == []
    assert {one["name"] for one in told["schedule"]} == set(
        Task.objects.open().values_list("name", flat=True)
    )
    assert ended("exporting", "--text") == 0
    assert f'name = "{house_of.storyboard.name}"' in capsys.readouterr().out

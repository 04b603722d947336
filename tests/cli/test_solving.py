"""`varifocal plan FILE`: a published problem is scheduled, and what is wrong with a file is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from varifocal.cli.main import _file, main

TWO_MACHINES = """
5 1
2
0 0 3 2 3 4
3 1 1 5
3 1 1 5
3 1 1 5
0 0 0
"""


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "two machines.rcp"
    path.write_text(TWO_MACHINES, encoding="utf-8")
    return path


def test_a_problem_is_scheduled_and_its_schedule_can_be_read(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(problem), "--schedules", "200", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["instance"], answer["makespan"]) == ("two machines", 6)
    assert [task["id"] for task in answer["tasks"]] == [1, 2, 3, 4, 5]
    assert max(task["finish"] for task in answer["tasks"]) == 6


def test_a_person_reads_how_good_it_is(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(problem), "--seconds", "1", "--seed", "3"]) == 0
    said = capsys.readouterr()
    assert "two machines: 6 periods, proved best possible" in said.out
    assert "task 5: 6 to 6" in said.out
    assert "half a minute" in said.err


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("odd.rcp", "three 1", "odd.rcp, line 1"),
        ("odd.xls", "", "expected a file that ends in"),
        ("circle.rcp", "3 0\n\n0 1 2\n1 1 3\n1 1 2\n", "circle"),
    ],
)
def test_a_file_that_is_no_problem_gets_a_sentence(
    name: str, text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["plan", str(tmp_path / name)]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "compiled" not in said, "nothing is loaded for a file that cannot be read"


def test_of_many_problems_the_first_are_named_a_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.rcp").write_text("14 1\n1\n" + "1 2 1 14\n" * 13 + "0 0 0\n", encoding="utf-8")
    assert main(["plan", str(tmp_path / "small.rcp")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "small.rcp: task 1 asks for 2 of resource 1, of which there is 1."
    assert said[-1] == "And 3 more."
    assert len(said) == 11


def test_without_a_file_it_is_the_organization_that_is_planned() -> None:
    assert _file(["a.rcp", "--seconds", "0.5"]) == "a.rcp"
    assert _file(["--seed", "3", "a.toml"]) == "a.toml"
    assert _file(["--seed", "3", "--json"]) is None
    assert _file(["--data", "/somewhere"]) is None

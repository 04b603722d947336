"""`benchmarks/planning.py` writes what anybody can verify without our code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.reading import READERS, read
from varifocal.core.plan.published.values import Schedule
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.values import Stop

ROOT = Path(__file__).resolve().parents[4]
SPECIMENS = ROOT / "tests" / "specimens" / "planning"


def test_each_instance_becomes_a_line_with_a_schedule_that_holds(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    (tmp_path / "broken.rcp").write_text("one 2\n")
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "planning.py"),
        str(SPECIMENS),
        str(tmp_path / "broken.rcp"),
    ]
    done = subprocess.run(
        [*command, "--schedules", "60", "--workers", "1", "--json", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "broken.rcp, line 1: expected the number of tasks" in done.stderr
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["instance"] for row in rows] == ["harbour"] * len(READERS)
    for row, file in zip(rows, sorted(SPECIMENS.iterdir()), strict=True):
        instance, _ = read(file)
        assert instance is not None
        tasks = row["tasks"]
        assert [task["id"] for task in tasks] == list(range(1, len(instance.tasks) + 1))
        schedule = Schedule(
            tuple(task["start"] for task in tasks),
            tuple(task["mode"] - 1 for task in tasks),
            tuple(tuple(person - 1 for person in task["people"]) for task in tasks),
        )
        assert check(instance, schedule) == []
        assert row["makespan"] == max(task["finish"] for task in tasks) >= row["lower_bound"]


@pytest.mark.real
@pytest.mark.parametrize(
    "file",
    ["j30/j301_10.sm", "rg300", "multimode", "mspsp", "mslib", "imopse"],
)
def test_real_files_are_read_and_their_first_schedules_hold(real_files: Path, file: str) -> None:
    path = real_files / "planning" / file
    files = [path] if path.is_file() else sorted(path.iterdir())
    assert files
    for each in files:
        instance, problems = read(each)
        assert problems == []
        assert instance is not None
        result = solve(instance, stop=Stop(schedules=5))
        assert result.schedule is not None
        assert check(instance, result.schedule) == []
        assert result.makespan is not None
        assert result.lower_bound <= result.makespan

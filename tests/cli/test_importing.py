"""`varifocal import` as a person runs it: checked first, written whole, planned; killed in the middle, nothing half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Answering, ended
from terminal import PATIENCE, ask_inside, environment, varifocal
from varifocal.flows.exchange.reading import BadFile
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.order import Dependency, SkillNeed
from varifocal.org.work.task import Task

COUNT = """
import json
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.runs.run import Run
from varifocal.org.work.task import Estimate, Task
from varifocal.org.work.project import Project
assert broken_link() is None
print(json.dumps([Task.objects.count(), Estimate.objects.count(), Project.objects.count(), Run.objects.count()]))
"""
ACTIVITIES = """code,id,wbs,name,is_summary,dur_days,dur_hours,predecessors,resource_demand
A-1,0,1,Small hall,1,5,0,,
A-1,1,1.1,Lay the floor,0,2,0,,mason[2.00 #3]
A-1,2,1.2,Let it dry,0,3,0,1FS,
A-1,3,1.3,Paint it,0,1,4,2FS+1d 2h,painter
A-2,1,1.1,Other house,0,1,0,,
"""
RESOURCES = "code,name,type,availability\nA-1,mason,Renewable,3 \nA-1,painter,Renewable,1\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "work.csv"
    lines = [f"{n},Task {n},Project {n % 40},{1 + n % 7}" for n in range(800)]
    path.write_text("ID,Task,Project,Hours\n" + "\n".join(lines))
    return path


def test_it_is_checked_written_planned_and_the_second_time_nothing(
    begun: dict[str, str], table: Path
) -> None:
    said = json.loads(varifocal(begun, "import", str(table), "--json").stdout)
    assert (said["created"], said["changed"], said["written"]) == (800, 0, True)
    assert said["planned"]["tasks"] == 800
    assert set(said["seconds"]) == {"read", "check", "write", "plan_and_forecast"}
    again = json.loads(varifocal(begun, "import", str(table), "--json", "--no-plan").stdout)
    assert (again["created"], again["changed"], again["same"]) == (0, 0, 800)
    assert ask_inside(begun, COUNT) == [800, 800, 40, 1]


@pytest.mark.usefixtures("founded_here")
def test_a_row_with_a_problem_keeps_everything_out_and_is_named(answer: Answering, tmp_path: Path) -> None:
    path = tmp_path / "work.csv"
    path.write_text("Task,Who,Hours\nGood,,3\nBad,Nobody Known,x\n")
    said = answer("importing", str(path), code=1)
    assert [3, "Hours"] in [[problem["row"], problem["column"]] for problem in said["problems"]]
    assert Task.objects.count() == 0
    answer("importing", str(path), "--leave-out", "--no-plan")
    assert Task.objects.count() == 1


def test_people_read_which_row_and_what_helps(founded_here: None, capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "work.csv"
    path.write_text("Task,Who,Hours\nBad,Nobody Known,x\n")
    assert ended("importing", str(path)) == 1
    told = capsys.readouterr().out
    assert "row 2, Hours" in told
    assert "--leave-out" in told


def test_what_is_no_table_or_no_file_ends_in_a_sentence(begun: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "work.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(200))
    assert "picture" in varifocal(begun, "import", str(picture), ok=False).stderr
    assert "No such file" in varifocal(begun, "import", str(tmp_path / "none.csv"), ok=False).stderr
    assert "no date" in varifocal(begun, "import", str(picture), "--as-of", "june", ok=False).stderr


@pytest.mark.usefixtures("founded_here")
def test_one_project_of_the_library_of_real_projects(answer: Answering, tmp_path: Path) -> None:
    activities, resources = tmp_path / "activities.csv", tmp_path / "resources.csv"
    activities.write_text(ACTIVITIES)
    resources.write_text(RESOURCES)
    words = (
        "importing", str(activities), "--profile", "dslib", "--resources", str(resources), "--make-people",
    )  # fmt: skip
    with pytest.raises(BadFile, match="A-1, A-2"):
        answer(*words)
    said = answer(*words, "--project", "A-1")
    assert said["created"] == 3
    assert said["people"] == ["mason 1", "mason 2", "mason 3", "painter 1"]
    assert Dependency.objects.get(after__name="Paint it").lag == 10
    floor = SkillNeed.objects.get(task__name="Lay the floor")
    assert (floor.count, floor.task.estimates.get().likely) == (2, 32)
    assert ScheduledTask.objects.exclude(start=None).count() == 3
    assert Task.objects.get(name="Let it dry").is_wait


@pytest.mark.parametrize("tenth", [1, 3, 5, 7, 9])
@pytest.mark.usefixtures("founded_here")
def test_a_file_cut_anywhere_comes_in_whole_or_is_refused(tmp_path: Path, tenth: int) -> None:
    whole = "ID,Task,Hours\n" + "".join(f'{n},"Task {n}, long",{n % 9 + 1}\n' for n in range(200))
    path = tmp_path / "cut.csv"
    path.write_text(whole[: len(whole) * tenth // 10])
    lines = path.read_text().count("\n")
    try:
        code = ended("importing", str(path), "--no-plan", "--json")
    except BadFile:
        code = 1
    assert Task.objects.count() in ({lines - 1, lines} if code == 0 else {0})


KILL = """
import os, signal
from varifocal.cli import importing
from varifocal.org.work import bringing
from varifocal.org.work.order import Dependency
from varifocal.org.base import acts
import varifocal.flows.exchange.landing as landing

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

landing.{place} = die
from argparse import ArgumentParser
parser = ArgumentParser()
importing.arguments(parser)
importing.run(parser.parse_args(["{file}", "--no-plan"]))
"""
PLACES = ("bring_many", "Dependency.tie_many", "_Part._remember", "timezone.now", "StagedImport.save")
"""Where the process dies: before anything is inserted, in the middle, when all is inserted but not committed."""


def test_killed_in_the_middle_nothing_is_there_and_it_can_come_again(
    begun: dict[str, str], table: Path
) -> None:
    for place in PLACES:
        program = "import django; django.setup()\n" + KILL.format(place=place, file=table)
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment(begun), capture_output=True, timeout=PATIENCE
        )
        assert done.returncode == -signal.SIGKILL, place
        assert ask_inside(begun, COUNT)[:3] == [0, 0, 0], place
    said = json.loads(varifocal(begun, "import", str(table), "--no-plan", "--json").stdout)
    assert said["created"] + said["same"] == 800
    assert ask_inside(begun, COUNT)[:3] == [800, 800, 40]

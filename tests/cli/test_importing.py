"""`varifocal import` as a person runs it: checked first, written whole, planned; killed in the middle, nothing half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from terminal import PATIENCE, ask_inside, command, environment, varifocal

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
    lines = [f"{n},Task {n},Project {n % 40},{1 + n % 7}" for n in range(4_000)]
    path.write_text("ID,Task,Project,Hours\n" + "\n".join(lines))
    return path


def test_it_is_checked_written_planned_and_the_second_time_nothing(
    begun: dict[str, str], table: Path
) -> None:
    said = json.loads(varifocal(begun, "import", str(table), "--json").stdout)
    assert (said["created"], said["changed"], said["written"]) == (4_000, 0, True)
    assert said["planned"]["tasks"] == 4_000
    assert set(said["seconds"]) == {"read", "check", "write", "plan_and_forecast"}
    again = json.loads(varifocal(begun, "import", str(table), "--json", "--no-plan").stdout)
    assert (again["created"], again["changed"], again["same"]) == (0, 0, 4_000)
    assert ask_inside(begun, COUNT) == [4_000, 4_000, 40, 1]


def test_a_row_with_a_problem_keeps_everything_out_and_is_named(
    begun: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "work.csv"
    path.write_text("Task,Who,Hours\nGood,,3\nBad,Nobody Known,x\n")
    done = varifocal(begun, "import", str(path), ok=False)
    assert "row 3, Hours" in done.stdout
    assert "--leave-out" in done.stdout
    assert ask_inside(begun, COUNT)[0] == 0
    varifocal(begun, "import", str(path), "--leave-out", "--no-plan")
    assert ask_inside(begun, COUNT)[0] == 1


def test_what_is_no_table_or_no_file_ends_in_a_sentence(begun: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "work.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(200))
    assert "picture" in varifocal(begun, "import", str(picture), ok=False).stderr
    assert "No such file" in varifocal(begun, "import", str(tmp_path / "none.csv"), ok=False).stderr
    assert "no date" in varifocal(begun, "import", str(picture), "--as-of", "june", ok=False).stderr


def test_one_project_of_the_library_of_real_projects(begun: dict[str, str], tmp_path: Path) -> None:
    activities, resources = tmp_path / "activities.csv", tmp_path / "resources.csv"
    activities.write_text(ACTIVITIES)
    resources.write_text(RESOURCES)
    words = (
        "import",
        str(activities),
        "--profile",
        "dslib",
        "--resources",
        str(resources),
        "--make-people",
        "--json",
    )
    assert "A-1, A-2" in varifocal(begun, *words, ok=False).stderr
    said = json.loads(varifocal(begun, *words, "--project", "A-1").stdout)
    assert said["created"] == 3
    assert said["people"] == ["mason 1", "mason 2", "mason 3", "painter 1"]
    found = ask_inside(
        begun,
        """
import json
from varifocal.org.work.order import Dependency, SkillNeed
from varifocal.org.work.task import Task
from varifocal.org.runs.run import ScheduledTask
tie = Dependency.objects.get(after__name="Paint it")
floor = SkillNeed.objects.get(task__name="Lay the floor")
rows = ScheduledTask.objects.exclude(start=None)
print(json.dumps([float(tie.lag), floor.count, float(floor.task.estimates.get().likely), rows.count(),
    Task.objects.get(name="Let it dry").is_wait]))
""",
    )
    assert found == [10.0, 2, 32.0, 3, True]


@pytest.mark.parametrize("tenth", [1, 3, 5, 7, 9])
def test_a_file_cut_anywhere_comes_in_whole_or_is_refused(
    begun: dict[str, str], tmp_path: Path, tenth: int
) -> None:
    whole = "ID,Task,Hours\n" + "".join(f'{n},"Task {n}, long",{n % 9 + 1}\n' for n in range(200))
    path = tmp_path / "cut.csv"
    path.write_text(whole[: len(whole) * tenth // 10])
    lines = path.read_text().count("\n")
    done = subprocess.run(
        command("import", str(path), "--no-plan", "--json"),
        env=environment(begun),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert "Traceback" not in done.stderr
    written = ask_inside(begun, COUNT)[0]
    assert written in ({lines - 1, lines} if done.returncode == 0 else {0})


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


@pytest.mark.parametrize("place", PLACES)
def test_killed_in_the_middle_nothing_is_there_and_it_can_come_again(
    begun: dict[str, str], table: Path, place: str
) -> None:
    program = "import django; django.setup()\n" + KILL.format(place=place, file=table)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(begun), capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == -signal.SIGKILL
    tasks, estimates, projects, _ = ask_inside(begun, COUNT)
    assert (tasks, estimates, projects) == (0, 0, 0)
    said = json.loads(varifocal(begun, "import", str(table), "--no-plan", "--json").stdout)
    assert said["created"] + said["same"] == 4_000
    assert ask_inside(begun, COUNT)[:3] == [4_000, 4_000, 40]

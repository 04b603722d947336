"""The sample agency from one command: made once, served on this machine alone, never over somebody's own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal import PATIENCE, Visitor, ask_inside, command, environment, free_port, varifocal

RUNS = """
import json
from varifocal.org.runs.run import Run
from varifocal.org.work.task import Task
print(json.dumps([Run.objects.count(), Task.objects.open().count()]))
"""


@contextmanager
def demo(place: dict[str, str]) -> Iterator[dict[str, str]]:
    """`varifocal demo --json` while it answers; what it said."""
    process = subprocess.Popen(
        command("demo", "--json", "--no-browser", "--port", str(free_port())),
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield json.loads(line)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def own_place(tmp_path: Path, installation: dict[str, str]) -> dict[str, str]:
    """Nothing is here yet; a demo keeps its data in SQLite."""
    return {name: value for name, value in installation.items() if name != "DATABASE_URL"}


@pytest.mark.either_engine
def test_it_is_planned_and_answers_and_the_second_time_keeps_what_was_done(
    own_place: dict[str, str],
) -> None:
    with demo(own_place) as said:
        assert said["url"].startswith("http://127.0.0.1:")
        visitor = Visitor(said["url"]).sign_in(said["sign_in_url"])
        assert visitor.get("/").status == 200
    runs, open_tasks = ask_inside(own_place, RUNS)
    assert runs >= 1
    assert 200 < open_tasks < 400
    with demo(own_place) as again:
        assert again["sign_in_url"] != said["sign_in_url"]
        assert Visitor(again["url"]).sign_in(again["sign_in_url"]).get("/").status == 200
    assert ask_inside(own_place, RUNS)[1] == open_tasks


def test_an_organization_of_ones_own_is_never_touched(begun: dict[str, str]) -> None:
    if "DATABASE_URL" in begun:
        begun = {name: value for name, value in begun.items() if name != "DATABASE_URL"}
        begun["VARIFOCAL_DATA"] += "-own"
        varifocal(begun, "init", "--name", "Nordlicht", "--owner", "ines@example.org")
    refused = varifocal(begun, "demo", "--no-browser", "--json", ok=False)
    assert "--data" in refused.stderr

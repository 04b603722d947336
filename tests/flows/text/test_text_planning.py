"""A plan as text, read and planned: how far the search is, how good it can get, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from varifocal.flows import compiled
from varifocal.flows.text.planning import Outcome, Progress, Stop, plan_file
from varifocal.org.base.refusals import Impossible

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
QUEUE = """
zone = "UTC"
people = [{ name = "Ana", skills = ["Film"] }, { name = "Tom" }]
projects = [{ name = "Long", due = 2027-01-05 }, { name = "Short", due = 2027-01-05, priority = "urgent" }]
tasks = [
  { name = "Long film", project = "Long", estimate = 40, needs = ["Film"], priority = "urgent" },
  { name = "Short film", project = "Short", estimate = 8, needs = ["Film"] },
  { name = "Dinner", project = "Short", estimate = 1 },
]
"""


@pytest.fixture(autouse=True)
def _own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_loaded", {})


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    path = tmp_path / "queue.toml"
    path.write_text(QUEUE, encoding="utf-8")
    return path


def searched(path: Path, schedules: int, told: list[Progress] | None = None) -> Outcome:
    progress = None if told is None else told.append
    return plan_file(path, NOW, stop=Stop(schedules=schedules), progress=progress)


def test_a_search_says_how_far_it_is_and_finds_what_the_rules_do_not(queue: Path) -> None:
    told: list[Progress] = []
    by_the_rules, found = plan_file(queue, NOW), searched(queue, 2_000, told)
    assert by_the_rules.least is None, "nothing is compiled for who did not ask for a search"
    assert told[-1].schedules > 0
    assert found.least is not None
    assert found.least <= found.plan.objective.tardiness <= by_the_rules.plan.objective.tardiness


def test_dates_not_kept_are_those_of_tasks_and_projects_that_come(queue: Path) -> None:
    late = [(one.noun, one.name, one.days) for one in plan_file(queue, NOW).not_kept()]
    assert ("project", "Long", 3) in late
    queue.write_text(QUEUE.replace('"Long", due', '"Long", chance = 0.5, due'), encoding="utf-8")
    assert "Long" not in {one.name for one in plan_file(queue, NOW).not_kept()}


def test_who_aims_at_the_end_alone_is_told_when_that_can_be(queue: Path) -> None:
    queue.write_text(f"{QUEUE}\n[aims]\nmakespan = true\n", encoding="utf-8")
    found = searched(queue, 50)
    assert found.least is not None
    ends = max(placed.finish for placed in found.plan.placed.values()) / 96
    assert 0 < found.least <= ends, "days until all is done"


def test_what_cannot_be_read_is_refused_a_line_for_each(queue: Path) -> None:
    queue.write_text(QUEUE.replace('["Film"], priority', '["Flim"], priority').replace("= 8", "= -8"))
    with pytest.raises(Impossible) as refused:
        plan_file(queue, NOW)
    assert refused.value.sentence.splitlines() == [
        "queue.toml, line 6, task “Long film”: `needs`: no skill is called “Flim”; the nearest is “Film”.",
        "queue.toml, line 7, task “Short film”: `estimate`: expected a length of time, a number from 0 to 100,000, "
        "not -8.",
    ]

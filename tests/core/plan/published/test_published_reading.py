"""Published files become instances; malformed ones become sentences with file, line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.core.plan.published.reading import READERS, read, read_text
from varifocal.core.plan.published.values import Instance, Mode, SkillDemand

SPECIMENS = Path(__file__).resolve().parents[3] / "specimens" / "planning"


def specimen(ending: str) -> Instance:
    instance, problems = read(SPECIMENS / f"harbour{ending}")
    assert problems == []
    assert instance is not None
    return instance


def text(ending: str) -> str:
    return (SPECIMENS / f"harbour{ending}").read_text(encoding="utf-8")


def complaint(ending: str, old: str, new: str) -> str:
    assert old in text(ending)
    instance, problems = read_text(text(ending).replace(old, new, 1), f"harbour{ending}")
    assert instance is None
    assert len(problems) == 1
    return str(problems[0])


def test_psplib_tasks_have_durations_demands_and_successors() -> None:
    instance = specimen(".sm")
    assert instance.name == "harbour"
    assert instance.renewable == (3, 2)
    assert [task.modes for task in instance.tasks][3] == (Mode(5, (1, 2)),)
    assert [task.successors for task in instance.tasks] == [(1, 2, 3), (4,), (4,), (5,), (5,), ()]
    assert instance.horizon == 15


def test_patterson_says_the_same_whatever_its_lines() -> None:
    one, other = specimen(".sm"), specimen(".rcp")
    assert (one.tasks, one.renewable) == (other.tasks, other.renewable)


def test_several_modes_use_things_up() -> None:
    instance = specimen(".mm")
    assert (instance.renewable, instance.consumable, instance.is_multi_mode) == ((2,), (7,), True)
    assert instance.tasks[2].modes == (Mode(3, (2,), (4,)), Mode(5, (1,), (2,)))


def test_minizinc_and_mslib_name_heads_by_skill() -> None:
    one, other = specimen(".dzn"), specimen(".msrcp")
    assert one.tasks == other.tasks
    assert one.people == other.people == ((1, 0), (1, 1), (0, 1))
    assert one.tasks[1].modes[0].skills == (SkillDemand(0, 1, 1), SkillDemand(1, 1, 1))


def test_levels_of_imopse_begin_at_one_so_that_none_is_to_lack_it() -> None:
    instance = specimen(".def")
    assert instance.people == ((2, 1), (0, 3))
    assert instance.tasks[2].modes[0].skills == (SkillDemand(1, 2, 1),)
    assert [task.successors for task in instance.tasks] == [(3,), (2,), (), ()]


@pytest.mark.parametrize(
    ("ending", "old", "new", "said"),
    [
        (".sm", "sink ):  6", "sink ):  six", "harbour.sm, line 6: expected the line “jobs"),
        (".sm", "   3        1          1           5", "   3        1          2           5", "line 21: expected 2"),
        (".sm", "  4      1     5       1    2", "  4      1     5       1", "line 32: expected mode 1 of task 4"),
        (".sm", "  1           6", "  1           7", "expected the number of a task, 1 to 6, not 7"),
        (".sm", "    3    2\n", "    3\n", "line 38: expected 2 capacities, not 1"),
        (".sm", "  - doubly constrained        :  0", "  - doubly constrained        :  1", "not supported"),
        (".sm", "RESOURCEAVAILABILITIES", "", "expected the section RESOURCEAVAILABILITIES, but the file ends"),
        (".mm", "\t2\t4\t1\t1", "\t3\t4\t1\t1", "expected mode 2 of task 2"),
        (".mm", "R 1\tN 1\n2\t7", "R 1\tN 1\n2\t-7", "expected a capacity, a whole number from 0"),
        (".mm", "2\t2\t1\t\t4", "2\t0\t1\t\t4", "its number of modes (1 or more)"),
        (".rcp", "6 2\n", "6 2.5\n", "harbour.rcp, line 1: expected the number of resources"),
        (".rcp", "3 2 1 1 6\n0 0 0 0", "3 2 1 1 6", "but the file ends"),
        (".rcp", "0 0 0 0", "0 0 0 0 9", "line 10: expected the end of the file after task 6, not “9”"),
        (".dzn", "dur = [0,3,2,4,0]", "dur = [0,3,2,4]", "harbour.dzn, line 4: expected 5 values in dur"),
        (".dzn", "succ = [2,3,4,5,5,5]", "succ = [2,3,4,5,5,6]", "expected the number of a task, 1 to 5, not 6"),
        (".dzn", "nSkills = 2;", "", "expected a statement “nSkills = …;”"),
        (".dzn", "% made up", "made up", "line 1: expected statements like"),
        (".dzn", "{1,2},{}];", "{1,2},{}]", "expected a statement that ends in “;”"),
        (".dzn", "| false,true, |]", "| maybe,true, |]", "expected a value of mastery"),
        (".msrcp", "5\t3\t2\t3", "5\t3", "line 2: expected the numbers of tasks"),
        (".msrcp", "3\t1\t5", "3\t2\t5", "expected the duration of task 2"),
        (".msrcp", "\\* Skill Requirements Module", "\\* Skills", "expected the section “\\* Skill Requirements"),
        (".msrcp", "1\t1\t\n0\t1\t\n\n\\* Workforce Module with", "1\t\n0\t1\t\n\n\\*", "person 2: 2 numbers"),
        (".def", "Tasks: 4", "Tasks: 0", "harbour.def, line 5: expected the line “Tasks: …”"),
        (".def", "Q1: 2", "design", "line 12: expected skills with levels like “Q0: 2”"),
        (".def", "3\t2\tQ1: 1\t2", "3\t2\tQ1: 1\t9", "expected the number of a task, 1 to 4, not 9"),
        (".def", "4\t5\tQ0: 0\t1", "5\t5\tQ0: 0\t1", "expected task 4 and its duration, not “5”"),
        (".def", "1\t3\tQ0: 1", "1\tNaN\tQ0: 1", "expected the duration of task 1, a whole number"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_named_with_its_line(ending: str, old: str, new: str, said: str) -> None:
    assert said in complaint(ending, old, new)


@pytest.mark.parametrize(
    ("ending", "old", "new", "said"),
    [
        (".rcp", "3 2 1 1 6", "3 2 1 1 2", "no circle of dependencies; there is one of tasks 2 → 5 → 2."),
        (".sm", "   5        1          1           6", "   5        1          1           2", "of tasks 2 → 5 → 2."),
        (".rcp", "5 1 2 1 6", "5 1 3 1 6", "task 4 asks for 3 of resource 2, of which there are 2."),
        (".mm", "\t2\t5\n\t2\t4\t1\t1", "\t4\t5\n\t2\t4\t3\t1", "in each of its modes: in the first for 4 of"),
        (".def", "3\t2\tQ1: 1\t2", "3\t2\tQ1: 3\t2", "asks for 1 person with a skill at a level that nobody has."),
        (".dzn", "| 1,1,", "| 3,1,", "task 2 asks for 3 people with a skill at a level that 2 have."),
    ],
)  # fmt: skip
def test_what_no_schedule_can_satisfy_is_refused(ending: str, old: str, new: str, said: str) -> None:
    assert said in complaint(ending, old, new)


def test_absurd_sizes_are_refused() -> None:
    assert "the number of tasks" in str(read_text("99999999 1\n1\n", "much.rcp")[1][0])
    long = "12 1\n1\n" + "1000000 1 0\n" * 12
    assert "periods of work" in str(read_text(long, "long.rcp")[1][0])


def test_a_file_of_another_kind_or_none_is_a_sentence(tmp_path: Path) -> None:
    assert "ends in .sm" in str(read_text("", "plan.xlsx")[1][0])
    assert "cannot be read" in str(read(tmp_path / "nothing.sm")[1][0])


@given(st.sampled_from(sorted(READERS)), st.randoms(use_true_random=False), st.integers(1, 4))
def test_no_damage_is_an_exception(ending: str, random: object, cuts: int) -> None:
    damaged = text(ending)
    for _ in range(cuts):
        at = random.randrange(len(damaged) + 1)  # type: ignore[attr-defined]
        damaged = damaged[:at] + random.choice(["", "-", "9", " ", "\n", "x", ";"]) + damaged[at + 3 :]  # type: ignore[attr-defined]
    instance, problems = read_text(damaged, f"harbour{ending}")
    assert (instance is None) == bool(problems)

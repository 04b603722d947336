"""Whether groups are treated evenly: an honest test, and silence about small groups."""

from __future__ import annotations

import random

import pytest

from varifocal.core.people.fairness import Treated, fairness


def group(name: str, count: int, was: int, first: int) -> list[Treated]:
    return [Treated(first + one, name, 10, was + one % 2) for one in range(count)]


def test_a_plain_difference_is_told_with_its_chance() -> None:
    found = fairness("tasks that stretch", group("full time", 12, 5, 0) + group("part time", 8, 1, 100))
    assert found.uneven
    assert found.sentence == (
        "Not evenly: tasks that stretch: full time 55%, part time 15%; "
        "chance alone does that less than 1% of the time."
    )  # fmt: skip
    assert [(share.group, share.people) for share in found.shares] == [("full time", 12), ("part time", 8)]


def test_even_groups_are_called_uneven_as_rarely_as_promised() -> None:
    """Two hundred worlds in which groups mean nothing: about one in twenty is called uneven, as the test says."""
    rng = random.Random(3)
    worlds = [
        [Treated(one, rng.choice("ab"), 10, rng.randint(0, 10)) for one in range(24)] for _ in range(60)
    ]
    assert sum(fairness("it", world, seed=one).uneven for one, world in enumerate(worlds)) <= 8


def test_one_small_group_hides_another_so_that_it_cannot_be_worked_out() -> None:
    people = group("a", 12, 3, 0) + group("b", 9, 3, 100) + group("c", 7, 3, 200)
    found = fairness("it", [*people, *group("d", 3, 9, 300)])
    assert ([share.group for share in found.shares], found.hidden) == (["a", "b"], 2)


@pytest.mark.parametrize("people", [[], group("a", 30, 3, 0), group("a", 30, 3, 0) + group("b", 4, 3, 99)])
def test_it_is_silent_where_there_is_nothing_to_compare(people: list[Treated]) -> None:
    found = fairness("it", people)
    assert (found.shares, found.chance, found.uneven) == ((), None, False)


def test_who_never_could_is_left_out_and_the_answer_is_the_same_every_time() -> None:
    people = group("a", 8, 3, 0) + group("b", 8, 3, 100)
    assert fairness("it", [*people, Treated(999, "a", 0, 0)]) == fairness("it", people)

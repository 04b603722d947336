"""What is worth a word, and whose good work nobody has remarked on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people.folk import COPY, FILM, SKILLS, TODAY
from varifocal.core.people.noticing import (
    Finished,
    Praised,
    Sign,
    Unblocked,
    WeekCarried,
    Worth,
    offered,
    overlooked,
    worth_a_word,
)


def days(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def before(person: int = 1, count: int = 10, hours: float = 10) -> list[Finished]:
    return [Finished(one, f"Old {one}", person, days(30 + one), hours, True, COPY, 3) for one in range(count)]


def signs(found: tuple[Worth, ...]) -> list[Sign]:
    return [one.sign for one in found]


def test_a_hard_task_is_longer_than_nine_in_ten_of_hers_or_above_her_level() -> None:
    long = Finished(99, "Rough cut", 1, days(2), 40, True, COPY, 3)
    (found,) = worth_a_word(TODAY, [*before(), long])
    assert found.sentence == "Finished “Rough cut”, in time: with 40 hours one of her longest."
    assert worth_a_word(TODAY, [*before(count=5), long]) == ()
    late = Finished(99, "Rough cut", 1, days(2), 40, False, COPY, 3)
    assert worth_a_word(TODAY, [*before(), late]) == ()
    above = Finished(99, "Rough cut", 2, days(2), above=1)
    assert signs(worth_a_word(TODAY, [above])) == [Sign.HARD_TASK]


def test_the_first_use_of_a_skill_by_somebody_one_knows() -> None:
    first = Finished(99, "Film", 1, days(2), 5, True, FILM, 2)
    (found,) = worth_a_word(TODAY, [*before(), first], skills=SKILLS)
    assert found.sentence == "Her first piece of work in Film: “Film”."
    assert worth_a_word(TODAY, [first], skills=SKILLS) == ()
    again = Finished(98, "Film", 1, days(1), 5, True, FILM, 2)
    assert len(worth_a_word(TODAY, [*before(), first, again], skills=SKILLS)) == 1
    higher = Finished(97, "Trailer", 1, days(1), 5, True, FILM, 4)
    told = worth_a_word(
        TODAY, [*before(), first, higher], skills=SKILLS, levels={1: "learning", 3: "can", 4: "can teach"}
    )
    assert "Her first piece of work in Film at “can teach”: “Trailer”." in [one.sentence for one in told]


def test_a_rescue_is_a_task_taken_over_or_one_got_going_again() -> None:
    taken = Finished(99, "Poster", 1, days(2), taken_over=True)
    going = Unblocked(98, "Cut", 2, days(1), 4)
    assert signs(worth_a_word(TODAY, [taken], unblocked=[going])) == [Sign.RESCUE, Sign.RESCUE]
    assert worth_a_word(TODAY, [], unblocked=[Unblocked(98, "Cut", 2, days(1), 2)]) == ()


def test_a_long_load_is_four_weeks_running_up_to_the_last_whole_one() -> None:
    mondays = [TODAY - timedelta(weeks=one) for one in range(1, 8)]
    (found,) = worth_a_word(TODAY, [], weeks=[WeekCarried(1, monday, 46, 40) for monday in mondays[:5]])
    assert found.sentence == "Has carried 6 hours a week too many, for 5 weeks."
    assert worth_a_word(TODAY, [], weeks=[WeekCarried(1, monday, 46, 40) for monday in mondays[1:]]) == ()
    assert worth_a_word(TODAY, [], weeks=[WeekCarried(1, monday, 46, 40) for monday in mondays[:3]]) == ()


def test_a_year_here_also_for_who_came_on_a_leap_day() -> None:
    found = worth_a_word(TODAY, [], joined={1: date(2025, 2, 25), 2: date(2024, 2, 29), 3: TODAY})
    assert {(one.person, one.sentence) for one in found} == {(1, "A year here."), (2, "2 years here.")}


def test_what_was_praised_or_is_old_is_not_offered_again() -> None:
    taken = Finished(99, "Poster", 1, days(2), taken_over=True)
    assert worth_a_word(TODAY, [taken], praised=[Praised(1, days(1), 99)]) == ()
    assert worth_a_word(TODAY + timedelta(days=30), [taken]) == ()


def test_two_a_week_about_two_people_and_what_is_waved_away_comes_less() -> None:
    worth = [
        Worth(1, Sign.RESCUE, TODAY, "", 3.0),
        Worth(1, Sign.HARD_TASK, TODAY, "", 2.9),
        Worth(2, Sign.HARD_TASK, TODAY, "", 2.0),
        Worth(3, Sign.YEAR, TODAY, "", 1.9),
    ]
    assert [one.person for one in offered(worth, {}, {})] == [1, 2]
    assert [one.person for one in offered(worth, {}, {}, already=1)] == [1]
    assert offered(worth, {}, {}, already=2) == ()
    dismissed = offered(worth, {Sign.HARD_TASK: 20}, {})
    assert [one.sign for one in dismissed] == [Sign.RESCUE, Sign.YEAR]


def year(counts: dict[int, tuple[int, int]]) -> tuple[list[Finished], list[Praised]]:
    """Tasks finished and praised, by person."""
    finished = [
        Finished(100 * person + one, "", person, days(one % 300))
        for person, (tasks, _) in counts.items()
        for one in range(tasks)
    ]
    praised = [
        Praised(person, days(7 * one)) for person, (_, words) in counts.items() for one in range(words)
    ]
    return finished, praised


def test_whose_forty_tasks_got_no_word_where_one_in_five_does_is_overlooked() -> None:
    counts = dict.fromkeys(range(1, 10), (40, 8)) | {10: (40, 0)}
    (found,) = overlooked(TODAY, *year(counts))
    assert found.person == 10
    assert (
        found.sentence == "40 pieces of work finished, none of them with a word; others hear one for every 5."
    )


@pytest.mark.parametrize("mine", [(5, 0), (40, 5), (0, 0)])
def test_few_tasks_or_few_words_less_are_chance(mine: tuple[int, int]) -> None:
    counts = dict.fromkeys(range(1, 10), (40, 8)) | {10: mine}
    assert overlooked(TODAY, *year(counts)) == ()


@given(st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_nothing_breaks_whatever_the_counts_and_an_overflow_of_praise(
    counts: dict[int, tuple[int, int]],
) -> None:
    for found in overlooked(TODAY, *year(counts)):
        assert 0 <= found.chance <= 0.06
        assert found.praised < found.finished

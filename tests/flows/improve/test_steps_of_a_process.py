"""Which step a task belonged to, and when a project passed it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.flows.improve.steps import DAY, Case, Deed, StepKinds, cases_of

BRIEF, DRAW, WRITE, REVIEW, PRINT = range(5)
STEPS = [
    StepKinds(frozenset({BRIEF})),
    StepKinds(frozenset({DRAW, WRITE})),
    StepKinds(frozenset({REVIEW})),
    StepKinds(frozenset(), outside=True),
    StepKinds(frozenset({PRINT, WRITE})),
]


def deed(
    task: int, kind: int | None, begin: int, end: int | None, *after: int, added: int = 0, **more: object
) -> Deed:
    """A task of whole days; without a kind a question to the client."""
    return Deed(
        task, kind, kind is None, added * DAY, begin * DAY, end if end is None else end * DAY, frozenset(after),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def case(*deeds: Deed) -> Case:
    (found,) = cases_of([(1, "Spring", False, deeds)], STEPS)
    return found


def way(*deeds: Deed) -> list[tuple[int, int, int | None]]:
    return [
        (one.step, round(one.begin / DAY), None if one.end is None else round(one.end / DAY))
        for one in case(*deeds).passages
    ]


def test_tasks_side_by_side_are_one_passage() -> None:
    assert way(deed(1, BRIEF, 0, 3), deed(2, DRAW, 4, 9), deed(3, DRAW, 6, 12), deed(4, REVIEW, 13, None)) == [
        (0, 0, 3), (1, 4, 12), (2, 13, None),
    ]  # fmt: skip


def test_a_kind_of_two_steps_belongs_to_the_furthest_that_is_near() -> None:
    early = way(deed(1, BRIEF, 0, 3), deed(2, WRITE, 4, 6), deed(3, REVIEW, 7, 8), deed(4, None, 9, 12))
    late = way(
        deed(1, BRIEF, 0, 3),
        deed(2, DRAW, 4, 6),
        deed(3, REVIEW, 7, 8),
        deed(4, None, 9, 12),
        deed(5, WRITE, 13, 20),
    )
    assert [step for step, _, _ in early] == [0, 1, 2, 3]
    assert [step for step, _, _ in late] == [0, 1, 2, 3, 4]


def test_what_follows_from_an_answer_and_is_asked_anew_was_sent_back() -> None:
    found = case(
        deed(1, BRIEF, 0, 3),
        deed(2, WRITE, 4, 6, 1),
        deed(3, None, 7, 12, 2),
        deed(4, WRITE, 13, 15, 3, added=12),
        deed(5, None, 16, 20, 4, added=12),
        deed(6, PRINT, 21, 30, 5),
    )
    (back,) = found.returned
    assert (back.at, [one.task for one in back.again], back.until) == (12 * DAY, [4], 20 * DAY)
    assert [(one.step, one.again) for one in found.passages] == [
        (0, False), (1, False), (3, False), (1, True), (3, False), (4, False),
    ]  # fmt: skip


def test_a_question_that_was_always_planned_is_not_a_second_round() -> None:
    planned = case(
        deed(0, BRIEF, 0, 1),
        deed(1, DRAW, 0, 3),
        deed(2, None, 4, 6, 1),
        deed(3, WRITE, 7, 9, 2),
        deed(4, None, 10, 12, 3),
    )
    through_a_review = case(
        deed(1, DRAW, 0, 3), deed(2, None, 4, 6, 1), deed(3, PRINT, 7, 9, 2, added=6),
        deed(4, REVIEW, 10, 11, 3, added=6), deed(5, None, 12, 13, 4, added=6),
    )  # fmt: skip
    assert planned.returned == through_a_review.returned == ()


def test_an_answer_that_says_so_was_sent_back() -> None:
    found = case(deed(0, BRIEF, 0, 3), deed(1, DRAW, 0, 3), deed(2, None, 4, 9, 1, sent_back=(6 * DAY,)))
    assert [(one.at, one.until) for one in found.returned] == [(6 * DAY, 9 * DAY)]


def test_work_of_one_step_alone_is_no_case() -> None:
    assert cases_of([(1, "All year", False, [deed(1, PRINT, 0, 3), deed(2, PRINT, 4, 5)])], STEPS) == []


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([BRIEF, DRAW, WRITE, REVIEW, PRINT, None]), st.integers(0, 60), st.integers(0, 20)
        ),
        min_size=2,
        max_size=25,
    )
)
def test_every_task_begun_is_in_one_passage(rows: list[tuple[int | None, int, int]]) -> None:
    deeds = [deed(number, kind, begin, begin + took) for number, (kind, begin, took) in enumerate(rows)]
    for found in cases_of([(1, "Any", False, deeds)], STEPS):
        held = [one.task for passage in found.passages for one in passage.deeds]
        assert sorted(held) == sorted(one.task for one in deeds)
        for passage in found.passages:
            assert passage.begin == min(one.begin or 0 for one in passage.deeds)
            assert passage.end == max(one.end or 0 for one in passage.deeds)

"""What holds of every plan of every portfolio."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.portfolios import portfolios
from varifocal.core.plan import check, plan, propose
from varifocal.core.portfolio import Dependency, Portfolio, Task


@settings(max_examples=150)
@given(portfolios())
def test_no_plan_breaks_what_its_portfolio_says(portfolio: Portfolio) -> None:
    assert portfolio.problems() == []
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert set(made.placed) | set(made.unplanned) == set(portfolio.task)


@settings(max_examples=40)
@given(portfolios(), st.integers(0, 3))
def test_the_same_question_gets_the_same_answer(portfolio: Portfolio, seed: int) -> None:
    once, again = (plan(portfolio) for _ in range(2))
    assert once == again
    assert propose(portfolio, once, seed=seed) == propose(portfolio, again, seed=seed)


@settings(max_examples=40)
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_in_which_records_are_listed_changes_nothing(portfolio: Portfolio, random: object) -> None:
    def shuffled(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(random.sample(values, len(values)))  # type: ignore[attr-defined]

    listed = replace(
        portfolio,
        tasks=shuffled(portfolio.tasks),
        people=shuffled(portfolio.people),
        projects=shuffled(portfolio.projects),
        dependencies=shuffled(portfolio.dependencies),
    )
    assert _dates(plan(listed)) == _dates(plan(portfolio))


@settings(max_examples=40)
@given(portfolios())
def test_a_shift_of_all_numbers_of_tasks_changes_no_date(portfolio: Portfolio) -> None:
    moved = replace(
        portfolio,
        tasks=tuple(replace(task, id=task.id + 7_000) for task in portfolio.tasks),
        dependencies=tuple(
            Dependency(link.before + 7_000, link.after + 7_000, link.kind, link.lag)
            for link in portfolio.dependencies
        ),
    )
    shifted = {task - 7_000: dates for task, dates in _dates(plan(moved)).items()}
    assert shifted == _dates(plan(portfolio))


@settings(max_examples=60)
@given(portfolios())
def test_what_was_planned_and_is_then_agreed_stays_as_it_was(portfolio: Portfolio) -> None:
    """Agreeing to everything a plan proposes, in its own order, keeps every person and delays no project's
    agreed work beyond what dependencies between people explain: the plan still holds."""
    made = plan(portfolio)
    place = {task: float(number) for number, task in enumerate(made.order)}
    agreed = replace(portfolio, tasks=tuple(_agreed(task, made.placed, place) for task in portfolio.tasks))
    again = plan(agreed)
    assert check(agreed, again) == []
    for task, placed in made.placed.items():
        if task in again.placed:
            assert again.placed[task].people == placed.people
        assert task in again.placed


@settings(max_examples=60)
@given(portfolios())
def test_each_proposal_says_what_it_saves_and_leaves_begun_work_alone(portfolio: Portfolio) -> None:
    proposals = propose(portfolio, plan(portfolio))
    assert len(proposals) <= 8
    for proposal in proposals:
        assert proposal.saved > 0 or proposal.deadlines > 0
        assert len(proposal.sentence) <= 300
        for move in proposal.moves:
            asked = portfolio.task[move.task]
            assert asked.started is None
            assert move.people_before == tuple(sorted(asked.people))
            assert set(asked.pinned_people) <= set(move.people_after)


def _agreed(task: Task, placed: object, place: dict[int, float]) -> Task:
    if task.id not in place or task.wait is not None or task.left == 0:
        return task
    return replace(task, people=placed[task.id].people, rank=place[task.id])  # type: ignore[index]


def _dates(made: object) -> dict[int, tuple[object, ...]]:
    return {
        task: (placed.people, placed.start, placed.finish, placed.rank)
        for task, placed in made.placed.items()  # type: ignore[attr-defined]
    }

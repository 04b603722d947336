"""The latest answer: that day keeps every date that is kept, the day after breaks one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.portfolios import TODAY, portfolio
from varifocal.core.plan import plan
from varifocal.core.plan.answering import latest_answer
from varifocal.core.plan.relaxing.kept import is_kept
from varifocal.core.portfolio import Dependency, Portfolio, Wait


def with_a_wait(seed: int, due: int) -> tuple[Portfolio, int]:
    """A wait before everything of the first project, which is due."""
    portrait = portfolio(seed, tasks=7, people=3, agreed=1.0, wild=0.0, dates=False)
    project = portrait.projects[0].id
    first, *rest = portrait.tasks
    wait = replace(
        first, project=project, wait=Wait(None, 1, 2, 4, asked=TODAY), people=(), demands=(), left=0.0,
        started=None, rank=None, pinned_people=(), pinned_start=None, release=None,
    )  # fmt: skip
    rest = [replace(one, project=project, started=None) for one in rest]
    return replace(
        portrait,
        tasks=(wait, *rest),
        dependencies=tuple(Dependency(wait.id, one.id) for one in rest),
        projects=tuple(replace(one, due=TODAY + timedelta(days=due)) for one in portrait.projects),
    ), wait.id


def answered(portrait: Portfolio, wait: int, days: int) -> Portfolio:
    told = Wait(None, 1, 2, 4, asked=TODAY, learned=(float(days), float(days)))
    tasks = tuple(replace(one, wait=told) if one.id == wait else one for one in portrait.tasks)
    return replace(portrait, tasks=tasks)


@given(st.integers(0, 10_000), st.integers(5, 60))
@settings(max_examples=40, deadline=None)
def test_that_day_keeps_the_date_and_the_day_after_breaks_it(seed: int, due: int) -> None:
    portrait, wait = with_a_wait(seed, due)
    planned = plan(portrait)
    latest = latest_answer(portrait, planned, wait)
    if latest is None:
        return
    assert (latest.noun, latest.promised) == ("project", TODAY + timedelta(days=due))
    days = (latest.day - TODAY).days
    for later, kept in ((0, True), (1, False)):
        tried = answered(portrait, wait, days + later)
        assert is_kept(tried, plan(tried), latest.noun, latest.id) is kept


def test_what_is_no_wait_and_what_no_date_hangs_on_has_none() -> None:
    portrait, wait = with_a_wait(3, 60)
    planned = plan(portrait)
    assert latest_answer(portrait, planned, portrait.tasks[1].id) is None
    free = replace(portrait, projects=tuple(replace(one, due=None) for one in portrait.projects))
    assert latest_answer(free, plan(free), wait) is None

"""The smallest sets that keep a broken promise: each keeps it, none of its parts does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings

from core.portfolios import TODAY, portfolio, portfolios
from varifocal.core.plan import check, plan
from varifocal.core.plan.relaxing.giving_up import relax
from varifocal.core.plan.relaxing.kept import broken, is_kept
from varifocal.core.plan.relaxing.smallest import keeps, smallest
from varifocal.core.plan.relaxing.values import Kind
from varifocal.core.portfolio import Portfolio


@given(portfolios(most_tasks=10, most_people=3))
@settings(max_examples=60, deadline=None)
def test_a_set_keeps_the_promise_and_no_part_of_it_does(portrait: Portfolio) -> None:
    planned = plan(portrait)
    for noun, id in list(broken(portrait, planned))[:2]:
        for some in smallest(portrait, planned, noun, id):
            assert keeps(portrait, some, noun, id)
            for size in range(len(some)):
                for part in combinations(some, size):
                    assert not keeps(portrait, part, noun, id)
            relaxed = relax(portrait, some)
            assert check(relaxed, plan(relaxed)) == []
            assert all(one.sentence and one.days >= 0 and one.hours >= 0 for one in some)


@given(portfolios(most_tasks=8, most_people=3))
@settings(max_examples=40, deadline=None)
def test_what_is_kept_needs_nothing_and_nothing_given_up_changes_nothing(portrait: Portfolio) -> None:
    planned = plan(portrait)
    late = set(broken(portrait, planned))
    for project in portrait.projects:
        if ("project", project.id) not in late:
            assert smallest(portrait, planned, "project", project.id) == ()
    assert relax(portrait, ()) is portrait


def test_a_later_date_is_among_them_and_the_same_each_time() -> None:
    portrait = portfolio(5, tasks=8, people=2, agreed=1.0, wild=0.0, dates=False)
    due = TODAY + timedelta(days=1)
    portrait = replace(portrait, projects=tuple(replace(one, due=due) for one in portrait.projects))
    planned = plan(portrait)
    noun, id = next(iter(broken(portrait, planned)))
    found = smallest(portrait, planned, noun, id)
    assert [one for some in found for one in some if one.kind == Kind.LATER]
    assert found == smallest(portrait, planned, noun, id)
    assert not is_kept(portrait, planned, noun, id)


def test_a_pin_that_breaks_a_promise_is_what_it_says() -> None:
    portrait = portfolio(7, tasks=2, people=2, agreed=1.0, wild=0.0, dates=False)
    task = portrait.tasks[0]
    pinned = replace(
        task,
        pinned_start=TODAY + timedelta(days=40),
        due=TODAY + timedelta(days=20),
        started=None,
        left=4.0,
        expected=4.0,
    )
    portrait = replace(portrait, tasks=(pinned, *portrait.tasks[1:]), dependencies=())
    found = smallest(portrait, plan(portrait), "task", task.id)
    assert (Kind.PIN,) in [tuple(one.kind for one in some) for some in found]

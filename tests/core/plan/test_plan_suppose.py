"""Supposing: pure, readable from plain JSON, and nothing supposed is nothing changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portfolios import TODAY, portfolio, portfolios
from varifocal.core.plan import check, plan
from varifocal.core.plan.suppose import (
    Away,
    Due,
    Given,
    Landing,
    Pinned,
    Supposed,
    Urgent,
    all_from_plain,
    applies,
    from_plain,
    suppose,
    to_plain,
)
from varifocal.core.portfolio import Mode, Portfolio

IDS = st.integers(1, 12_000)
DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))
SUPPOSED: st.SearchStrategy[Supposed] = st.one_of(
    st.builds(Pinned, IDS, st.none() | DAYS, st.none() | IDS),
    st.builds(
        Given,
        IDS,
        st.lists(IDS, max_size=3, unique=True).map(lambda ids: tuple(sorted(ids))),
        st.none() | st.floats(-100, 100),
        st.none() | IDS,
    ),
    st.builds(Away, IDS, st.dates(date(2026, 1, 1), date(2026, 6, 1)), DAYS.filter(lambda d: d.year > 2026)),
    st.builds(Due, st.sampled_from(("project", "task")), IDS, st.none() | DAYS),
    st.builds(Urgent, IDS),
    st.builds(Landing, IDS),
)


def some_of(portrait: Portfolio, draw: st.DataObject) -> list[Supposed]:
    """Suppositions about what the portfolio holds."""
    if not portrait.tasks:
        return []
    task, person = st.sampled_from(portrait.tasks), st.sampled_from(portrait.people)
    day = st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))
    kinds = (
        st.builds(lambda one, start: Pinned(one.id, start), task, day),
        st.builds(lambda one, who: Given(one.id, (who.id,)), task, person),
        st.builds(lambda who, first: Away(who.id, first, first + timedelta(days=5)), person, day),
        st.builds(lambda one, due: Due("task", one.id, due), task, day),
        st.builds(lambda one: Urgent(one.id), task),
    )
    return draw.draw(st.lists(st.one_of(*kinds), max_size=4))


@given(portfolios())
def test_nothing_supposed_is_the_very_same_portfolio(portrait: Portfolio) -> None:
    assert suppose(portrait, ()) is portrait


@given(portfolios(), st.data())
def test_what_is_supposed_changes_nothing_it_came_from_and_can_be_planned(
    portrait: Portfolio, draw: st.DataObject
) -> None:
    before = (portrait.tasks, portrait.people, portrait.projects)
    supposed = some_of(portrait, draw)
    tried = suppose(portrait, supposed)
    assert (portrait.tasks, portrait.people, portrait.projects) == before
    assert suppose(tried, supposed) == tried, "saying it twice says no more"
    assert check(tried, plan(tried)) == []


@given(SUPPOSED)
def test_it_is_read_as_it_was_written(one: Supposed) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(one)))) == one


@given(SUPPOSED)
def test_what_is_no_part_of_it_changes_nothing(one: Supposed) -> None:
    portrait = portfolio(1, tasks=3)
    known = applies(portrait, one) and not isinstance(one, Landing)
    assert known or suppose(portrait, [one]) is portrait


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {"kind": "flown"},
        {"kind": "pinned"},
        {"kind": "pinned", "task": True},
        {"kind": "pinned", "task": 3, "start": "soon"},
        {"kind": "pinned", "task": 3, "start": "9999-01-01"},
        {"kind": "pinned", "task": 3, "by": 4},
        {"kind": "given", "task": 3, "people": "1"},
        {"kind": "given", "task": 3, "people": [1], "rank": float("nan")},
        {"kind": "given", "task": 3, "people": [1], "way": "by train"},
        {"kind": "away", "person": 1, "first": "2026-05-02", "last": "2026-05-01"},
        {"kind": "due", "noun": "goal", "id": 1, "day": None},
        {"kind": "landing", "opportunity": 1 << 80},
    ],
)
def test_what_it_cannot_be_is_said_in_a_sentence(plain: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        from_plain(plain)


def test_a_list_is_not_endless() -> None:
    with pytest.raises(ValueError, match="at most"):
        all_from_plain([{"kind": "urgent", "task": 1}] * 51)


def test_whom_it_is_pinned_to_does_it() -> None:
    portrait = portfolio(2, tasks=4, people=3, agreed=1.0, wild=0.0)
    task = next(one for one in portrait.tasks if len(one.people) == 1)
    other = next(one.id for one in portrait.people if one.id not in task.people)
    tried = suppose(portrait, [Pinned(task.id, person=other)]).task[task.id]
    assert (tried.people, tried.pinned_people) == ((other,), (other,))
    again = suppose(suppose(portrait, [Pinned(task.id, TODAY)]), [Pinned(task.id)]).task[task.id]
    assert (again.pinned_start, again.pinned_people) == (None, ())


def test_a_day_moves_nothing_that_has_begun() -> None:
    portrait = portfolio(2, tasks=4, people=3, agreed=1.0, wild=0.0)
    task = portrait.tasks[0]
    begun = replace(portrait, tasks=(replace(task, started=TODAY), *portrait.tasks[1:]))
    assert suppose(begun, [Pinned(task.id, TODAY + timedelta(days=9))]) is begun


def test_another_way_is_chosen_with_who_does_it_and_one_it_has_not_changes_none() -> None:
    portrait = portfolio(2, tasks=4, people=3, agreed=1.0, wild=0.0)
    task = replace(portrait.tasks[0], modes=(Mode(4.0, id=7), Mode(9.0, id=9)))
    portrait = replace(portrait, tasks=(task, *portrait.tasks[1:]))
    chosen = [
        suppose(portrait, [Given(task.id, task.people, way=way)]).task[task.id].mode for way in (7, 9, 8)
    ]
    assert chosen == [1, 2, task.mode]

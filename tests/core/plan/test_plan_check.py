"""The checker has teeth: each way of spoiling a good plan is found, and named after the task it spoils."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.plan.small import COPY, DESIGN, MONDAY, SPRING, TUESDAY, WEDNESDAY, agency, asks, task
from varifocal.core.plan import Plan, check, checking, plan
from varifocal.core.portfolio import Dependency, DependencyKind, Portfolio, Task, Wait

DAY = 96


def world() -> Portfolio:
    """Everything a checker looks at, and room to spoil it in."""
    return agency(
        task(100, "Brief", 8, people=(1,), rank=0),
        task(101, "Storyboard", 8, people=(1,), rank=1, deadline=date(2026, 4, 1)),
        task(102, "Approval", 0, wait=Wait(None, 1, 2, 9)),
        task(103, "Cut", 4, people=(2,), rank=0, release=TUESDAY),
        task(104, "Logo", 6, demands=asks(DESIGN, level=3)),
        task(105, "Duo", 4, demands=asks(DESIGN, count=2)),
        task(106, "Premiere", 0),
        task(107, "Mix", 4, people=(3,), rank=0),
        task(108, "Grade", 4, people=(2,), rank=1, pinned_start=WEDNESDAY),
        task(109, "Title", 2, demands=asks(COPY), pinned_people=(2,)),
        task(110, "Fold", 4, people=(3,), rank=1, start_lag=60),
        task(111, "Dried", 0, finish_lag=12),
        dependencies=(
            Dependency(101, 102),
            Dependency(102, 106),
            Dependency(103, 107, DependencyKind.START_START, 8),
        ),
    )


def moved(made: Plan, task: int, by: int) -> Plan:
    placed = made.placed[task]
    return changed(made, task, start=placed.start + by, finish=placed.finish + by)


def changed(made: Plan, task: int, **fields: object) -> Plan:
    spoiled = made.placed[task]._replace(**fields)  # type: ignore[arg-type]
    return replace(made, placed={**made.placed, task: spoiled})


def without(made: Plan, task: int) -> Plan:
    placed = {each: made.placed[each] for each in made.placed if each != task}
    return replace(made, placed=placed, order=tuple(each for each in made.order if each != task))


SPOILED: dict[str, tuple[int, str, Callable[[Plan], Plan]]] = {
    "dropped": (100, "dropped without a word", lambda made: without(made, 100)),
    "no reason": (100, "without a reason", lambda made: replace(without(made, 100), unplanned={100: " "})),
    "twice": (100, "called unplanned as well", lambda made: replace(made, unplanned={100: "It cannot be."})),
    "overlap": (101, "overlaps “Brief”", lambda made: moved(made, 101, -DAY)),
    "too little": (
        100,
        "working quarters",
        lambda made: changed(made, 100, finish=made.placed[100].finish - 4),
    ),
    "too much": (
        107,
        "working quarters",
        lambda made: changed(made, 107, finish=made.placed[107].finish + DAY),
    ),
    "at night": (
        100,
        "where its people do not work",
        lambda made: changed(made, 100, finish=made.placed[100].finish + 4),
    ),
    "before now": (100, "outside the horizon", lambda made: moved(made, 100, -1)),
    "beyond the horizon": (107, "outside the horizon", lambda made: moved(made, 107, made.horizon)),
    "wait cut short": (
        102,
        "does not take the time",
        lambda made: changed(made, 102, finish=made.placed[102].start),
    ),
    "milestone stretched": (106, "does not take the time", lambda made: stretched(made)),
    "nobody works": (107, "does not take the time", lambda made: changed(made, 107, people=(), rank=())),
    "somebody waits": (102, "nobody works on it", lambda made: changed(made, 102, people=(1,), rank=(2,))),
    "other people": (100, "people agreed", lambda made: changed(made, 100, people=(3,))),
    "unknown people": (100, "somebody who is unknown", lambda made: changed(made, 100, people=(9,))),
    "agreed is proposed": (100, "called a proposal", lambda made: changed(made, 100, proposed=True)),
    "proposed is agreed": (104, "not called a proposal", lambda made: changed(made, 104, proposed=False)),
    "without the level": (104, "without the skills", lambda made: changed(made, 104, people=(3,))),
    "half a crew": (105, "more or fewer people", lambda made: changed(made, 105, people=(2,), rank=(0,))),
    "not the pinned": (109, "pinned to", lambda made: changed(made, 109, people=(1,))),
    "before the release": (103, "before its release date", lambda made: moved(made, 103, -DAY)),
    "before the lag is over": (110, "enough time has passed", lambda made: moved(made, 110, -DAY)),
    "done before the lag is over": (111, "enough time has passed", lambda made: moved(made, 111, -1)),
    "before the pin": (108, "before the day it is pinned to", lambda made: moved(made, 108, -DAY)),
    "does not wait": (102, "does not wait for “Storyboard”", lambda made: moved(made, 102, -1)),
    "does not keep the lag": (107, "does not wait for “Cut”", lambda made: moved(made, 107, -DAY)),
    "wrong place": (101, "its place in the order", lambda made: changed(made, 101, rank=(0,))),
}


def stretched(made: Plan) -> Plan:
    return changed(made, 106, finish=made.placed[106].finish + 4)


def test_the_good_plan_holds() -> None:
    portfolio = world()
    assert check(portfolio, plan(portfolio)) == []


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_plan_is_found_out(how: str) -> None:
    portfolio = world()
    spoilt, sentence, spoil = SPOILED[how]
    found = check(portfolio, spoil(plan(portfolio)))
    assert [each for each in found if each.where == f"task {spoilt}" and sentence in each.sentence], found


def test_work_that_lies_idle_between_its_pieces_or_may_not_be_interrupted_is_found() -> None:
    first = task(100, "Brief", 16, people=(1,), rank=0)
    portfolio = agency(first, task(101, "Headline", 8, people=(1,), rank=1))
    made = plan(portfolio)
    brief, headline = made.placed[100], made.placed[101]
    cut = brief._replace(
        finish=headline.finish, pieces=((brief.start, brief.start + 32), (headline.start, headline.finish))
    )
    between = headline._replace(start=brief.start + DAY, finish=brief.start + DAY + 32, rank=(1,))
    wrong = replace(made, placed={100: cut, 101: between})
    assert [str(each) for each in check(portfolio, wrong)] == [
        "task 100: “Brief” is later than it could be: something after it in the order goes first."
    ]
    idle = replace(made, placed={100: cut, 101: headline._replace(start=headline.start + DAY)})
    assert "is put aside, although nothing else of hers is done" in " ".join(map(str, check(portfolio, idle)))
    whole = replace(portfolio, tasks=(replace(first, splittable=False), portfolio.tasks[1]))
    assert "is interrupted, although it may not be" in " ".join(map(str, check(whole, wrong)))
    backwards = replace(
        made, placed={**made.placed, 100: brief._replace(pieces=(cut.pieces[1], cut.pieces[0]))}
    )
    assert "pieces that are out of order" in " ".join(map(str, check(portfolio, backwards)))


def test_a_place_that_stands_on_one_without_a_place_is_found() -> None:
    portfolio = world()
    made = replace(without(plan(portfolio), 101), unplanned={101: "It cannot be."})
    assert "although “Storyboard”, which it depends on, has none" in " ".join(
        map(str, check(portfolio, made))
    )


def test_a_task_nobody_asked_for_is_found() -> None:
    portfolio = world()
    made = plan(portfolio)
    made = replace(made, placed={**made.placed, 999: made.placed[106]}, order=(*made.order, 999))
    assert str(check(portfolio, made)[0]) == "task 999: It is planned, but not among the open tasks."


def test_an_order_that_is_none_is_found() -> None:
    portfolio = world()
    made = plan(portfolio)
    cut = check(portfolio, replace(made, order=made.order[1:]))
    assert [str(each) for each in cut] == ["plan: The order of the plan does not name each placed task once."]
    backwards = check(portfolio, replace(made, order=made.order[::-1]))
    assert "comes before “Storyboard” in the order" in " ".join(map(str, backwards))


def test_agreed_work_that_was_overtaken_for_nothing_is_found() -> None:
    first, second = task(100, "Brief", people=(1,), rank=0), task(101, "Cut", people=(1,), rank=1)
    other_way = [replace(first, rank=1.0), replace(second, rank=0.0)]
    made = plan(agency(*other_way))
    assert [str(each) for each in check(agency(first, second), made)] == [
        "task 100: “Brief” is later than it could be: something after it in the order goes first."
    ]


def test_begun_work_that_was_overtaken_is_found() -> None:
    begun = task(100, "Brief", people=(1,), rank=1, started=MONDAY)
    second = task(101, "Cut", people=(1,), rank=0)
    made = plan(agency(replace(begun, started=None), second))
    assert check(agency(begun, second), made) == []
    for goes_on in (replace(begun, splittable=False), replace(begun, rank=None)):
        assert [each.where for each in check(agency(goes_on, second), made)] == ["task 100"]


def test_a_deadline_that_breaks_in_silence_is_found() -> None:
    late: Task = task(100, "Brief", 24, people=(1,), rank=0, deadline=MONDAY)
    portfolio = agency(late, projects=(replace(SPRING, deadline=MONDAY),))
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert [each.where for each in check(portfolio, replace(made, problems=()))] == ["task 100", "project 10"]


def test_the_checker_shares_nothing_with_the_planner() -> None:
    """But for what a plan is: a mistake of both would be found by neither."""
    imported = {
        module
        for file in Path(checking.__file__).parent.glob("*.py")
        for module in re.findall(
            r"^(?:from|import) varifocal\.core\.plan\b\.?(\w*)", file.read_text(encoding="utf-8"), re.M
        )
    }
    assert imported == {"checking", "values"}

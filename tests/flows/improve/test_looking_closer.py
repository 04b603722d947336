"""A process as it is meant, why its work lies, some of its projects, another clock, beside itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.core.mine.shifts import Shifts
from varifocal.flows.improve.causes import gathered, lays
from varifocal.flows.improve.comparing import groups
from varifocal.flows.improve.finding import hour_cost
from varifocal.flows.improve.meant import EXTRA, LATE, MISSING, meant
from varifocal.flows.improve.narrowing import Narrowed, narrowed
from varifocal.flows.improve.presence import hours_a_day, in_working_time
from varifocal.flows.improve.reading import About, Lived
from varifocal.flows.improve.steps import DAY, Case, Deed, Passage

MONDAY = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
NAMES = ("Brief", "Draw", "Approve")
OFFICE = Shifts((((time(9), time(17)),),) * 5 + ((), ()))


def lived(*ways: str, ended: bool = True, repeats: tuple[int, ...] = (1, 2, 1), hours: float = 4.0) -> Lived:
    """A project a word, each letter (b, d, a) a step of a day; every step is done by the person of its place."""
    steps = [
        SimpleNamespace(pk=n, name=name, outside=False, role_id=None, role=None, repeats=most, days=None)
        for n, (name, most) in enumerate(zip(NAMES, repeats, strict=True))
    ]
    cases = []
    for number, way in enumerate(ways):
        passages = []
        for place, letter in enumerate(way):
            step, begin = "bda".index(letter), MONDAY + (number * 30 + place * 2) * DAY
            deed = Deed(
                number * 100 + place, step, False, MONDAY, begin, begin + DAY, people=(step,), hours=hours
            )
            passages.append(Passage(step, begin, begin + DAY, [deed]))
        cases.append(Case(number, f"Project {number}", tuple(passages), (), ended))
    return Lived(cast(Any, None), cast(Any, tuple(steps)), tuple(cases), (0, 0, 0), {})


def as_meant(way: str, most: tuple[int, ...] = (1, 2, 1)) -> bool:
    """The rule in plain words: each step, first in its turn, no more often than it may."""
    return list(dict.fromkeys(way)) == list("bda") and all(
        way.count(letter) <= n for letter, n in zip("bda", most, strict=True)
    )


@given(st.text("bda", min_size=1, max_size=7))
def test_what_fits_is_what_the_rule_says(way: str) -> None:
    fit = meant(lived(way))
    assert fit is not None
    assert (fit.fitting == 1) == as_meant(way)
    assert (fit.fitness == 1) == as_meant(way)
    kept = sum(1 for one in fit.strayed if one.how == EXTRA)
    assert sum(one.times for one in fit.strayed if one.how == EXTRA) <= len(way)
    assert kept <= 3


def test_deviations_say_where_how_often_and_what_goes_with_them() -> None:
    fit = meant(lived("bda", "bdada", "ba", "bdda"), {0: 40.0, 1: 50.0, 2: 60.0, 3: 70.0})
    assert fit is not None
    told = {(one.how, one.step): one for one in fit.strayed}
    assert fit.fitting == 2
    assert told[MISSING, 1].cases == (2,)
    assert (told[EXTRA, 2].times, told[EXTRA, 2].hours) == (1, 4.0)
    assert told[EXTRA, 2].price == pytest.approx((4 * 40 / 3, 4 * 70 / 3), rel=0.5)
    assert sum(map(len, fit.off.values())) == 2
    assert sum(map(len, (*fit.off.values(), *fit.good.values()))) == 3 + 5 + 2 + 4 + 4


def test_what_goes_on_misses_nothing_at_its_end_yet() -> None:
    going = meant(lived("bd", ended=False))
    over = meant(lived("bd"))
    assert going is not None
    assert over is not None
    assert (going.fitting, over.fitting) == (1, 0)
    assert meant(replace(lived("bd"), cases=())) is None


def test_some_projects_by_when_what_and_how_they_went() -> None:
    it = replace(
        lived("bda", "ba", "bdda"), about={0: About("Acme", "ordered", "Film"), 1: About("Brix"), 2: About("Acme")}
    )  # fmt: skip

    def left(**asked: Any) -> list[int]:
        return [case.project for case in narrowed(it, Narrowed(**asked)).cases]

    assert left() == [0, 1, 2]
    assert left(client="Acme") == [0, 2]
    assert left(team="Film") == [0]
    assert left(before=0, after=2) == [1]
    assert left(before=0, after=2, later=True) == [0, 1, 2]
    assert left(way=(0, 1, 1, 2)) == [2]
    began = date(2026, 4, 1)
    assert left(since=began) == [1, 2]
    assert left(until=began - timedelta(days=1)) == [0]
    assert left(client="Acme", since=began) == [2]


def test_a_week_has_five_working_days() -> None:
    it = lived("b")
    (case,) = it.cases
    long = Passage(0, MONDAY + 9 * 3600, MONDAY + 7 * DAY + 9 * 3600, case.passages[0].deeds)
    (one,) = in_working_time(replace(it, cases=(replace(case, passages=(long,)),)), OFFICE).cases[0].passages
    assert hours_a_day(OFFICE) == 8
    assert ((one.end or 0.0) - one.begin) / DAY == pytest.approx(5)
    free = replace(OFFICE, free=frozenset({date(2026, 3, 4)}))
    (one,) = in_working_time(replace(it, cases=(replace(case, passages=(long,)),)), free).cases[0].passages
    assert ((one.end or 0.0) - one.begin) / DAY == pytest.approx(4)


def waiting(*others: Deed) -> tuple[Lived, dict[int, list[Deed]]]:
    """A brief done on Monday at noon; drawn by person 7 from Wednesday at noon, who had more on her desk."""
    noon = MONDAY + 12 * 3600
    brief = Deed(1, 0, False, MONDAY, noon - 3600, noon, people=(6,))
    draw = Deed(2, 1, False, MONDAY, noon + 2 * DAY, noon + 3 * DAY, after=frozenset({1}), people=(7,))
    it = lived("b")
    case = replace(
        it.cases[0],
        passages=(Passage(0, noon - 3600, noon, [brief]), Passage(1, noon + 2 * DAY, noon + 3 * DAY, [draw])),
    )
    return replace(it, cases=(case,)), {7: [*others, draw]}


def desk(task: int, came: float, begin: float, end: float) -> Deed:
    noon = MONDAY + 12 * 3600
    return Deed(task, 9, False, noon + came * 3600, noon + begin * 3600, noon + end * 3600, people=(7,))


def test_a_wait_is_taken_apart_and_the_parts_add_up() -> None:
    it, desks = waiting(desk(10, -9, 0, 6), desk(11, 8, 24, 30))
    (one,) = lays(replace(it, desks=desks), {7: OFFICE})
    hours = {cause: round(days * 24, 6) for cause, days in one.split.items() if days}
    assert hours["contention"] == 6
    assert hours["prioritisation"] == 6
    assert sum(hours.values()) == pytest.approx(48)


def test_nobody_there_at_night_and_nobody_when_she_is_away() -> None:
    it, desks = waiting()
    (one,) = lays(replace(it, desks=desks), {7: OFFICE})
    assert one.split["unavailability"] * 24 == pytest.approx(2 * 16)
    assert one.split["hand-off"] * 24 == pytest.approx(2 * 8)
    away = replace(OFFICE, free=frozenset({date(2026, 3, 3)}))
    (one,) = lays(replace(it, desks=desks), {7: away})
    assert one.split["unavailability"] * 24 == pytest.approx(2 * 16 + 8)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 60), st.integers(0, 30)), max_size=6))
def test_whatever_lies_on_her_desk_the_causes_add_up(others: list[tuple[int, int, int]]) -> None:
    deeds = [
        desk(10 + n, came, max(came, begin), max(came, begin) + took)
        for n, (came, begin, took) in enumerate(others)
    ]
    it, desks = waiting(*deeds)
    lain = lays(replace(it, desks=desks), {7: OFFICE})
    (one,) = gathered(lain)
    assert one.days == pytest.approx(2)
    assert min(one.split.values()) >= 0


def test_groups_stand_beside_each_other_with_what_differs() -> None:
    it = lived(*["bda"] * 12)
    late = [
        replace(case, passages=tuple(
            replace_begin(one, n * 5 * DAY) for n, one in enumerate(case.passages)))
        if case.project < 6 else case
        for case in it.cases
    ]  # fmt: skip
    about = {number: About("Slow" if number < 6 else "Quick") for number in range(12)}
    first, second = groups(replace(it, cases=tuple(late), about=about), "client")
    assert (first.name, first.projects, second.projects) == ("Slow", 6, 6)
    assert first.waited == pytest.approx(12)
    assert second.waited == pytest.approx(2)
    assert first.more is not None
    assert first.more[0] > 0
    quarters = groups(replace(it, cases=tuple(late), about=about), "quarter")
    assert [one.name for one in quarters] == sorted(one.name for one in quarters)


def replace_begin(one: Passage, later: float) -> Passage:
    return Passage(one.step, one.begin + later, (one.end or 0.0) + later, one.deeds)


def test_an_hour_costs_what_those_cost_who_do_it_unless_they_are_few() -> None:
    rated = {1: 30.0, 2: 40.0, 3: 50.0, 4: 90.0}
    assert hour_cost(rated, [1, 2, 3]) == (30.0, 50.0)
    assert hour_cost(rated, [1, 2]) == (30.0, 90.0)
    assert hour_cost(None, [1, 2, 3]) is None


def test_lateness_is_told_by_the_calendar() -> None:
    it = lived("bda")
    steps = (SimpleNamespace(**{**vars(it.steps[0]), "days": 0.5}), *it.steps[1:])
    fit = meant(replace(it, steps=cast(Any, steps)))
    assert fit is not None
    assert [(one.how, one.step, one.days) for one in fit.strayed] == [(LATE, 0, 0.5)]

"""The compiled kernel comes to what NumPy comes to, to the last bit, however many threads it has."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from core.forecast.made import history, portfolio
from varifocal.core.forecast import forecast, vectors
from varifocal.core.forecast.compiled import quick
from varifocal.core.forecast.draws import SHARES
from varifocal.core.forecast.script import NONE, ZEROS, Script
from varifocal.core.plan import plan
from varifocal.core.portfolio import Lasted, Opportunity, Portfolio, ProjectKind, Risk, TrackRecord
from varifocal.core.values import Range


def agency(number: int) -> Portfolio:
    """All there is: crews, waits, every kind of dependency with its lag, part time, leavers, work nobody planned,
    hours deleted, risks of tasks and of projects, work that may come, tasks without a place, with a past or without."""
    made = portfolio(number, tasks=12 + 3 * number, projects=1 + number % 4)
    chance = random.Random(number)
    projects = [
        replace(each, hours_alike=chance.choice((None, 300.0)), hours_budget=chance.choice((None, 250.0)))
        for each in made.projects
    ]
    if number % 3 == 0:
        projects[0] = replace(projects[0], hours_removed=12.0, removed_from=(1,))
    people = [replace(made.people[0], left=made.now.date().replace(day=30)), *made.people[1:]]
    record = TrackRecord(history({1: 1.5, 2: 0.9, 3: 1.2}, 0.4, chance)) if number % 2 else made.record
    if number % 4 == 1:
        late = (1.6, 1.1, 0.8)
        record = replace(record, lasted=tuple(
            Lasted(n, ProjectKind.OWN, 20.0, 0.1, 20.0 * late[n % 3] * chance.lognormvariate(0, 0.1), n % 3, 1)
            for n in range(30)
        ))  # fmt: skip
        projects = [replace(each, company=each.id % 4, manager=1) for each in projects]
    struck = chance.choice([each for each in made.tasks if each.wait is None])
    risks = (
        Risk(1, "Rain", 0.3, tuple(each.id for each in projects), days=Range(4, 1, 9), hours=Range(6)),
        Risk(2, "Rights", 0.5, (struck.project,), struck.id, days=Range(3), hours=Range(5, 0, 30)),
    )
    begins = made.now.date() + timedelta(days=number)
    pitch = Opportunity(
        1, "Pitch", 0.4, Range(40, 20, 70), begins, begins + timedelta(days=20), ((1, 0.25), (3, 0.75))
    )
    return replace(
        made,
        projects=tuple(projects),
        people=tuple(people),
        record=record,
        risks=risks,
        opportunities=(pitch,),
        rates={1: Decimal("81.50"), 3: Decimal(120)} if number % 2 else {},
    )


@pytest.mark.parametrize("number", range(16))
def test_the_compiled_forecast_is_the_one_in_python(number: int) -> None:
    made = agency(number)
    planned = plan(made)
    draws = (1, 63, 400, 1_000)[number % 4]
    slow = forecast(made, planned, seed=number, draws=draws)
    assert quick.forecast(made, planned, seed=number, draws=draws, threads=1 + number % 3) == slow


def test_a_forecast_is_the_same_with_any_number_of_threads() -> None:
    made = agency(5)
    planned = plan(made)
    alone, *beside = (quick.forecast(made, planned, draws=3_001, threads=threads) for threads in (1, 2, 3, 7))
    assert all(each == alone for each in beside)


def test_more_projects_than_are_looked_back_from_at_a_time_make_no_difference() -> None:
    made = portfolio(7, tasks=90, projects=70)
    planned = plan(made)
    assert quick.forecast(made, planned, draws=200, threads=2) == forecast(made, planned, draws=200)


def test_more_draws_than_are_looked_back_through_at_a_time_make_no_difference() -> None:
    made = agency(5)
    planned = plan(made)
    assert quick.forecast(made, planned, draws=2_100, threads=2) == forecast(made, planned, draws=2_100)


def test_more_draws_than_one_count_holds_are_counted_in_several() -> None:
    script = Script(seed=1, projects=1)
    script.ratios.append(np.where(SHARES < 0.4, 1.0, 2.0).astype(np.float32))
    effort = script.work(1, 0, 0, (1.0, 4.0, 1.0), ())
    script.note(effort, effort, 7)
    script.end(0, effort)
    lived = quick.live(script, 115_000)
    assert (lived.half.tolist(), lived.most.tolist()) == ([8], [8])
    assert lived.in_time[0] == pytest.approx(0.4 * 115_000, rel=0.02)


def test_half_and_four_fifths_are_told_within_a_step_of_what_they_are() -> None:
    """A step is the 256th part of what the first draws span, and an eighth beyond."""
    script = Script(seed=1, projects=1)
    script.ratios.append(np.exp(np.linspace(-3, 3, 512)).astype(np.float32))
    effort = script.work(1, 0, 0, (100.0, 4.0, 1.0), ())
    ended = script.queue(NONE, effort, ZEROS, ZEROS, ()) + 1
    script.note(ended, effort, None)
    script.end(0, ended)
    for live in (vectors.live, quick.live):
        lived = live(script, 5_000, None)
        ends = np.sort(lived.finish[0])
        for told, share in ((lived.half, 0.5), (lived.most, 0.8)):
            assert abs(told[0] - ends[round(5_000 * share) - 1]) <= (ends[-1] - ends[0]) / 256

"""A project foretold from finished ones, and in flight from what is done."""

import pytest

from varifocal.core.forecast.projects import (
    AT_THE_START,
    Ended,
    at_completion,
    earned_schedule,
    late,
    reference_class,
    work_of,
)

NEW = Ended("new", 100.0, 1.0, "construction", "construction (civil)")


def ended(number: int, ratio: float, kind: str = "construction") -> Ended:
    return Ended(str(number), 80.0 + number, (80.0 + number) * ratio, kind)


def test_finished_projects_of_its_kind_count_most() -> None:
    known = [ended(n, 1.05) for n in range(10)] + [ended(20 + n, 1.8, "IT") for n in range(10)]
    assert reference_class(known).foretell(work_of(NEW)).ratio(0.5) == pytest.approx(1.05, rel=1e-3)
    other = Ended("x", 100.0, 1.0, "IT")
    assert reference_class(known).foretell(work_of(other)).ratio(0.5) == pytest.approx(1.8, rel=1e-3)


def test_without_finished_projects_the_published_overruns_stand() -> None:
    told = reference_class([]).foretell(work_of(NEW))
    assert told.ratio(0.5) == pytest.approx(AT_THE_START.median, rel=0.1)
    assert 0.5 < late(told, 100.0, 100.0) < 0.7


def test_what_is_left_takes_what_was_planned_for_it() -> None:
    assert earned_schedule(100.0, 40.0, 55.0) == 115.0
    assert at_completion(1_000.0, 400.0, 380.0) == 980.0
    assert earned_schedule(100.0, 130.0, 120.0) == 120.0


def test_the_more_is_done_the_narrower_the_spread() -> None:
    widths = []
    for done in (0.0, 0.25, 0.75):
        told = reference_class([], "time", done).foretell(work_of(NEW))
        widths.append(told.ratio(0.9) - told.ratio(0.1))
    assert widths == sorted(widths, reverse=True)


def test_a_project_already_projected_past_its_plan_is_likely_late() -> None:
    known = [ended(n, 0.97 + n % 7 / 100) for n in range(20)]
    told = reference_class(known, "time", 0.5).foretell(work_of(NEW))
    assert late(told, 120.0, 100.0) > 0.9 > 0.1 > late(told, 85.0, 100.0)

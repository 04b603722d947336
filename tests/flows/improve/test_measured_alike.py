"""What a page measures in plain Python is what the miner measures of the same log."""

from __future__ import annotations

import pytest

from varifocal.core.mine import measure
from varifocal.flows.improve.measuring import END, START, edges, main_road, waits
from varifocal.flows.improve.steps import DAY, traces
from varifocal.flows.own_log import log_of
from years import lived_in, year_of

MICROS = DAY * 1_000_000


def test_the_miner_says_the_same_of_our_own_log() -> None:
    it = lived_in(year_of(1))
    log, ours = log_of(it), [one for one in edges(it.cases) if one.before != START and one.after != END]
    theirs = {(one.before, one.after): one for one in measure.edges(log)}
    assert {(one.before, one.after): one.count for one in ours} == {
        key: one.count for key, one in theirs.items()
    }
    for one in ours:
        assert one.days is not None
        edge = theirs[one.before, one.after]
        assert one.days.median == pytest.approx(edge.twice_median / 2 / MICROS)
        assert one.days.p90 == pytest.approx(edge.p90 / MICROS)
        assert one.days.total == pytest.approx(edge.total / MICROS)
    waited = sum(days for case in it.cases for _, days in waits(case))
    assert waited == pytest.approx(measure.figures(log).waited / MICROS)
    assert sorted(map(len, traces(it.cases).values())) == sorted(measure.variants(log).counts.tolist())


def test_the_main_road_keeps_every_step_and_the_slider_ends_at_all() -> None:
    every = edges(lived_in(year_of(1)).cases)
    road = main_road(every, 0.0)
    assert {one.before for one in road} == {one.before for one in every}
    assert {one.after for one in road} == {one.after for one in every}
    assert len(road) < len(every)
    assert main_road(every, 1.0) == every

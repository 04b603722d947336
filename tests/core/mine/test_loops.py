"""Where cases go round in place is what one finds reading them one after another."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import made_log
from varifocal.core.mine.loops import loops
from varifocal.core.mine.measure import figures

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
CASES = st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=9), min_size=1,
                 max_size=5)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(CASES)
def test_every_round_is_found_with_its_cases_and_hours(cases: list[list[tuple[str, int]]]) -> None:
    rows, times, hours = [], Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    met: dict[tuple[str, ...], Counter[int]] = {}
    for number, steps in enumerate(cases):
        ends, at = [], NINE
        for name, took in steps:
            at += timedelta(hours=took)
            ends.append(at)
            rows.append((str(number), name, at, at, "x"))
        names = [name for name, _ in steps]
        for k in range(len(names)):
            for far in (1, 2):
                way = tuple(names[k - far : k + 1]) if k >= far else ()
                if len(way) == far + 1 and way[0] == way[-1] and (far == 1 or way[1] != way[0]):
                    lost = round((ends[k] - ends[k - far]).total_seconds() / 3600)
                    times[way] += 1
                    hours[way] += lost
                    met.setdefault(way, Counter())[number] += lost
    log = made_log(rows)
    found = loops(log)
    assert {one.steps: one.times for one in found} == times
    assert {one.steps: one.hours for one in found} == pytest.approx(dict(hours))
    assert [one.hours for one in found] == sorted((one.hours for one in found), reverse=True)
    for one in found:
        assert set(one.cases) == set(met[one.steps])
        lost = [met[one.steps][case] for case in one.cases]
        assert lost == sorted(lost, reverse=True)
    counted = figures(log)
    assert sum(one.times for one in found if len(one.steps) == 2) == counted.self_loops
    assert sum(one.times for one in found if len(one.steps) == 3) == counted.ping_pong

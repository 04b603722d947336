"""A log that grows says after each event what the whole log would say."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import compiled, made_log, micros
from varifocal.core.mine.live import COUNTED, Event, Live, Ordered
from varifocal.core.mine.log import load, save
from varifocal.core.mine.measure import edges, ends, figures, variants

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("1234"), st.sampled_from("abc"), st.integers(0, 12), st.integers(0, 5), st.sampled_from("xy")
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def row(each: tuple[str, str, int, int, str]) -> tuple[str, str, datetime, datetime, str]:
    case, step, at, took, who = each
    return case, step, NINE + timedelta(hours=at), NINE + timedelta(hours=at + took), who


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS)
def test_it_is_as_if_everything_were_counted_anew(
    before: list[tuple[str, str, int, int, str]], more: list[tuple[str, str, int, int, str]]
) -> None:
    rows = [row(each) for each in before]
    with tempfile.TemporaryDirectory() as folder:
        save(made_log(rows), Path(folder) / "log")
        live = Live(load(Path(folder) / "log"))
        for case, step, begin, end, who in map(row, more):
            rows.append((case, step, begin, end, who))
            live.add(Event(case, step, micros(end), micros(begin), who, who))
        whole = made_log(rows)
        counted = figures(whole)
        names = whole.activity.texts
        assert live.counted == {name: getattr(counted, name) for name in COUNTED}
        assert live.events == whole.events
        assert live.median_case_hours == np.median(counted.spans) / 3.6e9
        assert (live.starts, live.ends) == ends(whole)
        shapes = variants(whole)
        assert live.variants() == {shapes.trace(whole, v): int(n) for v, n in enumerate(shapes.counts)}
        last = more[-1][0]
        trace, times = live.variant(last)
        assert live.variants()[trace] == times
        now = {(live.texts["activity"][e.before], live.texts["activity"][e.after]): e for e in live.edges()}
        assert {
            (pair, e.count, e.total, e.twice_median, e.p90, e.least, e.most) for pair, e in now.items()
        } == {
            ((names[e.before], names[e.after]), e.count, e.total, e.twice_median, e.p90, e.least, e.most)
            for e in edges(whole)
        }
        assert all(live.edge(*pair) == each for pair, each in now.items())
        assert live.edge("a", "nothing") is None
        assert {live.texts["activity"][k]: n for k, n in live.reworked.items() if n} == {
            names[k]: n for k, n in enumerate(counted.reworked.tolist()) if n
        }
        assert compiled(live.log()) == compiled(whole)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 9), max_size=9),
    st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=12),
)
def test_the_kth_stays_the_kth(base: list[int], moves: list[tuple[bool, int]]) -> None:
    ordered, plain = Ordered(np.array(sorted(base), np.int64)), Counter(base)
    for comes, value in moves:
        if comes:
            ordered.add(value)
            plain[value] += 1
        elif plain[value]:
            ordered.remove(value)
            plain[value] -= 1
    left = sorted(plain.elements())
    assert [ordered.at(k) for k in range(len(ordered))] == left
    assert ordered.total == sum(left)

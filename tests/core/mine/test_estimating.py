"""What steps may take is estimated where begins are not known: right where its assumptions hold, else with a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.mine.plain import made_log
from varifocal.core.mine.estimating import estimates
from varifocal.core.mine.report import report
from varifocal.core.mine.told import told

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


def rows(count: int) -> list[tuple[str, str, datetime, datetime, str]]:
    """Cases come every half hour; Ada asks for 10 minutes, Ben works them off one after another, 40 minutes each."""
    found, free = [], NINE
    for number in range(count):
        asked = NINE + timedelta(minutes=30 * number)
        began = max(asked + timedelta(minutes=10), free)
        free = began + timedelta(minutes=40)
        found += [
            (str(number), "ask", asked, asked + timedelta(minutes=10), "Ada"),
            (str(number), "draw", began, free, "Ben"),
        ]
    return found


def test_who_works_off_a_queue_is_told_exactly_and_first_steps_are_not_told() -> None:
    log = replace(made_log(rows(41)), begin=None)
    (draw,) = estimates(log)
    assert (draw.activity, draw.times) == ("draw", 41)
    assert [round(hours * 60) for hours in draw.takes] == [40, 40, 40]
    assert [round(hours * 60) for hours in draw.waits] == [100, 200, 300], "ten minutes more with each case"


def test_pauses_are_taken_for_work_so_a_range_is_told() -> None:
    late = [
        (case, step, begin + timedelta(days=int(case) // 10), end + timedelta(days=int(case) // 10), who)
        for case, step, begin, end, who in rows(40)
    ]
    (draw,) = estimates(replace(made_log(late), begin=None))
    assert round(draw.takes[1] * 60) == 40
    slow = [(c, s, b, e + timedelta(hours=int(c) % 4 * (s == "draw")), w) for c, s, b, e, w in rows(40)]
    (draw,) = estimates(replace(made_log(slow), begin=None))
    assert draw.takes[0] < draw.takes[2]


def test_nothing_is_estimated_of_few_of_nobody_or_where_begins_are_known() -> None:
    log = replace(made_log(rows(41)), begin=None)
    assert estimates(replace(made_log(rows(19)), begin=None)) == []
    assert estimates(replace(log, person=None)) == []
    assert "estimates" not in told(made_log(rows(41)))
    found = told(log)
    assert [one["activity"] for one in found["estimates"]] == ["draw"]
    assert found["working_hours"] is None, "an estimate is no measurement"
    assert "An estimate: the log does not say" in report("x", found, [])

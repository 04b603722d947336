"""What a filter keeps is whole cases, and all that is asked of them is as if the others had never been."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine import plain
from core.mine.plain import made_log
from varifocal.core.mine.filtering import (
    Along,
    Between,
    Filter,
    Having,
    Lasting,
    Not,
    Through,
    Ways,
    keeps,
    only,
    read_filter,
)
from varifocal.core.mine.log import Column, EventLog, load, save
from varifocal.core.values import Invalid

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOURS = st.integers(0, 4)
CASES = st.lists(st.lists(st.tuples(st.sampled_from("abc"), HOURS, st.sampled_from("xy")), min_size=1, max_size=5),
                 min_size=1, max_size=6)  # fmt: skip
Row = tuple[str, str, datetime, datetime, str]


def rows_of(cases: list[list[tuple[str, int, str]]]) -> list[list[Row]]:
    found = []
    for number, steps in enumerate(cases):
        at, rows = NINE + timedelta(hours=2 * number), []
        for name, hours, role in steps:
            rows.append((str(number), name, at, at + timedelta(hours=hours), role))
            at += timedelta(hours=hours)
        found.append(rows)
    return found


def kept_plainly(rows: list[Row], each: Filter) -> bool:
    names = [row[1] for row in rows]
    first, last = rows[0][2], rows[-1][3]
    if isinstance(each, Not):
        return not kept_plainly(rows, each.filter)
    if isinstance(each, Between):
        inside = [each.first <= plain.micros(moment) < each.last for moment in (first, last)]
        if each.how == "touching":
            return plain.micros(last) >= each.first and plain.micros(first) < each.last
        return {"within": all(inside), "begin": inside[0], "end": inside[1]}[each.how]
    if isinstance(each, Through):
        far = len(each.steps)
        return any(tuple(names[k : k + far]) == each.steps for k in range(len(names)))
    if isinstance(each, Having) and each.name == "case":
        return rows[0][0] in each.texts
    if isinstance(each, Having):
        return any(row[1 if each.name == "activity" else 4] in each.texts for row in rows)
    if isinstance(each, Along) and each.directly:
        return any(
            (a[1], b[1]) == (each.before, each.after)
            and each.least_hours <= (b[3] - a[3]).total_seconds() / 3600 <= each.most_hours
            for a, b in pairwise(rows)
        )
    if isinstance(each, Along):
        froms = [k for k, name in enumerate(names) if name == each.before]
        tos = [k for k, name in enumerate(names) if name == each.after]
        return bool(froms and tos) and froms[0] < tos[-1]
    if isinstance(each, Ways):
        return tuple(names) in each.traces
    return each.least_hours <= (last - first).total_seconds() / 3600 <= each.most_hours


MOMENTS = st.integers(0, 12).map(lambda hours: plain.micros(NINE + timedelta(hours=hours)))
ONES = st.one_of(
    st.builds(Between, MOMENTS, MOMENTS, st.sampled_from(["within", "touching", "begin", "end"])),
    st.builds(Having, st.just("activity"), st.frozensets(st.sampled_from("abcz"))),
    st.builds(Having, st.sampled_from(["role", "person"]), st.frozensets(st.sampled_from("xy"))),
    st.builds(Along, st.just("a"), st.sampled_from("ab"), st.just(True), HOURS, st.just(3)),
    st.builds(Along, st.just("a"), st.sampled_from("ab"), st.just(False)),
    st.builds(Having, st.just("case"), st.frozensets(st.sampled_from("0123"))),
    st.builds(Through, st.text("ab", min_size=1, max_size=4).map(tuple)),
    st.builds(Lasting, HOURS, HOURS.map(lambda hours: hours + 2)),
    st.builds(Ways, st.frozensets(st.text("abc", min_size=1, max_size=2).map(tuple))),
)


@settings(max_examples=80, deadline=None)
@given(CASES, ONES, ONES)
def test_a_filtered_log_is_the_log_of_the_cases_that_stay(
    cases: list[list[tuple[str, int, str]]], one: Filter, two: Filter
) -> None:
    rows = rows_of([*cases, [("a", 1, "x"), ("b", 1, "y")]])
    log = made_log([row for case in rows for row in case])
    stay = [case for case in rows if kept_plainly(case, one) and not kept_plainly(case, two)]
    if not stay:
        with pytest.raises(Invalid, match="No case is left"):
            only(log, one, Not(two))
        return
    found = only(log, one, Not(two))
    assert plain.compiled(found) == plain.compiled(made_log([row for case in stay for row in case]))


def test_filters_are_said_in_words() -> None:
    march, forever = plain.micros(datetime(2027, 3, 1, tzinfo=UTC)), 1 << 62
    assert read_filter("since=2027-03-01") == Between(march, forever)
    assert read_filter("until=2027-03-01T01:00", zone="Europe/Berlin") == Between(-forever, march)
    assert read_filter("!path=a > b") == Not(Along("a", "b"))
    assert read_filter("path=a >> b") == Along("a", "b", directly=False)
    assert read_filter("client=Acme|Brix") == Having("client", frozenset({"Acme", "Brix"}))
    assert read_filter("path=a > b> a") == Through(("a", "b", "a"))
    assert read_filter("case=17") == Having("case", frozenset({"17"}))
    assert (read_filter("ways=3"), read_filter("hours=2-")) == (Ways(most=3), Lasting(2))
    for word in ("since=soon", "ways=many", "path=a", "client", "client=", "hours=a-b"):
        with pytest.raises(Invalid, match="is no filter"):
            read_filter(word)


def test_attributes_are_gathered_when_they_are_looked_at(tmp_path: Path) -> None:
    log = made_log(
        [row for case in rows_of([[("a", 1, "x")], [("b", 1, "x"), ("a", 1, "y")]]) for row in case]
    )
    whole = EventLog(
        log.cases, log.offsets, log.activity, log.end, log.row,
        attributes={"size": Column(np.array([0, 1, 0], np.int32), ["s", "m"])},
        case_attributes={"client": Column(np.array([0, 1], np.int32), ["Acme", "Brix"])},
    )  # fmt: skip
    save(whole, tmp_path / "kept")
    for each in (whole, load(tmp_path / "kept")):
        brix = only(each, Having("client", frozenset({"Brix"})))
        assert (list(brix.cases), brix.attributes["size"].codes.tolist()) == (["1"], [1, 0])
        assert brix.case_attributes["client"].codes.tolist() == [1]
        assert keeps(each, Having("size", frozenset({"m"}))).tolist() == [False, True]
        assert list(only(each, Ways(most=1)).cases) == ["0"]
    assert only(whole) is whole
    for wrong, words in (
        (Having("colour", frozenset()), "says nothing of 'colour'; it knows: activity, client, size"),
        (Along("a", "z"), "no activity 'z'"),
        (Between(0, 1, "near"), "not 'near'"),
    ):
        with pytest.raises(Invalid, match=words):
            only(whole, wrong)

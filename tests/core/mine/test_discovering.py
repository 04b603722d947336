"""A process that is found holds every case it was found in, and a map never leaves a step in the air."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import made_log
from varifocal.core.mine.conform import conform
from varifocal.core.mine.discovering import discover
from varifocal.core.mine.log import EventLog
from varifocal.core.mine.map import LEVELS, Maps, ProcessMap, levelled

LOGS = st.lists(st.text("abcde", min_size=1, max_size=7), min_size=1, max_size=12)
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


def log_of(traces: list[str]) -> EventLog:
    return made_log(
        [
            (str(case), letter, NINE + timedelta(hours=at), NINE + timedelta(hours=at + 1), "x")
            for case, trace in enumerate(traces)
            for at, letter in enumerate(trace)
        ]
    )


@settings(max_examples=80, deadline=None)
@given(LOGS, st.sampled_from([0.1, 0.2, 0.5]))
def test_without_noise_every_case_fits(traces: list[str], noise: float) -> None:
    log = log_of(traces)
    tree = discover(log, noise=0)
    assert conform(log, tree).costs.tolist() == [0] * len(traces)
    assert sorted(set(tree.steps())) == sorted(set("".join(traces)))
    assert tree == discover(log, noise=0)
    conform(log, discover(log, noise=noise))


@pytest.mark.parametrize(
    ("traces", "tree"),
    [
        (["abc"], "->( 'a', 'b', 'c' )"),
        (["abd", "acd"], "->( 'a', X( 'b', 'c' ), 'd' )"),
        (["abcd", "acbd"], "->( 'a', +( 'b', 'c' ), 'd' )"),
        (["ab", "a"], "->( 'a', X( tau, 'b' ) )"),
        (["aba", "a", "ababa"], "*( 'a', 'b' )"),
        (["abc", "abbbc"], "->( 'a', *( 'b', tau ), 'c' )"),
        (["abcbcd", "abcd"], "->( 'a', *( ->( 'b', 'c' ), tau ), 'd' )"),
    ],
)
def test_text_book_processes_are_found(traces: list[str], tree: str) -> None:
    assert str(discover(log_of(traces), noise=0)) == tree


def test_what_is_rare_is_left_out() -> None:
    traces = ["abc"] * 50 + ["cab"]
    assert conform(log_of(traces), discover(log_of(traces), noise=0)).fitting == 51
    tree = discover(log_of(traces), noise=0.2)
    assert str(tree) == "->( 'a', 'b', 'c' )"
    assert conform(log_of(traces), tree).fitting == 50


def in_the_air(found: ProcessMap) -> set[str]:
    """Steps of a map that no way leads to from a begin, or from which none leads to an end."""
    pairs = [(path.before, path.after) for path in found.paths]

    def reached(at: set[str], ways: list[tuple[str, str]]) -> set[str]:
        while more := {there for here, there in ways if here in at} - at:
            at = at | more
        return at

    here = reached({step.name for step in found.steps if step.begins}, pairs)
    on = reached(
        {step.name for step in found.steps if step.ends}, [(after, before) for before, after in pairs]
    )
    return {step.name for step in found.steps} - (here & on)


@settings(max_examples=60, deadline=None)
@given(LOGS)
def test_maps_grow_and_nothing_hangs_in_the_air(traces: list[str]) -> None:
    maps = Maps(log_of(traces))
    before: ProcessMap | None = None
    for level in (0, 20, 50, 80, 100):
        now = maps.at(level)
        assert in_the_air(now) == set()
        if before is not None:
            assert set(before.paths) <= set(now.paths)
            assert {step.name for step in before.steps} <= {step.name for step in now.steps}
            assert before.shown <= now.shown
        before = now
    assert before is not None
    assert before.shown == 1
    assert {step.name: step.times for step in before.steps} == {
        letter: "".join(traces).count(letter) for letter in set("".join(traces))
    }


@settings(max_examples=40, deadline=None)
@given(LOGS)
def test_all_maps_told_at_once_are_each_of_them(traces: list[str]) -> None:
    told, maps = levelled(log_of(traces)), Maps(log_of(traces))
    for number, level in enumerate(LEVELS):
        one = maps.at(level)
        on = {key: [each for each in told[key] if each["level"] <= level] for key in ("steps", "paths")}
        assert {each["name"]: each["times"] for each in on["steps"]} == {
            step.name: step.times for step in one.steps
        }
        assert {(each["from"], each["to"], each["times"]) for each in on["paths"]} == {
            (path.before, path.after, path.times) for path in one.paths
        }
        for side in ("begins", "ends"):
            there = {name: each["times"] for name, each in told[side].items() if each["level"] <= level}
            assert there == {step.name: getattr(step, side) for step in one.steps if getattr(step, side)}
        assert told["shown"][number] == pytest.approx(one.shown, abs=1e-6)


def test_the_main_road_is_the_most_frequent_way() -> None:
    maps = Maps(log_of(["abd"] * 6 + ["acd"] * 4 + ["e"] * 3))
    road = maps.at(0)
    assert [(path.before, path.after, path.times) for path in road.paths] == [("a", "b", 6), ("b", "d", 6)]
    assert [(step.name, step.place, step.begins, step.ends) for step in road.steps] == [
        ("a", 0, 10, 0), ("d", 1, 0, 10), ("b", 0.5, 0, 0),
    ]  # fmt: skip
    assert [step.name for step in maps.at(100).steps] == ["a", "d", "b", "c", "e"]

"""Nobody's own figure can be worked out from what is shown of groups."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.core.people.together import FEWEST, may_be_shown


def test_a_group_of_five_is_shown_where_nobody_or_five_are_left_over() -> None:
    first, second = set(range(5)), set(range(5, 10))
    assert may_be_shown(first | second, {"a": first, "b": second}) == ["a", "b"]
    assert may_be_shown(first | second, {"a": first, "b": second - {9}}) == ["a"]
    assert may_be_shown(set(range(9)), {"a": first}) == [], "what is left over are four"
    assert may_be_shown(set(range(14)), {"a": first, "b": second}) == ["a"], "beside both four would be left"
    assert may_be_shown(set(range(11)), {"a": set(range(6)), "b": set(range(5))}) == ["a"], (
        "they differ by one"
    )
    assert may_be_shown(set(range(4)), {"a": set(range(4))}) == []


@settings(max_examples=120, deadline=None)
@given(
    st.sets(st.integers(0, 24), max_size=25),
    st.dictionaries(st.sampled_from("abcde"), st.sets(st.integers(0, 24), max_size=20), max_size=5),
)
def test_no_two_that_are_shown_differ_by_a_few(everybody: set[int], groups: dict[str, set[int]]) -> None:
    shown = may_be_shown(everybody, groups)
    told = [everybody, *(groups[name] & everybody for name in shown)]
    for one, other in combinations(told, 2):
        assert not 0 < len(one - other) < FEWEST
        assert not 0 < len(other - one) < FEWEST
    assert not shown or min(map(len, told)) >= FEWEST
    left = everybody.difference(*told[1:])
    assert not shown or not 0 < len(left) < FEWEST

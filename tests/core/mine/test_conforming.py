"""Optimal alignments are optimal, and what deviates is told where it does."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import made_log
from varifocal.core.mine import tree as trees
from varifocal.core.mine.aligning import Aligner
from varifocal.core.mine.behaviour import TreeBehaviour
from varifocal.core.mine.conform import conform
from varifocal.core.mine.intended import (
    Intended,
    IntendedBehaviour,
    ReturningBehaviour,
    Step,
    read_intended,
)
from varifocal.core.mine.tree import (
    BESIDE,
    CHOICE,
    LOOP,
    NO_STEP,
    SEQUENCE,
    STEP,
    Tree,
    made,
    read_tree,
    step,
)
from varifocal.core.values import Invalid

LEAVES = st.one_of(st.just(NO_STEP), st.sampled_from("abc").map(step))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, parts: made(kind, *parts),
        st.sampled_from((SEQUENCE, CHOICE, BESIDE, LOOP)),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=6,
)


def nothing_left(tree: Tree) -> bool:
    if tree.kind in (STEP, trees.NOTHING):
        return tree.kind == trees.NOTHING
    if tree.kind == CHOICE:
        return any(map(nothing_left, tree.parts))
    return all(map(nothing_left, tree.parts[:1] if tree.kind == LOOP else tree.parts))


def derived(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Every first step and what is left after it (J. Brzozowski, "Derivatives of Regular Expressions", 1964)."""
    first, rest = tree.parts[:1], tree.parts[1:]
    if tree.kind == STEP:
        yield tree.name, NO_STEP
    elif tree.kind == CHOICE:
        for part in tree.parts:
            yield from derived(part)
    elif tree.kind == SEQUENCE:
        for name, left in derived(first[0]):
            yield name, made(SEQUENCE, left, *rest)
        if nothing_left(first[0]) and rest:
            yield from derived(made(SEQUENCE, *rest))
    elif tree.kind == BESIDE:
        for k, part in enumerate(tree.parts):
            for name, left in derived(part):
                yield name, made(BESIDE, *tree.parts[:k], left, *tree.parts[k + 1 :])
    elif tree.kind == LOOP:
        again = made(CHOICE, NO_STEP, *(made(SEQUENCE, part, tree) for part in rest))
        for name, left in derived(first[0]):
            yield name, made(SEQUENCE, left, again)
        if nothing_left(first[0]):
            for part in rest:
                for name, left in derived(part):
                    yield name, made(SEQUENCE, left, tree)


def fewest(tree: Tree, trace: str) -> int:
    """Deviations of the best alignment, by looking everywhere."""
    queue: list[tuple[int, int, str]] = [(0, 0, str(tree))]
    known = {str(tree): tree}
    done: set[tuple[int, str]] = set()
    while True:
        cost, negative, text = heapq.heappop(queue)
        at, here = -negative, known[text]
        if (at, text) in done:
            continue
        done.add((at, text))
        if at == len(trace) and nothing_left(here):
            return cost
        if at < len(trace):
            heapq.heappush(queue, (cost + 1, negative - 1, text))
        for name, left in derived(here):
            known[str(left)] = left
            heapq.heappush(queue, (cost + 1, negative, str(left)))
            if at < len(trace) and name == trace[at]:
                heapq.heappush(queue, (cost, negative - 1, str(left)))


@settings(max_examples=80, deadline=None)
@given(TREES, st.text("abcd", max_size=5))
def test_no_alignment_has_fewer_deviations(tree: Tree, trace: str) -> None:
    assert read_tree(str(tree)) == tree
    found = Aligner(TreeBehaviour(tree)).align(trace)
    assert found.cost == fewest(tree, trace)
    # and what it says is a run of the process: without what is not allowed, with what is missing
    run = "".join(
        "".join(missing) + (letter if ok else "")
        for missing, letter, ok in zip(found.missing, (*trace, ""), (*found.allowed, True), strict=True)
    )
    assert fewest(tree, run) == 0
    assert found.cost == sum(map(len, found.missing)) + found.allowed.count(False)


def as_tree(process: Intended) -> Tree:
    """An intended process without returns, as a tree."""
    parts = []
    for each in process.steps:
        one = step(each.name)
        again = made(LOOP, one, NO_STEP) if each.most is None else one
        for _ in range((each.most or 1) - 1):
            again = made(SEQUENCE, one, made(CHOICE, NO_STEP, again))
        parts.append(made(CHOICE, NO_STEP, again) if each.optional else again)
    return made(SEQUENCE, *parts)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from([1, 2, None])), min_size=3, max_size=3),
    st.text("abcd", max_size=6),
)
def test_an_intended_process_is_a_tree(rules: list[tuple[bool, int | None]], trace: str) -> None:
    steps = (Step(name, optional=o, most=m) for name, (o, m) in zip("abc", rules, strict=True))
    process = Intended(tuple(steps))
    tree = as_tree(process)
    both = (IntendedBehaviour(process), TreeBehaviour(tree))
    assert len({Aligner(each).align(trace).cost for each in both}) == 1


def test_returns_are_allowed_where_they_are_named() -> None:
    process = Intended(
        (Step("brief"), Step("draw"), Step("review", back_to="draw"), Step("send", back_to="brief"))
    )
    aligner = Aligner(IntendedBehaviour(process))

    def cost(text: str) -> int:
        return aligner.align(text.split()).cost

    assert cost("brief draw review send") == 0
    assert cost("brief draw review draw review draw review send") == 0
    assert cost("brief draw review send brief draw review send") == 0
    assert cost("brief draw draw review send") == 1
    assert cost("brief draw review brief draw review send") == 1
    assert cost("brief draw brief draw review send") == 2
    missing = aligner.align(["brief", "draw", "draw", "send"])
    assert (missing.cost, missing.missing[2], missing.missing[3]) in {
        (2, ("review",), ("review",)),
        (2, (), ("review",)),
    }


NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


def test_what_deviates_is_told_with_its_cases_and_hours() -> None:
    def case(name: str, *steps: tuple[str, float, str]) -> list[tuple[str, str, datetime, datetime, str]]:
        at, rows = NINE, []
        for what, hours, role in steps:
            rows.append((name, what, at, at + timedelta(hours=hours), role))
            at += timedelta(hours=hours)
        return rows

    rows = case("1", ("brief", 1, "lead"), ("draw", 2, "maker"), ("approve", 1, "lead"))
    rows += case(
        "2", ("brief", 1, "lead"), ("sketch", 1, "maker"), ("chat", 9, "lead"), ("approve", 3, "maker")
    )
    rows += case(
        "3", ("brief", 1, "lead"), ("approve", 9, "lead"), ("draw", 2, "maker"), ("approve", 1, "lead")
    )
    process = read_intended(
        '{"steps": ["brief", {"name": "draw", "called": ["sketch"]},'
        ' {"name": "approve", "roles": ["lead"], "within_hours": 2}], "within_hours": 12}'
    )
    found = conform(made_log(rows), process, rate=(60, 90))
    assert (found.cases, found.fitting, found.costs.tolist(), found.late_cases) == (3, 1, [0, 1, 1], 2)
    assert found.fitness == pytest.approx((1 + 6 / 7 + 6 / 7) / 3)
    roads = {(before, after): (good, off) for before, after, good, off in found.passages}
    assert roads["brief", "draw"] == (2, 0)
    assert roads["draw", "chat"] == (0, 1)
    assert roads["", "brief"] == roads["approve", ""] == (3, 0)
    assert sum(map(sum, roads.values())) == 11 + 3, "every event, and the end of every case"
    told = {(each.kind, each.step, each.next_to): each for each in found.deviations}
    assert set(told) == {
        ("not foreseen", "chat", "draw"), ("not foreseen", "approve", "brief"),
        ("wrong role", "approve", "chat"), ("late", "approve", "chat"),
    }  # fmt: skip
    chat = told["not foreseen", "chat", "draw"]
    assert (chat.times, chat.evidence, chat.working_hours, chat.price_month) == (1, ("2",), 9, (540, 810))
    assert told["late", "approve", "chat"].passed_hours == 1
    assert chat.longer_hours is None, "nothing is said of so few cases"
    assert chat.sentence == "In 1 of 3 cases chat is done where it is not foreseen, most often after draw."
    _, draw, approve = found.steps
    assert (draw.times, draw.missing, approve.times, approve.not_foreseen, approve.wrong_role) == (
        3,
        0,
        3,
        1,
        1,
    )
    assert draw.median_hours == 2

    easy = Intended(process.steps, others=True)
    assert ("not foreseen", "chat") not in {
        (d.kind, d.step) for d in conform(made_log(rows), easy).deviations
    }
    assert [each.name for each in conform(made_log(rows), as_tree(process)).steps] == [
        "brief",
        "draw",
        "approve",
    ]
    assert conform(made_log(rows), as_tree(process)).costs.tolist() == [0, 3, 1]


def test_a_process_is_kept_as_text_and_a_wrong_one_is_named() -> None:
    process = Intended(
        (Step("a", ("x",), most=None), Step("b", back_to="a", within_hours=4, called=("c",))), "Ours"
    )
    assert read_intended(process.as_json()) == process
    for text, words in (
        ('{"steps": []}', "one step or more"),
        ('{"steps": ["a", "a"]}', "Two steps are called “a”"),
        ('{"steps": ["a", {"name": "b", "back_to": "c"}]}', "no step before it"),
        ('{"steps": [{"name": "a", "most": 0}]}', "say 1 or more"),
        ('{"steps": [{"name": "a", "within_hours": -1}]}', "makes no sense"),
        ('{"steps": [{"nam": "a"}]}', "does not know nam"),
        ('{"steps": [{"roles": ["x"]}]}', "does not say its name"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
    ):
        with pytest.raises(Invalid, match=words):
            read_intended(text)
    for text in (
        "",
        "->(",
        "->('a'",
        "'a', 'b'",
        "*('a')",
        "X('a' 'b')",
        "nothing",
        "+()",
        "'a' 'b'",
        "->('a',)",
    ):
        with pytest.raises(Invalid):
            read_tree(text)
    assert read_tree(r"->('it\'s', tau)").parts[0].name == "it's"


def told_apart(trace: str, other: str) -> int:
    """Steps to be left out and put in to make one of the other: no more than that is in common in order."""
    best = [0] * (len(other) + 1)
    for letter in trace:
        row = [0]
        for at, there in enumerate(other, start=1):
            row.append(best[at - 1] + 1 if letter == there else max(best[at], row[at - 1]))
        best = row
    return len(trace) + len(other) - 2 * best[-1]


RETURNING = Intended((Step("a"), Step("b", most=2), Step("c", most=2, optional=True)), returns=True)
WAYS = [
    word
    for size in range(1, 6)
    for letters in itertools.product("abc", repeat=size)
    for word in ["".join(letters)]
    if list(dict.fromkeys(word)) in (list("a"), list("ab"), list("abc"))
    and all(word.count(letter) <= most for letter, most in zip("abc", (1, 2, 2), strict=True))
]


@given(st.text("abcx", max_size=6))
def test_where_one_may_come_back_the_fewest_deviations_are_found_too(trace: str) -> None:
    aligner = Aligner(ReturningBehaviour(RETURNING))
    whole = [word for word in WAYS if "b" in word]
    assert aligner.align(trace).cost == min(told_apart(trace, word) for word in whole)
    assert aligner.align(trace, going_on=True).cost == min(told_apart(trace, word) for word in ["", *WAYS])


def test_a_returning_process_is_said_in_json_and_names_no_way_back() -> None:
    said = '{"returns": true, "steps": ["a", {"name": "b", "most": 2}]}'
    process = read_intended(said)
    assert process.returns
    assert process.repeated() == {"b"}
    assert read_intended(process.as_json()) == process
    with pytest.raises(Invalid, match="any step"):
        read_intended('{"returns": true, "steps": ["a", {"name": "b", "back_to": "a"}]}')

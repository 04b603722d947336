"""The planner of a process: in Python first, compiled once that is loaded; the plan is the same."""

from __future__ import annotations

import threading

import pytest

from core.portfolios import portfolio as random_portfolio
from varifocal.core import plan as in_python
from varifocal.flows import planner


@pytest.fixture(autouse=True)
def in_python_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "_loaded", {})
    monkeypatch.setattr(planner, "SOON", 0.0)
    monkeypatch.setattr(planner, "LOOK_EVERY", 0.01)


def test_the_plan_is_the_same_before_and_after_it_is_compiled() -> None:
    portfolio = random_portfolio(4, tasks=40, people=6, wild=0.3)
    before = planner.plan(portfolio)
    assert not planner.is_compiled()
    planner.load()
    assert planner.is_compiled()
    assert planner.plan(portfolio) == before == in_python.plan(portfolio)
    assert isinstance(planner.propose(portfolio, before, seed=1), list)


def test_a_process_gets_it_ready_beside_its_work() -> None:
    stop = threading.Event()
    planner.make_ready(stop, compiles=True).join(240)
    assert planner.is_compiled()


def test_who_is_told_to_stop_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    stop.set()
    monkeypatch.setattr(planner, "SOON", 5.0)
    planner.make_ready(stop, compiles=True).join(2)
    assert not planner.is_compiled()


def test_who_does_not_compile_waits_for_who_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def not_yet() -> bool:
        asked.append(1)
        return len(asked) > 3

    monkeypatch.setattr(planner, "_was_compiled", not_yet)
    monkeypatch.setattr(planner, "_compile", lambda _: True)
    planner.make_ready(threading.Event(), compiles=False).join(60)
    assert len(asked) == 4
    assert planner.is_compiled()

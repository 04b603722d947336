"""What a process has compiled: nothing first, planner and forecaster once they are loaded; the answers are the same."""

from __future__ import annotations

import threading

import pytest

from core.portfolios import portfolio as random_portfolio
from varifocal.core import plan as in_python
from varifocal.flows import compiled, forecaster, planner


@pytest.fixture(autouse=True)
def in_python_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_loaded", {})
    monkeypatch.setattr(compiled, "SOON", 0.0)
    monkeypatch.setattr(compiled, "LOOK_EVERY", 0.01)


def test_plan_and_forecast_are_the_same_before_and_after_they_are_compiled() -> None:
    portfolio = random_portfolio(4, tasks=40, people=6, wild=0.3)
    before = planner.plan(portfolio)
    foretold = forecaster.forecast(portfolio, before, draws=300)
    assert not compiled.is_loaded()
    compiled.load()
    assert compiled.is_loaded()
    assert planner.plan(portfolio) == before == in_python.plan(portfolio)
    assert forecaster.forecast(portfolio, before, draws=300) == foretold
    assert isinstance(planner.propose(portfolio, before, seed=1), list)


def test_a_process_gets_it_ready_beside_its_work() -> None:
    stop = threading.Event()
    compiled.make_ready(stop, compiles=True).join(240)
    assert compiled.is_loaded()
    assert compiled._was_compiled()


def test_who_is_told_to_stop_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    stop.set()
    monkeypatch.setattr(compiled, "SOON", 5.0)
    compiled.make_ready(stop, compiles=True).join(2)
    assert not compiled.is_loaded()


def test_who_does_not_compile_waits_for_who_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def not_yet() -> bool:
        asked.append(1)
        return len(asked) > 3

    monkeypatch.setattr(compiled, "_was_compiled", not_yet)
    monkeypatch.setattr(compiled, "_compile", lambda _: True)
    compiled.make_ready(threading.Event(), compiles=False).join(60)
    assert len(asked) == 4
    assert compiled.is_loaded()

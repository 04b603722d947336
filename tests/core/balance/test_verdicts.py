"""Too short, too long: each rule at its edge, with evidence, size and one act."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from varifocal.core.balance.kept import Kept
from varifocal.core.balance.reach import HoursByReach, Reach
from varifocal.core.balance.verdicts import (
    About,
    Looked,
    PromiseHeld,
    Rule,
    Service,
    Side,
    Stepping,
    StrategyHours,
    Subject,
    Verdict,
    verdicts,
)

TODAY = date(2026, 11, 23)
HOURS = HoursByReach({Reach.OWED: 80.0, Reach.FAR: 20.0}, unplaced=0.0, real=100.0)
SCHOOL = Subject(About.GOAL, 1, "A school")


def looked(**more: Any) -> Looked:
    return Looked(TODAY, HOURS, **more)


def only(judged_of: Looked) -> Verdict:
    judged = verdicts(judged_of)
    (verdict,) = judged.verdicts
    assert judged.silent == ""
    assert verdict.evidence
    assert verdict.act.sentence
    return verdict


def weeks(*shares: float | None) -> list[Kept]:
    monday = date(2026, 10, 26)
    return [
        Kept(monday + timedelta(weeks=n), 10.0, 10.0 * share) if share is not None else Kept(monday, 0.0, 0.0)
        for n, share in enumerate(shares)
    ]


def test_kept_below_half_in_three_of_four_weeks_is_too_short() -> None:
    verdict = only(looked(weeks=weeks(0.4, 0.9, 0.2, 0.49)))
    assert (verdict.side, verdict.rule) == (Side.TOO_SHORT, Rule.FAR_HOURS_NOT_KEPT)
    assert verdict.size == pytest.approx(19.1)


@pytest.mark.parametrize("shares", [(0.5, 0.5, 0.4, 0.4), (0.1, None, None, 0.1), (0.1, 0.9, 0.9, 0.2, 0.2)])
def test_two_broken_weeks_or_weeks_that_agreed_on_nothing_are_no_verdict(shares: tuple[float, ...]) -> None:
    assert verdicts(looked(weeks=weeks(*shares))).verdicts == ()


RESTING = Stepping(
    SCHOOL,
    since=TODAY - timedelta(days=200),
    target=TODAY + timedelta(days=92),
    last_finished=TODAY - timedelta(days=28),
    next_fits=TODAY + timedelta(days=15),
)


def test_a_far_goal_at_rest_is_too_short_and_asks_for_one_step() -> None:
    verdict = only(looked(stepping=[RESTING]))
    assert (verdict.side, verdict.rule, verdict.size) == (Side.TOO_SHORT, Rule.GOAL_AT_REST, 4.0)
    assert "A school" in verdict.act.sentence


@pytest.mark.parametrize(
    "change",
    [
        {"target": TODAY + timedelta(days=91)},
        {"last_finished": TODAY - timedelta(days=27)},
        {"next_fits": TODAY + timedelta(days=14)},
        {"last_finished": None, "since": TODAY - timedelta(days=27)},
        {"target": None},
    ],
)
def test_a_near_goal_a_fresh_step_or_one_that_fits_soon_is_no_rest(change: dict[str, Any]) -> None:
    assert verdicts(looked(stepping=[replace(RESTING, **change)])).verdicts == ()


def test_a_strategy_without_anybodys_hours_is_too_short() -> None:
    strategies = [StrategyHours(1, "Own formats", 0.0), StrategyHours(2, "Fewer, larger clients", 3.0)]
    verdict = only(looked(strategies=strategies))
    assert (verdict.rule, verdict.subject.name) == (Rule.STRATEGY_WITHOUT_HOURS, "Own formats")


def test_a_goal_or_decision_with_no_step_that_fits_is_too_long() -> None:
    decision = Stepping(Subject(About.DECISION, 4, "Second office?"), since=TODAY - timedelta(days=70))
    verdict = only(looked(stepping=[decision]))
    assert (verdict.side, verdict.rule, verdict.size) == (Side.TOO_LONG, Rule.NO_STEP_FITS, 10.0)


PROMISE = PromiseHeld(1, "Museum site", TODAY + timedelta(days=28), chance=0.6, wanted=0.8, could_wait=12.0)


def test_a_promise_in_danger_while_far_hours_stand_before_it_is_too_long() -> None:
    verdict = only(looked(promises=[PROMISE]))
    assert (verdict.side, verdict.rule, verdict.size) == (Side.TOO_LONG, Rule.PROMISE_IN_DANGER, 12.0)
    assert "60 %" in verdict.sentence


@pytest.mark.parametrize(
    "change",
    [
        {"chance": 0.8},
        {"chance": None},
        {"could_wait": 0.0},
        {"due": TODAY + timedelta(days=29)},
        {"due": TODAY - timedelta(days=1)},
    ],
)
def test_a_promise_that_holds_is_far_off_or_unhelped_by_waiting_is_no_verdict(change: dict[str, Any]) -> None:
    assert verdicts(looked(promises=[replace(PROMISE, **change)])).verdicts == ()


def test_a_missed_service_level_is_too_long() -> None:
    services = [
        Service(1, "Every enquiry answered in a day", wanted=0.95, met=0.7, times=40),
        Service(2, "Payroll on the 28th", wanted=1.0, met=1.0, times=3),
        Service(3, "Plants watered", wanted=1.0, met=None, times=0),
    ]
    verdict = only(looked(services=services))
    assert verdict.size == pytest.approx(25.0)
    assert verdict.evidence == ("28 of 40 times in time.",)


def test_both_sides_may_be_true_at_once() -> None:
    sides = {one.side for one in verdicts(looked(stepping=[RESTING], promises=[PROMISE])).verdicts}
    assert sides == {Side.TOO_SHORT, Side.TOO_LONG}


def test_above_a_fifth_unplaced_there_is_no_verdict_but_a_sentence() -> None:
    at_a_fifth = HoursByReach({Reach.OWED: 80.0}, unplaced=20.0, real=100.0)
    above = HoursByReach({Reach.OWED: 79.0}, unplaced=21.0, real=100.0)
    assert verdicts(Looked(TODAY, at_a_fifth, promises=[PROMISE])).verdicts
    judged = verdicts(Looked(TODAY, above, promises=[PROMISE]))
    assert judged.verdicts == ()
    assert "21 %" in judged.silent


def test_mostly_assumed_hours_are_no_ground_for_a_verdict() -> None:
    assumed = HoursByReach({Reach.OWED: 100.0}, real=59.0)
    judged = verdicts(Looked(TODAY, assumed, promises=[PROMISE]))
    assert judged.verdicts == ()
    assert "59 %" in judged.silent

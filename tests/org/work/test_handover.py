"""Handing over: an offer until it is taken; every verb, who may, what is stale, and what undo brings back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed, Stale
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Person
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.order import Assignment, SkillNeed
from varifocal.org.work.task import Task, TaskIsClosed

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=3)
State = Handover.State


@pytest.fixture
def here() -> Cast:
    return cast()


def offer(here: Cast, to: Person, task: Task | None = None, **other: Any) -> Handover:
    """Marek offers a task."""
    terms: dict[str, Any] = {"brief": "Four frames we could shoot", "look_in": SOON, "at": NOW, "on": TODAY}
    return Handover.hand_over(task or here.shoot, to, by=here.account(here.marek), **(terms | other))


def who(task: Task) -> list[str]:
    return [row.person.name for row in Assignment.objects.filter(task=task).select_related("person")]


def undo_last(here: Cast) -> None:
    undo(Change.objects.latest("number").act, by=here.house)


def facts() -> list[Any]:
    """All that says who does what, without versions."""
    rows = [
        *Assignment.objects.order_by("pk").values("pk", "task", "person", "rank"),
        *(row.plain() | {"version": 0} for row in Handover.objects.order_by("pk")),
        *RaisedHand.objects.order_by("pk").values("pk", "task", "person"),
        *Task.objects.order_by("pk").values("pk", "hours_left"),
    ]
    return [str(row) for row in rows]


def test_an_offer_is_an_assignment_that_is_not_agreed_yet(here: Cast) -> None:
    one = offer(here, here.tom)
    assert who(here.shoot) == ["Tom Okafor"]
    assert (one.state, one.is_open, one.giver, one.taker) == (State.OFFERED, True, here.marek, here.tom)
    one.take_it(by=here.account(here.tom), seen=one.version, at=NOW)
    assert (one.state, one.is_open, one.taken_at) == (State.TAKEN, False, NOW)
    assert who(here.shoot) == ["Tom Okafor"]
    assert not Handover.objects.offered().exists()


def test_a_plain_assignment_is_agreed_as_ever(here: Cast) -> None:
    Assignment.agree(here.shoot, [here.tom], by=here.account(here.marek))
    assert not Handover.objects.exists()


def test_handing_over_agreed_work_makes_it_an_offer_and_one_person_does_it_instead(here: Cast) -> None:
    kept = Assignment.objects.get(task=here.storyboard)
    assert offer(here, here.tom, here.storyboard).assignment == kept
    offer(here, here.ana, here.storyboard)
    assert who(here.storyboard) == ["Ana Silva"]
    assert [str(one.taker) for one in Handover.objects.standing()] == ["Ana Silva"]


def test_a_crew_does_it_together(here: Cast) -> None:
    SkillNeed.need(here.shoot, here.design, by=here.house, count=2)
    offer(here, here.tom)
    offer(here, here.ana)
    assert sorted(who(here.shoot)) == ["Ana Silva", "Tom Okafor"]
    assert Handover.objects.offered().count() == 2


def test_ask_answer_take_and_look_in(here: Cast) -> None:
    tom, marek, one = here.account(here.tom), here.account(here.marek), offer(here, here.tom)
    one.ask("In colour?", by=tom, seen=one.version, at=NOW)
    assert one.state == State.ASKED
    one.answer("Black and white", by=marek, seen=one.version, at=NOW)
    assert one.state == State.OFFERED
    assert [(said["act"], said["words"]) for said in one.talk] == [
        ("asked", "In colour?"),
        ("answered", "Black and white"),
    ]
    one.take_it(by=tom, seen=one.version, at=NOW)
    one.tell_left(Decimal("5.5"), "", by=tom, seen=one.version, at=NOW)
    assert Task.objects.get(pk=here.shoot.pk).hours_left == Decimal("5.5")
    assert (one.left_then, one.looked_in_at) == (Decimal("5.5"), NOW)
    assert Change.objects.filter(verb="task.left_said").count() == 1, "the plan learns it by the usual verb"


def test_what_stands_against_it_is_met_by_another_offer(here: Cast) -> None:
    tom, marek, one = here.account(here.tom), here.account(here.marek), offer(here, here.tom)
    one.object_to("I am away that week", by=tom, seen=one.version, at=NOW)
    assert one.state == State.AGAINST
    later = {"brief": "Two frames", "freedom": "show", "look_in": SOON + timedelta(days=9)}
    one.change(by=marek, seen=one.version, at=NOW, on=TODAY, **later)
    assert (one.state, one.brief, one.freedom) == (State.OFFERED, "Two frames", "show")
    one.withdraw(by=marek, seen=one.version, at=NOW)
    assert who(here.shoot) == []
    assert (one.state, one.assignment) == (State.WITHDRAWN, None)


def test_what_was_taken_is_given_back_with_a_reason_and_open_again(here: Cast) -> None:
    tom, one = here.account(here.tom), offer(here, here.tom)
    with pytest.raises(Impossible, match="only offered"):
        one.give_back("No", by=tom, seen=one.version, at=NOW)
    one.take_it(by=tom, seen=one.version, at=NOW)
    with pytest.raises(Impossible, match="as it was offered"):
        one.change(
            by=here.account(here.marek),
            seen=one.version,
            brief="Ten",
            freedom="do",
            look_in=SOON,
            at=NOW,
            on=TODAY,
        )
    with pytest.raises(Impossible, match="few words"):
        one.give_back("  ", by=tom, seen=one.version, at=NOW)
    one.give_back("My knee", by=tom, seen=one.version, at=NOW)
    assert who(here.shoot) == []
    assert (one.state, one.talk[-1]["words"]) == (State.GIVEN_BACK, "My knee")
    offer(here, here.tom)
    assert who(here.shoot) == ["Tom Okafor"], "she may be asked again"


def test_another_day_to_look_in_asks_again(here: Cast) -> None:
    tom, one = here.account(here.tom), offer(here, here.tom)
    one.take_it(by=tom, seen=one.version, at=NOW)
    one.tell_left(Decimal(4), "Fine", by=tom, seen=one.version, at=NOW)
    told = {"brief": one.brief, "freedom": one.freedom, "look_in": SOON + timedelta(days=4)}
    one.change(by=here.account(here.marek), seen=one.version, at=NOW, on=TODAY, **told)
    assert (one.state, one.looked_in_at) == (State.TAKEN, None)


def test_released_by_the_manager_the_hand_over_stands_no_more(here: Cast) -> None:
    one = offer(here, here.tom)
    Assignment.agree(here.shoot, [here.ana], by=here.house)
    assert not Handover.objects.standing().exists()
    one.refresh_from_db()
    with pytest.raises(Impossible, match="not Tom Okafor's any more"):
        one.take_it(by=here.account(here.tom), seen=one.version, at=NOW)


def test_two_answers_to_one_offer_and_the_second_is_refused_kindly(here: Cast) -> None:
    one = offer(here, here.tom)
    hers, his = Handover.objects.get(pk=one.pk), Handover.objects.get(pk=one.pk)
    seen = one.version
    his.withdraw(by=here.account(here.marek), seen=seen, at=NOW)
    with pytest.raises(Stale, match="Nothing was written"):
        hers.take_it(by=here.account(here.tom), seen=seen, at=NOW)
    assert who(here.shoot) == []


STEPS = ("take_it", "ask", "object_to", "answer", "change", "withdraw", "give_back", "tell_left")
TAKEN_FIRST = {"give_back", "tell_left"}


def act(step: str, one: Handover, by: Any) -> None:
    given: dict[str, Any] = {"by": by, "seen": one.version, "at": NOW}
    if step == "change":
        given |= {"brief": "Other", "freedom": "decide", "look_in": SOON, "on": TODAY}
    words = {"ask": ["Why?"], "object_to": ["No time"], "answer": ["So"], "give_back": ["Ill"]}
    words["tell_left"] = [Decimal(2), "Slow"]  # type: ignore[list-item]
    getattr(one, step)(*words.get(step, []), **given)


@pytest.mark.parametrize("step", STEPS)
def test_undo_takes_every_act_back_whole(here: Cast, step: str) -> None:
    RaisedHand.raise_hand(here.shoot, by=here.account(here.tom), at=NOW)
    before_all = facts()
    one = offer(here, here.tom)
    offered = Change.objects.latest("number").act
    if step in TAKEN_FIRST:
        one.take_it(by=here.account(here.tom), seen=one.version, at=NOW)
    before = facts()
    act(step, one, here.house if step in ("answer", "change", "withdraw") else here.account(here.tom))
    assert facts() != before
    undo_last(here)
    assert facts() == before
    if step in TAKEN_FIRST:
        undo(Change.objects.get(verb="handover.taken").act, by=here.house)
    undo(offered, by=here.house)
    assert facts() == before_all


def test_undo_gives_the_earlier_promise_back(here: Cast) -> None:
    one = offer(here, here.tom)
    one.take_it(by=here.account(here.tom), seen=one.version, at=NOW)
    before = facts()
    offer(here, here.ana)
    undo_last(here)
    assert facts() == before
    assert Handover.objects.standing().get().taker == here.tom


@pytest.mark.parametrize("name", ["ines", "marek", "lea", "tom", "ana", "gus"])
def test_who_may(here: Cast, name: str) -> None:
    by, one = here.account(getattr(here, name)), offer(here, here.tom)
    steers, takes = name in ("ines", "marek"), name == "tom"
    for step in ("answer", "change", "withdraw"):
        assert bool(by.can("steer", one)) is steers
        if not steers:
            with pytest.raises(NotAllowed):
                act(step, one, by)
    for step in ("take_it", "ask", "object_to", "give_back", "tell_left"):
        assert bool(by.can("answer_for", one)) is takes
        if not takes:
            with pytest.raises(NotAllowed):
                act(step, one, by)
    if not steers:
        with pytest.raises(NotAllowed):
            Handover.hand_over(here.script, here.tom, by=by, brief="So", look_in=SOON, at=NOW, on=TODAY)
    assert Handover.objects.visible_to(by).exists() is (name != "gus")


def test_in_a_guarded_project_nobody_else_sees_or_raises(here: Cast) -> None:
    offer(here, here.ines, here.hush)
    tom = here.account(here.tom)
    assert not Handover.objects.visible_to(tom).exists()
    with pytest.raises(NotAllowed):
        RaisedHand.raise_hand(here.hush, by=tom, at=NOW)
    assert not RaisedHand.objects.exists()


def test_a_raised_hand_is_heard_lowered_and_never_doubled(here: Cast) -> None:
    tom, ana = here.account(here.tom), here.account(here.ana)
    hand = RaisedHand.raise_hand(here.shoot, by=tom, at=NOW)
    assert RaisedHand.raise_hand(here.shoot, by=tom, at=NOW) == hand
    RaisedHand.raise_hand(here.shoot, by=ana, at=NOW)
    with pytest.raises(NotAllowed):
        hand.lower(by=ana)
    offer(here, here.tom)
    assert [one.person for one in RaisedHand.objects.all()] == [here.ana], "the other hand stays up"
    with pytest.raises(Impossible, match="yours already"):
        RaisedHand.raise_hand(here.shoot, by=tom, at=NOW)
    RaisedHand.objects.get().lower(by=ana)
    undo_last(here)
    assert RaisedHand.objects.get().person == here.ana
    with pytest.raises(Impossible, match="belongs to nobody"):
        RaisedHand.raise_hand(here.shoot, by=here.house, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"brief": " "}, "what good looks like"),
        ({"brief": "x" * 2_001}, "2,000 characters"),
        ({"look_in": TODAY - timedelta(days=1)}, "lies behind us"),
        ({"look_in": TODAY + timedelta(days=900)}, "two years"),
        ({"freedom": "obey"}, "no freedom"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_in_words(here: Cast, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Impossible, match=words):
        offer(here, here.tom, **wrong)
    assert who(here.shoot) == []


def test_what_is_done_waits_or_is_offered_already_is_not_handed_over(here: Cast) -> None:
    offer(here, here.tom)
    with pytest.raises(Impossible, match="offered to Tom Okafor already"):
        offer(here, here.tom)
    here.ana.leave(TODAY - timedelta(days=1), by=here.house, seen=here.ana.version)
    with pytest.raises(Impossible, match="not here any more"):
        offer(here, here.ana, here.script)
    here.script.refresh_from_db()
    here.script.ask(here.acme, TODAY, by=here.house, seen=here.script.version)
    with pytest.raises(Impossible, match="A wait is nobody's work"):
        offer(here, here.tom, here.script)
    here.storyboard.finish(by=here.house, seen=here.storyboard.version, at=NOW)
    with pytest.raises(TaskIsClosed):
        offer(here, here.tom, here.storyboard)
    with pytest.raises(TaskIsClosed):
        RaisedHand.raise_hand(here.storyboard, by=here.account(here.ana), at=NOW)

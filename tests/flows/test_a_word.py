"""Who needs a word: facts, at most three, of people one leads; nobody else hears of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.a_word import Word, word_says
from varifocal.flows.replan import replan
from varifocal.flows.review.week import week
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence
from varifocal.org.work.doing import Comment
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def words(here: Cast, who: object) -> list[Word]:
    replan(NOW)
    return list(week(here.account(who), NOW).words)  # type: ignore[arg-type]


def hard(here: Cast) -> Task:
    task = Task.plan(here.spring, "The long cut", by=here.house, on=TODAY - timedelta(days=9), effort="20")
    Assignment.agree(task, [here.tom], by=here.house)
    return task.finish(by=here.house, seen=task.version, at=NOW - timedelta(days=2))


def test_something_hard_was_finished_and_nobody_remarked(here: Cast) -> None:
    task = hard(here)
    (one,) = words(here, here.lea)
    assert (one.kind, one.person, one.task) == ("done", here.tom.pk, task.pk)
    assert word_says(one, TODAY) == "Tom Okafor finished “The long cut”, and nobody has said a word about it."
    Comment.say(task, "Great", by=here.house, at=NOW - timedelta(days=1), person=here.ana)
    assert words(here, here.lea) == []


def test_praise_silences_it_too(here: Cast) -> None:
    task = hard(here)
    Praise.give(here.tom, "Thank you", by=here.account(here.ana), giver=here.ana, on=TODAY, task=task)
    assert words(here, here.lea) == []


def test_nobody_hears_of_people_she_does_not_lead(here: Cast) -> None:
    hard(here)
    assert words(here, here.marek) == []
    assert words(here, here.tom) == []
    assert [one.kind for one in words(here, here.ines)] == ["done"]


def test_what_is_finished_where_she_does_not_look_is_not_told(here: Cast) -> None:
    task = Task.plan(here.secret, "Hush cut", by=here.house, on=TODAY - timedelta(days=9), effort="20")
    Assignment.agree(task, [here.tom], by=here.house)
    task.finish(by=here.house, seen=task.version, at=NOW - timedelta(days=2))
    assert words(here, here.lea) == []


def test_a_look_in_a_talk_and_somebody_back_come_first_and_never_more_than_three(here: Cast) -> None:
    hard(here)
    marek = here.account(here.marek)
    handed = Handover.hand_over(here.shoot, here.ana, by=marek, brief="Dawn", look_in=TODAY, at=NOW, on=TODAY)
    handed.take_it(by=here.account(here.ana), seen=handed.version, at=NOW)
    assert [(one.kind, one.person) for one in words(here, here.marek)] == [("look_in", here.ana.pk)]
    Mentorship.begin(here.lea, here.ana, here.design, TODAY, by=here.house, next_talk=TODAY)
    Absence.announce(
        here.tom, TODAY - timedelta(days=12), TODAY - timedelta(days=2), by=here.house, kind="sick"
    )
    told = words(here, here.lea)
    assert [(one.kind, one.person) for one in told] == [("talk", here.ana.pk), ("back", here.tom.pk)]
    assert "sick" not in " ".join(word_says(one, TODAY) for one in told)


def test_work_that_cannot_hold_is_an_overload(here: Cast) -> None:
    for name in ("One", "Two", "Three"):
        task = Task.plan(
            here.spring, name, by=here.house, on=TODAY, effort="30", due=TODAY + timedelta(days=1)
        )
        Assignment.agree(task, [here.ana], by=here.house)
    assert ("load", here.ana.pk) in [(one.kind, one.person) for one in words(here, here.lea)]

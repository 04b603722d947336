"""Questions: settled, put off, let go, looked back on; and what nobody reads who does not see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed, Stale
from varifocal.org.base.undo import undo
from varifocal.org.decisions.decision import Decision
from varifocal.org.people.seen_by import SeenBy

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=20)


@pytest.fixture
def here() -> Cast:
    return cast()


def test_words_and_a_day_are_enough_and_who_puts_it_decides(here: Cast) -> None:
    one = Decision.put_question("Which camera?", LATER, by=here.account(here.tom), on=TODAY)
    assert one.decider == here.tom
    assert one.seen_by == SeenBy.EVERYONE
    assert Decision.objects.wanting(TODAY).count() == 0
    assert Decision.objects.wanting(LATER).get() == one


def test_it_is_settled_by_who_decides_and_taken_back_to_the_letter(here: Cast) -> None:
    by = here.account(here.tom)
    one = Decision.put_question("Which camera?", LATER, by=by, on=TODAY)
    with pytest.raises(NotAllowed):
        one.settle("The small one", by=here.account(here.ana), seen=one.version, on=TODAY)
    one.settle(
        "The small one", by=by, seen=one.version, on=TODAY, why="It fits", confidence=70, review_on=LATER
    )
    assert (one.state, one.choice, one.why) == ("settled", "The small one", "It fits")
    with pytest.raises(Impossible, match="not open any more"):
        one.put_off(LATER, by=by, seen=one.version, on=TODAY)
    undo(Change.objects.filter(verb="decision.settled").values_list("act", flat=True)[0], by=by)
    one.refresh_from_db()
    assert (one.state, one.choice, one.why, one.confidence) == ("open", "", "", None)


def test_a_day_to_look_back_comes_up_once_and_only_until_looked_back(here: Cast) -> None:
    by = here.account(here.tom)
    one = Decision.put_question("Which camera?", LATER, by=by, on=TODAY)
    one.settle("The small one", by=by, seen=one.version, on=TODAY, review_on=LATER)
    assert Decision.objects.wanting(LATER).get() == one
    further = LATER + timedelta(days=30)
    one.look_back("", by=by, seen=one.version, on=LATER, again=further)
    assert not Decision.objects.wanting(LATER).exists()
    one.look_back("partly", by=by, seen=one.version, on=further, outcome="Too small for the sea")
    assert not Decision.objects.wanting(further).exists()


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda one, by: one.settle(" ", by=by, seen=one.version, on=TODAY), "choice"),
        (lambda one, by: one.settle("x", by=by, seen=one.version, on=TODAY, confidence=101), "confidence"),
        (lambda one, by: one.put_off(TODAY - timedelta(days=1), by=by, seen=one.version, on=TODAY), "due"),
        (lambda one, by: one.let_go("", by=by, seen=one.version, on=TODAY), "why"),
    ],
)
def test_what_cannot_be_names_its_field(here: Cast, act: object, field: str) -> None:
    by = here.account(here.tom)
    one = Decision.put_question("Which camera?", LATER, by=by, on=TODAY)
    with pytest.raises(Impossible) as refused:
        act(one, by)  # type: ignore[operator]
    assert refused.value.field == field


def test_a_stale_settling_shows_both(here: Cast) -> None:
    by = here.account(here.tom)
    one = Decision.put_question("Which camera?", LATER, by=by, on=TODAY)
    seen = one.version
    one.put_off(LATER + timedelta(days=1), by=by, seen=seen, on=TODAY)
    with pytest.raises(Stale):
        one.settle("The small one", by=by, seen=seen, on=TODAY)


def test_about_a_client_it_is_for_named_eyes_and_its_log_with_it(here: Cast) -> None:
    marek, ines, tom = (here.account(one) for one in (here.marek, here.ines, here.tom))
    one = Decision.put_question(
        "Do we stay with Acme?", LATER, by=marek, on=TODAY, company=here.acme, people=[here.lea]
    )
    assert one.seen_by == SeenBy.NAMED
    assert Decision.objects.visible_to(marek).get() == one
    assert Decision.objects.visible_to(here.account(here.lea)).get() == one
    for other in (ines, tom):
        assert not Decision.objects.visible_to(other).exists()
        told = Change.objects.filter(visible(other, Change))
        assert not told.filter(noun__in=("decision", "namedviewer"), label__icontains="acme").exists()
        assert not told.filter(noun="namedviewer", label__contains="Lea").exists()
        with pytest.raises(NotAllowed):
            one.settle("Yes", by=other, seen=one.version, on=TODAY)


def test_an_owner_does_not_take_back_what_she_does_not_see(here: Cast) -> None:
    marek = here.account(here.marek)
    Decision.put_question("Do we stay with Acme?", LATER, by=marek, on=TODAY, company=here.acme)
    act = Change.objects.filter(verb="decision.put").values_list("act", flat=True)[0]
    with pytest.raises(NotAllowed, match="do not see"):
        undo(act, by=here.account(here.ines))
    undo(act, by=marek)
    assert not Decision.objects.exists()


def test_about_a_hidden_project_nobody_sees_it_who_does_not_see_that(here: Cast) -> None:
    marek = here.account(here.marek)
    one = Decision.put_question("How quiet?", LATER, by=marek, on=TODAY, project=here.secret)
    assert one.seen_by == SeenBy.EVERYONE
    assert Decision.objects.visible_to(here.account(here.ines)).get() == one
    assert not Decision.objects.visible_to(here.account(here.tom)).exists()
    with pytest.raises(NotAllowed):
        Decision.put_question("Why?", LATER, by=here.account(here.tom), on=TODAY, project=here.secret)
    here.secret.remove(by=marek)
    assert not Decision.objects.exists()

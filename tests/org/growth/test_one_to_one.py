"""One-to-ones: for the two alone, whatever the role; sealed in the row, in the log, in an export."""

from __future__ import annotations

import pytest

from cast import TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.growth.one_to_one import (
    PRIVATE_TASK,
    AgendaPoint,
    AgreedAction,
    OneToOne,
    TalkHeld,
    TalkNote,
)

pytestmark = pytest.mark.django_db
SAID = "whether she wants to leave"


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def series(here: Cast) -> OneToOne:
    """Lea leads Tom."""
    return OneToOne.begin(here.lea, here.tom, TODAY, by=here.account(here.lea))


def test_what_they_did_not_come_to_waits_for_the_next(here: Cast, series: OneToOne) -> None:
    lea, tom = here.account(here.lea), here.account(here.tom)
    first = AgendaPoint.put_down(series, SAID, by=tom, raised_by=here.tom)
    second = AgendaPoint.put_down(series, "The new desk", by=lea, raised_by=here.lea)
    first.tick(True, by=lea, seen=first.version)
    TalkNote.write(series, "We said it", by=lea, writer=here.lea, shared=True)
    TalkNote.write(series, "He is tired", by=lea, writer=here.lea, shared=False)
    action = AgreedAction.agree(series, here.tom, "Ask Ines", by=tom)
    held = series.close_talk(TODAY, by=tom)
    assert [one.pk for one in series.points.filter(talk=None)] == [second.pk]
    assert [one.pk for one in held.points.all()] == [first.pk]
    assert [one.said for one in TalkNote.objects.visible_to(tom)] == ["We said it"]
    assert sorted(one.said for one in TalkNote.objects.visible_to(lea)) == ["He is tired", "We said it"]
    action.refresh_from_db()
    assert (action.said, action.talk) == ("Ask Ines", held)


def test_the_rows_and_the_log_say_that_never_what(here: Cast, series: OneToOne) -> None:
    lea, tom = here.account(here.lea), here.account(here.tom)
    point = AgendaPoint.put_down(series, SAID, by=tom, raised_by=here.tom)
    TalkNote.write(series, SAID, by=lea, writer=here.lea, shared=False)
    AgreedAction.agree(series, here.lea, SAID, by=lea)
    rows = [list(kind.objects.values()) for kind in (AgendaPoint, TalkNote, AgreedAction, Change)]
    assert SAID not in str(rows)
    assert point.said == SAID
    own = Change.objects.filter(noun="talknote")
    assert own.get().person == here.lea.pk
    for who in ("ines", "marek", "ana", "gus"):
        by = here.account(getattr(here, who))
        seen = [
            kind.objects.visible_to(by).exists()
            for kind in (OneToOne, AgendaPoint, TalkNote, AgreedAction, TalkHeld)
        ]
        assert seen == [False] * 5
        with pytest.raises(NotAllowed):
            AgendaPoint.put_down(series, "Let me in", by=by, raised_by=here.tom)
        with pytest.raises(NotAllowed):
            series.end(TODAY, by=by)


def test_an_owner_takes_nothing_of_it_back(here: Cast, series: OneToOne) -> None:
    tom = here.account(here.tom)
    point = AgendaPoint.put_down(series, SAID, by=tom, raised_by=here.tom)
    act = Change.objects.get(noun="agendapoint").act
    with pytest.raises(NotAllowed):
        undo(act, by=here.account(here.ines))
    undo(act, by=tom)
    assert not AgendaPoint.objects.filter(pk=point.pk).exists()


def test_what_was_agreed_becomes_a_task_that_does_not_tell_it(here: Cast, series: OneToOne) -> None:
    tom = here.account(here.tom)
    private = AgreedAction.agree(series, here.tom, SAID, by=tom)
    openly = AgreedAction.agree(series, here.tom, "Tidy the archive", by=tom)
    tasks = [
        private.become_task(here.spring, by=tom, seen=private.version, on=TODAY),
        openly.become_task(here.spring, by=tom, seen=openly.version, on=TODAY, effort="3", openly=True),
    ]
    assert [task.name for task in tasks] == [PRIVATE_TASK, "Tidy the archive"]
    with pytest.raises(Impossible, match="already"):
        private.become_task(here.spring, by=tom, seen=private.version, on=TODAY)


def test_two_talk_in_one_series_and_when_it_ended_it_stays_readable(here: Cast, series: OneToOne) -> None:
    lea, tom = here.account(here.lea), here.account(here.tom)
    for first, second, by in ((here.lea, here.tom, lea), (here.tom, here.lea, tom)):
        with pytest.raises(Impossible, match="already"):
            OneToOne.begin(first, second, TODAY, by=by)
    with pytest.raises(Impossible, match="takes two"):
        OneToOne.begin(here.tom, here.tom, TODAY, by=tom)
    with pytest.raises(Impossible, match="One of the two"):
        OneToOne.begin(here.lea, here.ana, TODAY, by=here.account(here.ines))
    point = AgendaPoint.put_down(series, SAID, by=tom, raised_by=here.tom)
    series.end(TODAY, by=lea)
    assert point.said == SAID
    assert OneToOne.objects.visible_to(tom).get() == series
    with pytest.raises(Impossible, match="ended"):
        AgendaPoint.put_down(series, "More", by=tom, raised_by=here.tom)
    here.lea.refresh_from_db()
    left = here.lea.leave(TODAY, by=here.house, seen=here.lea.version)
    with pytest.raises(Impossible, match="not here"):
        OneToOne.begin(left, here.tom, TODAY.replace(day=28), by=tom)

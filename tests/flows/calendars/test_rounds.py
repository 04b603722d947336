"""The worker's rounds: who is due, what a failure means, that one address spoils nothing for the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from calendar_files import event, file
from cast import NOW, TODAY, Cast, cast
from varifocal.flows.calendars import rounds
from varifocal.flows.calendars.fetching import NOT_FETCHED, Fetched, NotFetched
from varifocal.flows.calendars.removing import remove
from varifocal.flows.calendars.rounds import look_at_one, rest_after
from varifocal.org.base.access import disable, house
from varifocal.org.base.acts import Change
from varifocal.org.base.plumbing import Fetch
from varifocal.org.work.calendar import Calendar
from varifocal.org.work.doing import Attendance

pytestmark = pytest.mark.django_db
RAW = file(event("a", f"{TODAY:%Y%m%d}T120000Z", f"{TODAY:%Y%m%d}T130000Z", "SUMMARY:Round"))


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


class Host:
    """What the address answers, in order; what it was asked with."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, str]]()

    def __call__(self, address: str, etag: str = "", **_: Any) -> Fetched:
        self.asked.append((address, etag))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    made = Host()
    monkeypatch.setattr(rounds, "fetch", made)
    return made


def subscribed(here: Cast, name: str = "Work") -> Calendar:
    return Calendar.subscribe(here.tom, name, f"https://example.org/{name}.ics", by=here.account(here.tom))


def test_due_it_is_fetched_read_and_due_again(here: Cast, host: Host) -> None:
    one = subscribed(here)
    host.answers = [Fetched(RAW, '"1"'), Fetched(None, '"1"'), Fetched(RAW, '"2"')]
    assert look_at_one("w", NOW)
    assert Attendance.objects.get().person == here.tom
    mark = Fetch.objects.get(pk=one.pk)
    assert (mark.due_at, mark.looked_at, mark.failures, mark.holder) == (
        NOW + timedelta(minutes=15),
        NOW,
        0,
        "",
    )
    assert not look_at_one("w", NOW), "not due"
    for later in (1, 2):
        assert look_at_one("w", NOW + timedelta(hours=later))
    assert [etag for _, etag in host.asked] == ["", '"1"', '"1"']
    assert host.asked[0][0] == "https://example.org/Work.ics"


def test_it_rests_longer_the_more_often_it_fails_and_comes_back(here: Cast, host: Host) -> None:
    one, now = subscribed(here), NOW
    host.answers = [NotFetched()] * 6 + [Fetched(RAW)]
    rests = []
    for _ in range(6):
        look_at_one("w", now)
        mark = Fetch.objects.get(pk=one.pk)
        rests.append(mark.due_at - now)
        assert mark.fault == NOT_FETCHED
        now = mark.due_at
    assert rests == [timedelta(minutes=15 * 2**step) for step in range(6)]
    assert rest_after(40) == timedelta(hours=24)
    look_at_one("w", now)
    mark = Fetch.objects.get(pk=one.pk)
    assert (mark.failures, mark.fault) == (0, "")


def test_what_it_answers_with_may_be_anything(here: Cast, host: Host) -> None:
    one = subscribed(here)
    host.answers = [Fetched(b"<html>"), ZeroDivisionError("our mistake")]
    look_at_one("w", NOW)
    assert "web page" in Fetch.objects.get(pk=one.pk).fault
    look_at_one("w", NOW + timedelta(hours=1))
    assert "Something went wrong here" in Fetch.objects.get(pk=one.pk).fault


def test_a_calendar_somebody_is_at_is_left_to_her(here: Cast) -> None:
    subscribed(here)
    mark = Fetch.claim("one", NOW, seconds=60)
    assert mark is not None
    assert Fetch.claim("two", NOW, seconds=60) is None
    taken = Fetch.claim("two", NOW + timedelta(minutes=2), seconds=60)
    assert taken is not None, "she died"
    assert not mark.settle(failures=3), "and writes nothing when she comes back"
    assert taken.settle(failures=0)


def test_now_is_asked_for_and_a_new_address_is_read_whole(here: Cast, host: Host) -> None:
    one, tom = subscribed(here), here.account(here.tom)
    host.answers = [Fetched(RAW, '"1"'), Fetched(None, '"1"'), Fetched(RAW, '"1"')]
    look_at_one("w", NOW)
    one.fetch_now(by=tom)
    assert look_at_one("w", NOW)
    one.readdress("https://example.org/other.ics", by=tom)
    assert look_at_one("w", NOW)
    assert host.asked[2] == ("https://example.org/other.ics", "")


def test_a_disabled_account_is_not_read_for(here: Cast, host: Host) -> None:
    subscribed(here)
    disable(here.account(here.tom), by=house())
    assert look_at_one("w", NOW)
    assert host.asked == []


def test_after_a_restore_everything_is_due_and_a_lost_address_is_told(here: Cast, host: Host) -> None:
    one = subscribed(here)
    Fetch.objects.all().delete()
    Calendar.objects.filter(pk=one.pk).update(address="")
    assert look_at_one("w", NOW)
    assert "not known any more" in Fetch.objects.get(pk=one.pk).fault
    assert host.asked == []


def test_one_that_is_no_more_leaves_nothing_behind(here: Cast, host: Host) -> None:
    remove(subscribed(here), by=here.account(here.tom))
    assert look_at_one("w", NOW)
    assert not Fetch.objects.exists()


def test_the_address_stands_nowhere_in_the_open(here: Cast) -> None:
    Calendar.subscribe(here.tom, "Work", "https://example.org/canary.ics", by=here.account(here.tom))
    told = [*Calendar.objects.values(), *Fetch.objects.values(), *Change.objects.values()]
    assert "canary" not in str(told)

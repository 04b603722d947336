"""Several short lists in one question."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from varifocal.flows.together import day, moment, nested, together
from varifocal.org.base.access import house
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.doing import Meeting, WeekAgreed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 11, 15, 30, 250_000, tzinfo=UTC)


def test_lists_of_different_shape_come_back_by_name_in_one_query() -> None:
    person = Person.welcome("Ines Roth", by=house())
    Absence.announce(person, date(2026, 11, 23), date(2026, 11, 25), by=house())
    Meeting.hold("Review", NOON, NOON + timedelta(hours=1), [person], by=house())
    WeekAgreed.note_many(
        [WeekAgreed(person=person, monday=date(2026, 11, 23), lines=[{"project": None, "hours": 3}])],
        by=house(),
    )
    with CaptureQueriesContext(connection) as caught:
        found = together(
            {
                "away": (Absence.objects.all(), {"who": "person__name", "last": "last"}),
                "meetings": (Meeting.objects.all(), {"name": "name", "start": "start"}),
                "weeks": (WeekAgreed.objects.all(), {"lines": "lines"}),
                "nobody": (Person.objects.filter(name="Nobody"), {"id": "id"}),
            }
        )
    assert len(caught) == 1
    assert [(row["who"], day(row["last"])) for row in found["away"]] == [("Ines Roth", date(2026, 11, 25))]
    assert [(row["name"], moment(row["start"])) for row in found["meetings"]] == [("Review", NOON)]
    assert nested(found["weeks"][0]["lines"]) == [{"project": None, "hours": 3}]
    assert found["nobody"] == []


def test_one_list_and_none_are_lists_too() -> None:
    Person.welcome("Ines Roth", by=house())
    assert [
        row["name"] for row in together({"people": (Person.objects.all(), {"name": "name"})})["people"]
    ] == ["Ines Roth"]
    assert together({}) == {}


def test_nothing_is_no_day_and_no_moment() -> None:
    assert (day(None), moment(None)) == (None, None)

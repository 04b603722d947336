"""Questions with blanks: whoever asks, they find what the same question asked outright finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from cast import TODAY, Cast, cast
from varifocal.flows.together import together, together_for
from varifocal.org.base.account import ACCOUNT, Account, Backend
from varifocal.org.base.blanks import ME, Blank, Lookup, filled, put_together
from varifocal.org.base.organization import THE_ONE, Organization
from varifocal.org.base.permission import SIGHT, visible
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.mark.parametrize("noun", sorted(SIGHT))
def test_everybody_sees_the_same_rows_through_blanks(here: Cast, noun: str) -> None:
    kind = next(one for one in Account._meta.apps.get_models() if one._meta.model_name == noun)
    rows = kind._default_manager.values_list("pk")
    for by in Account.objects.all():
        outright = {pk for (pk,) in rows.filter(visible(by, kind))}
        asked = put_together(rows.filter(visible(by.anybody_like(), kind)))
        found = set()
        if asked is not None:
            with connection.cursor() as cursor:
                cursor.execute(asked[0], filled(asked[1], {ME: by.person_id or 0, ACCOUNT: by.pk}))
                found = {pk for (pk,) in cursor.fetchall()}
        assert found == outright, (noun, by)


def test_a_question_put_together_for_one_is_asked_by_another(here: Cast) -> None:
    def lists(by: Account, *, on: date) -> dict[str, object]:
        away = Absence.objects.visible_to(by).filter(first__lte=on, last__gte=on)
        hers = Task.objects.visible_to(by).filter(assignments__person_id=by.person_id)
        return {"away": (away, {"who": "person__name"}), "hers": (hers, {"name": "name"})}

    Absence.announce(here.tom, TODAY, TODAY, by=here.house)
    toms = together_for(here.account(here.tom), lists, on=TODAY)
    anas = together_for(here.account(here.ana), lists, on=date(2026, 1, 1))
    assert toms == {"away": [{"who": "Tom Okafor"}], "hers": [{"name": "Storyboard"}]}
    assert anas == {"away": [], "hers": [{"name": "Script"}]}


def test_what_a_list_asks_of_roles_is_put_together_for_each_kind_of_account(here: Cast) -> None:
    def lists(by: Account) -> dict[str, object]:
        return {"seen": (Task.objects.visible_to(by), {"name": "name"})}

    seen = {
        person.name: {row["name"] for row in together_for(here.account(person), lists)["seen"]}
        for person in (here.marek, here.tom, here.gus)
    }
    assert "Hush-hush draft" in seen["Marek Novak"]
    assert seen["Tom Okafor"] == {"Storyboard", "Script", "Shoot"}
    assert seen["Gus Client"] == set()


def test_a_blank_without_a_value_is_a_mistake(here: Cast) -> None:
    asked = put_together(Person.objects.filter(pk=Blank("somebody")))
    assert asked is not None
    with pytest.raises(KeyError):
        filled(asked[1], {})


def test_a_list_cut_off_keeps_its_order(here: Cast) -> None:
    last = Person.objects.order_by("-name")[:1]
    assert together({"last": (last, {"name": "name"})})["last"] == [{"name": "Tom Okafor"}]


def test_a_lookup_finds_the_record_that_django_finds_with_all_that_is_joined_to_it(
    here: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    outright = Account.objects.select_related("person").filter(is_active=True, is_house=False)
    assert {outright.filter(pk=by.pk).exists() for by in Account.objects.all()} == {True, False}
    for by in Account.objects.all():
        expected = outright.filter(pk=by.pk).first()
        with django_assert_num_queries(1):
            found = Backend().get_user(by.pk)
            person = found and getattr(found, "person", None)
        assert found == expected
        if found and expected:
            assert _values(found) == _values(expected)
            assert [person and _values(person)] == [expected.person_id and _values(expected.person)]
            assert (found._state.db, found._state.adding) == (expected._state.db, False)


def test_a_lookup_asks_the_database_it_is_told_to_and_finds_what_is_there_now(here: Cast) -> None:
    before = Organization.here("reading")
    assert (before._state.db, before.week) == ("reading", Organization.objects.get().week)
    before.describe(
        by=here.house, seen=before.version, name="Nordlicht & Co", zone="Europe/Oslo", country="NO", region="",
        currency="NOK",
    )  # fmt: skip
    assert Organization.here().name == "Nordlicht & Co"
    Organization.objects.all().delete()
    assert THE_ONE.first() is None


def test_a_lookup_takes_the_first_and_needs_every_value(here: Cast) -> None:
    last = Lookup(Person.objects.order_by("-name").filter(name__lt=Blank("before", str)))
    assert [one and one.name for one in (last.first({"before": "Tom"}), last.first({"before": "A"}))] == [
        "Marek Novak",
        None,
    ]
    with pytest.raises(KeyError):
        last.first()


def _values(record: Model) -> dict[str, Any]:
    return {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}

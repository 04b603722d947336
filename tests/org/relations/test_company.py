"""Companies and contacts: edited, removed, and two of them made one, with nothing lost and all of it undone at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed, Stale
from varifocal.org.base.undo import undo
from varifocal.org.models import (
    Agreement,
    Company,
    Contact,
    Extra,
    Meeting,
    Opportunity,
    Project,
    Task,
    Touch,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def last_act() -> int:
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def double(here: Cast) -> Company:
    """The same company under another name, with one of everything."""
    by = here.house
    acme = Company.meet("ACME Ltd", by=by, domain="acme.example", note="Pays late", looked_after_by=here.lea)
    contact = Contact.meet(acme, "Carla", by=by, email="carla@acme.example")
    project = Project.open("Acme film", by=by, on=TODAY, company=acme)
    secret = Project.open("Acme is for sale", by=by, on=TODAY, company=acme)
    secret.show_to("named", by=by, seen=secret.version, people=[here.ines])
    wait = Task.plan(project, "Their yes", by=by, on=TODAY)
    wait.ask(acme, TODAY, by=by, seen=wait.version)
    Task.plan(project, "Ring them", by=by, on=TODAY, about=acme)
    Meeting.hold("Lunch", NOW, NOW + timedelta(hours=1), [here.ines], by=by, company=acme)
    Touch.note(acme, TODAY, by=by, today=TODAY, contact=contact, words="Spoke of spring")
    Agreement.agree(acme, "Film", TODAY, by=by, project=project, price=Decimal(9000))
    Extra.ask(acme, "One more cut", by=by, on=TODAY, project=project)
    Opportunity.note_down("Fair", by=by, on=TODAY, company=acme)
    return acme


def everything_of(company: Company) -> dict[str, int]:
    """How many facts of each kind name it."""
    counted: dict[str, int] = {}
    for row, pointer in company.pointing_here():
        name = f"{row.noun()}.{pointer}"
        counted[name] = counted.get(name, 0) + 1
    return counted


def rows_of(*kinds: Any) -> list[Any]:
    return [
        {name: value for name, value in row.items() if name != "version"}
        for kind in kinds
        for row in kind.objects.order_by("pk").values()
    ]


def test_two_companies_become_one_and_nothing_is_lost(here: Cast) -> None:
    other = double(here)
    before, theirs = everything_of(here.acme), everything_of(other)
    assert len(theirs) == 9
    here.acme.merge(other, by=here.account(here.marek), seen=here.acme.version)
    here.acme.refresh_from_db()
    assert not Company.objects.filter(pk=other.pk).exists()
    together = {name: before.get(name, 0) + count for name, count in theirs.items()}
    assert everything_of(here.acme) == before | together
    assert (here.acme.domain, here.acme.looked_after_by) == ("acme.example", here.lea)
    assert "ACME Ltd" in here.acme.note
    assert "Pays late" in here.acme.note


def test_a_merge_is_undone_as_one_act(here: Cast) -> None:
    other = double(here)
    kinds = (Company, Contact, Project, Task, Meeting, Touch, Agreement, Extra, Opportunity)
    before = rows_of(*kinds)
    here.acme.merge(other, by=here.account(here.ines), seen=here.acme.version)
    assert rows_of(*kinds) != before
    undo(last_act(), by=here.account(here.ines))
    assert rows_of(*kinds) == before


def test_a_merge_asks_for_the_version_that_was_seen_and_for_another_company(here: Cast) -> None:
    other, marek = double(here), here.account(here.marek)
    with pytest.raises(Stale):
        here.acme.merge(other, by=marek, seen=here.acme.version + 1)
    with pytest.raises(Impossible, match="itself"):
        here.acme.merge(Company.objects.get(pk=here.acme.pk), by=marek, seen=here.acme.version)
    with pytest.raises(NotAllowed):
        here.acme.merge(other, by=here.account(here.tom), seen=here.acme.version)
    assert Company.objects.count() == 2


def test_a_removed_company_comes_back_with_its_people_and_its_prices(here: Cast) -> None:
    other = double(here)
    kinds = (Company, Contact, Project, Touch, Agreement, Extra, Opportunity, Task)
    before = rows_of(*kinds)
    other.remove(by=here.account(here.ines))
    assert not Agreement.objects.exists()
    assert Project.objects.get(name="Acme film").company is None
    undo(last_act(), by=here.house)
    assert rows_of(*kinds) == before
    assert Agreement.objects.get().price == Decimal(9000)


@pytest.mark.parametrize(
    ("words", "domain"),
    [
        ("https://www.acme.example/shop", "acme.example"),
        ("jo@Acme.example", "acme.example"),
        ("acme.example.", "acme.example"),
        ("", ""),
    ],
)
def test_a_domain_is_read_however_it_is_written(here: Cast, words: str, domain: str) -> None:
    here.acme.describe(by=here.house, seen=here.acme.version, domain=words)
    assert Company.objects.get(pk=here.acme.pk).domain == domain


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"domain": "no domain"}, "domain"),
        ({"kind": "rival"}, "kind"),
        ({"note": "x" * 10_001}, "note"),
    ],
)
def test_what_cannot_be_names_its_field(here: Cast, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        here.acme.describe(by=here.house, seen=here.acme.version, **fields)
    assert refused.value.field == field


def test_a_contact_is_edited_and_removed_and_her_address_must_be_one(here: Cast) -> None:
    carla = Contact.meet(here.acme, " Carla  Reis ", by=here.house)
    assert carla.name == "Carla Reis"
    with pytest.raises(Impossible, match="no e-mail address"):
        carla.describe(by=here.house, seen=carla.version, name="Carla", email="carla", role="")
    carla.describe(by=here.house, seen=carla.version, name="Carla", email="c@acme.example", role="Head")
    carla.remove(by=here.house)
    undo(last_act(), by=here.house)
    assert Contact.objects.get().email == "c@acme.example"


def test_a_contact_that_took_place_lies_in_the_past(here: Cast) -> None:
    tom = here.account(here.tom)
    with pytest.raises(Impossible, match="today or a day before"):
        Touch.note(here.acme, TODAY + timedelta(days=1), by=tom, today=TODAY)
    touch = Touch.note(here.acme, TODAY, by=tom, today=TODAY, words="Rang")
    assert touch.person == here.tom
    with pytest.raises(NotAllowed):
        touch.remove(by=here.account(here.ana))
    touch.remove(by=tom)
    assert not Touch.objects.exists()


def test_a_guest_sees_no_contacts_that_took_place(here: Cast) -> None:
    Touch.note(here.acme, TODAY, by=here.house, today=TODAY)
    assert not Touch.objects.visible_to(here.account(here.gus)).exists()
    with pytest.raises(NotAllowed):
        Touch.note(here.acme, TODAY, by=here.account(here.gus), today=TODAY)

"""Agreements and extras: who says what they cost, what of a month counts, and what the log tells whom."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cast import TODAY, Cast, cast
from varifocal.org.base.access import set_roles
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import CannotUndo, Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.models import Agreement, Extra, Person, Project
from varifocal.org.money.agreement import rounds_included
from varifocal.org.money.months import part_of, parts


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def with_money(here: Cast, person: Person) -> Account:
    account = here.account(person)
    return set_roles(account, account.roles, by=here.house, seen=account.version, money_right=True)


def last_act() -> int:
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def test_a_price_is_said_by_those_who_see_money(here: Cast) -> None:
    marek = here.account(here.marek)
    made = Agreement.agree(here.acme, "Film", TODAY, by=marek, rounds=2)
    with pytest.raises(NotAllowed, match="who see money"):
        made.revise(by=marek, seen=made.version, price=Decimal(9000))
    made.refresh_from_db()
    made.revise(by=with_money(here, here.marek), seen=made.version, price=Decimal(9000))
    assert Agreement.objects.get().price == Decimal(9000)
    with pytest.raises(NotAllowed):
        Agreement.agree(here.acme, "Film", TODAY, by=here.account(here.tom))


def test_the_log_tells_a_price_to_those_who_see_money_alone(here: Cast) -> None:
    rich = with_money(here, here.ines)
    made = Agreement.agree(here.acme, "Film", TODAY, by=rich, price=Decimal("4711.11"))
    made.revise(by=rich, seen=made.version, price=Decimal("4712.22"), rounds=3)
    made.remove(by=rich)
    for person, told in ((here.ines, True), (here.marek, False), (here.tom, False)):
        lines = Change.objects.filter(visible(here.account(person), Change), noun="agreement")
        assert ("471" in str([(one.before, one.after, one.label) for one in lines])) is told


def test_undo_restores_a_price_through_every_act(here: Cast) -> None:
    rich = with_money(here, here.ines)
    made = Agreement.agree(here.acme, "Film", TODAY, by=rich, price=Decimal(100), rounds=1)
    creation = last_act()
    made.revise(by=rich, seen=made.version, price=Decimal(200), rounds=2)
    undo(last_act(), by=rich)
    made.refresh_from_db()
    assert (made.price, made.rounds) == (Decimal(100), 1)
    made.remove(by=rich)
    undo(last_act(), by=rich)
    assert Agreement.objects.get().price == Decimal(100)
    undo(last_act(), by=rich)
    assert not Agreement.objects.exists()
    undo(last_act(), by=rich)
    assert Agreement.objects.get().price == Decimal(100)
    with pytest.raises(CannotUndo):
        undo(creation + 10_000, by=rich)


def test_making_and_taking_back_with_a_price_leaves_nothing(here: Cast) -> None:
    rich = with_money(here, here.ines)
    Agreement.agree(here.acme, "Film", TODAY, by=rich, price=Decimal(100))
    undo(last_act(), by=rich)
    assert not Agreement.objects.exists()


def test_who_sees_no_money_does_not_undo_a_price(here: Cast) -> None:
    Agreement.agree(here.acme, "Film", TODAY, by=with_money(here, here.lea), price=Decimal(100))
    with pytest.raises(NotAllowed, match="do not see"):
        undo(last_act(), by=here.account(here.ines))
    assert Agreement.objects.get().price == Decimal(100)


def test_an_agreement_for_a_hidden_project_is_hidden(here: Cast) -> None:
    Agreement.agree(here.acme, "Quiet", TODAY, by=here.house, project=here.secret, price=Decimal(1))
    Extra.ask(here.acme, "More", by=here.house, on=TODAY, project=here.secret)
    for kind in (Agreement, Extra):
        assert not kind.objects.visible_to(here.account(here.tom)).exists()
        assert kind.objects.visible_to(here.account(here.ines)).exists()
        assert not Change.objects.filter(visible(here.account(here.tom), Change), noun=kind.noun()).exists()
    with pytest.raises(NotAllowed):
        Extra.ask(here.acme, "More", by=here.account(here.tom), on=TODAY, project=here.secret)
    with pytest.raises(Impossible, match="you see"):
        Agreement.agree(here.acme, "Quiet", TODAY, by=here.account(here.lea), project=here.secret)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"price": Decimal(-1)}, "price"),
        ({"hours": Decimal(-1)}, "hours"),
        ({"rounds": 100}, "rounds"),
        ({"kind": "gift"}, "kind"),
        ({"since": date(1066, 10, 14)}, "since"),
    ],
)
def test_what_cannot_be_agreed_names_its_field(here: Cast, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        Agreement.agree(here.acme, **{"name": "Film", "since": TODAY, **fields}, by=here.house)
    assert refused.value.field == field
    assert not Agreement.objects.exists()


def test_a_project_for_another_company_is_refused(here: Cast) -> None:
    bakers = Project.open(
        "Bread", by=here.house, on=TODAY, company=type(here.acme).meet("Bakers", by=here.house)
    )
    with pytest.raises(Impossible, match="another company"):
        Agreement.agree(here.acme, "Film", TODAY, by=here.house, project=bakers)


def test_an_extra_is_asked_priced_and_agreed_once(here: Cast) -> None:
    rich = with_money(here, here.ines)
    extra = Extra.ask(
        here.acme, "A third round", by=here.account(here.tom), on=TODAY, project=here.spring, rounds=1
    )
    with pytest.raises(NotAllowed):
        extra.set_price(Decimal(500), by=here.account(here.marek), seen=extra.version)
    extra.refresh_from_db()
    extra.set_price(Decimal(500), by=rich, seen=extra.version)
    extra.settle(True, by=here.account(here.marek), seen=extra.version, on=TODAY)
    with pytest.raises(Impossible, match="agreed already"):
        extra.settle(False, by=rich, seen=extra.version, on=TODAY)
    undo(last_act(), by=rich)
    assert Extra.objects.get().state == "priced"


def test_what_the_project_agreed_says_how_many_rounds_before_what_the_company_did(here: Cast) -> None:
    by = here.house
    Agreement.agree(here.acme, "All we do", TODAY, by=by, rounds=1)
    Agreement.agree(here.acme, "Film", TODAY, by=by, rounds=3, project=here.spring, until=TODAY)
    held = list(Agreement.objects.all())
    assert rounds_included(held, here.spring.pk, TODAY) == 3
    assert rounds_included(held, here.spring.pk, TODAY + timedelta(days=1)) == 1
    assert rounds_included(held, None, TODAY) == 1
    assert rounds_included(held, here.spring.pk, TODAY - timedelta(days=1)) is None


def test_an_agreement_that_ends_within_a_month_counts_its_days() -> None:
    part = part_of(date(2027, 2, 20), date(2026, 1, 1), date(2027, 2, 14))
    assert part is not None
    assert (part.days, part.of, part.share(Decimal(3000))) == (14, 28, Decimal("1500.00"))
    assert part_of(date(2027, 3, 1), date(2026, 1, 1), date(2027, 2, 14)) is None


days = some.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(days, days)
def test_the_parts_of_a_time_are_all_of_its_days_once(one: date, other: date) -> None:
    since, until = min(one, other), max(one, other)
    found = list(parts(since, until)) if (until - since).days < 4_000 else []
    if found:
        assert sum(part.days for part in found) == (until - since).days + 1
        assert all(part.share(Decimal(100)) <= 100 for part in found)
        assert all(part.share(Decimal(100)) == 100 for part in found if part.is_whole)

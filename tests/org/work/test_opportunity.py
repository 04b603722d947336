"""Work that may come: its stages, its chance, its worth, whose eyes it is for, and how it becomes a project."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import TODAY, Cast, cast
from varifocal.flows import taking
from varifocal.org.base.access import set_roles
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed, Stale
from varifocal.org.base.undo import undo
from varifocal.org.models import Opportunity, Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def last_act() -> int:
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def noted(here: Cast, **details: Any) -> Opportunity:
    return Opportunity.note_down("Fair", by=here.account(here.marek), on=TODAY, company=here.acme, **details)


def test_a_name_is_enough_and_whoever_noted_it_looks_after_it(here: Cast) -> None:
    one = noted(here)
    assert (one.stage, one.chance_to_win, one.looked_after_by) == ("heard", 0.1, here.marek)


def test_it_moves_along_and_is_settled_once_won_or_lost(here: Cast) -> None:
    one, marek = noted(here, win=70), here.account(here.marek)
    one.move("offered", by=marek, seen=one.version, on=TODAY)
    assert one.chance_to_win == 0.7
    with pytest.raises(Stale):
        one.move("lost", by=marek, seen=1, on=TODAY)
    one.refresh_from_db()
    one.move("lost", by=marek, seen=one.version, on=TODAY, why="Too dear")
    assert (one.settled_on, one.is_open, one.chance_to_win) == (TODAY, False, 0.0)
    undo(last_act(), by=marek)
    one.refresh_from_db()
    assert (one.stage, one.settled_on) == ("offered", None)
    with pytest.raises(Impossible):
        one.move("nowhere", by=marek, seen=one.version, on=TODAY)


def test_only_named_people_see_a_guarded_one_and_its_lines(here: Cast) -> None:
    one = noted(here)
    one.show_to("named", by=here.account(here.marek), seen=one.version, people=[here.ines])
    seen = {
        person: Opportunity.objects.visible_to(here.account(person)).exists()
        for person in (here.ines, here.marek, here.lea, here.tom, here.gus)
    }
    assert seen == {here.ines: True, here.marek: True, here.lea: False, here.tom: False, here.gus: False}
    one.refresh_from_db()
    with pytest.raises(NotAllowed):
        one.describe(by=here.account(here.lea), seen=one.version, name="Other")
    one.describe(by=here.account(here.marek), seen=one.version, name="Quiet fair")
    lines = Change.objects.filter(visible(here.account(here.lea), Change)).filter(
        noun__in=("opportunity", "namedviewer")
    )
    assert "Quiet fair" not in str([line.label for line in lines])
    assert not lines.filter(record_id=one.pk, noun="opportunity", verb="opportunity.described").exists()


def test_what_only_some_see_becomes_a_project_only_they_see(here: Cast) -> None:
    one = noted(here, hours=Decimal(40))
    marek = here.account(here.marek)
    one.show_to("named", by=marek, seen=one.version, people=[here.ines])
    one.refresh_from_db()
    project = taking.win(one, by=marek, seen=one.version, on=TODAY)
    assert not Project.objects.visible_to(here.account(here.tom)).filter(pk=project.pk).exists()
    assert Project.objects.visible_to(here.account(here.ines)).filter(pk=project.pk).exists()
    one.refresh_from_db()
    assert (one.stage, one.project, project.budget_hours) == ("won", project, Decimal(40))
    undo(last_act(), by=marek)
    assert not Project.objects.filter(pk=project.pk).exists()
    one.refresh_from_db()
    assert (one.stage, one.project) == ("heard", None)


def test_its_worth_is_told_to_those_who_see_money_and_comes_back(here: Cast) -> None:
    with pytest.raises(NotAllowed):
        noted(here, worth=Decimal(9000))
    account = here.account(here.marek)
    set_roles(account, ["manager"], by=here.house, seen=account.version, money_right=True)
    one = noted(here, worth=Decimal(9000))
    one.remove(by=here.account(here.marek))
    undo(last_act(), by=here.account(here.marek))
    assert Opportunity.objects.get().worth == Decimal(9000)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"win": 101}, "win"),
        ({"hours": Decimal(0)}, "hours"),
        ({"begins": TODAY, "wished": TODAY - timedelta(days=1)}, "wished"),
    ],
)
def test_what_cannot_be_names_its_field(here: Cast, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        noted(here, **fields)
    assert refused.value.field == field

"""What the habits leave behind is kept whole by a backup, and goes with a sample; what is hers stays."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from cast import NOW, TODAY
from deeds import Furnished, furnished
from varifocal.flows import sample
from varifocal.flows.closing import agree_week
from varifocal.flows.safekeeping import LEFT_BEHIND, back_up, restore
from varifocal.org.base.account import Account
from varifocal.org.base.acts import broken_link
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import SavedView
from varifocal.org.base.refusals import Impossible
from varifocal.org.decisions.telling import Reaction
from varifocal.org.decisions.week import DecidedLine
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.day_sheet import DaySheet, Line

pytestmark = pytest.mark.django_db
OF_THE_HABITS = {
    "agreement", "extra", "ask", "handover", "raisedhand", "weekheld", "decidedline", "weekagreed", "decision",
    "telling", "reaction", "namedviewer", "touch", "contact", "opportunity", "daysheet", "calendar", "meeting",
    "attendance", "said", "daysmarked", "feed", "savedview", "mentorship",
}  # fmt: skip


def kinds() -> dict[str, type[models.Model]]:
    """Every table a backup holds."""
    found = {kind._meta.model_name or "": kind for kind in apps.get_app_config("org").get_models()}
    return {name: kind for name, kind in found.items() if name not in LEFT_BEHIND}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it stands."""
    return {name: list(kind._base_manager.order_by("pk").values()) for name, kind in kinds().items()}


@pytest.fixture
def here() -> Furnished:
    """The cast with one of everything the habits make."""
    made = furnished()
    members = made.cast
    tom, by = members.account(members.tom), members.house
    made["pair"].refresh_from_db()
    made["pair"].meet(NOW.replace(hour=15), 30, by=tom, seen=made["pair"].version, at=NOW, about="whispered")
    DecidedLine.note(made["held"], "task-1", "“Colours” was due.", "parked", by=by, at=NOW)
    Reaction.say(made["note"], "clear", by=tom)
    DaySheet.confirm(members.tom, TODAY, [Line(Decimal(1), task=members.storyboard)], by=tom, today=TODAY)
    agree_week(TODAY, by=members.account(members.ines))
    return made


def test_the_habits_leave_one_of_everything(here: Furnished) -> None:
    assert {name for name in OF_THE_HABITS if not kinds()[name]._base_manager.exists()} == set()


def test_a_restored_house_is_equal_row_by_row_and_goes_on(here: Furnished, tmp_path: Path) -> None:
    before = rows()
    back_up(tmp_path / "whole", sealing_key="k")
    _empty()
    assert sum(map(len, rows().values())) == 0
    restore(tmp_path / "whole")
    after = rows()
    assert {name: len(kept) for name, kept in after.items()} == {
        name: len(kept) for name, kept in before.items()
    }
    for name, kept in before.items():
        assert after[name] == kept, name
    assert broken_link() is None
    members = here.cast
    view = SavedView.keep(members.account(members.ana), "/projects", "Hers", "sort=due")
    assert view.pk > max(row["id"] for row in before["savedview"])


def test_with_a_sample_everything_of_the_habits_goes_and_her_sign_in_stays(here: Furnished) -> None:
    ines = here.cast.account(here.cast.ines)
    ines.set_password("a long and windy road")
    ines.save()
    hers = Account.objects.filter(pk=ines.pk).values("login", "password", "roles")[0]
    Organization.objects.update(is_sample=True)
    sample.remove(by=ines)
    left = {name: len(kept) for name, kept in rows().items() if kept}
    assert left == {"account": 1, "change": 1, "head": 1}
    assert Account.objects.values("login", "password", "roles").get() == hers
    assert broken_link() is None


def test_what_she_makes_once_the_sample_is_gone_is_nobodys_to_clear(here: Furnished) -> None:
    ines = here.cast.account(here.cast.ines)
    Organization.objects.update(is_sample=True)
    sample.remove(by=ines)
    Organization.found("Hers", by=ines)
    person = Person.welcome("Ines Falk", by=ines)
    Company.meet("Bolt", by=ines)
    SavedView.keep(ines, "/projects", "Mine", "sort=due")
    kept = rows()
    with pytest.raises(Impossible, match="no sample"):
        sample.remove(by=ines)
    assert rows() == kept
    assert Person.objects.get() == person


def _empty() -> None:
    """As a new installation begins: no row anywhere."""
    waiting = list(apps.get_app_config("org").get_models())
    while waiting:
        kind = waiting.pop(0)
        try:
            with transaction.atomic():
                kind._base_manager.all().delete()
        except models.ProtectedError:
            waiting.append(kind)

"""The desk keeps a sheet whole between two pages, for its owner alone, and knows what an import has undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cast import TODAY, Cast, cast
from varifocal.flows import desk
from varifocal.flows.exchange.reading import Sheet
from varifocal.org.base.acts import Change
from varifocal.org.base.plumbing import StagedImport, StagedRow
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db
LINES = 2 * desk.BUNDLE + 7


@pytest.fixture
def here() -> Cast:
    return cast()


def sheet(lines: int = LINES) -> Sheet:
    rows = [(place + 2, (f"Step {place}", "6")) for place in range(lines)]
    return Sheet("work.csv", ("Task", "Hours"), rows, "cp1252")


def test_a_sheet_comes_back_as_it_was_laid(here: Cast) -> None:
    laid = desk.lay(sheet(), by=here.account(here.ines))
    again = StagedImport.objects.get(pk=laid.pk)
    assert desk.take(again) == sheet()
    assert desk.count(again) == LINES


def test_only_the_first_lines_are_read_where_they_are_enough(here: Cast) -> None:
    laid = desk.lay(sheet(), by=here.account(here.ines))
    assert list(desk.take(laid, most=3).rows) == list(sheet().rows)[:3]


def test_what_lies_there_is_its_owners(here: Cast) -> None:
    laid = desk.lay(sheet(1), by=here.account(here.ines))
    assert desk.laid_by(here.account(here.ines), laid.pk) == laid
    assert desk.laid_by(here.account(here.marek), laid.pk) is None
    desk.clear(here.account(here.marek), laid.pk)
    assert StagedImport.objects.filter(pk=laid.pk).exists()


def test_a_member_lays_nothing_down(here: Cast) -> None:
    with pytest.raises(NotAllowed):
        desk.lay(sheet(1), by=here.account(here.tom))
    assert not StagedImport.objects.exists()


def test_what_nobody_came_back_to_is_cleared(here: Cast) -> None:
    by = here.account(here.ines)
    old = desk.lay(sheet(1), by=by)
    StagedImport.objects.filter(pk=old.pk).update(made_at=timezone.now() - desk.LIES - timedelta(hours=1))
    desk.lay(sheet(1), by=by)
    assert desk.laid_by(by, old.pk) is None
    assert StagedRow.objects.count() == 1


def test_undone_sees_through_undo_of_undo(here: Cast) -> None:
    def last() -> int:
        return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])

    Task.plan(here.spring, "Poster", by=here.house, on=TODAY)
    number = last()
    assert desk.undone([number]) == set()
    undo(number, by=here.house)
    assert desk.undone([number]) == {number}
    undo(last(), by=here.house)
    assert desk.undone([number]) == set()


def test_taking_back_skips_what_stands_undone(here: Cast) -> None:
    by = here.account(here.ines)
    acts = []
    for name in ("Poster", "Flyer"):
        Task.plan(here.spring, name, by=by, on=TODAY)
        acts.append(int(Change.objects.order_by("-number").values_list("act", flat=True)[0]))
    staged = StagedImport.objects.create(account=by, profile="x", name="x", acts=acts)
    undo(acts[1], by=by)
    desk.take_back([staged], by=by)
    assert not Task.objects.filter(name__in=["Poster", "Flyer"]).exists()
    assert [one.undone for one in desk.brought(by, most=5)] == [True]

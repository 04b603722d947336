"""The desk: a sheet somebody brought, kept as it was read until she has said what its columns mean and said yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from varifocal.flows.exchange.reading import Sheet
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, act
from varifocal.org.base.plumbing import StagedImport, StagedRow
from varifocal.org.base.undo import undo
from varifocal.org.work.project import Project

LIES = timedelta(days=2)
"""What nobody came back to is cleared after so long."""
BUNDLE = 500
"""Lines kept in one row of the table."""
HEAD = 40
"""Lines read where only the first matter."""


def lay(sheet: Sheet, *, by: Account, text: str = "") -> StagedImport:
    """Keep a sheet, all of it, for the account that brought it; what has lain too long is cleared.

    `text` is the list as it was pasted, to be mended and pasted anew.

    Raises NotAllowed unless she may bring work in.
    """
    by.may("bring_in", Project)
    about = {
        "name": sheet.name,
        "columns": list(sheet.columns),
        "encoding": sheet.encoding,
        "lines": len(sheet.rows),
        "text": text,
    }
    with transaction.atomic():
        _desks(by).filter(made_at__lt=timezone.now() - LIES).delete()
        laid = StagedImport.objects.create(account=by, name=sheet.name[:200], mapping={"sheet": about})
        StagedRow.objects.bulk_create(
            [
                StagedRow(staged=laid, number=number, values=lines)
                for number, lines in enumerate(_bundles(sheet))
            ],
            batch_size=20,
        )
    return laid


def count(laid: StagedImport) -> int:
    """How many lines the sheet has."""
    return int(laid.mapping["sheet"]["lines"])


def text_of(laid: StagedImport) -> str:
    """The list as it was pasted; empty for a file or a table."""
    return str(laid.mapping["sheet"].get("text", ""))


def take(laid: StagedImport, *, most: int | None = None) -> Sheet:
    """The sheet as it was laid down, or only its first lines."""
    about = laid.mapping["sheet"]
    bundles = laid.rows.order_by("number")
    if most is not None:
        bundles = bundles[: 1 + (most - 1) // BUNDLE]
    lines = [(int(number), tuple(cells)) for bundle in bundles for number, cells in bundle.values]
    return Sheet(about["name"], tuple(about["columns"]), lines[:most], about["encoding"])


def laid_by(by: Account, pk: int) -> StagedImport | None:
    """The sheet of this number, if this account laid it down."""
    return _desks(by).filter(pk=pk).first()


def clear(by: Account, pk: int) -> None:
    """Forget a sheet that has been used."""
    _desks(by).filter(pk=pk).delete()


def _desks(by: Account) -> QuerySet[StagedImport]:
    return StagedImport.objects.filter(account=by, mapping__has_key="sheet")


def _bundles(sheet: Sheet) -> Iterator[list[list[Any]]]:
    for first in range(0, len(sheet.rows), BUNDLE):
        yield [[number, list(cells)] for number, cells in sheet.rows[first : first + BUNDLE]]


# -- what was brought in before ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Brought:
    """An import that has written something: its acts in order, whether it stands undone, whether all is in."""

    staged: StagedImport
    undone: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it waits any more."""
        return self.staged.finished_at is not None


def brought(by: Account, *, most: int) -> list[Brought]:
    """What this account brought in, the newest first."""
    rows = [row for row in StagedImport.objects.filter(account=by).order_by("-pk")[: most * 4] if row.acts][
        :most
    ]
    gone = undone({number for row in rows for number in row.acts})
    return [Brought(row, set(row.acts) <= gone) for row in rows]


def undone(acts: Iterable[int]) -> set[int]:
    """Which of these acts stand undone: taken back by an act that was not itself taken back."""
    later = set(Change.objects.filter(undoes__in=list(acts)).values_list("undoes", "act"))
    if not later:
        return set()
    again = undone({undoing for _, undoing in later})
    return {number for number, undoing in later if number is not None and undoing not in again}


def take_back(brought_in: Sequence[StagedImport], *, by: Account) -> None:
    """Undo all these imports wrote, the newest act first, as one act; refused as any undo is."""
    numbers = {number for staged in brought_in for number in staged.acts}
    with act():
        for number in sorted(numbers - undone(numbers), reverse=True):
            undo(number, by=by)

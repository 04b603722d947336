"""What moves a date most, as one account may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from varifocal.org.base.account import Account
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

NOUNS: Mapping[str, Any] = {
    "task": Task, "wait": Task, "queue": Task, "risk": Risk, "opportunity": Opportunity,
}  # fmt: skip
"""Of what a driver of this kind names one; the others name none."""


def seen_by(by: Account, drivers: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Their sentences, without what names a finished task, a risk that is over, work that has come or is lost, or
    what she does not see."""
    drivers = list(drivers)
    named: dict[Any, set[int]] = {}
    for one in drivers:
        if noun := NOUNS.get(one["kind"]):
            named.setdefault(noun, set()).add(one["id"])
    seen = {noun: _seen(by, noun, ids) for noun, ids in named.items()}
    return tuple(
        str(one["sentence"])
        for one in drivers
        if (noun := NOUNS.get(one["kind"])) is None or one["id"] in seen[noun]
    )


def _seen(by: Account, noun: Any, ids: set[int]) -> set[int]:
    rows = noun.objects.visible_to(by).open().filter(pk__in=ids)
    return set(rows.order_by().values_list("pk", flat=True))

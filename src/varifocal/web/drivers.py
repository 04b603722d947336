"""What moves a date most, as one account may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from varifocal.org.base.account import Account
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

ABOUT_A_TASK = {"task", "wait", "queue"}
ABOUT_A_RISK = {"risk"}
"""Kinds of drivers that name one."""


def seen_by(by: Account, drivers: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Their sentences, without what names a finished task, a risk that is over, or one she does not see."""
    drivers = list(drivers)
    tasks, risks = (
        {one["id"] for one in drivers if one["kind"] in kinds} for kinds in (ABOUT_A_TASK, ABOUT_A_RISK)
    )
    seen = {("task", pk) for pk in _ids(Task.objects.visible_to(by).open(), tasks)}
    seen |= {("risk", pk) for pk in _ids(Risk.objects.visible_to(by).open(), risks)}
    return tuple(
        str(one["sentence"])
        for one in drivers
        if (noun := _noun(one["kind"])) is None or (noun, one["id"]) in seen
    )


def _ids(rows: Any, wanted: set[int]) -> set[int]:
    return set(rows.filter(pk__in=wanted).order_by().values_list("pk", flat=True)) if wanted else set()


def _noun(kind: str) -> str | None:
    return "task" if kind in ABOUT_A_TASK else "risk" if kind in ABOUT_A_RISK else None

"""The truth as a page: promises that will not hold, each with its chance and its reason; work without a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.truth import Promise, Reason, Truth
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.work.project import Project
from varifocal.web import format as say

MOST = 12
"""Promises shown with their reasons."""
MOST_HOMELESS = 10
PATIENCE = 30
"""Times the page asks for the plan before it says what may be wrong."""


@dataclass
class TruthPage:
    """What the page knows: `asked` is how often it has looked already, `reasons` come with a second look."""

    brought: Sequence[StagedImport]
    told: Truth
    query: str = ""
    asked: int = 0
    reasons: Mapping[tuple[str, int], Reason] | None = field(default=None)

    @property
    def waits(self) -> bool:
        """Whether the newest run has not seen yet what was brought in."""
        return self.told.run is None or self.told.run.seen < max(
            (number for one in self.brought for number in one.acts), default=0
        )

    @property
    def explained(self) -> tuple[Promise, ...]:
        """The promises worth a reason."""
        return tuple(one for one in self.told.promises if one.chance < WANTED_CHANCE)[:MOST]

    def show(self) -> dict[str, Any]:
        """For the template."""
        name, here = self.brought[0].name, self._address("import-truth")
        sign = "&" if self.query else "?"
        if self.waits:
            return {
                "name": name,
                "headline": "Planning what you brought in",
                "waiting": _waiting(self.asked),
                "url": f"{here}{sign}asked={self.asked + 1}",
            }
        return {
            "name": name,
            "headline": _headline(self.told),
            "lede": _lede(self.told),
            "promises": [self._promise(one) for one in self.explained],
            "more": self._more(),
            "reasons_url": f"{here}{sign}why=1" if self.reasons is None and self.explained else "",
            "homeless_title": f"{_count(self.told.nowhere, 'task has', 'tasks have')} no place yet",
            "homeless": [
                {
                    "name": one.name,
                    "reason": f"{one.reason} ({one.project})",
                    "url": reverse("task", args=[one.id]),
                }
                for one in self.told.homeless[:MOST_HOMELESS]
            ],
            "more_homeless": _and_more(self.told.nowhere - MOST_HOMELESS),
            "sharper": _sharper(self.told),
            "undo": {
                "name": "Take the import back",
                "post": self._address("import-undo"),
            },
        }

    def _address(self, route: str) -> str:
        return reverse(route, args=[self.brought[0].pk]) + self.query

    def _promise(self, one: Promise) -> dict[str, Any]:
        reason = (self.reasons or {}).get(one.key)
        route = "project" if one.noun == Project.noun() else "task"
        chance = say.chance(one.chance)
        return {
            "name": one.name,
            "url": reverse(route, args=[one.id]),
            "chance": chance,
            "state": chance.state,
            "words": _words(one, self.told.today),
            "reason": reason.sentence if reason else one.driver,
            "remedy": reason.remedies[0] if reason and reason.remedies else "",
            "remedies": reason.remedies[1:] if reason else (),
        }

    def _more(self) -> str:
        hidden = self.told.broken + self.told.shaky - len(self.explained)
        safe = self.told.safe
        parts = []
        if hidden > 0:
            parts.append(f"{_count(hidden, 'more is', 'more are')} in danger or open.")
        if safe and self.explained:
            parts.append(f"{_count(safe, 'promise holds', 'promises hold')} as it looks now.")
        return " ".join(parts)


def _headline(told: Truth) -> str:
    if told.broken == 1:
        return "One promise will not hold; here is why"
    if told.broken > MOST:
        return f"{told.broken:,} promises will not hold; here are the weakest, and why"
    if told.broken:
        return f"These {say.count(told.broken)} promises will not hold; here is why"
    if told.shaky:
        return (
            f"No promise is lost, but {say.count(told.shaky)} {'is' if told.shaky == 1 else 'are'} not safe"
        )
    if told.promises:
        return "Every promise holds, as it looks now"
    if told.nowhere:
        return f"{_count(told.nowhere, 'task has', 'tasks have')} no place yet"
    return "The work is planned; no date stands against it"


def _lede(told: Truth) -> str:
    figures = told.run.figures if told.run else {}
    words = f"{_count(told.tasks, 'open task', 'open tasks')}, planned over everybody’s hours"
    draws = int(figures.get("draws", 0))
    words += f" and played through {draws:,} times." if draws else "."
    if not told.promises:
        words += " Say by when something is due, and you learn how likely that is."
    return words


def _words(one: Promise, today: date) -> str:
    """What was promised, and what comes instead."""
    parts = [f"due {say.day(one.due, today)}"]
    if one.likely is not None and one.likely > one.due:
        parts.append(f"likely done {say.day(one.likely, today)}")
    if one.safe is not None and one.safe > one.due:
        parts.append(f"safe to say {say.day(one.safe, today)}")
    words = ", ".join(parts)
    if one.who:
        words += f" · {one.who}"
    return f"{words} · {one.project}" if one.project else words


def _sharper(told: Truth) -> list[str]:
    said = []
    if told.guessed:
        said.append(
            f"{_count(told.guessed, 'task says', 'tasks say')} no effort, so we took what alike work takes. "
            "A number of hours, or S, M or L, sharpens every chance."
        )
    if told.promises == ():
        said.append("No task or project has a due date yet.")
    return said


def _waiting(asked: int) -> str:
    if asked < PATIENCE:
        return "The plan is being made and played through; this page shows it by itself …"
    return (
        "This takes longer than usual. Everything you brought in is safe. If the site runs on PostgreSQL, "
        "a worker has to run beside it: varifocal worker."
    )


def _and_more(number: int) -> str:
    return f"And {number} more; the Schedule’s tray shows them all." if number > 0 else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"

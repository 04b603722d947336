"""What is said of a plan at the terminal: of the organization's, and of one in a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from varifocal.cli.saying import say
from varifocal.flows.dated import NotKept

SHOWN = 10


def how_good(late: float, least: float, standing: str = " as it is agreed") -> str:
    """How late a plan is, and below what no plan can be."""
    if late <= least:
        return f"{late:,.0f} weighted days late: proved best possible."
    return f"{late:,.0f} weighted days late{standing}; no plan of this work is below {least:,.0f}."


def gap(late: float, least: float) -> float | None:
    """How much later it is than any plan must be, as a share of that; None where nothing need be late."""
    if late <= least:
        return 0.0
    return round(late / least - 1, 4) if least > 0 else None


def late_by(one: NotKept) -> str:
    """A due date that is not kept."""
    name = f"{one.name} ({one.of})" if one.of else one.name
    return f"{name}, due {on(one.due)}, is done on {on(one.done)}: {so_many(one.days, 'day', 'days')} late"


def late_told(one: NotKept) -> dict[str, Any]:
    """The same for programs."""
    return {
        "noun": one.noun,
        "id": one.id,
        "name": one.name,
        "project": one.of or one.name,
        "due": one.due.isoformat(),
        "done": one.done.isoformat(),
        "days": one.days,
    }


def on(day: date) -> str:
    """A day as people write it, with its year."""
    return f"{day.day} {day:%b %Y}"


def so_many(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def listed(head: str, lines: Iterable[str], shown: int = SHOWN) -> None:
    """Say the first of them under a head, and how many more there are."""
    lines = list(lines)
    if lines:
        say(head)
    for line in lines[:shown]:
        say(f"  {line}")
    if len(lines) > shown:
        say(f"  and {len(lines) - shown} more")

"""What moves, in a sentence or a few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.flows.trying.values import FullWeek, Late, Moved

MOST_NAMED = 2
"""Late dates and full weeks named in the sentence; the rest is counted."""


def sentence(
    moved: Sequence[Moved], late: Sequence[Late], weeks: Sequence[FullWeek], hidden: bool, today: date
) -> str:
    """All of it summed up; what is `hidden` is only said to be there."""
    if not (moved or late or weeks or hidden):
        return "Nothing moves."
    said = [f"{_counted(len(moved), 'task')} {'moves' if len(moved) == 1 else 'move'}."] if moved else []
    homeless = sum(1 for one in moved if one.start_before and not one.start_after)
    if homeless:
        said.append(f"{_counted(homeless, 'task')} {'has' if homeless == 1 else 'have'} no place any more.")
    for one in late[:MOST_NAMED]:
        said.append(_turned(one, today))
    if len(late) > MOST_NAMED:
        said.append(f"{_counted(len(late) - MOST_NAMED, 'more due date')} change.")
    for week in weeks[:MOST_NAMED]:
        said.append(f"{week.name}’s week of {day_text(week.week, today)} becomes full.")
    if len(weeks) > MOST_NAMED:
        said.append(f"{_counted(len(weeks) - MOST_NAMED, 'more week')} become full.")
    if hidden:
        said.append("Something you cannot see would be done later.")
    return " ".join(said)


def _turned(one: Late, today: date) -> str:
    done = day_text(one.done, today)
    match one.state:
        case "breaks":
            return f"{quoted(one.name)} would be done on {done}, {days_text(one.days)} late."
        case "holds":
            return f"{quoted(one.name)} would hold its date."
        case "later":
            return f"{quoted(one.name)} would be {days_text(one.days)} late instead of {one.days_before}."
    return f"{quoted(one.name)} would be {days_text(one.days)} late, not {one.days_before}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""The head of This week: what matters most, what moved, and what was kept of what everybody meant to do."""

from __future__ import annotations

from varifocal.core.values import monday_of
from varifocal.flows.review.week import Week
from varifocal.web import format as say


def eyebrow(week: Week) -> str:
    """Which week it is."""
    monday = say.day(monday_of(week.today), week.today)
    return f"Week of {monday}, week {week.today.isocalendar().week} of the year"


def headline(week: Week) -> str:
    """What matters most, in a sentence."""
    danger = [one for one in week.promises if one.chance < 0.5]
    if danger:
        first = danger[0]
        if len(danger) == 1:
            return f"“{first.name}” is in danger; everything else holds or can be held"
        return f"{say.count(len(danger)).capitalize()} promises are in danger, “{first.name}” most of all"
    if week.promises:
        return f"Every promise can be kept; “{week.promises[0].name}” needs the most care"
    if week.balanced.without_step:
        return f"“{week.balanced.without_step[0].name}” has nothing under it yet"
    if week.owed:
        return f"“{week.owed[0].name}” is late; the rest stands as it should"
    run = week.balanced.run
    if run is None or not run.figures.get("tasks"):
        return "Nothing is planned yet"
    return "Everything promised stands as it should"


def lede(week: Week) -> str:
    """What moved in seven days."""
    moved = len(week.balanced.moved)
    words = (
        f"In seven days tasks were finished in {say.so_many(moved, 'project', 'projects')}."
        if moved
        else "Nothing was finished in seven days."
    )
    if week.balanced.run is None:
        words += " The first plan is being calculated."
    return words


def kept(week: Week) -> str:
    """What was kept of what everybody meant to do ahead of what is owed."""
    if week.kept is None:
        return ""
    monday = say.day(week.kept.monday, week.today)
    took = say.hours(week.kept.took_place) if week.kept.took_place else "none"
    return (
        f"Week of {monday}: of {say.hours(week.kept.agreed)} meant for what is felt later, {took} took place."
    )

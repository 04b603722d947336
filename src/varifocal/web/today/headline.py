"""The head of Today: the day, what to begin with and why, and whether what should be done by tonight fits."""

from __future__ import annotations

from collections.abc import Sequence

from varifocal.flows.today.day import Today
from varifocal.flows.today.pieces import Piece
from varifocal.org.base.account import Account
from varifocal.web import format as say

IN_DANGER = 0.5


def eyebrow(it: Today) -> str:
    """The day, and how much work time is left of it."""
    words = f"{say.WEEKDAYS[it.today.weekday()]} {say.day(it.today, it.here)}"
    if it.person is None:
        return words
    if it.away_until:
        return f"{words}, away"
    free = f"{say.hours(it.free)} of work time left" if it.free else "no work time left"
    return f"{words}, {free}" + (" beside meetings" if it.meetings and it.free else "")


def headline(it: Today, by: Account) -> str:
    """What to begin with and why, or what else matters most."""
    if it.empty:
        return "Begin with what is open"
    if it.away_until:
        return "You are away today; the work knows it"
    if it.mine:
        return _first_words(it, it.mine[0])
    danger = [row for row in it.lists.get("promises", ()) if row["chance"] < IN_DANGER]
    if danger:
        worst = min(danger, key=lambda row: row["chance"])
        rest = (
            ""
            if len(danger) == 1
            else f", and {say.so_many(len(danger) - 1, 'other promise', 'other promises')}"
        )
        return f"{worst['name']} is in danger{rest}"
    if by.is_guest:
        return "Nothing has been shared with you yet"
    if it.person is None and it.lists.get("promises"):
        return "Every promise stands as it should"
    return "Nothing waits for you today"


def _first_words(it: Today, first: Piece) -> str:
    task = first.name
    begin = (
        f"Finish “{task}”"
        if first.doing or first.left <= max(it.free, 2)
        else f"Go on with “{task}”"
        if first.since
        else f"Begin “{task}”"
    )
    return f"{begin}; {_why(it, first)}"


def _why(it: Today, first: Piece) -> str:
    follower = next((row for row in it.lists["following"] if row["before"] == first.id and row["who"]), None)
    if first.due is not None and first.due < it.today:
        return f"it was due {say.on_day(first.due, it.today)}"
    if follower and (it.person is None or follower["who"] != it.person.name):
        return f"{follower['who'].split()[0]} is waiting to go on"
    if first.standing:
        return "it keeps the house running"
    return f"“{first.project_name}” is waiting on it"


def quiet(it: Today) -> str:
    """That the plan is behind, where it is."""
    if it.run is None:
        return "The first plan is being calculated."
    return "The plan is being recalculated; order and dates follow in a moment." if it.stale else ""


def fits(it: Today) -> str:
    """Whether what should be finished today has room in it."""
    if it.person is None or it.away_until or not it.mine:
        return ""
    wanted = it.due_today
    need = sum(one.left for one in wanted)
    free = say.hours(it.free) if it.free else "no time"
    if not wanted:
        return (
            f"Nothing has to be finished today; you have {free} for what comes first."
            if it.free
            else "Nothing has to be finished today; what stands here can wait until you work again."
        )
    if not need:
        return f"The estimate of “{wanted[0].name}” is used up: finish it, or say what is left."
    what = f"What should be finished today takes {say.hours(need)}"
    if need <= it.free:
        return f"{what}; you have {free}. It fits."
    rest = _left_over(wanted, it.free)
    return f"{what}; you have {free}. “{rest.name}” will not fit: move it, or tell whoever waits."


def _left_over(wanted: Sequence[Piece], free: float) -> Piece:
    for one in wanted:
        free -= one.left
        if free < 0:
            return one
    return wanted[-1]

"""Her work on Today: what comes first, large, with its acts; then the rows of what is near; and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.urls import reverse

from varifocal.flows.sight import Lines
from varifocal.flows.today.day import Today
from varifocal.flows.today.hours import Meet
from varifocal.flows.today.pieces import Piece
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.sightline import steps_for

MOST_ROWS = 8
LEAST_ROWS = 3
A_WEEK = timedelta(days=7)
A_WORKDAY = timedelta(hours=12)


def first(one: Piece, it: Today, lines: Lines) -> dict[str, Any]:
    """What comes first, with its acts and whom it helps."""
    return {
        **_task(one, it, lines),
        "running": one.doing,
        "helps": _helps(one, it),
        "offered": one.offered,
        "proposed": one.proposed,
        "acts": [] if one.doing else [
            {"name": "Start", "post": reverse("today-start", args=[one.id]), "seen": one.version, "key": "s",
             "main": True},
            {"name": "Done", "post": reverse("today-done", args=[one.id]), "seen": one.version, "key": "d"},
        ],
    }  # fmt: skip


def _helps(one: Piece, it: Today) -> str:
    """Whom it helps, as a fact of the shared work."""
    me = it.person.name if it.person else ""
    following = [row for row in it.lists["following"] if row["before"] == one.id]
    others = sorted({row["who"] for row in following if row["who"] and row["who"] != me})
    if others:
        name = next(row["name"] for row in following if row["who"] == others[0])
        return f"Once it is done, {others[0]} can begin “{name}”."
    if following:
        return f"Once it is done, “{following[0]['name']}” can begin."
    return f"It is for {one.company}." if one.company else ""


def running(one: Piece, it: Today) -> dict[str, Any]:
    """The small form of what she is at: minutes worked since she began, in quarter hours, to be corrected."""
    elapsed = it.now - one.since if one.since else None
    fresh = elapsed is not None and elapsed < A_WORKDAY
    when = ""
    if one.since is not None:
        begun = one.since.astimezone(it.zone).date()
        when = f"since {say.clock(one.since, it.zone) if fresh else say.near_day(begun, it.today)}"
    return {
        "stop_url": reverse("today-stop", args=[one.id]),
        "done_url": reverse("today-done", args=[one.id]),
        "seen": one.version,
        "minutes": quarters(elapsed) if fresh and elapsed is not None else "",
        "when": when,
    }


def quarters(span: timedelta) -> int:
    """Minutes in whole quarter hours, at least one."""
    return max(1, round(span / timedelta(minutes=15))) * 15


def near(mine: Sequence[Piece], it: Today) -> Sequence[Piece]:
    """What begins within a week, but some rows always and never too many."""
    soon = it.now + A_WEEK
    within = sum(1 for one in mine if one.doing or (one.start is not None and one.start <= soon))
    return mine[: 1 + max(LEAST_ROWS, min(MOST_ROWS, within - 1))]


def later(count: int) -> str:
    """How many more there are."""
    return f"{say.so_many(count, 'more task', 'more tasks')} planned after these" if count > 0 else ""


def rows(near: Sequence[Piece], it: Today, lines: Lines) -> list[dict[str, Any]]:
    """What is near, without what comes first."""
    hours = accumulate(one.left for one in near)
    return [_row(one, it, lines, spent) for one, spent in zip(near, hours, strict=True)][1:]


def _row(one: Piece, it: Today, lines: Lines, spent: float) -> dict[str, Any]:
    return {
        **_task(one, it, lines),
        "done_url": reverse("today-done", args=[one.id]),
        "seen": one.version,
        "when": "at it" if one.doing else _when(one, it, spent),
        "note": one.unplanned,
    }


def _when(one: Piece, it: Today, spent: float) -> str:
    if one.due is not None and one.due < it.today:
        return f"was due {say.on_day(one.due, it.today)}"
    if one.offered:
        return "offered to you"
    if one.proposed:
        return "proposed to you"
    begins = one.start.astimezone(it.zone).date() if one.start else None
    if begins is not None and begins > it.today:
        return say.near_day(begins, it.today)
    if spent <= it.free:
        return "fits today"
    return "or tomorrow"


def _task(one: Piece, it: Today, lines: Lines) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "url": reverse("task", args=[one.id]),
        "shade": colour.shade(one.due or one.project_due, it.here),
        "effort": (f"about {say.hours(one.left)}" if one.guessed else say.hours(one.left))
        if one.left
        else "",
        "standing": one.standing,
        "sight": [
            {
                "name": one.project_name,
                "url": reverse("project", args=[one.project]),
                "shade": colour.STANDING if one.standing else colour.shade(one.project_due, it.here),
            },
            *steps_for(lines.of_project(one.project), it.here),
        ],
    }


def meeting(one: Meet, it: Today) -> dict[str, Any]:
    """A meeting of hers, in her own time."""
    return {
        "name": one.name,
        "clock": f"{say.clock(one.start, it.zone)} to {say.clock(one.end, it.zone)}",
        "over": one.end <= it.now,
    }

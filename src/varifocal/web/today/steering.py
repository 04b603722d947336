"""The project manager's morning: what changed, who is out or stuck, what waits on others."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from varifocal.flows.today.day import Today
from varifocal.flows.together import Row, day
from varifocal.org.base.account import LINK, Account, Role
from varifocal.web import format as say
from varifocal.web.today.lines import Line, Section
from varifocal.web.today.waiting import wait

DID = {
    "task.finished": "finished", "task.planned": "added", "task.asked": "asked for", "task.cut": "cut",
    "project.due_moved": "moved the date of",
}  # fmt: skip


def steering(it: Today, by: Account) -> list[Section]:
    """The project manager's morning: what changed, who is out or stuck, what waits on a client."""
    if not by.has_role(Role.OWNER, Role.MANAGER):
        return []
    waits = [one for one in it.waits if one.manages or by.has_role(Role.OWNER)]
    return [
        Section(f"Since you left {_left_words(it)}", _news(it)),
        Section("Stuck or out", [*_out(it), *_stuck(it)][:6]),
        Section("Waiting on others", [wait(one, it) for one in waits][:5]),
    ]


def _left_words(it: Today) -> str:
    left = it.left_at.astimezone(it.zone).date()
    said = "yesterday" if (it.today - left).days < 2 else f"on {say.WEEKDAYS[left.weekday()]}"
    return f"{said}, {say.clock(it.left_at, it.zone)}"


def _news(it: Today) -> list[Line]:
    """One line a person and kind of news."""
    told: dict[tuple[int, str], list[Row]] = {}
    for change in sorted(it.lists.get("news", ()), key=lambda row: -row["number"]):
        verb = change["verb"]
        if verb == "task.hung":
            if not change["finished_at"]:
                continue
            verb = "task.finished"
        told.setdefault((change["by"], verb), []).append(change)
    lines = []
    for (_, verb), changes in told.items():
        first = changes[0]
        who = first["who"] or _account(first)
        labels = list(dict.fromkeys(change["label"] for change in changes))
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        subject = (
            "said something"
            if verb == "comment.said"
            else f"{DID[verb]} “{say.cut_short(labels[0], 60)}”{more}"
        )
        words = f": “{say.cut_short(labels[0], 80)}”{more}" if verb == "comment.said" else ""
        lines.append(Line(f"{who} {subject}{words}."))
    lines = lines[:6]
    return [*lines, Line("", reverse("changes"), "All changes")] if lines else []


def _account(change: Row) -> str:
    """What acted where no person stands behind it."""
    return "The system" if change["is_house"] and change["login"] != LINK else str(change["login"])


def _out(it: Today) -> list[Line]:
    rows = {row["person"]: row for row in it.lists["away"] if row["tasks"]}
    return [
        Line(
            f"{row['name']} is out until {say.near_day(day(row['last']), it.today)}, with "
            f"{say.so_many(row['tasks'], 'open task', 'open tasks')} of your projects.",
            reverse("schedule-load"),
            "See who is free",
        )
        for row in rows.values()
    ]


def _stuck(it: Today) -> list[Line]:
    lines = []
    for one in sorted(
        (one for one in it.pieces if one.manages and not one.is_wait),
        key=lambda one: (one.due or date.max, one.id),
    ):
        url = reverse("task", args=[one.id])
        if one.unplanned:
            lines.append(Line(f"“{one.name}” has no place yet: {one.unplanned}", url, "Make room"))
        elif one.due is not None and one.due < it.today:
            who = f", {one.who}" if one.who else ""
            lines.append(Line(f"“{one.name}”{who}: was due {say.on_day(one.due, it.today)}.", url, "Look"))
    return lines

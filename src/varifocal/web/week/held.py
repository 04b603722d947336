"""While the week is held: what each line carries, which one is next, the clock, and what begins and closes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from varifocal.flows.deciding import MINUTES, can_end
from varifocal.flows.review.lines import Line
from varifocal.flows.review.values import Held
from varifocal.flows.review.week import Week
from varifocal.org.base.account import Account
from varifocal.org.work.doing import WeekAgreed
from varifocal.web import format as say
from varifocal.web.week.told import decided


class Carried:
    """What each line carries while the week is held: its acts with their keys, and what was decided about it."""

    def __init__(self, week: Week, running: bool) -> None:
        self.running = running
        self.lines = {line.key: line for line in week.lines} if running else {}
        self.decided: dict[str, list[dict[str, Any]]] = {}
        for one in week.decided:
            self.decided.setdefault(one.key, []).append(decided(one, week.today))

    def by(self, kind: str, pk: int, first: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """For one line."""
        key = f"{kind}-{pk}"
        told = {"key": key, "decided": self.decided.get(key, [])}
        line = self.lines.get(key)
        if line is None:
            return told | {"acts": []}

        def dialog(name: str, route: str, letter: str) -> dict[str, Any]:
            return {"name": name, "url": reverse(route, args=[kind, pk]), "dialog": True, "key": letter}

        acts = [*(first or ()), dialog("Task", "week-task", "t"), dialog("Decide", "week-decide", "e")]
        if can_be_handed_over(line):
            acts.append(dialog("Hand over", "week-hand-over", "h"))
        if can_end(line):
            acts.append(dialog("Let go", "week-let-go", "x"))
        acts.append({"name": "Next week", "post": reverse("week-park", args=[kind, pk]), "key": "p"})
        return told | {"acts": acts}


def can_be_handed_over(line: Line) -> bool:
    """The task it stands on, or a new one; a question has its decider, and what a proposal moves stays with it."""
    return line.stands_on is not None or line.kind not in ("decision", "proposal")


def put_current(rows: Sequence[dict[str, Any]], at: str) -> None:
    """Mark the line after the one dealt with last (`at`), or the first; those that are decided are passed over."""
    keys = [row["key"] for row in rows]
    after = rows[keys.index(at) + 1 :] if at in keys else rows
    current = next((row for row in [*after, *rows] if not row["decided"]), None)
    if current is not None:
        current["current"] = True


def begin(week: Week) -> dict[str, Any]:
    """The act that begins the meeting, or goes on with it."""
    again = week.held is not None
    name = "Go on with it" if again else f"Begin, {MINUTES} minutes"
    return {"name": name, "post": reverse("week-begin"), "main": not again, "key": "b"}


def clock(held: Held, now: datetime) -> dict[str, Any]:
    """How long it has been held. Seconds gone by the server's clock: nobody's own may be wrong."""
    gone = max(0, int((now - held.began).total_seconds()))
    return {"gone": gone, "minutes": MINUTES, "holder": held.holder}


def closed(week: Week) -> str:
    """Who held it and how long, once it is over."""
    held = week.held
    if held is None or held.ended is None:
        return ""
    minutes = max(1, round((held.ended - held.began).total_seconds() / 60))
    who = f" by {held.holder}" if held.holder else ""
    lines = say.so_many(len(week.decided), "line decided", "lines decided")
    return f"Held{who} in {say.so_many(minutes, 'minute', 'minutes')}, {lines}."


def closing(week: Week, by: Account) -> dict[str, Any] | None:
    """The act that agrees the week, where she may."""
    if week.balanced.run is None or not by.can("agree_week", WeekAgreed):
        return None
    monday = say.day(week.monday, week.today)
    return {
        "name": f"Close: agree the week of {monday}",
        "post": reverse("week-close"),
        "main": True,
        "key": "c",
    }

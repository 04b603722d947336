"""What This week shows: each line ends in one act, and while it is held in one of four, by a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from varifocal.flows.review.week import Week
from varifocal.org.base.account import Account
from varifocal.org.decisions.week import WeekHeld
from varifocal.web.balance.shown import without_step, without_why
from varifocal.web.week import held, lines, told
from varifocal.web.week.headline import eyebrow, headline, kept, lede

MOST = 7
MOST_PROPOSALS = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """All the template needs."""

    eyebrow: str
    headline: str
    lede: str
    said: list[Row]
    kept: str
    promises: list[Row]
    more_promises: int
    waits: list[Row]
    owed: list[Row]
    dangers: list[Row]
    questions: list[Row]
    without_step: list[Row]
    without_why: list[Row]
    proposals: list[Row]
    words: list[Row]
    verdicts: list[Row]
    silent: str
    decided: list[Row]
    note: Row | None
    meeting: Row | None = None
    """The clock and what closes it, while one is held."""
    begin: Row | None = None
    closing: Row | None = None
    """The act that agrees the week, where she may."""
    closed: str = ""

    @property
    def walked(self) -> list[Row]:
        """All lines that can be decided about, in the order they are walked through."""
        return [
            *self.promises, *self.owed, *self.waits, *self.dangers, *self.questions, *self.proposals,
            *self.without_step, *self.without_why, *self.verdicts,
        ]  # fmt: skip


def shown(week: Week, by: Account, now: datetime, at: str = "") -> Page:
    """The page of one week at this moment (UTC); `at` names the line that was dealt with last."""
    may_hold = bool(by.can("hold", WeekHeld))
    running = week.held is not None and week.held.is_running and may_hold
    carried, today = held.Carried(week, running), week.today
    page = Page(
        eyebrow=eyebrow(week),
        headline=headline(week),
        lede=lede(week),
        said=[told.said(one, today) for one in week.said],
        kept=kept(week),
        promises=[
            lines.promise(one, today, carried, with_ways=place < lines.MOST_WITH_WAYS)
            for place, one in enumerate(week.promises[:MOST])
        ],
        more_promises=max(0, len(week.promises) - MOST),
        waits=[lines.wait(one, carried) for one in week.waits[:MOST]],
        owed=[lines.owed(one, today, carried) for one in week.owed[:MOST]],
        dangers=[lines.danger(one, today, carried) for one in week.dangers[:MOST]],
        questions=[lines.question(one, today, carried) for one in week.questions[:MOST]],
        without_step=[
            row | carried.by("step", one.goal)
            for row, one in zip(without_step(week.balanced), week.balanced.without_step, strict=True)
        ][:MOST],
        without_why=[
            row | carried.by("why", one.project)
            for row, one in zip(without_why(week.balanced), week.balanced.without_why, strict=True)
        ][:MOST],
        proposals=[lines.offered(row, carried) for row in week.proposals[:MOST_PROPOSALS]],
        words=[lines.word(one, today) for one in week.words],
        verdicts=[lines.judged(one, carried) for one in week.verdicts[:MOST]],
        silent=week.balanced.judged.silent,
        decided=[told.decided(one, today) for one in week.decided],
        closing=held.closing(week, by),
        meeting=held.clock(week.held, now) if running and week.held else None,
        begin=held.begin(week) if may_hold and not running else None,
        closed=held.closed(week),
        note=told.note(week, by),
    )
    if running:
        held.put_current(page.walked, at)
    return page

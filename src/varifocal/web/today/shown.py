"""What Today shows: the facts of the day in sentences, each with one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from varifocal.flows.proposed import open_proposals
from varifocal.flows.sight import Lines
from varifocal.flows.today.day import Today
from varifocal.org.base.account import Account, Role
from varifocal.web.proposals import proposal
from varifocal.web.today import tasks
from varifocal.web.today.handed import Group, by_her, to_her
from varifocal.web.today.headline import eyebrow, fits, headline, quiet
from varifocal.web.today.lines import Section
from varifocal.web.today.responsibilities import far, mentees, only_you, promises
from varifocal.web.today.steering import steering
from varifocal.web.today.waiting import thanks, waiting

MOST_PROPOSALS = 3


@dataclass(slots=True)
class Page:
    """All the template needs."""

    eyebrow: str
    headline: str
    fits: str = ""
    quiet: str = ""
    first: dict[str, Any] | None = None
    running: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    later: str = ""
    meetings: list[dict[str, Any]] = field(default_factory=list)
    above: list[Section] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    beside: list[Section] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)
    promises_title: str = "What you promised"
    proposals: list[dict[str, Any]] = field(default_factory=list)
    handed: list[Group] = field(default_factory=list)
    """What is handed over and waits for her, first of all."""
    given: list[Group] = field(default_factory=list)
    """What she handed over, and what comes back of it."""
    empty: bool = False
    idle: bool = False
    has_days: bool = False
    """Whether days of hers may wait to be confirmed."""


def shown(day_of: Today, by: Account) -> Page:
    """The page of one person's day."""
    mine = day_of.mine
    page = Page(eyebrow=eyebrow(day_of), headline=headline(day_of, by))
    if day_of.empty:
        page.empty = True
        return page
    lines = Lines.seen_by(by)
    page.quiet = quiet(day_of)
    page.fits = fits(day_of)
    page.meetings = [tasks.meeting(one, day_of) for one in day_of.meetings]
    if mine:
        near = tasks.near(mine, day_of)
        page.first = tasks.first(mine[0], day_of, lines)
        page.running = tasks.running(mine[0], day_of) if mine[0].doing else None
        page.rows = tasks.rows(near, day_of, lines)
        page.later = tasks.later(len(mine) - len(near))
    page.has_days = day_of.person is not None and not by.is_guest
    page.handed, page.given = to_her(day_of), by_her(day_of)
    page.idle = not mine and day_of.person is not None
    page.beside = _filled(waiting(day_of, by), thanks(day_of))
    page.above = _filled(only_you(day_of, by), far(day_of))
    page.sections = _filled(*steering(day_of, by), mentees(day_of))
    page.promises = promises(day_of, by)
    page.promises_title = "Promises" if by.has_role(Role.OWNER) else "What you promised"
    page.proposals = [proposal(row) for row in open_proposals(day_of.lists)[:MOST_PROPOSALS]]
    return page


def _filled(*sections: Section) -> list[Section]:
    return [one for one in sections if one.lines]

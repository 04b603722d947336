"""Balance as it stands, for whose hours are looked at, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from varifocal.core.balance.kept import Kept, LeftBehind, left_behind
from varifocal.core.balance.reach import AHEAD, HoursByReach, Reach, hours_by_reach, usual
from varifocal.core.balance.sight import Sightlines, WithoutStep, WithoutWhy
from varifocal.core.balance.verdicts import Judged, Looked, verdicts
from varifocal.core.values import monday_of
from varifocal.flows.balance import asking
from varifocal.flows.balance.hours import by_week, hours_of, traces_of
from varifocal.flows.balance.kept import kept_of
from varifocal.flows.balance.looked import promises, stepping, strategies
from varifocal.flows.balance.pasts import pasts_of
from varifocal.flows.balance.scopes import COMPANY, Scope
from varifocal.flows.balance.sight import open_work, portrait, without_step, without_why
from varifocal.flows.together import day, together_for
from varifocal.flows.weeks import WEEK
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.runs.run import Run

WEEKS = 12
"""How far back the picture goes."""
LAST = 4
"""The weeks verdicts look at."""


@dataclass(frozen=True)
class Balanced:
    """What was found. `weeks` are Mondays with their hours, oldest first; `kept` is None where too few people
    stand behind it."""

    today: date
    scope: Scope
    run: Run | None
    weeks: tuple[tuple[date, HoursByReach], ...]
    last: HoursByReach
    usual_ahead: float | None
    kept: tuple[Kept, ...] | None
    left: LeftBehind
    judged: Judged
    without_why: tuple[WithoutWhy, ...]
    without_step: tuple[WithoutStep, ...]
    names: Mapping[int, str]
    moved: tuple[int, ...]
    """Projects in which a task was finished in the seven days before today."""

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Nearest first."""
        return tuple(Reach)


def balance(by: Account, now: datetime, scope: Scope = COMPANY) -> Balanced:
    """Look at the hours of this scope, as far as she may see them. `now` is UTC."""
    here = Organization.here()
    today = here.today(now)
    monday = monday_of(today)
    mondays = [monday - WEEK * back for back in reversed(range(WEEKS))]
    recently = monday - WEEK * LAST
    run = Run.latest_one()
    whole = scope.kind == "company"
    rows = together_for(
        by,
        asking.lists,
        scope.kind,
        run is not None,
        whose=scope.id or 0,
        run=run.pk if run else 0,
        since=mondays[0],
        moment_since=datetime.combine(mondays[0], time.min, UTC),
        lately=recently,
        readings_since=monday - WEEK * WEEKS,
        monday=monday,
        today=today,
    )
    pasts = pasts_of(rows)
    hours = hours_of(rows["hours"])
    recent = [hour for hour in hours if hour.on >= recently]
    weeks = by_week(hours, pasts, mondays)
    last = hours_by_reach([hour for hour in recent if hour.on < monday] or recent, pasts)
    finished = [(row["project"], on) for row in rows["finished"] if (on := day(row["on"]))]
    kept = kept_of(scope, rows, pasts)
    work = open_work(rows["open"])
    sight = Sightlines(portrait(now, here.zone, rows, work))
    looked = Looked(
        today=today,
        hours=last,
        weeks=kept or (),
        stepping=stepping(sight, finished, work) if whole else (),
        strategies=strategies(rows, recent, sight) if whole else (),
        promises=promises(rows, pasts, today) if whole else (),
    )
    return Balanced(
        today=today,
        scope=scope,
        run=run,
        weeks=weeks,
        last=last,
        usual_ahead=usual([week for begin, week in weeks if begin < monday], *AHEAD),
        kept=kept,
        left=left_behind(hours, traces_of(finished, rows), pasts, today),
        judged=verdicts(looked),
        without_why=without_why(sight, work) if whole else (),
        without_step=without_step(sight) if whole else (),
        names={row["id"]: row["name"] for row in rows["projects"]},
        moved=tuple(sorted({project for project, on in finished if on >= today - WEEK})),
    )

"""This week: what needs somebody now, near and far, each with what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from varifocal.flows.balance import Balanced, balance
from varifocal.flows.today import due_to_be_asked, open_proposals, proposals
from varifocal.flows.together import Asked, Row, day, together
from varifocal.org.base.account import Account, Role
from varifocal.org.runs.run import GoalForecast, ProjectForecast, Proposal, Run
from varifocal.org.work.task import Task

WANTED = 0.8


@dataclass(frozen=True, slots=True)
class Promise:
    """A project or goal with a date and a chance. `noun` is project or goal."""

    noun: str
    id: int
    name: str
    due: date
    chance: float
    who: str
    company: str


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody outside owes us."""

    task: int
    name: str
    project: str
    party: str
    asked_on: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Owed:
    """What others wait for: work of ours past its date."""

    task: int
    name: str
    project: str
    due: date | None
    who: str


@dataclass(frozen=True)
class Week:
    """The week as it stands: promises below what is wanted, weakest first; what waits on others and on us;
    proposals; balance with its verdicts and broken links."""

    today: date
    promises: tuple[Promise, ...]
    waits: tuple[Wait, ...]
    owed: tuple[Owed, ...]
    proposals: tuple[Row, ...]
    balanced: Balanced


def week(by: Account, now: datetime) -> Week:
    """What this account may see of it. `now` is UTC."""
    balanced = balance(by, now)
    rows = together(_lists(by, balanced))
    return Week(
        today=balanced.today,
        promises=_promises(rows),
        waits=_waits(rows, balanced.today),
        owed=_owed(rows),
        proposals=tuple(open_proposals(rows)),
        balanced=balanced,
    )


def proposal_seen(by: Account, pk: int) -> Proposal | None:
    """A proposal of the newest run, if she sees every task it moves."""
    run = Run.latest_one()
    found = Proposal.objects.visible_to(by).filter(pk=pk, run=run).first()
    if found is None or run is None:
        return None
    return found if any(row["id"] == pk for row in open_proposals(together(proposals(by, run)))) else None


def _lists(by: Account, balanced: Balanced) -> dict[str, Asked]:
    run = balanced.run
    number = run.pk if run else 0
    open_tasks = Task.objects.visible_to(by).open()
    asked: dict[str, Asked] = {
        "projects": (
            ProjectForecast.objects.visible_to(by)
            .filter(run_id=number, project__ended_on=None, chance__lt=WANTED)
            .exclude(project__due=None),
            {"id": "project_id", "name": "project__name", "due": "project__due", "chance": "chance",
             "who": "project__manager__name", "company": "project__company__name"},
        ),
        "goals": (
            GoalForecast.objects.visible_to(by).filter(
                run_id=number, goal__ended_on=None, goal__committed=True, chance__lt=WANTED
            ),
            {"id": "goal_id", "name": "goal__name", "due": "goal__target", "chance": "chance",
             "who": "goal__owner__name"},
        ),
        "waits": (
            open_tasks.filter(due_to_be_asked(), is_wait=True),
            {"id": "id", "name": "name", "project": "project__name", "party": "waits_on__name", "asked": "asked_on"},
        ),
        "late": (
            open_tasks.filter(Q(due__lt=balanced.today) | Q(deadline__lt=balanced.today), is_wait=False),
            {"id": "id", "name": "name", "project": "project__name", "due": "due",
             "who": F("assignments__person__name")},
        ),
    }  # fmt: skip
    if run is not None and by.has_role(Role.OWNER, Role.MANAGER):
        asked |= proposals(by, run)
    return asked


def _promises(rows: Mapping[str, list[Row]]) -> tuple[Promise, ...]:
    found = [
        Promise(noun, row["id"], row["name"], due, row["chance"], row["who"] or "", row.get("company") or "")
        for noun, name in (("project", "projects"), ("goal", "goals"))
        for row in rows[name]
        if (due := day(row["due"]))
    ]
    return tuple(sorted(found, key=lambda one: (one.chance, one.due, one.id)))


def _waits(rows: Mapping[str, list[Row]], today: date) -> tuple[Wait, ...]:
    found = [
        Wait(
            row["id"],
            row["name"],
            row["project"],
            row["party"] or "",
            asked,
            (today - asked).days if asked else None,
        )
        for row in rows["waits"]
        for asked in (day(row["asked"]),)
    ]
    return tuple(sorted(found, key=lambda one: (one.asked_on or date.max, one.task)))


def _owed(rows: Mapping[str, list[Row]]) -> tuple[Owed, ...]:
    late = {
        row["id"]: Owed(row["id"], row["name"], row["project"], day(row["due"]), row["who"] or "")
        for row in rows["late"]
    }
    return tuple(sorted(late.values(), key=lambda one: (one.due or date.max, one.task)))

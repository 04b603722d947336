"""What is known of each relationship: contacts wherever they were noted, open work, the next step, how warm it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from varifocal.flows.recorded import hours_of
from varifocal.flows.together import Asked, Row, day, moment, together
from varifocal.flows.warmth import LOOKS_BACK, Warmth, Word, warmth
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import Touch
from varifocal.org.runs.run import CostForecast, Run
from varifocal.org.work.ask import Ask
from varifocal.org.work.doing import Meeting
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

SOURCES = ("touches", "meetings", "answers", "changes")
"""Where contacts are noted: by hand or mail, in the calendar, and by a client who answered."""
AFTER_ALL = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next with a company: a step, or else the work that is due first; None for a day nobody said."""

    name: str
    due: date | None
    noun: str
    id: int


@dataclass(frozen=True, slots=True)
class Relationship:
    """A company as one line of the list."""

    company: Company
    warmth: Warmth
    projects: int
    next: Next | None


@dataclass(frozen=True, slots=True)
class Met:
    """One contact that took place: the day, by which source, in words, who of ours and who there."""

    on: date
    source: str
    how: str
    words: str
    who: str
    whom: str
    noun: str
    id: int
    text: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """All about one company that this account sees, lists of rows by name; `met` newest first."""

    warmth: Warmth
    met: tuple[Met, ...]
    rows: Mapping[str, list[Row]]
    next: Next | None


def relationships(by: Account, now: datetime) -> list[Relationship]:
    """Every company she sees, by name; three questions to the database. `now` is UTC."""
    here = Organization.here()
    today, zone = here.today(now), ZoneInfo(here.zone)
    found = together({**_contacts(by, now), **_open_work(by)})
    days: dict[int, list[date]] = defaultdict(list)
    for source in SOURCES:
        for row in found[source]:
            if on := _day_of(row, zone):
                days[row["company"]].append(on)
    projects, steps = _by_company(found["projects"]), _by_company(found["steps"])
    return [
        Relationship(
            company,
            warmth(days[company.pk], today),
            len(projects[company.pk]),
            _next(steps[company.pk], projects[company.pk]),
        )
        for company in Company.objects.visible_to(by).select_related("looked_after_by")
    ]


def known(by: Account, company: Company, now: datetime) -> Known:
    """One company, in one question to the database. `now` is UTC."""
    here = Organization.here()
    today, zone = here.today(now), ZoneInfo(here.zone)
    found = together({**_contacts(by, now, company), **_open_work(by, company), **_lists(by, company)})
    met = sorted(_met(found, by, zone), key=lambda one: (one.on, one.source, one.id), reverse=True)
    return Known(
        warmth((one.on for one in met), today), tuple(met), found, _next(found["steps"], found["projects"])
    )


def cooling(found: Iterable[Relationship]) -> list[Relationship]:
    """Clients and partners that are no longer warm, the longest quiet against their own rhythm first."""
    quiet = [one for one in found if one.warmth.word in (Word.COOLING, Word.COLD)]
    return sorted(quiet, key=lambda one: -(one.warmth.since or 0) / (one.warmth.rhythm or 28))


# -- what is asked ---------------------------------------------------------------------------------------------


def _contacts(by: Account, now: datetime, company: Company | None = None) -> dict[str, Asked]:
    since = now - LOOKS_BACK - timedelta(days=1)
    touches = Touch.objects.visible_to(by).filter(on__gte=since.date())
    meetings = Meeting.objects.visible_to(by).filter(start__gte=since, start__lte=now).exclude(company=None)
    answers = (
        Task.objects.visible_to(by)
        .filter(is_wait=True, finished_at__gte=since, finished_at__lte=now)
        .exclude(waits_on=None)
    )
    changes = (
        Ask.objects.visible_to(by)
        .filter(answer=Ask.Answer.CHANGE, answered_at__gte=since, answered_at__lte=now)
        .annotate(whose=Coalesce("contact__company", "task__waits_on"))
        .exclude(whose=None)
    )
    if company is None:
        return {
            "touches": (touches, {"company": F("company_id"), "on": "on"}),
            "meetings": (meetings, {"company": F("company_id"), "at": "start"}),
            "answers": (answers, {"company": F("waits_on_id"), "at": "finished_at"}),
            "changes": (changes, {"company": "whose", "at": "answered_at"}),
        }
    return {
        "touches": (
            touches.filter(company=company),
            {
                "id": "id", "on": "on", "how": "how", "words": "words", "who": "person__name", "text": "text",
                "whom": "contact__name", "person": F("person_id"),
            },
        ),
        "meetings": (meetings.filter(company=company), {"id": "id", "at": "start", "words": "name"}),
        "answers": (
            answers.filter(waits_on=company),
            {"id": "id", "at": "finished_at", "words": "name"},
        ),
        "changes": (
            changes.filter(whose=company.pk),
            {"id": F("task_id"), "at": "answered_at", "words": "task__name", "whom": "contact__name"},
        ),
    }  # fmt: skip


def _open_work(by: Account, company: Company | None = None) -> dict[str, Asked]:
    projects = Project.objects.visible_to(by).open().exclude(company=None)
    steps = Task.objects.visible_to(by).open().exclude(about=None)
    fields: dict[str, Any] = {"id": "id", "name": "name", "due": "due"}
    if company is None:
        return {
            "projects": (projects, {**fields, "company": F("company_id")}),
            "steps": (steps, {**fields, "company": F("about_id")}),
        }
    projects = projects.filter(company=company).annotate(**hours_of("project"))
    told = {"used": "used", "used_real": "used_real", "budget": "budget_hours", "who": "manager__name"}
    return {
        "projects": (projects, {**fields, **told}),
        "steps": (
            steps.filter(about=company),
            {**fields, "project": "project__name", "who": "assignments__person__name"},
        ),
    }


def _covers(by: Account) -> Subquery:
    """The chance that the fixed price of a project covers what its work costs, as the newest run has it."""
    rows = CostForecast.objects.visible_to(by).filter(run=Run.newest(), project=OuterRef("project"))
    return Subquery(rows.values("covers")[:1])


def _lists(by: Account, company: Company) -> dict[str, Asked]:
    price: dict[str, Any] = {"price": "price"} if by.money_right else {}
    covers: dict[str, Any] = {"covers": _covers(by)} if by.money_right else {}
    worth: dict[str, Any] = {"worth": "worth"} if by.money_right else {}
    waits = Task.objects.visible_to(by).open().filter(is_wait=True, waits_on=company)
    return {
        "contacts": (
            Contact.objects.visible_to(by).filter(company=company),
            {"id": "id", "name": "name", "email": "email", "role": "role"},
        ),
        "ended": (
            Project.objects.visible_to(by).ended().filter(company=company),
            {"id": "id", "name": "name", "on": "ended_on"},
        ),
        "waits": (waits, {"id": "id", "name": "name", "asked": "asked_on", "project": "project__name"}),
        "agreements": (
            Agreement.objects.visible_to(by).filter(company=company),
            {
                "id": "id", "name": "name", "kind": "kind", "hours": "hours", "rounds": "rounds", "since": "since",
                "until": "until", "project": F("project_id"), "of": "project__name", "seen": "version", **price,
                **covers,
            },
        ),
        "extras": (
            Extra.objects.visible_to(by).filter(company=company),
            {
                "id": "id", "words": "words", "asked": "asked_on", "state": "state", "hours": "hours",
                "of": "project__name", "settled": "settled_on", "seen": "version", **price,
            },
        ),
        "opportunities": (
            Opportunity.objects.visible_to(by).filter(company=company),
            {"id": "id", "name": "name", "stage": "stage", "win": "win", "wished": "wished", **worth},
        ),
    }  # fmt: skip


# -- what is made of it ----------------------------------------------------------------------------------------


def _met(found: Mapping[str, list[Row]], by: Account, zone: ZoneInfo) -> Iterable[Met]:
    words = {"meetings": "Met", "answers": "Answered", "changes": "Wants a change"}
    nouns = {"meetings": "", "answers": "task", "changes": "task", "touches": "touch"}
    seen: set[tuple[str, int, date]] = set()
    for source in SOURCES:
        for row in found[source]:
            on = _day_of(row, zone)
            if on is None or (source, row["id"], on) in seen:  # a meeting is found once for each of us in it
                continue
            seen.add((source, row["id"], on))
            how = Touch.How(row["how"]).label if source == "touches" else words[source]
            yield Met(
                on, source, how, row["words"] or "", row.get("who") or "", row.get("whom") or "", nouns[source],
                row["id"], row.get("text") or "", row.get("person") is not None and row["person"] == by.person_id,
            )  # fmt: skip


def _day_of(row: Row, zone: ZoneInfo) -> date | None:
    if "on" in row:
        return day(row["on"])
    at = moment(row["at"])
    return at.astimezone(zone).date() if at else None


def _by_company(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["company"]].append(row)
    return found


def _next(steps: Iterable[Row], projects: Iterable[Row]) -> Next | None:
    for noun, rows in (("task", steps), ("project", projects)):
        ordered = sorted(rows, key=lambda row: (day(row["due"]) or AFTER_ALL, row["id"]))
        if ordered:
            first = ordered[0]
            return Next(first["name"], day(first["due"]), noun, first["id"])
    return None

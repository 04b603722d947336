"""What was staged becomes work: bulk inserts in one act a part, each part whole or not at all, resumable."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from varifocal.core.values import Range
from varifocal.flows.exchange.checking import DOING, DONE, TODO
from varifocal.flows.exchange.directory import Directory
from varifocal.flows.exchange.fields import FIELDS
from varifocal.flows.exchange.staging import mapping_of
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act, at
from varifocal.org.base.bulk import bare, fresh, insert_many
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import ImportIdentity, StagedImport
from varifocal.org.base.refusals import Gone, Impossible
from varifocal.org.people.person import Absence, Person
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.org.relations.company import Company
from varifocal.org.work.bringing import Brought, bring_many
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task, TaskKind

MOST_A_DAY = 24.0
BROUGHT = "brought in"
"""The note of hours that came with an import, so that a later one knows them again."""

EXAMPLES: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
    "work": (
        ("key", "title", "project", "company", "person", "estimate", "due", "depends_on"),
        [
            ("1", "Write the brief", "Spring launch", "Acme", "Ana Example", "4", "2027-02-05", ""),
            ("2", "Draw the storyboard", "Spring launch", "Acme", "Ben Example", "1d", "2027-02-12", "1"),
        ],
    ),
    "absence": (
        ("person", "absence_from", "absence_to", "absence_kind"),
        [
            ("Ana Example", "2027-02-01", "2027-02-12", "Holiday"),
            ("Ben Example", "2027-02-03", "", "Other"),
        ],
    ),
}


@dataclass
class Landed:
    """What an import has written."""

    created: int = 0
    changed: int = 0
    same: int = 0
    acts: list[int] = field(default_factory=list)
    parts_done: int = 0
    parts: int = 0


def land(staged: StagedImport, *, by: Account, leave_out: bool = False) -> Landed:
    """Write what was staged, part by part; called again after an interruption, it goes on where it stopped.

    Raises Impossible while rows have problems, unless they are to be left out; Stale where somebody changed a
    task since the file was checked (nothing of that part is written).
    """
    by.may("bring_in", Project)
    told = staged.mapping["told"]
    if told["problems"] and not leave_out:
        count = len({problem[0] for problem in told["problems"]})
        rows = "One row has a problem" if count == 1 else f"{count:,} rows have problems"
        raise Impossible(f"{rows}; nothing was written. Mend them, or leave them out.")
    while staged.finished_at is None:
        _land_part(staged.pk, by)
        staged.refresh_from_db()
    return Landed(
        told["new"], told["changed"], told["same"], list(staged.acts), staged.done_parts, told["parts"]
    )


def template(kind: str) -> bytes:
    """A CSV file with the columns we know best and two examples, for `work` or `absence`."""
    said = {field.key: field.says for field in FIELDS if field.kind == kind}
    columns, rows = EXAMPLES[kind]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[said[column] for column in columns], *rows])
    return out.getvalue().encode("utf-8-sig")


# -- one part ---------------------------------------------------------------------------------------------


def _land_part(pk: int, by: Account) -> None:
    """The next part, in one transaction with the note that it was done."""
    with transaction.atomic():
        staged = StagedImport.objects.select_for_update().get(pk=pk)
        if staged.finished_at is not None:
            return
        part, parts = staged.done_parts + 1, staged.mapping["told"]["parts"]
        if part <= parts:
            with act() as written:
                _Part(staged, by).write(part)
            if written.number:
                staged.acts = [*staged.acts, written.number]
            staged.done_parts = part
        if part >= parts:
            staged.finished_at = timezone.now()
            staged.rows.all().delete()
        staged.save()


class _Part:
    """The writing of one part: names become ids, then everything is inserted in bulk."""

    def __init__(self, staged: StagedImport, by: Account) -> None:
        self.staged, self.by = staged, by
        self.mapping = mapping_of(staged)
        self.house = Organization.here()
        self.today = self.house.today()
        self.kinds: dict[str, TaskKind] = {}

    def write(self, part: int) -> None:
        rows = list(
            self.staged.rows.filter(part=part).order_by("number", "pk").values_list("values", flat=True)
        )
        here = Directory.seen_by(self.by)
        for newcomer in self.staged.mapping["newcomers"] if part == 1 else ():
            if here.person(newcomer["name"]) is None:  # nobody came in since it was checked
                self._welcome(newcomer)
        self.directory = Directory.seen_by(self.by)
        if self.mapping.is_of_absences:
            self._absences(rows)
            return
        self._companies(rows)
        self._skills(rows)
        self.projects = dict(self._projects(rows))
        new = [row for row in rows if row["record"] is None]
        tasks = bring_many([self._brought(row) for row in new], by=self.by)
        known = [row for row in rows if row["record"] is not None]
        for row in known:
            tasks.append(self._changed(row))
        self._remember(Task, zip([*new, *known], tasks, strict=True))
        self._tie([*new, *known], tasks)
        self._end_what_is_done()

    # -- people, companies, projects ------------------------------------------------------------------------

    def _welcome(self, newcomer: dict[str, Any]) -> None:
        days = {name: date.fromisoformat(newcomer[name]) for name in ("joined", "left") if newcomer[name]}
        came = days.get("joined")
        with at(_noon(came)) if came else at(timezone.now()):
            person = Person.welcome(
                newcomer["name"], by=self.by, zone=self.house.zone, country=self.house.country, **days
            )
            for name in newcomer["skills"]:
                PersonSkill.rate(person, Skill.name_it(name, by=self.by), 3, by=self.by)

    def _companies(self, rows: Sequence[dict[str, Any]]) -> None:
        for name in dict.fromkeys(row["company"] for row in rows if "company" in row):
            if self.directory.company(name) is None:
                self.directory.companies[Directory.plain(name)] = Company.meet(name, by=self.by).pk

    def _skills(self, rows: Sequence[dict[str, Any]]) -> None:
        for name in dict.fromkeys(need[0] for row in rows for need in row.get("skill", ())):
            if self.directory.skill(name) is None:
                self.directory.skills[Directory.plain(name)] = Skill.name_it(name, by=self.by).pk
        ids = set(self.directory.skills.values())
        self.skills = Skill.objects.in_bulk(list(ids))

    def _projects(self, rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Project]]:
        """By name as told; those of that name that are here, and for the others new ones."""
        self.opened: list[Project] = []
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row["project"]].append(row)
        for name, inside in groups.items():
            pk = self.directory.project(name)
            if pk is not None:
                yield name, Project.objects.get(pk=pk)
                continue
            began = min(
                (date.fromisoformat(row["opened"]) for row in inside if "opened" in row), default=self.today
            )
            company = next(
                (self.directory.company(row["company"]) for row in inside if "company" in row), None
            )
            with at(_noon(began)) if began < self.today else at(timezone.now()):
                project = Project.open(
                    name,
                    by=self.by,
                    on=min(began, self.today),
                    company_id=company,
                    manager_id=self.by.person_id,
                )
            self.opened.append(project)
            yield name, project

    def _end_what_is_done(self) -> None:
        """A project that came with its whole history and has nothing open any more is over."""
        for project in self.opened:
            if not project.tasks.filter(finished_at=None).exists():
                last = project.tasks.order_by("-finished_at").values_list("finished_at", flat=True).first()
                if last is not None:
                    with at(last):
                        project.end(Project.Ending.DONE, last.date(), by=self.by, seen=project.version)

    # -- tasks ----------------------------------------------------------------------------------------------

    def _brought(self, row: dict[str, Any]) -> Brought:
        opened = date.fromisoformat(row["opened"]) if "opened" in row else self.today
        task = fresh(
            Task,
            project=self.projects[row["project"]],
            added_on=opened,
            started_at=_moment(row.get("started")),
            finished_at=self._finished(row),
            status=self._status(row),
            is_wait="wait_days" in row,
            wait_days=_decimal(row.get("wait_days", 0) / 8 * 7 / 5) if "wait_days" in row else None,
            crew=max(1, len(row["people"])) if "finished" not in row else 1,
            **self._described(row),
        )
        return Brought(
            task,
            _noon(opened) if opened < self.today else timezone.now(),
            _effort(row),
            [
                (self.skills[self.directory.skills[Directory.plain(name)]], count)
                for name, count in row.get("skill", ())
            ],
            self._people(row),
            list(self._hours(row)),
        )

    def _described(self, row: dict[str, Any]) -> dict[str, Any]:
        """What `describe` may change as well."""
        days: dict[str, Any] = {
            name: date.fromisoformat(row[name]) for name in ("due", "release", "deadline") if name in row
        }
        return {
            "name": row["title"],
            "brief": row.get("note", ""),
            "kind": self._kind(row),
            "priority": row.get("priority", 2),
            **days,
        }

    def _kind(self, row: dict[str, Any]) -> TaskKind | None:
        name = row.get("kind")
        if name is None:
            return None
        if name not in self.kinds:
            self.kinds[name] = TaskKind.name_it(name, by=self.by)
        return self.kinds[name]

    def _status(self, row: dict[str, Any]) -> str:
        if "finished" in row:
            return str(DONE)
        return str(row.get("status") or (DOING if "started" in row else TODO))

    def _finished(self, row: dict[str, Any]) -> datetime | None:
        if "finished" in row:
            return _moment(row["finished"])
        return timezone.now() if row.get("status") == DONE else None

    def _people(self, row: dict[str, Any]) -> list[int]:
        found = [self.directory.person(name) for name in row["people"]]
        if None in found:
            raise Gone("Somebody the file names is not here any more. Check the file again.")
        return [pk for pk in found if pk is not None]

    def _hours(self, row: dict[str, Any]) -> Iterator[TimeEntry]:
        """What it took, by person: on the day it was done, or over the working days since it was begun where that
        is more than a day holds."""
        done = date.fromisoformat(row.get("finished", self.today.isoformat()))
        began = date.fromisoformat(row.get("started", done.isoformat()))
        for name, hours in sorted(row["hours"].items()):
            person = self.directory.person(name) if name else next(iter(self._people(row)), self.by.person_id)
            if person is None or hours <= 0:
                continue
            days = [done] if hours <= MOST_A_DAY else _weekdays(began, done, hours)
            for day, share in zip(days, _shares(hours, len(days)), strict=True):
                yield fresh(TimeEntry, person_id=person, on=day, hours=share, note=BROUGHT)

    def _changed(self, row: dict[str, Any]) -> Task:
        """A task that came before, as the file tells of it now."""
        task = Task.objects.select_related("project").filter(pk=row["record"]).first()
        if task is None:
            raise Gone(f"“{row['title']}” was removed meanwhile. Check the file again.")
        by = self.by
        if task.is_closed and "finished" not in row:
            task.reopen(by=by, seen=row["seen"])
            row["seen"] = task.version
        task.describe(by=by, seen=row["seen"], **self._described(row))
        effort = _effort(row)
        if effort is not None and not task.is_closed and task.effort != _words(effort):
            task.re_estimate(effort, by=by, seen=task.version, on=self.today)
        if not task.is_closed:
            Assignment.agree(task, Person.objects.filter(pk__in=self._people(row)), by=by)
        held = list(TimeEntry.objects.filter(task=task, note=BROUGHT))
        fresh = list(self._hours(row))
        if _tally(held) != _tally(fresh):
            TimeEntry.drop_many(held, "struck", by=by)
            for entry in fresh:
                entry.task, entry.project = task, task.project
            TimeEntry.record_many(fresh, by=by)
        finished = self._finished(row)
        if finished is not None and not task.is_closed:
            task.finish(by=by, seen=task.version, at=finished)
        elif finished is None and "status" in row and task.status != row["status"]:
            task.hang(row["status"], by=by, seen=task.version, at=timezone.now())
        return task

    def _tie(self, rows: Sequence[dict[str, Any]], tasks: Sequence[Task]) -> None:
        """Dependencies between tasks that are here; one that comes in a later part is tied there."""
        by_name: dict[tuple[str, str], Task] = {}
        for row, task in zip(rows, tasks, strict=True):
            for name in (row.get("key"), row["title"]):
                if name:
                    by_name.setdefault((row["project"], str(name)), task)
                    by_name.setdefault(("", str(name)), task)
        wanted = {}
        for row, task in zip(rows, tasks, strict=True):
            for name, kind, lag in row.get("depends_on", ()):
                before = by_name.get((row["project"], name)) or by_name.get(("", name))
                if before is not None and before.pk != task.pk:
                    wanted[before.pk, task.pk, kind] = (before, task, kind, _decimal(lag))
        standing = Dependency.objects.filter(after__in=[key[1] for key in wanted]) if len(wanted) < 500 else (
            Dependency.objects.filter(after__project__in={task.project_id for task in tasks})
        )  # fmt: skip
        held = set(standing.values_list("before_id", "after_id", "kind"))
        Dependency.tie_many([tie for key, tie in wanted.items() if key not in held], by=self.by)

    # -- absences -------------------------------------------------------------------------------------------

    def _absences(self, rows: Sequence[dict[str, Any]]) -> None:
        landed = []
        for row in rows:
            for pk in self._people(row):
                absence = Absence.announce(
                    Person.objects.get(pk=pk),
                    date.fromisoformat(row["absence_from"]),
                    date.fromisoformat(row["absence_to"]),
                    by=self.by,
                    kind=row.get("absence_kind", "holiday"),
                )
                landed.append((row, absence))
        self._remember(Absence, landed)

    def _remember(
        self, noun: type[Task | Absence], landed: Iterable[tuple[dict[str, Any], Task | Absence]]
    ) -> None:
        """Which row became which record."""
        rows = {
            row["identity"]: bare(
                ImportIdentity, id=None, profile=self.staged.profile, noun=noun.noun(), key=row["identity"],
                record_id=record.pk, digest=row["digest"],
            )
            for row, record in landed
        }  # fmt: skip
        before = ImportIdentity.objects.filter(profile=self.staged.profile, noun=noun.noun())
        for known in before:
            if (now := rows.get(known.key)) is not None:
                now.pk = known.pk
        known_rows = [row for row in rows.values() if row.pk is not None]
        ImportIdentity.objects.bulk_update(known_rows, ["record_id", "digest"], batch_size=500)
        insert_many([row for row in rows.values() if row.pk is None])


# -- small values -----------------------------------------------------------------------------------------


def _effort(row: dict[str, Any]) -> Range | None:
    likely = row.get("estimate")
    if not likely or "wait_days" in row:
        return None
    if "low" in row or "high" in row:
        return Range(likely, low=row.get("low", likely), high=row.get("high", likely))
    return Range(likely)


def _words(effort: Range) -> str:
    if effort.low is None or effort.high is None:
        return f"{effort.likely:g}"
    return f"{effort.low:g}-{effort.likely:g}-{effort.high:g}"


def _tally(entries: Iterable[TimeEntry]) -> list[tuple[int, date, Decimal]]:
    return sorted((one.person_id, one.on, round(Decimal(one.hours), 2)) for one in entries)


def _weekdays(first: date, last: date, hours: float) -> list[date]:
    """Working days up to the last one, at most as many as full days are needed."""
    needed = max(1, round(hours / 8))
    days: list[date] = []
    day = last
    while day >= first and len(days) < needed:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1] or [last]


def _shares(hours: float, count: int) -> list[Decimal]:
    """Equal parts that add to the whole."""
    whole = _decimal(hours)
    part = round(whole / count, 2)
    return [part] * (count - 1) + [whole - part * (count - 1)]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _moment(day: str | None) -> datetime | None:
    """A day without its hour is told as noon."""
    return None if day is None else _noon(date.fromisoformat(day))


def _decimal(number: float) -> Decimal:
    return round(Decimal(str(number)), 2)

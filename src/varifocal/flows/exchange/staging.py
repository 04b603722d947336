"""Rows are checked, joined to what is here already and laid ready, without a lock; a yes then only inserts."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from varifocal.flows.exchange.checking import DONE, Checker, Problem
from varifocal.flows.exchange.directory import Directory
from varifocal.flows.exchange.profiles import Mapping, check
from varifocal.flows.exchange.reading import Sheet
from varifocal.org.base.account import Account
from varifocal.org.base.bulk import bare, insert_many
from varifocal.org.base.plumbing import ImportIdentity, StagedImport, StagedRow
from varifocal.org.people.person import Absence
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

ROWS_A_SECOND = 1_200
"""What an old laptop writes while others work; a quiet machine writes more."""
LONGEST_LOCK = 5.0
"""Seconds the database may be kept from others; what takes longer is written in parts."""
STAYED = timedelta(days=90)
"""Who did nothing for so long before the day looked at had left."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody a file names who is not here yet: her name, what she can do, when she came and went."""

    name: str
    skills: tuple[str, ...] = ()
    joined: str | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a yes would write. `created`, `changed` and `same` count tasks (or absences); `refused` are the
    problems, each of which keeps its row out; `mended` says what was put right by itself."""

    rows: int
    created: int
    changed: int
    same: int
    refused: list[Problem]
    people_new: list[str]
    projects_new: list[str]
    companies_new: list[str]
    parts: int
    seconds_estimate: float
    sample: list[dict[str, Any]] = field(default_factory=list)
    mended: int = 0


@dataclass
class Unit:
    """One task or absence of the file: its identity, the rows it comes from, its values and, for a task, the
    hours by person."""

    key: str
    rows: list[int]
    values: dict[str, Any]
    hours: dict[str, float] = field(default_factory=dict)
    record: int | None = None
    version: int | None = None
    state: str = "new"
    mended: bool = False

    @property
    def digest(self) -> str:
        """What the file says of it, whatever the order of its rows."""
        return _digest([self.values, sorted(self.hours.items())])


def stage(
    sheet: Sheet,
    mapping: Mapping,
    *,
    by: Account,
    today: date,
    as_of: date | None = None,
    shift: int = 0,
    make_people: bool = False,
    newcomers: Sequence[Newcomer] = (),
) -> StagedImport:
    """Check every row, find what is here already, and lay the rest ready.

    `as_of`: the file is a history; what was open on that day comes as open work, what happened later is left
    out, and who had gone by then is gone. `shift` moves every date by so many days. `make_people`: names and
    skills nobody here bears are made instead of refused. Raises Impossible where the mapping cannot be.
    """
    by.may("bring_in", Project)
    check(mapping)
    checker = Checker(mapping, sheet.columns, today)
    checked = [(number, *checker.row(number, cells)) for number, cells in sheet.rows]
    problems = [problem for _, _, found in checked for problem in found]
    good = [(number, values) for number, values, found in checked if not found]
    if mapping.is_of_absences:
        units = _absences(good)
    else:
        units = _tasks(good, str(mapping.option("project")))
        units = [unit for unit in units if _mend(unit, as_of, today)]
        _move(units, shift)
    directory = Directory.seen_by(by)
    if make_people:
        newcomers = [*newcomers, *_newcomers(units, directory, newcomers, as_of, shift)]
    known = {directory.plain(one.name) for one in newcomers}
    problems += _strangers(units, directory, known, mapping, make_people)
    problems += _loose_ends(units, mapping)
    _meet(units, mapping)
    return _lay(sheet, mapping, units, problems, newcomers, by)


def preview(staged: StagedImport) -> Preview:
    """What a yes would write."""
    told = staged.mapping["told"]
    problems = [Problem(*one) for one in told["problems"]]
    sample = [row.values for row in staged.rows.filter(part__gt=0).order_by("part", "number")[:SHOWN]]
    return Preview(
        rows=told["rows"], created=told["new"], changed=told["changed"], same=told["same"], refused=problems,
        people_new=told["people"], projects_new=told["projects"], companies_new=told["companies"],
        parts=told["parts"], seconds_estimate=told["seconds"], sample=sample, mended=told["mended"],
    )  # fmt: skip


def forget(staged: StagedImport) -> None:
    """It was only looked at; nothing of it waits any more."""
    staged.delete()


def mapping_of(staged: StagedImport) -> Mapping:
    """The mapping it was staged with."""
    kept = staged.mapping["mapping"]
    return Mapping(kept["name"], dict(kept["columns"]), dict(kept["options"]))


# -- rows become tasks and absences -----------------------------------------------------------------------


def _tasks(rows: Iterable[tuple[int, dict[str, Any]]], usual_project: str) -> list[Unit]:
    """Rows with the same number of their own are shares of one task; without one, a row is a task."""
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for number, values in rows:
        values.setdefault("project", usual_project)
        key = f"{values['project']}|{values['key']}" if "key" in values else ""
        if not key:
            digest = _digest(values)
            seen[digest] += 1
            key = digest if seen[digest] == 1 else f"{digest[:60]}#{seen[digest]}"
        groups[key].append((number, values))
    return [_task(key, group) for key, group in groups.items()]


def _task(key: str, group: list[tuple[int, dict[str, Any]]]) -> Unit:
    shared = [
        {name: value for name, value in values.items() if name not in {"person", "actual"}}
        for _, values in group
    ]
    people = sorted({name for _, values in group for name in values.get("person", ())})
    hours: dict[str, float] = defaultdict(float)
    for _, values in group:
        named = values.get("person", [""])
        if values.get("actual"):
            hours[named[0]] += values["actual"]
    first = min(shared, key=_canonical) if len(shared) > 1 else shared[0]  # whichever comes first in the file
    return Unit(key[:100], [number for number, _ in group], first | {"people": people}, dict(hours))


def _mend(unit: Unit, as_of: date | None, today: date) -> bool:
    """Put a task's dates in order, and see it as it was on the day looked at; False where it was not yet."""
    values = unit.values
    day = (as_of or today).isoformat()
    began, done = values.get("started"), values.get("finished")
    if done is None and values.get("status") == DONE:
        done = began or values.get("opened")
    opened = min(filter(None, (values.get("opened"), began, done)), default=None)
    unit.mended = (opened, done) != (values.get("opened"), values.get("finished"))
    if as_of is not None:
        if opened is None or opened > day:
            return False
        if done is None or done > day:
            done = None
            unit.hours.clear()
            values.pop("status", None)
        if began is not None and began > day:
            began = None
    if done is not None and began is not None and began > done:
        began, unit.mended = done, True
    for name, value in (("opened", opened), ("started", began), ("finished", done)):
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return True


def _move(units: Iterable[Unit], days: int) -> None:
    for unit in units if days else ():
        for name in ("due", "release", "deadline", "opened", "started", "finished"):
            if name in unit.values:
                unit.values[name] = (date.fromisoformat(unit.values[name]) + timedelta(days)).isoformat()


def _absences(rows: Iterable[tuple[int, dict[str, Any]]]) -> list[Unit]:
    found = {}
    for number, values in rows:
        values = values | {
            "absence_to": values.get("absence_to", values["absence_from"]),
            "people": values["person"],
        }
        values.pop("person")
        key = _digest(values)
        if key not in found:
            found[key] = Unit(key, [], values)
        found[key].rows.append(number)
    return list(found.values())


# -- what is here already ---------------------------------------------------------------------------------


def _newcomers(
    units: Iterable[Unit], directory: Directory, told: Sequence[Newcomer], as_of: date | None, shift: int
) -> list[Newcomer]:
    """People the file names and nobody bears, with the days between which they worked."""
    days: dict[str, list[str]] = defaultdict(list)
    open_work = set()
    for unit in units:
        dates = [unit.values[name] for name in ("opened", "started", "finished") if name in unit.values]
        for name in {*unit.values["people"], *unit.hours} - {""}:
            days[name] += dates
            if "finished" not in unit.values:
                open_work.add(name)
    known = {directory.plain(one.name) for one in told}
    made = []
    for name, dates in sorted(days.items()):
        if directory.person(name) is not None or directory.plain(name) in known:
            continue
        last = max(dates, default=None)
        gone = (
            as_of is not None
            and last is not None
            and name not in open_work
            and date.fromisoformat(last) < as_of + timedelta(days=shift) - STAYED
        )
        made.append(Newcomer(name, (), min(dates, default=None) if as_of else None, last if gone else None))
    return made


def _strangers(
    units: Iterable[Unit], directory: Directory, known: set[str], mapping: Mapping, make_skills: bool
) -> list[Problem]:
    """People and skills nobody knows, row by row."""
    columns = {key: column for column, key in mapping.columns.items()}
    problems = []
    for unit in units:
        for name in {*unit.values["people"], *unit.hours} - {""}:
            if directory.person(name) is None and directory.plain(name) not in known:
                sentence = directory.no_person(name)
                problems.append(Problem(unit.rows[0], columns.get("person", "Who"), name, sentence))
        for name, _ in unit.values.get("skill", ()):
            if not make_skills and directory.skill(name) is None:
                problems.append(
                    Problem(unit.rows[0], columns.get("skill", "Skill"), name, directory.no_skill(name))
                )
    return sorted(problems, key=lambda one: one.row)


def _loose_ends(units: Sequence[Unit], mapping: Mapping) -> list[Problem]:
    """Tasks before a task that the file does not hold, and circles, named task by task."""
    column = next((name for name, key in mapping.columns.items() if key == "depends_on"), "")
    names = _by_name(units)
    problems, before = [], defaultdict(list)
    for unit in units:
        for key, *_ in unit.values.get("depends_on", ()):
            other = names.get((unit.values["project"], key)) or names.get(("", key))
            if other is None:
                sentence = f"No row has the number or name “{key}”; add it, or take it out here."
                problems.append(Problem(unit.rows[0], column, key, sentence))
            else:
                before[unit.key].append(other.key)
    by_key = {unit.key: unit for unit in units}
    if circle := _circle(before):
        words = " → ".join(str(by_key[key].values["title"]) for key in circle)
        first = by_key[circle[0]]
        sentence = f"These wait for each other in a circle: {words}. Take one of them out."
        problems.append(Problem(first.rows[0], column, "", sentence))
    return problems


def _by_name(units: Iterable[Unit]) -> dict[tuple[str, str], Unit]:
    """Tasks by (project, number or name), and by number or name alone where only one bears it."""
    found: dict[tuple[str, str], Unit] = {}
    often: dict[str, int] = defaultdict(int)
    for unit in units:
        for name in {str(unit.values.get("key", "")), str(unit.values.get("title", ""))} - {""}:
            found.setdefault((unit.values["project"], name), unit)
            often[name] += 1
            found[("", name)] = unit
    return {place: unit for place, unit in found.items() if place[0] or often[place[1]] == 1}


def _circle(before: AnyMapping[str, Sequence[str]]) -> list[str]:
    """The keys of one circle, its first again at the end; empty where there is none."""
    done: set[str] = set()
    for start in before:
        trail: list[str] = []
        place: dict[str, int] = {}
        stack = [(start, iter(before.get(start, ())))]
        while stack:
            key, rest = stack[-1]
            if key not in place and key not in done:
                place[key] = len(trail)
                trail.append(key)
            step = next((one for one in rest if one not in done), None)
            if step is None:
                stack.pop()
                if key in place:
                    del place[key]
                    trail.pop()
                done.add(key)
            elif step in place:
                return [*trail[place[step] :], step]
            else:
                stack.append((step, iter(before.get(step, ()))))
    return []


def _meet(units: Sequence[Unit], mapping: Mapping) -> None:
    """Which of them came before by this profile, and whether the file says anything new of them."""
    noun: type[Task | Absence] = Absence if mapping.is_of_absences else Task
    held = {
        key: (record, digest)
        for key, record, digest in ImportIdentity.objects.filter(
            profile=mapping.name[:80], noun=noun.noun()
        ).values_list("key", "record_id", "digest")
    }
    ids = [held[unit.key][0] for unit in units if unit.key in held]
    versions = {
        pk: version
        for start in range(0, len(ids), 500)
        for pk, version in noun._default_manager.filter(pk__in=ids[start : start + 500]).values_list(
            "pk", "version"
        )
    }
    for unit in units:
        record, digest = held.get(unit.key, (None, ""))
        if record in versions:
            unit.record, unit.version = record, versions[record]
            unit.state = "same" if digest == unit.digest else "changed"


# -- laid ready -------------------------------------------------------------------------------------------


def _lay(
    sheet: Sheet, mapping: Mapping, units: Sequence[Unit], problems: Sequence[Problem],
    newcomers: Sequence[Newcomer], by: Account,
) -> StagedImport:  # fmt: skip
    refused = {problem.row for problem in problems}
    waiting = [unit for unit in units if unit.state != "same" and not refused & set(unit.rows)]
    parts = list(_parts(waiting))
    directory = Directory.seen_by(by)
    counts = {
        state: sum(unit.state == state for unit in units if not refused & set(unit.rows))
        for state in ("new", "changed", "same")
    }
    told = counts | {
        "rows": len(sheet.rows),
        "problems": [[one.row, one.column, one.value, one.sentence] for one in problems],
        "people": [one.name for one in newcomers],
        "projects": sorted(
            {
                unit.values["project"]
                for unit in waiting
                if "project" in unit.values and directory.project(unit.values["project"]) is None
            }
        ),
        "companies": sorted(
            {
                unit.values["company"]
                for unit in waiting
                if "company" in unit.values and directory.company(unit.values["company"]) is None
            }
        ),
        "parts": len(parts),
        "seconds": round(sum(len(unit.rows) for unit in waiting) / ROWS_A_SECOND, 1),
        "mended": sum(unit.mended for unit in units),
    }
    about = {
        "mapping": {"name": mapping.name, "columns": mapping.columns, "options": mapping.options},
        "told": told,
        "newcomers": [asdict(one) for one in newcomers],
    }
    with transaction.atomic():
        staged = StagedImport.objects.create(
            account=by, profile=mapping.name[:80] or "table", name=sheet.name[:200], mapping=about
        )
        insert_many(
            [
                bare(
                    StagedRow,
                    id=None,
                    staged_id=staged.pk,
                    number=unit.rows[0],
                    part=part,
                    values=_plain(unit),
                    problems=[],
                )
                for part, inside in enumerate(parts, start=1)
                for unit in inside
            ]
        )
    return staged


def _parts(units: Sequence[Unit]) -> Iterable[list[Unit]]:
    """Whole projects together, as many as can be written without keeping others out for long."""
    most = int(ROWS_A_SECOND * LONGEST_LOCK)
    projects: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        projects[unit.values.get("project", "")].append(unit)
    inside: list[Unit] = []
    for group in projects.values():
        if inside and len(inside) + len(group) > most:
            yield inside
            inside = []
        inside = [*inside, *group]
    if inside:
        yield inside


def _plain(unit: Unit) -> dict[str, Any]:
    return {
        **unit.values,
        "identity": unit.key,
        "digest": unit.digest,
        "hours": unit.hours,
        "record": unit.record,
        "seen": unit.version,
    }


def _canonical(values: Any) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def _digest(values: Any) -> str:
    return hashlib.sha256(_canonical(values).encode()).hexdigest()

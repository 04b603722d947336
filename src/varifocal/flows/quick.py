"""A task in one line: “Storyboard for Acme 6h @copy due fri !urgent”, understood and written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from varifocal.flows.days import NoSuchDay, read_day, reads_like_a_day
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.order import Assignment, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task, TaskKind, effort_of

HOURS_A_DAY = 8
"""What “2d” means in hours."""
URGENT = 1
LONGEST = 500
LONGEST_NAME = 200
_SPAN = re.compile(r"(?:(\d+(?:[.,]\d+)?)h(\d{1,2})?|(\d+)m(?:in)?|(\d+(?:[.,]\d+)?)d)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)-(\d+(?:[.,]\d+)?)-(\d+(?:[.,]\d+)?)h?", re.IGNORECASE)
_TOKEN = re.compile(r"[@#]\"[^\"]*\"|\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says, before anybody was looked up. `effort` is as `Task.plan` takes it: hours, low-likely-high
    or a size; `whom` and `project` are the words after @ and #; `problems` are sentences."""

    name: str
    effort: str | None = None
    whom: tuple[str, ...] = ()
    project: str | None = None
    due: date | None = None
    urgent: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be meant by its name; `also` is another name for it (a project's client)."""

    id: int
    name: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a line of hers may mean: only what she sees."""

    projects: Sequence[Named] = ()
    people: Sequence[Named] = ()
    kinds: Sequence[Named] = ()
    skills: Sequence[Named] = ()
    me: int | None = None

    @classmethod
    def seen_by(cls, by: Account, today: date) -> Names:
        """Four queries."""
        projects = (
            Project.objects.visible_to(by).filter(ended_on=None).values_list("pk", "name", "company__name")
        )
        people = Person.objects.visible_to(by).here(today).values_list("pk", "name")
        kinds = TaskKind.objects.visible_to(by).values_list("pk", "name")
        skills = Skill.objects.visible_to(by).values_list("pk", "name")
        return cls(
            projects=[Named(pk, name, company or "") for pk, name, company in projects],
            people=[Named(pk, name) for pk, name in people],
            kinds=[Named(pk, name) for pk, name in kinds],
            skills=[Named(pk, name) for pk, name in skills],
            me=by.person_id,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """A line with everybody looked up; `project` is None where none was named, `choices` are then those that it
    may have meant."""

    line: Line
    name: str
    project: int | None
    people: tuple[int, ...] = ()
    kind: int | None = None
    skills: tuple[int, ...] = ()
    choices: tuple[Named, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class _Reading:
    words: list[str]
    effort: str | None = None
    whom: list[str] = field(default_factory=list)
    project: str | None = None
    due: date | None = None
    urgent: bool = False
    problems: list[str] = field(default_factory=list)


def read(line: str, today: date) -> Line:
    """Understand one line; nothing is looked up and nothing is lost: what is no mark stays in the name."""
    if len(line) > LONGEST:
        return Line("", problems=(f"That is longer than {LONGEST} characters; put the rest into its brief.",))
    reading = _Reading(_TOKEN.findall(line))
    _take_due(reading, today)
    _take_marks(reading)
    _take_effort(reading)
    name = " ".join(reading.words)
    _check(name, reading)
    return Line(
        name, reading.effort, tuple(reading.whom), reading.project, reading.due, reading.urgent,
        tuple(reading.problems),
    )  # fmt: skip


def understand(line: Line, names: Names, *, project: int | None = None) -> Understood:
    """Look up whom and what a line names; `project` is where it was asked from, used when the line names none.

    Each name that fits nothing or too much becomes a sentence with the nearest ones.
    """
    problems = list(line.problems)
    found_as: dict[str, list[int]] = {"person": [], "kind": [], "skill": []}
    for words in line.whom:
        found = _whom(words, names)
        if isinstance(found, str):
            problems.append(found)
        else:
            found_as[found[0]].append(found[1])
    people, kinds, skills = found_as.values()
    if len(kinds) > 1:
        problems.append("A task is of one kind; name one of them.")
    name, meant = _project_of(line, names, problems)
    if not meant and project is not None and any(one.id == project for one in names.projects):
        meant = (next(one for one in names.projects if one.id == project),)
    return Understood(
        replace(line, name=name),
        name,
        meant[0].id if len(meant) == 1 else None,
        tuple(dict.fromkeys(people)),
        kinds[0] if kinds else None,
        tuple(dict.fromkeys(skills)),
        meant if len(meant) > 1 else (),
        tuple(problems),
    )


@verb
def write(understood: Understood, *, by: Account, on: date) -> Task:
    """The task of an understood line; raises Impossible with the first sentence when something is unclear."""
    return write_many([understood], by=by, on=on)[0]


@verb
def write_many(lines: Sequence[Understood], *, by: Account, on: date) -> list[Task]:
    """The tasks of lines of one project, all or none."""
    for line in lines:
        if line.problems:
            raise Impossible(line.problems[0], field="line")
        if line.project is None:
            raise Impossible(f"For which project is “{line.name}”?", field="project")
    projects = {line.project for line in lines if line.project}
    if not projects:
        return []
    if len(projects) > 1:
        raise Impossible(
            "These lines name more than one project; send them one project at a time.", field="line"
        )
    project = Project.objects.visible_to(by).get(pk=projects.pop())
    kinds = TaskKind.objects.visible_to(by).in_bulk({line.kind for line in lines if line.kind})
    wanted = [_details(line, kinds) for line in lines]
    tasks = Task.plan_many(project, wanted, by=by, on=on)
    _who(lines, tasks, by)
    return tasks


def _details(line: Understood, kinds: dict[int, TaskKind]) -> dict[str, object]:
    return {
        "name": line.name,
        "effort": line.line.effort,
        "due": line.line.due,
        "kind": kinds.get(line.kind) if line.kind else None,
        "priority": URGENT if line.line.urgent else 2,
    }


def _who(lines: Sequence[Understood], tasks: Sequence[Task], by: Account) -> None:
    skills = Skill.objects.visible_to(by).in_bulk({skill for line in lines for skill in line.skills})
    needs = [
        (task, skills[skill], 1, 1)
        for line, task in zip(lines, tasks, strict=True)
        for skill in line.skills
        if skill in skills
    ]
    SkillNeed.need_many(needs, by=by)
    agreed = [(task, line.people) for line, task in zip(lines, tasks, strict=True) if line.people]
    Assignment.take_on([task for task, people in agreed if people == (by.person_id,)], by=by)
    Assignment.agree_many(
        [(task, people, None) for task, people in agreed if people != (by.person_id,)], by=by
    )


# -- reading ----------------------------------------------------------------------------------------------


def _take_due(reading: _Reading, today: date) -> None:
    """The last “due” (or “by”) that a day follows; a slip in a date is told rather than kept as a name."""
    for place in range(len(reading.words) - 2, -1, -1):
        word = reading.words[place].lower()
        if word not in ("due", "by"):
            continue
        try:
            found = read_day(reading.words[place + 1 :], today)
        except NoSuchDay as wrong:
            reading.problems.append(f"{wrong} Write the day like fri, 12 mar, 2027-01-15 or in 2 weeks.")
            return
        if found:
            reading.due, taken = found
            del reading.words[place : place + 1 + taken]
            return
        if word == "due" and reads_like_a_day(reading.words[place + 1]):
            reading.problems.append(
                f"“{reading.words[place + 1]}” is no day I know; write fri, 12 mar, 2027-01-15 or in 2 weeks."
            )
            return


def _take_marks(reading: _Reading) -> None:
    kept = []
    for word in reading.words:
        bare = word[1:].strip('",;')
        if word.lower() in ("!", "!!", "!urgent", "!high"):
            reading.urgent = True
        elif word.startswith("@") and bare:
            reading.whom.append(bare)
        elif word.startswith("#") and bare and not bare.isdigit():  # “#2” counts something
            if reading.project is not None:
                reading.problems.append("A task belongs to one project; name one of them.")
            reading.project = bare
        else:
            kept.append(word)
    reading.words = kept


def _take_effort(reading: _Reading) -> None:
    """The last thing that reads like an effort; a size only at the end, where it cannot be a name's letter."""
    for place in range(len(reading.words) - 1, -1, -1):
        joined, taken = reading.words[place], 1
        if place + 1 < len(reading.words) and re.fullmatch(
            r"(h|m|d|hours?|mins?|minutes?|days?)", reading.words[place + 1], re.IGNORECASE
        ):
            joined, taken = joined + reading.words[place + 1][0], 2
        hours = _hours(joined)
        if hours is not None:
            reading.effort = hours
            del reading.words[place : place + taken]
            return
    if len(reading.words) > 1 and reading.words[-1] in ("S", "M", "L"):
        reading.effort = reading.words.pop()


def _hours(word: str) -> str | None:
    if three := _RANGE.fullmatch(word):
        return "-".join(part.replace(",", ".") for part in three.groups())
    found = _SPAN.fullmatch(word)
    if found is None:
        return None
    hours, minutes, alone, days = found.groups()
    if alone:
        return f"{round(int(alone) / 60, 2):g}"
    if days:
        return f"{float(days.replace(',', '.')) * HOURS_A_DAY:g}"
    return f"{round(float(hours.replace(',', '.')) + int(minutes or 0) / 60, 2):g}"


def _check(name: str, reading: _Reading) -> None:
    if not name and not reading.problems:
        reading.problems.append("What is to be done? Write its name first.")
    if len(name) > LONGEST_NAME:
        reading.problems.append(
            f"A task's name has at most {LONGEST_NAME} characters; put the rest into its brief."
        )
    try:
        effort_of(reading.effort)
    except Impossible as wrong:
        reading.problems.append(wrong.sentence)


# -- looking up -------------------------------------------------------------------------------------------


def _whom(words: str, names: Names) -> tuple[str, int] | str:
    """What “@words” is: ("person", id), ("kind", id), ("skill", id), or the sentence why it is nothing."""
    if words.lower() == "me" and names.me is not None:
        return "person", names.me
    pools = (("person", names.people), ("kind", names.kinds), ("skill", names.skills))
    for fits in (_is, _begins, _has):
        for what, pool in pools:
            found = [one for one in pool if fits(words, one.name)]
            if len(found) == 1:
                return what, found[0].id
            if found:
                return f"“@{words}” could be {_or(one.name for one in found[:4])}; write more of the name."
    everybody = [one for _, pool in pools for one in pool]
    return f"Nobody and no skill here is called “{words}”.{_nearest(words, everybody)}"


def _project_of(line: Line, names: Names, problems: list[str]) -> tuple[str, tuple[Named, ...]]:
    """The name without “for X” where X is a project or client she sees, and the projects that were meant."""
    if line.project is not None:
        found = _projects(line.project, names)
        if not found:
            nearest = _nearest(line.project, names.projects)
            problems.append(f"There is no open project “{line.project}” you can see.{nearest}")
        return line.name, found
    words = line.name.split()
    for place in range(1, len(words) - 1):
        rest = words[place + 1 :]
        if words[place].lower() == "for" and (found := _projects(" ".join(rest), names, len(rest) > 1)):
            return " ".join(words[:place]), found
    return line.name, ()


def _projects(words: str, names: Names, inside: bool = True) -> tuple[Named, ...]:
    """Those whose name or client's name this is, or begins with it; `inside`: or has it anywhere."""
    for fits in (_is, _begins, _has)[: 3 if inside else 2]:
        by_name = tuple(one for one in names.projects if fits(words, one.name))
        if by_name:
            return by_name
        if fits is not _has and (by_client := tuple(one for one in names.projects if fits(words, one.also))):
            return by_client
    return ()


def _is(words: str, name: str) -> bool:
    """The whole name, or for people the first."""
    return bool(_flat(words)) and _flat(words) in (_flat(name), _flat(name.split(" ")[0]))


def _begins(words: str, name: str) -> bool:
    return len(_flat(words)) > 1 and _flat(name).startswith(_flat(words))


def _has(words: str, name: str) -> bool:
    return len(_flat(words)) > 2 and _flat(words) in _flat(name)


def _flat(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _nearest(words: str, pool: Iterable[Named]) -> str:
    by_flat: dict[str, str] = {}
    for one in pool:
        for part in (one.name, *one.name.split()):
            by_flat.setdefault(_flat(part), one.name)
    close = get_close_matches(_flat(words), by_flat, n=3, cutoff=0.65)
    names = list(dict.fromkeys(by_flat[name] for name in close))
    return f" Did you mean {_or(names)}?" if names else ""


def _or(names: Iterable[str]) -> str:
    listed = list(names)
    return " or ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]

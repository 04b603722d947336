"""Do our skills cover what is planned, and what hangs on one person?

Hours asked of each skill at each level, quarter by quarter, against the hours of those who can; nobody's hour is
counted twice, so what stays uncovered is found by pouring people's hours into the work as well as they can be poured
(a transport problem, solved exactly), each where she is least above what is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from varifocal.core.people.matching import Pipe, poured
from varifocal.core.portfolio import Person, Task
from varifocal.core.values import level_text

QUARTER = timedelta(days=91)
QUARTERS = 2
"""The coming two quarters in full; what comes after is shown beside them."""
WORTH_HIRING = 0.5
"""Uncovered hours as a share of one person's quarter, from which hiring is proposed."""
SOON = timedelta(days=91)
"""A gap sooner than this is met by a partner: hiring and growing take longer."""
WITHIN_REACH = 1
"""Levels somebody could grow by in half a year."""
NEEDED = 4.0
"""Hours of work under which a skill is not called needed."""


class Way(StrEnum):
    """How a gap may be closed."""

    GROW = "grow"
    HIRE = "hire"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Span:
    """When the plan has a task: first and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cell:
    """A skill at a level in one quarter: hours asked, people who could, their hours, hours nobody has."""

    skill: int
    level: int
    quarter: int
    asked: float
    people: int
    able: float
    uncovered: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not covered: from which day, how many hours, what might close it, and who could grow into it (those who
    want it first)."""

    skill: int
    level: int
    begins: date
    hours: float
    way: Way
    could_grow: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could stand in, after growing by so many levels (0: now); `wants` it or not."""

    person: int
    levels: int
    wants: bool


@dataclass(frozen=True, slots=True)
class KeyPerson:
    """A skill that hangs on one person: hours planned and lately done that need it, and who could stand in."""

    skill: int
    level: int
    person: int
    hours: float
    could: tuple[Could, ...]
    leaves: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole: `cells` for the heat map (quarters 0, 1 and, as 2, all beyond), gaps by date, key people by hours."""

    today: date
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...]
    key_people: tuple[KeyPerson, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    hours: float
    begins: date


def coverage(
    today: date,
    people: Sequence[Person],
    tasks: Iterable[Task],
    skills: Mapping[int, str],
    *,
    planned: Mapping[int, Span] | None = None,
    lately: Mapping[tuple[int, int], float] | None = None,
    levels: Mapping[int, str] | None = None,
) -> Coverage:
    """Skills against the plan. `planned` are the plan's days by task (without: due date, else today); `lately` hours
    done in the last half year by skill and level, which make a skill needed even where nothing is planned yet;
    `levels` the words levels are told in."""
    asked = _asked(today, tasks, planned or {})
    here = [person for person in people if person.left is None or person.left >= today]
    cells = _cells(today, here, asked)
    gaps = _gaps(today, here, asked, cells, skills, levels or {})
    return Coverage(
        today,
        cells,
        tuple(sorted(gaps, key=lambda gap: (gap.begins, -gap.hours, gap.skill))),
        _key_people(today, here, asked, lately or {}, skills),
    )


Demand = Mapping[tuple[int, int, int], _Asked]
"""By skill, level and quarter."""


def _asked(today: date, tasks: Iterable[Task], planned: Mapping[int, Span]) -> Demand:
    hours: dict[tuple[int, int, int], float] = defaultdict(float)
    begins: dict[tuple[int, int, int], date] = {}
    for task in tasks:
        if task.wait is not None or not task.demands or task.left <= 0:
            continue
        span = planned.get(task.id)
        first = max(today, span.first if span else task.due or task.pinned_start or today)
        last = max(first, span.last) if span else first
        heads = sum(demand.count for demand in task.demands)
        shares = list(_spread(today, first, last))
        for demand in task.demands:
            for quarter, share, begin in shares:
                key = (demand.skill, demand.level, quarter)
                hours[key] += task.left * demand.count / heads * share
                begins[key] = min(begins.get(key, begin), begin)
    return {key: _Asked(amount, begins[key]) for key, amount in hours.items()}


def _spread(today: date, first: date, last: date) -> Iterable[tuple[int, float, date]]:
    """Which quarters a stretch of days falls into, with what share of it, and from which day."""
    days = (last - first).days + 1
    for quarter in range(QUARTERS + 1):
        begin = max(first, today + quarter * QUARTER)
        end = last if quarter == QUARTERS else min(last, today + (quarter + 1) * QUARTER - timedelta(days=1))
        if begin <= end:
            yield quarter, ((end - begin).days + 1) / days, begin


def hours_of(person: Person, first: date, last: date) -> float:
    """Hours she has for work between two days, both included: her week less absences, times the share planned.

    Meetings are not taken off: so far ahead nobody has been asked yet."""
    first = max(first, person.joined or first)
    last = min(last, person.left or last)
    by_day = [
        sum((end.hour * 60 + end.minute or 1440) - start.hour * 60 - start.minute for start, end in day) / 60
        for day in person.week.days
    ]
    length = (last - first).days + 1
    if length <= 0:
        return 0.0
    weeks, rest = divmod(length, 7)
    total = weeks * sum(by_day) + sum(by_day[(first.weekday() + one) % 7] for one in range(rest))
    away = {
        day
        for start, end in person.away
        for day in range(max(start, first).toordinal(), min(end, last).toordinal() + 1)
    }
    total -= sum(by_day[(day - 1) % 7] for day in away)
    return total * person.share


def _cells(today: date, people: Sequence[Person], asked: Demand) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    kinds = sorted({(skill, level) for skill, level, _ in asked})
    for quarter in range(QUARTERS + 1):
        first = today + quarter * QUARTER
        hours = [hours_of(person, first, first + QUARTER - timedelta(days=1)) for person in people]
        wanted = [
            asked[skill, level, quarter].hours if (skill, level, quarter) in asked else 0.0
            for skill, level in kinds
        ]
        pipes = [
            Pipe(place, target, person.skills[skill] - level)
            for place, person in enumerate(people)
            for target, (skill, level) in enumerate(kinds)
            if person.skills.get(skill, 0) >= level and wanted[target] > 0
        ]
        amounts = poured(pipes, [round(4 * one) for one in hours], [round(4 * one) for one in wanted])
        covered: dict[int, int] = defaultdict(int)
        for pipe, amount in zip(pipes, amounts, strict=True):
            covered[pipe.target] += amount
        for target, (skill, level) in enumerate(kinds):
            able = [place for place, person in enumerate(people) if person.skills.get(skill, 0) >= level]
            cells.append(
                Cell(
                    skill,
                    level,
                    quarter,
                    wanted[target],
                    len(able),
                    sum(hours[place] for place in able),
                    max(0.0, round(4 * wanted[target]) - covered[target]) / 4,
                )
            )
    return tuple(sorted(cells, key=lambda cell: (cell.skill, cell.level, cell.quarter)))


def _gaps(
    today: date,
    people: Sequence[Person],
    asked: Demand,
    cells: Sequence[Cell],
    skills: Mapping[int, str],
    levels: Mapping[int, str],
) -> Iterable[Gap]:
    """One gap a skill and level: its first uncovered quarter and its hours over the two in full."""
    missing: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.uncovered >= NEEDED and (cell.quarter < QUARTERS or not cell.people):
            missing[cell.skill, cell.level].append(cell)
    for (skill, level), found in missing.items():
        hours = sum(cell.uncovered for cell in found)
        begins = min(asked[skill, level, cell.quarter].begins for cell in found)
        could = tuple(
            one.person for one in could_stand_in(people, skill, level) if 0 < one.levels <= WITHIN_REACH
        )
        way = _way(today, begins, hours, could, people)
        name = f"{skills.get(skill, 'a skill')} at {level_text(level, levels)}"
        why = f"{name} is used up" if found[0].people else f"nobody here has {name}"
        act = {
            Way.GROW: f"{len(could)} could grow into it until then",
            Way.HIRE: "more than growing would give: hire",
            Way.PARTNER: "too soon to hire or to grow: a partner",
        }[way]
        sentence = f"From {begins:%d %B %Y} {why}: {hours:.0f} hours. {act[0].upper()}{act[1:]}."
        yield Gap(skill, level, begins, hours, way, could, sentence)


def _way(today: date, begins: date, hours: float, could: Sequence[int], people: Sequence[Person]) -> Way:
    if begins < today + SOON:
        return Way.PARTNER
    quarter = max((hours_of(one, begins, begins + QUARTER) for one in people), default=0.0)
    if could and hours <= WORTH_HIRING * quarter * len(could):
        return Way.GROW
    return Way.HIRE if hours >= WORTH_HIRING * quarter else Way.PARTNER


def could_stand_in(
    people: Iterable[Person], skill: int, level: int, *, but: int | None = None
) -> tuple[Could, ...]:
    """Who could do it, now or after growing: nearest first, of equals those who want it."""
    found = [
        Could(person.id, max(0, level - person.skills[skill]), skill in person.passions)
        for person in people
        if person.id != but and person.skills.get(skill, 0) > 0
    ]
    found += [
        Could(person.id, level, True)
        for person in people
        if person.id != but and skill not in person.skills and skill in person.passions
    ]
    return tuple(sorted(found, key=lambda one: (one.levels, not one.wants, one.person)))


def _key_people(
    today: date,
    people: Sequence[Person],
    asked: Demand,
    lately: Mapping[tuple[int, int], float],
    skills: Mapping[int, str],
) -> tuple[KeyPerson, ...]:
    """Skills needed at a level which one person alone has; a level above another's counts once, at the lowest."""
    needed: dict[tuple[int, int], float] = defaultdict(float)
    for (skill, level, _), wanted in asked.items():
        needed[skill, level] += wanted.hours
    for key, hours in lately.items():
        needed[key] += hours
    found: dict[tuple[int, int], KeyPerson] = {}
    for (skill, level), hours in sorted(needed.items()):
        holders = [person for person in people if person.skills.get(skill, 0) >= level]
        if len(holders) != 1 or hours < NEEDED:
            continue
        one = holders[0]
        if (skill, one.id) in found:
            before = found[skill, one.id]
            level, hours = before.level, before.hours + hours
        could = could_stand_in(people, skill, level, but=one.id)
        found[skill, one.id] = KeyPerson(
            skill,
            level,
            one.id,
            hours,
            could,
            one.left,
            _hangs(one, skills.get(skill, "a skill"), hours, could),
        )
    return tuple(sorted(found.values(), key=lambda one: (one.leaves or date.max, -one.hours, one.skill)))


def _hangs(one: Person, skill: str, hours: float, could: Sequence[Could]) -> str:
    """Without the names of those who could stand in: whether they are told is for them to say."""
    when = f", who leaves on {one.left:%d %B %Y}" if one.left else ""
    if not could:
        rest = "nobody else has begun to learn it"
    elif could[0].levels == 1:
        rest = "somebody could stand in after a level more"
    else:
        rest = f"the nearest could stand in after {could[0].levels} levels more"
    return f"{skill} hangs on {one.name}{when}: {hours:.0f} hours of work need it; {rest}."


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody whose work has long lain below what she can: `tasks` in half a year, `above` levels on average."""

    person: int
    tasks: int
    above: float
    sentence: str


ENOUGH_TASKS = 10


def ready_for_more(
    people: Sequence[Person], done: Mapping[int, Sequence[int]], overloaded: Iterable[int] = ()
) -> tuple[Ready, ...]:
    """Who is ready for more: over ten and more tasks of the last half year a level and more above what they asked for.

    `done`: by person, for each finished task her level less the level asked for. Whoever carries too much already is
    left out: more is not what she needs.
    """
    full = set(overloaded)
    found = []
    for person in people:
        levels = done.get(person.id, ())
        above = sum(levels) / len(levels) if levels else 0.0
        if len(levels) >= ENOUGH_TASKS and above >= 1 and person.id not in full:
            sentence = f"{len(levels)} pieces of work in half a year, on average {above:.1f} levels below what she can."
            found.append(Ready(person.id, len(levels), above, sentence))
    return tuple(sorted(found, key=lambda one: (-one.above, one.person)))


@dataclass(frozen=True, slots=True)
class WithClient:
    """Somebody's hours with a client in the last half year."""

    client: int
    person: int
    hours: float


@dataclass(frozen=True, slots=True)
class ClientOnOne:
    """A client whom one person alone knows: her share of the hours anybody spends on talking and steering there."""

    client: int
    person: int
    share: float
    hours: float


ALONE, ENOUGH_HOURS = 0.9, 20.0


def clients_on_one(spent: Iterable[WithClient]) -> tuple[ClientOnOne, ...]:
    """Clients of whom one person carries nine tenths of the hours, and enough of them to miss."""
    hours: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in spent:
        hours[one.client][one.person] += one.hours
    found = []
    for client, by_person in sorted(hours.items()):
        total = sum(by_person.values())
        person, most = max(by_person.items(), key=lambda one: (one[1], -one[0]))
        if total >= ENOUGH_HOURS and most >= ALONE * total:
            found.append(ClientOnOne(client, person, most / total, total))
    return tuple(found)

"""Who is here, what they can do, who is away: the directory and the skill matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Q

from varifocal.flows.together import together
from varifocal.flows.used import faded, last_used, uses
from varifocal.org.base.account import Account
from varifocal.org.people.person import Absence, Membership, Person, Team
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.web import format as say
from varifocal.web import levels, sheet

SHOWN_SKILLS = 4
ALONE = 3
"""The level from which somebody does a thing on her own; a skill fewer than two people have there hangs on one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the directory is filtered by."""

    text: str = ""
    skill: int = 0
    team: int = 0
    away: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the directory."""

    person: Person
    initials: str
    skills: tuple[PersonSkill, ...]
    teams: str
    hours: str
    away: str

    @property
    def best(self) -> tuple[PersonSkill, ...]:
        """What stands in the list."""
        return self.skills[:SHOWN_SKILLS]

    @property
    def more(self) -> int:
        """Skills that do not."""
        return max(0, len(self.skills) - SHOWN_SKILLS)


@dataclass(frozen=True, slots=True)
class Directory:
    """The page."""

    headline: str
    lines: tuple[Line, ...]
    skills: Sequence[Skill]
    teams: Sequence[Team]
    wanted: Wanted

    SHEET: ClassVar = ("Name", "Title", "Good at", "Team", "Led by", "Hours a week", "Away")

    def sheet(self) -> Iterator[Sequence[sheet.Cell]]:
        """The same people for a spreadsheet."""
        for line in self.lines:
            able = ", ".join(f"{one.skill.name} {levels.short(one.level)}" for one in line.skills)
            led_by = line.person.lead.name if line.person.lead else ""
            hours = line.person.hours_a_week
            yield line.person.name, line.person.title, able, line.teams, led_by, hours, line.away

    @classmethod
    def seen_by(cls, by: Account, wanted: Wanted, today: date) -> Directory:
        """Six queries, whatever the number of people."""
        people = list(Person.objects.visible_to(by).here(today).select_related("lead"))
        held: dict[int, list[PersonSkill]] = defaultdict(list)
        for row in (
            PersonSkill.objects.visible_to(by).select_related("skill").order_by("-level", "skill__name")
        ):
            held[row.person_id].append(row)
        memberships = list(Membership.objects.visible_to(by).select_related("team"))
        away = {
            row.person_id: row
            for row in Absence.objects.visible_to(by)
            .filter(first__lte=today, last__gte=today)
            .order_by("last")
        }
        lines = [
            _line(
                person,
                held[person.pk],
                [m.team for m in memberships if m.person_id == person.pk],
                away,
                today,
            )
            for person in people
            if _fits(person, wanted, held[person.pk], memberships, away)
        ]
        return cls(
            headline=headline([person for person in people if person.pk in away], len(people)),
            lines=tuple(lines),
            skills=list(Skill.objects.visible_to(by)),
            teams=list(Team.objects.visible_to(by)),
            wanted=wanted,
        )


def headline(away: Sequence[Person], everybody: int) -> str:
    """Who is missing today."""
    if not everybody:
        return "Nobody is here yet"
    if not away:
        return "Everybody is here today"
    first = [person.name.split()[0] for person in away]
    if len(first) == 1:
        return f"{first[0]} is away today"
    if len(first) == 2:
        return f"{first[0]} and {first[1]} are away today"
    return f"{first[0]}, {first[1]} and {say.count(len(first) - 2)} more are away today"


def _fits(
    person: Person,
    wanted: Wanted,
    skills: Iterable[PersonSkill],
    memberships: Iterable[Membership],
    away: dict[int, Absence],
) -> bool:
    text = wanted.text.lower()
    words = [person.name, person.title, *(row.skill.name for row in skills)]
    return (
        (not text or any(text in word.lower() for word in words))
        and (not wanted.skill or any(row.skill_id == wanted.skill for row in skills))
        and (
            not wanted.team or any(m.person_id == person.pk and m.team_id == wanted.team for m in memberships)
        )
        and (not wanted.away or person.pk in away)
    )


def _line(
    person: Person,
    skills: Sequence[PersonSkill],
    teams: Sequence[Team],
    away: dict[int, Absence],
    today: date,
) -> Line:
    absence = away.get(person.pk)
    return Line(
        person=person,
        initials="".join(word[0] for word in person.name.split()[:2]).upper(),
        skills=tuple(skills),
        teams=", ".join(team.name for team in teams),
        hours=say.hours(person.hours_a_week),
        away=f"away until {say.near_day(absence.last, today)}" if absence else "",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A level, or none; `alone` where nobody else does it without help; `faded`: since when it was not used, and what
    it was, in words."""

    level: int
    alone: bool
    faded: str = ""

    @property
    def word(self) -> str:
        """In words."""
        return levels.word(self.level)

    @property
    def mark(self) -> str:
        """In one sign."""
        return levels.mark(self.level)

    @property
    def shade(self) -> int:
        """How dark it stands, of five."""
        return levels.chosen(self.level)


@dataclass(frozen=True, slots=True)
class Column:
    """A skill over all people."""

    skill: Skill
    able: int
    on: str
    """Whom it hangs on, where it hangs on one."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """People by skills."""

    headline: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Person, tuple[Cell, ...]], ...]

    def sheet(self) -> Iterator[Sequence[sheet.Cell]]:
        """The same levels for a spreadsheet."""
        for person, cells in self.rows:
            yield person.name, *(cell.level or None for cell in cells)

    @classmethod
    def seen_by(cls, by: Account, today: date, team: int = 0) -> Matrix:
        """Four queries, whatever the number of people. A level is the one believed today: what is not used fades."""
        people = Person.objects.visible_to(by).here(today)
        if team:
            people = people.filter(Q(memberships__team=team) | Q(teams_led=team)).distinct()
        chosen = list(people)
        held: dict[int, dict[int, int]] = defaultdict(dict)
        shown = {person.pk for person in chosen}
        last, was = last_used(together(uses(by))), dict[tuple[int, int], str]()
        for skill_id, person_id, level in PersonSkill.objects.visible_to(by).values_list(
            "skill_id", "person_id", "level"
        ):
            if person_id in shown:
                used = last.get((person_id, skill_id))
                held[skill_id][person_id] = now = faded(level, used, today)
                if now < level and used is not None:
                    was[person_id, skill_id] = f"{levels.short(level)} once, not used since {used:%B %Y}"
        skills = [skill for skill in Skill.objects.visible_to(by) if held[skill.pk]]
        columns = tuple(_column(skill, held[skill.pk], chosen) for skill in skills)
        rows = tuple(
            (
                person,
                tuple(
                    _cell(
                        column,
                        held[column.skill.pk].get(person.pk, 0),
                        was.get((person.pk, column.skill.pk), ""),
                    )
                    for column in columns
                ),
            )
            for person in chosen
        )
        return cls(_hanging(columns), columns, rows)


def _column(skill: Skill, levels: dict[int, int], people: Iterable[Person]) -> Column:
    able = [person for person in people if levels.get(person.pk, 0) >= ALONE]
    return Column(skill, len(able), able[0].name if len(able) == 1 else "")


def _cell(column: Column, level: int, was: str) -> Cell:
    return Cell(level, bool(column.on) and level >= ALONE, was)


def _hanging(columns: Sequence[Column]) -> str:
    alone = [column for column in columns if column.on]
    if not columns:
        return "Nobody has said what they can do yet"
    if not alone:
        return "No skill hangs on one person"
    first = alone[0]
    if len(alone) == 1:
        return f"{first.skill.name} hangs on {first.on} alone"
    others = f"{say.count(len(alone) - 1)} other {'skill hangs' if len(alone) == 2 else 'skills hang'}"
    return f"{first.skill.name} hangs on {first.on} alone; {others} on one person"

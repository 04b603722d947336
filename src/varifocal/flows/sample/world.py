"""The agency as it stood before the year began: people, direction, clients, kinds of work."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from holidays import country_holidays

from varifocal.core.values import monday_of
from varifocal.flows.sample import names
from varifocal.flows.sample.names import Craft, Someone
from varifocal.flows.sample.troubles import Troubles
from varifocal.org.base.account import Account, Role
from varifocal.org.base.chronicle import Chronicle
from varifocal.org.direction.goal import Goal, Measure, Reading
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.models import (
    Absence,
    AgendaPoint,
    AgreedAction,
    Agreement,
    Assignment,
    Attendance,
    Calendar,
    CheckIn,
    ChecklistItem,
    Comment,
    Company,
    Consent,
    Contact,
    DaySheet,
    DecidedLine,
    Decision,
    Dependency,
    Estimate,
    Extra,
    GrowthPlan,
    GrowthStep,
    Handover,
    HelpTap,
    Meeting,
    Membership,
    Mentorship,
    NamedViewer,
    OneToOne,
    Opportunity,
    Passion,
    Person,
    PersonSkill,
    PersonValue,
    Praise,
    Process,
    ProcessGoal,
    ProcessStep,
    ProfileWord,
    Project,
    RaisedHand,
    Recurrence,
    Responsibility,
    ResponsibilitySkill,
    Said,
    Serving,
    Skill,
    SkillEvidence,
    StandingPurpose,
    TalkHeld,
    TalkNote,
    Task,
    TaskKind,
    Team,
    Telling,
    TimeEntry,
    Touch,
    Value,
    WeekAgreed,
    WeekHeld,
)

ZONE, COUNTRY, REGION = "Europe/Berlin", "DE", "HH"
KINDS_OF_ROWS = (
    Account, Skill, Value, Person, Consent, Team, Membership, PersonSkill, Passion, PersonValue, Absence, Vision,
    Strategy, Goal, Measure, Reading, Company, Contact, Touch, StandingPurpose, TaskKind, Project, Serving, Task,
    Estimate, Dependency, Assignment, Handover, RaisedHand, TimeEntry, DaySheet, Comment, ChecklistItem, Calendar, Said,
    Meeting, Attendance, Recurrence, WeekAgreed, Praise, Mentorship, Opportunity, Agreement, Extra,
    Decision, NamedViewer, WeekHeld, DecidedLine, Telling, Process, ProcessStep, ProcessGoal,
    ProfileWord, SkillEvidence, OneToOne, TalkHeld, AgendaPoint, TalkNote, AgreedAction, CheckIn, HelpTap, GrowthPlan,
    GrowthStep, Responsibility, ResponsibilitySkill,
)  # fmt: skip
WEEKS = 52
WORKDAYS = [["09:00", "13:00"], ["14:00", "18:00"]]


@dataclass(slots=True, eq=False)
class Mate:
    """A person in the year: what she can, when she is away, how she estimates, what is on her desk."""

    who: Someone
    row: Person
    account: Account | None
    levels: dict[str, int]
    held: dict[str, PersonSkill]
    away: set[date] = field(default_factory=set)
    optimism: float = 1.0
    forgets: bool = False
    days: frozenset[int] = frozenset(range(5))
    load: float = 0.0

    @property
    def name(self) -> str:
        """Her name."""
        return self.who.name

    @property
    def craft(self) -> Craft:
        """Her craft."""
        return self.who.craft

    def works(self, day: date) -> bool:
        """Whether she is here that day; holidays aside."""
        return (
            day.weekday() in self.days
            and day not in self.away
            and (self.row.joined is None or day >= self.row.joined)
            and (self.row.left is None or day <= self.row.left)
        )


@dataclass(slots=True)
class Carriers:
    """Whom the troubles hit."""

    director: str
    helpers: tuple[str, ...]
    loud: str
    unpraised: str
    forgetful: frozenset[str]
    lonely: tuple[str, ...]


@dataclass
class World:
    """The agency, and the chronicle of how it came to be."""

    today: date
    seed: int
    troubles: Troubles
    house: Account
    chronicle: Chronicle = field(default_factory=lambda: Chronicle(KINDS_OF_ROWS))
    mates: dict[str, Mate] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)
    kinds: dict[str, TaskKind] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    companies: list[Company] = field(default_factory=list)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    purposes: list[StandingPurpose] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.today - timedelta(days=self.today.weekday(), weeks=WEEKS)
        self.notice = self.today - timedelta(days=self.today.weekday(), weeks=3)
        """The Monday somebody gave notice."""
        years = range(self.today.year - 2, self.today.year + 3)
        self.free_days = frozenset(country_holidays(COUNTRY, subdiv=REGION, years=years))
        self.carriers = self._carriers()
        self.not_given = self.today - timedelta(days=1)
        """The last working day: its day sheets still wait for a yes."""
        while self.not_given.weekday() > 4 or self.not_given in self.free_days:
            self.not_given -= timedelta(days=1)

    def rng(self, topic: str) -> Random:
        """Chance, one stream a topic: what one trouble draws never shifts another's."""
        return Random(f"{self.seed} {topic}")  # noqa: S311

    def by(self, mate: Mate | None) -> Account:
        """The account an act of hers is noted under: hers, or the house's where she has none."""
        return mate.account if mate is not None and mate.account is not None else self.house

    def works(self, mate: Mate, day: date) -> bool:
        """Whether she works that day."""
        return day not in self.free_days and mate.works(day)

    def of_craft(self, *crafts: Craft) -> list[Mate]:
        """People of these crafts."""
        return [mate for mate in self.mates.values() if mate.craft in crafts]

    def _carriers(self) -> Carriers:
        rng, troubles = self.rng("carriers"), self.troubles
        directors = [one.name for one in names.PEOPLE if one.craft is Craft.DIRECTOR]
        makers = [
            one.name
            for one in names.PEOPLE
            if one.signs_in and one.weeks_here > 60 and one.craft not in (*LEADING, Craft.OFFICE)
        ]
        rng.shuffle(makers)
        helpers = tuple(makers[: troubles.untitled_leads])
        loud, *rest = makers[len(helpers) :]
        craft = {one.name: one.craft for one in names.PEOPLE}
        unpraised = next(name for name in rest if craft[name] not in NOW_AND_THEN)
        everybody = [one.name for one in names.PEOPLE]
        forgetful = rng.sample(everybody, round(len(everybody) * troubles.forgetful))
        lonely = tuple(rng.sample(sorted(names.LONELY_SKILLS), troubles.lonely_skill))
        return Carriers(rng.choice(directors), helpers, loud, unpraised, frozenset(forgetful), lonely)


NOW_AND_THEN = (Craft.FILM, Craft.MOTION, Craft.MEDIA)
"""Not every project asks for these: whoever finishes little can hardly be overlooked."""
LEADING = (Craft.OWNER, Craft.DIRECTOR, Craft.MANAGER, Craft.PEOPLE)


def clock(day: date, hour: float, minute: int = 0) -> datetime:
    """That time of that day in the agency's zone, as UTC."""
    return datetime.combine(day, time(int(hour)), tzinfo=ZoneInfo(ZONE)).astimezone(UTC) + timedelta(
        minutes=minute + round((hour % 1) * 60)
    )


def settle(world: World) -> None:
    """Tell of everything that was there before the year."""
    _people(world)
    _teams(world)
    _agreed(world)
    _skills(world)
    _companies(world)
    _direction(world)
    _kinds(world)
    _absences(world)


def _people(world: World) -> None:
    tell, rng = world.chronicle, world.rng("people")
    for one in names.PEOPLE:
        joined = max(world.today - timedelta(weeks=one.weeks_here), date(world.today.year - 15, 1, 1))
        told = clock(max(joined, world.first - timedelta(weeks=90)), 9)
        account = tell.add("invited", _account(one), by=world.house, at=told) if one.signs_in else None
        left = world.today + timedelta(weeks=6) if one.name == LEAVING else None
        row = Person(
            account=account,
            name=one.name,
            title=one.title,
            email=one.login,
            zone=ZONE,
            country=COUNTRY,
            region=REGION,
            week=[WORKDAYS] * one.days + [[]] * (7 - one.days),
            share=Decimal(f"{one.share}"),
            joined=joined,
            about=one.about,
        )
        tell.add("welcomed", row, by=world.house, at=told)
        if left is not None:
            tell.put("left", row, by=world.house, at=clock(world.notice, 11), left=left)
        world.mates[one.name] = Mate(
            one,
            row,
            account,
            {},
            {},
            optimism=_optimism(world, rng),
            forgets=one.name in world.carriers.forgetful,
            days=frozenset(range(one.days)),
        )


def _agreed(world: World) -> None:
    """Everybody with a sign-in agreed to be counted in the picture of help; to be shown, or talked about, many."""
    tell, rng = world.chronicle, world.rng("consents")
    for number, mate in enumerate(world.mates.values()):
        at = clock(max(world.first - timedelta(weeks=60), mate.row.joined or world.first), 11, number)
        for about, share in (("network", 1.0), ("network_shown", 0.6), ("talent", 0.7)):
            if mate.account is not None and rng.random() < share:
                consent = Consent(person=mate.row, about=about, given_at=at)
                tell.add("given", consent, by=world.by(mate), at=at)


LEAVING = "Paul Lindner"


def _optimism(world: World, rng: Random) -> float:
    spread = rng.gauss(0, 0.16)
    return max(0.85, 1 + world.troubles.optimism * (1 + 2.2 * spread)) if world.troubles.optimism else 1.0


def _account(one: Someone) -> Account:
    roles = {
        Craft.OWNER: [Role.OWNER],
        Craft.MANAGER: [Role.MANAGER],
        Craft.PEOPLE: [Role.LEAD],
        Craft.DIRECTOR: [Role.LEAD, Role.MEMBER],
    }.get(one.craft, [Role.MEMBER])
    account = Account(login=one.login, roles=sorted(roles), money_right=one.craft is Craft.OWNER)
    account.set_unusable_password()
    return account


def _teams(world: World) -> None:
    tell, at = world.chronicle, clock(world.first - timedelta(weeks=80), 10)
    for name, (lead, members) in names.TEAMS.items():
        team = tell.add("formed", Team(name=name, lead=world.mates[lead].row), by=world.house, at=at)
        for number, member in enumerate((lead, *members)):
            mate = world.mates[member]
            came = max(at, clock(mate.row.joined or world.first, 10))
            tell.add("joined", Membership(team=team, person=mate.row), by=world.house, at=came)
            if number and mate.row.lead is None:
                tell.put("placed_under", mate.row, by=world.house, at=came, lead=world.mates[lead].row)


def _skills(world: World) -> None:
    tell, at = world.chronicle, clock(world.first - timedelta(weeks=70), 9)
    for name, meaning in names.VALUES:
        world.values.append(tell.add("held", Value(name=name, meaning=meaning), by=world.house, at=at))
    for number, mate in enumerate(world.mates.values()):
        came = max(at, clock(mate.row.joined or world.first, 10, number))
        by = world.by(mate)
        for name, level in _levels(world, mate.who).items():
            if name not in world.skills:
                world.skills[name] = tell.add("named", Skill(name=name), by=world.house, at=at)
            mate.levels[name] = level
            row = PersonSkill(person=mate.row, skill=world.skills[name], level=level)
            mate.held[name] = tell.add("rated", row, by=by, at=came)
    for number, mate in enumerate(world.mates.values()):
        came = max(at, clock(mate.row.joined or world.first, 11, number))
        wanted = world.skills.get(mate.who.wants)
        tell.add(
            "told", Passion(person=mate.row, words=mate.who.passion, skill=wanted), by=world.by(mate), at=came
        )
        value = world.values[number % len(world.values)]
        tell.add("named", PersonValue(person=mate.row, value=value), by=world.by(mate), at=came)


def _levels(world: World, one: Someone) -> dict[str, int]:
    """What she can; where a skill does not hang on one person, others can stand in."""
    parts = (part.strip().rpartition(" ") for part in one.skills.split(","))
    levels = {name: int(level) for name, _, level in parts}
    for skill, holder in names.LONELY_SKILLS.items():
        if skill in world.carriers.lonely:
            if one.name != holder:
                levels.pop(skill, None)
        elif one.name in names.SECOND_HOLDERS[skill]:
            levels[skill] = max(3, levels.get(skill, 0))
    return levels


def _companies(world: World) -> None:
    tell, rng = world.chronicle, world.rng("companies")
    manager = world.by(world.mates["Leonie Brandt"])
    rows = [(name, "client", domain, contact, role) for name, domain, contact, role in names.CLIENTS]
    keepers = {order.company: order.manager for order in names.ORDERS if order.kind == "ordered"}
    rows += [(name, kind, "", contact, role) for name, kind, contact, role in names.OTHERS]
    for number, (name, kind, domain, contact, role) in enumerate(rows):
        since = world.first - timedelta(weeks=rng.randint(8, 300))
        at = clock(max(since, world.first - timedelta(weeks=60)), 12, number)
        company = Company(
            name=name, kind=kind, domain=domain, since=since if kind == "client" else None,
            looked_after_by=world.mates[keepers.get(number, names.SIGN_INS["owner"])].row,
        )  # fmt: skip
        world.companies.append(tell.add("met", company, by=manager, at=at))
        email = f"{_plain(contact)}@{domain}" if domain else ""
        tell.add("met", Contact(company=company, name=contact, email=email, role=role), by=manager, at=at)


def _plain(name: str) -> str:
    """A name as it stands before the @."""
    words = name.removeprefix("Dr. ").removeprefix("Prof. ").lower().replace("ı", "i")
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return letters.replace(" ", ".")


def _direction(world: World) -> None:
    tell, owner = world.chronicle, world.by(world.mates["Ines Albrecht"])
    at = clock(world.first - timedelta(weeks=62), 9)
    vision = Vision(
        words=names.VISION,
        by_when=date(world.today.year + 10, 12, 31),
        picture=names.PICTURE,
        today=names.STANDING_TODAY,
    )
    tell.add("drawn", vision, by=owner, at=at)
    strategies: dict[str, Strategy] = {}
    for key, choice, refusal, years in names.STRATEGIES:
        by_when = date(world.today.year + years, 12, 31)
        row = Strategy(vision=vision, choice=choice, refusal=refusal, by_when=by_when)
        strategies[key] = tell.add("chosen", row, by=owner, at=at + timedelta(minutes=20))
    for number, aim in enumerate(names.AIMS):
        _aim(
            world,
            aim,
            strategies,
            vision,
            clock(world.today - timedelta(weeks=aim.set_weeks_ago), 10, number),
        )


def _aim(world: World, aim: names.Aim, strategies: dict[str, Strategy], vision: Vision, at: datetime) -> None:
    tell, mate = world.chronicle, world.mates[aim.owner]
    owner = world.by(world.mates["Ines Albrecht"])
    target = (
        _quarter_end(world.today + timedelta(weeks=aim.weeks))
        if aim.weeks > 60
        else _friday(world.today + timedelta(weeks=aim.weeks))
    )
    goal = Goal(
        name=aim.name,
        why=aim.why,
        parent=world.goals.get(aim.serves),
        strategy=strategies[aim.strategy],
        vision=None if aim.serves else vision,
        target=target,
        owner=mate.row,
        committed=aim.committed,
        set_on=at.date(),
    )
    world.goals[aim.key] = tell.add("set", goal, by=owner, at=at)
    if aim.measure is None:
        return
    name, unit, baseline, now, wanted = aim.measure
    measure = Measure(
        goal=goal,
        name=name,
        unit=unit,
        baseline=Decimal(f"{baseline}"),
        target=Decimal(f"{wanted}"),
        baseline_on=at.date(),
    )
    tell.add("defined", measure, by=owner, at=at + timedelta(minutes=5))
    _readings(world, aim, measure, baseline, now)


def _readings(world: World, aim: names.Aim, measure: Measure, baseline: float, now: float) -> None:
    """From the baseline to where it stands today, with a little weather on the way."""
    rng, tell = world.rng(f"readings {aim.key}"), world.chronicle
    whole = all(float(value).is_integer() for value in (baseline, now))
    weeks = range(min(aim.set_weeks_ago, 60) - 1, 0, -aim.every)
    for week in weeks:
        gone = 1 - week / aim.set_weeks_ago
        value = baseline + (now - baseline) * gone + rng.gauss(0, 0.05) * (now - baseline)
        value = now if week == weeks[-1] else value
        value = max(0.0, round(value) if whole else round(value, 1))
        on = world.today - timedelta(weeks=week, days=world.today.weekday() - 3)
        row = Reading(measure=measure, on=on, value=Decimal(f"{value}"))
        tell.add("read", row, by=world.by(world.mates[aim.owner]), at=clock(on, 16, 10))


def _kinds(world: World) -> None:
    tell, at = world.chronicle, clock(world.first - timedelta(weeks=59), 15)
    manager = world.by(world.mates["Leonie Brandt"])
    for name, (skill, level) in names.KINDS.items():
        row = TaskKind(name=name, skill=world.skills.get(skill), level=level)
        world.kinds[name] = tell.add("named", row, by=manager, at=at)
    for name, service_level in names.STANDING:
        purpose = StandingPurpose(name=name, service_level=service_level)
        world.purposes.append(tell.add("declared", purpose, by=manager, at=at))


def _absences(world: World) -> None:
    rng, year = world.rng("holidays"), world.today.year
    for mate in world.mates.values():
        for first_year in (year - 1, year):
            weeks = [(date(first_year, 7, 1) + timedelta(weeks=rng.randint(0, 7)), rng.choice((11, 18)))]
            weeks.append((date(first_year, 12, 24), 9))
            weeks.append((date(first_year, rng.choice((2, 3, 4, 5, 10)), rng.randint(1, 20)), 4))
            for day, length in weeks:
                monday = day if day.month == 12 else monday_of(day)
                _away(world, mate, monday, monday + timedelta(days=length), Absence.Kind.HOLIDAY, 60)
        soon = world.today + timedelta(weeks=rng.randint(1, 10))
        if rng.random() < 0.35:
            monday = monday_of(soon)
            _away(world, mate, monday, monday + timedelta(days=4), Absence.Kind.HOLIDAY, 90)
    ill = world.rng("sick")
    mates = list(world.mates.values())
    told = 0
    while told < world.troubles.sick_weeks:
        mate, week = ill.choice(mates), ill.randint(0, WEEKS - 1)
        first = world.first + timedelta(weeks=week, days=ill.randint(0, 2))
        last = first + timedelta(days=ill.choice((2, 4, 4, 6, 9)))
        told += _away(world, mate, first, min(last, world.today), Absence.Kind.SICK, 0)


def _away(world: World, mate: Mate, first: date, last: date, kind: str, days_before: int) -> bool:
    """Tell of an absence within the year around today; False where it lies elsewhere or on another."""
    days = {first + timedelta(days=one) for one in range((last - first).days + 1)}
    joined = mate.row.joined or world.first
    if first < max(world.first, joined) or first > world.today + timedelta(weeks=40) or days & mate.away:
        return False
    if mate.row.left is not None and last > mate.row.left:
        return False
    mate.away |= days
    told = max(clock(first - timedelta(days=days_before), 8, 20), clock(max(joined, world.first), 8, 20))
    told = min(told, clock(world.today - timedelta(days=1), 8, 20))
    row = Absence(person=mate.row, first=first, last=last, kind=kind)
    world.chronicle.add("announced", row, by=world.by(mate), at=told)
    return True


def _friday(day: date) -> date:
    return day + timedelta(days=4 - day.weekday())


def _quarter_end(day: date) -> date:
    quarter = (day.month - 1) // 3
    after = date(day.year + (quarter == 3), (quarter + 1) % 4 * 3 + 1, 1)
    return after - timedelta(days=1)

"""What the engines of people say, to one account: help, coverage, talent, who could learn from whom, whom a leader
should think of. Nothing is kept: each page reckons from what its reader may see and from who agrees at this moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q

from varifocal.core.people.coverage import Cell as Cell
from varifocal.core.people.coverage import (
    ClientOnOne,
    Could,
    Coverage,
    KeyPerson,
    Ready,
    clients_on_one,
    coverage,
    ready_for_more,
)
from varifocal.core.people.coverage import Gap as Gap
from varifocal.core.people.fairness import Fairness, Treated, fairness
from varifocal.core.people.helping import WEEKS, Member, network, over_time
from varifocal.core.people.helping import Bond as Bond
from varifocal.core.people.helping import Network as Network
from varifocal.core.people.helping import Place as Place
from varifocal.core.people.mentors import Matched, Mate, match
from varifocal.core.people.noticing import Finished, overlooked
from varifocal.core.people.noticing import Overlooked as Overlooked
from varifocal.core.people.noticing import Worth as Worth
from varifocal.core.people.stretching import Coming, Growing, Preference, preferences
from varifocal.flows.grow_facts import (
    A_YEAR,
    Consents,
    Plans,
    busy,
    consents,
    finished,
    help_given,
    plans,
    praised,
    staff,
    titled,
    with_clients,
)
from varifocal.flows.growing import LATELY, lately
from varifocal.flows.noticed import noticed
from varifocal.org.base.account import Account, Role
from varifocal.org.base.looked import Looked
from varifocal.org.base.organization import Organization
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import OneToOne
from varifocal.org.people.consent import Consent, people_who
from varifocal.org.people.person import Person
from varifocal.org.people.skill import level_words
from varifocal.org.work.doing import TimeEntry

SEATS = 2
"""Learners somebody is proposed to at most: whoever is asked may say no."""
FULL_TIME = 35.0
"""Hours a week from which somebody works full time."""
SOON = timedelta(days=14)
"""What starts sooner is not touched by proposals."""


# -- the network of help ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HelpSeen:
    """The picture of help as one person sees it, and her own place a quarter at a time; `agreed`: she is counted,
    `shows`: others may see her place. `names` of those in it."""

    network: Network
    quarters: tuple[tuple[date, Place | None], ...]
    names: Mapping[int, str]
    agreed: bool
    shows: bool


def help_seen(by: Account, now: datetime) -> HelpSeen:
    """Reckoned from those who agree at this moment; of others only those who agreed to be shown are in it."""
    today = Organization.here().today(now)
    agree = consents()
    people = staff(by, today)
    members = _members(people, agree)
    given = help_given(by, today - timedelta(weeks=52), agree.network)
    shown = agree.shown & agree.network
    whole = network(members, given, today)
    quarters = over_time(members, given, today)
    me = by.person_id
    if consents() != agree:  # somebody changed her mind while this was reckoned
        return help_seen(by, now)
    return HelpSeen(
        network=whole.seen_by(me, shown),
        quarters=tuple((one.until, (one.places or {}).get(me or 0)) for one in quarters),
        names={person.pk: person.name for person in people},
        agreed=me in agree.network,
        shows=me in agree.shown,
    )


def network_of(by: Account, today: date, agree: Consents) -> tuple[Network, list[Person]]:
    """The whole network as the work this account may see tells it, and the staff; who agrees was read before. Whoever
    shows it to others shows those alone who agreed to that. Three queries."""
    people = staff(by, today)
    given = help_given(by, today - timedelta(weeks=WEEKS), agree.network)
    return network(_members(people, agree), given, today), people


def _members(people: Sequence[Person], agree: Consents) -> list[Member]:
    leading = titled(people)
    return [
        Member(person.pk, person.name, person.pk in agree.network, person.pk in leading) for person in people
    ]


# -- skills against the plan --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Covered:
    """Skills against the plan, with names of skills and people."""

    coverage: Coverage
    skills: Mapping[int, str]
    names: Mapping[int, str]


def covered(by: Account, now: datetime) -> Covered:
    """Work this account may not see asks for nothing here."""
    today = Organization.here().today(now)
    told = plans(by, staff(by, today), today)
    return _covered(today, told, finished(by, today - LATELY))


def _covered(today: date, told: Plans, done: Sequence[Finished]) -> Covered:
    found = coverage(
        today,
        told.people,
        told.tasks,
        told.skills,
        planned=told.planned,
        lately=lately(done, today),
        levels=level_words(Organization.here()),
    )
    return Covered(found, told.skills, told.names)


@dataclass(frozen=True, slots=True)
class Successor:
    """A skill that hangs on one person and those who could stand in, of those who agreed to be talked about;
    `unnamed` counts the others."""

    key: KeyPerson
    could: tuple[Could, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Talent:
    """The talent review: who sees it, what hangs on one person and who could, who is ready for more, gaps."""

    covered: Covered
    successors: tuple[Successor, ...]
    ready: tuple[Ready, ...]
    clients: tuple[tuple[str, ClientOnOne], ...]
    fair: tuple[Fairness, ...]
    seen_by: tuple[str, ...]
    agreed: int
    people: int

    @property
    def about(self) -> list[int]:
        """Ids of those it speaks about."""
        about = {one.key.person for one in self.successors} | {one.person for one in self.ready}
        return sorted(about | {could.person for one in self.successors for could in one.could})


def may_review(by: Account) -> bool:
    """Owners and people leads: the same who see people's absences and weeks."""
    return by.has_role(Role.OWNER, Role.LEAD)


def talent(by: Account, now: datetime) -> Talent:
    """For those who may: everything about what could come next, of those who agreed to be talked about. That she looked
    is kept for those it is about."""
    today = Organization.here().today(now)
    people = staff(by, today)
    told = plans(by, people, today)
    agree = told.talent
    done = finished(by, today - LATELY)
    found = _covered(today, told, done)
    levels = {person.id: person.skills for person in told.people}
    below: dict[int, list[int]] = defaultdict(list)
    for one in done:
        if one.skill is not None and one.person in levels:
            below[one.person].append(levels[one.person].get(one.skill, 0) - one.level)
    seers = {Role.OWNER.value, Role.LEAD.value}
    spent, clients = with_clients(by, today - LATELY)
    review = Talent(
        covered=found,
        successors=tuple(_successor(key, agree) for key in found.coverage.key_people),
        ready=tuple(one for one in ready_for_more(told.people, below) if one.person in agree),
        clients=tuple(
            (clients[one.client], one) for one in clients_on_one(spent) if one.person in told.names
        ),
        fair=_fair(people, below, today),
        seen_by=tuple(one.name for one in people if one.account and seers & set(one.account.roles)),
        agreed=len(agree & told.names.keys()),
        people=len(people),
    )
    if people_who(Consent.About.TALENT) != agree:  # somebody changed her mind while this was reckoned
        return talent(by, now)
    Looked.note_many(by, review.about, "the talent review", today)
    return review


def _fair(people: Iterable[Person], below: Mapping[int, Sequence[int]], today: date) -> tuple[Fairness, ...]:
    """Whether work that asks for all one can goes evenly to part time and full time, to new and to old."""

    def treated(group: Callable[[Person], str]) -> list[Treated]:
        return [
            Treated(one.pk, group(one), len(below[one.pk]), sum(level <= 0 for level in below[one.pk]))
            for one in people
            if one.pk in below
        ]

    people = list(people)
    long_ago = today - 2 * A_YEAR
    what = "work that asks for all one can"
    return (
        fairness(what, treated(lambda one: "part time" if one.hours_at_work < FULL_TIME else "full time")),
        fairness(
            what,
            treated(
                lambda one: "here two years" if one.joined is None or one.joined <= long_ago else "newer"
            ),
        ),
    )


def _successor(key: KeyPerson, agree: frozenset[int]) -> Successor:
    named = tuple(one for one in key.could if one.person in agree)
    return Successor(key, named[:3], len(key.could) - len(named))


# -- who could learn from whom ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learning:
    """Pairs worth asking, as this account may see them."""

    matched: Matched
    skills: Mapping[int, str]
    names: Mapping[int, str]


def learning(by: Account, now: datetime) -> Learning:
    """For owners, people leads and project managers all of it; for others what concerns themselves."""
    here = Organization.here()
    today = here.today(now)
    people = staff(by, today)
    told, taken = plans(by, people, today), busy(by, now, here.zone)
    teachers, learned = _pairs(by)
    mates = [
        Mate(
            id=one.id,
            name=one.name,
            levels=one.skills,
            wishes={
                skill: level
                for skill, level in told.wishes.get(one.id, {}).items()
                if (one.id, skill) not in learned
            },
            free=_free(told, one.id, taken.hours, today),
            slots=_slots(one.week.days) - taken.slots.get(one.id, frozenset()),
            seats=SEATS,
            lead=row.lead_id,
            learns_from=teachers.get(one.id, frozenset()),
        )
        for one, row in zip(told.people, people, strict=True)
    ]
    matched = match(mates, told.skills)
    me = by.person_id
    if not _thinks_of_all(by):
        matched = replace(
            matched,
            pairs=tuple(pair for pair in matched.pairs if me in (pair.teacher, pair.learner)),
            alone=tuple(one for one in matched.alone if one.learner == me),
        )
    return Learning(matched, told.skills, told.names)


def _thinks_of_all(by: Account) -> bool:
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


def _pairs(by: Account) -> tuple[dict[int, frozenset[int]], set[tuple[int, int]]]:
    """From whom each learns already, or was asked to; and what: those wishes need nobody more."""
    teachers: dict[int, set[int]] = defaultdict(set)
    learned: set[tuple[int, int]] = set()
    standing = Mentorship.objects.visible_to(by).filter(until=None)
    for learner, mentor, skill in standing.values_list("learner_id", "mentor_id", "skill_id"):
        teachers[learner].add(mentor)
        learned.add((learner, skill))
    return {learner: frozenset(mentors) for learner, mentors in teachers.items()}, learned


def _free(told: Plans, person: int, taken: Mapping[int, float], today: date) -> float:
    """Hours of the next four weeks that nothing stands in."""
    capacity = next(one for one in told.people if one.id == person)
    away = sum(
        max(0, (min(last, today + timedelta(days=27)) - max(first, today)).days + 1)
        for first, last in capacity.away
    )
    return max(0.0, 4 * capacity.week.hours * (1 - min(away, 28) / 28) - taken.get(person, 0.0))


def _slots(days: Iterable[Iterable[tuple[time, time]]]) -> frozenset[int]:
    return frozenset(
        24 * weekday + hour
        for weekday, stretches in enumerate(days)
        for begin, end in stretches
        for hour in range(begin.hour, end.hour or 24)
    )


@dataclass(frozen=True, slots=True)
class Stretching:
    """Who could be stretched by which coming work, as one account may see it; `free` hours of each in four weeks."""

    told: Plans
    free: Mapping[int, float]
    today: date
    only: int | None
    """Where it is told to somebody who neither leads nor manages: herself alone."""

    def steps(self, without: Collection[tuple[int, int]] = ()) -> tuple[Preference, ...]:
        """Tasks of the coming months that nobody has begun; what starts within two weeks stays as it is. `without`:
        (person, task) that cost too much."""
        told = self.told
        people = {person.id: person for person in told.people}
        growing = [
            Growing(people[one], wishes, self.free.get(one, 0.0))
            for one, wishes in told.open_wishes.items()
            if one in people and self.only in (None, one)
        ]
        coming = []
        for task in told.tasks:
            span = told.planned.get(task.id)
            if span is None or span.first < self.today + SOON:
                continue
            room = None if task.due is None else 8.0 * max(0, (task.due - span.last).days) * 5 / 7
            coming.append(Coming(task, room, told.doers.get(task.id)))
        time_of = {one: hours / 4 for one, hours in self.free.items()}
        return preferences(growing, coming, told.people, told.skills, time_of=time_of, without=without)


def stretching(by: Account, now: datetime, here: Organization) -> Stretching:
    """Everybody for owners, people leads and project managers; for others herself."""
    today = here.today(now)
    told, taken = plans(by, staff(by, today), today), busy(by, now, here.zone)
    free = {one.id: _free(told, one.id, taken.hours, today) for one in told.people}
    return Stretching(told, free, today, None if _thinks_of_all(by) else by.person_id or 0)


# -- a leader's own page ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Led:
    """Somebody a leader thinks of: days since a one-to-one (None: never), praise, growth; why she needs her, most
    pressing first. `overlooked`: good work of hers that nobody has remarked on."""

    id: int
    name: str
    title: str
    talked: date | None
    next_talk: datetime | None
    praised: date | None
    grown: date | None
    energy: int | None
    overlooked: Overlooked | None
    signs: tuple[Worth, ...] = ()


@dataclass(frozen=True, slots=True)
class MyPeople:
    """A leader's people, those first whose good work nobody has remarked on yet, then those something happened to."""

    today: date
    people: tuple[Led, ...] = field(default=())
    everybody: bool = False
    """She leads nobody by name; as an owner or a people lead she thinks of all."""


def my_people(by: Account, now: datetime) -> MyPeople:
    """Those she leads, directly or as lead of their team; owners and people leads who lead nobody, everybody else."""
    today = Organization.here().today(now)
    me = by.person_id or 0
    rows = staff(by, today)
    led = set(
        Person.objects.filter(Q(lead_id=me) | Q(memberships__team__lead_id=me))
        .exclude(pk=me)
        .values_list("pk", flat=True)
    )
    everybody = not led and may_review(by)
    mine = [one for one in rows if one.pk != me and (everybody or one.pk in led)]
    if not mine:
        return MyPeople(today)
    ids = {one.pk for one in mine}
    done, words = finished(by, today - A_YEAR), praised(by, today - A_YEAR)
    unseen = {one.person: one for one in overlooked(today, done, words)}
    signs: dict[int, list[Worth]] = defaultdict(list)
    for worth in noticed(by, mine, done, words, today):
        signs[worth.person].append(worth)
    last_praised: dict[int, date] = {one.person: one.on for one in words}
    talks = _talks(by, me, ids)
    growing = _grown(by, ids, today)
    energy = _energy(by, ids, today)
    found = [
        Led(
            one.pk, one.name, one.title, *talks.get(one.pk, (None, None)), last_praised.get(one.pk),
            growing.get(one.pk), energy.get(one.pk), unseen.get(one.pk), tuple(signs[one.pk]),
        )
        for one in mine
    ]  # fmt: skip
    found.sort(key=lambda one: (one.overlooked is None, -_need(one, today), one.name))
    return MyPeople(today, tuple(found), everybody)


def _talks(by: Account, me: int, ids: Iterable[int]) -> dict[int, tuple[date | None, datetime | None]]:
    """When she last talked with each of them alone, and when they talk next."""
    series = OneToOne.objects.visible_to(by).going_on().filter(lead_id=me, person__in=set(ids))
    rows = series.annotate(last=Max("talks__on")).values_list("person_id", "last", "next__start")
    return {person: (last, begin) for person, last, begin in rows}


def _grown(by: Account, ids: Iterable[int], today: date) -> dict[int, date]:
    """When each last had time for her own growing."""
    rows = TimeEntry.objects.visible_to(by).filter(
        person__in=set(ids), act=TimeEntry.Act.GROW, on__gt=today - A_YEAR
    )
    return dict(rows.order_by().values_list("person_id").annotate(last=Max("on")))


def _energy(by: Account, ids: Iterable[int], today: date) -> dict[int, int]:
    """How the last fortnight was, of those whose check-ins she reads."""
    rows = (
        CheckIn.objects.visible_to(by)
        .filter(person__in=set(ids), monday__gte=today - SOON)
        .order_by("monday")
    )
    return {row.person_id: row.feeling.energy for row in rows}


def _need(one: Led, today: date) -> float:
    """How pressing: what happened, little energy, and how long it has been since anybody talked with her."""
    quiet = (today - one.talked).days / 28 if one.talked else 2.0
    return sum(sign.weight for sign in one.signs) + (4.0 if one.energy in (1, 2) else 0.0) + min(3.0, quiet)

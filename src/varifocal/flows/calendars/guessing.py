"""What a meeting is, by who is in it: a colleague she leads, a client, a project's team; and what she said before."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from varifocal.flows.calendars.reading import Time
from varifocal.org.base.account import Account
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Membership, Person
from varifocal.org.relations.company import Company, Contact
from varifocal.org.work.calendar import Said
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project

EVERYBODYS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.de",
        "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
        "freenet.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "orange.fr", "wanadoo.fr", "free.fr",
        "bluewin.ch", "libero.it", "wp.pl", "seznam.cz", "fastmail.com", "zoho.com",
    }
)  # fmt: skip
"""Domains that say nothing about whom one works for."""
SHORTEST_NAME = 4
SAID_SO = "you said so"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a meeting is taken for: ids of a project and a company, whether it is time for people, whether it is
    private; `because` completes “because …”. `party`: the one domain or address outside that is in it."""

    project: int | None = None
    company: int | None = None
    people_time: bool = False
    private: bool = False
    because: str = ""
    party: str = ""
    is_said: bool = False


@dataclass
class Around:
    """Whom and what a person knows: all that a guess stands on, loaded once for all her meetings."""

    me: int
    own: frozenset[str]
    """Her own addresses."""
    people: Mapping[str, int]
    names: Mapping[int, str]
    contacts: Mapping[str, tuple[int, str]]
    """By address the company and the contact's name."""
    domains: Mapping[str, int]
    companies: Mapping[int, str]
    led: frozenset[int]
    leaders: frozenset[int]
    pairs: Mapping[int, str]
    """With whom she learns or teaches, in words."""
    projects: Mapping[int, tuple[str, int | None]] = field(default_factory=dict)
    """Open ones she is in: name and company."""
    teams: Mapping[int, frozenset[int]] = field(default_factory=dict)
    said: Mapping[tuple[str, str], Said] = field(default_factory=dict)


def around(by: Account, person: Person, owner: str = "") -> Around:
    """Everything a guess about her meetings stands on, as far as she may see it. Eight queries."""
    mates = list(Person.objects.select_related("account"))
    people = {
        address.lower(): mate.pk
        for mate in mates
        for address in (mate.email, mate.account.login if mate.account else "")
        if "@" in address
    }
    own = {address for address, pk in people.items() if pk == person.pk} | {owner}
    projects = {row.pk: row for row in Project.objects.visible_to(by).open()}
    teams: dict[int, set[int]] = defaultdict(set)
    held = Assignment.objects.filter(task__finished_at=None, task__project__in=projects)
    for pk, member in held.order_by().values_list("task__project_id", "person_id").distinct():
        teams[pk].add(member)
    for row in projects.values():
        if row.manager_id:
            teams[row.pk].add(row.manager_id)
    hers = {pk for pk, team in teams.items() if person.pk in team}
    companies = list(Company.objects.visible_to(by).values_list("pk", "name", "domain"))
    return Around(
        me=person.pk,
        own=frozenset(own - {""}),
        people=people,
        names={mate.pk: mate.name.split()[0] for mate in mates},
        contacts={
            email.lower(): (company, name)
            for company, name, email in Contact.objects.visible_to(by).values_list(
                "company_id", "name", "email"
            )
            if email
        },
        domains={domain.lower().removeprefix("www."): pk for pk, _, domain in companies if domain},
        companies={pk: name for pk, name, _ in companies},
        led=frozenset(_led(person, mates)),
        leaders=frozenset(_leaders(person)),
        pairs=_pairs(person),
        projects={pk: (projects[pk].name, projects[pk].company_id) for pk in sorted(hers)},
        teams={pk: frozenset(teams[pk]) for pk in hers},
        said={(one.about, one.key): one for one in Said.objects.filter(person=person)},
    )


def guess(time: Time, series: str, know: Around) -> Guess:
    """What this time of her calendar is; what she said before comes first."""
    addresses = _others(time, know)
    outside = [one for one in addresses if one not in know.people]
    party = party_of(outside, know)
    if (said := _said(series, party, know)) is not None:
        return Guess(
            said.project_id, said.company_id, said.people_time, said.private, SAID_SO, party, is_said=True
        )
    if time.private:
        return Guess()
    found = _with_a_company(time, outside, know) or _by_title(time.title, know)
    inside = [know.people[one] for one in addresses if one in know.people]
    found = found or (_among_ourselves(inside, know) if not outside else None) or Guess()
    return Guess(
        found.project, found.company, found.people_time, False, found.because[:200], found.party or party
    )


def party_of(outside: Sequence[str], know: Around) -> str:
    """The one domain of all these addresses, or the one address where its domain is everybody's; else nothing."""
    keys = {one if domain_of(one) in EVERYBODYS else domain_of(one) for one in outside}
    return keys.pop() if len(keys) == 1 else ""


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def _others(time: Time, know: Around) -> list[str]:
    told = [one.address for one in time.attendees if not one.declined]
    return list(dict.fromkeys(one for one in (time.organizer, *told) if one and one not in know.own))


def _said(series: str, party: str, know: Around) -> Said | None:
    about = Said.About.ADDRESS if "@" in party else Said.About.DOMAIN
    return know.said.get((Said.About.SERIES, series)) or know.said.get((about, party))


def _with_a_company(time: Time, outside: Sequence[str], know: Around) -> Guess | None:
    """The company most of those outside belong to; its only project with her, where there is just one."""
    told = {one.address: one.name for one in time.attendees}
    found: list[tuple[int, str, str]] = []
    for address in outside:
        domain = domain_of(address)
        if address in know.contacts:
            company, name = know.contacts[address]
            found.append((company, name, address if domain in EVERYBODYS else domain))
        elif domain not in EVERYBODYS and (company_ := _company_of(domain, know)):
            name = told.get(address, "")
            found.append((company_, name if name and "@" not in name else address.partition("@")[0], domain))
    if not found:
        return None
    company = Counter(one for one, _, _ in found).most_common(1)[0][0]
    name, party = next((name, party) for one, name, party in found if one == company)
    projects = [pk for pk, (_, whose) in know.projects.items() if whose == company]
    because = f"{name} of {know.companies.get(company, 'a company')} is in it"
    if len(projects) == 1:
        because += f", and {know.projects[projects[0]][0]} is the one project you have with them"
    return Guess(projects[0] if len(projects) == 1 else None, company, because=because, party=party)


def _company_of(domain: str, know: Around) -> int | None:
    """By its domain, or by the one it lies under: mail.acme.example is Acme's as well."""
    parts = domain.split(".")
    tails = (".".join(parts[begin:]) for begin in range(max(1, len(parts) - 1)))
    return next((know.domains[tail] for tail in tails if tail in know.domains), None)


def _by_title(title: str, know: Around) -> Guess | None:
    """A project, or a company, whose whole name the title holds; the longest name wins."""
    words = f" {_plain(title)} "

    def longest(names: Mapping[int, str]) -> int | None:
        named = [
            (len(name), pk)
            for pk, name in names.items()
            if len(name) >= SHORTEST_NAME and f" {_plain(name)} " in words
        ]
        return max(named)[1] if named else None

    if (project := longest({pk: name for pk, (name, _) in know.projects.items()})) is not None:
        return Guess(project, know.projects[project][1], because="its title names the project")
    if (company := longest(know.companies)) is not None:
        return Guess(company=company, because=f"its title names {know.companies[company]}")
    return None


def _among_ourselves(inside: Sequence[int], know: Around) -> Guess | None:
    others = set(inside) - {know.me}
    if not others:
        return None
    if len(others) == 1:
        (other,) = others
        name = know.names.get(other, "")
        if other in know.led:
            return Guess(people_time=True, because=f"it is you and {name}, whom you lead")
        if other in know.leaders:
            return Guess(people_time=True, because=f"it is you and {name}, who leads you")
        if other in know.pairs:
            return Guess(people_time=True, because=know.pairs[other])
    fitting = [pk for pk, team in know.teams.items() if others <= team]
    smallest = min((len(know.teams[pk]) for pk in fitting), default=0)
    fitting = [pk for pk in fitting if len(know.teams[pk]) == smallest]
    if len(fitting) == 1:
        name, company = know.projects[fitting[0]]
        return Guess(fitting[0], company, because=f"all in it work on {name}")
    if others <= know.led:
        return Guess(people_time=True, because="you lead all who are in it")
    return None


def _led(person: Person, rows: Iterable[Person]) -> set[int]:
    direct = {row.pk for row in rows if row.lead_id == person.pk}
    teams = Membership.objects.filter(team__lead=person).values_list("person_id", flat=True)
    return (direct | set(teams)) - {person.pk}


def _leaders(person: Person) -> set[int]:
    teams = Membership.objects.filter(person=person).exclude(team__lead=None)
    found = {person.lead_id, *teams.values_list("team__lead_id", flat=True)}
    return {pk for pk in found if pk is not None and pk != person.pk}


def _pairs(person: Person) -> dict[int, str]:
    rows = (
        Mentorship.objects.begun()
        .filter(Q(mentor=person) | Q(learner=person))
        .select_related("mentor", "learner", "skill")
    )
    found = {}
    for row in rows:
        teaches = row.mentor_id == person.pk
        other = row.learner if teaches else row.mentor
        skill = f" {row.skill}" if row.skill else ""
        name = other.name.split()[0]
        found[other.pk] = f"you teach {name}{skill}" if teaches else f"you learn{skill} from {name}"
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())

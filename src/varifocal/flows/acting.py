"""Who already acts in something that needs somebody, with or without a title, of those who agree that it is seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from varifocal.flows.grow import network_of
from varifocal.flows.grow_facts import Consents
from varifocal.flows.together import Row, together
from varifocal.org.base.account import Account
from varifocal.org.growth.responsibility import Responsibility, ResponsibilitySkill
from varifocal.org.people.skill import Skill
from varifocal.org.relations.touch import Touch
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment

LATELY = timedelta(days=91)
LEAST_PIECES, LEAST_HOURS = 3, 8.0
"""Of so much in a quarter somebody does it; less is now and then."""
MOST = 3
"""People named of whom all hold us together."""
Key = tuple[str, int]


def acting(
    by: Account, today: date, gaps: Sequence[Key], unheld: Collection[Responsibility], agree: Consents
) -> dict[Key, str]:
    """By gap (“project” or “client”, and its id) and responsibility nobody holds (“needed”), who acts in it and what
    shows it. For a responsibility that is the work its craft asks for, hours of steering where it takes a skill of
    managing, and the network of help where it is leading: there both consents to be counted and shown are needed too.

    At most four queries; `unheld` comes with its skills, `agree` was read just before and is looked at again after.
    """
    if not agree.acting or not (gaps or unheld):
        return {}
    facts = _facts(by, today, gaps, unheld, agree.acting)
    told = {("project", pk): f"{name} acts already: {hours:.0f} h of steering it in a quarter"
            for (pk, name), hours in _summed(facts["steered"], "project")}  # fmt: skip
    told |= {("client", pk): f"{name} acts already: {count} {'word' if count == 1 else 'words'} in a quarter"
             for (pk, name), count in _counted(facts["touches"], "company")}  # fmt: skip
    holding = _holding(by, today, agree) if any(map(_is_leading, unheld)) else ""
    for one in unheld:
        if words := _doing(one, facts) or (holding if _is_leading(one) else ""):
            told["needed", one.pk] = words
    return told


def _facts(
    by: Account, today: date, gaps: Sequence[Key], unheld: Collection[Responsibility], agree: Collection[int]
) -> dict[str, list[Row]]:
    since = today - LATELY
    crafts = {need.skill_id for one in unheld for need in _skills(one, Skill.Family.CRAFT)}
    manages = any(_skills(one, Skill.Family.MANAGING) for one in unheld)
    steered = TimeEntry.objects.visible_to(by).filter(on__gte=since, person__in=agree)
    in_gaps = steered.filter(
        project__in=[pk for kind, pk in gaps if kind == "project"],
        act__in=(TimeEntry.Act.LEAD, TimeEntry.Act.MANAGE),
    )
    anywhere = steered.filter(act=TimeEntry.Act.MANAGE) if manages else steered.none()
    hours = {"name": "person__name", "hours": "hours"}
    touches = Touch.objects.visible_to(by).filter(
        company__in=[pk for kind, pk in gaps if kind == "client"], on__gte=since, person__in=agree
    )
    done = Assignment.objects.visible_to(by).filter(
        task__kind__skill__in=crafts, person__in=agree,
        task__finished_at__gte=datetime.combine(since, time.min, UTC),
    )  # fmt: skip
    return together({
        "steered": (in_gaps, {**hours, "project": "project_id"}),
        "manages": (anywhere, hours),
        "touches": (touches, {"name": "person__name", "company": "company_id", "id": "pk"}),
        "done": (done, {"name": "person__name", "skill": "task__kind__skill_id", "id": "pk"}),
    })  # fmt: skip


def _summed(rows: Iterable[Row], of: str) -> list[tuple[tuple[int, str], float]]:
    hours: dict[tuple[int, str], float] = defaultdict(float)
    for row in rows:
        hours[row[of], row["name"]] += float(row["hours"])
    return sorted(hours.items(), key=lambda one: (one[1], one[0][1]))


def _counted(rows: Iterable[Row], of: str) -> list[tuple[tuple[int, str], int]]:
    seen = {(row["id"], row[of], row["name"]) for row in rows}
    count = Counter((pk, name) for _, pk, name in seen)
    return sorted(count.items(), key=lambda one: (one[1], one[0][1]))


def _doing(one: Responsibility, facts: dict[str, list[Row]]) -> str:
    """Whoever did most of the work its skills ask for."""
    for need in _skills(one, Skill.Family.CRAFT):
        rows = [row for row in facts["done"] if row["skill"] == need.skill_id]
        if found := _counted(rows, "skill"):
            (_, name), count = found[-1]
            if count >= LEAST_PIECES:
                return f"{name} does such work already: {count} pieces of {need.skill.name} in a quarter"
    if _skills(one, Skill.Family.MANAGING):
        hours: dict[str, float] = defaultdict(float)
        for row in facts["manages"]:
            hours[row["name"]] += float(row["hours"])
        name, most = max(hours.items(), key=lambda each: (each[1], each[0]), default=("", 0.0))
        if most >= LEAST_HOURS:
            return f"{name} does such work already: {most:.0f} h of steering in a quarter"
    return ""


def _holding(by: Account, today: date, agree: Consents) -> str:
    """Those who hold the organization together, and agreed to be counted, shown and named for it."""
    named = agree.acting & agree.shown & agree.network
    if not named:
        return ""
    found, people = network_of(by, today, agree)
    names = {person.pk: person.name for person in people}
    told = [
        f"{names[one.person]}, who {_lower(one.sentence)}" for one in found.holding if one.person in named
    ]
    return f"Holds us together already: {'; '.join(told[:MOST])}" if told else ""


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"


def _is_leading(one: Responsibility) -> bool:
    return one.half == Responsibility.Half.LEADING or bool(_skills(one, Skill.Family.LEADING))


def _skills(one: Responsibility, family: str) -> list[ResponsibilitySkill]:
    return [need for need in one.skills.all() if need.skill.family == family]

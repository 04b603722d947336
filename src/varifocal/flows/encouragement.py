"""Facts worth a word, offered to whoever leads or teaches; never sent by themselves, at most two a week, and what she
lets go teaches which kinds to offer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from varifocal.core.people.noticing import Sign, Worth, offered
from varifocal.core.values import monday_of
from varifocal.flows.grow_facts import A_YEAR, finished, praised
from varifocal.flows.noticed import noticed
from varifocal.org.base.account import Account, Role
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Person
from varifocal.org.people.told import ProfileWord

QUARTER = timedelta(days=91)
"""So long what she let go, or used, teaches."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that happened and is worth a word, in words that follow her name; `key` names the event, `way` how she
    likes to be thanked."""

    kind: str
    key: str
    person: Person
    words: str
    task: int | None = None
    way: str = ""


def prompts(by: Account, today: date) -> list[Prompt]:
    """What is worth a word this week, the weightiest first, and of equals those nobody has thanked for longest."""
    if by.person_id is None or by.is_guest:
        return []
    answered = list(
        PromptAnswer.objects.visible_to(by)
        .filter(on__gte=today - A_YEAR)
        .exclude(kind=PromptAnswer.Kind.REMINDER)
        .values_list("key", "kind", "used", "on")
    )
    monday = monday_of(today)
    people = {one.pk: one for one in people_of(by, today)}
    if not people:
        return []
    words = praised(by, today - A_YEAR)
    thanked = {one.person: one.on for one in words}
    known = {key for key, *_ in answered}
    found = [
        one
        for one in noticed(by, list(people.values()), finished(by, today - A_YEAR), words, today)
        if _key(one) not in known
    ]
    found.sort(key=lambda one: thanked.get(one.person, date.min))
    chosen = offered(
        found, _counted(answered, today, used=False), _counted(answered, today, used=True),
        already=sum(1 for *_, on in answered if on >= monday),
    )  # fmt: skip
    return _with_ways(by, [_prompt(one, people[one.person]) for one in chosen])


def people_of(by: Account, today: date) -> Any:
    """Whom she leads, by name or in her team, or teaches; for an owner those whom nobody leads as well."""
    me = by.person_id or 0
    taught = Mentorship.objects.begun().filter(mentor_id=me).values("learner_id")
    in_team = Person.objects.filter(memberships__team__lead_id=me).values("pk")
    hers = Q(lead_id=me) | Q(pk__in=taught) | Q(pk__in=in_team)
    if by.has_role(Role.OWNER):
        hers |= Q(lead=None)
    return Person.objects.visible_to(by).here(today).filter(hers).exclude(pk=me)


def _key(one: Worth) -> str:
    """The event: its task, else its day."""
    return f"{one.sign}:{one.task or one.on}:{one.person}"


def _counted(answered: list[tuple[str, str, bool, date]], today: date, *, used: bool) -> Counter[Sign]:
    lately = (kind for _, kind, did, on in answered if did is used and on >= today - QUARTER)
    return Counter(Sign(kind) for kind in lately)


def _prompt(one: Worth, person: Person) -> Prompt:
    words = one.sentence.rstrip(".")
    return Prompt(one.sign, _key(one), person, words[:1].lower() + words[1:], one.task)


def _with_ways(by: Account, chosen: list[Prompt]) -> list[Prompt]:
    """How each likes to be thanked, where she lets this reader know."""
    rows = ProfileWord.objects.visible_to(by).filter(
        person__in=[one.person for one in chosen], about=ProfileWord.About.PRAISED
    )
    ways = {row.person_id: str(row.said()["way"]) for row in rows}
    return [
        Prompt(one.kind, one.key, one.person, one.words, one.task, ways.get(one.person.pk, ""))
        for one in chosen
    ]

"""Facts worth a word, offered to whoever leads or teaches; never sent by themselves, at most two a week, and what she
lets go teaches which kinds to offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Sum

from varifocal.org.base.account import Account, Role
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import ProfileWord
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.task import Estimate, Task

A_WEEK = 2
"""No more are offered in a week."""
LATELY, A_YEAR = timedelta(days=14), timedelta(days=365)
HARD_HOURS = 12
"""From so many estimated hours on a task is hard, or where it took half as long again."""
RESCUE = timedelta(days=3)
OVERLOAD, WEEKS = 1.15, 3
SILENT_AFTER = 3
"""So many more of a kind let go than used within a quarter, and that kind is offered no more."""
QUARTER = timedelta(days=91)
Kind = PromptAnswer.Kind


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that happened and is worth a word; `key` names the event, `way` how she likes to be thanked."""

    kind: str
    key: str
    person: Person
    words: str
    task: int | None = None
    way: str = ""


def prompts(by: Account, today: date) -> list[Prompt]:
    """What is worth a word this week, those first whose good work nobody has remarked on longest."""
    if by.person_id is None or by.is_guest:
        return []
    answered = list(
        PromptAnswer.objects.visible_to(by)
        .filter(on__gte=today - A_YEAR)
        .exclude(kind=Kind.REMINDER)
        .values_list("key", "kind", "used", "on")
    )
    monday = today - timedelta(days=today.weekday())
    left = A_WEEK - sum(1 for *_, on in answered if on >= monday)
    if left <= 0:
        return []
    mine = list(people_of(by, today))
    if not mine:
        return []
    known, silent = {key for key, *_ in answered}, _let_go(answered, today)
    found = [one for one in _found(by, mine, today) if one.key not in known and one.kind not in silent]
    thanked = _last_thanked(by, mine)
    found.sort(key=lambda one: (thanked.get(one.person.pk, date.min), one.key))
    chosen: dict[int, Prompt] = {}
    for one in found:
        chosen.setdefault(one.person.pk, one)
    return _with_ways(by, list(chosen.values())[:left])


def people_of(by: Account, today: date) -> Any:
    """Whom she leads or teaches; for an owner those whom nobody leads as well."""
    me = by.person_id or 0
    taught = Mentorship.objects.begun().filter(mentor_id=me).values("learner_id")
    hers = Q(lead_id=me) | Q(pk__in=taught)
    if by.has_role(Role.OWNER):
        hers |= Q(lead=None)
    return Person.objects.visible_to(by).here(today).filter(hers).exclude(pk=me)


def _let_go(answered: list[tuple[str, str, bool, date]], today: date) -> set[str]:
    balance: Counter[str] = Counter()
    for _, kind, used, on in answered:
        if on >= today - QUARTER:
            balance[kind] += -1 if used else 1
    return {kind for kind, more in balance.items() if more >= SILENT_AFTER}


def _last_thanked(by: Account, people: list[Person]) -> dict[int, date]:
    rows = Praise.objects.visible_to(by).filter(receiver__in=people).order_by("on")
    return dict(rows.values_list("receiver_id", "on"))


def _found(by: Account, people: list[Person], today: date) -> Iterator[Prompt]:
    by_pk = {one.pk: one for one in people}
    start = datetime.combine(today - LATELY, time.min, UTC)
    done: Any = (
        Task.objects.visible_to(by)
        .filter(assignments__person__in=by_pk, finished_at__gte=start)
        .annotate(
            who=F("assignments__person"),
            likely=Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk").values("likely")[:1],
            spent=Sum("hours__hours"),
        )
        .order_by("-finished_at")
    )
    for task in done[:60]:
        likely, spent = float(task.likely or 0), float(task.spent or 0)
        if likely >= HARD_HOURS or (likely and spent > 1.5 * likely):
            yield Prompt(
                Kind.HARD_TASK, f"hard:{task.pk}:{task.who}", by_pk[task.who],
                f"finished “{task.name}”, which was a hard one", task.pk,
            )  # fmt: skip
    yield from _first_uses(by, by_pk, start)
    yield from _rescues(by, by_pk, start)
    yield from _carried(by_pk, today)
    for one in people:
        if one.joined and (years := today.year - one.joined.year) > 0:
            day = _anniversary(one.joined, today.year)
            if timedelta(0) <= today - day < timedelta(days=7):
                word = "a year" if years == 1 else f"{years} years"
                yield Prompt(Kind.YEAR, f"year:{one.pk}:{today.year}", one, f"has been here for {word}")


def _first_uses(by: Account, by_pk: dict[int, Person], start: datetime) -> Iterator[Prompt]:
    before = SkillNeed.objects.filter(
        skill=OuterRef("skill"), task__assignments__person=OuterRef("who"), task__finished_at__lt=start
    )
    rows = (
        SkillNeed.objects.visible_to(by)
        .filter(task__finished_at__gte=start, task__assignments__person__in=by_pk)
        .filter(skill__family=Skill.Family.CRAFT)
        .annotate(who=F("task__assignments__person"))
        .filter(~Exists(before))
        .select_related("skill", "task")
        .order_by("task__finished_at")
    )
    for row in rows[:20]:
        yield Prompt(
            Kind.FIRST_USE, f"first:{row.skill_id}:{row.who}", by_pk[row.who],
            f"used {row.skill.name} for the first time, in “{row.task.name}”", row.task_id,
        )  # fmt: skip


def _rescues(by: Account, by_pk: dict[int, Person], start: datetime) -> Iterator[Prompt]:
    rows = (
        Handover.objects.visible_to(by)
        .filter(taker__in=by_pk, state=Handover.State.TAKEN, task__finished_at__gte=start)
        .exclude(task__due=None)
        .select_related("task")
    )
    for one in rows[:20]:
        due, done_at = one.task.due, one.task.finished_at
        if one.taken_at and due and done_at and due - RESCUE <= one.taken_at.date() and done_at.date() <= due:
            yield Prompt(
                Kind.RESCUE, f"rescue:{one.task_id}:{one.taker_id}", by_pk[one.taker_id],
                f"took “{one.task.name}” at the last moment and brought it home in time", one.task_id,
            )  # fmt: skip


def _carried(by_pk: dict[int, Person], today: date) -> Iterator[Prompt]:
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=4)
    hours: Counter[tuple[int, date]] = Counter()
    entries = TimeEntry.objects.filter(person__in=by_pk, on__gte=first, on__lt=monday)
    for who, on, spent in entries.values_list("person_id", "on").annotate(sum=Sum("hours")):
        hours[who, on - timedelta(days=on.weekday())] += spent
    for who, person in by_pk.items():
        usual = person.hours_a_week / (float(person.share) or 1.0)
        weeks = sum(
            1 for (one, _), spent in hours.items() if one == who and usual and float(spent) > OVERLOAD * usual
        )
        if weeks >= WEEKS:
            words = f"has carried more than a full week in {weeks} of the last four"
            yield Prompt(Kind.OVERLOAD, f"load:{who}:{monday}", person, words)


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


def _anniversary(joined: date, year: int) -> date:
    try:
        return joined.replace(year=year)
    except ValueError:  # 29 February
        return joined.replace(year=year, day=28)

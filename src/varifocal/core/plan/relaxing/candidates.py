"""What could be given up: what the chains that hold a promise are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.relaxing.kept import tasks_of
from varifocal.core.plan.relaxing.values import Kind, Relaxation, gentle
from varifocal.core.plan.values import BY_TASKS, HoldKind, Plan
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.core.portfolio import Portfolio, SkillDemand, Task

MOST_CHAINS = 3
LONGEST_CHAIN = 40
FEW = 3
"""Things of one kind that are tried to be given up, the cheapest."""
HOURS_A_DAY = 8.0


def candidates(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> Iterator[Relaxation]:
    """What the chains that hold it are made of, the gentlest kinds first, a few of each, each once."""
    few: Counter[Kind] = Counter()
    told: set[Relaxation] = set()
    for one in sorted(_all(portfolio, planned, noun, id), key=lambda each: (gentle(each.kind), each.days)):
        if one not in told and few[one.kind] < FEW:
            told.add(one)
            few[one.kind] += 1
            yield one


def _all(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> Iterator[Relaxation]:
    own = set(tasks_of(portfolio, noun, id))
    today = planned.origin.date()
    for task in sorted(own & planned.unplanned.keys()):
        asked = portfolio.task[task]
        if len(own) > 1:
            yield _scope(asked)
        if asked.demands:
            yield _help(portfolio, asked)
    late = sorted(
        (task for task in own if task in planned.placed),
        key=lambda task: (-planned.placed[task].finish, task),
    )
    for last in late[:MOST_CHAINS]:
        chain = chain_of(planned, last)
        for at, task in enumerate(chain):
            asked, placed = portfolio.task[task], planned.placed[task]
            name = quoted(asked.name)
            if asked.pinned_start and not asked.started:
                day = day_text(asked.pinned_start, today)
                yield Relaxation(Kind.PIN, task, f"Give up that {name} is pinned to {day}", days=1.0)
            if asked.release and not asked.started and placed.hold.kind == HoldKind.RELEASE:
                days = float((asked.release - today).days)
                yield Relaxation(
                    Kind.RELEASE, task, f"Let {name} begin before {day_text(asked.release, today)}", days=days
                )
            if placed.hold.kind == HoldKind.PREDECESSOR and at + 1 < len(chain):
                other = quoted(portfolio.task[chain[at + 1]].name)
                yield Relaxation(
                    Kind.TIE, task, f"Begin {name} without waiting for {other}", days=1.0, other=chain[at + 1]
                )
            if placed.hold.kind in (HoldKind.EQUIPMENT, HoldKind.OUTAGE):
                yield from _one_more(portfolio, planned, asked)
            yield from _absences(portfolio, planned, asked, today)
            if placed.people and not asked.started and asked.left > 0 and len(placed.people) == 1:
                yield _help(portfolio, asked)
            if task in own and len(own) > 1 and not asked.started:
                yield _scope(asked)


def chain_of(planned: Plan, last: int) -> list[int]:
    """A placed task, what holds it, what holds that, back to what no other task holds."""
    chain = [last]
    while len(chain) < LONGEST_CHAIN and planned.placed[chain[-1]].hold.kind in BY_TASKS:
        before = planned.placed[chain[-1]].hold.id
        if before not in planned.placed or before in chain:
            break
        chain.append(before)
    return chain


def _absences(portfolio: Portfolio, planned: Plan, asked: Task, today: date) -> Iterator[Relaxation]:
    """Days somebody is away while it waits; single days are mostly holidays nobody can move."""
    for id in planned.placed[asked.id].people:
        person = portfolio.person[id]
        for first, last in person.away:
            if first < last and last >= today and first <= planned.finishes(asked.id).date():
                days = (last - max(first, today)).days + 1
                away = f"{day_text(first, today)} to {day_text(last, today)}"
                yield Relaxation(
                    Kind.ABSENCE,
                    0,
                    f"Let {person.name} be away at another time than {away}",
                    days=float(days),
                    other=id,
                    first=first,
                    last=last,
                )


def _one_more(portfolio: Portfolio, planned: Plan, asked: Task) -> Iterator[Relaxation]:
    """One more of what it waits for, as long as it is used."""
    placed = planned.placed[asked.id]
    days = max(1.0, round((placed.finish - placed.start) / QUARTERS_PER_DAY))
    for each in portfolio.equipment:
        if each.id in {use.equipment for use in asked.uses}:
            sentence = f"One more of {each.name} for {days_text(days)}, for {quoted(asked.name)}"
            yield Relaxation(Kind.EQUIPMENT, asked.id, sentence, days=days, other=each.id)


def _help(portfolio: Portfolio, asked: Task) -> Relaxation:
    days = asked.left / HOURS_A_DAY
    skill = _skill(portfolio, asked.demands)
    return Relaxation(
        Kind.HELP,
        asked.id,
        f"One more person{skill} for {days_text(days)}, for {quoted(asked.name)}",
        days=days,
        hours=asked.left,
        other=asked.demands[0].skill if asked.demands else 0,
    )


def _skill(portfolio: Portfolio, demands: Sequence[SkillDemand]) -> str:
    return f" with {portfolio.skills.get(demands[0].skill, 'the skill')}" if demands else ""


def _scope(asked: Task) -> Relaxation:
    return Relaxation(
        Kind.SCOPE,
        asked.id,
        f"Leave {quoted(asked.name)} out",
        days=asked.left / HOURS_A_DAY,
        hours=asked.left,
    )

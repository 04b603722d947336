"""What is handed over as the agency stands: offers that wait, questions, promises, and hands up for open work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import Job
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.flows.sample.year import Year
from varifocal.org.models import Handover, RaisedHand

PROMISES, HANDS = 8, 4
BRIEFS = (
    "We can show it to the client without a word beside it.",
    "One idea, told in one picture; nothing that needs explaining.",
    "Everything the printer needs, so that nobody has to ask twice.",
    "It reads as if somebody said it across a table.",
    "It works on a telephone in bright sun.",
)
QUESTION, ANSWER = (
    "Is the second format part of it?",
    "Only the first; the second waits for the client's yes.",
)
OBJECTION = "I have two deliveries in that week. From Thursday on it would fit, or somebody else begins it."
State = Handover.State


def hand_over(year: Year) -> None:
    """Of the agreed work some was handed over in these weeks; most is taken, some waits for a word."""
    world, rng = year.world, year.world.rng("handing")
    could = [job for job in _could(year) if _days_fit(world, job)]
    rng.shuffle(could)
    maker, manager = (names.SIGN_INS[role] for role in ("maker", "manager"))
    hers = [job for job in could if job.doer is not None and job.doer.name == maker]
    given = [job for job in could if job.work.manager.name == manager and job not in hers]
    told: list[tuple[dict[str, Any], Mate]] = []
    offers = [
        *((job, State.OFFERED) for job in hers[:1]),
        *((job, State.TAKEN) for job in hers[1:2]),
        *((job, State.ASKED) for job in given[:1]),
        *((job, State.AGAINST) for job in given[1:2]),
        *((job, State.OFFERED) for job in given[2:3]),
    ]
    chosen = {id(job) for job, _ in offers}
    rest = [job for job in could if id(job) not in chosen][:PROMISES]
    for job, state in (*offers, *((job, State.TAKEN) for job in rest)):
        _hand(world, job, state, rng, told)

    def say_who() -> None:
        for said, mate in told:
            said["who"] = mate.row.pk

    world.chronicle.before_writing(Handover, say_who)
    _raise_hands(year, rng)


def _could(year: Year) -> Iterator[Job]:
    """Agreed work that nobody has begun, of people who can answer for themselves; as it stands, whatever the
    look ahead made of it."""
    for work in year.works:
        if work.ended is None:
            for job in work.jobs:
                doer, row = job.doer, job.row
                if job.placed is None or job.placed_on is None or doer is None or doer.account is None:
                    continue
                if row.finished_at or row.started_at or doer is work.manager or not work.manager.account:
                    continue
                if not job.is_wait and job.placed.person == doer.row:
                    yield job


def _days_fit(world: World, job: Job) -> bool:
    """Whether it was placed by then, and both were there to talk."""
    doer, days = job.doer, [_back(world, number) for number in (1, 2, 3, 4)]
    return (
        doer is not None
        and job.placed_on is not None
        and job.placed_on < days[-1]
        and all(world.works(mate, day) for mate in (doer, job.work.manager) for day in days)
    )


def _hand(world: World, job: Job, state: str, rng: Random, told: list[tuple[dict[str, Any], Mate]]) -> None:
    tell, giver, taker = world.chronicle, job.work.manager, job.doer
    assert taker is not None
    taken = state == State.TAKEN
    offered = clock(_back(world, 4 if taken else 2), 16, rng.randrange(40))
    ahead = rng.choice((0, 2, 7, 9)) if taken else rng.choice((4, 7, 9))
    row = Handover(
        task=job.row,
        assignment=job.placed,
        giver=giver.row,
        taker=taker.row,
        brief=rng.choice(BRIEFS),
        freedom=rng.choice(Handover.Freedom.values),
        look_in=_workday(world, world.today + timedelta(days=ahead)),
        offered_at=offered,
    )
    tell.add("offered", row, by=world.by(giver), at=offered)

    def say(act: str, mate: Mate, words: str, at: datetime) -> list[dict[str, Any]]:
        said = {"who": None, "act": act, "words": words, "at": at.isoformat()}
        told.append((said, mate))
        return [*row.talk, said]

    morning = clock(_back(world, 3 if taken else 1), 9, 20 + rng.randrange(30))
    by = world.by(taker)
    if taken and rng.random() < 0.5:
        tell.put(
            "asked", row, by=by, at=morning, state=State.ASKED, talk=say("asked", taker, QUESTION, morning)
        )
        at = morning + timedelta(hours=2)
        talk = say("answered", giver, ANSWER, at)
        tell.put("answered", row, by=world.by(giver), at=at, state=State.OFFERED, talk=talk)
    if taken:
        at = morning + timedelta(hours=4)
        tell.put("taken", row, by=by, at=at, state=State.TAKEN, taken_at=at)
    elif state == State.ASKED:
        tell.put("asked", row, by=by, at=morning, state=state, talk=say("asked", taker, QUESTION, morning))
    elif state == State.AGAINST:
        talk = say("against", taker, OBJECTION, morning)
        tell.put("objected", row, by=by, at=morning, state=state, talk=talk)


def _raise_hands(year: Year, rng: Random) -> None:
    """People who can would like to do some of the new work."""
    world, day = year.world, _back(year.world, 1)
    free = [job for work in year.works if work.ended is None for job in work.jobs if job.placed is None]
    new = [job for job in free if not job.is_wait and job.row.finished_at is None]
    for job in rng.sample(new, min(HANDS, len(new))):
        skill, level = names.KINDS[job.kind]
        able = [
            mate
            for mate in world.mates.values()
            if mate.account and mate.levels.get(skill, 0) >= level and world.works(mate, day)
        ]
        if able:
            mate, at = rng.choice(able), clock(day, 17, 45)
            row = RaisedHand(task=job.row, person=mate.row, raised_at=at)
            world.chronicle.add("raised", row, by=world.by(mate), at=at)


def _back(world: World, number: int) -> date:
    """So many working days before today."""
    day = world.today
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < 5 and day not in world.free_days
    return day


def _workday(world: World, day: date) -> date:
    while day.weekday() > 4 or day in world.free_days:
        day += timedelta(days=1)
    return day

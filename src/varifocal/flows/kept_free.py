"""Time people want for each other, really kept free: the hours of a mentorship that has begun and of one-to-ones that
go on take both people's time in the plan, as meetings do. With whom is told to the two alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from varifocal.core.people.keeping import DAYS as DAYS
from varifocal.core.people.keeping import AtWork as AtWork
from varifocal.core.people.keeping import Kept, Wanted, keep_free
from varifocal.core.values import monday_of
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import OneToOne

WEEKS = 26
"""So far ahead it is kept in the plan."""
PAIR, ROOM = "pair", "room"


def wanted(today: date, using: str = "default", of: int | None = None) -> list[Wanted]:
    """What is kept free: of everybody, or what one person (`of`) is in. Two queries. `today` is a date where the house
    is."""
    mine = [Q(), Q()] if of is None else [Q(mentor_id=of) | Q(learner_id=of), Q(lead_id=of) | Q(person_id=of)]
    pairs = Mentorship.objects.using(using).begun().filter(mine[0], minutes_a_week__gt=0).order_by("pk")
    rooms = OneToOne.objects.using(using).going_on().filter(mine[1]).annotate(last=Max("talks__on"))
    return [
        *(
            Wanted(
                (PAIR, pk), (mentor, learner), minutes, monday_of(since), until=until,
                settled=_weeks([talk] if talk else []),
            )
            for pk, mentor, learner, minutes, since, until, talk in pairs.values_list(
                "pk", "mentor_id", "learner_id", "minutes_a_week", "since", "ends_by", "talk__start"
            )
        ),
        *(
            Wanted((ROOM, pk), (lead, person), minutes, _due(last or since, every, following, today), every)
            for pk, lead, person, minutes, every, since, following, last in rooms.order_by("pk").values_list(
                "pk", "lead_id", "person_id", "minutes", "every_weeks", "since", "next__start", "last"
            )
        ),
    ]  # fmt: skip


def kept_free(
    ask: Iterable[Wanted], at_work: Mapping[int, AtWork], now: datetime, weeks: int = WEEKS
) -> tuple[Kept, ...]:
    """Where each has its place, as long as anybody wants it. `now` is UTC."""
    return keep_free(ask, at_work, now, weeks)


def minutes_a_week(ask: Sequence[Wanted], on: date) -> float:
    """Of one person's week, on average, what is kept free for others from that day on."""
    return sum(one.minutes / one.every for one in ask if one.until is None or one.until >= on)


def _due(last: date, every: int, following: datetime | None, today: date) -> date:
    """The Monday of the week from which on time is kept: so many weeks after the talk before, or after the one that is
    set to the hour; this week where that has passed."""
    if following is not None and following.date() >= today:
        return monday_of(following.date()) + timedelta(weeks=every)
    return max(monday_of(last) + timedelta(weeks=every), monday_of(today))


def _weeks(moments: Iterable[datetime]) -> frozenset[date]:
    return frozenset(monday_of(one.date()) for one in moments)

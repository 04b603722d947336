"""One person's day at one moment: her work and meetings, and all that is asked of her, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from varifocal.flows.today import asking
from varifocal.flows.today.hours import Meet, free_hours, left_at, meetings
from varifocal.flows.today.pieces import Piece, piece
from varifocal.flows.together import Row, day, together_for
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run


@dataclass(frozen=True)
class Today:
    """One person's day at one moment. `lists` holds the short lists by name, as `together` tells them."""

    now: datetime
    zone: ZoneInfo
    today: date
    here: date
    """The date in the organization's zone, by which distances are coloured."""
    person: Person | None
    run: Run | None
    stale: bool
    empty: bool
    """Nothing is here yet: no project, and nobody but her."""
    free: float
    away_until: date | None
    left_at: datetime
    """When she went, the last day she worked before today."""
    pieces: tuple[Piece, ...]
    meetings: tuple[Meet, ...]
    lists: Mapping[str, list[Row]] = field(default_factory=dict)

    @property
    def mine(self) -> list[Piece]:
        """Her tasks, in planned order."""
        return sorted((one for one in self.pieces if one.mine and not one.is_wait), key=lambda one: one.key)

    @property
    def due_today(self) -> list[Piece]:
        """What should be finished by tonight, by the plan or by its date."""
        tonight = datetime.combine(self.today, time.max, self.zone)
        return [
            one
            for one in self.mine
            if (one.finish is not None and one.finish <= tonight)
            or (one.due is not None and one.due <= self.today)
        ]

    @property
    def waits(self) -> list[Piece]:
        """What somebody outside owes, longest first."""
        return sorted(
            (one for one in self.pieces if one.is_wait),
            key=lambda one: (one.asked_on or date.max, one.id),
        )


def today(by: Account, now: datetime) -> Today:
    """Her day: what she may see, and only that. Three questions to the database."""
    person = by.person if by.person_id else None
    run = Run.latest_one()
    here = Organization.here()
    zone = ZoneInfo(person.zone if person else here.zone)
    local = now.astimezone(zone).date()
    left = left_at(person, now, zone)
    lists = together_for(
        by,
        asking.lists,
        run=run.pk if run else 0,
        run_saw=run.seen if run else 0,
        here=here.today(now),
        today=local,
        left_at=left,
        **asking.moments(now, local, zone),
    )
    if "led" in lists:
        done = {row["person"]: row["tasks"] for row in lists["finished"]}
        lists["led"] = [row | {"done": done.get(row["id"], 0)} for row in lists["led"]]
    met = meetings(lists["meetings"])
    away = max(
        (last for row in lists["away"] if row["person"] == by.person_id and (last := day(row["last"]))),
        default=None,
    )
    grounds = next(iter(lists["grounds"]), {})
    return Today(
        now=now,
        zone=zone,
        today=local,
        here=here.today(now),
        person=person,
        run=run,
        stale=bool(grounds.get("moved")),
        empty=not grounds.get("has_projects") and not grounds.get("has_people"),
        free=0.0 if person is None or away else free_hours(person, now, met),
        away_until=away,
        left_at=left,
        pieces=tuple(piece(row, by.person_id or 0) for row in lists["pieces"]),
        meetings=met,
        lists=lists,
    )

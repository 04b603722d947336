"""The sample agency: an invented house that has lived through a year, with everything such a year leaves behind.

`make(today, by=account)` writes it into an empty database; `remove(by=account)` takes all of it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from varifocal.flows.sample import names
from varifocal.flows.sample.calendars import coming_meetings, mend, subscribe
from varifocal.flows.sample.handing import hand_over
from varifocal.flows.sample.held import hold_weeks, react
from varifocal.flows.sample.how import ways
from varifocal.flows.sample.leading import lead
from varifocal.flows.sample.outside import look_after
from varifocal.flows.sample.promises import promise, weigh
from varifocal.flows.sample.shared import share
from varifocal.flows.sample.together import pairs_begin, write_checklists
from varifocal.flows.sample.troubles import Troubles
from varifocal.flows.sample.world import COUNTRY, ZONE, Carriers, World, clock, settle
from varifocal.flows.sample.year import Year
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act, chapter, newest
from varifocal.org.base.clearing import clear_sample
from varifocal.org.base.organization import Organization

__all__ = ["Agency", "Carriers", "Troubles", "World", "live_through", "make", "remove"]


@dataclass(frozen=True, slots=True)
class Agency:
    """What was made: the four sign-ins to look through, whom the troubles hit, lines the log has gained."""

    owner: Account
    manager: Account
    mentor: Account
    maker: Account
    carriers: Carriers
    changes: int


def make(today: date, *, by: Account, seed: int = 7, troubles: Troubles | None = None) -> Agency:
    """Write the agency as it stands on the morning of `today` (in its own zone), with the year behind it.

    The same seed and day make the same agency. Raises Impossible where an organization lives already and
    NotAllowed unless she may found one.
    """
    world = World(today, seed, troubles or Troubles(), by)
    with act():
        with chapter(clock(world.first - timedelta(weeks=95), 9)):
            Organization.found(names.AGENCY, by=by, zone=ZONE, country=COUNTRY, is_sample=True)
        year = live_through(world)
        world.chronicle.write(by=by)
        react(world)
        share(world)
    weigh(year)
    accounts = {role: world.mates[name].account for role, name in names.SIGN_INS.items()}
    found = {role: account for role, account in accounts.items() if account is not None}
    return Agency(**found, carriers=world.carriers, changes=newest())


def remove(*, by: Account) -> None:
    """Take the sample agency away, all of it: only the account that asks stays, and the log begins anew.

    Raises Impossible where the organization is no sample and NotAllowed unless she is an owner.
    """
    clear_sample(by=by)


def live_through(world: World) -> Year:
    """Tell the world's chronicle of everything up to its last evening; nothing is written yet."""
    settle(world)
    pairs_begin(world)
    subscribe(world)
    ways(world)
    year = Year(world)
    year.live()
    write_checklists(year)
    coming_meetings(year)
    mend(year)
    promise(year)
    hand_over(year)
    look_after(year)
    hold_weeks(year)
    lead(year)
    return year

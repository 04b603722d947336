"""What the agency's own calendars brought in: talks with clients and prospects, private hours, two guesses mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from varifocal.flows.calendars.landing import BUSY, series_of
from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import Lived, Work
from varifocal.flows.sample.names import Craft
from varifocal.flows.sample.together import calendar_entry, meetings_of
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.org.models import Attendance, Calendar, Company, Meeting, Said

if TYPE_CHECKING:
    from varifocal.flows.sample.year import Year

WEEKS_IN_THE_CALENDAR = 6
"""How far ahead meetings already stand in the calendars."""
EVERY_WEEKS = 5
"""How often a client is met, on average."""
PRIVATE = ("Ines Albrecht", "Leonie Brandt", "Yara Haddad", "Jonas Petersen", "Ravi Menon")
SAID_SO = "you said so"


def subscribe(world: World) -> None:
    """The four who sign in have brought their calendars, and let others see titles."""
    at = clock(world.first, 9, 5)
    for name in names.SIGN_INS.values():
        mate = world.mates[name]
        row = Calendar(person=mate.row, name="Work", is_file=True, titles=True)
        world.calendars[name] = world.chronicle.add("brought", row, by=world.by(mate), at=at)


def talks_of(year: Year, day: date) -> None:
    """What the calendars hold for this day beside our own rounds. With a client nothing is done for nobody has sat
    down of late: one of them cools."""
    world = year.world
    if day.weekday() > 4 or day in world.free_days:
        return
    week = (day - world.first).days // 7
    for number, company in enumerate(world.companies):
        every = EVERY_WEEKS if company.kind == "client" else EVERY_WEEKS + 3
        if (week + number) % every == 0 and day.weekday() == number % 4 + 1:
            _talk(year, company, number, day)
    for number, name in enumerate(PRIVATE):
        if (week + number) % 4 == 2 and day.weekday() == (2 * number) % 5:
            _private(year, world.mates[name], day)


def coming_meetings(year: Year) -> None:
    """The next weeks' meetings, as they stand in the calendars today."""
    day = year.world.today
    for _ in range(7 * WEEKS_IN_THE_CALENDAR):
        meetings_of(year, day)
        talks_of(year, day)
        day += timedelta(days=1)


def mend(year: Year) -> None:
    """Two guesses were mended, and learned: whose talks those with a studio and with a fair are."""
    world = year.world
    for name, domain, company in (
        ("Leonie Brandt", "wellenreiter.example", "Tonstudio Wellenreiter"),
        ("Ines Albrecht", "messe-bremen.example", "Messe Bremen"),
    ):
        mate = world.mates[name]
        whom = next((one for one in world.companies if one.name == company), None)
        if whom is None:
            continue
        row = Said(person=mate.row, about=Said.About.DOMAIN, key=domain, company=whom)
        world.chronicle.add(
            "learned", row, by=world.by(mate), at=clock(world.today - timedelta(weeks=6), 9, 40)
        )


def _talk(year: Year, company: Company, number: int, day: date) -> None:
    world = year.world
    running = [
        work
        for work in year.works
        if work.is_running and work.row.company is company and work.row.opened_on <= day
    ]
    silence = world.troubles.cooling_client
    if silence and company.kind == "client" and not running and day >= world.today - timedelta(days=silence):
        return
    if running:
        team = [running[0].manager, *(job.doer for job in running[0].open() if job.doer is not None)]
    else:
        team = [world.mates["Ines Albrecht"], *world.of_craft(Craft.STRATEGY)]
    people = [mate for mate in dict.fromkeys(team) if world.works(mate, day)][: 2 if running else 1]
    if not people:
        return
    contact = _contact_of(company.name)
    work = running[0] if len(running) == 1 else None
    because = f"{contact} of {company.name} is in it"
    if work is not None:
        because += f", and {work.row.name} is the one project you have with them"
    about = "where we stand" if running else "what comes next"
    title = f"{company.name}: {'getting to know each other' if company.kind == 'prospect' else about}"
    hour = 10 + number % 5
    meeting = Meeting(
        name=title, start=clock(day, hour), end=clock(day, hour, 45), project=work.row if work else None,
        company=company, series=series_of(f"talk {company.name}"), which=f"{day:%Y%m%d}", party=company.domain,
        because=because[:200], from_calendar_of=people[0].row,
    )  # fmt: skip
    if company.name in ("Tonstudio Wellenreiter", "Messe Bremen"):
        meeting.mended, meeting.because = True, SAID_SO
    _tell(year, meeting, people, day, work)


def _private(year: Year, mate: Mate, day: date) -> None:
    """Something of her own, of which nothing is known but when."""
    if not year.world.works(mate, day):
        return
    meeting = Meeting(
        name=BUSY, start=clock(day, 17), end=clock(day, 18), series=series_of(f"private {mate.name} {day}"),
        from_calendar_of=mate.row,
    )  # fmt: skip
    _tell(year, meeting, [mate], day, None, private=True)


def _tell(
    year: Year,
    meeting: Meeting,
    people: Sequence[Mate],
    day: date,
    work: Work | None,
    *,
    private: bool = False,
) -> None:
    world, tell = year.world, year.world.chronicle
    said = min(
        clock(max(day - timedelta(days=9), world.first), 18, 20),
        clock(world.today - timedelta(days=1), 18, 20),
    )
    if work is not None:
        said = max(said, clock(work.row.opened_on, 18, 20))
    said = max(said, *(clock(mate.row.joined or world.first, 18, 20) for mate in people))
    said = min(said, meeting.start - timedelta(minutes=30))
    minutes = round((meeting.end - meeting.start).total_seconds() / 60)
    tell.add("held", meeting, by=world.house, at=said)
    for mate in people:
        row = Attendance(
            meeting=meeting, person=mate.row, calendar=world.calendars.get(mate.name), private=private
        )
        tell.add("read", row, by=world.house, at=said)
        year.busy[mate.name, day] += minutes / 60
        if private:
            continue
        if day < world.today:
            year.lived.append(Lived(mate, day, minutes / 60, work, False))
        if day < world.not_given and not mate.forgets:
            calendar_entry(world, mate, day, minutes, work, False, meeting.end)


def _contact_of(company: str) -> str:
    known = {name: contact for name, _, contact, _ in names.CLIENTS} | {
        name: contact for name, _, contact, _ in names.OTHERS
    }
    return known.get(company, "Somebody")

"""What people do with each other: meetings, reviews, talk, thanks, learning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import Job, Lived, Work
from varifocal.flows.sample.names import Craft
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.org.models import (
    Attendance,
    ChecklistItem,
    Comment,
    Meeting,
    Mentorship,
    Praise,
    TimeEntry,
)

if TYPE_CHECKING:
    from varifocal.flows.sample.year import Year

PAIRS = (
    ("Solveig Dahl", "Yara Haddad", "Creative direction", 40),
    ("Agnieszka Nowak", "Paul Lindner", "Copywriting", 34),
    ("Leonie Brandt", "Jonas Petersen", "Project management", 46),
    ("Katarzyna Lis", "Luísa Pereira", "Video editing", 24),
    ("Johanna Seidel", "Clara Moreau", "Strategy", 18),
    ("Ravi Menon", "Hanna Kowalczyk", "Web development", 10),
)
"""Who learns what from whom, since how many weeks."""


def meetings_of(year: Year, day: date) -> None:
    """What stands in the calendars for this day."""
    world = year.world
    if day.weekday() > 4 or day in world.free_days:
        return
    week = (day - world.first).days // 7
    everybody = list(world.mates.values())
    if day.weekday() == 0 and week % 4 == 0:
        _hold(year, "Monday round", day, 9.5, 45, everybody, None, told=14)
    if day.weekday() == 1:
        traffic = world.of_craft(Craft.MANAGER, Craft.DIRECTOR)
        _hold(year, "Who does what this week", day, 9.5, 60, traffic, _house(year), told=7)
    if day.weekday() == 2 and week % 4 == 1:
        leads = world.of_craft(Craft.OWNER, Craft.PEOPLE, Craft.MANAGER, Craft.DIRECTOR)
        _hold(year, "Where to, and are we on the way", day, 16, 90, leads, None, told=28)
    for number, pair in enumerate(PAIRS):
        mentor, learner, skill, weeks = pair
        since = world.today - timedelta(weeks=weeks)
        if day.weekday() == number % 5 and since <= day and (week + number) % 3 == 0:
            two = [world.mates[mentor], world.mates[learner]]
            _hold(
                year,
                f"{learner.split()[0]} and {mentor.split()[0]}: {skill}",
                day,
                16,
                60,
                two,
                None,
                True,
                20,
            )
    if day.weekday() == 3:
        _status(year, day, week)


def pairs_begin(world: World) -> None:
    """Mentorships and what came of them: a level more for those who have learned for half a year."""
    tell, lead = world.chronicle, world.by(world.mates["Miriam Haas"])
    for mentor, learner, skill, weeks in PAIRS:
        pupil, since = world.mates[learner], world.today - timedelta(weeks=weeks)
        talk = world.today + timedelta(days=(9 * weeks) % 17 + 1)
        talk += timedelta(days=max(0, talk.weekday() - 4) and 7 - talk.weekday())
        row = Mentorship(
            mentor=world.mates[mentor].row,
            learner=pupil.row,
            skill=world.skills[skill],
            since=since,
            next_talk=talk,
        )
        tell.add("begun", row, by=lead, at=clock(since, 11))
        later = clock(since + timedelta(weeks=22), 11)
        if weeks > 23 and skill in pupil.held:
            held = pupil.held[skill]
            tell.put("rated", held, by=lead, at=later, level=min(5, held.level + 1))


def after_work(year: Year, day: date) -> None:
    """Reviews of what was finished today, and words at what is being done."""
    for job, mate in year.finishing:
        _review(year, job, mate, day)
        _thank(year, job, mate, day)
    year.finishing.clear()
    if day.weekday() == 4:
        _thank_in_turn(year, day)
    _ask_each_other(year, day)
    _be_loud(year, day)


def write_checklists(year: Year) -> None:
    """The lines of what is being done now."""
    tell, rng = year.world.chronicle, year.world.rng("lists")
    open_jobs = [job for work in year.works for job in work.open() if not job.is_wait]
    doing = [(job, job.started) for job in open_jobs if job.started is not None]
    for job, begun in doing[:24]:
        by = year.world.by(job.doer)
        for place, words in enumerate(
            ("Read the brief again", "First version", "Shown to a colleague", "Cleaned up"), 1
        ):
            row = ChecklistItem(task=job.row, words=words, place=float(place))
            tell.add("written", row, by=by, at=clock(begun, 9, 50))
            if place <= rng.randint(0, 2):
                tell.put("ticked", row, by=by, at=clock(begun, 16, place), ticked=True)


def _status(year: Year, day: date, week: int) -> None:
    """Every third week a project's people sit together."""
    for number, work in enumerate(year.works):
        if (
            not work.is_running
            or (week + number) % 3
            or work.row.opened_on > day
            or work.order.key == "house"
        ):
            continue
        doing = [job.doer for job in work.open() if job.doer is not None and job.is_ready]
        people = list(dict.fromkeys([work.manager, *doing]))[:4]
        if len(people) > 1:
            _hold(
                year,
                f"{work.order.name.split(':')[0]}: where we stand",
                day,
                10 + number % 3,
                30,
                people,
                work,
                told=5,
            )


def _hold(
    year: Year,
    name: str,
    day: date,
    hour: float,
    minutes: int,
    people: Sequence[Mate],
    work: Work | None,
    people_time: bool = False,
    told: int = 7,
) -> None:
    world, tell = year.world, year.world.chronicle
    here = [mate for mate in people if world.works(mate, day)]
    if len(here) < 2:
        return
    start = clock(day, hour)
    asked = max(day - timedelta(days=told), world.first, *(mate.row.joined or world.first for mate in here))
    if work is not None:
        asked = max(asked, work.row.opened_on)
    said = min(
        clock(asked, 15, 10), start - timedelta(minutes=30), clock(world.today - timedelta(days=1), 15, 10)
    )
    by = world.by(work.manager if work else world.mates["Miriam Haas"])
    row = Meeting(
        name=name,
        start=start,
        end=start + timedelta(minutes=minutes),
        project=work.row if work else None,
        people_time=people_time,
    )
    tell.add("held", row, by=by, at=said)
    for mate in here:
        tell.add("invited", Attendance(meeting=row, person=mate.row), by=by, at=said)
        year.busy[mate.name, day] += minutes / 60
        if day < world.today:
            year.lived.append(Lived(mate, day, minutes / 60, work, people_time))
        if day < world.not_given and not mate.forgets:
            calendar_entry(world, mate, day, minutes, work, people_time, start + timedelta(minutes=minutes))


def calendar_entry(
    world: World, mate: Mate, day: date, minutes: int, work: Work | None, people_time: bool, at: datetime
) -> None:
    """The hours of a meeting that took place, as the calendar tells them."""
    entry = TimeEntry(
        person=mate.row,
        on=day,
        hours=Decimal(minutes) / 60,
        project=work.row if work else None,
        source=TimeEntry.Source.CALENDAR,
        act=TimeEntry.Act.LEAD if people_time else TimeEntry.Act.MANAGE,
        people_time=people_time,
    )
    world.chronicle.add("recorded", entry, by=world.house, at=at)


def _review(year: Year, job: Job, mate: Mate, day: date) -> None:
    """A director, or somebody who can do it better, looks at what was finished."""
    world, rng = year.world, year.world.rng(f"review {job.work.order.key} {job.row.name}")
    if rng.random() > 0.4 or job.kind in ("Internal review", "House", "Delivery"):
        return
    able = [*world.of_craft(Craft.DIRECTOR), *(world.mates[name] for name in world.carriers.helpers)]
    able = [one for one in able if one is not mate and world.works(one, day)]
    if able:
        say(
            world,
            job,
            rng.choice(able),
            clock(day, 18, 10),
            rng.choice(names.REVIEWS),
            Comment.Kind.REVIEW,
            mate,
        )


def _thank(year: Year, job: Job, mate: Mate, day: date) -> None:
    world, rng = year.world, year.world.rng(f"thanks {job.work.order.key} {job.row.name}")
    if rng.random() > 0.2 or _is_overlooked(world, mate):
        return
    givers = [
        one for one in world.mates.values() if one is not mate and one.account and world.works(one, day)
    ]
    if not givers:
        return
    giver = rng.choice(givers)
    row = Praise(
        giver=giver.row,
        receiver=mate.row,
        words=rng.choice(names.PRAISE),
        task=job.row,
        value=rng.choice(world.values),
        on=day,
    )
    world.chronicle.add("given", row, by=world.by(giver), at=clock(day, 18, 30))


def _thank_in_turn(year: Year, day: date) -> None:
    """On Fridays somebody thinks of somebody: over the year of everybody, but for the one nobody thinks of."""
    world, rng = year.world, year.world.rng(f"friday thanks {day}")
    mates = [mate for mate in world.mates.values() if not _is_overlooked(world, mate)]
    receiver = mates[(day - world.first).days // 7 % len(mates)]
    givers = [one for one in mates if one is not receiver and one.account and world.works(one, day)]
    if givers and receiver.row.joined is not None and receiver.row.joined < day:
        giver, words = rng.choice(givers), rng.choice(names.PRAISE)
        row = Praise(giver=giver.row, receiver=receiver.row, words=words, on=day)
        world.chronicle.add("given", row, by=world.by(giver), at=clock(day, 17, 45))


def _is_overlooked(world: World, mate: Mate) -> bool:
    return bool(world.troubles.never_praised) and mate.name == world.carriers.unpraised


def _ask_each_other(year: Year, day: date) -> None:
    """Questions at work in hand, answered by those who know: managers, and those who help unasked."""
    world, rng = year.world, year.world.rng(f"questions {day}")
    doing = _in_hand(year, day)
    for job in rng.sample(doing, min(len(doing), rng.choice((0, 1, 1, 2)))):
        number = rng.randrange(len(names.QUESTIONS))
        asker = job.doer
        helpers = [world.mates[name] for name in world.carriers.helpers if rng.random() < 0.7]
        who = next(
            (one for one in [*helpers, job.work.manager] if one is not asker and world.works(one, day)), None
        )
        if asker is None or not world.works(asker, day):
            continue
        say(world, job, asker, clock(day, 11, 5), names.QUESTIONS[number], Comment.Kind.COMMENT)
        if who is not None:
            say(world, job, who, clock(day, 13, 40), names.ANSWERS[number], Comment.Kind.ANSWER, asker)


def _be_loud(year: Year, day: date) -> None:
    world, rng = year.world, year.world.rng(f"loud {day}")
    loud, doing = world.mates[world.carriers.loud], _in_hand(year, day)
    if not doing or not world.works(loud, day):
        return
    for number in range(world.troubles.loud_comments):
        if rng.random() < 1 / 5:
            job = rng.choice(doing)
            say(world, job, loud, clock(day, 14, 5 + number), rng.choice(names.LOUD), Comment.Kind.COMMENT)


def _in_hand(year: Year, day: date) -> list[Job]:
    return [
        job
        for work in year.works
        for job in work.open()
        if job.started is not None and job.started <= day and not job.is_wait
    ]


def _house(year: Year) -> Work:
    return next(work for work in year.works if work.order.key == "house")


def say(
    world: World, job: Job, mate: Mate, at: datetime, words: str, kind: str, helped: Mate | None = None
) -> None:
    """Somebody says something at a task."""
    row = Comment(
        task=job.row,
        person=mate.row,
        kind=kind,
        helped=helped.row if helped else None,
        words=words,
        said_at=at,
    )
    world.chronicle.add("said", row, by=world.by(mate), at=at)

"""The weekly reviews of the last weeks: what was decided in them, which questions are open, what was told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from varifocal.core.values import monday_of
from varifocal.flows.sample.jobs import Job, Work
from varifocal.flows.sample.world import World, clock
from varifocal.flows.sample.year import Year
from varifocal.flows.telling import LOOKS_BACK, status_of
from varifocal.org.base.bulk import insert_many
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Reaction, Telling, reader_of
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.people.seen_by import NamedViewer, SeenBy

WEEKS = 3
LINES = 4
STATUSES = 3
OWNER, MANAGER, LEAD = "Ines Albrecht", "Leonie Brandt", "Miriam Haas"
SETTLED = (
    (
        "Do we take part in the pitch of the harbour city?",
        "No: nobody there could name a budget.",
        "Two weeks for the museum instead; nobody asks again before spring.",
        -21,
        -2,
    ),
    (
        "Who leads the shoot while Solveig is away?",
        "Yara, with Matteo in reach.",
        "She asks at most once a day.",
        -16,
        24,
    ),
)
"""Question, choice, what we expect of it, days from today when it was put, and when we look back."""
OPEN = (
    (
        "Do we rent the second editing room for another year?",
        MANAGER,
        -19,
        -4,
        "Rent it\nShare it\nGive it up",
    ),
    ("Which of the three typefaces does the house use from now on?", MANAGER, -9, 3, ""),
    (
        "Do we open a place in Copenhagen, or stay with a partner there?",
        OWNER,
        -12,
        26,
        "Open one\nStay with Freja",
    ),
)
"""Question, who decides, days from today when it was put and when it is due, options."""
QUIET = ("Do we go on with Casa Oliveira when the year ends?", OWNER, -5, 12)
"""One about a client, for the owner's and the manager's eyes."""
NOTES = (
    "Quiet week. The ferries' film is cut, the dairy has seen both roads and took the second.\n\n"
    "We wait for two answers; both were asked again on Friday.\n\nWhoever is stuck: say so on the same day.",
    "Two promises need care: the bicycle fair and the bank. Both have a way, and somebody who walks it.\n\n"
    "New: what is decided on Monday stands in This week with a name and a day.",
    "The fair holds again. The bank does not yet; Leonie talks to them on Wednesday.\n\n"
    "Far hours: half of what we meant took place. The rest went to late answers, not to idleness.",
)
READ = ("clear", "clear", "unclear", "clear", "disagree", "clear", "clear")


def hold_weeks(year: Year) -> None:
    """Mondays of the last weeks: begun by the head of project management, closed within the half hour."""
    world = year.world
    for back in range(WEEKS, 0, -1):
        monday = world.today - timedelta(days=world.today.weekday(), weeks=back)
        day = next(_workdays(world, monday))
        _hold(year, monday, day)
        _tell(world, monday, day, NOTES[-back])
    for place, work in enumerate(_told_of(year)):
        _tell_client(year, work, _before(world, -4 - 6 * place))
    _ask(world)


def react(world: World) -> None:
    """What readers said of the notes, once all are written; nobody's name stands beside it."""
    readers = [
        mate.account for mate in world.mates.values() if mate.account and mate.name not in (OWNER, MANAGER)
    ]
    rows = [
        Reaction(telling=note, reader=reader_of(account, note.pk), word=READ[(place + number) % len(READ)])
        for number, note in enumerate(world.chronicle.rows_of(Telling))
        if note.kind == Telling.Kind.NOTE
        for place, account in enumerate(readers[: 5 + 2 * number])
    ]
    insert_many(rows)


def _hold(year: Year, monday: date, day: date) -> None:
    world, manager = year.world, year.world.mates[MANAGER]
    tell, by = world.chronicle, world.by(manager)
    began, ended = clock(day, 9, 2), clock(day, 9, 29)
    held = WeekHeld(monday=monday, holder=manager.row, began_at=began)
    tell.add("begun", held, by=by, at=began)
    for number, job in enumerate(_wanted(year, day)):
        due = next(_workdays(world, day + timedelta(days=3)))
        said = f"“{job.work.row.name}” needs care." if job.doer else f"“{job.row.name}” has nobody."
        at = began + timedelta(minutes=4 + 5 * number)
        row = DecidedLine(
            week=held, key="", sentence=said, act=DecidedLine.Act.TASK, words=job.row.name,
            who=job.doer.row if job.doer else None, by_when=due, at=at, project=job.work.row,
            made_noun="task",
        )  # fmt: skip
        tell.add("noted", row, by=by, at=at)
        tell.before_writing(DecidedLine, lambda row=row, job=job: _point(row, job))  # type: ignore[misc]
    tell.put("closed", held, by=by, at=ended, ended_at=ended)


def _point(row: DecidedLine, job: Job) -> None:
    row.made_id, row.key = job.row.pk, f"project-{job.work.row.pk}"


def _wanted(year: Year, day: date) -> list[Job]:
    """Tasks that stood open on that day, some of which were finished within the week."""
    standing = [
        job
        for work in year.works
        if work.order.key != "house"
        for job in work.jobs
        if job.doer is not None and not job.is_wait and job.row.added_on < day
        if job.placed_on is not None and job.placed_on < day
    ]
    done = [job for job in standing if job.finished and day <= job.finished <= day + timedelta(days=4)]
    later = [job for job in standing if job.started and job.started <= day and not job.row.finished_at]
    late = [
        job for job in standing if job.finished and job.finished > day + timedelta(days=7) and job.started
    ]
    chosen = [*done[: LINES - 1], *later[:1], *late[:1]]
    return list(dict.fromkeys(chosen))[:LINES]


def _tell(world: World, monday: date, day: date, words: str) -> None:
    manager = world.mates[MANAGER]
    at, sent = clock(day, 9, 35), clock(day, 9, 50)
    row = Telling(
        kind=Telling.Kind.NOTE, monday=monday, words=f"{words}\n", author=manager.row, drafted_at=at
    )
    world.chronicle.add("drafted", row, by=world.by(manager), at=at)
    world.chronicle.put("sent", row, by=world.by(manager), at=sent, sent_at=sent)


def _told_of(year: Year) -> list[Work]:
    """Clients who were told where their work stands: those whose work promises a day and never promised another, one
    project each."""
    first: dict[str, Work] = {}
    for work in year.works:
        row, before = work.row, year.world.today - timedelta(weeks=6)
        is_told = work.order.kind == "ordered" and work.is_running and row.opened_on < before
        if is_told and row.company and row.due and row.version == 1 and row.seen_by == SeenBy.EVERYONE:
            first.setdefault(row.company.name, work)
    return list(first.values())[:STATUSES]


def _tell_client(year: Year, work: Work, day: date) -> None:
    """The status of one client, as its manager sent it: what the log says of that day, in the words of any status."""
    world, manager = year.world, work.manager
    moment = clock(day, 16, 40)
    row = Telling(
        kind=Telling.Kind.STATUS, company=work.row.company, monday=monday_of(day),
        words=status_of(_as_of(work, day), day), author=manager.row, drafted_at=clock(day, 16, 20),
    )  # fmt: skip
    world.chronicle.add("drafted", row, by=world.by(manager), at=row.drafted_at)
    world.chronicle.put("sent", row, by=world.by(manager), at=moment, sent_at=moment)


def _as_of(work: Work, day: date) -> dict[str, list[dict[str, Any]]]:
    """One project as it stood that day."""
    rows: dict[str, list[dict[str, Any]]] = {"done": [], "waits": [], "doing": [], "next": []}
    for place, job in enumerate(work.jobs):
        asked = job.row.asked_on if job.is_wait else None
        told = {"id": place, "name": job.row.name, "project": 0, "place": job.row.place}
        if job.row.added_on > day:
            continue
        if job.finished is not None and job.finished < day:
            if not job.is_wait and job.finished >= day - LOOKS_BACK:
                rows["done"].append(told)
        elif job.is_wait:
            if asked is not None and asked <= day:
                rows["waits"].append(told | {"asked": asked.isoformat()})
        elif job.started is not None and job.started < day:
            rows["doing"].append(told)
        else:
            rows["next"].append(told)
    due = work.row.due.isoformat() if work.row.due else None
    return rows | {"projects": [{"id": 0, "name": work.row.name, "due": due}]}


def _ask(world: World) -> None:
    tell = world.chronicle
    for question, choice, expected, put, review in SETTLED:
        row = _question(world, question, MANAGER, put, put + 9)
        settled = _before(world, put + 7)
        tell.put(
            "settled", row, by=world.by(world.mates[MANAGER]), at=clock(settled, 9, 20), state=Decision.State.SETTLED,
            choice=choice, expected=expected, confidence=80, settled_on=settled,
            review_on=world.today + timedelta(days=review),
        )  # fmt: skip
    for question, who, put, due, options in OPEN:
        _question(world, question, who, put, due, options=options)
    question, who, put, due = QUIET
    client = next(one for one in world.companies if one.name == "Casa Oliveira")
    quiet = _question(world, question, who, put, due, company=client, seen_by=SeenBy.NAMED)
    for name in (OWNER, MANAGER):
        viewer = NamedViewer(noun_name=Decision.noun(), person=world.mates[name].row)
        tell.add("named", viewer, by=world.by(world.mates[who]), at=clock(_before(world, put), 10, 5))
        tell.before_writing(NamedViewer, lambda viewer=viewer: _see(viewer, quiet))  # type: ignore[misc]


def _see(viewer: NamedViewer, quiet: Decision) -> None:
    viewer.record_id = quiet.pk


def _question(world: World, question: str, who: str, put: int, due: int, **details: Any) -> Decision:
    mate, day = world.mates[who], _before(world, put)
    row = Decision(
        question=question, decider=mate.row, put_by=mate.row, put_on=day, due=world.today + timedelta(days=due),
        **details,
    )  # fmt: skip
    return world.chronicle.add("put", row, by=world.by(mate), at=clock(day, 10, 5))


def _before(world: World, days: int) -> date:
    """That many days from today, or the working day before."""
    day = world.today + timedelta(days=days)
    while day.weekday() > 4 or day in world.free_days:
        day -= timedelta(days=1)
    return day


def _workdays(world: World, day: date) -> Iterator[date]:
    while True:
        if day.weekday() < 5 and day not in world.free_days:
            yield day
        day += timedelta(days=1)

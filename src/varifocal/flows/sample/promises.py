"""What stands on the last evening: due dates given, new tasks without anybody, the agreed order, what comes back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from varifocal.core.forecast import ProjectForecast
from varifocal.flows.forecaster import forecast
from varifocal.flows.planner import plan
from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import Job, Work
from varifocal.flows.sample.planning import natural, plan_job
from varifocal.flows.sample.world import World, clock
from varifocal.flows.sample.year import Year
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.acts import act, chapter
from varifocal.org.models import Recurrence, Task

NEW_TASKS = (
    ("Copy", "Captions for the exhibition at the station", 6), ("Layout", "One more format: the tram", 8),
    ("Social", "Reply to the article in the trade paper", 3), ("Web", "The form forgets the second address", 6),
    ("Motion", "Six-second version without sound", 10), ("Analysis", "Why fewer people click since March", 8),
    ("Copy", "The chairman's greeting, shorter", 4), ("Illustration", "A seagull for the ticket", 6),
    ("Layout", "Name tags for the opening", 3), ("Media plan", "What two weeks more would cost", 5),
    ("UX", "Check the new form with three visitors", 8), ("Edit", "Subtitles in Danish", 6),
    ("Key visual", "Version for winter", 12), ("Copy", "Text for the letter to neighbours", 5),
    ("Social", "Pictures from the shoot, sorted", 4), ("Strategy", "Answer to the works council's question", 4),
    ("Web", "Page for the competition", 14), ("Layout", "Flags for the quay", 8),
    ("Proof", "Second proof on the rough paper", 4), ("Copy", "Radio, twenty seconds", 6),
)  # fmt: skip
NEW_WAITS = (
    "The client sends the missing logos",
    "A date with the client's board",
    "Numbers of last year from the client",
)  # fmt: skip
DRAWS = 1_000
GAVE_IN = "The client's board wants to see it before its meeting; we said yes."
AGREED_LATER = "Agreed with the client after a look at what is still to do."
BRAVE = 0.74
"""What is left of a careful date where somebody wanted to please."""


def promise(year: Year) -> None:
    """Due dates, as managers gave them when projects were opened: most hold, a few were too brave."""
    expected = year.look_ahead()
    running = [work for work in expected if work.order.kind == "ordered"]
    rng = year.world.rng("promises")
    could = [work.order.key for work in running]
    shaky = year.shaky = set(rng.sample(could, min(len(could), year.world.troubles.shaky_promises)))
    chance = year.world.rng("slack")
    for work in year.works:
        if work.ended is not None:
            work.row.due = _friday(_when_it_should(work, chance.choice((-16, -9, -3, 2, 4, 6))))
        elif work.is_ours:
            work.row.due = _friday(work.row.opened_on + timedelta(weeks=work.order.weeks))
        elif work in expected:
            ahead = (expected[work] - year.world.today).days
            stretch = chance.uniform(1.45, 1.6) * (BRAVE if work.order.key in shaky else 1.0)
            days = 10 + round(ahead * stretch)
            work.row.due = _friday(year.world.today + timedelta(days=days))
    _moved(year, shaky)
    _due_tasks(year)
    _order(year)
    _recurrences(year)
    _new_tasks(year)


def weigh(year: Year) -> None:
    """The evening before: managers look at what the forecast says of their promises. Where one would not hold
    they agree on a later date, but for the few where somebody gives in to the client."""
    world, evening = year.world, clock(year.world.today - timedelta(days=1), 18, 55)
    portfolio = snapshot(clock(world.today, 8))
    if not portfolio.projects:
        return
    told = forecast(portfolio, plan(portfolio), draws=DRAWS, drivers=False)
    with act():
        for work in year.works:
            one = told.projects.get(work.row.pk)
            if one is not None and one.finish is not None and one.chance is not None:
                due, why = _weighed(work, one, work.order.key in year.shaky)
                if due != work.row.due:
                    with chapter(evening):
                        work.row.promise_by(due, by=world.by(work.manager), seen=work.row.version, why=why)


def _weighed(work: Work, one: ProjectForecast, is_shaky: bool) -> tuple[date | None, str]:
    finish, chance = one.finish, one.chance or 0.0
    assert finish is not None
    if is_shaky and not 0.1 <= chance <= 0.6:
        early = finish.p10 + (finish.p50 - finish.p10) * 0.6
        return early.date(), GAVE_IN
    if not is_shaky and chance < 0.8:
        return _friday(finish.p90.date() + timedelta(days=7)), AGREED_LATER
    return work.row.due, ""


def _when_it_should(work: Work, late: int) -> date:
    ended = work.ended
    assert ended is not None
    return max(ended + timedelta(days=late), work.row.opened_on + timedelta(days=14))


def _moved(year: Year, shaky: set[str]) -> None:
    """Some promises were moved once, with a reason."""
    rng, world = year.world.rng("moved"), year.world
    could = [
        (work, work.row.due)
        for work in year.works
        if work.ended is None
        and work.row.due is not None
        and work.order.key not in shaky
        and work.row.opened_on < world.today - timedelta(weeks=7)
    ]
    for work, now in rng.sample(could, min(3, len(could))):
        on = world.today - timedelta(days=rng.randint(12, 40))
        on -= timedelta(days=max(0, on.weekday() - 4))
        work.row.due = now - timedelta(days=14)
        why = rng.choice(names.REASONS_TO_MOVE)
        world.chronicle.put(
            "due_moved", work.row, by=world.by(work.manager), at=clock(on, 15, 30), why=why, due=now
        )


def _due_tasks(year: Year) -> None:
    """Gates and deliveries of open projects have dates of their own."""
    for work in year.works:
        if work.ended is None and work.row.due is not None:
            for job in work.open():
                if job.kind == "Delivery" and not job.second_round:
                    job.row.due = work.row.due


def _new_tasks(year: Year) -> None:
    """New tasks of the last days, which nobody has been asked to do yet."""
    world, rng = year.world, year.world.rng("new")
    running = [work for work in year.works if work.is_running and work.order.kind == "ordered"]
    for number in range(world.troubles.unplaced):
        kind, name, hours = NEW_TASKS[number % len(NEW_TASKS)]
        day = world.today - timedelta(days=rng.randint(1, 6))
        day -= timedelta(days=max(0, day.weekday() - 4))
        estimate = natural(hours) if rng.random() < 0.8 else None
        work = rng.choice([one for one in running if one.row.opened_on < day])
        plan_job(world, work, kind, name, 8, estimate, float(hours), day, number, 16)
        if number < len(NEW_WAITS):
            _new_wait(world, work, NEW_WAITS[number], day)


def _new_wait(world: World, work: Work, name: str, day: date) -> None:
    """Something the client was asked for these days, and has not answered."""
    wait = plan_job(world, work, "Client material", name, 8, None, 0.0, day, 40, 16)
    moment, by = clock(day, 17, 10), world.by(work.manager)
    doing = Task.Status.DOING
    world.chronicle.put("asked", wait.row, by=by, at=moment, asked_on=day, status=doing, started_at=moment)


def _order(year: Year) -> None:
    """On the last Monday the managers put everybody's tasks in order; the agreed plan as it stands today."""
    world = year.world
    monday = world.today - timedelta(days=world.today.weekday() or 7)
    horizon = world.today + timedelta(weeks=100)
    waiting = [job for work in year.works for job in work.open() if job.placed is not None]
    waiting.sort(
        key=lambda job: (
            year.expected_start.get(job, horizon) if job.started is None else world.today,
            job.work.order.priority,
            job.row.place,
        )
    )
    _note_order(
        year, [job for job in waiting if job.placed_on is not None and job.placed_on < monday], monday
    )


def _note_order(year: Year, waiting: list[Job], monday: date) -> None:
    for rank, job in enumerate(waiting, start=1):
        placed = job.placed
        assert placed is not None
        by = year.world.by(job.work.manager)
        year.world.chronicle.put("ordered", placed, by=by, at=clock(monday, 9, 10), rank=float(rank))


def _recurrences(year: Year) -> None:
    world = year.world
    house = next(work for work in year.works if work.order.key == "house")
    month = (world.today.replace(day=1) + timedelta(days=62)).replace(day=1)
    at = clock(world.first + timedelta(days=7), 10)
    for name, hours in (("Month end", 10), ("Back-up tried out", 2), ("Licences counted", 3)):
        row = Recurrence(
            project=house.row,
            name=name,
            every=1 if name == "Month end" else 3,
            next_on=month,
            hours=Decimal(hours),
            person=house.manager.row,
        )
        world.chronicle.add("repeated", row, by=world.house, at=at)


def _friday(day: date) -> date:
    return day + timedelta(days=4 - day.weekday())

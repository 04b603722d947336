"""Clients and partners as the year goes: contacts, what was agreed, extras, and what may come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from varifocal.flows.sample import names
from varifocal.flows.sample.jobs import Work
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.flows.sample.year import Year
from varifocal.org.models import Agreement, Company, Contact, Extra, Opportunity, Touch

RHYTHM = {"client": (9, 16), "partner": (24, 34), "prospect": (20, 38)}
"""Days between contacts, by what a company is to us."""
MAILS = 0.12
"""Share of contacts that are a mail copied in."""
TALKED_OF = (
    "How the last piece was received", "What the new board wants", "Spring, and whether there is money for it",
    "A misprint, and how we make it good", "Their new office, and ours", "The figures of last month",
    "Who decides while she is away", "An idea from the train", "The next six weeks", "Nothing in particular",
)  # fmt: skip
HOURLY = 0.15
RATES = (84, 88, 92, 96, 104)
ROUNDS = (2, 2, 2, 3)
EXTRAS = (
    ("A third format for the screens", 6), ("The same in Danish", 10), ("One more day of shooting", 16),
    ("Pictures for the intranet", 5), ("A version without sound", 4),
)  # fmt: skip
COMING = (
    ("Halmstad: the winter timetable", 2, "offered", 60, 34),
    ("A new name for Wohnbau Elbe", 6, "talking", None, 40),
    ("Polder Outdoor, first campaign", 15, "offered", 40, 30),
    ("Messe Bremen: the stand of the city", 16, "talking", 30, 44),
    ("Lindau: the bill people understand", 11, "heard", None, 52),
    ("Nordwind, if the pitch is won", 14, "offered", 35, 26),
)
"""What may come: its name, the company by number, its stage, the chance where somebody said one, weeks until wished."""
GONE = (("A jubilee book for the shipping line", 2, 21), ("Social media for Polder", 15, 33))
"""What was lost: its name, the company by number, weeks ago."""


def look_after(year: Year) -> None:
    """Tell of a year of contacts, agreements, extras and opportunities; beside the work, which it does not touch."""
    quiet = _cooling(year)
    for company in year.world.companies:
        _contacts(year.world, company, year.world.troubles.cooling_client if company is quiet else 0)
    _agreed(year)
    _extras(year)
    _coming(year)


def cooling_client(year: Year) -> str:
    """The name of the client nobody has been in touch with for a while; empty where the trouble is off."""
    found = _cooling(year)
    return found.name if found else ""


# -- contacts --------------------------------------------------------------------------------------------------


def _cooling(year: Year) -> Company | None:
    """One of the clients that nothing is done for just now and nothing was answered by for so long."""
    silence = year.world.troubles.cooling_client
    if not silence:
        return None
    since = year.world.today - timedelta(days=silence)
    busy = [work.row.company for work in year.works if work.ended is None or work.ended >= since]
    could = [one for one in year.world.companies if one.kind == "client" and one not in busy]
    return year.world.rng("cooling").choice(could) if could else None


def _contacts(world: World, company: Company, silence: int) -> None:
    rng = world.rng(f"contacts {company.name}")
    mate = _keeper(world, company)
    contact = next(one for one in world.chronicle.rows_of(Contact) if one.company is company)
    apart = rng.randint(*RHYTHM[company.kind])
    last = world.today - timedelta(days=max(1, silence))
    for day in _days(world, rng, apart, last, mate):
        mail = rng.random() < MAILS
        row = Touch(
            company=company,
            contact=contact,
            person=mate.row,
            on=day,
            how=Touch.How.MAIL if mail else rng.choice((Touch.How.MET, Touch.How.CALLED, Touch.How.WROTE)),
            words="" if mail else rng.choice(TALKED_OF),
        )
        world.chronicle.add("noted", row, by=world.by(mate), at=clock(day, 17, rng.randrange(60)))


def _days(world: World, rng: Random, apart: int, last: date, mate: Mate) -> Iterator[date]:
    """Working days of hers about so far apart, backwards from the last one."""
    day = last - timedelta(days=rng.randrange(1 + apart // 2))
    while day > world.first:
        on = day
        while on > world.first and not world.works(mate, on):
            on -= timedelta(days=1)
        if on > world.first:
            yield on
        day = on - timedelta(days=max(2, round(rng.gauss(apart, apart / 4))))


def _keeper(world: World, company: Company) -> Mate:
    name = company.looked_after_by.name if company.looked_after_by else names.SIGN_INS["owner"]
    return world.mates[name]


# -- what was agreed -------------------------------------------------------------------------------------------


def _agreed(year: Year) -> None:
    for work in _ordered(year):
        rng = year.world.rng(f"agreed {work.order.key}")
        at = clock(max(work.row.opened_on, year.world.first), 10, 30)
        year.world.chronicle.add("agreed", _agreement(year, work, rng), by=year.world.by(work.manager), at=at)


def _agreement(year: Year, work: Work, rng: Random) -> Agreement:
    rate, company = rng.choice(RATES), work.row.company
    assert company is not None
    if work.order.template == "retainer":
        hours = rng.choice((30, 40, 50))
        until = _mid_month(year.world.today) if work.order.key == "lindau-care" else None
        return Agreement(
            company=company, project=work.row, name=work.order.name, kind=Agreement.Kind.RETAINER, hours=Decimal(hours),
            price=_hundreds(hours * rate), since=work.row.opened_on, until=until,
        )  # fmt: skip
    hours = round(sum(job.estimate or 0.0 for job in work.jobs if not job.second_round) / 5) * 5 or 40
    if rng.random() < HOURLY:
        return Agreement(
            company=company, project=work.row, name=work.order.name, kind=Agreement.Kind.HOURLY, price=Decimal(rate),
            since=work.row.opened_on,
        )  # fmt: skip
    return Agreement(
        company=company, project=work.row, name=work.order.name, hours=Decimal(hours), price=_hundreds(hours * rate),
        rounds=rng.choice(ROUNDS), since=work.row.opened_on,
    )  # fmt: skip


def _extras(year: Year) -> None:
    world, rng = year.world, year.world.rng("extras")
    running = [work for work in _ordered(year) if work.row.opened_on < world.today - timedelta(days=60)]
    states = ("agreed", "agreed", "declined", "priced", "asked")
    for (words, hours), state in zip(EXTRAS, states, strict=True):
        if not running:
            return
        work = rng.choice(running)
        day = _workday_before(world, world.today - timedelta(days=rng.randint(9, 50)))
        by, at = world.by(work.manager), clock(day, 15)
        row = Extra(
            company=work.row.company, project=work.row, words=words, asked_on=day, hours=Decimal(hours)
        )
        world.chronicle.add("asked", row, by=by, at=at)
        if state != "asked":
            row.price = _hundreds(hours * 92)
            world.chronicle.put("priced_at", row, by=by, at=at + timedelta(days=1), state="priced")
        if state in ("agreed", "declined"):
            on = day + timedelta(days=4)
            world.chronicle.put(state, row, by=by, at=clock(on, 11), state=state, settled_on=on)


# -- what may come ---------------------------------------------------------------------------------------------


def _coming(year: Year) -> None:
    world, rng = year.world, year.world.rng("coming")
    done = [work for work in _ordered(year) if work.ended is not None]
    for name, number, stage, win, weeks in COMING:
        pattern = rng.choice(done) if done else None
        hours = Decimal(rng.choice((120, 180, 240, 320)))
        wished = world.today + timedelta(weeks=weeks)
        one = Opportunity(
            name=name, company=world.companies[number], pattern=pattern.row if pattern and stage != "heard" else None,
            hours=hours, wished=wished - timedelta(days=wished.weekday() - 4), win=win,
            worth=_hundreds(int(hours) * rng.choice(RATES)), noted_on=world.today, looked_after_by=None,
        )  # fmt: skip
        _moved_along(world, one, stage, rng.randint(20, 70))
    for name, number, ago in GONE:
        day = world.today - timedelta(weeks=ago)
        one = Opportunity(name=name, company=world.companies[number], noted_on=day, hours=Decimal(80))
        _moved_along(world, one, "lost", 7 * ago + 30, settled=day)
    for work in year.works:
        if work.order.key == "lumen":
            one = Opportunity(
                name=work.order.name, company=work.row.company, noted_on=work.row.opened_on, project=work.row,
                wished=work.row.due, worth=Decimal(42_000),
            )  # fmt: skip
            days = (world.today - work.row.opened_on).days
            _moved_along(world, one, "won", days + 60, settled=work.row.opened_on)


def _moved_along(world: World, one: Opportunity, stage: str, ago: int, settled: date | None = None) -> None:
    """It was heard of so many days ago and came along its stages until then."""
    company = one.company
    assert company is not None
    mate = _keeper(world, company)
    first = _workday_before(world, world.today - timedelta(days=ago))
    one.noted_on, one.looked_after_by = first, mate.row
    by, tell = world.by(mate), world.chronicle
    tell.add("noted", one, by=by, at=clock(first, 16))
    order = ["talking", "offered", stage] if settled else ["talking", "offered"]
    until = order.index(stage) + 1 if stage in order else 0
    last = settled or world.today - timedelta(days=2)
    for place, each in enumerate(order[:until], start=1):
        day = _workday_before(world, first + (last - first) * place // until)
        verb = each if each in ("won", "lost") else "moved"
        tell.put(
            verb,
            one,
            by=by,
            at=clock(day, 16, place),
            stage=each,
            settled_on=settled if verb == each else None,
        )


def _ordered(year: Year) -> Iterator[Work]:
    return (work for work in year.works if work.order.kind == "ordered" and work.row.company is not None)


def _workday_before(world: World, day: date) -> date:
    while day.weekday() > 4 or day in world.free_days:
        day -= timedelta(days=1)
    return day


def _mid_month(today: date) -> date:
    """The 14th of the month after next."""
    return (today.replace(day=1) + timedelta(days=64)).replace(day=14)


def _hundreds(money: int) -> Decimal:
    return Decimal(round(money, -2))

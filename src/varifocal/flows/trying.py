"""A drag, a pin, an absence, a new promise or a pitch that might land, tried before anything is written.

`dates` plans what stands with and without it, and tells what moves; `effects` lives both through with the same random
numbers as well, and tells what that does to promises, goals and money. All of it as one account may see it: what she
may not see is left out of names, counts and sentences, and only said to be there. `flows.accepting` makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from django.db.models import Subquery

from varifocal.core.calendar import whole_quarter
from varifocal.core.forecast import ProjectForecast
from varifocal.core.plan import Plan
from varifocal.core.plan.suppose import Away as Away
from varifocal.core.plan.suppose import Due as Due
from varifocal.core.plan.suppose import Given as Given
from varifocal.core.plan.suppose import Landing as Landing
from varifocal.core.plan.suppose import Pinned as Pinned
from varifocal.core.plan.suppose import Supposed as Supposed
from varifocal.core.plan.suppose import Urgent as Urgent
from varifocal.core.plan.suppose import all_from_plain as all_from_plain
from varifocal.core.plan.suppose import suppose
from varifocal.core.plan.suppose import to_plain as to_plain
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import QUARTERS_PER_HOUR
from varifocal.flows.planner import plan
from varifocal.flows.schedule import FRESH, FULL, WEEKS
from varifocal.flows.trial import (
    APART,
    NEW,
    Question,
    Standing,
    State,
    Trial,
    foresee,
    piece_of,
    question_of,
    standing_plan,
    standing_trial,
    with_pieces,
)
from varifocal.flows.weeks import WEEK, monday_of
from varifocal.flows.whatif import Effect, effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Head
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

GONE = "Part of what you try is not there any more: it is done, or was removed. Look at the plan again."
CENT = Decimal("0.01")
MOST_NAMED = 2
"""Late dates and full weeks named in the sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A task that stands elsewhere: who does it, and when (UTC, the finish exclusive; None where it has no place)."""

    task: int
    name: str
    project: int
    project_name: str
    people_before: tuple[int, ...]
    people_after: tuple[int, ...]
    start_before: datetime | None
    start_after: datetime | None
    finish_before: datetime | None
    finish_after: datetime | None


@dataclass(frozen=True, slots=True)
class Late:
    """A due date that is kept less well, or better: the day its task or project (`noun`) would be done before and
    after, None where part of it has no place, and the due day, which may itself be what is tried."""

    noun: str
    id: int
    name: str
    due_before: date | None
    due: date | None
    done_before: date | None
    done: date | None

    @property
    def days_before(self) -> int:
        """Days late as it stands."""
        return _days_late(self.done_before, self.due_before)

    @property
    def days(self) -> int:
        """Days late as it would be."""
        return _days_late(self.done, self.due)

    @property
    def state(self) -> str:
        """“breaks”, “holds” (it would have been broken), “later” or “sooner” (broken either way)."""
        if not self.days_before:
            return "breaks"
        return "holds" if not self.days else "later" if self.days > self.days_before else "sooner"


@dataclass(frozen=True, slots=True)
class FullWeek:
    """A person's week that becomes full: hours planned before and after, of those she has."""

    person: int
    name: str
    week: date
    before: float
    after: float
    capacity: float


@dataclass(frozen=True, slots=True)
class Dates:
    """What moves when this is so, as one account may see it.

    `hidden`: something she may not see would be done later. `sentence` sums it up. `seen` is the number of the newest
    change it knows, which `accept` compares.
    """

    moved: tuple[Moved, ...]
    late: tuple[Late, ...]
    weeks: tuple[FullWeek, ...]
    hidden: bool
    sentence: str
    seen: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A date that is tried, of a “project”, a “task” or an “opportunity”: its chance, and the days by which it holds in
    50, 80 and 95 of 100 futures."""

    noun: str
    id: int
    name: str
    day: date
    chance: float | None
    half: date | None
    most: date | None
    sure: date | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the open work costs at the rates of those who do it, before and after; `guessed`: hours change hands of
    whom nobody says what one costs, so that the mean of the known rates stands for it."""

    before: Decimal
    after: Decimal
    currency: str
    guessed: bool = False

    @property
    def more(self) -> Decimal:
        """What it costs more; less where negative."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effects:
    """What it does to dates, to the chances of promises and goals, and to money.

    `cost` is None where no rates are known or she does not see money; `hidden` tells that something she may not see
    loses.
    """

    dates: Dates
    chances: tuple[Effect, ...]
    promises: tuple[Promise, ...]
    cost: Cost | None
    hidden: bool


def dates(supposed: Sequence[Supposed], *, by: Account, now: datetime) -> Dates:
    """What moves when this is so: planned only, so that it answers while the mouse is down. `now` is UTC; nothing is
    written.

    Raises Impossible for what is not there for her eyes, or cannot be tried.
    """
    return Tried(supposed, Eyes(by, now)).dates()


def effects(supposed: Sequence[Supposed], *, by: Account, now: datetime) -> Effects:
    """The same, and what it does to the chances of promises and goals, and to money. `now` is UTC; nothing is
    written. Raises as `dates` does."""
    return Tried(supposed, Eyes(by, now)).effects()


def state_as_of(now: datetime) -> State:
    """What the pages' plan is made for: the state of the log, and the newest run's moment, where that is fresh; else
    now. `now` is UTC."""
    newest = Run.objects.order_by("-pk").values("as_of")[:1]
    chain, run = Head.objects.values_list("chain", Subquery(newest)).first() or ("", None)
    return chain, whole_quarter(run if run is not None and timedelta() <= now - run < FRESH else now)


class Eyes:
    """One account's look at what stands, shared by all that is tried for it at once: what of it she sees, and which
    state of the log it is. `now` is UTC. Raises NotAllowed for a guest."""

    def __init__(self, by: Account, now: datetime) -> None:
        if by.is_guest:
            raise NotAllowed("Trying changes of the plan is for those inside.")
        self.by, self.now = by, now
        self.tasks, self.projects, self.people = (
            frozenset(rows.order_by().values_list("pk", flat=True))
            for rows in (
                Task.objects.visible_to(by).open(),
                Project.objects.visible_to(by).open(),
                Person.objects.visible_to(by),
            )
        )
        self.state = state_as_of(now)
        self.today = Organization.here().today(now)

    @cached_property
    def standing(self) -> Standing:
        """What stands, planned."""
        return standing_plan(self.state)

    @cached_property
    def pitches(self) -> dict[int, Opportunity]:
        """Work that may come, where she sees it, by id."""
        rows = Opportunity.objects.visible_to(self.by).open().select_related("pattern")
        return {one.pk: one for one in rows.order_by("pk")}

    @cached_property
    def ended(self) -> frozenset[int]:
        """Finished projects she sees: what may come is as large as one of them."""
        return frozenset(Project.objects.visible_to(self.by).ended().values_list("pk", flat=True))

    def hold(self, supposed: Iterable[Supposed]) -> bool:
        """Whether all it is about is there for her."""
        wanted = touched(supposed)
        return (
            wanted["task"] <= self.tasks
            and wanted["project"] <= self.projects
            and wanted["person"] <= self.people
            and (not wanted["opportunity"] or wanted["opportunity"] <= self.pitches.keys())
        )


class Tried:
    """One set of suppositions, asked by one account."""

    def __init__(self, supposed: Sequence[Supposed], eyes: Eyes) -> None:
        self.supposed, self.eyes, self.by = tuple(supposed), eyes, eyes.by
        if not eyes.hold(supposed):
            raise Impossible(GONE)

    # -- with it and without ------------------------------------------------------------------------------------

    def _pieces(self) -> tuple[tuple[int, Question], ...]:
        """What may come, as the project it would be; each by the id of its opportunity."""
        questions = []
        for id in sorted(touched(self.supposed)["opportunity"]):
            one = self.eyes.pitches[id]
            question = question_of(one, self.eyes.today)
            if question is None or question.pattern.pk not in self.eyes.ended:
                raise Impossible(
                    f"Say first of “{one.name}” which finished project it is as large as, and by when it is wished."
                )
            questions.append((id, question))
        return tuple(questions)

    def would_be(self) -> Standing:
        """What would stand, planned."""
        return _would_be(self.eyes.state, self.supposed, self._pieces(), self.by)

    def foretold(self) -> tuple[Trial, Trial]:
        """What stands and what would, forecast with the same random numbers."""
        return standing_trial(self.eyes.state), _tried(
            self.eyes.state, self.supposed, self._pieces(), self.by
        )

    def dates(self) -> Dates:
        """As the function of this name."""
        return self._dates(self.would_be())

    def effects(self) -> Effects:
        """As the function of this name."""
        before, after = self.foretold()
        chances, hidden = effects_of(before, after, self.by)
        told = self._dates(after)
        return Effects(
            dates=told,
            chances=chances,
            promises=tuple(self._promises(after)),
            cost=cost_of(before, after) if self.by.money_right else None,
            hidden=hidden or told.hidden,
        )

    # -- what moves ---------------------------------------------------------------------------------------------

    def _dates(self, after: Standing) -> Dates:
        shown, projects = self.eyes.tasks, self.eyes.projects
        moved, hidden = [], False
        for one in moved_between(self.eyes.standing, after):
            if one.task in shown:
                moved.append(one)
            else:
                hidden = hidden or _is_later(one)
        late = []
        for turned in _late(self.eyes.standing, after):
            if turned.id in (shown if turned.noun == "task" else projects):
                late.append(turned)
            else:
                hidden = hidden or turned.days > turned.days_before
        weeks = tuple(_full_weeks(self.eyes.standing, after, moved, shown, self.supposed))
        late.sort(key=lambda one: (one.days_before - one.days, one.noun, one.id))
        return Dates(
            moved=tuple(moved),
            late=tuple(late),
            weeks=weeks,
            hidden=hidden,
            sentence=" ".join([*self._cannot(after), _sentence(moved, late, weeks, hidden, self.eyes.today)]),
            seen=self.eyes.standing.portfolio.seen,
        )

    def _cannot(self, after: Standing) -> Iterator[str]:
        """What of it, or because of it, cannot be kept."""
        stands = set(self.eyes.standing.planned.problems)
        seen = {f"task {id}" for id in self.eyes.tasks} | {f"project {id}" for id in self.eyes.projects}
        for problem in after.planned.problems:
            if problem not in stands and problem.where in seen:
                yield problem.sentence

    def _promises(self, after: Trial) -> Iterator[Promise]:
        zone = ZoneInfo(after.portfolio.zone)
        for one in self.supposed:
            if not isinstance(one, Due) or one.day is None:
                continue
            if one.noun == "project":
                name = after.portfolio.project[one.id].name
                yield _promised("project", one.id, name, one.day, after.foretold.projects[one.id])
            elif (task := after.foretold.tasks.get(one.id)) is not None:
                half, most = (each.astimezone(zone).date() for each in (task.p50, task.p80))
                name = after.portfolio.task[one.id].name
                yield Promise("task", one.id, name, one.day, task.chance, half, most, None)
        yield from self.landed(after)

    def landed(self, after: Trial) -> Iterator[Promise]:
        """What may come, as it would hold the day it is wished by."""
        for place, (id, question) in enumerate(self._pieces()):
            told = after.foretold.projects[NEW + place * APART]
            yield _promised("opportunity", id, question.name, question.wished, told)


def _promised(noun: str, id: int, name: str, day: date, told: ProjectForecast) -> Promise:
    half, most, sure = (
        next((on for on, share in told.curve if share >= level), None) for level in (0.5, 0.8, 0.95)
    )
    return Promise(noun, id, name, day, told.chance, half, most, sure)


Questions = tuple[tuple[int, Question], ...]


@lru_cache(maxsize=16)
def _would_be(state: State, supposed: tuple[Supposed, ...], questions: Questions, by: Account) -> Standing:
    """Planned once for each state of the log and each set of suppositions."""
    standing = standing_plan(state)
    pieces = [piece_of(question, standing, by, place) for place, (_, question) in enumerate(questions)]
    portfolio = suppose(with_pieces(standing.portfolio, pieces), supposed)
    if portfolio is standing.portfolio:
        return standing
    return Standing(portfolio, plan(portfolio), standing.calibration)


@lru_cache(maxsize=8)
def _tried(state: State, supposed: tuple[Supposed, ...], questions: Questions, by: Account) -> Trial:
    tried = _would_be(state, supposed, questions, by)
    return standing_trial(state) if tried is standing_plan(state) else foresee(tried)


def cost_of(before: Standing, after: Standing) -> Cost | None:
    """What the open work costs at the rates of those who do it, and at the mean of them where nobody says somebody's,
    as in every forecast of cost; None where no rate is known."""
    rates = before.portfolio.rates
    if not rates:
        return None
    mean = sum(rates.values(), Decimal(0)) / len(rates)
    was, now = (_hours_of(one.portfolio, one.planned) for one in (before, after))
    cost = [
        sum((hours * rates.get(person, mean) for person, hours in one.items()), Decimal(0)).quantize(CENT)
        for one in (was, now)
    ]
    changed = {person for person in was.keys() | now.keys() if was.get(person) != now.get(person)}
    return Cost(cost[0], cost[1], before.portfolio.currency, not changed <= rates.keys())


def _hours_of(portfolio: Portfolio, planned: Plan) -> dict[int, Decimal]:
    """Hours each is planned to do."""
    hours: dict[int, Decimal] = {}
    for placed in planned.placed.values():
        left = Decimal(portfolio.task[placed.task].in_mode(placed.mode).left)
        for person in placed.people:
            hours[person] = hours.get(person, Decimal(0)) + left / len(placed.people)
    return hours


def moved_between(before: Standing, after: Standing) -> Iterator[Moved]:
    """Tasks that stand elsewhere, by their new start; those that lost their place last."""
    was, now = before.planned, after.planned
    found = []
    for task in before.portfolio.tasks:
        old, new = was.placed.get(task.id), now.placed.get(task.id)
        if old and new and (old.people, old.start, old.finish) == (new.people, new.start, new.finish):
            continue
        if old is None and new is None:
            continue
        found.append(
            Moved(
                task.id,
                task.name,
                task.project,
                before.portfolio.project[task.project].name,
                old.people if old else (),
                new.people if new else (),
                was.starts(task.id) if old else None,
                now.starts(task.id) if new else None,
                was.finishes(task.id) if old else None,
                now.finishes(task.id) if new else None,
            )
        )
    far = datetime.max.replace(tzinfo=was.origin.tzinfo)
    yield from sorted(found, key=lambda one: (one.start_after or far, one.task))


def _is_later(one: Moved) -> bool:
    if one.finish_before is None:
        return False
    return one.finish_after is None or one.finish_after > one.finish_before


def _late(before: Standing, after: Standing) -> Iterator[Late]:
    """Due dates kept less well, or better, than before; a project is done with the last of its tasks."""
    was, now = before.done, after.done
    for noun, old, new in (
        ("project", before.portfolio.project, after.portfolio.project),
        ("task", before.portfolio.task, after.portfolio.task),
    ):
        for id, one in old.items():
            if one.due is None and new[id].due is None:
                continue
            turned = Late(noun, id, one.name, one.due, new[id].due, was.get((noun, id)), now.get((noun, id)))
            if turned.days != turned.days_before:
                yield turned


def _days_late(done: date | None, due: date | None) -> int:
    return 0 if done is None or due is None else max(0, (done - due).days)


def _full_weeks(
    before: Standing,
    after: Standing,
    moved: Sequence[Moved],
    shown: Set[int],
    supposed: Sequence[Supposed],
) -> Iterator[FullWeek]:
    """Weeks of people that become full by it, of what she may see; nobody's plan holds more than a week has."""
    people = {person for one in moved for person in (*one.people_before, *one.people_after)}
    people |= {one.person for one in supposed if isinstance(one, Away)}
    people &= after.portfolio.person.keys()
    if not people:
        return
    was, now = week_hours(before, people, shown), week_hours(after, people, shown)
    first = monday_of(after.planned.origin.astimezone(ZoneInfo(after.portfolio.zone)).date())
    for person in sorted(people):
        for week in range(WEEKS):
            (old, had), (new, has) = was[person][week], now[person][week]
            if has > 0 and new > FULL * has and not (had > 0 and old > FULL * had):
                name = after.portfolio.person[person].name
                yield FullWeek(person, name, first + WEEK * week, old, new, has)


def week_hours(one: Standing, people: Set[int], shown: Set[int]) -> dict[int, list[tuple[float, float]]]:
    """Each one's planned hours and capacity, week by week, from this one on."""
    quarters = min(one.planned.horizon, (WEEKS + 1) * 7 * 24 * QUARTERS_PER_HOUR)
    time = working_time(_only(one.portfolio, people), quarters, one.planned.origin)
    first = monday_of(time.grid.day(0, one.portfolio.zone))
    edges = [min(max(0, time.begin(first + WEEK * week)), quarters) for week in range(WEEKS + 1)]
    cum = {person: [int(time.people[person].cum[edge]) for edge in edges] for person in people}
    hours = {person: [0.0] * WEEKS for person in people}
    for placed in one.planned.placed.values():
        if placed.task not in shown or placed.start >= quarters:
            continue
        for person in people & set(placed.people):
            slots = time.people[person].cum
            for (since, until), week in product(placed.stretches, range(WEEKS)):
                begin, end = max(since, edges[week]), min(until, edges[week + 1])
                if begin < end:
                    hours[person][week] += float(slots[end] - slots[begin]) / QUARTERS_PER_HOUR
    return {
        person: [
            (hours[person][week], (cum[person][week + 1] - cum[person][week]) / QUARTERS_PER_HOUR)
            for week in range(WEEKS)
        ]
        for person in people
    }


def _only(portfolio: Portfolio, people: Set[int]) -> Portfolio:
    """The same house with these people alone: a calendar costs time, and nobody else's is asked for."""
    chosen = tuple(one for one in portfolio.people if one.id in people)
    return Portfolio(
        portfolio.now, portfolio.zone, chosen, (), (), week=portfolio.week, holidays=portfolio.holidays
    )


def _sentence(
    moved: Sequence[Moved], late: Sequence[Late], weeks: Sequence[FullWeek], hidden: bool, today: date
) -> str:
    if not (moved or late or weeks or hidden):
        return "Nothing moves."
    said = [f"{_counted(len(moved), 'task')} {'moves' if len(moved) == 1 else 'move'}."] if moved else []
    homeless = sum(1 for one in moved if one.start_before and not one.start_after)
    if homeless:
        said.append(f"{_counted(homeless, 'task')} {'has' if homeless == 1 else 'have'} no place any more.")
    for one in late[:MOST_NAMED]:
        said.append(_turned(one, today))
    if len(late) > MOST_NAMED:
        said.append(f"{_counted(len(late) - MOST_NAMED, 'more due date')} change.")
    for week in weeks[:MOST_NAMED]:
        said.append(f"{week.name}’s week of {day_text(week.week, today)} becomes full.")
    if len(weeks) > MOST_NAMED:
        said.append(f"{_counted(len(weeks) - MOST_NAMED, 'more week')} become full.")
    if hidden:
        said.append("Something you cannot see would be done later.")
    return " ".join(said)


def _turned(one: Late, today: date) -> str:
    done = day_text(one.done, today)
    match one.state:
        case "breaks":
            return f"{quoted(one.name)} would be done on {done}, {days_text(one.days)} late."
        case "holds":
            return f"{quoted(one.name)} would hold its date."
        case "later":
            return f"{quoted(one.name)} would be {days_text(one.days)} late instead of {one.days_before}."
    return f"{quoted(one.name)} would be {days_text(one.days)} late, not {one.days_before}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def touched(supposed: Iterable[Supposed]) -> dict[str, set[int]]:
    """The ids of what is supposed something about, by noun."""
    ids: dict[str, set[int]] = {noun: set() for noun in ("task", "project", "person", "opportunity")}
    for one in supposed:
        match one:
            case Pinned(task=task, person=person):
                ids["task"].add(task)
                if person is not None:
                    ids["person"].add(person)
            case Given(task=task, people=people):
                ids["task"].add(task)
                ids["person"].update(people)
            case Urgent(task=task):
                ids["task"].add(task)
            case Away(person=person):
                ids["person"].add(person)
            case Due(noun=noun, id=id):
                ids[noun].add(id)
            case Landing(opportunity=opportunity):
                ids["opportunity"].add(opportunity)
    return ids

"""The twelve months, lived day by day; then a look ahead at what would come, from which promises are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from math import log
from random import Random

from varifocal.core.balance.reach import reach
from varifocal.core.portfolio import ProjectKind
from varifocal.core.values import monday_of
from varifocal.flows.sample import names
from varifocal.flows.sample.calendars import talks_of
from varifocal.flows.sample.dealt import Deck
from varifocal.flows.sample.jobs import Job, Lived, Work
from varifocal.flows.sample.names import Craft
from varifocal.flows.sample.planning import (
    AGREED_DAYS,
    MONTHLY,
    natural,
    open_project,
    pick,
    place_job,
    plan_job,
    plan_month,
    tie,
)
from varifocal.flows.sample.together import after_work, meetings_of, say
from varifocal.flows.sample.world import LEAVING, WEEKS, Mate, World, clock
from varifocal.org.base.account import Account
from varifocal.org.models import Comment, DaySheet, Estimate, Project, Task, TimeEntry, WeekAgreed
from varifocal.org.work.day_sheet import OPEN_FOR

LOOK_AHEAD = 60
"""Weeks the look ahead may run."""
MAKING = 5.5
"""Hours of a day left for tasks once mails and talks are done."""
SHEETS_SINCE = timedelta(weeks=8)
"""So long days have been given by sheets; before, hours were written one by one."""
ONE_DAY = timedelta(days=1)


@dataclass
class Year:
    """The state of the agency as the days go by."""

    world: World
    works: list[Work] = field(default_factory=list)
    rank: list[float] = field(default_factory=lambda: [0.0])
    planned_months: set[tuple[str, date]] = field(default_factory=set)
    busy: dict[tuple[str, date], float] = field(default_factory=lambda: defaultdict(float))
    assumed_weeks: dict[tuple[str, int], str] = field(default_factory=dict)
    today_done: dict[str, list[tuple[Job | None, Work, float]]] = field(default_factory=dict)
    finishing: list[tuple[Job, Mate]] = field(default_factory=list)
    lived: list[Lived] = field(default_factory=list)
    """What the tables are measured against: nobody in the agency sees it."""
    weeks_agreed: int = 0
    shaky: set[str] = field(default_factory=set)
    """Projects promised too bravely."""
    ahead: bool = False
    """Whether this is the look ahead: nothing is told of it."""

    def __post_init__(self) -> None:
        self.vague, self.slow = Deck(self.world.rng("vague briefs")), Deck(self.world.rng("late approvals"))

    def live(self) -> None:
        """From the first Monday to yesterday evening."""
        world = self.world
        self.orders = sorted(names.ORDERS, key=lambda one: -one.weeks_ago)
        for order in [one for one in self.orders if one.weeks_ago > WEEKS]:
            self._open(order, world.today - timedelta(weeks=order.weeks_ago))
        day = world.first
        while day < world.today:
            self.day(day)
            day += ONE_DAY

    def look_ahead(self) -> dict[Work, date]:
        """What would come if the year went on: when each open project would be finished."""
        self.ahead = True
        self.expected_start: dict[Job, date] = {}
        day, last = self.world.today, self.world.today + timedelta(weeks=LOOK_AHEAD)
        finished: dict[Work, date] = {}
        while day < last and any(
            work not in finished for work in self.works if self._ends(work) and not work.is_ours
        ):
            self._work(day)
            for work in self.works:
                if work not in finished and self._ends(work) and not any(work.open()):
                    finished[work] = day
            day += ONE_DAY
        return finished

    def day(self, day: date) -> None:
        """One day of the year."""
        world = self.world
        if day.weekday() < 5 and day not in world.free_days:
            for order in self.orders:
                opened = world.today - timedelta(weeks=order.weeks_ago)
                if (
                    order.weeks_ago <= WEEKS
                    and opened <= day
                    and not any(w.order is order for w in self.works)
                ):
                    self._open(order, day)
            self._months(day)
            if (day - world.first).days // 7 >= self.weeks_agreed:
                self.weeks_agreed = (day - world.first).days // 7 + 1
                self._agree_week(day)
        meetings_of(self, day)
        talks_of(self, day)
        self._work(day)
        if day.weekday() < 5:
            after_work(self, day)

    def _open(self, order: names.Order, day: date) -> None:
        self.works.append(open_project(self.world, order, day, self.rank))

    def _months(self, day: date) -> None:
        """Retainers and the house plan a month six weeks ahead."""
        for work in self.works:
            if work.order.template not in MONTHLY:
                continue
            soon = (day + timedelta(days=45)).replace(day=1)
            months = [day.replace(day=1), soon] if day - self.world.first > timedelta(days=3) else [soon]
            for month in months:
                key = (work.order.key, month)
                if key not in self.planned_months and month > work.row.opened_on:
                    self.planned_months.add(key)
                    plan_month(self.world, work, month, day, self.rank)

    # -- a day -------------------------------------------------------------------------------------------

    def _work(self, day: date) -> None:
        """Answers arrive, waits are asked, people work, things are finished."""
        self._answers(day)
        if day.weekday() > 4 or day in self.world.free_days:
            return
        if not self.ahead and day >= self.world.notice:
            self._take_over(day)
        self._ask(day)
        desks = self._desks(day)
        for mate in self.world.mates.values():
            if self.world.works(mate, day):
                self._work_of(mate, desks.get(mate.name, []), day)
        self._ends_today(day)

    def _answers(self, day: date) -> None:
        for work in self.works:
            for job in list(work.open()):
                if job.asked is not None and job.answer_on is not None and job.answer_on <= day:
                    self._answered(job, day)

    def _answered(self, job: Job, day: date) -> None:
        job.finished = day
        if self.ahead:
            return
        moment = clock(day, 8, 40)
        by = self.world.by(job.work.manager)
        self.world.chronicle.put(
            "finished",
            job.row,
            by=by,
            at=moment,
            status=Task.Status.DONE,
            finished_at=moment,
            started_at=job.row.started_at,
        )
        may_come_back = not job.second_round and job.work.order.kind != "unsold"
        if may_come_back and self.vague.next() < self.world.troubles.vague_briefs:
            rng = self.world.rng(f"round {job.work.order.key} {job.row.name}")
            self._second_round(job, day, rng)

    def _second_round(self, gate: Job, day: date, rng: Random) -> None:
        """The brief was vague: what was shown is done again, and approved again, before it goes on."""
        work, phase = gate.work, gate.phase
        shown = [
            one
            for one in work.jobs
            if one.phase < phase and one.doer and one.kind not in ("Internal review", "Brief")
        ]
        shown = [one for one in shown if one.phase == max(other.phase for other in shown)]
        followers = [job for job in work.jobs if gate in job.after]
        again = []
        for number, one in enumerate(rng.sample(shown, min(len(shown), 2 if phase < 5 else 3))):
            hours = natural((one.estimate or 10) * rng.uniform(0.35, 0.6))
            name, brief = (
                words.format(name=one.row.name, day=f"{day:%d %B}") for words in names.SECOND_ROUND
            )
            job = plan_job(
                self.world,
                work,
                one.kind,
                name,
                phase,
                hours,
                hours * rng.lognormvariate(0, 0.2),
                day,
                number,
                15,
            )
            job.row.brief = brief
            job.second_round = True
            place_job(self.world, job, day, self.rank, one.doer, 16)
            tie(self.world, gate, job, day, 10, 15)
            again.append(job)
        wait = plan_job(
            self.world,
            work,
            "Client approval",
            f"{gate.row.name}, second round",
            phase,
            None,
            0.0,
            day,
            3,
            15,
        )
        wait.second_round = True
        for job in again:
            tie(self.world, job, wait, day, 10, 15)
        for follower in followers:
            tie(self.world, wait, follower, day, 10, 15)

    def _ask(self, day: date) -> None:
        for work in self.works:
            for job in work.open():
                if (
                    job.is_wait
                    and job.asked is None
                    and job.is_ready
                    and _may_start(job, day)
                    and self.world.works(work.manager, day)
                ):
                    self._asked(job, day)

    def _asked(self, job: Job, day: date) -> None:
        rng = self.world.rng(f"answer {job.work.order.key} {job.row.name}")
        late = -log(1 - self.slow.next()) * self.world.troubles.late_approvals
        usual = 10 if job.work.order.kind == "unsold" else rng.randint(2, AGREED_DAYS)
        job.asked = day
        job.answer_on = day + timedelta(days=usual + round(late))
        if self.ahead:
            job.answer_on += timedelta(days=round(18 * self.world.troubles.vague_briefs))
            return
        moment = clock(day, 16, 20)
        by = self.world.by(job.work.manager)
        self.world.chronicle.put(
            "asked", job.row, by=by, at=moment, asked_on=day, status=Task.Status.DOING, started_at=moment
        )

    def _take_over(self, day: date) -> None:
        """Somebody has given notice: what she has not begun goes to others."""
        leaving = self.world.mates[LEAVING]
        for work in self.works:
            for job in work.open():
                if (
                    job.doer is leaving
                    and job.started is None
                    and job.placed is not None
                    and job.row.added_on < day
                ):
                    self.world.chronicle.drop(
                        "released", [job.placed], by=self.world.by(work.manager), at=clock(day, 13, 30)
                    )
                    job.truth /= leaving.optimism
                    place_job(self.world, job, day, self.rank, pick(self.world, job, 0.5, day))

    def _desks(self, day: date) -> dict[str, list[Job]]:
        """What each could do today, in her order."""
        desks: dict[str, list[Job]] = defaultdict(list)
        for work in self.works:
            if work.row.opened_on <= day:
                for job in work.open():
                    if (
                        job.doer is not None
                        and not job.is_wait
                        and job.is_ready
                        and self._is_its_day(job, day)
                    ):
                        desks[job.doer.name].append(job)
        for name, jobs in desks.items():
            ours_first = self._keeps_the_day(name, day)
            jobs.sort(
                key=lambda job: (
                    job.work.is_ours is not ours_first,
                    job.started is None,
                    job.work.order.priority,
                    job.work.row.opened_on,
                    job.row.place,
                )
            )
        return desks

    def _is_its_day(self, job: Job, day: date) -> bool:
        """Whether it may be worked on: our own work has the second half of the week."""
        return _may_start(job, day) and (not job.work.is_ours or day.weekday() == 4)

    def _keeps_the_day(self, name: str, day: date) -> bool:
        """Fridays are for our own work; about every second one is kept, the others are eaten."""
        return day.weekday() == 4 and self.world.rng(f"friday {name} {day}").random() < 0.5

    def _work_of(self, mate: Mate, desk: list[Job], day: date) -> None:
        """Her day: tasks first, at most two; then what the house and the clients ask in between."""
        hours = _for_tasks(mate) - self.busy[mate.name, day]
        done: list[tuple[Job | None, Work, float]] = []
        for job in desk:
            if len(done) == 2 or hours < 1:
                break
            if self._stands_still(job, mate, day):
                continue
            part = min(hours, max(0.25, round(job.left * 4) / 4))
            part = part if len(done) == 1 or part <= 4 else min(part, 0.75 * hours if hours > 4 else hours)
            part = max(0.25, round(part * 4) / 4)
            self._begin(job, mate, day)
            job.spent += part
            hours -= part
            done.append((job, job.work, part))
            self._re_estimate(job, mate, day)
            if job.left < 0.25:
                self._finish(job, mate, day)
        if not self.ahead:
            self.today_done[mate.name] = done
            self._note_hours(mate, done, day)

    def _stands_still(self, job: Job, mate: Mate, day: date) -> bool:
        if job.stuck_at is None or job.spent < job.stuck_at:
            return False
        if job.stuck_until is None:
            helper = self._helper(job, day)
            quick = helper is not None and helper.name in self.world.carriers.helpers
            rng = self.world.rng(f"stuck {job.work.order.key} {job.row.name}")
            job.stuck_since = day
            job.stuck_until = day + timedelta(days=1 if quick else rng.randint(4, 9))
            if not self.ahead:
                self._cry(job, mate, day, rng)
        if day < job.stuck_until:
            return True
        job.stuck_at = None
        if not self.ahead:
            self._unblock(job, mate, day)
        return False

    def _helper(self, job: Job, day: date) -> Mate | None:
        """Who gets a stuck task going: somebody who helps unasked, where one is here; else whoever is in charge."""
        rng = self.world.rng(f"helper {job.work.order.key} {job.row.name}")
        helpers = [self.world.mates[name] for name in self.world.carriers.helpers]
        helpers = [one for one in helpers if one is not job.doer and self.world.works(one, day)]
        if helpers and rng.random() < 0.85:
            return rng.choice(helpers)
        return job.work.manager if job.work.manager is not job.doer else None

    def _cry(self, job: Job, mate: Mate, day: date, rng: Random) -> None:
        say(self.world, job, mate, clock(day, 11, 25), rng.choice(names.QUESTIONS), Comment.Kind.COMMENT)

    def _unblock(self, job: Job, mate: Mate, day: date) -> None:
        helper = self._helper(job, job.stuck_since or day)
        if helper is None:
            return
        rng = self.world.rng(f"unblock {job.work.order.key} {job.row.name}")
        unasked = helper.name in self.world.carriers.helpers
        words = rng.choice(names.UNBLOCKS if unasked else names.ANSWERS).format(name=mate.name.split()[0])
        kind = Comment.Kind.UNBLOCK if unasked else Comment.Kind.ANSWER
        say(self.world, job, helper, clock(day, 9, 50), words, kind, helped=mate)

    def _begin(self, job: Job, mate: Mate, day: date) -> None:
        if job.started is not None:
            return
        job.started = day
        if self.ahead:
            self.expected_start[job] = day
            return
        moment = clock(day, 9, 5 + len(job.row.name) % 40)
        self.world.chronicle.put(
            "started", job.row, by=self.world.by(mate), at=moment, status=Task.Status.DOING, started_at=moment
        )

    def _re_estimate(self, job: Job, mate: Mate, day: date) -> None:
        if self.ahead or job.re_estimated or job.estimate is None:
            return
        if job.spent < 0.8 * job.estimate or job.truth < 1.35 * job.estimate:
            return
        job.re_estimated = True
        rng = self.world.rng(f"again {job.work.order.key} {job.row.name}")
        if rng.random() < 0.45:
            return
        believed = max(natural(job.truth * rng.uniform(0.85, 1.05)), natural(job.spent + 2))
        row = Estimate(task=job.row, likely=Decimal(f"{believed}"), on=day)
        job.row.version += 1
        job.estimates.append(
            self.world.chronicle.add("made", row, by=self.world.by(mate), at=clock(day, 16, 35))
        )

    def _finish(self, job: Job, mate: Mate, day: date) -> None:
        job.finished = day
        mate.load -= job.truth
        if self.ahead:
            return
        moment = clock(day, 17, len(job.row.name) % 30)
        self.world.chronicle.put(
            "finished",
            job.row,
            by=self.world.by(mate),
            at=moment,
            status=Task.Status.DONE,
            finished_at=moment,
        )
        self.finishing.append((job, mate))

    def _ends_today(self, day: date) -> None:
        if self.ahead:
            return
        for work in self.works:
            if work.ended is None and self._ends(work) and work.jobs and not any(work.open()):
                work.ended = day
                moment = clock(day, 18, 5)
                self.world.chronicle.put(
                    "ended",
                    work.row,
                    by=self.world.by(work.manager),
                    at=moment,
                    ended_on=day,
                    ending=Project.Ending.DONE,
                )

    def _ends(self, work: Work) -> bool:
        return work.order.template not in MONTHLY

    # -- hours -------------------------------------------------------------------------------------------

    def _note_hours(self, mate: Mate, done: list[tuple[Job | None, Work, float]], day: date) -> None:
        """Her day sheet: what she did, unless she forgets it; what was forgotten is half the time assumed later. The
        last one still waits for her yes."""
        asked = self._between(mate, day)
        for _, work, hours in done:
            self.lived.append(Lived(mate, day, hours, work))
        for asked_by, hours, _ in asked:
            self.lived.append(Lived(mate, day, hours, asked_by, _is_for_people(mate, asked_by)))
        week = (mate.name, (day - self.world.first).days // 7)
        if week not in self.assumed_weeks:
            rng = self.world.rng(f"sheet {week}")
            forgets = mate.forgets and rng.random() < 0.6
            self.assumed_weeks[week] = rng.choice(("missing", "assumed")) if forgets else "noted"
        how = self.assumed_weeks[week]
        may_still_be_given = how == "assumed" and day >= self.world.today - OPEN_FOR
        if how == "missing" or may_still_be_given or day >= self.world.not_given:
            return
        source = TimeEntry.Source.CONFIRMED if how == "noted" else TimeEntry.Source.ASSUMED
        by = self.world.by(mate) if how == "noted" else self.world.house
        at = clock(day, 17.5, len(mate.name)) if how == "noted" else clock(day, 18, 40)
        doing = _doing(mate)
        for job, work, hours in done:
            self._entry(mate, day, hours, work, job, source, doing, by, at)
        for asked_by, hours, act in asked:
            self._entry(mate, day, hours, asked_by, None, source, act, by, at)
        if day >= self.world.today - SHEETS_SINCE:
            self._sheet(mate, day, how, by, at)

    def _sheet(self, mate: Mate, day: date, how: str, by: Account, at: datetime) -> None:
        """That the day was given, or assumed by the house once its time was over."""
        of_the_day = takewhile(lambda one: one.on == day, reversed(self.lived))
        hours = sum(one.hours for one in of_the_day if one.who is mate)
        row = DaySheet(person=mate.row, on=day, hours=Decimal(f"{hours:.2f}"), assumed=how == "assumed")
        self.world.chronicle.add("confirmed" if how == "noted" else "assumed", row, by=by, at=at)

    def _between(self, mate: Mate, day: date) -> list[tuple[Work | None, float, str]]:
        """What fills the rest of the day: managers steer, leaders lead, makers answer small requests."""
        rng = self.world.rng(f"between {mate.name} {day}")
        running = [work for work in self.works if work.is_running and work.order.template not in MONTHLY]
        mine = [work for work in running if work.manager is mate]
        house = next(work for work in self.works if work.order.key == "house")
        act = TimeEntry.Act
        if mate.craft is Craft.MANAGER and mine:
            chosen = rng.sample(mine, min(2, len(mine)))
            return [(work, rng.choice((1.0, 1.5, 2.0, 2.5)), act.MANAGE) for work in chosen]
        if mate.craft is Craft.OWNER:
            client = rng.choice(running) if running else house
            return [(client, rng.choice((1.5, 2.5)), act.LEAD), (house, rng.choice((1.0, 2.0)), act.KEEP)]
        if mate.craft is Craft.PEOPLE:
            return [(None, rng.choice((2.0, 3.0)), act.LEAD), (house, 2.0, act.KEEP)]
        if mate.craft is Craft.OFFICE:
            return [(house, rng.choice((3.0, 4.0)), act.KEEP)]
        if rng.random() < 0.25:
            chance = rng.random()
            small = (
                self.today_done[mate.name][0][1] if self.today_done.get(mate.name) and chance < 0.7 else None
            )
            return [(small, rng.choice((0.5, 1.0, 1.5)), act.MAKE if chance < 0.9 else act.GROW)]
        return []

    def _entry(
        self,
        mate: Mate,
        day: date,
        hours: float,
        work: Work | None,
        job: Job | None,
        source: str,
        act: str,
        by: Account,
        at: datetime,
    ) -> None:
        people_time = _is_for_people(mate, work)
        row = TimeEntry(
            person=mate.row,
            on=day,
            hours=Decimal(f"{hours:g}"),
            task=job.row if job else None,
            project=work.row if work else None,
            source=TimeEntry.Source.UNPLACED if work is None and not people_time else source,
            act=act,
            people_time=people_time,
        )
        self.world.chronicle.add("recorded", row, by=by, at=at)

    # -- weeks -------------------------------------------------------------------------------------------

    def _agree_week(self, day: date) -> None:
        """What each means to do this week, by project, as the manager would read it off the agreed plan."""
        monday = monday_of(day)
        at = clock(day, 9, 20)
        for mate in self.world.mates.values():
            hours = self._meant(mate, monday)
            if not hours:
                continue
            row = WeekAgreed(person=mate.row, monday=monday)
            self.world.chronicle.add("agreed", row, by=self.world.house, at=at)
            self.world.chronicle.before_writing(WeekAgreed, _fill(row, hours))

    def _meant(self, mate: Mate, monday: date) -> dict[Work, float]:
        days = sum(self.world.works(mate, monday + timedelta(days=one)) for one in range(5))
        rest = days * _for_tasks(mate)
        hours: dict[Work, float] = defaultdict(float)
        mine = [
            job
            for work in self.works
            for job in work.open()
            if job.doer is mate and not job.is_wait and _may_start(job, monday + timedelta(days=4))
        ]
        mine.sort(
            key=lambda job: (
                not job.is_ready,
                job.started is None,
                not job.work.is_ours,
                job.row.place,
            )
        )
        for job in mine[:6]:
            believed = max(1.0, float(job.estimates[-1].likely if job.estimates else 8) - job.spent)
            part = min(rest, believed, 14.0)
            if part >= 1:
                hours[job.work] += round(part * 2) / 2
                rest -= part
        return hours


def _may_start(job: Job, day: date) -> bool:
    return day > job.row.added_on and (job.not_before is None or day >= job.not_before)


def _for_tasks(mate: Mate) -> float:
    """Hours of a day she has for tasks."""
    return MAKING * float(mate.who.share) / 0.75


def _is_for_people(mate: Mate, work: Work | None) -> bool:
    """What belongs to no work is, for those who lead people, time with them."""
    return work is None and mate.craft is Craft.PEOPLE


def _doing(mate: Mate) -> str:
    if mate.craft in (Craft.OWNER, Craft.PEOPLE):
        return TimeEntry.Act.LEAD
    return TimeEntry.Act.MANAGE if mate.craft in (Craft.MANAGER, Craft.DIRECTOR) else TimeEntry.Act.MAKE


def _fill(row: WeekAgreed, hours: dict[Work, float]) -> Callable[[], None]:
    def fill() -> None:
        row.lines = [
            {"project": work.row.pk, "hours": spent, "reach": _reach(work)} for work, spent in hours.items()
        ]

    return fill


def _reach(work: Work) -> str:
    """How soon its hours would be missed, by the goal it serves most."""
    most = max(work.serves, key=lambda link: link.share, default=None)
    found = reach(ProjectKind(work.order.kind), work.row.opened_on, most.goal_date_then if most else None)
    return found.value if found else ""

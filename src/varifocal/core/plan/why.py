"""Why a task stands where it stands: what holds it, link by link back to now, and what would bring it forward."""

from __future__ import annotations

from collections.abc import Iterator

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.generate import Spot, place_beside
from varifocal.core.plan.instance import Work, others_able
from varifocal.core.plan.make import instance_for
from varifocal.core.plan.values import BY_TASKS, Explanation, HoldKind, Link, Placed, Plan, Remedy
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.core.portfolio import Portfolio, Task
from varifocal.core.values import level_text

LONGEST_CHAIN = 40
"""Links followed back; a chain that is longer helps nobody."""

DEEPEST_REMEDY = 4
"""Links of the chain in which remedies are looked for."""

MOST_REMEDIES = 6
MOST_PEOPLE = 8
"""Other people tried for one task."""

BEST_PEOPLE = 2
"""Other people named for one task."""

LEAST_DAYS = 0.25
"""What brings less is no remedy."""


def explain(portfolio: Portfolio, plan: Plan, task_id: int) -> Explanation:
    """Why a task stands where it stands in a plan, and what would bring it forward, the best first.

    A remedy's days are those by which the task would start earlier, the remedy taken, the links between placed
    again and all other work left where it is. Raises KeyError for a task the plan does not know.
    """
    return Explainer(portfolio, plan).explain(task_id)


class Explainer:
    """Explains any task of one plan; making it costs far more than asking it."""

    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.plan = plan
        self.instance = instance_for(portfolio, plan)
        self.portfolio = self.instance.portfolio
        self.spots = {
            task: Spot(placed.people, placed.start, placed.finish, placed.hold, placed.pieces, placed.mode)
            for task, placed in plan.placed.items()
        }

    def explain(self, task_id: int) -> Explanation:
        """The same as the function `explain`, for its plan."""
        if task_id in self.plan.unplanned:
            remedies = tuple(self._for_the_unplaced(task_id))
            return Explanation(task_id, self.plan.unplanned[task_id], remedies=remedies)
        return self._explained(self.plan.placed[task_id])

    def _explained(self, placed: Placed) -> Explanation:
        tasks = self._chain(placed)
        chain = tuple(self._link(each) for each in tasks)
        sentence = chain[0].sentence
        if len(chain) > 1:
            sentence += f" At the root: {chain[-1].sentence}"
        best: dict[str, Remedy] = {}
        for remedy in self._remedies(tasks):
            if remedy.days >= LEAST_DAYS:
                best.setdefault(remedy.sentence, remedy)
        ranked = sorted(best.values(), key=lambda remedy: -remedy.days)  # of equals the nearest first
        return Explanation(placed.task, sentence, chain, tuple(ranked[:MOST_REMEDIES]))

    def _chain(self, placed: Placed) -> list[Placed]:
        """The task, what holds it, what holds that, back to what nothing else holds."""
        chain = [placed]
        seen = {placed.task}
        while len(chain) < LONGEST_CHAIN and chain[-1].hold.kind in BY_TASKS:
            before = self.plan.placed.get(chain[-1].hold.id)
            if before is None or before.task in seen:
                break
            seen.add(before.task)
            chain.append(before)
        return chain

    # -- what holds it ------------------------------------------------------------------------------------

    def _link(self, placed: Placed) -> Link:
        before = self.plan.placed.get(placed.hold.id) if placed.hold.kind in BY_TASKS else None
        since = self.plan.moment(before.start if before else 0)
        until = self.plan.moment(_goes_on(placed, before) if before else placed.start)
        return Link(placed.task, placed.hold, min(since, until), until, self._says(placed))

    def _says(self, placed: Placed) -> str:
        name, start = self._name(placed.task), self._day(placed.start)
        asked = self.portfolio.task[placed.task]
        match placed.hold.kind:
            case HoldKind.RELEASE:
                return f"{name} may not begin before {day_text(asked.release, self.instance.today)}."
            case HoldKind.PIN:
                return f"{name} is pinned to {day_text(asked.pinned_start, self.instance.today)}."
            case HoldKind.LAG:
                return f"{name} starts on {start}: until then time must pass after what it waited for, which is done."
            case HoldKind.CALENDAR:
                return f"{name} starts on {start}, when {self._person(placed.hold.id)} has time for it."
            case HoldKind.SKILL:
                skill = self.portfolio.skills.get(placed.hold.id, "the skill")
                return f"{name} starts on {start}, when enough people with {skill} are there together."
            case HoldKind.OUTAGE:
                return f"{name} starts on {start}: {self._out(placed)}."
            case HoldKind.NOW:
                return f"{name} is held by nothing: it is next."
        other = self._name(placed.hold.id)
        until = self._last_day(self.plan.placed[placed.hold.id])
        if placed.hold.kind == HoldKind.QUEUE:
            shared = set(placed.people) & set(self.plan.placed[placed.hold.id].people)
            who = self._person(min(shared)) if shared else "Somebody"
            if (
                _goes_on(placed, self.plan.placed[placed.hold.id]) > placed.start
            ):  # begun while the other had to wait
                begun = "continues" if asked.started else "starts"
                return f"{name} {begun} on {start} and is put aside: {who} does {other} then, until {until}."
            return f"{name} starts on {start}: {who} does {other} first, until {until}."
        if placed.hold.kind == HoldKind.EQUIPMENT:
            return f"{name} starts on {start}: {self._shared(placed)} is in use for {other} first, until {until}."
        if placed.hold.kind == HoldKind.WAIT:
            return f"{name} waits for an answer, {other}, expected on {until}."
        return f"{name} waits for {other}, which is done on {until}."

    # -- what would bring it forward ----------------------------------------------------------------------

    def _remedies(self, chain: list[Placed]) -> Iterator[Remedy]:
        for depth, placed in enumerate(chain[:DEEPEST_REMEDY]):
            work = self.instance.works[placed.task]
            between = chain[:depth]
            yield from self._without_dates(placed, work, between)
            if work.length is not None:
                yield from self._sooner_answer(placed, work, between)
            elif not work.started:
                yield from self._others(placed, work, between)
                yield from self._before_another(placed, work, between)
                yield from self._one_more(placed, work, between)

    def _others(self, placed: Placed, work: Work, between: list[Placed]) -> Iterator[Remedy]:
        """Somebody else who is qualified does it."""
        if len(placed.people) != 1 or work.pinned:
            return
        gains = []
        for person in others_able(self.portfolio, placed.task, placed.people[0])[:MOST_PEOPLE]:
            gains.append((self._gain(placed, work._replace(people=(person,)), between), person))
        own = self._person(placed.people[0])
        for days, person in sorted(gains, key=lambda gain: -gain[0])[:BEST_PEOPLE]:
            task, name = self._name(placed.task), self._person(person)
            yield Remedy(
                f"Give {task} to {name} instead of {own}: {self._earlier(days, between)}.", days, person
            )

    def _before_another(self, placed: Placed, work: Work, between: list[Placed]) -> Iterator[Remedy]:
        """It goes before the task that its person does first, or for which the equipment is used first."""
        first = self.plan.placed.get(placed.hold.id)
        if (
            placed.hold.kind not in (HoldKind.QUEUE, HoldKind.EQUIPMENT)
            or first is None
            or self.instance.works[first.task].started
        ):
            return
        other = self.instance.works[first.task]._replace(people=first.people)
        days = self._gain(placed, work._replace(people=placed.people), between, after=other)
        name, ahead = self._name(placed.task), self._name(first.task)
        if placed.hold.kind == HoldKind.EQUIPMENT:
            what = f"Use {self._shared(placed)} for {name} before {ahead}"
        else:
            who = self._person(min(set(first.people) & set(placed.people), default=placed.people[0]))
            what = f"Let {who} do {name} before {ahead}"
        yield Remedy(f"{what}: {self._earlier(days, between)}.", days)

    def _for_the_unplaced(self, task: int) -> Iterator[Remedy]:
        """What it waits for, whose turn is first; the day it is kept from; who comes nearest to what nobody can do."""
        asked, today = self.portfolio.task[task], self.instance.today
        for tie in self.portfolio.dependencies:
            if tie.after == task and tie.before in self.plan.unplanned:
                yield Remedy(f"Find a place for {self._name(tie.before)} first.", 0.0)
        horizon = self.plan.moment(self.plan.horizon).date()
        if asked.pinned_start is not None and asked.pinned_start > horizon:
            yield Remedy(f"Give up that it is pinned to {day_text(asked.pinned_start, today)}.", 0.0)
        if asked.release is not None and asked.release > horizon:
            yield Remedy(f"Let it begin before {day_text(asked.release, today)}.", 0.0)
        yield from _for_what_nobody_can(self.portfolio, asked)

    def _one_more(self, placed: Placed, work: Work, between: list[Placed]) -> Iterator[Remedy]:
        """There is one more of the equipment it waits for."""
        if placed.hold.kind not in (HoldKind.EQUIPMENT, HoldKind.OUTAGE):
            return
        days = self._gain(placed, work._replace(people=placed.people, uses=()), between)
        yield Remedy(f"Get one more of {self._shared(placed)}: {self._earlier(days, between)}.", days)

    def _out(self, placed: Placed) -> str:
        """What is said of the outage a task waits for: the last of its equipment that is over by then."""
        equipment, today = self.portfolio.equipment_by_id[placed.hold.id], self.instance.today
        over = (out for out in equipment.out if self.instance.time.due(out.last) <= placed.start)
        out = max(over, key=lambda each: each.last)
        those = "" if out.count >= equipment.count else f"{out.count} of "
        verb = "are" if 1 < out.count < equipment.count else "is"
        return f"{those}{equipment.name} {verb} out of service until {day_text(out.last, today)}"

    def _shared(self, placed: Placed) -> str:
        """The equipment for which a task waits."""
        if placed.hold.kind == HoldKind.OUTAGE:
            return self.portfolio.equipment_by_id[placed.hold.id].name
        used = (self.portfolio.task[each].uses for each in (placed.task, placed.hold.id))
        mine, theirs = ({use.equipment for use in uses} for uses in used)
        shared = self.portfolio.equipment_by_id.get(min(mine & theirs, default=0))
        return shared.name if shared else "the equipment"

    def _without_dates(self, placed: Placed, work: Work, between: list[Placed]) -> Iterator[Remedy]:
        """Its release date or the date it is pinned to is given up."""
        if placed.hold.kind not in (HoldKind.RELEASE, HoldKind.PIN):
            return
        days = self._gain(placed, work._replace(people=placed.people, earliest=0), between)
        what = "release date" if placed.hold.kind == HoldKind.RELEASE else "pinned date"
        yield Remedy(
            f"Give up the {what} of {self._name(placed.task)}: {self._earlier(days, between)}.", days
        )

    def _sooner_answer(self, placed: Placed, work: Work, between: list[Placed]) -> Iterator[Remedy]:
        """An outside party answers within a day."""
        if not between or (work.length or 0) <= QUARTERS_PER_DAY:
            return
        days = self._gain(placed, work._replace(length=QUARTERS_PER_DAY), between)
        yield Remedy(
            f"Get the answer, {self._name(placed.task)}, within a day: {self._earlier(days, between)}.", days
        )

    def _gain(self, placed: Placed, changed: Work, between: list[Placed], after: Work | None = None) -> float:
        """Days by which the explained task starts earlier, where it does not finish later."""
        again = [changed]
        again += [self.instance.works[each.task]._replace(people=each.people) for each in reversed(between)]
        again += [after] if after else []
        gone = {work.id for work in again}
        if not self.instance.works[(between[0] if between else placed).task].tentative:
            gone |= self.portfolio.tentative  # it would give way
        fixed = {task: spot for task, spot in self.spots.items() if task not in gone}
        spots = place_beside(self.instance, fixed, again)
        if spots is None:
            return 0.0
        explained = between[0] if between else placed
        spot = spots[len(between)]
        return (explained.start - spot.start) / QUARTERS_PER_DAY if spot.finish <= explained.finish else 0.0

    def _earlier(self, days: float, between: list[Placed]) -> str:
        subject = f"{self._name(between[0].task)} starts" if between else "it starts"
        return f"{subject} {days_text(days)} earlier"

    def _name(self, task: int) -> str:
        asked = self.portfolio.task.get(task)
        return quoted(asked.name) if asked else f"task {task}"

    def _person(self, person: int) -> str:
        return self.portfolio.person[person].name if person in self.portfolio.person else f"person {person}"

    def _day(self, quarter: int) -> str:
        return day_text(self.instance.day(quarter), self.instance.today)

    def _last_day(self, placed: Placed) -> str:
        return self._day(placed.finish - 1 if placed.finish > placed.start else placed.finish)


def _for_what_nobody_can(portfolio: Portfolio, asked: Task) -> Iterator[Remedy]:
    """Who comes nearest to a skill too few have, or what else could be asked."""
    for demand in asked.demands:
        skill, levels = portfolio.skills.get(demand.skill, "the skill"), portfolio.levels
        able = sum(1 for each in portfolio.people if each.skills.get(demand.skill, 0) >= demand.level)
        if able >= demand.count:
            continue
        below = [each for each in portfolio.people if 0 < each.skills.get(demand.skill, 0) < demand.level]
        for person in sorted(below, key=lambda each: (-each.skills[demand.skill], each.id))[:3]:
            level = level_text(person.skills[demand.skill], levels)
            yield Remedy(
                f"{person.name} has {skill} at {level}; ask for that, or let somebody help.", 0.0, person.id
            )
        if able:
            yield Remedy(f"Ask for {able} with {skill} instead of {demand.count}.", 0.0)
        elif not below:
            yield Remedy(f"Say who has {skill}, or ask for another skill.", 0.0)


def _goes_on(placed: Placed, before: Placed) -> int:
    """When a task that was begun and put aside for another goes on after it; its start where it was not."""
    return next((since for since, _ in placed.stretches if since >= before.finish), placed.start)

"""Proofs by OR-Tools' CP-SAT: the one module of the house that loads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from varifocal.core.plan.published.values import Instance, Schedule
from varifocal.core.plan.search.apart import one_at_a_time
from varifocal.core.plan.search.bounds import heads, tails
from varifocal.core.plan.search.values import Status

PARTS_A_SECOND = 40_000
"""So many modes and choices of people are built in a second; where they take more than half of the time, it is left."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What CP-SAT found: a schedule better than the one given, or none; and a bound on all schedules."""

    status: Status
    schedule: Schedule | None
    lower_bound: int


class Model:
    """The whole problem for CP-SAT: intervals by mode, cumulative capacity, people who do one task at a time."""

    def __init__(self, instance: Instance, horizon: int) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        ahead, behind = heads(instance), tails(instance)
        self.end = self.model.new_int_var(0, horizon, "end")
        self.modes: list[list[cp_model.IntVar]] = []
        self.starts: list[cp_model.IntVar] = []
        self.spans: list[list[cp_model.IntervalVar]] = []
        self.finishes: list[cp_model.LinearExprT] = []
        self.feasible = all(a + b <= horizon for a, b in zip(ahead, behind, strict=True))
        for number in range(len(instance.tasks)):
            self._task(number, min(ahead[number], horizon), max(horizon - behind[number], 0))
        self._dependencies()
        self._renewable()
        self._consumable()
        self.crew: dict[tuple[int, int], cp_model.IntVar] = {}
        if instance.people:
            self._people()
        self.model.minimize(self.end)

    def _task(self, number: int, earliest: int, latest: int) -> None:
        """One start; in one mode of several its interval is there."""
        ways = self.instance.tasks[number].modes
        model = self.model
        start = model.new_int_var(earliest, max(earliest, latest), f"start {number}")
        self.starts.append(start)
        if len(ways) == 1:
            chosen = [model.new_constant(1)]
            spans = [model.new_fixed_size_interval_var(start, ways[0].duration, f"span {number}")]
            self.finishes.append(start + ways[0].duration)
        else:
            chosen = [model.new_bool_var(f"mode {number}.{mode}") for mode in range(len(ways))]
            model.add_exactly_one(chosen)
            spans = [
                model.new_optional_fixed_size_interval_var(
                    start, way.duration, literal, f"span {number}.{mode}"
                )
                for mode, (way, literal) in enumerate(zip(ways, chosen, strict=True))
            ]
            lengths = [literal * way.duration for way, literal in zip(ways, chosen, strict=True)]
            self.finishes.append(start + cp_model.LinearExpr.sum(lengths))
        self.modes.append(chosen)
        self.spans.append(spans)

    def _dependencies(self) -> None:
        """A task starts when those before it have finished; the end comes after all."""
        for number, task in enumerate(self.instance.tasks):
            for successor in task.successors:
                self.model.add(self.starts[successor] >= self.finishes[number])
            if not task.successors:
                self.model.add(self.end >= self.finishes[number])

    def _renewable(self) -> None:
        """At no moment more is used than there is."""
        for resource, capacity in enumerate(self.instance.renewable):
            used = [
                (span, way.renewable[resource])
                for task, spans in zip(self.instance.tasks, self.spans, strict=True)
                for way, span in zip(task.modes, spans, strict=True)
                if way.renewable[resource] and way.duration
            ]
            if used:
                self.model.add_cumulative([span for span, _ in used], [need for _, need in used], capacity)
        for group in one_at_a_time(self.instance):  # implied, and what proves the hard small ones
            self.model.add_no_overlap([self.spans[number][0] for number in group])

    def _consumable(self) -> None:
        """Over the whole project no more is used up than there is."""
        for resource, capacity in enumerate(self.instance.consumable):
            used = [
                literal * way.consumable[resource]
                for task, chosen in zip(self.instance.tasks, self.modes, strict=True)
                for way, literal in zip(task.modes, chosen, strict=True)
            ]
            self.model.add(cp_model.LinearExpr.sum(used) <= capacity)

    def _people(self) -> None:
        """Each head a task asks for is one person with the skill; nobody does two tasks at once."""
        tasks, people = self.instance.tasks, self.instance.people
        busy: list[list[cp_model.IntervalVar]] = [[] for _ in people]
        for number, task in enumerate(tasks):
            mode = task.modes[0]
            roles: dict[int, list[cp_model.IntVar]] = {}
            for at, demand in enumerate(mode.skills):
                able = [who for who, levels in enumerate(people) if levels[demand.skill] >= demand.level]
                seats = [self.model.new_bool_var(f"role {number}.{at}.{who}") for who in able]
                self.model.add(cp_model.LinearExpr.sum(seats) == demand.count)
                for who, seat in zip(able, seats, strict=True):
                    roles.setdefault(who, []).append(seat)
            for who, seats in sorted(roles.items()):
                literal = seats[0]
                if len(seats) > 1:
                    literal = self.model.new_bool_var(f"who {number}.{who}")
                    self.model.add(cp_model.LinearExpr.sum(seats) == literal)
                self.crew[number, who] = literal
                if mode.duration:
                    busy[who].append(
                        self.model.new_optional_fixed_size_interval_var(
                            self.starts[number], mode.duration, literal, f"work {number}.{who}"
                        )
                    )
        for spans in busy:
            self.model.add_no_overlap(spans)
        self._heads_by_skill()

    def _heads_by_skill(self) -> None:
        """Implied, and strong: people with a skill, and all people, are capacity as well."""
        tasks, people = self.instance.tasks, self.instance.people
        spans = [each[0] for each in self.spans]
        demands = sorted({(demand.skill, demand.level) for task in tasks for demand in task.modes[0].skills})
        for skill, level in demands:
            needs = [
                sum(
                    each.count for each in task.modes[0].skills if each.skill == skill and each.level >= level
                )
                for task in tasks
            ]
            self._implied(spans, needs, sum(levels[skill] >= level for levels in people))
        self._implied(spans, [task.modes[0].heads for task in tasks], len(people))

    def _implied(self, spans: list[cp_model.IntervalVar], needs: list[int], capacity: int) -> None:
        used = [
            (span, need)
            for span, need, task in zip(spans, needs, self.instance.tasks, strict=True)
            if need and task.modes[0].duration
        ]
        if used:
            self.model.add_cumulative([span for span, _ in used], [need for _, need in used], capacity)

    def hint(self, schedule: Schedule) -> None:
        """Begin from a schedule that holds."""
        for number, start in enumerate(self.starts):
            self.model.add_hint(start, schedule.starts[number])
            if len(self.modes[number]) > 1:
                for mode, literal in enumerate(self.modes[number]):
                    self.model.add_hint(literal, int(mode == schedule.modes[number]))
        for (number, who), literal in self.crew.items():
            self.model.add_hint(literal, int(who in schedule.people[number]))


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, heard: Callable[[int], bool], end: cp_model.IntVar) -> None:
        super().__init__()
        self.heard = heard
        self.end = end

    def on_solution_callback(self) -> None:
        if not self.heard(self.value(self.end)):
            self.stop_search()


def prove(
    instance: Instance,
    *,
    below: int | None,
    bound: int,
    left: Callable[[], float],
    seed: int,
    workers: int,
    heard: Callable[[int], bool] | None = None,
) -> Proof:
    """Search exactly for a schedule that ends before `below` (any at all without it), while seconds are `left`.

    Status optimal: the schedule answered is proved best, or, where none is answered, nothing ends before `below`.
    """
    horizon = instance.horizon if below is None else below - 1
    nothing = Proof(Status.INFEASIBLE if below is None else Status.OPTIMAL, None, horizon + 1)
    if horizon < bound:
        return nothing
    choices = sum(len(task.modes[0].skills) for task in instance.tasks) * len(instance.people)
    parts = choices + sum(len(task.modes) for task in instance.tasks)
    if 2 * parts > PARTS_A_SECOND * left():
        return Proof(Status.UNKNOWN, None, bound)
    built = Model(instance, horizon)
    if not built.feasible:
        return nothing
    built.model.add(built.end >= bound)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.001, left())
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed % (1 << 31)
    # without linear relaxations, with all reasoning on unary resources: what proves j30's hard ones soonest
    solver.parameters.linearization_level = 0
    solver.parameters.use_strong_propagation_in_disjunctive = True
    solver.parameters.use_disjunctive_constraint_in_cumulative = True
    solver.parameters.use_hard_precedences_in_cumulative = True
    listener = _Listener(heard, built.end) if heard else None
    status = solver.solve(built.model, listener)
    if status == cp_model.INFEASIBLE:
        return nothing
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    schedule = _schedule(built, solver) if found else None
    lower = max(bound, round(solver.best_objective_bound)) if found else bound
    if not found and status == cp_model.UNKNOWN:
        lower = max(bound, min(horizon + 1, round(solver.best_objective_bound)))
    return Proof(Status.OPTIMAL if status == cp_model.OPTIMAL else Status.UNKNOWN, schedule, lower)


def _schedule(built: Model, solver: cp_model.CpSolver) -> Schedule:
    instance = built.instance
    people: list[list[int]] = [[] for _ in instance.tasks]
    for (number, who), literal in built.crew.items():
        if solver.boolean_value(literal):
            people[number].append(who)
    return Schedule(
        starts=tuple(solver.value(start) for start in built.starts),
        modes=tuple(
            next(mode for mode, literal in enumerate(chosen) if solver.boolean_value(literal))
            for chosen in built.modes
        ),
        people=tuple(tuple(each) for each in people),
    )

"""Projects as a whole run late, and the forecast knows: tried on organizations whose truth is known."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core.forecast.made import MONDAY, portfolio, task, without_growth
from varifocal.core.calendar import office_week
from varifocal.core.forecast import DriverKind, forecast
from varifocal.core.forecast.delays import SHARED, SPREAD, delays
from varifocal.core.forecast.draws import Kind
from varifocal.core.forecast.outlook import IN_PYTHON, _delayed, horizon
from varifocal.core.forecast.scope import extents
from varifocal.core.forecast.simulation import simulate
from varifocal.core.plan import Plan, plan
from varifocal.core.portfolio import Lasted, Person, Portfolio, Project, ProjectKind, TrackRecord
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Range

OWN = ProjectKind.OWN


def house(projects: int) -> Portfolio:
    """Projects of four tasks, each somebody's own."""
    people = tuple(Person(n, f"P{n}", office_week("UTC")) for n in range(1, projects + 1))
    tasks = tuple(
        task(4 * n + part, n, 40.0, estimate=Range(40.0, 28.0, 64.0), people=(n,))
        for n in range(1, projects + 1)
        for part in range(4)
    )
    works = tuple(Project(n, f"Project {n}", kind=OWN) for n in range(1, projects + 1))
    return Portfolio(MONDAY, "UTC", people, works, tasks, (), record=without_growth())


def lived(made: Portfolio, planned: Plan, late: random.Random, bias: float, spread: float) -> list[Lasted]:
    """What each project took in a future of its own, all of it delayed by a cause of its own, and what its tasks
    alone foretold."""
    time = working_time(made, horizon(planned), planned.origin, taken_over=True)
    drawn = simulate(
        made, planned, time, extents(made, planned), seed=late.randrange(1_000), draws=300, progress=None,
        calibration=None, live=IN_PYTHON.live,
    )  # fmt: skip
    found = []
    for number, finish in drawn.finish.items():
        days = finish / 96
        half, most = np.quantile(days, (0.5, 0.8)).tolist()
        took = float(days[number]) * math.exp(late.gauss(bias, spread))
        found.append(Lasted(number, OWN, half, math.log(most / half) / 0.8416, took))
    return found


def held(made: Portfolio, planned: Plan, ended: list[Lasted]) -> float:
    told = forecast(made, planned, draws=300, looks_back=False).projects
    within = []
    for one in ended:
        finish = told[one.project].finish
        assert finish is not None
        within.append(finish.p10 <= planned.origin + timedelta(days=one.took) <= finish.p90)
    return sum(within) / len(within)


@pytest.mark.parametrize(("bias", "spread"), [(0.0, 0.35), (0.3, 0.15)])
def test_80_per_cent_hold_where_whole_projects_run_late(bias: float, spread: float) -> None:
    made = house(60)
    planned = plan(made)
    alone, learned = [], []
    for seed in range(3):
        late = random.Random(seed)
        past = tuple(lived(made, planned, late, bias, spread))
        ended = lived(made, planned, late, bias, spread)
        alone.append(held(made, planned, ended))
        learned.append(held(replace(made, record=replace(made.record, lasted=past)), planned, ended))
    assert sum(alone) / 3 < 0.62, "tasks alone are too sure"
    assert sum(learned) / 3 == pytest.approx(0.8, abs=0.08)


def test_the_factor_is_found_and_what_tasks_explain_is_taken_off() -> None:
    chance = random.Random(1)
    past = tuple(
        Lasted(n, OWN, 20.0, 0.2, 20.0 * math.exp(chance.gauss(0.1, math.hypot(0.2, 0.3))))
        for n in range(400)
    )
    found = delays(TrackRecord(lasted=past))
    assert found.by_kind[OWN] == pytest.approx(0.1, abs=0.05)
    assert found.spread == pytest.approx(0.3, abs=0.05)
    assert "learned from 400" in found.sentence


def test_without_finished_projects_published_ones_stand_in_and_it_says_so() -> None:
    none, two = delays(TrackRecord()), delays(TrackRecord(lasted=(Lasted(1, OWN, 10.0, 0.1, 14.0),) * 2))
    assert (none.spread, none.overall) == (SPREAD, 0.0)
    assert "published projects until five" in two.sentence
    assert 0 < two.overall < math.log(1.4) / 2
    made = portfolio(3)
    assert none.sentence in forecast(made, plan(made), draws=100).sentence


def test_nonsense_is_no_delay() -> None:
    odd = (Lasted(1, OWN, 0.0, 0.1, 9.0), Lasted(2, OWN, 9.0, 0.1, 0.0), Lasted(3, OWN, 1.0, 0.1, 1_000.0))
    assert delays(TrackRecord(lasted=odd)).finished == 0


def test_a_project_that_cannot_begin_yet_is_delayed_from_then_on() -> None:
    far = MONDAY.date() + timedelta(days=200)
    made = house(1)
    later = replace(made, tasks=tuple(replace(one, release=far) for one in made.tasks))
    wide = tuple(Lasted(n, OWN, 20.0, 0.0, 20.0 * (2.0 if n % 2 else 0.5)) for n in range(60))
    narrow, told = (
        forecast(replace(later, record=replace(made.record, lasted=lasted)), plan(later), draws=300)
        .projects[1]
        .finish
        for lasted in (made.record.lasted, wide)
    )
    assert narrow is not None
    assert told is not None
    assert far <= told.p10.date() <= narrow.p10.date()
    assert told.p90 - narrow.p90 < timedelta(days=120), "not a factor of the wait before it"


def test_what_it_costs_in_days_is_said_among_what_moves_it() -> None:
    made = house(2)
    late = tuple(Lasted(n, OWN, 20.0, 0.1, 30.0) for n in range(60))
    told = forecast(replace(made, record=replace(made.record, lasted=late)), plan(made), draws=300)
    (delay,) = [one for one in told.projects[1].drivers if one.kind is DriverKind.DELAY]
    assert delay.days > 5
    assert told.projects[1].alone is not None
    assert told.projects[1].finish is not None
    assert told.projects[1].alone.p80 < told.projects[1].finish.p80


def clients(chance: random.Random, count: int, each: int, spread: float) -> tuple[Lasted, ...]:
    """Finished projects of clients that are late in their own way."""
    late = {client: chance.gauss(0, spread) for client in range(count)}
    return tuple(
        Lasted(n, OWN, 20.0, 0.0, 20.0 * math.exp(late[n % count] + chance.gauss(0, 0.15)), n % count)
        for n in range(count * each)
    )


def test_what_projects_of_a_client_have_in_common_is_learned() -> None:
    past = clients(random.Random(2), 20, 8, 0.3)
    known = delays(TrackRecord(lasted=past))
    assert known.clients.unknown == pytest.approx(0.3**2, rel=0.5)
    for client in range(20):
        own = [math.log(one.took / one.foretold) for one in past if one.company == client]
        off, left = known.clients.of(client)
        assert abs(known.overall + off) < abs(sum(own) / len(own)) + 0.1, "shrunk"
        assert known.overall + off == pytest.approx(sum(own) / len(own), abs=0.08)
        assert 0 < left < known.clients.unknown / 4
    assert known.clients.of(99) == (0.0, known.clients.unknown)
    assert known.clients.of(None) == (0.0, 0.0)


def test_where_clients_have_nothing_in_common_nothing_is_shared() -> None:
    found = [delays(TrackRecord(lasted=clients(random.Random(n), 10, 8, 0.0))) for n in range(20)]
    assert sum(one.clients.unknown / one.spread**2 for one in found) / 20 < 0.1
    assert max(one.clients.unknown / one.spread**2 for one in found) < 0.3


def test_where_no_two_projects_are_of_one_client_a_fifth_is_taken_for_theirs_and_fades_with_pairs() -> None:
    def share(past: tuple[Lasted, ...]) -> float:
        found = delays(TrackRecord(lasted=past))
        return found.clients.unknown / found.spread**2

    past = clients(random.Random(1), 10, 8, 0.0)
    assert share(()) == pytest.approx(SHARED)
    assert share(tuple(replace(one, company=n) for n, one in enumerate(past))) == pytest.approx(SHARED)
    assert share(past) < SHARED / 2


@pytest.mark.parametrize("finished", [0, 12, 200])
def test_what_is_shared_makes_no_project_wider(finished: int) -> None:
    found = delays(TrackRecord(lasted=clients(random.Random(6), 100, 2, 0.2)[:finished]))

    def width(project: Project) -> float:
        table = np.log(found.factor(project).table)
        return float(table.std())

    nobody, new = (Project(1, "A", kind=OWN, company=company, manager=company) for company in (None, 999))
    assert width(new) == pytest.approx(width(nobody), rel=0.1)
    assert sum(weight**2 for *_, weight in found.factor(new).parts) == pytest.approx(1)


def test_before_anything_is_known_two_of_a_client_are_told_to_be_late_together() -> None:
    def together(one: Project, other: Project) -> float:
        first, second = (
            {(kind, key): weight for kind, key, weight in delays(TrackRecord()).factor(each).parts}
            for each in (one, other)
        )
        return sum(weight * second.get(key, 0.0) for key, weight in first.items())

    project = Project(1, "A", kind=OWN, company=7, manager=8)
    nothing = together(project, replace(project, id=2, company=9, manager=10))
    assert together(project, replace(project, id=2, manager=10)) == pytest.approx(nothing + SHARED)
    assert together(project, replace(project, id=2, company=9)) == pytest.approx(nothing + SHARED)
    assert together(project, replace(project, id=2)) == pytest.approx(nothing + 2 * SHARED)


def test_two_projects_of_a_client_nobody_knows_are_late_together() -> None:
    made = house(2)
    past = clients(random.Random(3), 20, 6, 0.4)
    record = replace(made.record, lasted=past)

    def both(one: int, other: int) -> float:
        projects = [
            replace(each, company=client) for each, client in zip(made.projects, (one, other), strict=True)
        ]
        now = replace(made, projects=tuple(projects), record=record)
        planned = plan(now)
        drawn = simulate(
            now, planned, working_time(now, horizon(planned), planned.origin), extents(now, planned), seed=1,
            draws=2_000, progress=None, calibration=None, live=IN_PYTHON.live,
        )  # fmt: skip
        ends = [*_delayed(now, drawn).values()]
        return float(np.corrcoef(ends)[0, 1])

    assert both(90, 90) > both(90, 91) + 0.2


def test_what_nobody_knows_of_the_bias_is_drawn_once_for_all_and_fades_with_what_is_known() -> None:
    def parts(record: TrackRecord) -> dict[Kind, float]:
        factor = delays(record).factor(Project(1, "A", kind=OWN))
        assert sum(weight**2 for *_, weight in factor.parts) == pytest.approx(1)
        return {kind: weight**2 for kind, _, weight in factor.parts}

    none = delays(TrackRecord())
    whole = none.own + none.unsure + none.clients.unknown + none.managers.unknown
    assert whole == pytest.approx(SPREAD**2), "told alone, nothing is wider than the prior"
    few, many = (parts(TrackRecord(lasted=clients(random.Random(4), count, 1, 0.3))) for count in (10, 400))
    assert parts(TrackRecord())[Kind.BIAS] == pytest.approx(0.2)
    assert 0.03 < few[Kind.BIAS] < 0.2
    assert many[Kind.BIAS] < 0.01


def test_projects_that_are_late_together_say_less_of_the_bias_except_of_their_own_client() -> None:
    found = delays(TrackRecord(lasted=clients(random.Random(5), 3, 20, 0.4)))

    def bias(client: int | None) -> float:
        parts = found.factor(Project(1, "A", kind=OWN, company=client)).parts
        own = found.own + found.managers.unknown + (found.clients.unknown if client is None else 0.0)
        whole = own / next(weight**2 for kind, _, weight in parts if kind is Kind.DELAY)
        return whole * next(weight**2 for kind, _, weight in parts if kind is Kind.BIAS)

    assert bias(1) == pytest.approx(found.unsure)
    assert bias(99) == pytest.approx(bias(None)) == pytest.approx(found.unsure + found.clients.unsure)
    assert found.clients.unsure == pytest.approx(found.clients.unknown / 3, rel=0.2), (
        "three clients were seen"
    )


def test_a_task_takes_what_delays_its_project_and_the_last_one_ends_with_it() -> None:
    made = house(2)
    late = tuple(Lasted(n, OWN, 20.0, 0.1, 30.0) for n in range(60))
    before = forecast(made, plan(made), draws=300)
    told = forecast(replace(made, record=replace(made.record, lasted=late)), plan(made), draws=300)
    finish, last = told.projects[1].finish, told.tasks[7]
    assert finish
    assert abs(last.p80 - finish.p80) <= timedelta(days=3)
    assert all(told.tasks[task].p80 > before.tasks[task].p80 for task in before.tasks)
    first, was = told.tasks[4].p80 - MONDAY, before.tasks[4].p80 - MONDAY
    assert first < (last.p80 - MONDAY), "sooner than the last"
    assert first / was == pytest.approx(1.5, abs=0.3)

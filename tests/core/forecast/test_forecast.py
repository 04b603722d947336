"""What will happen to the plan of a small agency, and the laws no forecast may break."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.forecast.made import (
    CHILD,
    GOAL,
    MONDAY,
    STRETCH,
    exactly,
    history,
    portfolio,
    task,
    without_growth,
)
from varifocal.core.calendar import office_week
from varifocal.core.forecast import DriverKind, Forecast, forecast
from varifocal.core.plan import Plan, plan
from varifocal.core.portfolio import (
    Answered,
    Dependency,
    DependencyKind,
    Goal,
    Person,
    Portfolio,
    Project,
    ProjectKind,
    Serves,
    SkillDemand,
    Task,
    TrackRecord,
    Wait,
)
from varifocal.core.values import Range

ANNA, BEN = 1, 2
ACME, SHOWREEL = 11, 12


def agency(*tasks: Task, **more: Any) -> Portfolio:
    week = office_week("UTC")
    projects = more.pop("projects", (Project(ACME, "Acme"), Project(SHOWREEL, "Showreel")))
    people = (Person(ANNA, "Anna", week), Person(BEN, "Ben", week))
    return Portfolio(MONDAY, "UTC", people, projects, tasks, **more)


def seen(portfolio: Portfolio, planned: Plan | None = None, **more: Any) -> Forecast:
    return forecast(portfolio, planned or plan(portfolio), **{"draws": 1_000, **more})


# The plan, lived through


@pytest.mark.parametrize("number", range(30))
def test_where_nothing_is_uncertain_the_plan_comes_true(number: int) -> None:
    made = replace(portfolio(number, exact=True, projects=1), record=without_growth())
    planned = plan(made)
    told = seen(made, planned, draws=20)
    assert set(told.tasks) == set(planned.placed)
    for one in told.tasks.values():
        assert one.p50 == one.p80 == planned.finishes(one.task), made.task[one.task]


@pytest.mark.parametrize("kind", list(DependencyKind))
@pytest.mark.parametrize("lag", [0.0, 6.0, -3.0])
def test_each_kind_of_dependency_holds_as_in_the_plan(kind: DependencyKind, lag: float) -> None:
    made = agency(
        task(1, ACME, 20.0, estimate=exactly(20.0), people=(ANNA,)),
        task(2, ACME, 6.0, estimate=exactly(6.0), people=(BEN,)),
        dependencies=(Dependency(1, 2, kind, lag),),
        record=without_growth(),
    )
    planned = plan(made)
    told = seen(made, planned, draws=10)
    assert {one.p80 for one in told.tasks.values()} == {planned.finishes(1), planned.finishes(2)}


def test_what_is_left_of_a_lag_holds_as_in_the_plan() -> None:
    made = agency(
        task(1, ACME, 4.0, estimate=exactly(4.0), people=(ANNA,), start_lag=10.0),
        task(2, ACME, 4.0, estimate=exactly(4.0), people=(BEN,), finish_lag=30.0),
        record=without_growth(),
    )
    planned = plan(made)
    told = seen(made, planned, draws=10)
    assert [told.tasks[one].p80 for one in (1, 2)] == [planned.finishes(one) for one in (1, 2)]
    assert planned.starts(1) > made.now


def test_who_waits_for_a_client_does_what_comes_next() -> None:
    answer = task(1, ACME, 0.0, wait=Wait(None, 5, 5, 5))
    made = agency(
        answer,
        task(2, ACME, 8.0, estimate=exactly(8.0), people=(ANNA,), rank=0),
        task(3, SHOWREEL, 8.0, estimate=exactly(8.0), people=(ANNA,), rank=1),
        dependencies=(Dependency(1, 2),),
        record=without_growth(),
    )
    told = seen(made)
    assert told.tasks[3].p80 < told.tasks[2].p50


def test_a_wait_whose_answer_is_overdue_is_still_to_come() -> None:
    def told(asked: date | None) -> Forecast:
        return seen(agency(task(1, ACME, 0.0, wait=Wait(None, 1, 3, 10, asked=asked))), draws=4_000)

    fresh, waited, overdue = told(date(2026, 11, 23)), told(date(2026, 11, 20)), told(date(2026, 6, 1))
    assert overdue.tasks[1].p50 > MONDAY
    assert overdue.tasks[1].p50.date() == told(None).tasks[1].p50.date()
    assert MONDAY < waited.tasks[1].p50 < fresh.tasks[1].p50


def test_a_company_that_always_took_long_is_expected_to_take_long() -> None:
    slow = TrackRecord(
        answered=(*(Answered(7, 12.0) for _ in range(12)), *(Answered(8, 2.0) for _ in range(12)))
    )
    asked = [task(n, ACME, 0.0, wait=Wait(n, 1, 3, 6)) for n in (7, 8)]
    told = seen(agency(*asked, record=slow))
    assert (told.tasks[7].p50 - told.tasks[8].p50).days >= 5


def test_an_unplanned_task_has_no_dates_and_its_hours_stay_in_the_project() -> None:
    nobody_can = task(2, ACME, 30.0, demands=(SkillDemand(9),))
    made = agency(task(1, ACME, 40.0, people=(ANNA,)), nobody_can, skills={9: "Fresco"})
    told = seen(made)
    assert 2 not in told.tasks
    assert told.projects[ACME].sentence == "One task has no place yet; its hours come at the end."
    assert told.projects[ACME].hours_left.p50 > 70
    assert told.projects[ACME].finish is not None
    assert told.projects[ACME].finish.p50 > told.tasks[1].p50


def test_no_history_says_so_and_keeps_the_typed_range() -> None:
    made = agency(
        task(1, ACME, 10.0, estimate=Range(10.0, 5.0, 30.0), people=(ANNA,)), record=without_growth()
    )
    told = seen(made, draws=10_000)
    assert told.sentence.startswith("No finished task with a true duration yet: ranges stand as typed")
    left = told.projects[ACME].hours_left
    assert left.p10 == pytest.approx(5.0, rel=0.05)
    assert left.p50 == pytest.approx(10.0, rel=0.05)
    assert left.p90 == pytest.approx(30.0, rel=0.08)


# Laws


def test_the_same_seed_gives_the_same_forecast() -> None:
    made = portfolio(3)
    assert seen(made) == seen(made)
    assert seen(made).projects != seen(made, seed=2).projects


def test_a_project_of_other_people_changes_nothing_of_ours() -> None:
    ours = [task(n, ACME, 6.0, people=(ANNA,)) for n in (1, 2, 3)]
    theirs = [task(n, SHOWREEL, 9.0, people=(BEN,)) for n in (4, 5)]
    alone = seen(agency(*ours, *theirs[:1]))
    beside = seen(agency(*ours, *theirs))
    assert alone.projects[ACME] == beside.projects[ACME]
    assert alone.projects[SHOWREEL] != beside.projects[SHOWREEL]


def test_fewer_draws_tell_about_the_same() -> None:
    made = portfolio(5)
    few, many = seen(made, draws=2_000), seen(made, draws=10_000)
    for project in few.projects:
        assert few.projects[project].chance == pytest.approx(many.projects[project].chance, abs=0.04)


def test_the_chance_of_a_date_grows_with_the_date() -> None:
    tasks = [task(n, ACME, 12.0, people=(ANNA,)) for n in range(1, 6)]
    chances = [
        seen(agency(*tasks, projects=(Project(ACME, "Acme", due=date(2026, 12, day)),))).projects[ACME].chance
        for day in (1, 2, 3, 4, 7, 9, 15)
    ]
    assert chances == sorted(chances, key=lambda chance: chance or 0)
    assert (chances[0] or 0) < (chances[-1] or 0)


@pytest.mark.parametrize("number", range(20))
def test_more_effort_never_raises_a_chance(number: int) -> None:
    made = portfolio(number)
    planned = plan(made)
    before = seen(made, planned)
    harder = random.Random(number).choice([each for each in made.tasks if each.wait is None])
    more = replace(
        harder, estimate=Range(harder.left * 1.7), expected=harder.left * 1.7, left=harder.left * 1.7
    )
    after = seen(replace(made, tasks=tuple(more if each is harder else each for each in made.tasks)), planned)
    for project in made.projects:
        assert (after.projects[project.id].chance or 0) <= (before.projects[project.id].chance or 0)
    for goal in made.goals:
        assert (after.goals[goal.id].chance or 0) <= (before.goals[goal.id].chance or 0)


@pytest.mark.parametrize("number", range(20))
def test_a_longer_wait_never_raises_a_chance(number: int) -> None:
    made = portfolio(number, tasks=24)
    planned = plan(made)
    slower = tuple(
        replace(each, wait=replace(each.wait, high=each.wait.high * 3)) if each.wait else each
        for each in made.tasks
    )
    before, after = seen(made, planned), seen(replace(made, tasks=slower), planned)
    for project in made.projects:
        assert (after.projects[project.id].chance or 0) <= (before.projects[project.id].chance or 0)


@pytest.mark.parametrize("number", range(40))
def test_deleting_an_open_task_never_raises_the_chance_of_its_project(number: int) -> None:
    made = portfolio(number)
    tied = {end for link in made.dependencies for end in (link.before, link.after)}
    free = [each for each in made.tasks if each.wait is None and each.id not in tied and each.release is None]
    if not free:
        free = [made.tasks[-1]]
        made = replace(made, dependencies=())
    gone = random.Random(number).choice(free)
    projects = tuple(
        replace(each, hours_removed=gone.left, removed_from=gone.people) if each.id == gone.project else each
        for each in made.projects
    )
    less = replace(made, projects=projects, tasks=tuple(each for each in made.tasks if each is not gone))
    planned = plan(made)
    rest = tuple(each for each in planned.order if each != gone.id)  # the order agreed for the rest stays
    shorter = replace(planned, order=rest, placed={each: planned.placed[each] for each in rest})
    before, after = (seen(*each).projects[gone.project] for each in ((made, planned), (less, shorter)))
    assert (after.chance or 0) <= (before.chance or 0)
    assert after.covered <= before.covered
    assert after.hours_left.p50 >= before.hours_left.p50 - 0.5


def test_most_finishes_fall_into_the_range_that_holds_four_in_five() -> None:
    chance = random.Random(11)
    biases = {1: 1.5, 2: 0.9, 3: 1.2}
    inside, count = 0, 0
    for number in range(90):
        made = replace(
            portfolio(number, tasks=16), record=without_growth(TrackRecord(history(biases, 0.4, chance)))
        )
        planned = plan(made)
        told = seen(made, planned, draws=500)
        true = seen(_as_it_came(made, biases, chance), planned, draws=1)
        for project, one in told.projects.items():
            came = true.projects[project].finish
            if one.finish is not None and came is not None:
                count += 1
                inside += one.finish.p10 <= came.p50 <= one.finish.p90
    assert count > 150
    assert 0.72 <= inside / count <= 0.9


def _as_it_came(made: Portfolio, biases: dict[int, float], chance: random.Random) -> Portfolio:
    """The same portfolio with the efforts it truly took, and answers when they truly came."""
    tasks = []
    for each in made.tasks:
        if each.wait is not None:
            score = chance.gauss(0, 1) / 1.2816
            days = each.wait.likely * (2 if score < 0 else 3) ** score
            tasks.append(replace(each, wait=Wait(None, days, days, days)))
            continue
        usual = sum(biases[person] for person in each.people) / len(each.people)
        hours = each.left * usual * chance.lognormvariate(0, 0.4)
        tasks.append(replace(each, estimate=exactly(hours), expected=hours, left=hours))
    return replace(made, tasks=tuple(tasks), record=without_growth())


# Projects and goals


def test_under_half_planned_a_sentence_stands_instead_of_a_chance() -> None:
    projects = (Project(ACME, "Acme", due=date(2027, 3, 1), hours_alike=100.0),)
    told = seen(agency(task(1, ACME, 20.0, people=(ANNA,)), projects=projects)).projects[ACME]
    assert (told.chance, told.finish, told.curve) == (None, None, ())
    assert told.sentence == "A fifth of it is planned; a chance needs more to stand on."
    assert told.covered == pytest.approx(0.2)
    assert told.hours_left.p50 == pytest.approx(100, rel=0.15)


def test_a_project_at_its_end_grows_no_more() -> None:
    def left(spent: float) -> float:
        project = Project(ACME, "Acme", hours_alike=100.0, hours_spent=spent)
        return (
            seen(agency(task(1, ACME, 5.0, people=(ANNA,)), projects=(project,)))
            .projects[ACME]
            .hours_left.p80
        )

    assert left(0.0) > 80
    assert left(95.0) < 15


def test_what_somebody_who_leaves_has_not_finished_is_taken_over() -> None:
    """Her own task slips past her last day in some draws, and her share of what nobody planned in all."""
    anna = Person(ANNA, "Anna", office_week("UTC"), left=date(2026, 12, 4))
    ben = Person(BEN, "Ben", office_week("UTC"))
    works = (task(1, ACME, 60.0, people=(ANNA,)), task(2, ACME, 150.0, people=(BEN,)))
    project = Project(ACME, "Acme", hours_alike=260.0, due=date(2027, 2, 26))
    stays = agency(*works, projects=(project,))
    told, without = seen(replace(stays, people=(anna, ben))), seen(stays)
    finish, other = told.projects[ACME].finish, without.projects[ACME].finish
    assert finish is not None
    assert other is not None
    assert finish.p90 < datetime(2027, 3, 31, tzinfo=UTC)
    assert told.projects[ACME].chance == pytest.approx(without.projects[ACME].chance, abs=0.05)


def test_a_budget_has_a_chance_of_its_own() -> None:
    def chance(budget: float) -> float | None:
        project = Project(ACME, "Acme", hours_budget=budget, hours_spent=10.0)
        return (
            seen(agency(task(1, ACME, 40.0, people=(ANNA,)), projects=(project,)))
            .projects[ACME]
            .budget_chance
        )

    assert (chance(30.0) or 0) < 0.2 < 0.8 < (chance(140.0) or 0)


def test_a_project_in_which_nothing_is_open_asks_to_be_closed() -> None:
    told = seen(agency(projects=(Project(ACME, "Acme", due=date(2027, 3, 1), hours_spent=50.0),)))
    assert told.projects[ACME].sentence == "Nothing is open in it: close it, or plan what is still to do."


def test_standing_work_has_no_end_and_holds_up_no_goal() -> None:
    keeping = Project(ACME, "Keeping the house", ProjectKind.STANDING, serves=(Serves(GOAL, 1.0),))
    showreel = Project(SHOWREEL, "Showreel", serves=(Serves(GOAL, 1.0),))
    works = (task(1, ACME, 400.0, people=(ANNA,)), task(2, SHOWREEL, 8.0, people=(BEN,)))
    goal = Goal(GOAL, "Ten clients", target=date(2026, 12, 18))
    told = seen(agency(*works, projects=(keeping, showreel), goals=(goal,)))
    assert told.projects[ACME].chance is None
    assert (told.goals[GOAL].chance or 0) > 0.95


def test_a_goal_is_reached_when_all_that_serves_it_is_finished() -> None:
    made = portfolio(2)
    told = seen(made)
    goal = told.goals[GOAL]
    ends = [
        seen(replace(made, projects=tuple(replace(each, due=date(2027, 1, 8)) for each in made.projects)))
        .projects[project.id]
        .chance
        or 0
        for project in made.projects
    ]
    assert goal.chance is not None
    assert goal.chance <= min(ends)
    assert goal.chance >= sum(ends) - len(ends) + 1 - 1e-9
    assert goal.hours_left.p50 == pytest.approx(
        sum(each.hours_left.p50 for each in told.projects.values()), rel=0.1
    )


def test_a_stretch_goal_below_does_not_count() -> None:
    made = portfolio(2)
    stretched = replace(made.projects[1], serves=(Serves(STRETCH, 1.0),))
    told = seen(replace(made, projects=(made.projects[0], stretched), goals=(made.goals[0], made.goals[2])))
    alone = seen(
        replace(made, projects=(made.projects[0], replace(stretched, serves=())), goals=made.goals[:1])
    )
    assert told.goals[GOAL].chance == alone.goals[GOAL].chance
    assert told.goals[STRETCH].chance is not None


def test_a_goal_with_nothing_under_it_says_so() -> None:
    made = portfolio(2)
    goals = (made.goals[0], Goal(CHILD, "A school", parent=GOAL, target=date(2026, 12, 18)))
    ours = tuple(replace(each, serves=(Serves(GOAL, 1.0),)) for each in made.projects)
    told = seen(replace(made, projects=ours, goals=goals))
    assert told.goals[CHILD].sentence == "Nothing under it yet."
    assert told.goals[CHILD].chance is None
    assert told.goals[GOAL].chance is None
    assert told.goals[GOAL].sentence == (
        "“A school” has nothing under it yet; a chance needs work to stand on."
    )
    assert 0.5 < told.goals[GOAL].covered < 1


def test_the_curve_rises_and_says_at_the_due_date_what_the_chance_says() -> None:
    for one in seen(portfolio(4)).projects.values():
        assert 5 <= len(one.curve) <= 36
        shares = [share for _, share in one.curve]
        assert shares == sorted(shares)
        assert shares[0] < 0.1
        assert shares[-1] > 0.9
        due = next(each.due for each in portfolio(4).projects if each.id == one.project)
        at_due = dict(one.curve).get(due)
        assert at_due is None or at_due == one.chance


def test_the_curve_crosses_a_half_and_four_fifths_on_the_days_that_are_said() -> None:
    for told in (seen(portfolio(4)), seen(portfolio(9))):
        for one in (*told.projects.values(), *told.goals.values()):
            if one.finish is None:
                continue
            for level, moment in ((0.5, one.finish.p50), (0.8, one.finish.p80)):
                crossed = next(day for day, share in one.curve if share >= level)
                assert crossed == moment.astimezone(UTC).date()


# What moves it


def test_the_answer_that_varies_most_is_named_and_no_person_ever() -> None:
    asked = task(1, ACME, 0.0, wait=Wait(None, 1, 10, 60))
    made = agency(
        asked,
        task(2, ACME, 4.0, people=(ANNA,)),
        dependencies=(Dependency(1, 2, DependencyKind.FINISH_START),),
        projects=(Project(ACME, "Acme", due=date(2026, 12, 10)),),
    )
    first = seen(made).projects[ACME].drivers[0]
    assert (first.kind, first.id) == (DriverKind.WAIT, 1)
    assert first.sentence.startswith("The answer to “Task 1” moves it by about")
    for number in range(8):
        told = seen(portfolio(number))
        said = [
            each.sentence for one in (*told.projects.values(), *told.goals.values()) for each in one.drivers
        ]
        assert not [each for each in said if any(name in each for name in ("Anna", "Ben", "Cem"))]


def test_two_tasks_that_need_the_same_skill_are_said_to_meet() -> None:
    copy = (SkillDemand(1),)
    made = agency(
        task(1, SHOWREEL, 24.0, people=(ANNA,), rank=0, demands=copy),
        task(2, ACME, 8.0, people=(ANNA,), rank=1, demands=copy),
        skills={1: "Copy"},
    )
    queue = next(each for each in seen(made).projects[ACME].drivers if each.kind is DriverKind.QUEUE)
    assert queue.sentence == (
        "“Task 1” and “Task 2” both need Copy and meet in the week of 23 November 2026: 3 days of waiting."
    )


def test_an_empty_portfolio_has_an_empty_forecast() -> None:
    told = seen(agency(projects=()))
    assert (told.tasks, told.projects, told.goals) == ({}, {}, {})


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    made = portfolio(1)
    seen(made, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (len(made.tasks), len(made.tasks))
    assert datetime(2026, 11, 23, 8, tzinfo=UTC) == MONDAY


def test_what_all_draws_saw_is_not_sure_but_what_is_over_is() -> None:
    """Where nothing is uncertain a chance is none or all; else it never is, though every draw says so."""

    def chances(estimate: Range, due: date) -> set[float | None]:
        made = agency(
            task(1, ACME, 8.0, people=(ANNA,), estimate=estimate, due=due),
            projects=(Project(ACME, "Acme", due=due),),
        )
        told = seen(made)
        return {told.tasks[1].chance, told.projects[ACME].chance}

    nearly = chances(Range(8.0, 4.0, 12.0), date(2027, 11, 1))
    assert all(one is not None and 0.99 < one < 1.0 for one in nearly)
    assert chances(Range(8.0, 4.0, 12.0), date(2026, 11, 1)) == {0.0}

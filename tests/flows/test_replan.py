"""From the tables to a run: what was seen, what was planned, what is stale, what is written when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio, ProjectKind
from varifocal.flows import compiled, proposing
from varifocal.flows import worker as worker_flow
from varifocal.flows.replan import LEAST, LeaseLost, changed_since, is_stale, replan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.worker import FLOW, Worker
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.agreeing import agree_to
from varifocal.org.runs.run import GoalForecast, KeptForecast, ProjectForecast, Run, ScheduledTask
from varifocal.org.work.doing import Comment, TimeEntry, WeekAgreed
from varifocal.org.work.equipment import Equipment, EquipmentNeed
from varifocal.org.work.order import Assignment, Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_snapshot_is_a_valid_portrait_of_the_tables(people: Cast) -> None:
    portfolio = snapshot(NOW)
    assert portfolio.problems() == []
    assert portfolio.seen == newest()
    story = portfolio.task[people.storyboard.pk]
    assert (story.people, story.expected, story.left) == ((people.tom.pk,), 6.0, 6.0)
    assert [(demand.skill, demand.level) for demand in story.demands] == [(people.design.pk, 2)]
    assert portfolio.project[people.spring.pk].kind is ProjectKind.ORDERED
    assert {(tie.before, tie.after) for tie in portfolio.dependencies} == {
        (people.storyboard.pk, people.script.pk),
        (people.script.pk, people.shoot.pk),
    }


def test_recorded_hours_leave_less_to_do_and_finished_work_teaches(people: Cast) -> None:
    by = people.house
    TimeEntry.record(people.tom, TODAY, Decimal(2), by=by, task=people.storyboard)
    assert snapshot(NOW).task[people.storyboard.pk].left == 4.0
    TimeEntry.record(people.tom, TODAY, Decimal(7), by=by, task=people.storyboard)
    people.storyboard.finish(by=by, seen=people.storyboard.version, at=NOW)
    portfolio = snapshot(NOW)
    assert people.storyboard.pk not in portfolio.task
    (settled,) = portfolio.record.settled
    assert (settled.person, settled.estimated, settled.actual, settled.real) == (people.tom.pk, 6.0, 9.0, 1.0)


def test_a_removed_task_stays_work_of_its_project_a_cut_one_does_not(people: Cast) -> None:
    people.shoot.remove(by=people.house)
    assert snapshot(NOW).project[people.spring.pk].hours_removed == 16.0
    people.script.cut(by=people.house, seen=people.script.version, why="The client brings the script")
    assert snapshot(NOW).project[people.spring.pk].hours_removed == 16.0
    people.storyboard.remove(by=people.house)
    spring = snapshot(NOW).project[people.spring.pk]
    assert (spring.hours_removed, spring.removed_from) == (22.0, (people.tom.pk,))


def test_a_run_dates_the_agreed_plan_and_places_what_nobody_agreed(people: Cast) -> None:
    run = replan(NOW)
    rows = {row.task_id: row for row in run.tasks.all()}
    assert rows[people.storyboard.pk].crew == [people.tom.pk]
    assert not rows[people.storyboard.pk].proposed
    assert rows[people.shoot.pk].proposed
    finish, start = rows[people.storyboard.pk].finish, rows[people.script.pk].start
    assert finish is not None
    assert start is not None
    assert finish <= start
    spring = ProjectForecast.objects.get(run=run, project=people.spring)
    assert spring.chance is not None
    assert 0 < spring.chance <= 1
    assert GoalForecast.objects.filter(run=run, goal=people.retained).exists()


def test_the_same_tables_give_the_same_run(people: Cast) -> None:
    del people
    first, second = replan(NOW), replan(NOW)
    fields = ("task_id", "crew", "start", "finish", "p50", "p80", "chance", "proposed")
    assert list(first.tasks.values_list(*fields)) == list(second.tasks.values_list(*fields))


def test_agreeing_writes_the_places_the_run_gave_and_only_once(people: Cast) -> None:
    run = replan(NOW)
    marek = people.account(people.marek)
    agree_to(run.tasks.filter(task__project=people.spring), by=marek)
    agreed = Assignment.objects.get(task=people.shoot)
    assert agreed.person_id == run.tasks.get(task=people.shoot).person_id
    again = replan(NOW)
    assert again.tasks.get(task=people.shoot).finish == run.tasks.get(task=people.shoot).finish
    with pytest.raises(Impossible):
        agree_to(again.tasks.filter(task__project=people.spring), by=marek)


def test_agreeing_to_everything_leaves_every_date_as_it_was(people: Cast) -> None:
    """Tom's tasks and Ana's wait for each other's, three are both's, some share one camera: ranks are comparable
    between people."""
    some_jobs(people, 24)
    run = replan(NOW)
    assert run.tasks.filter(proposed=True).count() > 20
    agree_to(run.tasks.filter(proposed=True), by=people.house)
    again = replan(NOW)
    assert planned(again) == planned(run)
    assert not again.tasks.filter(proposed=True).exists()


def test_so_does_agreeing_to_what_is_urgent_beside_what_was_agreed_long_ago(people: Cast) -> None:
    """Ana's ranks are from another time than Tom's: hers get other numbers in the same order, and that is noted."""
    some_jobs(people, 12)
    agree_to(replan(NOW).tasks.filter(proposed=True), by=people.house)
    Assignment.objects.filter(person=people.ana).update(rank=F("rank") - 400)
    before = in_order(people)
    for job in some_jobs(people, 12):
        job.describe(by=people.house, seen=job.version, priority=1, due=TODAY)
    run = replan(NOW)
    agree_to(run.tasks.filter(proposed=True), by=people.house)
    assert planned(replan(NOW)) == planned(run)
    assert [task for task in in_order(people) if task in set(before)] == before
    assert Change.objects.filter(verb="assignment.renumbered").exists()


def some_jobs(people: Cast, number: int) -> list[Task]:
    by = people.house
    camera = Equipment.objects.filter(name="Camera").first() or Equipment.bring("Camera", by=by)
    wanted = [{"name": f"Job {each}", "effort": str(4 + 3 * (each % 5))} for each in range(number)]
    jobs = Task.plan_many(people.spring, wanted, by=by, on=TODAY)
    for each, job in enumerate(jobs):
        SkillNeed.need(job, people.design if each % 2 else people.copy, by=by)
        if each % 8 == 7:
            SkillNeed.need(job, people.copy, by=by)
        if each % 5 > 2:
            EquipmentNeed.need(job, camera, by=by)
        if each > 4:
            Dependency.tie(jobs[(each * 7) % (each - 1)], job, by=by)
    return jobs


def planned(run: Run) -> list[tuple[Any, ...]]:
    return list(run.tasks.order_by("task").values_list("task_id", "crew", "start", "finish", "pieces"))


def in_order(people: Cast) -> list[int]:
    return list(Assignment.objects.filter(person=people.ana).values_list("task", flat=True))


def test_what_matters_makes_it_stale_and_words_do_not(people: Cast) -> None:
    assert is_stale()
    run = replan(NOW)
    assert not is_stale()
    Comment.say(people.script, "Fine by me", by=people.house, at=NOW, person=people.ana)
    assert not changed_since(run.seen)
    people.script.re_estimate("20", by=people.house, seen=people.script.version, on=TODAY)
    assert is_stale()


def test_a_run_made_before_the_compiled_planner_was_there_is_made_anew_once_it_is(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(threading.Event())
    monkeypatch.setattr(compiled, "_loaded", {})
    first = worker.work_once()
    assert first is not None
    assert LEAST not in first.figures
    assert worker.work_once() is None
    compiled.load()
    second = worker.work_once()
    assert second is not None
    assert 0 <= second.figures[LEAST] <= second.figures["tardiness"]
    assert worker.work_once() is None


def test_what_changes_while_proposals_are_looked_for_is_dated_first(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And after so many such runs one looks to its end, though people go on working."""
    monkeypatch.setattr(worker_flow, "GIVES_WAY", 2)
    worker, looked = Worker(threading.Event()), []

    def at_work(portfolio: Portfolio, planned: Plan, *, ask: Callable[[], None], **how: Any) -> list[Any]:
        people.script.refresh_from_db()
        people.script.re_estimate(
            f"{20 + len(looked)}", by=people.house, seen=people.script.version, on=TODAY
        )
        looked.append(portfolio.seen)
        ask()
        return []

    written: list[Run] = []
    monkeypatch.setattr(proposing, "look_for", at_work)
    monkeypatch.setattr(proposing, "write", lambda run, *_: written.append(run))
    runs = [worker.work_once() for _ in range(4)]
    assert [run.seen for run in runs if run] == looked == sorted(set(looked))
    assert written == [runs[2]]


def test_a_worker_runs_what_is_stale_once_and_says_what_moved_a_goal(people: Cast) -> None:
    worker = Worker(threading.Event())
    first = worker.work_once()
    assert first is not None
    assert worker.work_once() is None
    people.shoot.re_estimate("200", by=people.house, seen=people.shoot.version, on=TODAY)
    people.retained.move_target(date(2026, 12, 28), by=people.house, seen=people.retained.version)
    second = worker.work_once()
    assert second is not None
    assert second.seen > first.seen
    was = GoalForecast.objects.get(run=first, goal=people.retained).chance
    told = GoalForecast.objects.get(run=second, goal=people.retained)
    assert was is not None
    assert told.chance is not None
    causes = [one["cause"] for one in told.drift]
    assert causes
    assert set(causes) <= {
        "Time passed",
        "“Shoot” was re-estimated",
        "“Ten retained clients by December 2027” has another date",
        "Other changes together",
    }
    assert sum(one["points"] for one in told.drift) == pytest.approx(told.chance - was, abs=0.03)
    before = ProjectForecast.objects.get(run=first, project=people.spring)
    assert before.chance is not None
    assert "“Shoot” was re-estimated" in {
        one["cause"] for one in ProjectForecast.objects.get(run=second, project=people.spring).drift
    }
    now = ProjectForecast.objects.get(run=second, project=people.spring)
    assert now.p80 is not None
    assert before.p80 is not None
    assert now.p80 > before.p80


def test_a_lease_is_held_by_one_and_passes_when_it_ends(people: Cast) -> None:
    del people
    held = Bookmark.claim(FLOW, "first", seconds=30)
    assert held is not None
    assert Bookmark.claim(FLOW, "second", seconds=30) is None
    Bookmark.objects.filter(flow=FLOW).update(lease_until=NOW - timedelta(days=1))
    taken = Bookmark.claim(FLOW, "second", seconds=30)
    assert taken is not None
    with pytest.raises(LeaseLost):
        replan(NOW, mark=held)
    assert Run.objects.count() == 0
    assert replan(NOW, mark=taken).seen == newest()


def test_a_plan_the_checker_refuses_is_not_recorded(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from varifocal.flows import replan as module

    honest = module.plan

    def careless(portfolio: object, **options: object) -> object:
        made = honest(portfolio, **options)  # type: ignore[arg-type]
        late = made.placed[people.script.pk]
        placed = {**made.placed, people.script.pk: late._replace(start=0, finish=late.finish - late.start)}
        return replace(made, placed=placed)

    monkeypatch.setattr(module, "plan", careless)
    with pytest.raises(RuntimeError, match="not recorded"):
        replan(NOW)
    assert Run.objects.count() == 0


def test_forecasts_are_kept_once_a_day_and_weeks_are_noted(people: Cast) -> None:
    del people
    replan(NOW)
    kept = KeptForecast.objects.count()
    assert kept > 0
    replan(NOW)
    assert KeptForecast.objects.count() == kept
    replan(NOW + timedelta(days=1))
    assert KeptForecast.objects.count() == 2 * kept


def test_what_tasks_alone_foretold_of_a_project_is_kept_once_and_learned_from_when_it_is_over(
    people: Cast,
) -> None:
    replan(NOW)
    replan(NOW + timedelta(days=1))
    (first,) = KeptForecast.at_first().filter(record_id=people.spring.pk)
    assert (first.on, first.noun) == (TODAY, "project")
    assert first.alone_p50 is not None
    assert first.p80 is not None
    assert first.alone_p80 is not None
    assert first.alone_p80 < first.p80, "published projects run late beyond their tasks"
    foretold = (first.alone_p50.date() - TODAY).days
    assert foretold >= 3
    assert snapshot(NOW + timedelta(days=foretold)).record.lasted == (), (
        "too soon, and the shortest say nothing"
    )
    open_yet = snapshot(NOW + timedelta(days=2 * foretold)).record.lasted
    assert [(one.project, one.foretold, one.took) for one in open_yet] == [
        (people.spring.pk, foretold, 2 * foretold)
    ]
    Project.objects.filter(pk=people.spring.pk).update(
        ended_on=TODAY + timedelta(days=foretold + 3), ending="done"
    )
    (over,) = snapshot(NOW + timedelta(days=2 * foretold)).record.lasted
    assert (over.took, over.kind) == (foretold + 3, ProjectKind.ORDERED)
    Project.objects.filter(pk=people.spring.pk).update(ending="let_go")
    assert snapshot(NOW + timedelta(days=2 * foretold)).record.lasted == ()


def test_old_schedules_are_pruned_and_old_chances_kept(people: Cast) -> None:
    for _ in range(5):
        replan(NOW)
    assert ScheduledTask.objects.values("run").distinct().count() == 3
    assert ProjectForecast.objects.filter(project=people.spring).count() == 5


def test_monday_notes_what_everybody_agreed_to(people: Cast) -> None:
    from varifocal.flows.chores import do_chores

    replan(NOW)
    do_chores(NOW)
    do_chores(NOW)
    week = WeekAgreed.objects.get(person=people.tom)
    assert week.monday == TODAY
    assert week.lines[0]["project"] == people.spring.pk
    assert week.lines[0]["reach"] == "owed"
    assert Task.objects.open().count() == 4

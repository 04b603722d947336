"""What is proposed with a run: in words everybody who reads them may read, and a first plan taken in one act."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan import Stop
from varifocal.flows import compiled
from varifocal.flows.planner import plan
from varifocal.flows.proposed import proposal_seen
from varifocal.flows.proposing import look_for
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.runs.agreeing import take
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import Proposal
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.order import Assignment, Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db

LONG = Stop(schedules=200)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def with_the_compiled_planner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_loaded", {})
    compiled.load()


def late_without_being_moved(people: Cast) -> None:
    """What only some see waits for a task of Ana's that Tom could do at once."""
    by = people.house
    long, early, hush = (
        Task.plan_many(project, [{"name": name, "effort": effort}], by=by, on=TODAY)[0]
        for project, name, effort in (
            (people.spring, "Long copy", "60"),
            (people.spring, "First sketch", "8"),
            (people.secret, "Whispered sketch", "4"),
        )
    )
    for task in (early, hush):
        SkillNeed.need(task, people.design, by=by)
    Dependency.tie(early, hush, by=by)
    people.secret.refresh_from_db()
    people.secret.promise_by(TODAY + timedelta(days=3), by=by, seen=people.secret.version)
    for rank, task in enumerate((long, early, hush)):
        Assignment.agree(task, [people.ana], by=by, rank=float(rank))


def test_a_sentence_names_nothing_that_is_not_everybodys_where_it_moves_nothing_of_it(people: Cast) -> None:
    late_without_being_moved(people)
    portfolio = snapshot(NOW)
    told = look_for(portfolio, plan(portfolio), seed=1)
    assert told
    secret = {task.id for task in portfolio.tasks if task.project == people.secret.pk}
    apart = [one for one in told if secret.isdisjoint(move.task for move in one.moves)]
    assert any("“a project not everybody sees” is done" in one.sentence for one in apart)
    for one in apart:
        assert "Quiet offer" not in one.sentence
        assert "Whispered" not in one.sentence
    run = replan(NOW)
    for who in (people.lea, people.marek):
        account = people.account(who)
        seen = [one for one in run.proposals.all() if proposal_seen(account, one.pk)]
        named = {"Quiet offer", "Whispered sketch"}
        assert who == people.marek or not any(name in one.sentence for one in seen for name in named)


def test_what_it_moves_is_named_to_those_who_see_it(people: Cast) -> None:
    by = people.house
    hush = Task.plan_many(people.secret, [{"name": "Whispered sketch", "effort": "8"}], by=by, on=TODAY)[0]
    people.secret.refresh_from_db()
    people.secret.promise_by(TODAY + timedelta(days=4), by=by, seen=people.secret.version)
    other = Task.plan_many(people.spring, [{"name": "Long copy", "effort": "60"}], by=by, on=TODAY)[0]
    for rank, task in enumerate((other, hush)):
        Assignment.agree(task, [people.ana], by=by, rank=float(rank))
    run = replan(NOW)
    sentences = [one.sentence for one in run.proposals.all()]
    assert any("Whispered sketch" in one for one in sentences)
    seen = {who: any(proposal_seen(people.account(who), one.pk) for one in run.proposals.all())
            for who in (people.marek, people.ines)}  # fmt: skip
    assert seen == {people.marek: True, people.ines: True}


@pytest.fixture
def unplaced(people: Cast, with_the_compiled_planner: None) -> list[Task]:
    """A project of two dozen tasks nobody agreed, too much for its date in the order it would be done."""
    by = people.house
    new = Project.open("Campaign", by=by, on=TODAY, manager=people.marek, due=TODAY + timedelta(days=25),
                       serves={people.retained: Decimal(1)})  # fmt: skip
    wanted = [
        {
            "name": f"Piece {number}", "effort": str(3 + 11 * number % 17),
            "due": TODAY + timedelta(days=2 + 7 * number % 15),
        }
        for number in range(24)
    ]  # fmt: skip
    tasks = Task.plan_many(new, wanted, by=by, on=TODAY)
    for number, task in enumerate(tasks):
        SkillNeed.need(task, people.design if number % 3 else people.copy, by=by)
        if number % 4 == 3:
            Dependency.tie(tasks[number - 2], task, by=by)
    return tasks


def first_of(run: object) -> Proposal | None:
    return next((one for one in run.proposals.all() if "nobody agreed yet" in one.sentence), None)  # type: ignore[attr-defined]


def test_a_first_plan_is_taken_in_one_act_and_kept_as_the_baseline(
    people: Cast, unplaced: list[Task]
) -> None:
    run = replan(NOW, stop=LONG)
    found = first_of(run)
    assert found is not None
    assert found.place == 0
    others = [one for one in run.proposals.all() if one != found]
    moved = {move["task"] for move in found.moves}
    assert {task.pk for task in unplaced} <= moved
    assert all(moved.isdisjoint(move["task"] for move in one.moves) for one in others)
    take(found, by=people.account(people.marek))
    again = replan(NOW)
    assert again.figures["tardiness"] < run.figures["tardiness"] - 0.9
    days = Baseline.objects.get(project=unplaced[0].project).by_task
    for row in again.tasks.filter(task__in=unplaced):
        assert row.start is not None
        assert days[row.task_id][0] == row.start.date()
    assert first_of(again) is None


def test_declined_it_stays_away_while_the_same_work_is_open(people: Cast, unplaced: list[Task]) -> None:
    found = first_of(replan(NOW, stop=LONG))
    assert found is not None
    DeclinedProposal.decline(found.key, found.sentence, TODAY, by=people.account(people.marek))
    assert first_of(replan(NOW, seed=2, stop=LONG)) is None
    Task.plan_many(unplaced[0].project, [{"name": "One more", "effort": "5"}], by=people.house, on=TODAY)
    assert first_of(replan(NOW, stop=LONG)) is not None


def test_it_leaves_open_what_only_some_see(people: Cast, unplaced: list[Task]) -> None:
    Task.plan_many(people.secret, [{"name": "Whispered", "effort": "5"}], by=people.house, on=TODAY)
    found = first_of(replan(NOW, stop=LONG))
    assert found is not None
    assert proposal_seen(people.account(people.ines), found.pk) is not None
    secret = set(Task.objects.filter(project=people.secret).values_list("pk", flat=True))
    assert secret.isdisjoint(move["task"] for move in found.moves)

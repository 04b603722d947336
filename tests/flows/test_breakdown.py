"""A first plan: from a finished project, or from a pasted list."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.core.values import Recorded
from varifocal.flows import breakdown
from varifocal.flows.breakdown import Order
from varifocal.flows.quick import Names
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.undo import undo
from varifocal.org.work.doing import ChecklistItem, TimeEntry
from varifocal.org.work.order import Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def done(here: Cast) -> Project:
    """The spring launch, finished: the script took 12 hours instead of 8, ten more were only assumed."""
    by = here.house
    SkillNeed.need(here.script, here.copy, by=by, level=3)
    ChecklistItem.write(here.script, "Read aloud", by=by)
    TimeEntry.record(here.ana, TODAY, Decimal(12), by=by, task=here.script)
    TimeEntry.record(here.ana, TODAY, Decimal(10), by=by, task=here.script, source="assumed")
    wait = Task.plan(here.spring, "Acme approves", by=by, on=TODAY)
    wait.ask(here.acme, TODAY - timedelta(days=9), by=by, seen=wait.version, days=Decimal(2))
    for task in here.spring.tasks.all():
        task.finish(by=by, seen=task.version, at=NOW)
    here.spring.end("done", TODAY, by=by, seen=here.spring.version)
    return here.spring


def again(here: Cast, done: Project, start: date, **details: object) -> Project:
    marek = here.account(here.marek)
    return breakdown.from_finished(done, "Acme autumn launch", by=marek, on=TODAY, start=start, **details)


def test_it_brings_tasks_order_kinds_of_people_and_checklists(here: Cast, done: Project) -> None:
    new = again(here, done, TODAY)
    tasks = {task.name: task for task in new.tasks.all()}
    assert list(tasks) == ["Storyboard", "Script", "Shoot", "Acme approves"]
    ties = Dependency.objects.filter(before__project=new).values_list("before__name", "after__name")
    assert set(ties) == {("Storyboard", "Script"), ("Script", "Shoot")}
    assert tasks["Storyboard"].kind == here.storyboarding
    assert [(one.skill, one.level) for one in tasks["Script"].needs.all()] == [(here.copy, 3)]
    assert [one.words for one in tasks["Script"].checklist.all()] == ["Read aloud"]
    assert all(not task.is_closed and not task.assignments.exists() for task in tasks.values())
    assert new.made_from == done


def test_the_estimate_is_what_it_really_took_else_what_was_believed(here: Cast, done: Project) -> None:
    new = again(here, done, TODAY)
    estimates = {task.name: task.estimates.last() for task in new.tasks.all()}
    assert estimates["Script"].likely == 12, "assumed hours say nothing"
    assert estimates["Storyboard"].likely == 6
    assert (estimates["Shoot"].low, estimates["Shoot"].likely, estimates["Shoot"].high) == (8, 16, 30)
    assert new.tasks.get(name="Acme approves").wait_days == 9


@pytest.mark.parametrize("days", [0, 28, 90])
def test_dates_keep_their_distance_from_the_start(here: Cast, done: Project, days: int) -> None:
    start = TODAY + timedelta(days=days)
    new = again(here, done, start)
    old, task = Task.objects.get(pk=here.storyboard.pk), new.tasks.get(name="Storyboard")
    assert 0 <= ((task.due - start) - (old.due - done.opened_on)).days <= 2, "a weekend goes to its Monday"
    assert task.due.weekday() < 5
    assert 0 <= ((new.due - start) - (done.due - done.opened_on)).days <= 2
    assert again(here, done, start, due=start + timedelta(days=400)).due == start + timedelta(days=400)


def test_all_of_it_is_one_act_and_one_undo(here: Cast, done: Project) -> None:
    new = again(here, done, TODAY)
    undo(Change.objects.latest("number").act, by=here.account(here.marek))
    assert not Project.objects.filter(pk=new.pk).exists()
    assert not Task.objects.filter(project=new.pk).exists()


def test_what_is_alike_comes_first_and_what_she_cannot_see_never(here: Cast, done: Project) -> None:
    for name, company, kind in (
        ("Tin can", None, "own"), ("Spring fair", None, "ordered"), ("Something", here.acme, "ordered"),
        ("Else", None, "unsold"),
    ):  # fmt: skip
        project = Project.open(name, by=here.house, on=TODAY, company=company, kind=kind)
        Task.plan(project, "One", by=here.house, on=TODAY)
        project.end("done", TODAY, by=here.house, seen=project.version)
    here.secret.end("done", TODAY, by=here.house, seen=here.secret.version)
    tom = here.account(here.tom)
    offered = breakdown.alike(tom, "Spring launch two", company=here.acme.pk, kind="ordered")
    assert [one.project.name for one in offered] == ["Acme spring launch", "Something", "Spring fair"]
    assert (offered[0].tasks, offered[0].hours) == (4, Recorded(Decimal(22), Decimal(12)))
    assert "the same client" in offered[0].because
    assert "Quiet offer" not in {one.name for one in breakdown.finished(tom)}


LIST = """
- Brief 2h
  1. Concept 2d @ana
  [ ] Storyboard 6h due fri
* Shoot 8-16-30 !urgent
"""


def rows(here: Cast, text: str, order: Order = Order.NONE) -> list[breakdown.Row]:
    names = Names.seen_by(here.account(here.marek), TODAY)
    return breakdown.read_list(text, names, TODAY, project=here.spring.pk, order=order)


def test_a_pasted_list_becomes_tasks_with_all_they_say(here: Cast) -> None:
    made = breakdown.write_list(rows(here, LIST), by=here.account(here.marek), on=TODAY)
    assert [task.name for task in made] == ["Brief", "Concept", "Storyboard", "Shoot"]
    assert [task.estimates.get().likely for task in made] == [2, 16, 6, 16]
    assert made[1].assignments.get().person == here.ana
    assert made[2].due == date(2026, 11, 27)
    assert made[3].priority == 1
    assert not Dependency.objects.filter(after__in=made).exists()


@pytest.mark.parametrize(
    ("order", "ties"),
    [
        (Order.NONE, []),
        (Order.LINES, [("Brief", "Concept"), ("Concept", "Storyboard"), ("Storyboard", "Shoot")]),
        (Order.INDENT, [("Brief", "Concept"), ("Brief", "Storyboard")]),
    ],
)
def test_order_or_indentation_ties_them(here: Cast, order: Order, ties: list[tuple[str, str]]) -> None:
    made = breakdown.write_list(rows(here, LIST, order), by=here.account(here.marek), on=TODAY)
    found = (
        Dependency.objects.filter(after__in=made).order_by("pk").values_list("before__name", "after__name")
    )
    assert list(found) == ties


def test_a_line_with_a_problem_says_so_and_nothing_is_written(here: Cast) -> None:
    read = rows(here, "Brief 2h\nConcept @nobody\nPoster #quiet\nShoot 9-6-3")
    assert [bool(row.problems) for row in read] == [False, True, True, True]
    assert "another project (Quiet offer)" in read[2].problems[0]
    before = Change.objects.count()
    with pytest.raises(Impossible, match="Line 2: Nobody"):
        breakdown.write_list(read, by=here.account(here.marek), on=TODAY)
    assert Change.objects.count() == before


def test_a_list_has_an_end(here: Cast) -> None:
    with pytest.raises(Impossible, match="paste at most 300"):
        breakdown.write_list(rows(here, "Frame\n" * 301), by=here.account(here.marek), on=TODAY)

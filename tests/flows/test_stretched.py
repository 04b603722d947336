"""A step beyond one's level: priced by living through it, within the price set, offered in one act, seen in
evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.stretched import given, next_steps, offer
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.stretch import Stretch
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task, TaskKind

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]


@pytest.fixture
def here() -> Iterator[Cast]:
    """Ana, at Design 2, lets her plan for Design 3 shape the work; a poster in three weeks asks for it, and is
    Tom's."""
    with time_machine.travel(NOW, tick=False):
        yield cast()


def poster(here: Cast, *, due_in: int = 45) -> Task:
    kind = TaskKind.name_it("Poster", by=here.house, skill=here.design, level=3)
    project = Project.open(
        "Harbour festival", by=here.house, on=TODAY, due=TODAY + timedelta(days=due_in), manager=here.marek
    )
    task = Task.plan(
        project, "The poster", by=here.house, on=TODAY, effort="20", kind=kind,
        release=TODAY + timedelta(days=21),
    )  # fmt: skip
    Assignment.agree(task, [here.tom], by=here.house)
    return task


def wish(here: Cast, *, shapes: bool = True) -> GrowthPlan:
    return GrowthPlan.wish_for(
        here.ana, "Posters of my own", TODAY, by=here.account(here.ana), skill=here.design, level=3,
        shapes_work=shapes,
    )  # fmt: skip


def test_the_step_is_offered_with_its_price_in_one_act_and_undone_as_one(here: Cast) -> None:
    task, marek = poster(here), here.account(here.marek)
    wish(here)
    replan(NOW)
    (step,) = next_steps(marek, NOW).steps
    assert (step.person, step.instead_of, step.guide) == ("Ana Silva", "Tom Okafor", "Tom Okafor")
    assert step.about.levels == pytest.approx(20 / 120)
    assert (step.loses < 0.02, step.may_offer, step.longer.likely) == (True, True, pytest.approx(27))
    with pytest.raises(NotAllowed):
        offer(here.account(here.lea), here.ana.pk, task.pk, step.loses, now=NOW)
    made = offer(marek, here.ana.pk, task.pk, step.loses, now=NOW)
    assert [row.person for row in task.assignments.all()] == [here.ana]
    assert Handover.objects.get(task=task).freedom == "show"
    assert Estimate.objects.filter(task=task).last().likely == 27  # type: ignore[union-attr]
    assert made.look_in is not None
    assert [row.person for row in made.look_in.assignments.all()] == [here.tom]
    assert next_steps(marek, NOW).steps == (), "nobody is asked twice for the same"
    assert [(one.sentence, one.state) for one in given(here.account(here.ana))] == [
        ("Ana Silva: The poster, for Design 3", "offered")
    ]
    undo(Change.objects.latest("number").act, by=marek)
    assert [row.person for row in task.assignments.all()] == [here.tom]
    assert not Stretch.objects.exists()
    assert not Task.objects.filter(name__startswith="Look in").exists()


def test_what_costs_a_promise_more_than_was_set_is_not_proposed_and_an_old_price_is_refused(
    here: Cast,
) -> None:
    task, marek = poster(here, due_in=35), here.account(here.marek)
    wish(here)
    replan(NOW)
    organization = Organization.here()
    dear = next_steps(marek, NOW)
    assert (dear.steps, dear.dear, dear.most) == ((), 1, 3)
    with pytest.raises(Impossible, match="changed since you looked"):
        offer(marek, here.ana.pk, task.pk, 0.0, now=NOW)
    organization.weigh(
        by=here.house, seen=organization.version, urgent=4, normal=2, can_wait=1, mind_cost=True,
        growth_points=20,
    )  # fmt: skip
    (step,) = next_steps(marek, NOW).steps
    (lost,) = step.effects
    assert lost.name == "Harbour festival"
    assert -lost.points == pytest.approx(step.loses)
    assert 0.05 < step.loses < 0.2
    with pytest.raises(Impossible, match="changed since you looked"):
        offer(marek, here.ana.pk, task.pk, step.loses - 0.02, now=NOW)


def test_a_wish_that_is_not_for_everybody_moves_nothing_and_one_that_is_moves_the_plan(here: Cast) -> None:
    poster(here)
    kept = wish(here, shapes=False)
    replan(NOW)
    assert here.design.pk not in snapshot(NOW).person[here.ana.pk].passions
    for one in (here.marek, here.lea, here.ana):
        assert next_steps(here.account(one), NOW).steps == ()
    kept.say_anew(
        "Posters", by=here.account(here.ana), seen=kept.version, skill=here.design, level=3, shapes_work=True
    )
    assert here.design.pk in snapshot(NOW).person[here.ana.pk].passions
    (hers,) = next_steps(here.account(here.ana), NOW).steps
    assert (hers.hers, hers.may_offer) == (True, False)
    assert next_steps(here.account(here.tom), NOW).steps == (), "others' steps are their affair"


def test_done_she_shows_it_and_whoever_looked_in_confirms_the_level(here: Cast) -> None:
    task, marek, ana = poster(here), here.account(here.marek), here.account(here.ana)
    wish(here)
    replan(NOW)
    (step,) = next_steps(marek, NOW).steps
    made = offer(marek, here.ana.pk, task.pk, step.loses, now=NOW)
    with pytest.raises(Impossible, match="not done yet"):
        made.show(TODAY, by=ana)
    task.refresh_from_db()
    task.finish(by=ana, seen=task.version, at=NOW)
    made.task.refresh_from_db()
    with pytest.raises(NotAllowed):
        made.show(TODAY, by=here.account(here.tom))
    one = made.show(TODAY, by=ana)
    assert (one.level, one.asked, one.task) == (3, here.tom, task)
    with pytest.raises(Impossible, match="shown already"):
        made.show(TODAY, by=ana)
    one.confirm(TODAY, by=here.account(here.tom), seen=one.version)
    assert PersonSkill.objects.get(person=here.ana, skill=here.design).level == 3
    assert [each.state for each in given(marek)] == ["Design 3, confirmed"]

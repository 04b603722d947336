"""Work that may come, in the forecast of what is promised: for as long as it may, and told to those who see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.driven import seen_by
from varifocal.flows.replan import changed_since, replan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.taking import question_of
from varifocal.flows.trial import Question
from varifocal.flows.whatif import can_we_take
from varifocal.org.models import Opportunity, Project, ProjectForecast, SkillNeed, Task, TimeEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def pattern(here: Cast) -> Project:
    """A finished project: fifteen hours of Tom's, and five of Lea's."""
    by = here.house
    done = Project.open("Winter fair", by=by, on=TODAY - timedelta(days=60), company=here.acme)
    draw = Task.plan(done, "Draw", by=by, on=done.opened_on, effort="20")
    SkillNeed.need(draw, here.design, by=by, level=2)
    for who, hours in ((here.tom, 15), (here.lea, 5)):
        TimeEntry.record(who, TODAY - timedelta(days=30), Decimal(hours), by=by, task=draw)
    draw.finish(by=by, seen=draw.version, at=NOW - timedelta(days=20))
    done.end("done", TODAY - timedelta(days=20), by=by, seen=done.version)
    return done


@pytest.fixture
def museum(here: Cast) -> Project:
    """A promise of Tom's that just holds."""
    project = Project.open(
        "Museum", by=here.house, on=TODAY, due=TODAY + timedelta(days=24), manager=here.marek
    )
    for name in ("Exhibit", "Signs"):
        task = Task.plan(project, name, by=here.house, on=TODAY, effort="30")
        SkillNeed.need(task, here.design, by=here.house, level=3)
    return project


def noted(here: Cast, pattern: Project | None, **details: object) -> Opportunity:
    by = here.account(here.marek)
    details = {"wished": TODAY + timedelta(days=14), "win": 60, **details}
    return Opportunity.note_down("Summer fair", by=by, on=TODAY, pattern=pattern, **details)


def foretold(museum: Project) -> ProjectForecast:
    return ProjectForecast.objects.get(run=replan(NOW), project=museum)


def test_it_is_done_by_those_who_did_the_like_in_the_same_shares(here: Cast, pattern: Project) -> None:
    noted(here, pattern)
    (one,) = snapshot(NOW).opportunities
    assert (one.chance, one.hours.likely) == (0.6, 20.0)
    assert dict(one.people) == {here.tom.pk: 0.75, here.lea.pk: 0.25}
    assert (one.begins, one.ends) == (TODAY, TODAY + timedelta(days=14))
    here.lea.leave(TODAY - timedelta(days=1), by=here.house, seen=here.lea.version)
    assert dict(snapshot(NOW).opportunities[0].people) == {here.tom.pk: 1.0}
    assert not snapshot(NOW).problems()


def test_without_a_wished_day_it_takes_as_long_and_without_a_pattern_nobody_knows(
    here: Cast, pattern: Project
) -> None:
    one = noted(here, pattern, wished=None, hours=Decimal(80))
    (known,) = snapshot(NOW).opportunities
    assert (known.hours.likely, known.ends - known.begins) == (80.0, timedelta(days=40))
    one.describe(by=here.house, seen=one.version, pattern=None)
    assert snapshot(NOW).opportunities == ()


def test_what_is_promised_is_less_likely_by_it_and_says_so_to_those_who_see_it(
    here: Cast, pattern: Project, museum: Project
) -> None:
    before = foretold(museum)
    one = noted(here, pattern, hours=Decimal(60))
    assert changed_since(before.run.seen)
    then = foretold(museum)
    assert then.chance < before.chance - 0.05
    said = [driver["sentence"] for driver in then.drivers if driver["kind"] == "opportunity"]
    assert said
    assert "“Summer fair” may come" in said[0]
    marek, tom = here.account(here.marek), here.account(here.tom)
    assert said[0] in seen_by(tom, then.drivers)
    one.show_to("named", by=marek, seen=one.version, people=[here.marek])
    assert said[0] in seen_by(marek, then.drivers)
    assert said[0] not in seen_by(tom, then.drivers)
    one.move("lost", by=marek, seen=one.version, on=TODAY)
    assert said[0] not in seen_by(marek, then.drivers)
    assert foretold(museum).chance == before.chance


def test_asked_whether_it_can_be_taken_it_is_not_expected_a_second_time(
    here: Cast, pattern: Project, museum: Project
) -> None:
    by = here.account(here.marek)
    wished = TODAY + timedelta(days=11)
    alone = can_we_take(Question(pattern, TODAY, wished, None, 60.0, "Summer fair"), by=by, now=NOW)
    one = noted(here, pattern, wished=wished, hours=Decimal(60))
    question = question_of(one, TODAY)
    assert question is not None
    asked = can_we_take(question, by=by, now=NOW)
    assert (asked.half, asked.most, asked.chance) == (alone.half, alone.most, alone.chance)
    beside = can_we_take(Question(pattern, TODAY, wished, None, 60.0, "Another fair"), by=by, now=NOW)
    assert beside.chance < alone.chance, "with the summer fair perhaps beside it"

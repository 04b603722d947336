"""The score of what was kept, for one person's eyes, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import scorecard
from varifocal.flows.replan import replan
from varifocal.flows.scorecard import is_due, keep_score, score_of
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.runs.run import KeptForecast
from varifocal.org.runs.scorecard import Scorecard
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project

pytestmark = pytest.mark.django_db
OPENED = TODAY - timedelta(days=60)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def fairs(here: Cast, count: int, *, done: int = 30, **more: object) -> list[Project]:
    """Foretold on three days for the fortieth; every fifth is not done by then."""
    made = []
    for number in range(count):
        project = Project.open(f"Fair {number}", by=here.house, on=OPENED, due=OPENED + timedelta(40), **more)
        for day in range(3):
            most = datetime.combine(OPENED + timedelta(40), time(15), UTC)
            KeptForecast.objects.create(
                on=OPENED + timedelta(day), noun="project", record_id=project.pk, chance=0.8,
                by_when=project.due, p50=most - timedelta(days=9), p80=most,
            )  # fmt: skip
        project.end(
            "done", OPENED + timedelta(45 if number % 5 == 0 else done), by=here.house, seen=project.version
        )
        made.append(project)
    return made


def page(here: Cast, who: Person, query: str = "") -> str:
    client = Client()
    client.force_login(here.account(who))
    answer = client.get(f"/came-true{query}")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.either_engine
def test_it_says_how_often_our_80_came_true(here: Cast) -> None:
    fairs(here, 25)
    assert "The first score is being reckoned" in page(here, here.tom)
    assert is_due(NOW)
    keep_score(NOW)
    assert not is_due(NOW)
    whole = score_of(here.account(here.tom)).whole
    assert (whole.most.things, whole.most.days, whole.most.came) == (25, 75, pytest.approx(0.8))
    told = page(here, here.tom)
    assert "Our 80\N{NO-BREAK SPACE}% came true 80 times in 100" in told
    assert "Of 25 projects whose day has passed" in told
    assert "as told" in told
    assert "kept,Projects,four in five,0.8,0.8" in page(here, here.tom, "?as=csv")
    assert page(here, here.gus) == "404"


@pytest.mark.either_engine
def test_of_few_there_is_a_count_and_no_share(here: Cast) -> None:
    fairs(here, 4)
    keep_score(NOW)
    told = page(here, here.tom)
    assert "It is too early to say how often we are right" in told
    assert "3 of 4" in told
    assert "too few to say" in told


def test_what_she_may_not_see_is_in_no_count(here: Cast) -> None:
    fairs(here, 2)
    fairs(here, 3, manager=here.ines)
    for project in Project.objects.filter(manager=here.ines, ended_on__isnull=False):
        project.show_to(SeenBy.NAMED, by=here.house, seen=project.version, people=[here.ines])
    keep_score(NOW)
    assert score_of(here.account(here.ines)).whole.most.things == 5
    assert score_of(here.account(here.tom)).whole.most.things == 2


def test_let_go_is_no_miss_and_a_budget_is_scored_at_the_end(here: Cast) -> None:
    kept, gone = fairs(here, 1, budget_hours=Decimal(10)), fairs(here, 1)[0]
    Project.objects.filter(pk=gone.pk).update(ending="let_go", ended_on=OPENED + timedelta(20))
    KeptForecast.objects.create(on=OPENED, noun="budget", record_id=kept[0].pk, chance=0.6)
    TimeEntry.record(here.tom, OPENED + timedelta(3), Decimal(12), by=here.house, project=kept[0])
    keep_score(NOW)
    lines = {line.kind: line for line in score_of(here.account(here.tom)).lines}
    assert lines["project"].most.things == 1
    assert (lines["budget"].chances.told, lines["budget"].chances.came) == (pytest.approx(0.6), 0.0)


def test_the_work_of_a_goal_is_done_with_its_last_project(here: Cast) -> None:
    fairs(here, 1, serves={here.retained: Decimal(1)})
    Project.objects.filter(pk=here.spring.pk).update(ended_on=OPENED + timedelta(50), ending="done")
    for days, chance in ((45, 0.4), (52, 0.7)):
        KeptForecast.objects.create(
            on=OPENED + timedelta(days - 20), noun="goal", record_id=here.retained.pk, chance=chance,
            by_when=OPENED + timedelta(days),
        )  # fmt: skip
    keep_score(NOW)
    (line,) = [line for line in score_of(here.account(here.tom)).lines if line.kind == "goal"]
    assert (line.chances.things, line.chances.days, line.chances.came) == (1, 2, 0.5)


def test_a_run_keeps_what_was_said_of_budgets_and_a_day_makes_the_score_due(
    here: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Project.objects.filter(pk=here.spring.pk).update(budget_hours=500)
    replan(NOW)
    assert KeptForecast.objects.filter(noun="budget", record_id=here.spring.pk, chance__isnull=False).exists()
    keep_score(NOW)
    tomorrow = NOW + timedelta(days=1)
    assert is_due(tomorrow)
    keep_score(tomorrow)
    assert Scorecard.objects.count() == 1, "only the newest is kept"
    monkeypatch.setattr(scorecard, "keep_score", lambda now: 1 / 0)
    mark = scorecard.Bookmark.claim(scorecard.FLOW, "one", seconds=9)
    assert mark is not None
    scorecard._reckon(mark)
    mark.refresh_from_db()
    assert mark.failures == 1
    assert mark.holder == ""

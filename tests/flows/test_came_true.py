"""The score of what was kept, for one person's eyes, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import scorecard
from varifocal.flows.costs import fixed_prices
from varifocal.flows.replan import replan
from varifocal.flows.scorecard import is_due, keep_score, score_of
from varifocal.org.base.account import Account
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.money.rate import Rate
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.runs.run import CostForecast, KeptForecast
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


def priced(here: Cast, price: Decimal, budget: Decimal, **more: Any) -> Project:
    """A fair that took twelve hours at 80, of which a price and a budget of money were told."""
    (fair,) = fairs(
        here, 1, other_costs=Decimal(40), budget_money=budget, company=here.spring.company, **more
    )
    Rate.say(here.tom, Decimal(80), OPENED, by=here.house)
    TimeEntry.record(here.tom, OPENED + timedelta(3), Decimal(12), by=here.house, project=fair)
    Agreement.agree(here.spring.company, "A fair", OPENED, by=here.house, price=price, project=fair)
    for noun, chance in (("money", 0.7), ("price", 0.9)):
        KeptForecast.objects.create(on=OPENED, noun=noun, record_id=fair.pk, chance=chance)
    return fair


@pytest.mark.either_engine
def test_budgets_of_money_and_fixed_prices_are_scored_for_those_who_see_money_alone(here: Cast) -> None:
    priced(here, price=Decimal(999), budget=Decimal(1000))
    Account.objects.filter(person=here.tom).update(money_right=False)
    Account.objects.filter(person=here.marek).update(money_right=True)
    keep_score(NOW)
    lines = {line.kind: line.chances for line in score_of(here.account(here.marek)).lines}
    assert (lines["money"].told, lines["money"].came) == (pytest.approx(0.7), 1.0), "1,000 of 1,000"
    assert (lines["price"].told, lines["price"].came) == (pytest.approx(0.9), 0.0), "1,000 of 999"
    blind = score_of(here.account(here.tom))
    assert {line.kind for line in blind.lines} == {"project", "promise"}
    assert sum(one.things for one in blind.bins) == 1
    for query in ("", "?as=csv"):
        assert "Budgets of money" in page(here, here.marek, query)
        told = page(here, here.tom, query)
        assert "Budgets of money" not in told
        assert "Fixed prices" not in told


def test_what_it_cost_is_no_figure_of_assumed_hours_and_of_a_project_for_some_eyes(here: Cast) -> None:
    fair = priced(here, price=Decimal(999), budget=Decimal(1000), manager=here.ines)
    fair.refresh_from_db()
    fair.show_to(SeenBy.NAMED, by=here.house, seen=fair.version, people=[here.ines])
    Account.objects.filter(person__in=[here.marek, here.ines]).update(money_right=True)
    keep_score(NOW)
    assert "price" in {line.kind for line in score_of(here.account(here.ines)).lines}
    assert not {"price", "money"} & {line.kind for line in score_of(here.account(here.marek)).lines}
    TimeEntry.objects.update(source=TimeEntry.Source.ASSUMED)
    keep_score(NOW)
    assert {line.kind for line in score_of(here.account(here.ines)).lines} == {"project", "promise"}


def test_a_price_is_fixed_only_where_all_that_is_agreed_of_the_project_is(here: Cast) -> None:
    def agree(price: int | None, **more: Any) -> Agreement:
        amount = None if price is None else Decimal(price)
        return Agreement.agree(
            here.spring.company, "More", OPENED, by=here.house, price=amount, project=here.spring, **more
        )

    agree(600)
    agree(300)
    Agreement.agree(here.spring.company, "All year", OPENED, by=here.house, price=Decimal(5), kind="retainer")
    extra = Extra.ask(here.spring.company, "A cut", by=here.house, on=TODAY, project=here.spring)
    extra.set_price(Decimal(50), by=here.house, seen=extra.version)
    assert fixed_prices() == {here.spring.pk: Decimal(900)}
    extra.refresh_from_db()
    extra.settle(True, by=here.house, seen=extra.version, on=TODAY)
    assert fixed_prices() == {here.spring.pk: Decimal(950)}
    Rate.say(here.tom, Decimal(80), TODAY, by=here.house)
    replan(NOW)
    told = CostForecast.objects.get(project=here.spring)
    assert told.price == Decimal(950)
    assert told.covers is not None
    assert KeptForecast.objects.get(noun="price", record_id=here.spring.pk).chance == told.covers
    hourly = agree(84, kind="hourly")
    assert fixed_prices() == {}
    hourly.remove(by=here.house)
    agree(None)
    assert fixed_prices() == {}


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

"""What an hour of somebody costs is told to nobody without the right to see money, through no door; and how much she
helps to nobody whom she did not agree to show it to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from time_machine import travel

from cast import NOW, TODAY
from doors import World, routes, world
from kept import kept
from varifocal.flows.own_data import own_data
from varifocal.flows.replan import replan
from varifocal.flows.scorecard import keep_score
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.growth.check_in import HelpTap
from varifocal.org.money.agreement import Agreement
from varifocal.org.money.rate import Rate
from varifocal.org.people.consent import Consent
from varifocal.org.runs.run import CostForecast, KeptForecast
from varifocal.org.work.doing import Comment, TimeEntry
from varifocal.org.work.project import Project

pytestmark = pytest.mark.django_db
PAY = ("6137.4", "6,137", "7254183", "7,254,183", "8361947", "8,361,947", "5928361", "5,928,361")
"""An hour of Tom's, what the spring film may cost, costs beside hours and brings, as pages and files write it."""
COLUMNS = ("Cost to come, even chances", "Cost to come, four in five")
SCORED = ("Budgets of money", "Fixed prices that cover the cost")
COSTS = (
    *COLUMNS,
    *SCORED,
    "Still costs",
    "still costs",
    "Budget holds",
    "Price covers it",
    "In all, four in five",
)
FILES = ("/people", "/people/skills", "/people/coverage", "/changes", "/projects", "/balance", "/came-true")
SEES_MONEY = "marek"


@pytest.fixture
def here() -> Iterator[World]:
    with travel(NOW, tick=False):
        yield paid()


@kept
def paid() -> World:
    """Marek alone sees money: what an hour of Tom's costs, what the spring film may, what a fair that is over did. Tom
    helped four of four."""
    made = world()
    cast = made.cast
    Account.objects.update(money_right=False)
    Account.objects.filter(person=cast.marek).update(money_right=True)
    Rate.say(cast.tom, Decimal("6137.41"), TODAY, by=cast.house)
    money = {"budget_money": Decimal(7254183), "other_costs": Decimal(8361947)}
    cast.spring.describe(by=cast.house, seen=cast.spring.version, **money)
    Agreement.agree(
        cast.spring.company, "Spring", TODAY, by=cast.house, price=Decimal(5928361), project=cast.spring
    )
    everybody = (cast.ines, cast.marek, cast.lea, cast.tom, cast.ana)
    for one in everybody:
        Consent.give(one, "network", by=cast.account(one), at=NOW)
    for one in (cast.ines, cast.marek, cast.lea, cast.ana):
        Comment.say(
            cast.storyboard,
            "So.",
            by=cast.house,
            at=NOW,
            person=cast.tom,
            helped=one,
            kind=Comment.Kind.ANSWER,
        )
        HelpTap.tap(one, TODAY, cast.tom, by=cast.account(one), today=TODAY)
    replan(NOW)
    long_ago = TODAY - timedelta(days=30)
    fair = Project.open("Fair", by=cast.house, on=long_ago, budget_money=Decimal(7254183))
    Agreement.agree(cast.spring.company, "Fair", TODAY, by=cast.house, price=Decimal(5928361), project=fair)
    TimeEntry.record(cast.tom, long_ago, Decimal(2), by=cast.house, project=fair)
    fair.end("done", TODAY, by=cast.house, seen=fair.version)
    for noun in ("money", "price"):
        KeptForecast.objects.create(on=long_ago, noun=noun, record_id=fair.pk, chance=0.6)
    keep_score(NOW)
    return made


def texts(here: World, role: str, *, about: str = "") -> Iterator[tuple[str, str]]:
    """Every page and fragment this role is answered that begins so; files, and what the palette finds."""
    client = here.client(role)
    paths = {route.path(here.seen(route)) for route in routes() if route.name != "sign-out"}
    paths = {path for path in paths if path.startswith(about)}
    paths |= {f"{path}?as=csv" for path in FILES} | {
        f"/palette?q={word}" for word in ("Tom", "6137.4", "rate")
    }
    for path in sorted(paths):
        answer = client.get(path)
        if not answer.streaming:
            yield path, answer.text


@pytest.mark.either_engine
@pytest.mark.parametrize("role", ["ines", "tom", "gus"])
def test_what_an_hour_and_what_work_costs_is_told_to_nobody_without_the_right(here: World, role: str) -> None:
    told = [(path, word) for path, text in texts(here, role) for word in (*PAY, *COSTS) if word in text]
    assert told == []
    by = Account.objects.get(login=f"{role}@example.org")
    if by.person_id:
        assert "6137.4" not in json.dumps(own_data(by, TODAY), default=str)
    log = Change.objects.filter(visible(by, Change))
    assert [one for one in log.values("before", "after", "label") if "6137.4" in str(one)] == []
    assert CostForecast.objects.exists()
    assert not CostForecast.objects.visible_to(by).exists()


@pytest.mark.either_engine
def test_whoever_has_the_right_reads_it_where_rates_are_set_and_what_work_costs_where_it_stands(
    here: World,
) -> None:
    client, cast = here.client(SEES_MONEY), here.cast
    assert any(word in client.get("/settings").text for word in PAY)
    assert "7,254,183" in client.get(f"/projects/{cast.spring.pk}/forecast").text
    assert "Budget holds" in client.get(f"/projects/{cast.spring.pk}/forecast").text
    assert "Price covers it" in client.get(f"/projects/{cast.spring.pk}/forecast").text
    assert "price covers what it costs" in client.get(f"/clients/{cast.acme.pk}").text
    assert all(word in client.get(f"/came-true{query}").text for word in SCORED for query in ("", "?as=csv"))
    assert "Still costs" in client.get(f"/tasks/{cast.storyboard.pk}").text
    assert all(f"{column}" in client.get("/projects?as=csv").text for column in COLUMNS)


@pytest.mark.either_engine
def test_whoever_sees_no_money_can_change_none_of_a_project(here: World) -> None:
    cast = here.cast
    ines = cast.account(cast.ines)
    with pytest.raises(NotAllowed):
        cast.spring.describe(by=ines, seen=cast.spring.version, budget_money=Decimal(1))
    url = f"/projects/{cast.spring.pk}/edit"
    assert "budget_money" not in here.client("ines").get(url).text
    assert "budget_money" in here.client(SEES_MONEY).get(url).text


@pytest.mark.either_engine
@pytest.mark.parametrize("role", ["ines", "marek", "ana", "gus"])
def test_how_much_somebody_helps_is_told_to_nobody_she_does_not_show_it_to(here: World, role: str) -> None:
    place = "Helped 4 of 4 people"
    assert place in here.client("tom").get("/people/help").text, "she sees it first"
    assert [path for path, text in texts(here, role, about="/people") if place in text] == []
    cast = here.cast
    Consent.give(cast.tom, "network_shown", by=cast.account(cast.tom), at=NOW)
    seen = place in here.client(role).get("/people/help").text
    assert seen is (role != "gus")
    Consent.withdraw(cast.tom, "network_shown", by=cast.account(cast.tom), at=NOW)
    assert place not in here.client(role).get("/people/help").text

"""What would it take: a lever's chance is what a trial of it gives, the cheapest first, and nothing hidden is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan.suppose import Due, suppose
from varifocal.core.portfolio import Portfolio
from varifocal.flows import reaching
from varifocal.flows.planner import plan
from varifocal.flows.reaching import what_would_it_take
from varifocal.flows.trial import Standing, foresee, standing_now
from varifocal.org.base.access import set_roles
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.models import Assignment, Project, Rate, SkillNeed, Task

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def test_what_is_found_is_what_a_trial_gives_and_the_cheapest_first(here: Cast, client: Client) -> None:
    by, stands = here.account(here.marek), standing_now(NOW)
    curve = stands.foretold.projects[here.spring.pk].curve
    day = next(on for on, share in curve if share >= 0.3)
    told = what_would_it_take("project", here.spring.pk, day, 0.8, by=by, now=NOW)
    assert told.chance is not None
    assert told.chance < 0.8
    assert told.found
    asked = suppose(stands.portfolio, [Due("project", here.spring.pk, day)])
    assert [one.price for one in told.found] == sorted(one.price for one in told.found)
    for one in told.found:
        portfolio = asked
        for lever in one.levers:
            portfolio = lever.change(portfolio)
        again = foresee(Standing(portfolio, plan(portfolio), stands.calibration))
        assert again.foretold.projects[here.spring.pk].chance == one.chance
        assert (one.chance >= 0.795) is told.reached
    client.force_login(by)
    page = client.get(reverse("project-reach", args=[here.spring.pk]) + f"?chance=80&day={day}")
    assert told.found[0].levers[0].sentence in page.content.decode()


def test_nothing_reaches_a_day_too_near_and_a_far_one_needs_nothing(here: Cast, client: Client) -> None:
    by = here.account(here.marek)
    near = what_would_it_take("project", here.spring.pk, TODAY, 0.8, by=by, now=NOW)
    assert not near.reached
    assert near.later is not None
    far = what_would_it_take("project", here.spring.pk, TODAY + timedelta(days=300), 0.8, by=by, now=NOW)
    assert far.reached
    assert not far.found
    client.force_login(by)
    page = client.get(reverse("project-reach", args=[here.spring.pk]) + f"?day={TODAY}").content.decode()
    assert "Nothing we tried" in page


def test_what_is_not_hers_is_not_there(here: Cast) -> None:
    with pytest.raises(Impossible):
        what_would_it_take("project", here.secret.pk, TODAY, 0.8, by=here.account(here.ana), now=NOW)
    with pytest.raises(NotAllowed):
        what_would_it_take("project", here.spring.pk, TODAY, 0.8, by=here.account(here.gus), now=NOW)


def test_the_work_of_a_goal_is_reached_through_its_projects(here: Cast, client: Client) -> None:
    by, stands = here.account(here.marek), standing_now(NOW)
    goal = next(
        goal
        for project in stands.portfolio.projects
        if project.id == here.spring.pk
        for goal in project.serves
    ).goal
    curve = stands.foretold.goals[goal].curve
    day = max(on for on, share in curve if share < 0.6)
    told = what_would_it_take("goal", goal, day, 0.8, by=by, now=NOW)
    assert told.chance is not None
    assert told.chance < 0.8
    assert told.later is not None
    assert told.later > day
    for one in told.found:
        assert one.chance > told.chance
        assert any("“" in lever.sentence for lever in one.levers)
    client.force_login(by)
    page = client.get(reverse("goal-reach", args=[goal]) + f"?chance=80&day={day}").content.decode()
    assert "As all stands, by" in page
    with pytest.raises(Impossible):
        what_would_it_take("goal", 999_999, day, 0.8, by=by, now=NOW)


def paid(portfolio: Portfolio) -> Decimal:
    """What its plan costs, everybody alone at her work."""
    placed = plan(portfolio).placed.values()
    return sum(
        (
            Decimal(portfolio.task[one.task].left) * portfolio.rates.get(who, Decimal(0))
            for one in placed
            for who in one.people
        ),
        Decimal(0),
    )


def test_somebody_else_may_do_some_of_it_and_it_can_be_kept_as_a_scenario(
    here: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four tasks of a day or two are agreed with Tom; Ana can do them, too, and costs more."""
    monkeypatch.setattr(
        reaching, "MOST_SHOWN", 20
    )  # it is chance whether another promise loses a point or two
    ines = here.account(here.ines)
    set_roles(ines, ines.roles, by=here.house, seen=ines.version, money_right=True)
    ines = here.account(here.ines)
    for person, rate in ((here.tom, 60), (here.ana, 80)):
        Rate.say(person, Decimal(rate), by=ines, since=TODAY)
    fair = Project.open("Fair", by=here.house, on=TODAY, due=TODAY + timedelta(days=60), manager=here.marek)
    for name in ("Posters", "Stand", "Flyers", "Badges"):
        task = Task.plan(fair, name, by=here.house, on=TODAY, effort="10-14-20")
        SkillNeed.need(task, here.design, by=here.house, level=2)
        Assignment.agree(task, [here.tom], by=here.house)
    curve = standing_now(NOW).foretold.projects[fair.pk].curve
    day = max(on for on, share in curve if share < 0.45)
    told = what_would_it_take("project", fair.pk, day, 0.5, by=ines, now=NOW)
    (anew,) = [one for one in told.found if [lever.kind for lever in one.levers] == ["anew"]]
    assert {one.before for one in anew.handed} == {("Tom Okafor",)}
    assert {one.after for one in anew.handed} == {(here.ana.name,)}
    asked = suppose(standing_now(NOW).portfolio, [Due("project", fair.pk, day)])
    assert anew.more == paid(anew.levers[0].change(asked)) - paid(asked)
    scenario = suppose(asked, anew.supposed)
    kept = foresee(Standing(scenario, plan(scenario), standing_now(NOW).calibration))
    assert kept.foretold.projects[fair.pk].chance >= 0.495
    assert (
        what_would_it_take("project", fair.pk, day, 0.5, by=here.account(here.marek), now=NOW).found[0].more
        is None
    )
    client.force_login(ines)
    page = client.get(reverse("project-reach", args=[fair.pk]) + f"?chance=50&day={day}").content.decode()
    assert f"by {here.ana.name} instead of Tom Okafor" in page
    where = re.search(r'href="(/schedule/scenarios/new[^"]*)"', page.split("Choose anew")[1])
    assert where
    assert "given" in client.get(where[1].replace("&amp;", "&")).content.decode()

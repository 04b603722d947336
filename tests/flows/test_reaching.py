"""What would it take: a lever's chance is what a trial of it gives, the cheapest first, and nothing hidden is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan.suppose import Due, suppose
from varifocal.flows.planner import plan
from varifocal.flows.reaching import what_would_it_take
from varifocal.flows.trial import Standing, foresee, standing_now
from varifocal.org.base.refusals import Impossible, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def test_what_is_found_is_what_a_trial_gives_and_the_cheapest_first(here: Cast, client: Client) -> None:
    by, stands = here.account(here.marek), standing_now(NOW)
    curve = stands.foretold.projects[here.spring.pk].curve
    day = next(on for on, share in curve if share >= 0.3)
    told = what_would_it_take(here.spring.pk, day, 0.8, by=by, now=NOW)
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
        assert (one.chance >= 0.8) is told.reached
    client.force_login(by)
    page = client.get(reverse("project-reach", args=[here.spring.pk]) + f"?chance=80&day={day}")
    assert told.found[0].levers[0].sentence in page.content.decode()


def test_nothing_reaches_a_day_too_near_and_a_far_one_needs_nothing(here: Cast, client: Client) -> None:
    by = here.account(here.marek)
    near = what_would_it_take(here.spring.pk, TODAY, 0.8, by=by, now=NOW)
    assert not near.reached
    assert near.later is not None
    far = what_would_it_take(here.spring.pk, TODAY + timedelta(days=300), 0.8, by=by, now=NOW)
    assert far.reached
    assert not far.found
    client.force_login(by)
    page = client.get(reverse("project-reach", args=[here.spring.pk]) + f"?day={TODAY}").content.decode()
    assert "Nothing we tried" in page


def test_what_is_not_hers_is_not_there(here: Cast) -> None:
    with pytest.raises(Impossible):
        what_would_it_take(here.secret.pk, TODAY, 0.8, by=here.account(here.ana), now=NOW)
    with pytest.raises(NotAllowed):
        what_would_it_take(here.spring.pk, TODAY, 0.8, by=here.account(here.gus), now=NOW)

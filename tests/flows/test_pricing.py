"""What would bring a task forward, priced: in days over the whole plan, in chances, for her eyes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan.suppose import Given
from varifocal.flows.pricing import priced
from varifocal.flows.trial import standing_plan, state_of
from varifocal.org.base.access import set_roles
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible
from varifocal.org.money.rate import Rate
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.order import Assignment, Dependency, Pin
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def test_a_remedy_has_its_price_and_nothing_is_written(here: Cast) -> None:
    Pin.fix(here.shoot, by=here.house, start=TODAY + timedelta(days=20))
    lines = Change.objects.count()
    told = priced(here.shoot.pk, by=here.account(here.marek), now=NOW)
    [pin, *_] = [one for one in told.remedies if "is pinned to" in one.sentence]
    assert pin.days > 5
    assert any(one.name == "Acme spring launch" and one.points > 0 for one in pin.chances)
    assert [one.day for one in told.remedies] == sorted(one.day for one in told.remedies)
    assert Change.objects.count() == lines


def test_somebody_else_is_priced_in_money_for_those_who_see_it_and_can_be_tried(
    here: Cast, client: Client
) -> None:
    PersonSkill.rate(here.ana, here.design, 4, by=here.house)
    Assignment.agree(here.shoot, [here.tom], by=here.house)
    blocking = Task.plan(here.spring, "Grading", by=here.house, on=TODAY, effort="60")
    Assignment.agree(blocking, [here.tom], by=here.house, rank=-1.0)
    for person, rate in ((here.tom, 50), (here.ana, 80)):
        Rate.say(person, Decimal(rate), TODAY, by=here.house)
    marek = here.account(here.marek)
    seen = priced(here.storyboard.pk, by=marek, now=NOW).remedies
    [one] = [one for one in seen if one.sentence == "Give “Storyboard” to Ana Silva instead of Tom Okafor"]
    assert one.given == Given(here.storyboard.pk, (here.ana.pk,), one.given.rank if one.given else None)
    assert one.cost is None, "he does not see money"
    set_roles(marek, marek.roles, by=here.house, seen=marek.version, money_right=True)
    told = priced(here.storyboard.pk, by=here.account(here.marek), now=NOW).remedies
    hours = standing_plan(state_of(NOW)).portfolio.task[here.storyboard.pk].left
    assert [each.cost.more for each in told if each.cost and each.sentence == one.sentence] == [
        Decimal(hours) * 30
    ]
    client.force_login(here.account(here.marek))
    path = reverse("why-priced", args=[here.storyboard.pk])
    address = f"/schedule/try/{here.storyboard.pk}?person={here.ana.pk}&amp;dropped=1"
    assert address in client.get(f"{path}?beside=1").text
    assert "more at the rates of those who do it" in client.get(path).text
    assert address not in client.get(path).text
    client.force_login(here.account(here.tom))
    assert address not in client.get(f"{path}?beside=1").text


def test_a_wait_says_by_when_its_answer_keeps_the_date(here: Cast) -> None:
    wait = Task.plan(here.spring, "Acme says yes", by=here.house, on=TODAY)
    wait.ask(here.acme, TODAY, by=here.house, seen=wait.version)
    Dependency.tie(wait, here.shoot, by=here.house)
    told = priced(wait.pk, by=here.account(here.marek), now=NOW)
    [answer] = told.answers
    assert (answer.wait, answer.name, answer.promised) == (
        "Acme says yes",
        "Acme spring launch",
        here.spring.due,
    )
    assert TODAY <= answer.day < here.spring.due


def test_what_holds_it_unseen_is_not_named(here: Cast, client: Client) -> None:
    Pin.fix(here.hush, by=here.house, start=TODAY + timedelta(days=20))
    Dependency.tie(here.hush, here.shoot, by=here.house)
    for who, sees in ((here.ines, True), (here.ana, False)):
        text = repr(priced(here.shoot.pk, by=here.account(who), now=NOW))
        assert (here.hush.name in text) is sees
    with pytest.raises(Impossible):
        priced(here.hush.pk, by=here.account(here.ana), now=NOW)
    client.force_login(here.account(here.ana))
    assert client.get(reverse("why-priced", args=[here.hush.pk])).status_code == 404
    page = client.get(reverse("why-priced", args=[here.shoot.pk])).content.decode()
    assert "instead of" in page
    assert here.hush.name not in page

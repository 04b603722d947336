"""What projects add to a measure, as stated: the lines of a goal are joined by that alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import changed_since, replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.models import (
    Change,
    Contribution,
    Goal,
    Measure,
    MeasureForecast,
    Project,
    ProjectForecast,
)

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def clients(here: Cast) -> Measure:
    """Read once a week for a while: it grows by a tenth of a client a week, and two are missing."""
    goal = Goal.objects.get(pk=here.retained.pk)
    by = here.house
    clients = Measure.define(
        goal, "Clients", Decimal(4), Decimal(7), by=by, on=TODAY - timedelta(days=84), unit="clients"
    )
    for week, more in enumerate((1, -1, 1, 0, -1, 1, 0, 1, -1, 0, 1), start=1):
        value = Decimal(4) + Decimal(week) / 10 + Decimal(more) / 20
        clients.read(TODAY - timedelta(days=84 - 7 * week), value, by=by)
    return clients


def foretold(clients: Measure) -> MeasureForecast:
    return MeasureForecast.objects.get(run=replan(NOW), measure=clients)


def test_stated_it_joins_the_lines_and_withdrawn_they_stand_apart(here: Cast, clients: Measure) -> None:
    before = foretold(clients)
    assert before.joined is None
    one = Contribution.state(clients, here.spring, Decimal(20), by=here.account(here.ines), on=TODAY)
    assert changed_since(before.run.seen)
    then = foretold(clients)
    assert (then.chance, then.low, then.high) == (before.chance, before.low, before.high)
    told = ProjectForecast.objects.get(run=then.run, project=here.spring)
    in_time = max(share for day, share in told.curve if str(day)[:10] <= clients.goal.target.isoformat())
    assert then.joined == pytest.approx(in_time + (1 - in_time) * then.chance, abs=0.02)
    one.withdraw(by=here.account(here.ines))
    assert foretold(clients).joined is None


def test_what_takes_away_lowers_it_and_said_again_it_stands_once(here: Cast, clients: Measure) -> None:
    ines = here.account(here.ines)
    Contribution.state(clients, here.spring, Decimal(20), by=ines, on=TODAY)
    Contribution.state(clients, here.spring, Decimal(-20), by=ines, on=TODAY)
    assert [one.adds for one in snapshot(NOW).contributions] == [-20.0]
    told = foretold(clients)
    assert told.joined < told.chance
    undo(Change.objects.filter(noun="contribution").latest("number").act, by=ines)
    assert [one.adds for one in snapshot(NOW).contributions] == [20.0]


def test_a_project_of_which_nobody_knows_when_it_is_done_adds_nothing_yet(
    here: Cast, clients: Measure
) -> None:
    empty = Project.open("Idea", by=here.house, on=TODAY, budget_hours=Decimal(100))
    Contribution.state(clients, empty, Decimal(20), by=here.account(here.ines), on=TODAY)
    assert foretold(clients).joined is None


def test_what_cannot_be_is_refused_with_its_reason(here: Cast, clients: Measure) -> None:
    ines = here.account(here.ines)
    with pytest.raises(Impossible) as refused:
        Contribution.state(clients, here.spring, Decimal(0), by=ines, on=TODAY)
    assert refused.value.field == "adds"
    here.spring.end("done", TODAY, by=here.house, seen=here.spring.version)
    with pytest.raises(Impossible) as refused:
        Contribution.state(clients, here.spring, Decimal(1), by=ines, on=TODAY)
    assert refused.value.field == "project"
    with pytest.raises(NotAllowed):
        Contribution.state(clients, here.spring, Decimal(1), by=here.account(here.tom), on=TODAY)


def test_the_page_asks_two_fields_and_a_hidden_project_is_not_named(
    here: Cast, clients: Measure, client: Client
) -> None:
    client.force_login(here.account(here.ines))
    answer = client.post(reverse("measure-adds", args=[clients.pk]), {"project": here.spring.pk, "adds": "2"})
    assert answer.status_code == 302, answer.content.decode()
    Contribution.state(clients, here.secret, Decimal(1), by=here.house, on=TODAY)
    replan(NOW)
    page = client.get(reverse("goal", args=[clients.goal_id])).content.decode()
    assert "with what projects add in time" in page
    assert "2 clients" in page
    client.force_login(here.account(here.tom))
    page = client.get(reverse("goal", args=[clients.goal_id])).content.decode()
    assert here.spring.name in page
    assert here.secret.name not in page
    one = Contribution.objects.get(project=here.secret)
    assert client.post(reverse("contribution-withdraw", args=[one.pk])).status_code == 404

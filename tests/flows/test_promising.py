"""The gate in words: what holds, whom it would cost, by when it could be promised; for her eyes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.promising import Days, can_promise, earliest, what_would_keep
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.work.order import Assignment, Dependency, Pin
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.scenarios.promise import FUTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def test_it_says_what_holds_and_what_would_give_way(here: Cast) -> None:
    by = here.account(here.marek)
    far = can_promise("project", here.spring.pk, TODAY + timedelta(days=200), by=by, now=NOW)
    assert far.state == "holds"
    assert far.sentences[0].startswith("As it stands it would be done on ")
    museum = Project.open("Museum", by=here.house, on=TODAY, manager=here.marek)
    late = Task.plan(museum, "Exhibit", by=here.house, on=TODAY, effort="8")
    Assignment.agree(here.storyboard, [here.tom], by=here.house, rank=1)
    Assignment.agree(late, [here.tom], by=here.house, rank=50)
    near = can_promise("task", late.pk, TODAY, by=by, now=NOW)
    assert near.state in ("first", "another", "breaks")
    assert "late." in near.sentences[0]


def test_what_gives_way_is_named_only_to_those_who_see_it(here: Cast) -> None:
    Assignment.agree(here.hush, [here.tom], by=here.house, rank=0.1)
    museum = Project.open("Museum", by=here.house, on=TODAY)
    late = Task.plan(museum, "Exhibit", by=here.house, on=TODAY, effort="4")
    Assignment.agree(late, [here.tom], by=here.house, rank=50)
    for who, sees in ((here.ines, True), (here.ana, False)):
        told = " ".join(can_promise("task", late.pk, TODAY, by=here.account(who), now=NOW).sentences)
        assert "would give way" in told
        assert (here.hush.name in told) is sees
        assert ("something you cannot see" in told) is not sees


def test_by_when_it_could_be_promised(here: Cast) -> None:
    days = earliest("project", here.spring.pk, by=here.account(here.marek), now=NOW)
    if days.sentence:
        assert days.half is None
    else:
        assert days.half <= days.most <= days.sure
    task = earliest("task", here.storyboard.pk, by=here.account(here.marek), now=NOW)
    assert task.half <= task.most


def test_a_day_the_plan_keeps_is_called_a_promise_only_where_most_futures_keep_it(
    here: Cast, client: Client
) -> None:
    days = earliest("task", here.storyboard.pk, by=here.account(here.marek), now=NOW)
    day = timedelta(days=1)
    said = {"few": days.half - day, "half": days.half, "most": days.most}
    assert {days.holds_in(on) for on in (days.half, days.most - day)} == {"half"}
    assert Days(None, None, None).holds_in(TODAY) == ""
    client.force_login(here.account(here.marek))
    address = reverse("task-promise", args=[here.storyboard.pk])
    for futures, due in said.items():
        assert days.holds_in(due) == futures
        told = client.get(f"{address}?due={due}").content.decode()
        asks = f"{reverse('task-promise-days', args=[here.storyboard.pk])}?due={due}"
        assert asks in told
        state, words = FUTURES[futures]
        then = client.get(asks).content.decode()
        assert words in then
        assert f"state {state}" in then


def test_what_is_not_hers_is_not_there(here: Cast) -> None:
    for ask in (can_promise, earliest):
        more = (TODAY,) if ask is can_promise else ()
        with pytest.raises(Impossible):
            ask("task", here.hush.pk, *more, by=here.account(here.ana), now=NOW)
        with pytest.raises(NotAllowed):
            ask("task", here.storyboard.pk, *more, by=here.account(here.gus), now=NOW)


def test_what_would_keep_a_date_is_tried_and_told(here: Cast, client: Client) -> None:
    by = here.account(here.marek)
    Pin.fix(here.shoot, by=here.house, start=TODAY + timedelta(days=25))
    ways = what_would_keep("project", here.spring.pk, None, by=by, now=NOW)
    assert ways
    assert any("“Shoot” is pinned to" in way.parts[0][0] for way in ways if len(way.parts) == 1)
    assert any(way.parts[0][0].startswith("Promise “Acme spring launch” by") for way in ways)
    assert what_would_keep("project", here.spring.pk, TODAY + timedelta(days=300), by=by, now=NOW) is None
    client.force_login(by)
    told = client.get(reverse("project-keeping", args=[here.spring.pk])).content.decode()
    assert "Each of these alone would keep it" in told
    kept = client.get(
        f"{reverse('project-keeping', args=[here.spring.pk])}?due={TODAY + timedelta(days=300)}"
    )
    assert "As planned it is kept" in kept.content.decode()
    assert (
        client.get(reverse("task-keeping", args=[here.storyboard.pk]) + "?due=2027-12-01").status_code == 200
    )


def test_what_would_keep_it_names_nothing_she_may_not_see(here: Cast, client: Client) -> None:
    Pin.fix(here.hush, by=here.house, start=TODAY + timedelta(days=25))
    Dependency.tie(here.hush, here.shoot, by=here.house)
    for who, sees in ((here.ines, True), (here.ana, False)):
        ways = what_would_keep("project", here.spring.pk, None, by=here.account(who), now=NOW)
        text = repr(ways)
        assert ways
        assert (here.hush.name in text) is sees
        assert ("you cannot see" in text) is not sees
    with pytest.raises(Impossible):
        what_would_keep("task", here.hush.pk, None, by=here.account(here.ana), now=NOW)


def test_under_the_field_it_stands_while_a_day_is_chosen(here: Cast, client: Client) -> None:
    client.force_login(here.account(here.marek))
    form = client.get(reverse("edit-project", args=[here.spring.pk])).content.decode()
    address = reverse("project-promise", args=[here.spring.pk])
    assert f'hx-get="{address}"' in form
    told = client.get(f"{address}?due={TODAY + timedelta(days=200)}").content.decode()
    assert "it holds" in told
    assert reverse("project-promise-days", args=[here.spring.pk]) in told
    assert client.get(f"{address}?due=soon").content.decode().strip() == ""
    days = client.get(reverse("project-promise-days", args=[here.spring.pk])).content.decode()
    assert "promised" in days or "planned" in days
    client.force_login(here.account(here.ana))
    assert client.get(reverse("task-promise", args=[here.hush.pk]) + "?due=2027-01-01").status_code == 404

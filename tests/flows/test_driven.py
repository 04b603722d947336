"""What moves a date is told without names she must not read; what of her own work does, to herself alone."""

from __future__ import annotations

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.driven import own, seen_by, seen_of_each
from varifocal.flows.replan import replan
from varifocal.flows.truth import truth
from varifocal.org.base.account import Account
from varifocal.org.models import ProjectForecast, Risk, ScheduledTask
from varifocal.org.people.person import Person


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def page(account: Account, path: str) -> str:
    client = Client()
    client.force_login(account)
    return client.get(path).content.decode()


def everybody(here: Cast) -> list[Person]:
    return [here.ines, here.marek, here.lea, here.tom, here.ana]


def test_what_of_her_own_work_moves_a_date_is_told_to_herself_alone(here: Cast) -> None:
    run = replan(NOW)
    told = ProjectForecast.objects.filter(run=run, project__ended_on=None)
    moving = {one["id"] for row in told for one in row.drivers if one["kind"] in ("task", "queue")}
    assert moving
    does = {row.task_id: row.crew for row in ScheduledTask.objects.filter(run=run)}
    busy = [one for one in everybody(here) if any(one.pk in does.get(task, ()) for task in moving)]
    assert busy
    for one in everybody(here):
        account = here.account(one)
        hers = own(account)
        assert all(one.pk in does[each.task] for each in hers)
        assert [each.days for each in hers] == sorted((each.days for each in hers), reverse=True)
        mine = page(account, "/came-true/mine")
        assert ("Which dates your work moves most" in mine) == bool(hers)
    first = busy[0]
    assert own(here.account(first))
    assert 'hx-get="/came-true/mine"' in page(here.account(first), f"/people/{first.pk}")
    other = next(one for one in everybody(here) if one != first)
    assert 'hx-get="/came-true/mine"' not in page(here.account(other), f"/people/{first.pk}")


def test_work_of_a_project_that_is_not_hers_to_see_is_not_told_even_where_she_does_it(here: Cast) -> None:
    replan(NOW)
    one = next(each for each in everybody(here) if own(here.account(each)))
    project = ProjectForecast.objects.filter(project=own(here.account(one))[0].project)[0].project
    other = next(each for each in everybody(here) if each not in (one, project.manager))
    project.show_to("named", by=here.house, seen=project.version, people=[other])
    assert (project.pk in {each.project for each in own(here.account(one))}) == (project.manager == one)


def test_no_promise_is_explained_by_a_risk_she_does_not_see(here: Cast) -> None:
    Risk.note_down(
        here.spring, "The client goes", 60, by=here.account(here.tom), on=TODAY, days="90-120-200",
        seen_by="named", people=[here.marek],
    )  # fmt: skip
    run = replan(NOW)
    drivers = ProjectForecast.objects.get(run=run, project=here.spring).drivers
    assert "The client goes" in drivers[0]["sentence"]
    assert seen_of_each(here.account(here.tom), [drivers, []]) == [
        tuple(each["sentence"] for each in drivers),
        (),
    ]
    assert seen_by(here.account(here.ines), drivers) == tuple(each["sentence"] for each in drivers[1:])
    for one, sees in ((here.tom, True), (here.ines, False)):
        told = " ".join(map(str, truth(here.account(one)).promises))
        assert ("The client goes" in told) == sees

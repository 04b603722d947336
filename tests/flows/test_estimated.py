"""How estimates came out: a person's for herself alone, a project's only where it is nobody's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.estimated import of_project, own
from varifocal.org.people.person import Person
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
OPENED = TODAY - timedelta(days=30)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def done(
    here: Cast, took: dict[Person, float], *, effort: str = "4", project: Project | None = None, **more: Any
) -> Task:
    """A task of somebody, estimated at four hours a month ago."""
    task = Task.plan(
        project or here.spring, "Work", by=here.house, on=OPENED, effort=effort, kind=here.storyboard.kind
    )
    for person, hours in took.items():
        TimeEntry.record(person, TODAY - timedelta(1), Decimal(str(hours)), by=here.house, task=task, **more)
    task.refresh_from_db()
    return task.finish(by=here.house, at=NOW, seen=task.version)


def page(here: Cast, who: Person, name: str, *args: int) -> str:
    client = Client()
    client.force_login(here.account(who))
    answer = client.get(reverse(name, args=args))
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_hers_are_those_she_did_most_of_with_confirmed_hours_against_what_stood_when_work_began(
    here: Cast,
) -> None:
    mine = done(here, {here.tom: 5, here.ana: 2})
    later = done(here, {here.tom: 8})
    later.estimates.create(likely=Decimal(8), on=TODAY + timedelta(1))
    done(here, {here.tom: 1, here.ana: 2})
    done(here, {here.tom: 6}, source=TimeEntry.Source.ASSUMED)
    done(here, {here.tom: 6}, effort="0.01")
    assert mine.is_closed
    assert sorted(one.ratio for one in own(here.account(here.tom))) == [1.75, 2.0]
    assert [one.ratio for one in own(here.account(here.ana))] == [0.75]


def test_of_few_there_is_no_quantile_and_nobody_reads_anothers(here: Cast) -> None:
    for hours in (4, 5):
        done(here, {here.tom: hours})
    told = page(here, here.tom, "came-true-mine")
    assert "Of two finished tasks one took longer than estimated: too few to say how much" in told
    for hours in (4, 4, 4, 4, 6, 6, 6, 8, 8):
        done(here, {here.tom: hours})
    told = page(here, here.tom, "came-true-mine")
    assert (
        "half took no more than 1.3 times the estimate, four in five no more than 1.5 times; five came out"
        in told
    )
    assert "Storyboard</th>" in told
    assert "11" in told
    for one in (here.ines, here.lea, here.marek):
        assert "No task you did most of" in page(here, one, "came-true-mine")
    assert page(here, here.gus, "came-true-mine") == "404"


def test_of_a_project_only_where_three_and_more_did_it(here: Cast) -> None:
    for _ in range(5):
        done(here, {here.tom: 5})
        done(here, {here.ana: 5})
    by = here.account(here.marek)
    assert of_project(by, here.spring) == []
    assert "How its estimates came out" not in page(here, here.marek, "project-lately", here.spring.pk)
    done(here, {here.lea: 9})
    assert len(of_project(by, here.spring)) == 11
    told = page(here, here.marek, "project-lately", here.spring.pk)
    assert "half took no more than 1.3 times" in told
    assert "none came out as estimated" in told
    for one in (here.tom, here.ana, here.lea):
        done(here, {one: 5}, project=here.secret)
    assert of_project(here.account(here.tom), here.secret) == [], "she sees none of its tasks"

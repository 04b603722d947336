"""How what was told has moved: day by day, and by causes that add up; named to those who see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.lately import REST, lately
from varifocal.org.people.person import Person
from varifocal.org.runs.run import KeptForecast, ProjectForecast, Run

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def run(here: Cast, at: datetime, chance: float | None, *drift: tuple[str, int, list[Any]]) -> None:
    made = Run.objects.create(seen=1, as_of=at, begun_at=at, ended_at=at)
    causes = [
        {"cause": cause, "points": points / 100, "sentence": "", "about": about}
        for cause, points, about in drift
    ]
    ProjectForecast.objects.create(
        run=made, project=here.spring, chance=chance, p50=NOW + 10 * DAY, p80=NOW + 20 * DAY, drift=causes
    )


def a_week(here: Cast) -> None:
    """84 % ten days ago, 70 yesterday, 61 now."""
    script, hush = [["task", here.script.pk]], [["task", here.hush.pk]]
    run(here, NOW - 10 * DAY, 0.84)
    run(here, NOW - 9 * DAY, 0.84)
    run(here, NOW - 3 * DAY, 0.741, ("“Script” was re-estimated", -10, script))
    run(here, NOW - 30 * HOUR, 0.70, ("Time passed", -4, []))
    run(
        here,
        NOW - 5 * HOUR,
        0.66,
        ("“Hush-hush draft” was added", -3, hush),
        ("“Script” was re-estimated", -1, script),
    )
    run(here, NOW, 0.61)


def test_causes_of_a_day_and_of_a_week_add_up_to_what_is_told(here: Cast) -> None:
    a_week(here)
    day, week = lately(here.account(here.marek), here.spring, NOW).moved
    assert (day.was, day.now, week.was) == (0.70, 0.61, 0.84)
    assert [(one.label, one.points) for one in day.causes] == [
        (REST, -5), ("“Hush-hush draft” was added", -3), ("“Script” was re-estimated", -1),
    ]  # fmt: skip
    assert {one.label: one.points for one in week.causes}["“Script” was re-estimated"] == -11
    for found in (day, week):
        assert sum(one.points for one in found.causes) == round(100 * found.now) - round(100 * found.was)


def test_where_less_is_known_it_says_since_when_and_where_nothing_moved_nothing(here: Cast) -> None:
    by = here.account(here.marek)
    assert lately(by, here.spring, NOW).moved == ()
    run(here, NOW - 5 * HOUR, 0.6)
    assert lately(by, here.spring, NOW).moved == ()
    run(here, NOW, 0.5)
    (one,) = lately(by, here.spring, NOW).moved
    assert one.since == NOW - 5 * HOUR
    run(here, NOW, None)
    assert lately(by, here.spring, NOW).moved == (), "no chance is told any more"


def page(here: Cast, who: Person, name: str, pk: int) -> str:
    client = Client()
    client.force_login(here.account(who))
    answer = client.get(reverse(name, args=[pk]))
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_the_page_draws_the_days_told_and_names_what_she_sees_alone(here: Cast) -> None:
    a_week(here)
    for days in range(1, 5):
        KeptForecast.objects.create(
            on=TODAY - days * DAY, noun="project", record_id=here.spring.pk, chance=0.7, by_when=here.spring.due,
            p50=NOW + 5 * DAY, p80=NOW + 9 * DAY,
        )  # fmt: skip
    seen = page(here, here.marek, "project-lately", here.spring.pk)
    assert "“Hush-hush draft” was added" in seen
    assert seen.count("Four in five by</th>") == 1
    assert seen.count("<tr>") == 6, "a head, four days and today"
    blind = page(here, here.tom, "project-lately", here.spring.pk)
    assert "Hush" not in blind
    assert "Something you cannot see" in blind
    assert "61\N{NO-BREAK SPACE}% now, 70\N{NO-BREAK SPACE}%" in blind
    assert page(here, here.tom, "project-lately", here.secret.pk) == "404"
    assert page(here, here.gus, "goal-lately", here.retained.pk) == "404"
    assert "How it has moved" not in page(here, here.tom, "goal-lately", here.retained.pk)

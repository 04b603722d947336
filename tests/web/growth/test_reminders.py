"""Reminders on Today, how the weeks were of five and more, and the same tabs on every page of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.encouragement import prompts
from varifocal.flows.how_we_are import how_we_are
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.one_to_one import OneToOne
from varifocal.org.people.person import Person
from varifocal.org.work.risk import Risk

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
FRIDAY = NOW + timedelta(days=4)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(FRIDAY, tick=False):
        yield cast()


def client(here: Cast, person: Person) -> Client:
    browser = Client()
    browser.force_login(here.account(person))
    return browser


def test_whoever_watches_what_may_strike_is_asked_whether_it_did(here: Cast) -> None:
    on, page = FRIDAY.date(), reverse("reminders")
    rain = Risk.note_down(
        here.spring, "Rain", 30, by=here.house, on=TODAY, days="2", until=on, watched_by=here.tom
    )
    flood = Risk.note_down(here.secret, "Flood", 30, by=here.house, on=TODAY, days="2", until=TODAY)
    Risk.note_down(here.spring, "Snow", 30, by=here.house, on=TODAY, days="2", until=on + timedelta(days=8))
    Risk.note_down(here.spring, "Fog", 30, by=here.house, on=TODAY, days="2")
    told = client(here, here.tom).get(page).text
    assert "“Rain” may strike “Acme spring launch” soon" in told
    assert "Flood" not in told
    assert "Snow" not in told
    marek = client(here, here.marek)
    assert "Did “Flood” strike “Quiet offer”?" in marek.get(page).text, "nobody watches it, and he manages"
    assert "Rain" not in client(here, here.ines).get(page).text
    key = re.findall(r'name="key" value="(risk:[^"]*)"', told)[0]
    assert client(here, here.tom).post(reverse("reminder-let-go"), {"key": key}).status_code == 302
    assert "Rain" not in client(here, here.tom).get(page).text
    with time_machine.travel(FRIDAY + timedelta(days=1), tick=False):
        assert "Did “Rain” strike" in client(here, here.tom).get(page).text, (
            "asked once more when its day is over"
        )
        over = reverse("project-risk-passed", args=[here.spring.pk, rain.pk])
        assert client(here, here.tom).post(over, {"from": "today"}).url == reverse("today")
        assert "Rain" not in client(here, here.tom).get(page).text
    assert marek.post(reverse("project-risk-struck", args=[here.secret.pk, flood.pk])).status_code == 302
    assert "Flood" not in marek.get(page).text


def test_each_reminder_is_one_line_with_an_act_and_let_go_it_stays_away(here: Cast) -> None:
    lea, tom = here.account(here.lea), here.account(here.tom)
    room = OneToOne.begin(here.lea, here.tom, TODAY - timedelta(weeks=3), by=lea)
    browser, page = client(here, here.lea), reverse("reminders")
    assert "A talk with Tom Okafor is due" in browser.get(page).text
    assert "How was your week?" in browser.get(page).text
    assert f"talk:{room.pk}" not in client(here, here.tom).get(page).text, "whoever leads it sets the hour"
    plan = GrowthPlan.wish_for(here.tom, "Direct", TODAY, by=tom, by_when=TODAY + timedelta(days=9))
    GrowthStep.plan_it(plan, "A small film alone", by=tom)
    assert "Your next step: A small film alone" in client(here, here.tom).get(page).text
    key = re.findall(r'name="key" value="(talk:[^"]*)"', browser.get(page).text)[0]
    assert browser.post(reverse("reminder-let-go"), {"key": key}).status_code == 302
    assert browser.post(reverse("reminder-let-go"), {"key": key}).status_code == 404
    text = browser.get(page).text
    assert "A talk with" not in text
    assert "How was your week?" in text
    CheckIn.say(here.lea, TODAY, 4, 3, by=lea, today=TODAY)
    assert browser.get(page).text.strip() == ""
    assert isinstance(prompts(lea, TODAY), list), "letting a reminder go costs no word of encouragement"
    assert "reminders" in browser.get(reverse("today")).text


def told(here: Cast, weeks_ago: int, people: dict[Person, tuple[int, int]]) -> None:
    monday = TODAY - timedelta(weeks=weeks_ago)
    for person, (energy, workload) in people.items():
        CheckIn.say(person, monday, energy, workload, by=here.account(person), today=monday)


def test_weeks_are_told_of_five_and_more_once_they_are_over_and_never_by_difference(here: Cast) -> None:
    everybody = [here.ines, here.marek, here.lea, here.tom, here.ana]
    told(here, 3, dict.fromkeys(everybody, (4, 3)))
    told(here, 2, dict.fromkeys(everybody[:4], (1, 5)))
    told(here, 1, dict.fromkeys(everybody, (1, 5)))
    (house,) = how_we_are(here.account(here.tom), TODAY)
    by_week = {week.monday: (week.told, week.energy, week.workload) for week in house.weeks}
    assert by_week[TODAY - timedelta(weeks=3)] == (5, 4.0, 3.0)
    assert by_week[TODAY - timedelta(weeks=2)] == (0, None, None), "four are too few"
    assert TODAY - timedelta(weeks=1) not in by_week, "somebody may still tell of it"
    text = client(here, here.tom).get(reverse("how-we-are")).text
    assert "too few to say" in text
    assert "Makers" not in text, "a team of two"
    assert client(here, here.gus).get(reverse("how-we-are")).status_code == 404


def test_the_same_three_groups_stand_on_every_page_of_people(here: Cast) -> None:
    pages = [
        "people", "skills", "me", "rooms", "praise", "needed", "mentoring", "how-we-are", "my-people", "coverage",
        "learning", "help", "talent",
    ]  # fmt: skip
    owner = client(here, here.ines)
    groups = set()
    for name in pages:
        text = owner.get(reverse(name)).text
        nav = re.search(r'<nav class="seg" aria-label="People">(.*?)</nav>', text, re.S)
        assert nav, name
        groups.add(tuple(re.findall(r">([^<>]+)</a>", nav[1])))
        assert text.count('aria-current="page"') >= 2, f"{name}: the door, and the page"
    assert groups == {("Me", "My people", "The house")}
    member = client(here, here.ana).get(reverse("me")).text
    assert ">My people</a>" not in member

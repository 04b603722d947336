"""What an hour of somebody costs is told to nobody without the right to see money, through no door; and how much she
helps to nobody whom she did not agree to show it to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from time_machine import travel

from cast import NOW, TODAY
from doors import World, routes, world
from varifocal.flows.own_data import own_data
from varifocal.flows.replan import replan
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.growth.check_in import HelpTap
from varifocal.org.money.rate import Rate
from varifocal.org.people.consent import Consent
from varifocal.org.work.doing import Comment

pytestmark = pytest.mark.django_db
PAY = ("6137.41", "6,137", "6137")
"""An hour of Tom's, as pages, files and sheets write it."""
FILES = ("/people", "/people/skills", "/people/coverage", "/changes", "/projects", "/balance")
SEES_MONEY = "marek"


@pytest.fixture
def here() -> Iterator[World]:
    with travel(NOW, tick=False):
        made = world()
        cast = made.cast
        Account.objects.update(money_right=False)
        Account.objects.filter(person=cast.marek).update(money_right=True)
        Rate.say(cast.tom, Decimal("6137.41"), TODAY, by=cast.house)
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
        yield made


def texts(here: World, role: str, *, about: str = "") -> Iterator[tuple[str, str]]:
    """Every page and fragment this role is answered that begins so; files, and what the palette finds."""
    client = here.client(role)
    paths = {route.path(here.seen(route)) for route in routes() if route.name != "sign-out"}
    paths = {path for path in paths if path.startswith(about)}
    paths |= {f"{path}?csv=1" for path in FILES} | {f"/palette?q={word}" for word in ("Tom", "6137", "rate")}
    for path in sorted(paths):
        answer = client.get(path)
        if not answer.streaming:
            yield path, answer.text


@pytest.mark.either_engine
@pytest.mark.parametrize("role", ["ines", "tom", "gus"])
def test_what_an_hour_of_somebody_costs_is_told_to_nobody_without_the_right(here: World, role: str) -> None:
    assert [path for path, text in texts(here, role) if any(word in text for word in PAY)] == []
    by = Account.objects.get(login=f"{role}@example.org")
    if by.person_id:
        assert "6137" not in json.dumps(own_data(by, TODAY), default=str)
    log = Change.objects.filter(visible(by, Change))
    assert [one for one in log.values("before", "after", "label") if "6137" in str(one)] == []


@pytest.mark.either_engine
def test_whoever_has_the_right_reads_it_where_rates_are_set(here: World) -> None:
    client = here.client(SEES_MONEY)
    assert any(word in client.get("/settings").text for word in PAY)


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

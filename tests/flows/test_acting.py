"""Whoever already acts is named if she agrees; who else could says how well it suits her; what was promised and
kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.needed import gaps
from varifocal.flows.replan import replan
from varifocal.flows.who_else import who_else
from varifocal.org.growth.one_to_one import AgreedAction, OneToOne
from varifocal.org.growth.passion import Passion
from varifocal.org.people.consent import Consent
from varifocal.org.relations.touch import Touch
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def test_whoever_acts_in_a_gap_is_named_while_she_agrees_and_no_longer(here: Cast) -> None:
    orphan = Project.open("Nobody's", by=here.house, on=TODAY)
    tom = here.account(here.tom)
    TimeEntry.record(here.tom, TODAY, Decimal(6), by=tom, project=orphan, act="manage")
    Touch.note(here.acme, TODAY, by=tom, today=TODAY, words="Rang")

    def acting() -> dict[str, str]:
        return {one.name: one.acting for one in gaps(here.account(here.ana), TODAY)}

    assert set(acting().values()) == {""}, "she was not asked"
    Consent.give(here.tom, "acting", by=tom, at=NOW)
    assert acting()["Nobody's"] == "Tom Okafor acts already: 6 h of steering it in a quarter"
    assert acting()["Acme"] == "Tom Okafor acts already: 1 word in a quarter"
    Consent.withdraw(here.tom, "acting", by=tom, at=NOW)
    assert set(acting().values()) == {""}


def test_who_else_could_says_in_what_it_suits_her(here: Cast) -> None:
    Passion.tell(here.ana, "Drawing", by=here.account(here.ana), skill=here.design)
    TimeEntry.record(here.ana, TODAY, Decimal(5), by=here.house, project=here.spring)
    replan(NOW)
    (found,) = who_else(here.storyboard, here.account(here.marek), NOW)
    assert found.name == "Ana Silva"
    assert found.parts == (
        "She has all it asks for: Design.", "At her level.", "She wants more Design.",
        "No step towards what she wants to become.", "5 hours for this client in a year.",
    )  # fmt: skip
    assert found.score == pytest.approx(9 / 11)
    browser = Client()
    browser.force_login(here.account(here.marek))
    text = browser.get(reverse("who-else", args=[here.storyboard.pk])).text
    assert "She wants more Design." in text
    assert "82%" in text


def test_what_she_promised_in_her_rooms_and_kept_is_told_to_her_alone(here: Cast) -> None:
    lea = here.account(here.lea)
    room = OneToOne.begin(here.lea, here.tom, TODAY, by=lea)
    kept, _ = (AgreedAction.agree(room, here.lea, words, by=lea) for words in ("Ask Ines", "A new desk"))
    kept.do(TODAY, by=lea, seen=kept.version)
    browser = Client()
    browser.force_login(lea)
    assert "Of 2 things you promised there you have kept 1." in browser.get(reverse("rooms")).text
    browser.force_login(here.account(here.tom))
    assert "you promised there" not in browser.get(reverse("rooms")).text

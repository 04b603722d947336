"""Whoever already acts is named if she agrees; who else could says how well it suits her; what was promised and
kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.needed import needs
from varifocal.flows.replan import replan
from varifocal.flows.who_else import who_else
from varifocal.org.growth.one_to_one import AgreedAction, OneToOne
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.relations.touch import Touch
from varifocal.org.work.doing import Comment, TimeEntry
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task, TaskKind

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
        found = needs(here.account(here.ana), TODAY)
        return {
            one.name: found.acting[one.kind, one.id]
            for one in found.gaps
            if (one.kind, one.id) in found.acting
        }

    assert acting() == {}, "she was not asked"
    Consent.give(here.tom, "acting", by=tom, at=NOW)
    assert acting()["Nobody's"] == "Tom Okafor acts already: 6 h of steering it in a quarter"
    assert acting()["Acme"] == "Tom Okafor acts already: 1 word in a quarter"
    Consent.withdraw(here.tom, "acting", by=tom, at=NOW)
    assert acting() == {}


def test_whoever_does_what_a_responsibility_takes_is_named_beside_it_while_she_agrees(here: Cast) -> None:
    tom, ana = here.account(here.tom), here.account(here.ana)
    Skill.share_words(by=here.house)
    managing = Skill.objects.filter(family=Skill.Family.MANAGING).earliest("name")
    looks = Responsibility.need("The look is one", TODAY, by=ana, skills=[here.design])
    costs = Responsibility.need("Costs are known", TODAY, by=ana, skills=[managing])
    kind = TaskKind.name_it("Poster", by=here.house, skill=here.design, level=2)
    for number in range(3):
        task = Task.plan(here.spring, f"Poster {number}", by=here.house, on=TODAY, kind=kind)
        Assignment.agree(task, [here.tom], by=here.house)
        task.finish(by=here.house, seen=task.version, at=NOW)
    TimeEntry.record(here.tom, TODAY, Decimal(9), by=tom, project=here.spring, act="manage")

    def acting() -> dict[int, str]:
        found = needs(ana, TODAY)
        return {
            one.pk: found.acting[key] for one in found.standing if (key := ("needed", one.pk)) in found.acting
        }

    assert acting() == {}, "he was not asked"
    Consent.give(here.tom, "acting", by=tom, at=NOW)
    assert acting() == {
        looks.pk: "Tom Okafor does such work already: 3 pieces of Design in a quarter",
        costs.pk: "Tom Okafor does such work already: 9 h of steering in a quarter",
    }
    browser = Client()
    browser.force_login(ana)
    assert "does such work already" in browser.get(reverse("needed")).text
    looks.take_on(TODAY, by=ana, seen=looks.version)
    assert looks.pk not in acting(), "somebody holds it now"
    Consent.withdraw(here.tom, "acting", by=tom, at=NOW)
    assert acting() == {}


def test_whoever_holds_us_together_is_named_beside_leading_nobody_holds_if_all_three_are_agreed(
    here: Cast,
) -> None:
    everybody = [here.tom, here.ana, here.lea, here.marek, here.ines]
    for one in everybody:
        Consent.give(one, "network", by=here.account(one), at=NOW)
    for week in range(12):
        for one in everybody[1:]:
            Comment.say(
                here.storyboard, "Try this", by=here.account(here.tom), at=NOW - timedelta(weeks=week),
                person=here.tom, kind=Comment.Kind.ANSWER, helped=one,
            )  # fmt: skip
    newcomers = Responsibility.need("Nobody new is alone", TODAY, by=here.account(here.ana), half="leading")

    def told(by: Person) -> str:
        return needs(here.account(by), TODAY).acting.get(("needed", newcomers.pk), "")

    agreed = ("network_shown", "acting")
    for about in agreed:
        assert told(here.ana) == ""
        Consent.give(here.tom, about, by=here.account(here.tom), at=NOW)
    sentence = "Holds us together already: Tom Okafor, who helped 4 of 4 people, in 12 of 26 weeks"
    assert told(here.ana) == sentence
    for about in ("network", *agreed):
        Consent.withdraw(here.tom, about, by=here.account(here.tom), at=NOW)
        assert told(here.ana) == "", "at once"
        Consent.give(here.tom, about, by=here.account(here.tom), at=NOW)
    assert told(here.ana) == sentence
    Responsibility.need("The look is one", TODAY, by=here.account(here.ana), skills=[here.design])
    browser = Client()
    browser.force_login(here.account(here.ana))
    with CaptureQueriesContext(connection) as asked:
        assert "Holds us together already" in browser.get(reverse("needed")).text
    assert len(asked) <= 12


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

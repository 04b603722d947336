"""Odd things said about people: a clear sentence, nothing lost, nothing broken."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cast import TODAY, Cast, cast
from varifocal.org.base.refusals import Impossible
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import MOST_A_DAY, Praise
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, Skill

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
NAMES = (
    "\u0645\u0631\u064a\u0645 \u0627\u0644\u0641\u0627\u0633\u064a",  # right to left
    "\u05d3\u05e0\u05d4 <b>\u05db\u05d4\u05df</b>",
    "\U0001f98a\U0001f469\u200d\U0001f3a8 Fuchs",
    "Zero\u200bWidth\u200dNon\u2060Joiner",
    "\u202eevil\u202c",
    "Nguy\u1ec5n Th\u1ecb \u00c1nh",
    "\u5c71\u7530\u592a\u90ce",
    "O\u2019Neill-\u00d8stergaard",
)  # fmt: skip


@pytest.fixture
def here() -> Cast:
    return cast()


def test_a_name_in_any_script_stands_on_every_page_as_it_was_given(here: Cast) -> None:
    lea = here.account(here.lea)
    made = [Person.welcome(name, by=here.house) for name in NAMES]
    for person in made:
        person.place_under(here.lea, by=here.house)
        Praise.give(person, "Well done", by=lea, giver=here.lea, on=TODAY)
    PersonSkill.rate(made[0], here.design, 5, by=here.house)
    pair = Mentorship.begin(made[0], made[2], here.design, TODAY, by=here.house)
    browser = Client()
    browser.force_login(lea)
    for page in ("people", "praise", "mentoring", "my-people"):
        answer = browser.get(reverse(page))
        assert answer.status_code == 200, page
        assert "<b>\u05db" not in answer.text, page
    wall = browser.get(reverse("praise")).text
    for name in NAMES:
        assert name.replace("<", "&lt;").replace(">", "&gt;") in wall
        assert Person.objects.get(name=name).name == name
    assert str(pair) == f"{NAMES[2]} learns Design from {NAMES[0]}"


def test_too_much_praise_is_refused_in_a_sentence_and_what_was_said_stays(here: Cast) -> None:
    lea = here.account(here.lea)
    for number in range(MOST_A_DAY):
        Praise.give(here.tom, f"Thank you {number}", by=lea, giver=here.lea, on=TODAY)
    for quiet in (False, True):
        with pytest.raises(Impossible, match=f"thanked {MOST_A_DAY} times today"):
            Praise.give(here.tom, "One more", by=lea, giver=here.lea, on=TODAY, quiet=quiet)
    assert Praise.objects.count() == MOST_A_DAY
    Praise.give(here.tom, "From me", by=here.account(here.ana), giver=here.ana, on=TODAY)
    with pytest.raises(Impossible, match="longer than"):
        Praise.give(here.tom, "x" * 401, by=here.account(here.ana), giver=here.ana, on=TODAY)


@pytest.mark.parametrize("level", [0, -1, 6, 99, 10**12])
def test_no_absurd_level_is_kept(here: Cast, level: int) -> None:
    tom = here.account(here.tom)
    with pytest.raises(Impossible, match="between 1 and 5"):
        SkillEvidence.show(here.tom, here.design, level, TODAY, by=tom, words="A film")
    with pytest.raises(Impossible, match="between 1 and 5"):
        GrowthPlan.wish_for(here.tom, "More", TODAY, by=tom, skill=here.design, level=level)
    if level:  # nought says that she does not have it
        with pytest.raises(Impossible):
            PersonSkill.rate(here.tom, here.design, level, by=tom)
    assert PersonSkill.objects.get(person=here.tom, skill=here.design).level == 4


def test_nobody_learns_in_a_circle_of_two_or_three_but_each_may_teach_something_else(here: Cast) -> None:
    def begin(mentor: Person, learner: Person, skill: Skill) -> Mentorship:
        return Mentorship.begin(mentor, learner, skill, TODAY, by=here.house)

    begin(here.tom, here.ana, here.design)
    with pytest.raises(Impossible, match="in a circle nobody knows more"):
        begin(here.ana, here.tom, here.design)
    with pytest.raises(Impossible, match="Nobody mentors herself"):
        begin(here.ana, here.ana, here.design)
    begin(here.ana, here.lea, here.design)
    with pytest.raises(Impossible, match="in a circle nobody knows more"):
        begin(here.lea, here.tom, here.design)
    begin(here.ana, here.tom, here.copy)
    assert Mentorship.objects.count() == 3


def test_somebody_with_no_skill_at_all_has_every_page(here: Cast) -> None:
    browser = Client()
    browser.force_login(here.account(here.marek))
    for page in ("me", "learning", "stretching", "coverage", "mentoring"):
        assert browser.get(reverse(page)).status_code == 200, page

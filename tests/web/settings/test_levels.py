"""Levels of skill in five steps, or in three words."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY
from doors import World, world
from varifocal.flows.replan import replan
from varifocal.org.base.organization import Organization
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.people.skill import LEVELS, THREE_WORDS, PersonSkill, Skill
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.task import Task
from varifocal.web import levels

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    """Tom can cut at 2 and grade at 5, each shown once; a task asks for 4."""
    made = world()
    cast = made.cast
    for name, level in (("Cutting", 2), ("Grading", 5)):
        skill = Skill.name_it(name, by=cast.house)
        PersonSkill.rate(cast.tom, skill, level, by=cast.house)
        SkillEvidence.show(cast.tom, skill, level, TODAY, by=cast.account(cast.tom), words="Did it")
    SkillNeed.need(cast.storyboard, Skill.objects.get(name="Grading"), by=cast.house, level=4)
    return made


def _tell(here: World, three: bool) -> None:
    form = {"seen": Organization.here().version, **({"three_words": "1"} if three else {})}
    assert here.client("ines").post("/settings/levels", form).status_code == 302


def test_an_owner_alone_says_how_levels_are_told(here: World) -> None:
    form = {"seen": Organization.here().version, "three_words": "1"}
    assert here.client("marek").post("/settings/levels", form).status_code == 403
    assert "Tell it in three words" not in here.client("marek").get("/settings").text
    assert "Tell it in three words" in here.client("ines").get("/settings").text
    _tell(here, True)
    assert Organization.here().three_words
    assert "Tell it in five steps" in here.client("ines").get("/settings").text
    _tell(here, False)
    assert not Organization.here().three_words


@pytest.mark.parametrize("three", [False, True])
def test_every_page_and_file_tells_them_so(here: World, three: bool) -> None:
    _tell(here, three)
    tom, task = here.client("tom"), f"/tasks/{here.cast.storyboard.pk}"
    for path in ("/people", "/people?as=csv", "/people/skills", f"/people/{here.cast.tom.pk}", "/me", task):
        text = tom.get(path).text
        assert ("can teach" in text) is three, path
    assert ("level 4" in tom.get(task).text) is not three


@pytest.mark.parametrize("three", [False, True])
def test_the_plan_and_the_coverage_of_skills_tell_them_so(here: World, three: bool) -> None:
    _tell(here, three)
    sailing = Skill.name_it("Sailing", by=here.cast.house)
    task = Task.plan(here.cast.spring, "Cross the bay", by=here.cast.house, on=TODAY, effort="60")
    SkillNeed.need(task, sailing, by=here.cast.house, level=4)
    replan(NOW)
    said = "Sailing at “can teach”" if three else "Sailing at level 4"
    for path in ("/schedule/tray", f"/schedule/why/{task.pk}", "/people/coverage"):
        text = unescape(here.client("ines").get(path).text)
        assert said in text, path
        assert ("level 4" in text) is not three, path


def test_a_form_offers_three_and_keeps_what_stands_until_it_is_said_anew(here: World) -> None:
    _tell(here, True)
    path = f"/people/{here.cast.tom.pk}/skills?skill={Skill.objects.get(name='Cutting').pk}"
    form = here.client("tom").get(path).context["form"]
    assert [name for _, name in form.fields["level"].choices] == [*THREE_WORDS.values(), "not any more"]
    assert form.initial["level"] == 1
    assert PersonSkill.objects.get(person=here.cast.tom, skill__name="Cutting").level == 2


def test_each_level_has_one_of_three_words() -> None:
    told = [THREE_WORDS[levels.within(level)] for level in LEVELS]
    assert told == ["learning", "learning", "can", "can teach", "can teach"]


def test_a_page_asks_for_its_organization_once(here: World) -> None:
    client = here.client("tom")
    client.get("/me")
    with CaptureQueriesContext(connection) as asked:
        client.get("/me")
    assert sum('FROM "org_organization"' in one["sql"] for one in asked) == 1

"""The pages of the leading half: every page opens for a newcomer with nothing and for somebody with everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cast import NOW, TODAY
from doors import World, world
from varifocal.flows.encouragement import prompts
from varifocal.org.growth.check_in import CheckIn, HelpTap
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill
from varifocal.org.people.told import ProfileWord
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task, TaskKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    return world()


def test_a_newcomer_begins_and_each_answer_has_its_eyes(here: World) -> None:
    tom = here.client("tom")
    assert "Begin: ten minutes" in tom.get(reverse("me")).text
    start = reverse("me-start")
    tom.post(
        f"{start}?step=passions", {"words": "Animation\nDesign", "less": "Meetings", "seen_by": "everyone"}
    )
    tom.post(f"{start}?step=values", {"words": "Calm", "seen_by": "me"})
    tom.post(f"{start}?step=praised", {"way": "quietly", "words": "Never in the round", "seen_by": "lead"})
    tom.post(f"{start}?step=hard_things", {"words": "", "seen_by": "lead"})
    answer = tom.post(
        f"{start}?step=become", {"words": "A director", "by_when": "2030-01-01", "seen_by": "me"}
    )
    assert answer.headers["Location"] == reverse("me")
    page = tom.get(reverse("me")).text
    for words in ("Animation", "Meetings", "Calm", "Never in the round", "A director", "2030"):
        assert words in page
    assert Passion.objects.get(words="Design").skill == here.cast.design
    assert {row.about for row in ProfileWord.objects.all()} == {"praised", "become"}
    assert PersonValue.objects.get().words == ""
    other = here.client("ana").get(reverse("person", args=[here.cast.tom.pk])).text
    assert "Animation" in other
    assert "Calm" not in other
    form = here.client("lea").get(reverse("person-praise", args=[here.cast.tom.pk]))
    assert "Never in the round" in form.text
    assert form.context["form"].initial["quiet"] == "yes"
    assert (
        "Never in the round"
        not in here.client("ana").get(reverse("person-praise", args=[here.cast.tom.pk])).text
    )


def test_a_week_in_thirty_seconds(here: World) -> None:
    tom = here.client("tom")
    assert "Thirty seconds" in tom.get(reverse("day")).text
    form = {"energy": "4", "workload": "5", "line": "Much", "helper": here.cast.ana.pk}
    tom.post(reverse("check-in"), form)
    assert CheckIn.objects.get().feeling.line == "Much"
    assert HelpTap.objects.get().helper_id == here.cast.ana.pk
    assert 'value="Much"' in tom.get(reverse("check-in"), headers={"HX-Request": "true"}).text
    assert tom.post(reverse("check-in"), {"energy": "4"}).status_code == 422
    tom.post(reverse("check-in"), form | {"line": "Less", "helper": ""})
    assert CheckIn.objects.get().feeling.line == "Less"
    assert not HelpTap.objects.exists()


def test_the_room_knows_what_happened_since(here: World) -> None:
    lea, tom, cast = here.client("lea"), here.client("tom"), here.cast
    again = {"who": cast.tom.pk, "leads": "me", "every_weeks": 2, "minutes": 30}
    assert "regularly already" in lea.post(reverse("room-new"), again).text
    row = here.open_things["one-to-ones"]
    by = cast.account(cast.tom)
    cast.storyboard.refresh_from_db()
    cast.storyboard.finish(by=by, seen=cast.storyboard.version, at=NOW)
    Praise.give(
        cast.tom, "A quiet thank you", by=cast.account(cast.lea), giver=cast.lea, on=TODAY, quiet=True
    )
    CheckIn.say(cast.tom, TODAY, 2, 5, by=by, today=TODAY, line="Too much of it")
    room = reverse("room", args=[row.pk])
    tom.post(reverse("room-point", args=[row.pk]), {"words": "My pay"})
    lea.post(reverse("room-note", args=[row.pk]), {"words": "Offer him more", "shared": ""})
    lea.post(reverse("room-note", args=[row.pk]), {"words": "We agreed to wait", "shared": "yes"})
    lea.post(
        reverse("room-action", args=[row.pk]), {"words": "Ask Ines", "who": "me", "by_when": "2026-12-01"}
    )
    page = lea.get(room).text + lea.get(reverse("room-since", args=[row.pk])).text
    for words in (
        "Storyboard",
        "A quiet thank you",
        "Too much of it",
        "My pay",
        "Offer him more",
        "Ask Ines",
    ):
        assert words in page
    assert "Offer him more" not in tom.get(room).text
    tom.post(reverse("point-tick", args=[row.points.get().pk]))
    tom.post(reverse("room-close", args=[row.pk]))
    page = tom.get(room).text
    assert "Earlier" in page
    assert "We agreed to wait" in page
    action = row.actions.get()
    form = {"seen": action.version, "project": cast.spring.pk, "effort": "2"}
    lea.post(reverse("action-task", args=[action.pk]), form)
    assert row.actions.get().task is not None
    assert "Tom Okafor" in lea.get(reverse("rooms")).text


def test_what_needs_somebody_is_taken_on_in_one_act(here: World) -> None:
    tom, cast = here.client("tom"), here.cast
    orphan = Project.open("Nobody's", by=cast.house, on=TODAY)
    tom.post(reverse("needed-new"), {"purpose": "Every client is rung", "half": "leading"})
    one = Responsibility.objects.get()
    page = tom.get(reverse("needed")).text
    for words in ("Every client is rung", "Nobody&#x27;s", "nobody manages it", "Acme"):
        assert words in page
    tom.post(reverse("needed-take", args=[one.pk]), {"seen": one.version})
    tom.post(reverse("project-take", args=[orphan.pk]))
    tom.post(reverse("company-take", args=[cast.acme.pk]))
    for row in (one, orphan, cast.acme):
        row.refresh_from_db()
    assert [one.holder, orphan.manager, cast.acme.looked_after_by] == [cast.tom] * 3
    assert here.client("ana").post(reverse("project-take", args=[cast.secret.pk])).status_code == 404
    assert here.client("ana").post(reverse("project-take", args=[orphan.pk])).status_code == 422


def test_a_skill_lies_idle_only_where_no_work_asks_for_it_by_itself_or_by_its_kind(here: World) -> None:
    lea, cast = here.client("lea"), here.cast
    path = reverse("room-since", args=[here.open_things["one-to-ones"].pk])
    for name in ("Ceramics", "Weaving"):
        PersonSkill.rate(cast.tom, Skill.name_it(name, by=cast.house), 4, by=cast.house)
    assert lea.get(path).text.count("was not asked for in 60 days") == 2
    kind = TaskKind.name_it("Bowl", by=cast.house, skill=Skill.objects.get(name="Ceramics"), level=3)
    task = Task.plan(cast.spring, "A bowl", by=cast.house, on=TODAY, kind=kind)
    Assignment.agree(task, [cast.tom], by=cast.house)
    page = lea.get(path).text
    assert "Weaving was not asked for" in page
    assert "Ceramics" not in page


def test_a_skill_nobody_asked_for_in_years_fades_wherever_it_is_shown(here: World) -> None:
    cast = here.cast
    kind = TaskKind.name_it("Logo", by=cast.house, skill=cast.design, level=3)
    task = Task.plan(cast.spring, "The old logo", by=cast.house, on=TODAY, kind=kind)
    Assignment.agree(task, [cast.tom], by=cast.house)
    pages = {reverse("me"): here.client("tom"), reverse("skills"): here.client("ana")}
    task.finish(by=cast.house, seen=task.version, at=NOW - timedelta(days=300))
    for path, client in pages.items():
        text = client.get(path).text
        assert ("it fades" in text, "once, not used" in text) == (False, False)
    assert "1 piece of work, the last" in here.client("tom").get(reverse("me")).text
    Task.objects.filter(pk=task.pk).update(finished_at=NOW - timedelta(days=800))
    mine, all_of_us = (client.get(path).text for path, client in pages.items())
    assert "was: helps others; not used, it fades" in mine
    assert "with help; 4 once, not used since September 2024" in all_of_us


def test_a_fact_worth_a_word_is_offered_and_letting_go_teaches(here: World) -> None:
    cast, lea = here.cast, here.client("lea")
    tom, house = cast.account(cast.tom), cast.house
    PersonSkill.rate(cast.tom, cast.design, 1, by=house)
    cast.storyboard.refresh_from_db()
    cast.storyboard.finish(by=tom, seen=cast.storyboard.version, at=NOW)
    for path in (reverse("praise"), reverse("my-people")):
        assert "inished “Storyboard”, which asked for more than her level." in lea.get(path).text
    by = cast.account(cast.lea)
    (one,) = prompts(by, TODAY)
    assert prompts(tom, TODAY) == []
    link = f"{reverse('person-praise', args=[cast.tom.pk])}?for={one.key}"
    lea.post(link, {"words": "That was hard, and it is good", "quiet": ""})
    given = Praise.objects.get()
    assert (given.task, prompts(by, TODAY)) == (cast.storyboard, [])
    assert "That was hard" in here.client("ana").get(reverse("praise")).text


def test_they_learn_together_when_both_agree(here: World) -> None:
    tom, marek, cast = here.client("tom"), here.client("marek"), here.cast
    tom.post(reverse("pair-ask"), {"mentor": cast.marek.pk, "skill": cast.design.pk, "minutes_a_week": 45})
    pair = Mentorship.objects.get()
    assert not pair.is_begun
    assert "would like to learn Design from you" in marek.get(reverse("mentoring")).text
    assert "Marek Novak" not in here.client("ana").get(reverse("mentoring")).text.partition("<main")[2]
    assert tom.post(reverse("pair-goal", args=[pair.pk]), {"words": "Draw a bear"}).status_code == 302
    marek.post(reverse("pair-agree", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.is_begun
    assert "Draw a bear" in marek.get(reverse("mentoring")).text
    answer = marek.post(
        reverse("pair-ask"), {"mentor": cast.tom.pk, "skill": cast.design.pk, "minutes_a_week": 0}
    )
    assert "circle" in answer.text


def test_a_plan_from_wish_to_step(here: World) -> None:
    tom, cast = here.client("tom"), here.cast
    tom.post(
        reverse("plan-new"),
        {"wish": "Direct", "skill": cast.design.pk, "level": 5, "seen_by": "lead", "shapes_work": "on"},
    )
    plan = GrowthPlan.objects.get(person=cast.tom)
    assert list(GrowthPlan.objects.shaping()) == [plan]
    tom.post(reverse("plan-step", args=[plan.pk]), {"words": "Watch ten films"})
    step = plan.steps.get()
    tom.post(reverse("step-tick", args=[step.pk]), {"seen": step.version})
    page = tom.get(reverse("me")).text
    assert "Direct" in page
    assert "Watch ten films" in page
    late = {"wish": "Paint", "seen_by": "me", "by_when": (TODAY - timedelta(days=1)).isoformat()}
    assert tom.post(reverse("plan-new"), late).status_code == 422

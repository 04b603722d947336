"""S5: no search, filter, order, count, label, suggestion or refusal answers a question about what is hidden."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cast import NOW, TODAY
from doors import World, steady
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.undo import undo
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.runs.run import GoalForecast, Run
from varifocal.org.work.doing import Meeting
from varifocal.org.work.order import Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

SORTS = (
    "name",
    "-name",
    "client",
    "due",
    "-due",
    "chance",
    "-chance",
    "left",
    "manager",
    "priority",
    "state",
    "tasks",
)
ASKED = (
    *(f"/projects?sort={sort}&csv={csv}" for sort in SORTS for csv in ("", "1")),
    *(f"/projects?group={one}" for one in ("client", "manager", "kind", "goal", "state")),
    *(f"/projects?state={one}" for one in ("open", "ended", "all", "late")),
    "/projects?client=1", "/projects?manager=2", "/projects/alike?name=Quiet+offer", "/schedule", "/schedule/bars",
    "/schedule/load", "/schedule/load?of=skill", "/schedule/tray", "/schedule?as=csv",
    "/people?q=marek", "/balance?of=company", "/week", "/", "/direction", "/people/skills",
    *(f"/changes?noun={noun}" for noun in ("project", "task", "goal", "measure", "comment", "namedviewer")),
    "/changes?q=a", "/changes?who=3", f"/changes?day={TODAY.isoformat()}", "/palette?q=e", "/palette?q=a",
)  # fmt: skip


@pytest.fixture
def tom(world: World) -> Client:
    return world.client("tom")


def test_lists_filters_orders_counts_and_files_are_the_same_without_the_hidden_rows(
    world: World, tom: Client
) -> None:
    """S5: page by page, query by query, to the letter; the plan knows all of it, what may come too."""
    replan(NOW)
    before = {path: steady(tom.get(path).text) for path in ASKED}
    Goal.objects.get(pk=world.hidden_goal.pk).remove(by=world.cast.house)
    Project.objects.get(pk=world.cast.secret.pk).remove(by=world.cast.house)
    replan(NOW)
    after = {path: steady(tom.get(path).text) for path in ASKED}
    assert [path for path in ASKED if before[path] != after[path]] == []


@pytest.mark.parametrize(
    "page", ["/changes?q={}", "/palette?q={}", "/projects?q={}", "/people?q={}", "/projects/alike?name={}"]
)
def test_searching_for_a_hidden_word_is_searching_for_nonsense(world: World, tom: Client, page: str) -> None:
    """S5: a label, a reason, a name; also of what only ties the hidden to the seen."""
    _tie_the_hidden_to_the_seen(world)
    for word in ("sell", "Secretly", "Quiet", "Hush", "whispered", "severance", "named"):
        nonsense = "zq" * (len(word) // 2) + "z" * (len(word) % 2)
        found, none = (tom.get(page.format(one)) for one in (word, nonsense))
        assert steady(found.text).replace(word, "?") == steady(none.text).replace(nonsense, "?"), word


def test_no_line_of_the_log_names_what_its_reader_does_not_see(world: World, tom: Client) -> None:
    """S5: who serves what, who waits for whom, who may see it, who met whom: not in a label, by no door."""
    _tie_the_hidden_to_the_seen(world)
    by = world.cast.account(world.cast.tom)
    labels = " ".join(Change.objects.filter(visible(by, Change)).values_list("label", flat=True))
    words = (*world.hidden_words, "severance", f"may see goal {world.hidden_goal.pk}")
    assert [word for word in words if word in labels] == []
    for path in (
        "/changes",
        "/changes?noun=serving",
        "/changes?noun=meeting",
        "/",
        f"/projects/{world.cast.spring.pk}/news",
    ):
        text = tom.get(path).text
        assert [word for word in words if word in text] == [], path


def test_a_goal_she_sees_does_not_name_the_one_it_serves_that_she_does_not(world: World) -> None:
    """S5: not in the palette, not on its page, not in the sentence that refuses a date or a circle."""
    hidden, seen = world.hidden_goal, world.cast.studio
    child = Goal.set(
        "Open door", hidden.target, by=world.cast.house, on=TODAY, parent=hidden, owner=world.cast.tom
    )
    tom, by = world.client("tom"), world.cast.account(world.cast.tom)
    assert "Open door" in tom.get("/palette?q=Open").text
    for path in (
        "/palette?q=Open",
        f"/goals/{child.pk}",
        f"/goals/{child.pk}/edit",
        "/direction",
        "/goals/new",
    ):
        assert "Secretly" not in tom.get(path).text, path
    with pytest.raises(Impossible) as late:
        child.move_target(hidden.target + timedelta(days=40), by=by, seen=child.version)
    assert "Secretly" not in late.value.sentence
    assert f"{hidden.target:%Y}" not in late.value.sentence
    with pytest.raises(Impossible, match="Secretly"):
        child.move_target(
            hidden.target + timedelta(days=40), by=world.cast.account(world.cast.ines), seen=child.version
        )
    top = Goal.set("On top", seen.target, by=world.cast.house, on=TODAY, owner=world.cast.tom)
    hidden.attach(by=world.cast.house, seen=Goal.objects.get(pk=hidden.pk).version, parent=top)
    with pytest.raises(Impossible, match="something you cannot see") as circle:
        top.attach(by=by, seen=top.version, parent=child)
    assert "Secretly" not in circle.value.sentence


def test_a_circle_through_a_hidden_task_does_not_name_it(world: World) -> None:
    """S5: the way is told as far as she sees it."""
    here = world.cast
    Dependency.tie(here.shoot, here.hush, by=here.house)
    other = Task.plan(here.spring, "Cut", by=here.house, on=TODAY)
    Dependency.tie(here.hush, other, by=here.house)
    with pytest.raises(Impossible, match="something you cannot see") as circle:
        Dependency.tie(other, here.shoot, by=here.account(here.tom))
    assert "Hush" not in circle.value.sentence


def test_taking_back_tells_nothing_of_what_was_hidden_since(world: World) -> None:
    """S5: her own act, on something that was closed to her and renamed."""
    here = world.cast
    tom = here.account(here.tom)
    here.storyboard.describe(by=tom, seen=here.storyboard.version, name="Board")
    act = Change.objects.order_by("-number").values_list("act", flat=True)[0]
    here.spring.show_to("named", by=here.house, seen=here.spring.version, people=[here.marek])
    here.storyboard.describe(by=here.house, seen=here.storyboard.version, name="Takeover bid")
    answer = world.client("tom").post(f"/changes/{act}/undo")
    assert answer.status_code == 403
    assert "Takeover" not in answer.text
    with pytest.raises(Exception, match="do not see any more"):
        undo(act, by=tom)


def test_sums_and_chances_of_a_project_hold_nothing_of_a_hidden_goal_it_serves(
    world: World, tom: Client
) -> None:
    """S5: its page says that a goal is hidden at most, never which, nor by when, nor how likely."""
    _tie_the_hidden_to_the_seen(world)
    replan(NOW)
    for tab in ("", "/list", "/timeline", "/forecast", "/about", "/news"):
        text = tom.get(f"/projects/{world.cast.spring.pk}{tab}").text
        assert [word for word in world.hidden_words if word in text] == [], tab


def test_what_moved_a_chance_is_told_without_what_she_does_not_see(world: World, tom: Client) -> None:
    """S5: the cause is a hidden task, one of hers, one that is gone; its points stay."""
    here, run = world.cast, Run.latest_one()
    gone = Task.plan(here.spring, "Poster gone", by=here.house, on=TODAY)
    veiled = Task.plan(here.secret, "Hush too", by=here.house, on=TODAY)
    pks = gone.pk, veiled.pk
    gone.remove(by=here.house)
    veiled.remove(by=here.house)
    causes = (
        ("“Hush-hush draft” was re-estimated", ["task", here.hush.pk]),
        ("“Script” was finished", ["task", here.script.pk]),
        ("“Poster gone” was removed", ["task", pks[0]]), ("“Hush too” was removed", ["task", pks[1]]),
        ("“Secretly sell the house” has another date", ["goal", world.hidden_goal.pk]), ("Time passed", None),
    )  # fmt: skip
    drift = [{"cause": said, "points": 0.04, "about": [about] if about else []} for said, about in causes]
    GoalForecast.objects.filter(run=run, goal=here.retained).update(drift=drift, chance=0.5)
    told, whole = (client.get(f"/goals/{here.retained.pk}").text for client in (tom, world.client("ines")))
    assert [word for word in ("Hush", "Secretly") if word in told] == []
    assert told.count("Something you cannot see") == 3
    assert all(word in told for word in ("Script” was finished", "Poster gone” was removed", "Time passed"))
    assert "Secretly sell the house” has another date" in whole


def _tie_the_hidden_to_the_seen(world: World) -> None:
    here, by = world.cast, world.cast.house
    half = Decimal("0.5")
    here.spring.serve({here.retained: half, world.hidden_goal: half}, by=by, on=TODAY)
    Dependency.tie(here.hush, here.shoot, by=by)
    people = list(Person.objects.filter(pk__in=[here.ines.pk, here.lea.pk]))
    Meeting.hold("severance of somebody", NOW, NOW + timedelta(hours=1), people, by=by)

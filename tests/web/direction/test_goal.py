"""A goal's page: both lines, what it takes, what one may change, and what stays out of sight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from tests.web.direction.test_direction import MOST_QUERIES, asked, signed_in
from tests.web.direction.world import World

from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web import format as say

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_both_lines_stand_side_by_side_with_what_moved_them(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal)
    world.measure(goal, 4, 6, 7)
    world.run(0.84)
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    assert '<p class="big">84\N{NO-BREAK SPACE}%</p>' in page
    assert '<p class="big">41\N{NO-BREAK SPACE}%</p>' in page
    assert f"84\N{NO-BREAK SPACE}% by {say.day(goal.target, world.today)}, was 90\N{NO-BREAK SPACE}%:" in page
    assert "“Public API” re-estimated" in page
    assert page.count("<figure") == 2


def test_without_enough_work_a_sentence_stands_instead_of_a_chance(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal)
    world.run(None)
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    assert "Only a fifth of what it takes is planned." in page
    assert '<p class="big">' not in page


def test_the_next_steps_come_in_planned_order_with_those_of_the_goals_below(world: World) -> None:
    goal = world.goal("Ten retained clients")
    below = world.goal("Three new retainers", 200, parent=goal)
    world.project("Spring launch", goal, 1)
    world.project("Pitch", below, 1)
    world.run()
    Task.objects.get(name="Spring launch step 1").finish(by=world.house, seen=1, at=timezone.now())
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    assert "Pitch step 1" in page
    assert "through Three new retainers" in page
    assert "Spring launch step 1" not in page


def test_the_line_of_sight_leads_up_to_the_vision(world: World) -> None:
    above = world.goal("Clients stay", 500)
    goal = world.goal("Ten retained clients", 300, parent=above)
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    sight = page[page.index('class="sight"') : page.index("</ul>", page.index('class="sight"'))]
    names = ("Clients stay", "Clients who stay", "The agency others learn from")
    assert sorted(names, key=sight.index) == list(names)


def test_a_hidden_project_and_its_tasks_are_absent(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal, 1)
    world.project("Secret buyout", goal, 1, seen_by="named")
    world.run()
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    assert "Secret buyout" not in page
    assert "“Spring launch step 1” moves it by 3 days" in page
    assert "<dt>Hours left</dt><dd>6\N{NO-BREAK SPACE}h</dd>" in page


def test_a_goal_under_a_hidden_one_does_not_name_it(world: World) -> None:
    above = world.goal("Sell the house", 500, seen_by="named")
    goal = world.goal("Tidy the books", 300, parent=above)
    page = signed_in(world.member).get(f"/goals/{goal.pk}").content.decode()
    assert "Sell the house" not in page


@pytest.mark.parametrize("who", ["owner", "manager", "member"])
def test_twenty_rows_cost_what_ten_cost(world: World, who: str) -> None:
    goal = world.goal("Ten retained clients")

    def grow(count: int, round_: int) -> None:
        for number in range(count):
            child = world.goal(f"Goal {round_}.{number}", 200, parent=goal)
            world.project(f"Project {round_}.{number}", child)
            world.measure(goal, 4, 5)
        world.run()

    grow(10, 1)
    _, ten = asked(getattr(world, who), f"/goals/{goal.pk}")
    grow(10, 2)
    answer, twenty = asked(getattr(world, who), f"/goals/{goal.pk}")
    assert answer.status_code == 200
    assert ten == twenty <= MOST_QUERIES


def test_a_guarded_goal_stays_within_the_queries(world: World) -> None:
    goal = world.goal("Sell the house", owner=Person.objects.get(account=world.owner))
    goal.show_to("named", by=world.owner, seen=goal.version, people=Person.objects.all())
    world.project("Spring launch", goal)
    world.measure(goal, 4, 5)
    world.run()
    for account in (world.owner, world.manager, world.member):
        answer, queries = asked(account, f"/goals/{goal.pk}")
        assert answer.status_code == 200
        assert queries <= MOST_QUERIES


def test_the_chance_asks_again_only_while_it_is_being_recalculated(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal)
    world.run()
    client = signed_in(world.member)
    assert "every 600ms" not in client.get(f"/goals/{goal.pk}").content.decode()
    Task.objects.first().re_estimate("20", by=world.house, seen=1, on=world.today)
    assert "every 600ms" in client.get(f"/goals/{goal.pk}").content.decode()
    waiting = client.get(f"/goals/{goal.pk}/chance").content.decode()
    assert waiting.startswith("<section")
    assert "being recalculated" in waiting
    world.run(0.62)
    settled = client.get(f"/goals/{goal.pk}/chance").content.decode()
    assert "every 600ms" not in settled
    assert "62\N{NO-BREAK SPACE}%" in settled


def test_a_goal_needs_a_name_and_a_date_only(world: World) -> None:
    client = signed_in(world.manager)
    answer = client.post("/goals/new", {"name": "Ten retained clients", "target": world.day(300), **PLAIN})
    goal = Goal.objects.get()
    assert answer.headers["Location"] == f"/goals/{goal.pk}"
    assert goal.committed


def test_a_double_submit_sets_one_goal(world: World) -> None:
    client = signed_in(world.manager)
    sent = {"name": "Ten retained clients", "target": world.day(300), "once": "k", **PLAIN}
    client.post("/goals/new", sent)
    client.post("/goals/new", sent)
    assert Goal.objects.count() == 1


def test_a_goal_later_than_the_one_it_serves_is_refused_beside_its_date(world: World) -> None:
    above = world.goal("Clients stay", 100)
    client = signed_in(world.manager)
    answer = client.post(
        "/goals/new", {"name": "Late", "target": world.day(300), "serves": f"goal:{above.pk}", **PLAIN}
    )
    assert answer.status_code == 422
    assert "cannot be later" in answer.content.decode()
    assert 'value="Late"' in answer.content.decode()
    assert Goal.objects.count() == 1


def test_a_goal_for_named_eyes_is_never_seen_by_others(world: World) -> None:
    client = signed_in(world.owner)
    lena = Person.objects.get(name="Lena Lead")
    client.post(
        "/goals/new",
        {
            "name": "Sell",
            "target": world.day(300),
            "committed": "yes",
            "seen_by": "named",
            "people": [lena.pk],
        },
    )
    goal = Goal.objects.get()
    assert client.get(f"/goals/{goal.pk}").status_code == 200
    assert signed_in(world.lead).get(f"/goals/{goal.pk}").status_code == 200
    assert signed_in(world.member).get(f"/goals/{goal.pk}").status_code == 404


def test_everything_about_a_goal_changes_in_one_act(world: World) -> None:
    goal = world.goal("Ten retained clients")
    milan = Person.objects.get(name="Milan Member")
    sent = {
        "name": "Twelve retained clients",
        "why": "Calm",
        "target": world.day(200),
        "owner": milan.pk,
        "serves": f"vision:{world.vision.pk}",
        "committed": "no",
        "seen": goal.version,
    }
    answer = signed_in(world.owner).post(f"/goals/{goal.pk}/edit", sent)
    goal.refresh_from_db()
    assert answer.status_code == 302
    assert (goal.name, goal.why, goal.owner, goal.committed) == (
        "Twelve retained clients",
        "Calm",
        milan,
        False,
    )
    assert (goal.vision, goal.strategy, goal.target) == (world.vision, None, world.day(200))


def test_a_stale_edit_shows_both_versions_and_writes_nothing(world: World) -> None:
    goal = world.goal("Ten retained clients")
    seen = goal.version
    goal.rename("Eleven retained clients", "", by=world.house, seen=seen)
    sent = {"name": "Twelve", "target": world.day(200), "committed": "yes", "seen": seen}
    answer = signed_in(world.owner).post(f"/goals/{goal.pk}/edit", sent, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Eleven retained clients" in page
    assert "Twelve" in page
    assert Goal.objects.get().name == "Eleven retained clients"


def test_who_may_not_change_a_goal_is_told_so(world: World) -> None:
    goal = world.goal("Ten retained clients")
    client = signed_in(world.member)
    assert client.get(f"/goals/{goal.pk}/edit").status_code == 403
    assert client.post(f"/goals/{goal.pk}/end", {"ending": "reached", "seen": 1}).status_code == 403
    assert f"/goals/{goal.pk}/edit" not in client.get(f"/goals/{goal.pk}").content.decode()


def test_a_goal_ends_and_opens_again(world: World) -> None:
    goal = world.goal("Ten retained clients")
    client = signed_in(world.owner)
    client.post(f"/goals/{goal.pk}/end", {"ending": "reached", "seen": goal.version})
    goal.refresh_from_db()
    assert goal.ended_on == world.today
    assert "Open it again" in client.get(f"/goals/{goal.pk}").content.decode()
    client.post(f"/goals/{goal.pk}/reopen", {"seen": goal.version})
    goal.refresh_from_db()
    assert goal.is_open


def test_a_manager_notes_a_reading_and_a_member_does_not(world: World) -> None:
    goal = world.goal("Ten retained clients")
    measure = world.measure(goal)
    sent = {"value": "7", "on": world.today}
    assert signed_in(world.member).post(f"/measures/{measure.pk}/read", sent).status_code == 403
    signed_in(world.manager).post(f"/measures/{measure.pk}/read", sent)
    assert [reading.value for reading in measure.readings.all()] == [Decimal(7)]


def test_a_measure_that_has_nothing_to_reach_is_refused(world: World) -> None:
    goal = world.goal("Ten retained clients")
    client = signed_in(world.owner)
    answer = client.post(
        f"/goals/{goal.pk}/measures/new", {"name": "Clients", "baseline": "3", "target": "3"}
    )
    assert answer.status_code == 422
    assert "nothing to reach" in answer.content.decode()
    client.post(f"/goals/{goal.pk}/measures/new", {"name": "Clients", "baseline": "3", "target": "10"})
    assert Measure.objects.get().baseline_on == world.today


def test_breaking_a_goal_down_offers_the_finished_projects_most_alike(world: World) -> None:
    goal = world.goal("Spring launch for the museum")
    other = world.goal("Other", 200)
    for number in range(4):
        project = world.project(f"Tax return {number}", other)
        project.end(Project.Ending.DONE, world.today, by=world.house, seen=project.version)
    twin = world.project("Autumn launch", other)
    twin.end(Project.Ending.DONE, world.today, by=world.house, seen=twin.version)
    page = signed_in(world.manager).get(f"/goals/{goal.pk}/break-down").content.decode()
    assert page.count("from=") == 3
    assert page.index("Autumn launch") < page.index("Tax return")
    assert f"/projects/new?goal={goal.pk}&amp;from={twin.pk}" in page


PLAIN = {"committed": "yes", "seen_by": "everyone"}

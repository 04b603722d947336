"""Everything of a task through the door: each act, who may, stale edits, undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.doing import ChecklistItem, Comment, TimeEntry
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db
ACTS = (
    "move", "done", "start", "mine", "checklist", "comments", "hours", "remove", "edit", "estimate", "left", "people",
    "need", "tie", "pin", "wait", "project", "cut",
)  # fmt: skip
ASKS = ("edit", "estimate", "left", "need", "tie", "pin", "wait", "project", "cut")


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def at(here: Cast) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(here.account(person))
        return client

    return sign_in


def url(task: Task, *steps: object) -> str:
    return "/".join(["/tasks", str(task.pk), *(str(step) for step in steps)])


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def undo_last(client: Client) -> None:
    assert client.post(f"/changes/{Change.objects.latest('number').act}/undo").status_code == 302


def test_the_page_shows_task_and_line_of_sight_and_its_neighbours(here: Cast, at) -> None:
    page = at(here.tom).get(url(here.script)).content.decode()
    for words in (
        "Script",
        "Acme spring launch",
        "Ten retained clients",
        "The agency others",
        "Storyboard",
        "Shoot",
        "Ana Silva",
    ):
        assert words in page


def test_a_task_of_a_guarded_project_is_nowhere_for_others(here: Cast, at) -> None:
    tom, ana = at(here.tom), at(here.ana)
    assert tom.get(url(here.hush)).status_code == 404
    for act in ACTS:
        assert tom.post(url(here.hush, act), {"seen": here.hush.version}).status_code == 404, act
    assert at(here.gus).get(url(here.script)).status_code == 404
    assert ana.get(url(here.script)).status_code == 200
    Dependency.tie(here.hush, here.shoot, by=here.house)
    assert "Hush-hush" not in tom.get(url(here.shoot)).content.decode()
    assert "Hush-hush" in at(here.marek).get(url(here.shoot)).content.decode()


@pytest.mark.parametrize("ask", ASKS)
def test_each_question_opens_as_a_dialog_and_as_a_page(here: Cast, at, ask: str) -> None:
    client = at(here.tom)
    whole = client.get(url(here.shoot, ask))
    dialog = client.get(url(here.shoot, ask), headers={"HX-Request": "true"})
    assert (whole.status_code, dialog.status_code) == (200, 200)
    assert "<!doctype html>" in whole.content.decode()
    assert "<!doctype html>" not in dialog.content.decode()


def test_the_page_takes_as_many_queries_for_twenty_of_everything_as_for_ten(here: Cast, at) -> None:
    client = at(here.ines)

    def ten_more() -> None:
        made = Task.plan_many(
            here.spring, [{"name": f"Frame {n}"} for n in range(10)], by=here.house, on=TODAY
        )
        for number, task in enumerate(made):
            Dependency.tie(task, here.shoot, by=here.house)
            ChecklistItem.write(here.shoot, f"Line {number}", by=here.house)
            Comment.say(here.shoot, f"Word {number}", by=here.house, at=NOW, person=here.tom)
            TimeEntry.record(here.tom, TODAY, Decimal(1), by=here.house, task=here.shoot)
            here.shoot.re_estimate(f"{number + 1}", by=here.house, seen=fresh(here.shoot).version, on=TODAY)

    def counted() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url(here.shoot)).status_code == 200
        return len(caught)

    ten_more()
    ten = counted()
    ten_more()
    assert counted() == ten <= 12


def test_done_in_one_click_and_not_done_after_all(here: Cast, at) -> None:
    client = at(here.tom)
    assert client.post(url(here.storyboard, "done"), {"seen": here.storyboard.version}).status_code == 302
    assert fresh(here.storyboard).is_closed
    undo_last(client)
    assert not fresh(here.storyboard).is_closed
    task = fresh(here.storyboard)
    client.post(url(task, "done"), {"seen": task.version})
    task = fresh(task)
    client.post(url(task, "done"), {"seen": task.version})
    assert fresh(task).status == "doing"


def test_done_twice_with_one_key_is_done_once(here: Cast, at) -> None:
    client, sent = at(here.tom), {"seen": here.storyboard.version, "once": "k"}
    first, again = (
        client.post(url(here.storyboard, "done"), sent),
        client.post(url(here.storyboard, "done"), sent),
    )
    assert (first.status_code, again.status_code) == (302, 302)
    assert Change.objects.filter(verb="task.finished").count() == 1
    assert fresh(here.storyboard).is_closed


@pytest.mark.parametrize("column", ["doing", "review", "done", "todo"])
def test_a_card_moves_to_a_column_and_place_and_back(here: Cast, at, column: str) -> None:
    client = at(here.tom)
    Task.plan_many(here.spring, [{"name": "First"}, {"name": "Second"}], by=here.house, on=TODAY)
    for name in ("First", "Second"):
        other = Task.objects.get(name=name)
        other.hang(column, by=here.house, seen=other.version, at=NOW)
    before = Task.objects.get(name="Second")
    sent = {"column": column, "before": before.pk, "seen": here.shoot.version}
    answer = client.post(url(here.shoot, "move"), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'id="card-{here.shoot.pk}"' in answer.content.decode()
    assert f'data-seen="{fresh(here.shoot).version}"' in answer.content.decode()
    order = list(here.spring.tasks.filter(status=column).values_list("name", flat=True))
    assert order.index("First") < order.index("Shoot") < order.index("Second")
    undo_last(client)
    assert fresh(here.shoot).status == "todo"


def test_a_card_somebody_moved_meanwhile_stays_where_she_put_it(here: Cast, at) -> None:
    old = here.shoot.version
    here.shoot.hang("review", by=here.house, seen=old, at=NOW)
    answer = at(here.tom).post(url(here.shoot, "move"), {"column": "done", "seen": old})
    assert answer.status_code == 409
    assert fresh(here.shoot).status == "review"
    assert (
        at(here.tom)
        .post(url(here.shoot, "move"), {"column": "heap", "seen": fresh(here.shoot).version})
        .status_code
        == 422
    )


def test_a_stale_edit_shows_both_versions_and_loses_nothing(here: Cast, at) -> None:
    old = here.shoot.version
    here.shoot.describe(by=here.house, seen=old, name="Shoot at dawn", brief="Take coats")
    mine = {"name": "Shoot at dusk", "brief": "Take lamps", "priority": 2, "crew": 3, "seen": old}
    answer = at(here.tom).post(url(here.shoot, "edit"), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("Shoot at dawn", "Shoot at dusk", "Take coats", "Take lamps"):
        assert words in page
    assert fresh(here.shoot).name == "Shoot at dawn"


def test_an_edit_changes_what_it_names_and_undo_takes_it_back(here: Cast, at) -> None:
    client = at(here.tom)
    sent = {
        "name": "Shoot twice", "brief": "**Two** days", "priority": 1, "crew": 2, "seen": here.shoot.version,
        "due": TODAY + timedelta(days=9), "release": TODAY + timedelta(days=2), "kind": here.storyboarding.pk,
    }  # fmt: skip
    assert client.post(url(here.shoot, "edit"), sent).status_code == 302
    task = fresh(here.shoot)
    assert (task.name, task.crew, task.kind, task.splittable) == ("Shoot twice", 2, here.storyboarding, False)
    assert "<strong>Two</strong>" in client.get(url(task)).content.decode()
    undo_last(client)
    assert fresh(here.shoot).name == "Shoot"
    bad = client.post(url(here.shoot, "edit"), sent | {"seen": fresh(here.shoot).version, "due": TODAY})
    assert (
        "It is due on 23 November 2026 but it cannot start before 25 November 2026." in bad.content.decode()
    )
    late = {"seen": fresh(here.shoot).version, "due": "", "deadline": TODAY}
    bad = client.post(url(here.shoot, "edit"), sent | late)
    assert "Its deadline is 23 November 2026 but it cannot start" in bad.content.decode()


@pytest.mark.parametrize(
    ("sent", "likely", "high"),
    [
        ({"likely": "7"}, 7, None),
        ({"size": "L"}, 16, None),
        ({"likely": "6", "low": "4", "high": "10"}, 6, 10),
    ],
)
def test_an_estimate_is_one_number_a_size_or_three(
    here: Cast, at, sent: dict[str, str], likely: int, high: int | None
) -> None:
    client = at(here.tom)
    assert client.post(url(here.shoot, "estimate"), sent | {"seen": here.shoot.version}).status_code == 302
    newest = here.shoot.estimates.last()
    assert (newest.likely, newest.high) == (likely, high)
    assert here.shoot.estimates.count() == 2, "what was believed before is kept"
    assert "What was believed before" in client.get(url(here.shoot)).content.decode()


def test_a_wrong_estimate_is_told_beside_the_form(here: Cast, at) -> None:
    client, seen = at(here.tom), here.shoot.version
    wrong = client.post(url(here.shoot, "estimate"), {"likely": "6", "low": "9", "seen": seen})
    assert wrong.status_code == 422
    assert "above the likely one" in wrong.content.decode()
    assert client.post(url(here.shoot, "estimate"), {"seen": seen}).status_code == 422
    assert client.post(url(here.shoot, "left"), {"hours": "3.5", "seen": seen}).status_code == 302
    assert fresh(here.shoot).hours_left == Decimal("3.5")


def test_people_are_agreed_and_released_by_the_manager_only(here: Cast, at) -> None:
    marek, tom = at(here.marek), at(here.tom)
    assert tom.get(url(here.shoot, "people")).status_code == 403
    assert tom.post(url(here.shoot, "people", here.ana.pk, "agree")).status_code == 403
    assert marek.post(url(here.shoot, "people"), {"people": [here.tom.pk, here.ana.pk]}).status_code == 302
    assert here.shoot.assignments.count() == 2
    assert marek.post(url(here.shoot, "people", here.ana.pk, "release")).status_code == 302
    assert [one.person for one in here.shoot.assignments.all()] == [here.tom]
    undo_last(marek)
    assert here.shoot.assignments.count() == 2
    assert marek.post(url(here.shoot, "people", here.lea.pk, "agree")).status_code == 302
    assert here.shoot.assignments.count() == 3


def test_open_work_is_taken_on_and_agreed_work_is_not_taken_away(here: Cast, at) -> None:
    tom = at(here.tom)
    assert tom.post(url(here.shoot, "mine")).status_code == 302
    assert here.shoot.assignments.get().person == here.tom
    refused = tom.post(url(here.script, "mine"))
    assert refused.status_code == 422
    assert "agreed to be done by Ana Silva" in refused.content.decode()
    undo_last(tom)
    assert not Assignment.objects.filter(task=here.shoot).exists()


def test_a_circle_is_refused_task_by_task(here: Cast, at) -> None:
    sent = {"way": "before", "other": here.storyboard.pk, "kind": "FS"}
    refused = at(here.tom).post(url(here.shoot, "tie"), sent)
    assert refused.status_code == 422
    assert "Shoot → Storyboard → Script → Shoot" in refused.content.decode()


def test_ties_are_made_and_untied_and_undone(here: Cast, at) -> None:
    client = at(here.tom)
    sent = {"way": "after", "other": here.storyboard.pk, "kind": "SS", "lag": "4"}
    assert client.post(url(here.shoot, "tie"), sent).status_code == 302
    tie = Dependency.objects.get(before=here.storyboard, after=here.shoot)
    assert (tie.kind, tie.lag) == ("SS", 4)
    assert client.post(url(here.script, "ties", tie.pk, "untie")).status_code == 422, "it is another task's"
    assert client.post(url(here.shoot, "ties", tie.pk, "untie")).status_code == 302
    undo_last(client)
    assert Dependency.objects.filter(pk=tie.pk).exists()


def test_needs_and_pins_come_and_go(here: Cast, at) -> None:
    client = at(here.tom)
    client.post(url(here.shoot, "need"), {"skill": here.design.pk, "level": 3, "count": 1})
    need = SkillNeed.objects.get(task=here.shoot)
    assert client.post(url(here.shoot, "needs", need.pk, "waive")).status_code == 302
    assert not here.shoot.needs.exists()
    assert client.post(url(here.shoot, "pin"), {}).status_code == 422
    client.post(url(here.shoot, "pin"), {"person": here.tom.pk, "start": TODAY + timedelta(days=1)})
    assert "Pinned" in client.get(url(here.shoot)).content.decode()
    assert client.post(url(here.shoot, "pin", "loosen")).status_code == 302
    undo_last(client)
    assert Pin.objects.get(task=here.shoot).person == here.tom


def test_who_was_agreed_without_what_is_asked_is_told(here: Cast, at) -> None:
    PersonSkill.rate(here.ana, here.design, 2, by=here.house)
    PersonSkill.rate(here.tom, here.design, 4, by=here.house)
    need = SkillNeed.need(here.script, here.design, by=here.house, level=3)

    def page() -> str:
        return at(here.marek).get(url(here.script)).content.decode()

    assert "Ana Silva does not have it at that level." in page()
    Assignment.agree(here.script, [here.tom], by=here.house)
    assert "at that level" not in page()
    SkillNeed.objects.filter(pk=need.pk).update(count=2)
    Assignment.agree(here.script, [here.tom, here.ana], by=here.house)
    assert "1 of those who do it has it." in page()


def test_a_checklist_is_written_ticked_and_struck(here: Cast, at) -> None:
    client = at(here.tom)
    client.post(url(here.shoot, "checklist"), {"words": "Charge the lamps"})
    item = ChecklistItem.objects.get(task=here.shoot)
    client.post(url(here.shoot, "checklist", item.pk, "tick"), {"seen": item.version})
    assert ChecklistItem.objects.get(pk=item.pk).ticked
    client.post(url(here.shoot, "checklist", item.pk, "strike"))
    assert not ChecklistItem.objects.exists()
    undo_last(client)
    assert ChecklistItem.objects.get(pk=item.pk).ticked


def test_a_comment_is_made_safe_and_taken_back_only_by_whoever_said_it(here: Cast, at) -> None:
    client = at(here.tom)
    words = "Hello **Ana** <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    client.post(url(here.shoot, "comments"), {"words": words})
    page = client.get(url(here.shoot)).content.decode()
    said = page.split('class="lines comments"')[1].split("</ul>")[0]
    assert "<strong>Ana</strong>" in said
    assert "<script" not in said
    assert "<img" not in said
    assert 'href="javascript' not in said
    comment = Comment.objects.get(task=here.shoot)
    assert at(here.ana).post(url(here.shoot, "comments", comment.pk, "unsay")).status_code == 403
    assert client.post(url(here.shoot, "comments", comment.pk, "unsay")).status_code == 302
    assert not Comment.objects.filter(task=here.shoot).exists()
    assert client.post(url(here.shoot, "comments"), {"words": "  "}).status_code == 422


@pytest.mark.parametrize(
    ("said", "hours"),
    [("1.5", "1.5"), ("1,5", "1.5"), ("1:30", "1.5"), ("1h30", "1.5"), ("45m", "0.75"), ("2 h", "2")],
)
def test_hours_are_recorded_as_people_write_them(here: Cast, at, said: str, hours: str) -> None:
    client = at(here.tom)
    assert client.post(url(here.shoot, "hours"), {"hours": said}).status_code == 302
    entry = TimeEntry.objects.get(task=here.shoot)
    assert (entry.person, entry.hours, entry.project) == (here.tom, Decimal(hours), here.spring)
    assert client.post(url(here.shoot, "hours", entry.pk, "strike")).status_code == 302
    undo_last(client)
    assert TimeEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("said", ["", "nan", "1e999", "-3", "25", "lots", "١"])
def test_hours_that_cannot_be_are_refused(here: Cast, at, said: str) -> None:
    assert at(here.tom).post(url(here.shoot, "hours"), {"hours": said}).status_code == 422
    assert at(here.tom).post(url(here.shoot, "hours"), {"hours": "1", "on": "soon"}).status_code == 422
    assert not TimeEntry.objects.filter(task=here.shoot).exists()


def test_cut_scope_needs_a_reason_and_a_slip_does_not(here: Cast, at) -> None:
    client = at(here.tom)
    assert client.post(url(here.shoot, "cut"), {"seen": here.shoot.version, "why": " "}).status_code == 422
    sent = {"seen": here.shoot.version, "why": "The client dropped the film"}
    assert client.post(url(here.shoot, "cut"), sent).status_code == 302
    assert Change.objects.get(verb="task.cut").why == "The client dropped the film"
    undo_last(client)
    assert client.post(url(here.shoot, "remove")).status_code == 302
    assert not Task.objects.filter(pk=here.shoot.pk).exists()
    assert client.post(url(here.shoot, "done"), {"seen": 1}).status_code == 404
    undo_last(client)
    assert here.shoot.estimates.count() == 1
    assert Dependency.objects.filter(after=here.shoot).exists()


def test_a_task_waits_for_a_client_or_moves_to_another_project(here: Cast, at) -> None:
    client = at(here.marek)
    sent = {"company": here.acme.pk, "on": TODAY, "days": "3", "seen": here.shoot.version}
    assert client.post(url(here.shoot, "wait"), sent).status_code == 302
    assert fresh(here.shoot).is_wait
    assert "Acme" in client.get(url(here.shoot)).content.decode()
    sent = {"project": here.secret.pk, "seen": fresh(here.shoot).version}
    assert at(here.tom).post(url(here.shoot, "project"), sent).status_code == 422, (
        "she does not see that project"
    )
    assert client.post(url(here.shoot, "project"), sent).status_code == 302
    assert fresh(here.shoot).project == here.secret


def test_an_act_without_a_version_is_refused(here: Cast, at) -> None:
    for act in ("done", "start", "move"):
        assert at(here.tom).post(url(here.shoot, act), {"column": "done"}).status_code == 422

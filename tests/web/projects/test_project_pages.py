"""The list of projects and the tabs of one: who sees what, in how many queries, and what a file carries away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.people.person import Person
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.sheet import cell

pytestmark = pytest.mark.django_db
TABS = ("", "/list", "/timeline", "/forecast", "/about")
MOST_QUERIES = 12


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


def more_work(here: Cast, projects: int, tasks: int) -> None:
    """More projects for the list, more tasks with people, hours and ties for the tabs."""
    for number in range(projects):
        project = Project.open(
            f"Project {number}", by=here.house, on=TODAY, company=here.acme, manager=here.marek,
            due=TODAY + timedelta(days=30 + number), serves={here.retained: Decimal(1)},
        )  # fmt: skip
        Task.plan(project, "One thing", by=here.house, on=TODAY, effort="3")
    made = Task.plan_many(
        here.spring,
        [{"name": f"Frame {number}", "effort": "2"} for number in range(tasks)],
        by=here.house,
        on=TODAY,
    )
    Dependency.tie_many([(a, b, "FS", Decimal(0)) for a, b in pairwise(made)], by=here.house)
    Assignment.agree_many([(task, [here.tom.pk], None) for task in made], by=here.house)
    for task in made:
        TimeEntry.record(here.tom, TODAY, Decimal(1), by=here.house, task=task)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_names_project_client_manager_and_what_it_is_for(here: Cast, at) -> None:
    page = at(here.tom).get("/projects").content.decode()
    for words in (
        "Acme spring launch",
        "Marek Novak",
        "Ten retained clients by December 2027",
        "The agency others",
    ):
        assert words in page
    assert "Quiet offer" not in page


def test_a_project_of_named_people_is_not_there_for_others(here: Cast, at) -> None:
    for tab in (*TABS, "/edit", "/serves", "/paste", "/end", "/seen-by"):
        assert at(here.tom).get(f"/projects/{here.secret.pk}{tab}").status_code == 404, tab
        assert at(here.marek).get(f"/projects/{here.secret.pk}{tab}").status_code == 200, tab
    for act in ("remove", "reopen"):
        assert at(here.tom).post(f"/projects/{here.secret.pk}/{act}", {"seen": 1}).status_code == 404


def test_a_guest_sees_no_project(here: Cast, at) -> None:
    guest = at(here.gus)
    assert f'href="/projects/{here.spring.pk}"' not in guest.get("/projects").content.decode()
    assert guest.get(f"/projects/{here.spring.pk}").status_code == 404


def test_a_member_may_plan_in_a_project_but_not_change_it(here: Cast, at) -> None:
    tom = at(here.tom)
    assert tom.get(f"/projects/{here.spring.pk}/edit").status_code == 403
    assert tom.post(f"/projects/{here.spring.pk}/remove").status_code == 403
    assert tom.get("/projects/new").status_code == 403
    assert tom.get(f"/projects/{here.spring.pk}/paste").status_code == 200
    assert Project.objects.filter(pk=here.spring.pk).exists()


@pytest.mark.parametrize("query", ["", "?group=client", "?sort=-chance&state=all&q=a", "?as=csv"])
def test_the_list_takes_as_many_queries_for_twenty_projects_as_for_ten(here: Cast, at, query: str) -> None:
    client = at(here.ines)
    more_work(here, 9, 0)
    ten = queries(client, f"/projects{query}")
    more_work(here, 10, 0)
    assert queries(client, f"/projects{query}") == ten <= MOST_QUERIES


@pytest.mark.parametrize("tab", [*TABS, "/news"])
def test_a_tab_takes_as_many_queries_for_twenty_tasks_as_for_ten(here: Cast, at, tab: str) -> None:
    client, url = at(here.ines), f"/projects/{here.spring.pk}{tab}"
    more_work(here, 0, 7)
    ten = queries(client, url)
    more_work(here, 0, 10)
    assert queries(client, url) == ten <= MOST_QUERIES


@pytest.mark.parametrize("sort", ["name", "client", "manager", "due", "chance", "used", "left", "budget"])
def test_the_list_is_sorted_both_ways_by_every_column(here: Cast, at, sort: str) -> None:
    more_work(here, 3, 0)
    for way in ("", "-"):
        page = at(here.ines).get(f"/projects?sort={way}{sort}").content.decode()
        assert f'aria-sort="{"descending" if way else "ascending"}"' in page
    by_name = at(here.ines).get("/projects?sort=-name").content.decode()
    assert by_name.index("Project 2") < by_name.index("Project 0")


def test_a_filter_shows_only_what_fits_and_nonsense_is_as_if_unsaid(here: Cast, at) -> None:
    client = at(here.ines)
    assert "Quiet offer" not in client.get("/projects?q=spring").content.decode()
    assert "Nothing fits" in client.get("/projects?q=zebra").content.decode()
    for query in ("client=x", "page=-3", "sort=nothing", "group=what", "state=no", "page=99999999999"):
        assert client.get(f"/projects?{query}").status_code == 200
    nul = client.get("/projects?state=%00")  # no person writes that, and no text can hold it
    assert nul.status_code == 400


def test_the_file_carries_what_the_page_shows_and_runs_nothing(here: Cast, at) -> None:
    for name in ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1"):
        Project.open(f"{name} x", by=here.house, on=TODAY, manager=here.marek)
    Project.open("Plain, with a comma", by=here.house, on=TODAY)
    file = at(here.tom).get("/projects?as=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "attachment" in file["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    names = [row[0] for row in rows[1:]]
    assert "Plain, with a comma" in names
    assert "Quiet offer" not in names
    assert all(not value.startswith(("=", "+", "@", "\t", "-")) for row in rows for value in row)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1", "'=1"),
        (" =1", "' =1"),
        ("\r=1", "'\r=1"),
        ("a=1", "a=1"),
        (-2.5, "-2.5"),
        (None, ""),
        (TODAY, "2026-11-23"),
    ],
)
def test_a_cell_is_never_a_formula(value, written: str) -> None:
    assert cell(value) == written


def test_the_list_of_tasks_is_a_file_as_well(here: Cast, at) -> None:
    Task.plan(here.spring, "=cmd|'/c calc'!A1", by=here.house, on=TODAY)
    text = at(here.tom).get(f"/projects/{here.spring.pk}/list?as=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert {"Storyboard", "Script", "Shoot"} <= {row[0] for row in rows}
    assert any(row[0].startswith("'=cmd") for row in rows)


def edit_of(here: Cast, **changed: object) -> dict[str, object]:
    project = Project.objects.get(pk=here.spring.pk)
    return {
        "name": project.name, "due": project.due, "manager": project.manager_id, "company": project.company_id,
        "kind": project.kind, "priority": project.priority, "seen": project.version,
    } | changed  # fmt: skip


def test_one_form_changes_all_of_it_as_one_act_and_undo_takes_all_back(here: Cast, at) -> None:
    client = at(here.marek)
    due = TODAY + timedelta(days=40)
    sent = edit_of(
        here, name="Acme autumn launch", due=due, manager=here.ines.pk, kind="unsold", budget_hours="120"
    )
    assert client.post(f"/projects/{here.spring.pk}/edit", sent).status_code == 302
    project = Project.objects.get(pk=here.spring.pk)
    assert (project.name, project.due, project.manager, project.kind) == (
        "Acme autumn launch",
        due,
        here.ines,
        "unsold",
    )
    act = Change.objects.latest("number").act
    assert client.post(f"/changes/{act}/undo").status_code == 302
    again = Project.objects.get(pk=here.spring.pk)
    assert (again.name, again.due, again.manager, again.kind, again.budget_hours) == (
        "Acme spring launch", TODAY + timedelta(days=18), here.marek, "ordered", None,
    )  # fmt: skip


def test_a_stale_edit_shows_both_versions_and_writes_nothing(here: Cast, at) -> None:
    stale = edit_of(here, name="Mine", due=TODAY + timedelta(days=99))
    here.spring.describe(by=here.house, seen=here.spring.version, name="Theirs")
    answer = at(here.marek).post(f"/projects/{here.spring.pk}/edit", stale)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert Project.objects.get(pk=here.spring.pk).name == "Theirs"


def test_shares_must_add_to_the_whole(here: Cast, at) -> None:
    client, url = at(here.marek), f"/projects/{here.spring.pk}/serves"
    sent = {"goal_1": here.retained.pk, "share_1": "60", "goal_2": here.studio.pk, "share_2": "30"}
    wrong = client.post(url, sent)
    assert wrong.status_code == 422
    assert "The shares add to 90%; they must add to 100%." in wrong.content.decode()
    assert client.post(url, sent | {"share_2": "40"}).status_code == 302
    shares = here.spring.serves.filter(until=None).values_list("goal", "share")
    assert dict(shares) == {here.retained.pk: Decimal("0.600"), here.studio.pk: Decimal("0.400")}


def test_a_goal_she_cannot_see_keeps_its_share(here: Cast, at) -> None:
    here.studio.show_to("named", by=here.house, seen=here.studio.version, people=[here.ines])
    here.spring.serve({here.retained: Decimal("0.7"), here.studio: Decimal("0.3")}, by=here.house, on=TODAY)
    client, url = at(here.marek), f"/projects/{here.spring.pk}/serves"
    assert "motion studio" not in client.get(url).content.decode()
    wrong = client.post(url, {"goal_1": here.retained.pk, "share_1": "100"})
    assert "they must add to 70%" in wrong.content.decode()
    assert client.post(url, {"goal_1": here.retained.pk, "share_1": "70"}).status_code == 302
    assert here.spring.serves.filter(until=None, goal=here.studio).get().share == Decimal("0.300")


def test_a_project_ends_goes_on_and_is_removed_and_brought_back(here: Cast, at) -> None:
    client, url = at(here.marek), f"/projects/{here.spring.pk}"
    sent = {"ending": "done", "on": TODAY, "seen": here.spring.version}
    assert client.post(f"{url}/end", sent).status_code == 302
    project = Project.objects.get(pk=here.spring.pk)
    assert project.ending == "done"
    assert f'href="{url}"' not in client.get("/projects").content.decode()
    assert client.post(f"{url}/reopen", {"seen": project.version}).status_code == 302
    assert client.post(f"{url}/remove").status_code == 302
    assert client.get(url).status_code == 404
    act = Change.objects.latest("number").act
    assert client.post(f"/changes/{act}/undo").status_code == 302
    assert client.get(url).status_code == 200
    assert here.spring.tasks.count() == 3


def test_who_sees_it_is_chosen_and_taken_back(here: Cast, at) -> None:
    client, url = at(here.marek), f"/projects/{here.spring.pk}/seen-by"
    sent = {"seen_by": "named", "seen": here.spring.version}
    assert "Say which people." in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"people": [here.ines.pk]}).status_code == 302
    assert at(here.tom).get(f"/projects/{here.spring.pk}").status_code == 404
    assert at(here.ines).get(f"/projects/{here.spring.pk}").status_code == 200


def test_activity_names_what_happened(here: Cast, at) -> None:
    here.storyboard.finish(by=here.house, seen=here.storyboard.version, at=NOW)
    whole = at(here.tom).get(f"/projects/{here.spring.pk}/news").content.decode()
    part = (
        at(here.tom).get(f"/projects/{here.spring.pk}/news", headers={"HX-Request": "true"}).content.decode()
    )
    for page in (whole, part):
        assert "finished “Storyboard”" in page
    assert "<!doctype html>" not in part
    assert at(here.tom).get(f"/projects/{here.secret.pk}/news").status_code == 404


def test_a_project_that_was_a_pattern_is_removed_and_brought_back_as_one(here: Cast, at) -> None:
    made = Project.open("Autumn", by=here.house, on=TODAY, made_from=here.spring)
    client = at(here.marek)
    assert client.post(f"/projects/{here.spring.pk}/remove").status_code == 302
    assert Project.objects.get(pk=made.pk).made_from is None
    client.post(f"/changes/{Change.objects.latest('number').act}/undo")
    assert Project.objects.get(pk=made.pk).made_from == here.spring

"""The page of changes: in a person's words, narrowed, undone from, and never more than she may see."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, act, newest
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Person
from varifocal.org.work.feed import Feed
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.answers import TOAST

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Cast:
    return cast()


def page(account: Account, query: str = "") -> str:
    client = Client()
    client.force_login(account)
    answer = client.get(f"/changes{query}")
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_a_new_estimate_is_told_with_what_it_was_before(world: Cast) -> None:
    ana = world.account(world.ana)
    world.script.re_estimate("11", by=ana, seen=world.script.version, on=TODAY)
    told = page(ana)
    assert "<b>Ana Silva</b>" in told
    assert "re-estimated “Script” from 8 h to 11 h" in told


def test_what_happened_is_said_in_words(world: Cast) -> None:
    marek = world.account(world.marek)
    world.storyboard.start(by=marek, seen=world.storyboard.version, at=NOW)
    world.storyboard.describe(by=marek, seen=world.storyboard.version, due=None, priority=3)
    world.spring.hand_to(world.ana, by=marek, seen=world.spring.version)
    world.script.finish(by=marek, seen=world.script.version, at=NOW)
    told = page(world.account(world.ines))
    for words in ("started “Storyboard”", "handed “Acme spring launch” to Ana Silva", "finished “Script”"):
        assert words in told
    assert "priority from 2 to 3" in told
    assert "no due date any more" in told


def test_names_of_things_are_escaped(world: Cast) -> None:
    Task.plan(world.spring, "<b>bold</b>", by=world.account(world.marek), on=TODAY)
    told = page(world.account(world.ines))
    assert "&lt;b&gt;bold&lt;/b&gt;" in told
    assert "<b>bold</b>" not in told


def test_what_she_may_not_see_is_absent_even_as_a_name(world: Cast) -> None:
    ines = world.account(world.ines)
    world.script.move_to(world.secret, by=world.account(world.marek), seen=world.script.version)
    world.spring.serve({world.studio: Decimal(1)}, by=ines, on=TODAY)
    world.studio.show_to("named", by=ines, seen=world.studio.version, people=[world.ines])
    told = page(world.account(world.tom))
    assert "Quiet offer" not in told
    assert "Hush-hush draft" not in told
    assert "A motion studio of our own" not in told
    assert "Quiet offer" in page(ines)


@pytest.mark.parametrize(
    ("who", "status"), [("gus", 404), ("tom", 200), ("marek", 200), ("lea", 200), ("ines", 200)]
)
def test_who_may_open_it(world: Cast, who: str, status: int) -> None:
    client = Client()
    client.force_login(world.account(getattr(world, who)))
    assert client.get("/changes").status_code == status


def test_the_keeper_and_a_stranger_see_none(world: Cast) -> None:
    client = Client()
    assert client.get("/changes").status_code == 302
    client.force_login(Account.objects.get(pk=world.kim.pk))
    assert client.get("/changes").status_code == 404


def test_it_narrows_by_person_noun_words_and_day(world: Cast) -> None:
    tom = world.account(world.tom)
    Task.plan(world.spring, "Pick a typeface", by=tom, on=TODAY)
    assert "Pick a typeface" in page(tom, f"?who={tom.pk}")
    assert "Pick a typeface" not in page(tom, f"?who={world.account(world.ana).pk}")
    assert "Pick a typeface" in page(tom, "?noun=task&q=TYPEFACE")
    assert "Pick a typeface" not in page(tom, "?noun=goal")
    assert "Nothing like that happened" in page(tom, "?day=1999-01-01")
    assert "Pick a typeface" in page(tom, "?day=nonsense&who=x&before=-3")


def test_one_act_is_one_entry_with_one_undo(world: Cast) -> None:
    ines = world.account(world.ines)
    with act():
        first = Task.plan(world.spring, "One", by=ines, on=TODAY)
        Task.plan(world.spring, "Two", by=ines, on=TODAY)
    number = Change.objects.get(noun="task", record_id=first.pk, verb="task.planned").act
    told = page(ines)
    assert told.count(f'action="/changes/{number}/undo"') == 1
    assert told.count(f'id="act-{number}"') == 1


def test_only_who_did_it_or_an_owner_is_offered_undo(world: Cast) -> None:
    tom = world.account(world.tom)
    Task.plan(world.spring, "Mine", by=tom, on=TODAY)
    button = f'action="/changes/{newest()}/undo"'
    assert button in page(tom)
    assert button in page(world.account(world.ines))
    assert button not in page(world.account(world.ana))


def test_an_undone_act_says_so_until_the_undoing_is_undone(world: Cast) -> None:
    ines = world.account(world.ines)
    made = Task.plan(world.spring, "Slip", by=ines, on=TODAY)
    number = Change.objects.get(noun="task", record_id=made.pk).act
    client = Client()
    client.force_login(ines)
    assert client.post(f"/changes/{number}/undo").status_code == 302
    told = page(ines)
    assert f'class="happened undone" id="act-{number}"' in told
    assert "This took an earlier act back" in told
    undoing = Change.objects.filter(undoes=number).values_list("act", flat=True).first()
    client.post(f"/changes/{undoing}/undo")
    assert f'class="happened" id="act-{number}"' in page(ines)


def test_matters_of_access_offer_no_undo(world: Cast) -> None:
    told = page(world.account(world.ines), "?noun=account")
    assert "invited “kim@example.org”" in told
    assert "/undo" not in told


def test_pages_follow_each_other_without_gap_or_repeat(world: Cast) -> None:
    ines = world.account(world.ines)
    for number in range(60):
        Task.plan(world.spring, f"Number {number:02}", by=ines, on=TODAY)
    first = page(ines, "?noun=task")
    second = page(
        ines, "?" + first.split('rel="next"')[0].rsplit("changes?", 1)[1].split('"')[0].replace("&amp;", "&")
    )
    assert first.count("added the task “Number") == 40
    assert second.count("added the task “Number") == 20


def test_a_large_act_shows_its_first_lines_and_a_count(world: Cast) -> None:
    ines = world.account(world.ines)
    Task.plan_many(world.spring, [{"name": f"Row {n}"} for n in range(100)], by=ines, on=TODAY)
    assert "and 94 more lines" in page(ines)


def test_an_act_larger_than_the_window_does_not_hide_what_was_before(world: Cast) -> None:
    ines = world.account(world.ines)
    Task.plan(world.spring, "Before it all", by=ines, on=TODAY)
    Task.plan_many(world.spring, [{"name": f"Row {n}"} for n in range(1_600)], by=ines, on=TODAY)
    large = newest() - 1_599
    Task.plan(world.spring, "After it all", by=ines, on=TODAY)
    first = page(ines)
    assert "After it all" in first
    assert f'id="act-{large}"' not in first
    second = page(ines, f"?before={large + 1_600}")
    assert "added the task “Row 0”" in second
    assert "and more than 1,494 more lines" in second
    assert "Before it all" in page(ines, f"?before={large}")


@pytest.mark.parametrize("verb", ["brought_back", "restored", "unmade", "never heard of"])
def test_a_verb_without_a_sentence_of_its_own_still_reads(world: Cast, verb: str) -> None:
    with act():
        Project.add(verb, by=world.house, name="Odd", opened_on=TODAY)
    assert "the project “Odd”" in page(world.account(world.ines))


def test_ten_rows_and_twenty_rows_cost_the_same_queries(world: Cast) -> None:
    ines = world.account(world.ines)

    def work(times: int) -> None:
        for _ in range(times):
            task = Task.plan(world.spring, "Some", by=ines, on=TODAY, effort="3")
            task.re_estimate("4", by=ines, seen=task.version, on=TODAY)
            world.spring.hand_to(Person.welcome("New", by=ines), by=ines, seen=world.spring.version)
            Project.open("Another", by=ines, on=TODAY, serves={world.studio: Decimal(1)})

    work(2)
    few = queries(ines)
    work(2)
    assert queries(ines) == few <= 12


def queries(account: Account) -> int:
    client = Client()
    client.force_login(account)
    client.get("/changes")
    with CaptureQueriesContext(connection) as asked:
        client.get("/changes")
    return len(asked)


def offered(client: Client) -> str:
    """Where the Undo of what was just said leads."""
    return str(json.loads(unquote(client.cookies[TOAST].value))["undo"])


def test_undo_is_offered_only_where_there_is_a_way_back(world: Cast) -> None:
    client = Client()
    client.force_login(world.account(world.tom))
    client.post("/calendar/feeds/open", {"project": ""})
    client.post(f"/calendar/feeds/{Feed.objects.get().pk}/revoke")
    assert offered(client) == "", "an address that was revoked opens nothing again"
    client.post(f"/tasks/{world.storyboard.pk}/done", {"seen": world.storyboard.version})
    assert client.post(offered(client)).status_code == 302
    assert Task.objects.get(pk=world.storyboard.pk).finished_at is None


def test_what_the_log_tells_under_a_former_name_is_taken_back_as_well(world: Cast) -> None:
    marek = world.account(world.marek)
    Opportunity.note_down("Fair", by=marek, on=TODAY)
    Change.objects.filter(noun="opportunity").update(noun="scenario")
    number = Change.objects.order_by("-number").values_list("act", flat=True)[0]
    assert f"/changes/{number}/undo" in page(marek)
    undo(number, by=marek)
    assert not Opportunity.objects.exists()

"""Open work comes in and the truth comes out, in a real Chromium: from an empty place, and from a file and back."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from cast import cast
from varifocal.flows.founding import found
from varifocal.flows.worker import Worker
from varifocal.org.base.account import Account
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWNER = "ines@example.org"


@pytest.fixture
def begin_work() -> Iterator[Callable[[], None]]:
    """Starts a worker beside the server; it ends with the test."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker(stop).work)
    yield thread.start
    stop.set()
    if thread.ident:
        thread.join()


@pytest.fixture
def empty(transactional_db: None) -> Account:
    """The owner of a place where nothing is yet."""
    found(
        "Nordlicht", owner=OWNER, owner_name="Ines Falk", zone="Europe/Berlin", country="DE", currency="EUR"
    )
    return Account.objects.get(login=OWNER)


def open_work() -> str:
    """Twelve tasks, more than three people can do in time, and two absences."""

    def day(away: int) -> str:
        return (timezone.now().date() + timedelta(days=away)).isoformat()

    return f"""Acme spring launch:
- Storyboard 16h @Ana due {day(3)}
- Script 24h @Ben due {day(4)}
- Casting 16h @Ana due {day(5)}
- Shoot 30h @Ana due {day(6)}
- Cut 40h @Ben due {day(9)}
- Sound 8h @Carla Moreno due {day(40)}
Museum evening:
- Poster 24h @Ben due {day(6)}
- Invitations 4h @Carla Moreno due {day(40)}
- Guest list 2h @Carla Moreno
- Stage plan 16h @Ana due {day(9)}
- Programme due {day(30)}
- Thank-you notes @Carla Moreno

Ana away {day(2)} to {day(8)}
Ben sick {day(1)}"""


def workbook() -> bytes:
    """A spreadsheet as people keep them."""
    book = openpyxl.Workbook()
    for row in (
        ["Nr", "What", "Project", "Assigned to", "Hours", "Due date"],
        [1, "Draw the harbour", "Harbour film", "Ana Silva", 6, timezone.now().date() + timedelta(days=20)],
        [2, "Film the harbour", "Harbour film", "Tom Okafor", 16, timezone.now().date() + timedelta(days=30)],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_pasted_list_in_an_empty_place_ends_in_the_truth(
    empty: Account, visit: Callable[..., Page], begin_work: Callable[[], None]
) -> None:
    page = visit(empty)
    page.goto("/")
    begin_work()
    page.get_by_role("link", name="Paste or import it").click()
    page.get_by_label("Paste a list or a table").fill(open_work())  # the only field of the whole way
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("12 tasks and 2 absences, ready to come in")
    assert not Task.objects.exists()
    page.keyboard.press("y")
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text("will not hold; here is why", timeout=30_000)
    expect(page.locator("[data-toast]")).to_contain_text("Brought in: 14 made")
    broken = page.locator(".promises > li.danger")
    expect(broken.first.locator(".because")).to_contain_text("starts on")
    expect(broken.first).to_contain_text("due")
    assert broken.count() >= 2
    assert (Task.objects.count(), Absence.objects.count(), Person.objects.count()) == (12, 2, 4)
    expect(page.locator("main")).to_contain_text("tasks say no effort")


def test_a_spreadsheet_is_understood_brought_in_and_taken_back(
    transactional_db: None, visit: Callable[..., Page]
) -> None:
    here = cast()
    tasks, projects = Task.objects.count(), Project.objects.count()
    page = visit(here.account(here.ines))
    page.goto("/import")
    file = FilePayload(name="open work.xlsx", mimeType="application/octet-stream", buffer=workbook())
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()
    due = page.get_by_label("Due date")
    expect(due).to_have_value("due")
    page.wait_for_load_state("networkidle")
    due.select_option("")
    expect(page.locator("#missing")).to_contain_text("Nothing says by when")
    due.select_option("due")
    expect(page.locator("#missing")).not_to_contain_text("Nothing says by when")
    page.get_by_role("button", name="Show what will come of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 tasks, ready to come in")
    page.get_by_role("button", name="Yes, bring it in").click()
    expect(page.locator("[data-toast]")).to_contain_text("Brought in: 2 made")
    assert set(Project.objects.get(name="Harbour film").tasks.values_list("name", flat=True)) == {
        "Draw the harbour", "Film the harbour",
    }  # fmt: skip
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-toast]").last).to_contain_text("Taken back")
    assert (Task.objects.count(), Project.objects.count()) == (tasks, projects)
    page.goto("/import")
    expect(page.locator("main")).to_contain_text("Taken back")


def test_a_picture_that_calls_itself_a_table_is_told_why_on_the_page(
    empty: Account, visit: Callable[..., Page], watch: Any
) -> None:
    page = visit(empty)
    page.goto("/import")
    picture = FilePayload(name="work.csv", mimeType="text/csv", buffer=b"\x89PNG\r\n\x1a\n" + bytes(64))
    page.get_by_label("Choose a file").set_input_files(picture)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("alert").first).to_contain_text("a picture (PNG)")
    expect(page).to_have_url(page.evaluate("location.origin") + "/import")
    watch.allow("422")


def test_every_step_is_accessible_and_fits(
    empty: Account,
    visit: Callable[..., Page],
    begin_work: Callable[[], None],
    every_way: Callable[[Page], list[str]],
) -> None:
    page = visit(empty)
    faults: list[str] = []

    def look(step: str) -> None:
        faults.extend(f"{step}, {fault}" for fault in every_way(page))

    begin_work()
    page.goto("/import")
    look("start")
    bad = FilePayload(
        name="bad.csv", mimeType="text/csv", buffer=b"Task;Hours;Who\nDraw;six;Ana\nInk;4;Ben\n"
    )
    page.get_by_label("Choose a file").set_input_files(bad)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column means what?")
    look("columns")
    page.get_by_role("button", name="Show what will come of it").click()
    expect(page.get_by_role("heading", name="1 row needs a word more")).to_be_visible()
    look("problems")
    page.goto("/import")
    page.get_by_label("Paste a list or a table").fill(open_work())
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Yes, bring it in").click()
    expect(page.locator(".promises .because").first).to_be_visible(timeout=30_000)
    look("truth")
    page.goto("/import")
    look("past")
    assert faults == []

"""A list leaves as a file of the kind asked for: what is shown, no more than she may see, nothing run as a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from cast import TODAY, Cast, cast
from varifocal.org.people.person import Person
from varifocal.org.work.task import Task
from varifocal.web.changes import shown as changes
from varifocal.web.sheet import xlsx_file

pytestmark = pytest.mark.django_db
LISTS = ("/projects", "/projects/{spring}/list", "/people", "/people/skills", "/changes", "/schedule/load")


@pytest.fixture
def here() -> Cast:
    return cast()


def browser(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def rows_of(answer: HttpResponse) -> list[list[Any]]:
    assert answer.status_code == 200
    if "spreadsheetml" in answer["Content-Type"]:
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        return [[cell.value for cell in row] for row in sheet.iter_rows()]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", LISTS)
def test_both_kinds_tell_the_same_and_the_page_offers_them(here: Cast, path: str) -> None:
    client, url = browser(here, here.ines), path.format(spring=here.spring.pk)
    page = client.get(url).content.decode()
    assert 'href="?as=csv" download' in page
    assert 'href="?as=xlsx" download' in page
    told, typed = (rows_of(client.get(url, {"as": kind})) for kind in ("csv", "xlsx"))
    assert told[0] == typed[0]
    assert len(told) == len(typed) > 1
    assert [row[0] for row in told] == [str(row[0]) for row in typed]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_nothing_she_may_not_see(here: Cast, path: str, kind: str) -> None:
    url = path.format(spring=here.spring.pk)
    seen = str(rows_of(browser(here, here.tom).get(url, {"as": kind})))
    assert "Hush" not in seen
    assert "Quiet offer" not in seen


def test_a_filter_narrows_the_file(here: Cast) -> None:
    rows = rows_of(browser(here, here.ines).get("/people", {"q": "Tom", "as": "csv"}))
    assert [row[0] for row in rows[1:]] == ["Tom Okafor"]


def test_what_begins_like_a_formula_stays_words(here: Cast) -> None:
    Task.plan(here.spring, "=1+1", by=here.account(here.marek), on=TODAY)
    client, url = browser(here, here.ines), f"/projects/{here.spring.pk}/list"
    assert "'=1+1" in [row[0] for row in rows_of(client.get(url, {"as": "csv"}))]
    answer = client.get(url, {"as": "xlsx"})
    cells = [row[0] for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_numbers_and_dates_are_such(here: Cast) -> None:
    answer = xlsx_file("x", ("A", "B", "C"), [(1.5, date(2026, 11, 24), "bell\x07")])
    assert rows_of(answer)[1] == [1.5, datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None), "bell"]


def test_a_log_longer_than_a_file_says_so(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "WINDOW", 5)
    monkeypatch.setattr(changes, "MOST_LINES", 10)
    rows = rows_of(browser(here, here.ines).get("/changes", {"as": "csv"}))
    assert len(rows) == 1 + 10 + 1
    assert rows[-1][2].startswith("Older lines are left out")
    numbers = [int(row[4]) for row in rows[1:-1]]
    assert numbers == sorted(numbers, reverse=True)

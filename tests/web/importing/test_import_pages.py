"""Import in the browser's door: a list or a file is read, understood, shown, written, told the truth about, undone."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.base.account import Account
from varifocal.org.base.acts import newest
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db

LIST = """Harbour film:
- Storyboard the harbour 6h @Ana due 2026-12-04
- Film the harbour 16h @Zoe Blum due 2026-12-11
- Cut it 12h @Tom due 2026-12-15

Ana away 2026-12-01 to 2026-12-03"""
TABLE = "Nr;Task;Project;Who;Hours;Due\n1;Draw;Harbour film;Ana;6;4.12.2026\n2;Ink;Harbour film;Tom;8;11.12.2026\n"


@pytest.fixture
def here() -> Cast:
    return cast()


def client(account: Account) -> Client:
    made = Client()
    made.force_login(account)
    return made


@pytest.fixture
def ines(here: Cast) -> Client:
    return client(here.account(here.ines))


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def table(content: str = TABLE, name: str = "work.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def columns_of(page: str) -> dict[str, str]:
    """What a browser would send of the page about columns, unchanged."""
    sent = {
        name: chosen[0] if (chosen := re.findall(r'<option value="([^"]*)" selected', inside)) else ""
        for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    }
    sent |= dict(re.findall(r'<input id="import-name" name="(name)" value="([^"]*)"', page))
    sent |= dict(re.findall(r'<input id="option-project" name="(option-project)" value="([^"]*)"', page))
    return sent | {"asked_whom": "1", "welcome": "on"}


def to_preview(browser: Client, content: str = TABLE, **changed: str) -> str:
    """Bring a file up to the page that waits for a yes; its address."""
    columns = browser.post("/import/read", {"file": table(content)})["Location"]
    sent = columns_of(browser.get(columns).content.decode())
    return str(browser.post(columns, sent | changed)["Location"])


def say_yes(browser: Client, preview: str, **more: str) -> str:
    """Press the button of the preview; the address of the truth."""
    return str(browser.post(preview.replace("/preview", "/write"), more)["Location"])


# -- the way through --------------------------------------------------------------------------------------


def test_a_pasted_list_is_in_with_two_presses(here: Cast, ines: Client) -> None:
    before = newest()
    preview = ines.post("/import/read", {"text": LIST})["Location"]
    page = text(ines.get(preview))
    assert newest() == before
    assert "3 tasks and 1 absence, ready to come in" in page
    assert "Zoe Blum" in page
    assert "Harbour film" in page
    truth = say_yes(ines, preview)
    film = Project.objects.get(name="Harbour film")
    assert film.tasks.count() == 3
    assert Person.objects.filter(name="Zoe Blum").count() == 1
    assert Absence.objects.get().person == here.ana
    assert Assignment.objects.get(task__name="Cut it").person == here.tom
    waiting = text(ines.get(truth))
    assert "Planning what you brought in" in waiting
    assert 'hx-trigger="load delay' in waiting
    replan(timezone.now())
    told = text(ines.get(truth, headers={"HX-Request": "true"}))
    assert told.lstrip().startswith('<div id="truth"')
    assert "Storyboard the harbour" in text(ines.get(truth + "&why=1")) or "hold" in told


def test_the_same_list_again_changes_nothing(here: Cast, ines: Client) -> None:
    say_yes(ines, ines.post("/import/read", {"text": LIST})["Location"])
    replan(timezone.now())
    before = newest()
    preview = ines.post("/import/read", {"text": LIST})["Location"]
    page = text(ines.get(preview))
    assert "Nothing new in it" in page
    assert "Yes, bring it in" not in page
    assert newest() == before


def test_work_and_absences_are_taken_back_together(here: Cast, ines: Client) -> None:
    people, projects = Person.objects.count(), Project.objects.count()
    truth = say_yes(ines, ines.post("/import/read", {"text": LIST})["Location"])
    start = text(ines.get("/import"))
    assert "pasted list" in start
    answer = ines.post(truth.replace("/truth", "/undo"))
    assert answer["Location"] == "/import"
    assert (Person.objects.count(), Project.objects.count()) == (people, projects)
    assert not Absence.objects.exists()
    assert "Taken back" in text(ines.get("/import"))


def test_a_toast_offers_undo_of_all_of_it(here: Cast, ines: Client) -> None:
    preview = ines.post("/import/read", {"text": LIST})["Location"]
    answer = ines.post(preview.replace("/preview", "/write"))
    said = text(ines.get(answer["Location"]))
    assert "Brought in: 4 made" in said
    (undo,) = set(re.findall(r'action="(/import/\d+/undo\?with=\d+)" data-undo', said))
    assert parse_qs(urlsplit(undo).query)["with"]


def test_a_file_asks_what_its_columns_mean(here: Cast, ines: Client) -> None:
    columns = ines.post("/import/read", {"file": table()})["Location"]
    page = ines.get(columns).content.decode()
    sent = columns_of(page)
    assert [sent[f"column-{place}"] for place in range(6)] == [
        "key", "title", "project", "person", "estimate", "due",
    ]  # fmt: skip
    preview = ines.post(columns, sent)["Location"]
    say_yes(ines, preview)
    assert set(Project.objects.get(name="Harbour film").tasks.values_list("name", flat=True)) == {
        "Draw",
        "Ink",
    }


def test_a_file_with_its_own_numbers_changes_what_it_changed(here: Cast, ines: Client) -> None:
    say_yes(ines, to_preview(ines))
    again = to_preview(ines, TABLE.replace("Ink", "Ink it twice"))
    page = text(ines.get(again))
    assert "1 change, ready to come in" in page
    assert "The same as before" in page
    say_yes(ines, again)
    assert Project.objects.get(name="Harbour film").tasks.count() == 2
    assert Task.objects.filter(name="Ink it twice").exists()


def test_xlsx_is_read_by_what_it_is(here: Cast, ines: Client) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Task", "Hours"], ["Draw", 6], ["Ink", 8]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    columns = ines.post("/import/read", {"file": SimpleUploadedFile("plan.xlsx", out.getvalue())})["Location"]
    assert "plan.xlsx" in text(ines.get(columns))


def test_a_file_we_know_is_read_by_the_profile_that_comes_with_us(here: Cast, ines: Client) -> None:
    content = (
        "TaskNumber,Summary,ProjectCode,SubCategory,DeveloperID,HoursEstimate,DeveloperHoursActual,Priority,"
        "EstimateOn,StartedOn,CompletedOn\n1,Mend the pump,PC1,Bug,Ana Silva,2,3,1,2026-01-05,2026-01-06,2026-01-07\n"
    )
    preview = to_preview(ines, content)
    assert "1 task, ready to come in" in text(ines.get(preview))
    say_yes(ines, preview)
    assert Task.objects.get(name="Mend the pump").is_closed


def test_what_is_missing_is_said_as_soon_as_a_meaning_changes(here: Cast, ines: Client) -> None:
    columns = ines.post("/import/read", {"file": table()})["Location"]
    sent = columns_of(ines.get(columns).content.decode()) | {"column-5": ""}
    part = text(ines.get(columns, sent, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Nothing says by when" in part
    assert "Nothing says who" not in part


def test_columns_that_cannot_be_are_refused_in_words(here: Cast, ines: Client) -> None:
    columns = ines.post("/import/read", {"file": table()})["Location"]
    sent = columns_of(ines.get(columns).content.decode())
    answer = ines.post(columns, sent | {"column-1": ""})
    assert answer.status_code == 422
    assert "No column means “Task”" in text(answer)
    assert (
        "means “Who”" in text(ines.post(columns, sent | {"column-1": "person"})) or answer.status_code == 422
    )


def test_a_list_that_needs_a_word_more_is_still_in_its_box(here: Cast, ines: Client) -> None:
    preview = ines.post("/import/read", {"text": "Draw <it> 6h due 31 feb\nInk 4h"})["Location"]
    page = text(ines.get(preview))
    assert "1 row needs a word more" in page
    (back,) = re.findall(r'href="([^"]*)">Change the list<', page)
    assert "Draw &lt;it&gt; 6h due 31 feb\nInk 4h</textarea>" in text(ines.get(back))
    assert "</textarea>" not in text(client(here.account(here.tom)).get(back))
    assert "31 feb" not in text(client(here.account(here.marek)).get(back))


# -- problems ---------------------------------------------------------------------------------------------

BAD = "Task;Hours;Due\nDraw;six;2026-12-04\nInk;8;31.02.2027\nPaint;4;2026-12-05\n"


def test_every_problem_is_told_by_row_and_column_and_nothing_is_written(here: Cast, ines: Client) -> None:
    tasks = Task.objects.count()
    preview = to_preview(ines, BAD)
    page = text(ines.get(preview))
    assert "2 rows need a word more" in page
    for said in ("six", "Hours", "31.02.2027", "Due"):
        assert said in page
    sheet = text(ines.get(preview.replace("/preview", "/problems")))
    assert sheet.count("\n") == 3
    assert "six" in sheet
    refused = ines.post(preview.replace("/preview", "/write"))
    assert refused.status_code == 422
    assert Task.objects.count() == tasks


def test_the_rest_comes_in_when_bad_rows_are_left_out(here: Cast, ines: Client) -> None:
    preview = to_preview(ines, BAD)
    assert "Bring in 1, leave out 2 rows" in text(ines.get(preview))
    say_yes(ines, preview, leave_out="1")
    assert list(Project.objects.get(name="Open work").tasks.values_list("name", flat=True)) == ["Paint"]


def test_an_interrupted_import_is_gone_on_with(here: Cast, ines: Client) -> None:
    """As a killed server leaves it: a part written, another waiting."""
    preview = to_preview(ines, BAD)
    (pk,) = re.findall(r"/import/(\d+)/", preview)
    StagedImport.objects.filter(pk=pk).update(acts=[newest()])
    page = text(ines.get("/import"))
    assert "Go on with it" in page
    assert f'action="/import/{pk}/write"' in page
    assert 'name="leave_out" value="1"' in page
    say_yes(ines, f"/import/{pk}/preview", leave_out="1")
    assert Task.objects.filter(name="Paint").exists()
    assert "Go on with it" not in text(ines.get("/import"))


def test_a_second_yes_finds_it_written(here: Cast, ines: Client) -> None:
    preview = to_preview(ines)
    first = say_yes(ines, preview)
    written = newest()
    assert say_yes(ines, preview) == first
    assert newest() == written
    assert ines.get(preview)["Location"] == first


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "work.csv", "a picture"),
        (b"", "work.csv", "is empty"),
        (b"PK\x03\x04" + b"\x00" * 40, "plan.xlsx", "damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_told_why(
    here: Cast, ines: Client, content: bytes, name: str, says: str
) -> None:
    answer = ines.post("/import/read", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not StagedImport.objects.exists()


def test_nothing_brought_is_told_so(here: Cast, ines: Client) -> None:
    answer = ines.post("/import/read", {"text": "  "})
    assert answer.status_code == 422
    assert "Paste a list, or choose a file." in text(answer)


def test_two_gigabytes_are_refused_before_they_are_read(here: Cast, ines: Client) -> None:
    answer = ines.post("/import/read", {"text": "x"}, CONTENT_LENGTH=str(2**31))
    assert answer.status_code == 413
    assert "larger than" in text(answer)


def test_a_pasted_text_beyond_what_a_form_may_hold_is_too_much_and_says_so(here: Cast, ines: Client) -> None:
    answer = ines.post(
        "/import/read", {"text": "x" * (6 * 2**20)}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in {413, 422}
    assert "parts" in text(answer) or "Paste a list" in text(answer)


def test_the_name_of_a_file_is_never_markup(here: Cast, ines: Client) -> None:
    name = "<img src=x onerror=alert(1)>.csv"
    columns = ines.post("/import/read", {"file": table(name=name)})["Location"]
    head = TABLE.replace("Task", "<u>Task</u>")
    for page in (
        text(ines.get(columns)),
        text(ines.post("/import/read", {"file": table("", name)})),
        text(ines.get(ines.post("/import/read", {"file": table(head, name)})["Location"])),
    ):
        assert "<img src=x" not in page
        assert "<u>Task" not in page


# -- who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start", "reads"),
    [("ines", 200, 302), ("marek", 200, 302), ("lea", 200, 302), ("tom", 200, 403), ("gus", 404, 404)],
)
def test_each_role_may_bring_in_what_the_rules_say(here: Cast, name: str, start: int, reads: int) -> None:
    browser = client(here.account(getattr(here, name)))
    assert browser.get("/import").status_code == start
    assert browser.post("/import/read", {"text": "Draw 6h"}).status_code == reads
    assert StagedImport.objects.exists() is (reads == 302)


def test_a_keeper_does_not_find_it(here: Cast) -> None:
    browser = client(Account.objects.get(pk=here.kim.pk))
    assert browser.get("/import").status_code == 404


def test_a_member_is_told_who_may(here: Cast) -> None:
    page = text(client(here.account(here.tom)).get("/import"))
    assert "an owner, a project manager or a people lead" in page
    assert "<textarea" not in page


def test_what_somebody_else_brought_is_not_there(here: Cast, ines: Client) -> None:
    columns = ines.post("/import/read", {"file": table()})["Location"]
    preview = to_preview(ines)
    marek = client(here.account(here.marek))
    assert marek.get(columns).status_code == 404
    for route in ("preview", "problems", "truth"):
        assert marek.get(preview.replace("/preview", f"/{route}")).status_code == 404
    for route in ("write", "undo"):
        assert marek.post(preview.replace("/preview", f"/{route}")).status_code == 404
    mine = marek.post("/import/read", {"text": "Draw 6h"})["Location"]
    stolen = re.findall(r"/import/(\d+)/", preview)[0]
    assert marek.get(f"{mine}&with={stolen}").status_code == 404


def test_a_manager_may_not_make_people_of_strange_names(here: Cast) -> None:
    marek = client(here.account(here.marek))
    preview = marek.post("/import/read", {"text": "Draw 6h @Zoe\nInk 4h @Ana"})["Location"]
    page = text(marek.get(preview))
    assert "Zoe" in page
    assert "New people" not in page
    assert "1 row needs a word more" in page


@pytest.mark.parametrize("kind", ["work", "absence"])
def test_a_template_is_read_as_it_was_given_out(here: Cast, ines: Client, kind: str) -> None:
    file = ines.get(f"/import/templates/{kind}")
    assert file.headers["Content-Disposition"].startswith("attachment")
    columns = ines.post("/import/read", {"file": SimpleUploadedFile("t.csv", file.content)})["Location"]
    preview = ines.post(columns, columns_of(ines.get(columns).content.decode()))["Location"]
    page = text(ines.get(preview))
    assert re.search("2 (tasks|absences), ready to come in", page)
    assert "word more" not in page


def test_an_unknown_template_is_not_there(here: Cast, ines: Client) -> None:
    assert ines.get("/import/templates/elephants").status_code == 404


# -- what a page costs ------------------------------------------------------------------------------------


def test_pages_cost_the_same_with_ten_rows_and_twenty(here: Cast, ines: Client) -> None:
    def costs(rows: int) -> list[int]:
        lines = "".join(f"{n};Step {n};Film;Ana;6;2026-12-{n % 20 + 1:02}\n" for n in range(rows))
        content = f"Nr;Task;Project;Who;Hours;Due\n{lines}"
        columns = ines.post("/import/read", {"file": table(content)})["Location"]
        preview = to_preview(ines, content)
        counted = []
        for page in (columns, preview, "/import"):
            with CaptureQueriesContext(connection) as asked:
                assert ines.get(page).status_code == 200
            counted.append(len(asked))
        truth = say_yes(ines, preview)
        replan(timezone.now())
        with CaptureQueriesContext(connection) as asked:
            assert ines.get(truth).status_code == 200
        return [*counted, len(asked)]

    costs(2)
    ten = costs(10)
    assert ten == costs(20)
    assert max(ten) <= 12

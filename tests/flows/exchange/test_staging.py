"""Rows are understood or refused by row, column and remedy; nothing of a refused file is written."""

from __future__ import annotations

from typing import Any

import pytest

from cast import TODAY, Cast, cast
from varifocal.flows.exchange import profiles, staging
from varifocal.flows.exchange.landing import land
from varifocal.flows.exchange.profiles import Mapping, guess
from varifocal.flows.exchange.reading import read_text
from varifocal.flows.exchange.staging import Preview, preview, stage
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db

HEAD = "Task,Project,Who,Hours,Due,Waits for,ID\n"


@pytest.fixture
def here() -> Cast:
    return cast()


def seen(here: Cast, text: str, **options: Any) -> Preview:
    sheet = read_text(text)
    return preview(stage(sheet, guess(sheet), by=here.account(here.marek), today=TODAY, **options))


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Draw,Spring,Tomm Okafor,6,2027-01-02,,1", "Who", "Did you mean Tom Okafor"),
        ("Draw,Spring,Tom Okafor,six,2027-01-02,,1", "Hours", "no number of hours"),
        ("Draw,Spring,Tom Okafor,6,2027-02-30,,1", "Due", "There is no 2027-02-30"),
        ("Draw,Spring,Tom Okafor,6,someday,,1", "Due", "is no date"),
        ("Draw,Spring,Tom Okafor,6,2027-01-02,99,1", "Waits for", "No row has the number or name “99”"),
        (",Spring,Tom Okafor,6,2027-01-02,,1", "Task", "every row needs it"),
    ],
)
def test_a_wrong_value_is_named_by_row_and_column(here: Cast, row: str, column: str, words: str) -> None:
    (problem,) = seen(here, HEAD + "Plan,Spring,,2,,,7\n" + row).refused
    assert (problem.row, problem.column) == (3, column)
    assert words in problem.sentence


def test_a_circle_is_named_task_by_task(here: Cast) -> None:
    text = HEAD + "Brief,S,,1,,3,1\nDraw,S,,1,,1,2\nShoot,S,,1,,2,3\nAlone,S,,1,,,4\n"
    (problem,) = seen(here, text).refused
    for name in ("Brief", "Draw", "Shoot", "circle"):
        assert name in problem.sentence
    assert "Alone" not in problem.sentence


def test_ranges_out_of_order_are_refused(here: Cast) -> None:
    found = seen(here, "Task,Hours at best,Hours,Hours at worst\na,8,6,9\nb,2,6,4\nc,2,6,9").refused
    assert [one.row for one in found] == [2, 3]


def test_two_hundred_bad_rows_are_each_named_and_nothing_is_written(here: Cast) -> None:
    before = Task.objects.count()
    lines = [f"Task {number},P,Nobody {number},x,31.02.2027,," for number in range(200)]
    sheet = read_text(HEAD + "\n".join(lines))
    by = here.account(here.marek)
    staged = stage(sheet, guess(sheet), by=by, today=TODAY)
    assert {one.row for one in preview(staged).refused} == set(range(2, 202))
    with pytest.raises(Impossible, match="200 rows have problems"):
        land(staged, by=by)
    assert Task.objects.count() == before


def test_good_rows_come_where_bad_ones_are_left_out(here: Cast) -> None:
    sheet = read_text(HEAD + "Good,Spring,Tom Okafor,6,2027-01-02,,1\nBad,Spring,Nobody,6,,,2\n")
    by = here.account(here.marek)
    land(stage(sheet, guess(sheet), by=by, today=TODAY), by=by, leave_out=True)
    assert Task.objects.filter(name="Good").exists()
    assert not Task.objects.filter(name="Bad").exists()


@pytest.mark.parametrize(
    ("cells", "order", "day"),
    [
        (("13/02/2027", "03/02/2027"), "dmy", "2027-02-03"),
        (("02/13/2027", "02/03/2027"), "mdy", "2027-02-03"),
        (("13.02.2027", "03.02.27"), "dmy", "2027-02-03"),
    ],
)
def test_the_order_of_day_and_month_is_read_off_the_dates(
    here: Cast, cells: tuple[str, str], order: str, day: str
) -> None:
    sheet = read_text("Task,Due\na," + cells[0] + "\nb," + cells[1])
    mapping = guess(sheet)
    assert mapping.option("dates") == order
    told = preview(stage(sheet, mapping, by=here.account(here.marek), today=TODAY))
    assert told.sample[1]["due"] == day


def test_heads_of_other_tools_are_known() -> None:
    for head, expected in (
        (
            "Issue key,Summary,Assignee,Original Estimate,Due date,Status",
            {"key", "title", "person", "estimate", "due", "status"},
        ),
        (
            "Task Name,Resource Names,Work,Finish,Predecessors",
            {"title", "person", "estimate", "due", "depends_on"},
        ),
        ("Aufgabe;Wer;Stunden;Bis", {"title", "person", "estimate", "due"}),
        ("Person,From,To,Reason", {"person", "absence_from", "absence_to", "absence_kind"}),
    ):
        sheet = read_text(head + "\n" + ("x" + (";" if ";" in head else ",")) * 3)
        assert set(guess(sheet).columns.values()) == expected


def test_a_kept_profile_is_found_again_by_its_head(here: Cast) -> None:
    sheet = read_text("Was,Wieviel\nMalen,6")
    mapping = Mapping("ours", {"Was": "title", "Wieviel": "estimate"}, {"unit": "days"})
    profiles.keep(mapping, by=here.account(here.marek), head=sheet.columns)
    assert guess(sheet) == mapping
    assert profiles.load("ours") == mapping
    assert set(profiles.known()) == {"sip", "dslib", "ours"}
    with pytest.raises(Impossible, match="sip, dslib, ours"):
        profiles.load("theirs")


def test_only_those_who_steer_may_bring_work_in(here: Cast) -> None:
    sheet = read_text("Task\nDraw")
    with pytest.raises(NotAllowed):
        stage(sheet, guess(sheet), by=here.account(here.tom), today=TODAY)


def test_a_project_she_cannot_see_is_not_found_by_its_name(here: Cast) -> None:
    sheet = read_text(f"Task,Project\nDraw,{here.secret.name}")
    by = here.account(here.lea)
    told = preview(stage(sheet, guess(sheet), by=by, today=TODAY))
    assert told.projects_new == [here.secret.name]  # as for any name she has never heard


def test_much_work_comes_in_parts_that_keep_projects_whole(
    here: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_A_SECOND", 2)
    lines = [f"Task {n},Project {n % 4},,1,,," for n in range(24)]
    sheet = read_text(HEAD + "\n".join(lines))
    staged = stage(sheet, guess(sheet), by=here.account(here.marek), today=TODAY)
    parts = {(row.values["project"], row.part) for row in staged.rows.all()}
    assert len(parts) == 4
    assert preview(staged).parts == len({part for _, part in parts}) > 1

"""A pasted list without a head row becomes a sheet: tasks as one says them, headings, and who is away."""

from __future__ import annotations

from datetime import date

import pytest

from varifocal.flows.listed import is_table, listed, sheets_of
from varifocal.flows.quick import Named, Names

TODAY = date(2026, 11, 23)
NAMES = Names(
    projects=[Named(1, "Acme spring launch", "Acme"), Named(2, "Museum evening", "Harbour museum")],
    people=[Named(1, "Ana Silva"), Named(2, "Tom Okafor")],
    kinds=[Named(1, "Storyboard")],
    skills=[Named(1, "Copywriting")],
    me=1,
)
NOBODY = Names()


def rows(text: str, names: Names = NOBODY) -> list[dict[str, str]]:
    sheet = listed(text, names, TODAY)
    return [
        {column: cell for column, cell in zip(sheet.columns, cells, strict=True) if cell}
        for _, cells in sheet.rows
    ]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Task\tWho\nStoryboard\tAna", True),
        ("Was\tWer\nStoryboard\tAna", True),
        ("\n\nTask;Due\nStoryboard;1.12.", True),
        ("Person,From,To\nAna,2026-12-01,2026-12-05", True),
        ("task\nStoryboard", True),
        ("Storyboard for Acme 6h @Ana due fri", False),
        ("- Storyboard, the second one\n- Script", False),
        ("Notes, call Ana\nScript", False),
        ("Ana away 1 Dec to 5 Dec", False),
    ],
)
def test_a_head_row_makes_a_table(text: str, table: bool) -> None:
    assert is_table(text) is table


def test_a_line_says_task_hours_who_and_by_when() -> None:
    assert rows("- Storyboard 6h @Ana due 12 dec !urgent") == [
        {"Task": "Storyboard", "Hours": "6", "Who": "Ana", "Due": "2026-12-12", "Priority": "1"}
    ]


def test_a_range_stands_in_three_columns() -> None:
    assert rows("Shoot 8-16-30h") == [
        {"Task": "Shoot", "Hours at best": "8", "Hours": "16", "Hours at worst": "30"}
    ]


def test_a_heading_names_the_project_of_the_lines_below() -> None:
    said = rows("Acme launch:\n- Storyboard\n- Script\n\n## Museum\n1. Poster")
    assert [(one["Task"], one["Project"]) for one in said] == [
        ("Storyboard", "Acme launch"), ("Script", "Acme launch"), ("Poster", "Museum"),
    ]  # fmt: skip


def test_for_x_names_a_project_when_x_is_known_or_said_twice() -> None:
    assert rows("Storyboard for Acme\nBrief for the printer", NAMES) == [
        {"Task": "Storyboard", "Project": "Acme spring launch"},
        {"Task": "Brief for the printer"},
    ]
    assert [one.get("Project") for one in rows("Logo for Fjord\nPoster for fjord\nBrief for the printer")] == [
        "Fjord", "Fjord", None,
    ]  # fmt: skip


def test_marks_find_people_kinds_and_skills_that_are_here() -> None:
    assert rows("Draft @tom @copywriting @storyboard\nCall @me\nMail @Zoe", NAMES) == [
        {"Task": "Draft", "Who": "Tom Okafor", "Skill": "Copywriting", "Kind of work": "Storyboard"},
        {"Task": "Call", "Who": "Ana Silva"},
        {"Task": "Mail", "Who": "Zoe"},
    ]


@pytest.mark.parametrize(
    ("line", "who", "first", "last", "why"),
    [
        ("Ana away 1 dec to 5 dec", "Ana Silva", "2026-12-01", "2026-12-05", "holiday"),
        (
            "@Tom on holiday from 2026-12-07 until 2026-12-11",
            "Tom Okafor",
            "2026-12-07",
            "2026-12-11",
            "holiday",
        ),
        ("Zoe Blum is sick 24 nov", "Zoe Blum", "2026-11-24", "2026-11-24", "sick"),
        ("- Ana off 1 dec – 5 dec", "Ana Silva", "2026-12-01", "2026-12-05", "holiday"),
    ],
)
def test_who_is_away_is_an_absence(line: str, who: str, first: str, last: str, why: str) -> None:
    assert rows(line, NAMES) == [{"Who": who, "Away from": first, "Away to": last, "Why away": why}]


def test_a_full_name_after_the_mark_is_one_person() -> None:
    assert [one["Who"] for one in rows("Draw @Zoe Blum 6h\nInk @Tom Okafor\nCall @Ana Monday first", NAMES)] == [
        "Zoe Blum", "Tom Okafor", "Ana Silva",
    ]  # fmt: skip


def test_send_out_the_invitations_is_a_task() -> None:
    assert rows("Send out the invitations 2h") == [{"Task": "Send out the invitations", "Hours": "2"}]


def test_a_day_that_is_none_stands_in_its_cell_to_be_refused() -> None:
    (said,) = rows("Script 8h due 31 feb")
    assert said["Due"] == "31 feb"
    (away,) = rows("Ana away 1 dec to someday", NAMES)
    assert away["Away to"] == "someday"


def test_rows_keep_the_number_of_their_line() -> None:
    sheet = listed("Acme:\n\nStoryboard\nScript", NOBODY, TODAY)
    assert [number for number, _ in sheet.rows] == [3, 4]


def test_work_and_absences_of_one_list_are_two_sheets() -> None:
    work, away = sheets_of("Storyboard 6h @Ana\nAna away 1 dec to 5 dec\nScript @Tom", NAMES, TODAY)
    assert [cells[0] for _, cells in work.rows] == ["Storyboard", "Script"]
    assert work.columns == ("Task", "Who", "Hours")
    assert away.columns == ("Who", "Away from", "Away to", "Why away")
    assert [number for number, _ in away.rows] == [2]


def test_two_tables_with_an_empty_line_between_are_two_sheets() -> None:
    work, away = sheets_of("Task\tDue\nDraw\t2026-12-01\n\nPerson\tFrom\nAna\t2026-12-01", NAMES, TODAY)
    assert work.columns == ("Task", "Due")
    assert away.columns == ("Person", "From")


def test_an_empty_line_within_a_table_parts_nothing() -> None:
    (sheet,) = sheets_of("Task\tDue\nDraw\t2026-12-01\n\nInk\t2026-12-02", NAMES, TODAY)
    assert len(sheet.rows) == 2

"""What a file may be, and what is refused in a sentence before it can do harm."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as quick
from hypothesis import strategies as st

from varifocal.flows.exchange.reading import LIMITS, BadFile, read, read_text

TABLE = "Task;Who;Hours\nStoryboard – “final”;Ana;6\n\nÜbergabe;Ben;1,5\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_comes_through_in_every_usual_encoding(encoding: str) -> None:
    sheet = read(io.BytesIO(TABLE.encode(encoding)), "work.csv")
    assert sheet.columns == ("Task", "Who", "Hours")
    assert sheet.rows == [(2, ("Storyboard – “final”", "Ana", "6")), (4, ("Übergabe", "Ben", "1,5"))]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_head_row_says_what_parts_the_columns(sign: str) -> None:
    sheet = read_text(sign.join(["Task", "Who"]) + "\n" + sign.join(["Draw", "Ana"]))
    assert sheet.rows == [(2, ("Draw", "Ana"))]


def test_a_packed_table_is_unpacked() -> None:
    assert read(io.BytesIO(gzip.compress(TABLE.encode())), "work.csv.gz").columns[0] == "Task"


def test_excel_gives_dates_numbers_and_text_as_one_would_type_them() -> None:
    content = workbook(
        ("Task", "Due", "Hours", "Late"), ("=1+1", date(2027, 3, 12), 1.5, True), ("'=x", None, 2, "")
    )
    sheet = read(io.BytesIO(content), "work.xlsx")
    assert sheet.rows[0][1][1:] == ("2027-03-12", "1.5", "yes")
    assert sheet.rows[1][1] == ("=x", "", "2", "")


def test_columns_without_a_name_or_with_one_taken_are_told_by_number() -> None:
    assert read_text("Task,,Task\na,b,c").columns == ("Task", "Column 2", "Task (3)")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Excel"),
        (b"Task\x00Who\n", "zero bytes"),
        (b"\xff\xfeT\x00a", "damaged"),
        (bytes(range(1, 32)) * 50, "no text"),
        (gzip.compress(TABLE.encode(), mtime=0)[:-9], "cut off"),
        (workbook(("Task",), ("x",))[:-40], "cut off"),
        (b"", "is empty"),
        (b"Task,Who\n", "nothing below"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        read(io.BytesIO(content), "work.csv")


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/workbook.xml", b"<x/>")
        with parcel.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(300):
                entry.write(b" " * 2**20)
    assert len(bomb.getvalue()) < 2**20
    with pytest.raises(BadFile, match="unpacks to more"):
        read(io.BytesIO(bomb.getvalue()), "bomb.xlsx")
    with pytest.raises(BadFile, match="unpacks to more"):
        read(io.BytesIO(gzip.compress(b"a" * 2**21)), "bomb.csv.gz", replace(LIMITS, unpacked=2**20))


def test_a_crowd_of_entries_and_a_foreign_parcel_are_refused() -> None:
    for names, words in ((["a.txt"], "ZIP archive"), ([f"xl/{n}" for n in range(2_100)], "unpacks to more")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parcel:
            for name in names:
                parcel.writestr(name, b"x")
        with pytest.raises(BadFile, match=words):
            read(io.BytesIO(out.getvalue()), "work.xlsx")


def test_limits_are_kept_row_by_row() -> None:
    small = replace(LIMITS, rows=3, columns=4, cell=10, bytes=200)
    for text, words in (
        ("Task\n" + "x\n" * 4, "more than 3 rows"),
        ("Task\na,b,c,d,e", "row 2: more than 4 columns"),
        ("Task\nabcdefghijklm", "row 2: a cell holds more than 10"),
        ("Task\n" + "y" * 300, "longer than|larger than"),
    ):
        with pytest.raises(BadFile, match=words):
            read(io.BytesIO(text.encode()), "work.csv", small)


def test_an_endless_upload_is_read_no_further_than_the_limit() -> None:
    class Endless:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += size
            return b"a" * size

    source = Endless()
    with pytest.raises(BadFile, match="larger than"):
        read(source, "huge.csv", replace(LIMITS, bytes=2**20))
    assert source.taken <= 2**20 + 1


@quick(max_examples=150)
@given(st.binary(max_size=600))
def test_whatever_the_bytes_it_is_a_sheet_or_a_sentence(content: bytes) -> None:
    with suppress(BadFile):
        sheet = read(io.BytesIO(content), "any")
        assert all(len(cells) == len(sheet.columns) for _, cells in sheet.rows)

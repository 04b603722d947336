"""A file or a pasted text becomes rows of text, within limits; what cannot be one is refused in a sentence."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from varifocal.org.base.refusals import Impossible


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a table may hold; beyond it, it is refused before it is unpacked or read on."""

    bytes: int = 64 * 2**20
    unpacked: int = 256 * 2**20
    entries: int = 2_000
    rows: int = 200_000
    columns: int = 200
    cell: int = 20_000


LIMITS = Limits()
DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024
PIECE = 1 << 16
KNOWN_FILES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
REMEDY = "Save the table as CSV or .xlsx and bring that."
FORMULA_SIGNS = ("=", "+", "-", "@")


class BadFile(Impossible):
    """What was brought cannot be read as a table; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was read: its columns' names, and its rows as (row number in the file, cells as text)."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]]
    encoding: str = "utf-8"


def read(source: Any, name: str, limits: Limits = LIMITS) -> Sheet:
    """Read CSV, TSV (either also gzipped) or XLSX from an open file of bytes; what it is, its content says, not
    its name.

    Raises BadFile for anything else, for what is damaged, and for what is too large, before it is unpacked.
    """
    content = _all_of(source, limits.bytes, f"“{name}” is larger than {_megabytes(limits.bytes)}.")
    if content[:2] == b"\x1f\x8b":
        content = _unzipped(content, name, limits)
    if content[:4] == b"PK\x03\x04":
        return _from_rows(_excel(content, name, limits), name, "xlsx", limits)
    for sign, what in KNOWN_FILES:
        if content.startswith(sign):
            raise BadFile(f"“{name}” is {what}, not a table. {REMEDY}")
    text, encoding = _decoded(content, name)
    return _from_rows(_table(text, name, limits), name, encoding, limits)


def read_text(text: str, name: str = "pasted list", limits: Limits = LIMITS) -> Sheet:
    """Read a pasted table with its head row. Raises BadFile where there is none."""
    if len(text) > limits.bytes:
        raise BadFile(f"The pasted text is longer than {_megabytes(limits.bytes)}; bring it as a file.")
    return _from_rows(_table(text.replace("\x00", ""), name, limits), name, "pasted", limits)


# -- bytes ------------------------------------------------------------------------------------------------


def _all_of(source: Any, most: int, too_much: str) -> bytes:
    content = bytes(source.read(most + 1))
    if len(content) > most:
        raise BadFile(f"{too_much} Bring it in parts.")
    return content


def _unzipped(content: bytes, name: str, limits: Limits) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            too_much = f"“{name}” unpacks to more than {_megabytes(limits.unpacked)}."
            return _all_of(packed, limits.unpacked, too_much)
    except (OSError, EOFError, zlib.error):
        raise BadFile(f"“{name}” is cut off or damaged: it cannot be unpacked. Fetch it again.") from None


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-8, else as Western European spreadsheets save it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                raise BadFile(
                    f"“{name}” is damaged: it begins as {encoding} and goes on otherwise."
                ) from None
    if b"\x00" in content:
        raise BadFile(f"“{name}” is no text: it holds zero bytes. {REMEDY}")
    encoding = "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = content.decode(encoding, errors="replace")
    strange = sum(1 for sign in text[:SAMPLE] if not sign.isprintable() and sign not in "\r\n\t\u2028\u00ad")
    if strange > len(text[:SAMPLE]) / 50:
        raise BadFile(f"“{name}” is no text we can read. {REMEDY}")
    return text, encoding


# -- tables -----------------------------------------------------------------------------------------------


def _table(text: str, name: str, limits: Limits) -> Iterator[tuple[int, Sequence[Any]]]:
    delimiter = _delimiter(text)
    csv.field_size_limit(limits.cell * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile(
                f"“{name}”, row {line}: a cell holds more than {limits.cell:,} characters, or a quotation mark is "
                "never closed."
            ) from None
        yield line, cells


def _delimiter(text: str) -> str:
    """The sign that splits the head row into most columns."""
    head = next((line for line in text[:SAMPLE].splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: (head.count(sign), -DELIMITERS.index(sign)))


def _excel(content: bytes, name: str, limits: Limits) -> Iterator[tuple[int, Sequence[Any]]]:
    _check_parcel(content, name, limits)
    broken = f"“{name}” is no Excel table, or it is damaged. {REMEDY}"
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError):
        raise BadFile(broken) from None
    try:
        yield from enumerate(sheet.iter_rows(values_only=True), start=1)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, SyntaxError, EOFError):
        raise BadFile(broken) from None
    finally:
        book.close()


def _check_parcel(content: bytes, name: str, limits: Limits) -> None:
    """What it would unpack to, by its own list of contents, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            entries = parcel.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadFile(f"“{name}” is cut off or damaged: it cannot be unpacked. Fetch it again.") from None
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise BadFile(f"“{name}” unpacks to more than {_megabytes(limits.unpacked)}; it was not opened.")
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise BadFile(f"“{name}” is a ZIP archive, not a table. {REMEDY}")


def _from_rows(rows: Iterable[tuple[int, Sequence[Any]]], name: str, encoding: str, limits: Limits) -> Sheet:
    columns: tuple[str, ...] = ()
    found: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in rows:
        values = tuple(map(_text, cells))
        if not any(values):
            continue
        if len(values) > limits.columns and any(values[limits.columns :]):
            raise BadFile(f"“{name}”, row {number}: more than {limits.columns} columns.")
        if max(map(len, values)) > limits.cell:
            raise BadFile(f"“{name}”, row {number}: a cell holds more than {limits.cell:,} characters.")
        if not columns:
            columns = _named(values)
            continue
        if len(found) >= limits.rows:
            raise BadFile(f"“{name}” holds more than {limits.rows:,} rows. Bring it in parts.")
        found.append((number, _fitted(values, len(columns))))
    if not columns:
        raise BadFile(f"“{name}” is empty.")
    if not found:
        raise BadFile(f"“{name}” holds a head row and nothing below it.")
    return Sheet(name, columns, found, encoding)


def _named(values: Sequence[str]) -> tuple[str, ...]:
    """Columns by name; one without a name, or with a name already taken, is told by its number."""
    names: list[str] = []
    for number, value in enumerate(values, start=1):
        name = " ".join(value.split())[:80] or f"Column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    while len(names) > 1 and names[-1] == f"Column {len(names)}":
        names.pop()
    return tuple(names)


def _fitted(values: Sequence[str], width: int) -> tuple[str, ...]:
    values = tuple(values[:width])
    return values if len(values) == width else values + ("",) * (width - len(values))


def _text(cell: Any) -> str:
    """A cell as a person would type it; a text that a spreadsheet was kept from calculating loses its guard."""
    if type(cell) is str:  # nearly always
        text = cell.replace("\x00", "").strip()
        return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return _text(str(cell))


def _megabytes(size: int) -> str:
    return f"{size // 2**20} MB"

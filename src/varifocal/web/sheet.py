"""A list as a file for a spreadsheet; no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
KINDS = {"csv": "CSV", "xlsx": "Excel"}
"""How a list may leave, by the word in the address and by its name."""
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
Cell = str | int | float | Decimal | date | None


def is_file(request: HttpRequest) -> bool:
    """Whether the list is asked for as a file."""
    return request.GET.get("as", "") in KINDS


def files(query: QueryDict) -> list[dict[str, str]]:
    """For `parts/files.html`: the list as it is narrowed and sorted now, as a file of each kind."""
    found = []
    for kind, name in KINDS.items():
        asked = query.copy()
        asked["as"] = kind
        found.append({"name": name, "url": f"?{asked.urlencode()}"})
    return found


def file_of(
    request: HttpRequest, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The rows as a download of the kind asked for."""
    if request.GET.get("as") == "xlsx":
        return xlsx_file(name, head, rows)
    return csv_file(name, head, rows)


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The rows as a download; numbers plain, dates as 2027-01-15, words that begin like a formula with a '."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return _download(f"{name}.csv", BOM + text.getvalue(), "text/csv; charset=utf-8")


def xlsx_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The rows as a download; numbers and dates are such, words are words whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    told = [[_typed(sheet, value) for value in row] for row in rows]
    for place, title in enumerate(head):
        longest = max([len(title), *(len(str(row[place].value or "")) for row in told)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(WIDEST, longest + 2)
    titles = [_typed(sheet, title) for title in head]
    for one in titles:
        one.font = Font(bold=True)
    for row in (titles, *told):
        sheet.append(row)
    file = io.BytesIO()
    save_workbook(book, file)
    return _download(f"{name}.xlsx", file.getvalue(), EXCEL)


def cell(value: Cell) -> str:
    """One value; see https://owasp.org/www-community/attacks/CSV_Injection."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(DANGEROUS) else value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _typed(sheet: Any, value: Cell) -> Any:
    words = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    made = WriteOnlyCell(sheet, words)
    if isinstance(value, str):
        made.data_type = "s"  # else “=” at its beginning would make it a formula
    return made


def _download(name: str, content: str | bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

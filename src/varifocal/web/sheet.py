"""A list as a file for a spreadsheet; no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpResponse

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
Cell = str | int | float | Decimal | date | None


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The rows as a download; numbers plain, dates as 2027-01-15, words that begin like a formula with a '."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value: Cell) -> str:
    """One value; see https://owasp.org/www-community/attacks/CSV_Injection."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(DANGEROUS) else value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.4g}" if isinstance(value, float) else str(value)

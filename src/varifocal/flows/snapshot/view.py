"""The view of the database a portfolio is read in, and rows as they come from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

VIEW = "reading"
"""Read only, and the same from its first row to its last."""

Rows = dict[int, list[tuple[Any, ...]]]
"""Rows by what they belong to; of what has none, none."""


def grouped(rows: Iterable[tuple[Any, ...]]) -> Rows:
    """The rest of each row by its first column, in the order they come."""
    groups: Rows = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups


def float_or_none(value: Any) -> float | None:
    """A number that may not have been said."""
    return None if value is None else float(value)

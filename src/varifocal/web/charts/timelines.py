"""A timeline: the page says what it shows, its script reads the bars and draws those in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """For `parts/timeline.html`: where the bars are told, how rows are grouped ("person" or "project"), other ways to
    look at it, and what may be shown beside ties and 80 % marks: the chain that holds its end, the baseline."""

    url: str
    by: str
    name: str
    ways: tuple[dict[str, Any], ...] = ()
    chain: bool = False
    base: bool = False

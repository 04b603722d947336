"""How warm a relationship is: the last contact against how often there usually is one with that company.

The usual rhythm is the median of the gaps between days of contact within the past year (the median, so that one long
holiday or one busy week does not set it), never taken to be shorter than a week. With fewer than three gaps there is
no rhythm of its own, and four weeks are taken. It is warm up to one and a half times the rhythm, cold beyond three
times; in between it cools.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

LOOKS_BACK = timedelta(days=365)
FLOOR = 7
"""Days; who talks more often than weekly is not cooling after three days."""
WITHOUT_ONE = 28
"""Days taken as the rhythm where there are too few contacts to know it."""
FEWEST_GAPS = 3
WARM, COLD = 1.5, 3.0
"""Times the rhythm: up to the first it is warm, beyond the second cold."""


class Word(StrEnum):
    """How it is said; never a score."""

    WARM = "warm"
    COOLING = "cooling"
    COLD = "cold"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Warmth:
    """The word, the sentence why, the last day of contact, the days since, and the rhythm in days (None: too few
    contacts to know one)."""

    word: Word
    why: str
    last: date | None
    since: int | None
    rhythm: int | None


def warmth(contacts: Iterable[date], today: date) -> Warmth:
    """How warm it is on this day; what lies ahead does not count yet. Days in the organization's zone."""
    days = sorted({day for day in contacts if today - LOOKS_BACK <= day <= today})
    if not days:
        return Warmth(Word.UNKNOWN, "No contact within a year that anybody noted.", None, None, None)
    last, since = days[-1], (today - days[-1]).days
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    rhythm = max(FLOOR, round(median(gaps))) if len(gaps) >= FEWEST_GAPS else None
    usual = rhythm or WITHOUT_ONE
    word = Word.WARM if since <= WARM * usual else Word.COLD if since > COLD * usual else Word.COOLING
    return Warmth(word, _why(rhythm, since, word), last, since, rhythm)


def _why(rhythm: int | None, since: int, word: Word) -> str:
    ago = {0: "last today", 1: "last yesterday"}.get(since, f"last {since} days ago")
    if rhythm is None:
        return f"Too few contacts to know its rhythm; {ago}."
    usual = "every week or more often" if rhythm == FLOOR else f"every {rhythm} days"
    if word is Word.WARM:
        return f"Usually {usual}; {ago}."
    return f"Usually {usual}; nothing for {since}."

"""What the list of companies shows: narrowed, sorted, in words, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.relationships import Relationship, cooling
from varifocal.flows.warmth import Word
from varifocal.org.relations.company import Company
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.asking import whole
from varifocal.web.projects.overview import address
from varifocal.web.sheet import Cell

WARMTHS = (("warm", "Warm"), ("cooling", "Cooling"), ("cold", "Cold"), ("unknown", "Nothing noted"))
STATES = {Word.WARM: "good", Word.COOLING: "open", Word.COLD: "danger"}
"""The mark beside each word; shape first, never colour alone."""
COLDEST = {Word.COLD: 0, Word.COOLING: 1, Word.WARM: 2, Word.UNKNOWN: 3}
COLUMNS = (
    ("Company", "name", False), ("It is a", "kind", False), ("Warmth", "warmth", False),
    ("Last contact", "last", False),
    ("Open projects", "work", True), ("Next step", "next", False), ("Looked after by", "who", False),
)  # fmt: skip
SHEET = ("Company", "It is a", "Warmth", "Why", "Last contact", "Open projects", "Next step", "Due",
         "Looked after by", "Domain")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A company on the list."""

    of: Relationship
    name: str
    url: str
    kind: str
    state: str
    word: str
    why: str
    last: date | None
    last_shade: str
    work: int
    next: str
    next_url: str
    next_due: date | None
    shade: str
    who: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What she wants to see, from the address."""

    q: str = ""
    kind: str = ""
    warmth: str = ""
    who: int | None = None
    sort: str = "warmth"

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.q or self.kind or self.warmth or self.who)

    @classmethod
    def of(cls, query: QueryDict) -> Wish:
        """What is not understood is as if it were not said."""
        kind, warm, sort = query.get("kind", ""), query.get("warmth", ""), query.get("sort", "warmth")
        return cls(
            query.get("q", "").strip()[:100],
            kind if kind in Company.Kind.values else "",
            warm if warm in dict(WARMTHS) else "",
            whole(query.get("who", "")),
            sort if sort.removeprefix("-") in SORTS else "warmth",
        )


def rows_for(found: Iterable[Relationship], wish: Wish, today: date) -> list[Row]:
    """Those she wished for, in her order; what lacks the value comes last."""
    rows = [_row(one, today) for one in found if _fits(one, wish)]
    key, backwards = SORTS[wish.sort.removeprefix("-")], wish.sort.startswith("-")
    rows.sort(key=lambda row: (row.name.casefold(), row.of.company.pk))
    have = [row for row in rows if key(row) is not None]
    have.sort(key=key, reverse=backwards)
    return have + [row for row in rows if key(row) is None]


def headline(found: Sequence[Relationship]) -> str:
    """What matters, in a sentence."""
    if not found:
        return "Whom do we work for?"
    ours = [one for one in found if one.company.kind != Company.Kind.PROSPECT]
    quiet = cooling(ours)
    if not quiet:
        return "Every relationship we know the rhythm of is warm"
    first = quiet[0]
    told = f"nothing from {first.company.name} for {first.warmth.since} days"
    if len(quiet) == 1:
        return f"One relationship is cooling: {told}"
    return f"{say.count(len(quiet)).capitalize()} relationships are cooling; {told}"


def head_of(query: QueryDict, wish: Wish) -> list[dict[str, str | bool]]:
    """The heads of the columns, each an address that sorts by it."""
    return [
        {
            "name": name,
            "url": address(query, sort=f"-{key}" if wish.sort == key else key, page="1"),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(wish.sort, "none"),
            "right": right,
        }
        for name, key, right in COLUMNS
    ]


def people_of(found: Iterable[Relationship]) -> list[tuple[int, str]]:
    """Who looks after any of them."""
    people = {one.company.looked_after_by for one in found} - {None}
    return sorted(((one.pk, one.name) for one in people if one), key=lambda one: one[1])


def sheet_of(rows: Iterable[Row]) -> Iterable[Sequence[Cell]]:
    """The same rows for a spreadsheet."""
    for row in rows:
        yield (
            row.name, row.kind, row.word, row.why, row.last, row.work, row.next, row.next_due, row.who,
            row.of.company.domain,
        )  # fmt: skip


SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row.name.casefold(),
    "kind": lambda row: row.kind,
    "warmth": lambda row: (COLDEST[row.of.warmth.word], -(row.of.warmth.since or 0)),
    "last": lambda row: row.last,
    "work": lambda row: row.work or None,
    "next": lambda row: row.next_due,
    "who": lambda row: row.who.casefold() or None,
}


def _fits(one: Relationship, wish: Wish) -> bool:
    company = one.company
    return (
        (not wish.q or wish.q.casefold() in f"{company.name} {company.domain}".casefold())
        and (not wish.kind or company.kind == wish.kind)
        and (not wish.warmth or one.warmth.word == wish.warmth)
        and (not wish.who or company.looked_after_by_id == wish.who)
    )


def _row(one: Relationship, today: date) -> Row:
    company, after = one.company, one.next
    return Row(
        of=one,
        name=company.name,
        url=reverse("company", args=[company.pk]),
        kind=Company.Kind(company.kind).label,
        state=STATES.get(one.warmth.word, ""),
        word=dict(WARMTHS)[one.warmth.word].lower(),
        why=one.warmth.why,
        last=one.warmth.last,
        last_shade=colour.shade(one.warmth.last, today),
        work=one.projects,
        next=after.name if after else "",
        next_url=reverse(after.noun, args=[after.id]) if after else "",
        next_due=after.due if after else None,
        shade=colour.shade(after.due, today) if after else "",
        who=company.looked_after_by.name if company.looked_after_by else "",
    )

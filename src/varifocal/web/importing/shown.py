"""What the pages of the import show before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from varifocal.flows import desk
from varifocal.flows.desk import Brought
from varifocal.flows.exchange.fields import BY_KEY, FIELDS
from varifocal.flows.exchange.landing import Landed
from varifocal.flows.exchange.profiles import OPTIONS, Mapping
from varifocal.flows.exchange.reading import Sheet
from varifocal.flows.exchange.staging import Preview, mapping_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.work.project import Project
from varifocal.web import format as say

EXAMPLE = """Acme spring launch:
- Storyboard 6h @Ana due 12 Dec
- Script 8h @Ben due 15 Dec
- Shoot 16h @Ana due 19 Dec

Museum evening:
- Poster 4h @Ben due fri

Ana away 1 Dec to 5 Dec"""
HELP = (
    "A line a task, as you would say it, or rows copied from a spreadsheet with their head row. "
    "A line that ends in a colon names the project; who is away may stand in the same list."
)
SHOWN_FIELDS = ("title", "project", "person", "estimate", "due", "depends_on", "absence_from")
CHOICES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "dates": ("Dates like 3/4/27 are", (("auto", "day first"), ("mdy", "month first"))),
    "decimal": ("1,5 means", (("auto", "as it looks"), ("comma", "one and a half"), ("point", "fifteen"))),
    "unit": ("Efforts are in", (("hours", "hours"), ("days", "days of 8 hours"), ("minutes", "minutes"))),
}  # fmt: skip
DAYS = {"due", "release", "deadline", "opened", "started", "finished", "absence_from", "absence_to"}
HOURS = {"estimate", "low", "high", "actual"}
MISSING = {
    "person": "Nothing says who does it: somebody is proposed, as far as skills are known.",
    "estimate": "Nothing says how long it takes: every task is taken for what alike work took, marked as a guess.",
    "due": "Nothing says by when: no task can be late, so only the projects’ dates are checked.",
    "project": "Nothing says for which project: all of it goes to the one named below.",
}
WORK = (
    ("Task", "title"), ("Project", "project"), ("Client", "company"), ("Who", "people"), ("Effort", "estimate"),
    ("Due", "due"), ("Done", "finished"),
)  # fmt: skip
AWAY = (("Who", "people"), ("From", "absence_from"), ("To", "absence_to"), ("Why", "absence_kind"))
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
PAST = 8
FIRST_ROWS = 3
MOST_NAMES = 12
MOST_PROBLEMS = 50


# -- bring it ---------------------------------------------------------------------------------------------


def start_page(by: Account) -> dict[str, Any]:
    """The box, what may stand in it, and what was brought before."""
    may = by.can("bring_in", Project)
    here = Organization.here()
    return {
        "may": bool(may),
        "who": may.reason,
        "example": EXAMPLE,
        "help": HELP,
        "most_mb": settings.UPLOAD_MOST_BYTES // 2**20,
        "templates": [
            {"name": name, "url": reverse("import-template", args=[kind])}
            for kind, name in (("work", "open work"), ("absence", "absences"))
        ],
        "understood": [{"name": BY_KEY[key].says, "hint": BY_KEY[key].hint} for key in SHOWN_FIELDS],
        "past": [_past(one, here) for one in desk.brought(by, most=PAST)] if may else [],
    }


def _past(one: Brought, here: Organization) -> dict[str, Any]:
    staged = one.staged
    undo_url = reverse("import-undo", args=[staged.pk])
    told = staged.mapping.get("told", {})
    new, changed = _named(staged, int(told.get("new", 0))), int(told.get("changed", 0))
    return {
        "name": staged.name,
        "url": reverse("import-truth", args=[staged.pk]),
        "words": f"{say.near_day(here.today(staged.made_at), here.today())}, {new} new"
        + (f", {changed:,} changed" if changed else ""),
        "state": "Taken back" if one.undone else "",
        "undo": {"name": "Undo", "post": undo_url} if one.is_whole and not one.undone else None,
        "go_on": None
        if one.is_whole or one.undone
        else {
            "name": "Go on with it",
            "post": reverse("import-write", args=[staged.pk]),
            "fields": {"leave_out": "1"},  # she said so when it began
        },
    }


def _named(staged: StagedImport, number: int) -> str:
    """So many tasks, or so many absences."""
    if mapping_of(staged).is_of_absences:
        return _count(number, "absence", "absences")
    return _count(number, "task", "tasks")


# -- what the columns mean --------------------------------------------------------------------------------


def chosen_of(given: QueryDict, head: Sheet) -> Mapping:
    """What she chose in the form."""
    chosen = {
        column: key
        for place, column in enumerate(head.columns)
        if (key := given.get(f"column-{place}", "")) in BY_KEY
    }
    options = {
        key: given.get(f"option-{key}", "").strip()[:200] or OPTIONS[key] for key in (*CHOICES, "project")
    }
    options |= {key: OPTIONS[key] for key, (_, known) in CHOICES.items() if options[key] not in dict(known)}
    options["kind"] = "absence" if "absence_from" in chosen.values() else "work"
    return Mapping(" ".join(given.get("name", "").split())[:80], chosen, options)


def columns_page(
    laid: StagedImport,
    head: Sheet,
    meant: Mapping,
    faults: Sequence[str],
    *,
    count: int,
    query: str,
    may_welcome: bool,
    welcome: bool,
) -> dict[str, Any]:
    """A line a column, with its first rows and its meaning; what is missing is said."""
    work = not meant.is_of_absences
    keys = set(meant.columns.values())
    return {
        "url": f"{reverse('import-columns', args=[laid.pk])}{query}",
        "headline": "Which column means what?",
        "lede": f"“{head.name}”, {_count(count, 'row', 'rows')}. Everything is guessed; change what is wrong.",
        "name": meant.name,
        "count": f"{count:,}",
        "faults": faults,
        "missing": [words for key, words in MISSING.items() if key not in keys] if work else [],
        "columns": [
            {
                "name": column,
                "chosen": meant.columns.get(column, ""),
                "values": [cells[place] for _, cells in head.rows if cells[place]][:FIRST_ROWS],
            }
            for place, column in enumerate(head.columns)
        ],
        "fields": [
            ("Work", [field for field in FIELDS if field.kind == "work"]),
            ("Absences", [field for field in FIELDS if field.kind == "absence" and field.key != "person"]),
        ],
        "options": _options(meant, keys),
        "project": meant.option("project") if work else None,
        "may_welcome": may_welcome and "person" in keys,
        "welcome": welcome,
    }


def _options(meant: Mapping, keys: set[str]) -> list[dict[str, Any]]:
    """Only what this table leaves open."""
    wanted = {"dates": bool(keys & DAYS), "decimal": bool(keys & HOURS), "unit": bool(keys & HOURS)}
    return [
        {"key": key, "says": says, "choices": choices, "value": meant.option(key)}
        for key, (says, choices) in CHOICES.items()
        if wanted[key]
    ]


# -- what will come of it ---------------------------------------------------------------------------------


def preview_page(
    found: Sequence[tuple[StagedImport, Preview]], query: str, laid: StagedImport | None
) -> dict[str, Any]:
    """What a yes would write, of one sheet or of work and absences together."""
    first, today = found[0][0], Organization.here().today()
    previews = [preview for _, preview in found]
    created, changed, same = (
        sum(getattr(one, name) for one in previews) for name in ("created", "changed", "same")
    )
    problems = [problem for one in previews for problem in one.refused]
    rows = {problem.row for problem in problems}
    coming = created + changed
    return {
        "headline": _preview_headline(found, created, changed, same, len(rows)),
        "lede": _preview_lede(first, previews),
        "figures": _figures(created, changed, same, len(rows)),
        "new": [one for one in _news(previews) if one["names"]],
        "problems": [
            {"row": one.row, "column": one.column, "value": one.value, "sentence": one.sentence}
            for one in problems[:MOST_PROBLEMS]
        ],
        "problems_title": f"{_count(len(rows), 'row needs', 'rows need')} a word more",
        "more_problems": f"And {len(problems) - MOST_PROBLEMS:,} more in the CSV."
        if len(problems) > MOST_PROBLEMS
        else "",
        "problems_url": f"{reverse('import-problems', args=[first.pk])}{query}",
        "samples": [one for one in (_sample(preview, today) for preview in previews) if one["rows"]],
        "parts": _parts(previews),
        "leave_out": bool(rows),
        "yes": _yes(coming, len(rows)),
        "write_url": f"{reverse('import-write', args=[first.pk])}{query}",
        "change": _change(laid),
    }


def _change(laid: StagedImport | None) -> dict[str, str]:
    """The way back: to the list as it was pasted, or to what the columns mean."""
    if laid is None:
        return {"name": "Paste it again", "url": reverse("import")}
    if desk.text_of(laid):
        return {"name": "Change the list", "url": f"{reverse('import')}?again={laid.pk}"}
    return {"name": "Change what the columns mean", "url": reverse("import-columns", args=[laid.pk])}


def _preview_headline(
    found: Sequence[tuple[StagedImport, Preview]], created: int, changed: int, same: int, refused: int
) -> str:
    if not created and not changed:
        return "Nothing new in it" if same else f"{_count(refused, 'row needs', 'rows need')} a word more"
    parts = [f"{_named(staged, one.created)}" for staged, one in found if one.created]
    new = f"{' and '.join(parts)}" if parts else ""
    if changed:
        return f"{new + ' and ' if new else ''}{_count(changed, 'change', 'changes')}, ready to come in"
    return f"{new}, ready to come in"


def _preview_lede(first: StagedImport, previews: Sequence[Preview]) -> str:
    words = f"“{first.name}”, {_count(sum(one.rows for one in previews), 'row', 'rows')}."
    if mended := sum(one.mended for one in previews):
        words += f" {_count(mended, 'task', 'tasks')} had dates out of order, which were put right."
    return f"{words} Nothing has been written yet."


def _figures(created: int, changed: int, same: int, refused: int) -> list[dict[str, Any]]:
    """Nothing where one number says it all."""
    shown = [
        {"name": name, "number": f"{number:,}", "bad": bad}
        for name, number, bad in (
            ("New", created, False), ("Changed", changed, False), ("The same as before", same, False),
            ("Not understood", refused, True),
        )
        if number
    ]  # fmt: skip
    return shown if len(shown) > 1 or not created else []


def _news(previews: Iterable[Preview]) -> Iterable[dict[str, Any]]:
    for name, attribute in (
        ("New people", "people_new"), ("New projects", "projects_new"), ("New clients", "companies_new"),
    ):  # fmt: skip
        names = list(dict.fromkeys(each for one in previews for each in getattr(one, attribute)))
        yield {"name": name, "names": names[:MOST_NAMES], "more": max(0, len(names) - MOST_NAMES)}


def _sample(preview: Preview, today: date) -> dict[str, Any]:
    """The first of what will be written, as it was understood; columns nobody fills stay away."""
    away = any("absence_from" in values for values in preview.sample)
    head = [
        (name, key) for name, key in (AWAY if away else WORK) if any(row.get(key) for row in preview.sample)
    ]
    rows = [[_value(row.get(key), today) for _, key in head] for row in preview.sample]
    more = preview.created + preview.changed - len(rows)
    return {
        "title": "Who is away, as it was understood" if away else "The work, as it was understood",
        "head": [name for name, _ in head],
        "rows": rows,
        "more": f"And {more:,} more." if more > 0 else "",
    }


def _value(value: Any, today: date) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, float | int):
        return say.hours(value)
    if isinstance(value, str) and ISO.fullmatch(value):
        return say.day(date.fromisoformat(value), today)
    return str(value or "")


def _parts(previews: Sequence[Preview]) -> str:
    parts = max(one.parts for one in previews)
    if parts < 2:
        return ""
    seconds = round(sum(one.seconds_estimate for one in previews))
    return (
        f"It is written in {parts} parts, project by project, about {seconds} seconds in all, so that nobody else "
        "has to wait. Each part is whole; if it is interrupted, go on from this page."
    )


def _yes(coming: int, refused: int) -> str:
    if not coming:
        return ""
    if refused:
        return f"Bring in {coming:,}, leave out {_count(refused, 'row', 'rows')}"
    return "Yes, bring it in"


def landed_words(landed: Sequence[Landed]) -> str:
    """For the toast."""
    created, changed = (sum(getattr(one, name) for one in landed) for name in ("created", "changed"))
    parts = [f"{created:,} made"] if created else []
    parts += [f"{changed:,} changed"] if changed else []
    return f"Brought in: {', '.join(parts)}" if parts else "Nothing was new in it"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"

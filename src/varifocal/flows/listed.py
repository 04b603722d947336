"""A pasted list without a head row: a line a task as one would say it, headings that name projects, and who is
away; it becomes the same kind of sheet as a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from varifocal.flows.days import NoSuchDay, read_day
from varifocal.flows.exchange.fields import BY_KEY, FIELDS
from varifocal.flows.exchange.reading import Sheet, read_text
from varifocal.flows.quick import Line, Names, Understood, read, understand

NAME = "pasted list"
KEYS = (
    "title", "project", "person", "low", "estimate", "high", "due", "priority", "kind", "skill",
    "absence_from", "absence_to", "absence_kind",
)  # fmt: skip
"""What a line may say, in the order of the columns."""
LEAST_SHARED = 2
"""So many lines “for X” make X a project nobody has named yet."""
SIGNS = "\t;,|"
_BULLET = re.compile(r"(?:[-*•–]|\d{1,3}[.)]|\[[ xX]?\]|☐)\s+")
_HEADING = re.compile(r"(?:#{1,4}\s+(?P<marked>.+?)\s*:?|(?P<plain>[^@]{2,80}):)")
_AWAY = re.compile(
    r"@?\"?(?P<who>[^\"@]{1,80}?)\"?[,:]?\s+(?:is\s+)?"
    r"(?P<why>away|off|out|(?:on\s+)?(?:holiday|vacation|leave)|sick|ill)[,:]?\s+(?:from\s+|on\s+)?(?P<days>.+)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\s+(?:to|until|till|through)\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_FOR = re.compile(r"(?P<name>.+?)\s+for\s+(?P<whom>\S.*)", re.IGNORECASE)
_FULL_NAME = re.compile(r"@(?P<first>[^\W\d_][\w'’-]*) (?P<last>[A-ZÀ-ÖØ-Þ][\w'’-]+)")
_SICK = {"sick", "ill"}


@dataclass
class _Said:
    """One line: its number as pasted, and its cells by key."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)


def is_table(text: str) -> bool:
    """Whether the first line is a head row: it names columns we know, or has cells as spreadsheets copy them."""
    head = _first_line(text)
    return "\t" in head or _names_columns(head, set(BY_KEY["title"].known_as))


def _names_columns(head: str, alone: set[str]) -> bool:
    """Whether two of its cells are columns we know, or one is of those that suffice alone."""
    known = {name for one in FIELDS for name in one.known_as}
    for sign in SIGNS:
        cells = {cell.strip().strip('"') for cell in head.split(sign)}
        if cells & alone or len(cells & known) > 1:
            return True
    return False


def _first_line(text: str) -> str:
    return next((line.strip().lower() for line in text.splitlines() if line.strip()), "")


def sheets_of(text: str, names: Names, today: date) -> list[Sheet]:
    """What was pasted, work before absences: a table, or two with an empty line between, or a list.

    Raises BadFile where a table cannot be read as one.
    """
    if not is_table(text):
        return _apart(listed(text, names, today))
    first, *rest = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    if len(rest) == 1 and _names_columns(_first_line(rest[0]), set()):
        return [read_text(first, NAME), read_text(rest[0], NAME)]
    return [read_text(text, NAME)]


def _apart(sheet: Sheet) -> list[Sheet]:
    """The lines of work and those of absences: a sheet is of one kind."""
    away = BY_KEY["absence_from"].says
    if away not in sheet.columns:
        return [sheet]
    place = sheet.columns.index(away)
    kinds = ([row for row in sheet.rows if not row[1][place]], [row for row in sheet.rows if row[1][place]])
    return [_trimmed(sheet, rows) for rows in kinds if rows]


def _trimmed(sheet: Sheet, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Sheet:
    """The sheet with these rows, without the columns none of them fills."""
    kept = [place for place in range(len(sheet.columns)) if any(cells[place] for _, cells in rows)]
    columns = tuple(sheet.columns[place] for place in kept)
    return replace(
        sheet,
        columns=columns,
        rows=[(number, tuple(cells[place] for place in kept)) for number, cells in rows],
    )


def listed(text: str, names: Names, today: date) -> Sheet:
    """Read a list; `names` are what its words may mean here already, days are read as of `today`.

    Nothing is lost: what is no mark stays in the task's name, and a day that is none stands in its cell to be
    refused with its line.
    """
    said = list(_lines(text, names, today))
    _share_projects(said, names)
    keys = [key for key in KEYS if any(one.cells.get(key) for one in said)]
    rows = [(one.number, tuple(one.cells.get(key, "") for key in keys)) for one in said]
    return Sheet(NAME, tuple(BY_KEY[key].says for key in keys), rows, "pasted")


def _lines(text: str, names: Names, today: date) -> Iterator[_Said]:
    project = ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if heading := _HEADING.fullmatch(words):
            project = (heading["marked"] or heading["plain"]).strip()
            continue
        if match := _BULLET.match(words):
            words = words[match.end() :].strip()
        if words:
            cells = _absence(words, names, today) or _task(words, names, today, project)
            yield _Said(number, cells)


# -- who is away ------------------------------------------------------------------------------------------


def _absence(words: str, names: Names, today: date) -> dict[str, str] | None:
    """The cells of “Ana away 1 Dec to 5 Dec”, or None where the words are no absence."""
    match = _AWAY.fullmatch(words)
    if match is None:
        return None
    first, *rest = _UNTIL.split(match["days"].rstrip(" ."), maxsplit=1)
    begin = _day(first, today)
    if begin is None:
        return None
    last = _day(rest[0], begin) if rest else begin
    return {
        "person": _person(match["who"], names),
        "absence_from": begin.isoformat(),
        "absence_to": last.isoformat() if last else rest[0],
        "absence_kind": "sick" if match["why"].lower() in _SICK else "holiday",
    }


def _day(words: str, today: date) -> date | None:
    try:
        found = read_day(words.split(), today)
    except NoSuchDay:
        return None
    return found[0] if found and found[1] == len(words.split()) else None


# -- what is to be done -----------------------------------------------------------------------------------


def _task(words: str, names: Names, today: date, project: str) -> dict[str, str]:
    line = read(_FULL_NAME.sub(lambda match: _kept_whole(match, names), words), today)
    low, likely, high = _effort(line.effort)
    cells = {
        "title": line.name or words,
        "project": line.project or project,
        "low": low,
        "estimate": likely,
        "high": high,
        "due": line.due.isoformat() if line.due else _unread_due(line),
        "priority": "1" if line.urgent else "",
    }
    for whom in line.whom:
        key, name = _meant(whom, names)
        cells[key] = f"{cells[key]}, {name}" if cells.get(key) else name
    return cells


def _kept_whole(match: re.Match[str], names: Names) -> str:
    """“@Zoe Blum” as one mark, where that is somebody, or where “Zoe” alone is nobody."""
    whole = f"{match['first']} {match['last']}"
    if _looked_up(whole, names).problems and not _looked_up(match["first"], names).problems:
        return match[0]
    return f'@"{whole}"'


def _effort(effort: str | None) -> tuple[str, str, str]:
    if effort is not None and effort.count("-") == 2:
        low, likely, high = effort.split("-")
        return low, likely, high
    return "", effort or "", ""


def _unread_due(line: Line) -> str:
    """What stands after “due” where it is no day: it is refused there, not taken into the name unsaid."""
    _, due, rest = line.name.lower().rpartition(" due ")
    return line.name[-len(rest) :] if due and rest and line.problems else ""


def _meant(words: str, names: Names) -> tuple[str, str]:
    """What “@words” is, by its column: a kind of work, a skill, or else a person, perhaps a new one."""
    found = _looked_up(words, names)
    if not found.problems:
        for key, ids, pool in (("kind", (found.kind,), names.kinds), ("skill", found.skills, names.skills)):
            if name := next((one.name for one in pool if one.id in ids), ""):
                return key, name
    return "person", _person(words, names)


def _person(words: str, names: Names) -> str:
    """The full name of somebody here; a name nobody has stays as it was written."""
    words = words.strip().removeprefix("@").strip('"')
    found = _looked_up(words, names)
    return next((one.name for one in names.people if found.people == (one.id,)), words)


def _looked_up(words: str, names: Names) -> Understood:
    return understand(Line("it", whom=(words,)), names)


def _share_projects(said: Sequence[_Said], names: Names) -> None:
    """Lines that say “for X”, where X is known or said more than once, belong to X."""
    free = [one for one in said if one.cells.get("title") and not one.cells["project"]]
    tails = [(one, match) for one in free if (match := _FOR.fullmatch(one.cells["title"]))]
    spoken = Counter(match["whom"].casefold() for _, match in tails)
    spelled = {match["whom"].casefold(): match["whom"] for _, match in reversed(tails)}
    for one, match in tails:
        whom = match["whom"].casefold()
        known = [each.name for each in names.projects if whom in (each.name.casefold(), each.also.casefold())]
        if known or spoken[whom] >= LEAST_SHARED:
            one.cells["title"] = match["name"]
            one.cells["project"] = known[0] if len(known) == 1 else spelled[whom]

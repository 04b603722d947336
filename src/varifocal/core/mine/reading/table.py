"""Read an event log from a table: CSV, TSV or semicolons, plain or gzip.

Which column says what is guessed from its name (and, for times, from what stands in it), is shown, and can be said
(`Mapping`). A quoted cell may hold line breaks. No word stands for "missing": a case may be called NA.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np

from varifocal.core.mine.log import Column, EventLog, Numbers
from varifocal.core.mine.reading import scanning
from varifocal.core.mine.reading.arranging import arranged, to_utc, used
from varifocal.core.mine.reading.pieces import MOST_OF_ONE, PIECE, more_room, pieces, raw_texts, room
from varifocal.core.mine.reading.xes import MOST_CODES, MOST_KEPT
from varifocal.core.values import Invalid, Problem

ORDERS = {"ymd": scanning.YMD, "dmy": scanning.DMY, "mdy": scanning.MDY, "epoch": scanning.EPOCH}
SAMPLE = 500
ROWS = 1 << 16
_NAMES = {
    "case": ("caseid", "case", "caseconceptname", "traceid", "trace", "ticketid", "ticket", "orderid", "order"),
    "activity": ("activity", "conceptname", "activityname", "task", "step", "event", "action", "operation"),
    "end": (
        "endtime", "completetimestamp", "endtimestamp", "completetime", "timestamp", "timetimestamp", "end",
        "finished", "finish", "complete", "time", "datetime", "date", "enddate", "eventtime",
    ),
    "begin": ("starttime", "starttimestamp", "start", "started", "begin", "startdate", "begintime"),
    "person": ("resource", "orgresource", "user", "person", "agent", "employee", "worker", "performer"),
    "role": ("role", "orgrole"),
    "transition": ("lifecycle", "lifecycletransition", "transition"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of a table says what, by its heading; and in which order dates name day, month and year."""

    case: str
    activity: str
    end: str
    begin: str | None = None
    person: str | None = None
    role: str | None = None
    transition: str | None = None
    order: str = "ymd"

    def as_json(self) -> str:
        """To keep as a profile."""
        return json.dumps({key: value for key, value in asdict(self).items() if value}, ensure_ascii=False)


def said(words: str) -> dict[str, str]:
    """What somebody says of columns: `case=Ticket,activity=Step`, or the JSON of a profile. Raises Invalid."""
    known = {each.name for each in fields(Mapping)}
    if words.lstrip().startswith("{"):
        try:
            pairs = json.loads(words)
        except ValueError as fault:
            raise Invalid(f"The profile is not JSON: {fault}.") from fault
    else:
        pairs = dict(part.split("=", 1) for part in words.split(",") if "=" in part)
    if unknown := set(pairs) - known or (set() if pairs else {words}):
        raise Invalid(
            f"{', '.join(sorted(unknown))}: say one of {', '.join(sorted(known))}, as in case=Ticket."
        )
    if pairs.get("order", "ymd") not in ORDERS:
        raise Invalid("The order of a date is ymd, dmy, mdy or epoch.")
    return {key: str(value) for key, value in pairs.items()}


def read_table(
    path: Path,
    *,
    mapping: dict[str, str] | None = None,
    zone: str = "UTC",
    progress: Callable[[int], None] | None = None,
) -> tuple[EventLog | None, list[Problem], Mapping | None]:
    """The log in a table, what is wrong with it by row (the head is row 1), and which column said what.

    Rows without a case, an activity or a time that can be read are left out and named, one by one; there is no log
    where the file cannot be read to its end or no column tells case, activity or time. Raises OSError where the
    file cannot be opened.
    """
    try:
        head, rows, delimiter = first_rows(path)
        asked, doubts = guessed(head, rows, mapping or {})
        best = _Table(path, head, delimiter, asked, zone, progress)
        best.read()
        if doubts and best.unreadable:
            other = replace(asked, order="mdy" if asked.order == "dmy" else "dmy")
            again = _Table(path, head, delimiter, other, zone, progress)
            again.read()
            if again.unreadable < best.unreadable:
                best, doubts = again, []
        log, problems = best.log()
        return log, [*(Problem(each) for each in doubts), *problems], best.mapping
    except Invalid as reason:
        return None, [Problem(str(reason), path.name)], None


def first_rows(path: Path) -> tuple[list[str], list[list[str]], str]:
    """The headings of a table, some of its rows, and what parts its cells. Raises Invalid where it is none."""
    raw = next(pieces(path), b"")
    if b"\0" in raw[:4096]:
        raise Invalid("This is no table of text; nothing was taken in.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        text = raw.decode("utf-8" if fault.start > len(raw) - 4 else "cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    lines = text.splitlines(keepends=True)
    rows = [
        row for _, row in zip(range(SAMPLE + 1), csv.reader(lines, delimiter=delimiter), strict=False) if row
    ]
    if not rows or len(rows[0]) < 3:
        raise Invalid("A table needs at least three columns: case, activity and time. Nothing was taken in.")
    head = [cell.strip() for cell in rows[0]]
    if len(set(head)) < len(head):
        twice = sorted({name for name in head if head.count(name) > 1})
        raise Invalid(f"Two columns are called {twice[0]!r}; nothing was taken in.")
    return head, [row for row in rows[1:] if len(row) == len(head)], delimiter


def guessed(head: list[str], rows: list[list[str]], asked: dict[str, str]) -> tuple[Mapping, list[str]]:
    """Which column says what, by headings and some rows, and what is in doubt. Raises Invalid where one is missing."""
    found = matched(head, rows, asked)
    missing = [word for word in ("case", "activity", "end") if word not in found]
    if missing:
        raise Invalid(
            f"No column tells {' and '.join('the time' if w == 'end' else f'the {w}' for w in missing)}; "
            "the table has: "
            f"{', '.join(head)}. Say which, as in case=Ticket,activity=Step,end=Closed."
        )
    doubts: list[str] = []
    if "order" not in found:
        order, sure = _order([row[head.index(found["end"])] for row in rows])
        found["order"] = order or "ymd"
        if not sure:
            doubts = [
                "Dates could name day or month first; the day was taken first. Say order=mdy if it is not so."
            ]
    return Mapping(**found), doubts


def matched(head: list[str], rows: list[list[str]], asked: dict[str, str]) -> dict[str, str]:
    """As far as it can be guessed which column says what. Raises Invalid where one that is named is not there."""
    for what, name in asked.items():
        if what != "order" and name not in head:
            raise Invalid(f"There is no column {name!r}; the table has: {', '.join(head)}.")
    plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(head)}
    found = dict(asked)
    taken = set(asked.values())
    for what, names in _NAMES.items():
        if what not in found:
            fits = [plain[name] for name in names if name in plain and plain[name] not in taken]
            if what in {"end", "begin"}:
                fits = [
                    name for name in fits if _order([row[head.index(name)] for row in rows])[0] is not None
                ]
            if fits:
                found[what] = fits[0]
                taken.add(fits[0])
    if "end" not in found:
        times = [
            n
            for k, n in enumerate(head)
            if n not in taken and _order([row[k] for row in rows])[0] not in (None, "epoch")
        ]
        if times:
            found["end"] = times[0]
        elif "begin" in found:
            found["end"] = found.pop("begin")
    return found


def _order(cells: list[str]) -> tuple[str | None, bool]:
    """In which order these cells name a date, or None where they are none; and whether that is sure."""
    cells = [cell.strip() for cell in cells if cell.strip()][:SAMPLE]
    out = np.zeros(1, np.int64)

    def fits(order: str) -> int:
        raw = (np.frombuffer(cell.encode(), np.uint8) for cell in cells)
        return sum(
            scanning.stamp(each, 0, len(each), ORDERS[order], out, 0) != scanning.NO_STAMP for each in raw
        )

    if not cells:
        return None, True
    scores = {order: fits(order) for order in ("ymd", "dmy", "mdy")}
    if all(re.fullmatch(r"\d{10,16}(\.\d+)?", cell) for cell in cells):
        scores["epoch"] = len(cells)
    best = max(scores, key=lambda order: scores[order])
    if scores[best] < 0.6 * len(cells):
        return None, True
    return best, not (best == "dmy" and scores["dmy"] == scores["mdy"])


class _Table:
    """One reading of the whole table."""

    def __init__(
        self,
        path: Path,
        head: list[str],
        delimiter: str,
        mapping: Mapping,
        zone: str,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.path, self.head, self.delimiter, self.mapping = path, head, ord(delimiter), mapping
        self.zone, self.progress = zone, progress
        self.count = np.zeros(scanning.COUNTERS, np.int64)
        self.texts = room(len(head))
        self.stamped = np.full(len(head), -1, np.int32)
        self.most = np.full(len(head), MOST_CODES, np.int64)
        for line, name in enumerate((mapping.end, mapping.begin)):
            if name is not None:
                self.stamped[head.index(name)] = line
        for name in (mapping.case, mapping.activity, mapping.end, mapping.begin, mapping.person):
            if name is not None:
                self.most[head.index(name)] = 1 << 31
        self.codes = np.zeros((len(head), ROWS), np.int32)
        self.stamps = np.zeros((2, ROWS), np.int64)
        self.known = np.zeros((2, ROWS), np.int8)
        self.row_of = np.zeros(ROWS, np.int64)
        self.ragged = np.zeros(ROWS, np.int64)
        self.blocks: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
        self.torn: list[int] = []

    def read(self) -> None:
        """Through the whole file. Raises Invalid where it ends too early or a row never ends."""
        rest, first = b"", True
        for piece in pieces(self.path):
            buffer = rest + piece if rest else piece
            at = self._scan(buffer, first)
            first = first and at == 0
            rest = buffer[at:]
            if len(rest) > MOST_OF_ONE:
                raise Invalid(
                    f"The row after row {int(self.count[scanning.RAW]):,} is longer than 16 MB; nothing was taken in."
                )
            if self.progress is not None:
                self.progress(int(self.count[scanning.RAW]))
        if rest and self._scan(rest + b"\n", first) <= len(rest):
            raise Invalid(
                f"A quotation mark opens after row {int(self.count[scanning.RAW]):,} and never closes."
            )
        self._put_aside()
        self.codes_all = np.concatenate([block[0] for block in self.blocks], axis=1)
        self.stamps_all = np.concatenate([block[1] for block in self.blocks], axis=1)
        self.known_all = np.concatenate([block[2] for block in self.blocks], axis=1)
        self.rows_all = np.concatenate([block[3] for block in self.blocks])
        self.blocks = []
        self.raw = raw_texts(self.texts, self.count)

    @property
    def unreadable(self) -> int:
        """Rows whose time could not be read."""
        return int((self.known_all[0] == scanning.NO_STAMP).sum())

    def _scan(self, buffer: bytes, first: bool) -> int:
        numbers = np.frombuffer(buffer, np.uint8)
        at = 0
        if first:
            at = scanning.row_end(numbers, 0, len(numbers), self.delimiter) + 1
            if not at:
                return 0
            self.count[scanning.RAW] = 1
        while True:
            how, at = scanning.scan_csv(
                numbers, at, len(numbers), self.delimiter, ORDERS[self.mapping.order], self.stamped, self.texts,
                self.codes, self.stamps, self.known, self.ragged, self.row_of, self.count, self.most,
            )  # fmt: skip
            if how == scanning.DONE:
                return at
            if self.count[scanning.ROWS] + 1 > ROWS or self.count[scanning.RAGGED] + 1 > ROWS:
                self._put_aside()
            self.texts = more_room(self.texts, self.count, min(len(buffer), PIECE), len(self.head) + 2)

    def _put_aside(self) -> None:
        rows = int(self.count[scanning.ROWS])
        self.blocks.append(
            (
                self.codes[:, :rows].copy(),
                self.stamps[:, :rows].copy(),
                self.known[:, :rows].copy(),
                self.row_of[:rows].copy(),
            )
        )
        self.torn += self.ragged[: int(self.count[scanning.RAGGED])].tolist()
        self.count[scanning.ROWS] = self.count[scanning.RAGGED] = 0

    def log(self) -> tuple[EventLog | None, list[Problem]]:
        """What was read, as a log."""
        problems = [
            Problem(f"Left out: it has not {len(self.head)} cells.", f"row {row:,}") for row in self.torn
        ]
        encoding = "utf-8"
        try:
            b"".join(raw for texts in self.raw.values() for raw, _ in texts).decode()
        except UnicodeDecodeError:
            encoding = "cp1252"
            problems.append(Problem("The file is not UTF-8; it was read as Windows-1252.", self.path.name))
        text_of = {column: [_cell(raw, encoding) for raw, _ in texts] for column, texts in self.raw.items()}

        def column(name: str | None, keep: Numbers | slice = slice(None)) -> Column | None:
            if name is None:
                return None
            number = self.head.index(name)
            made = used(self.codes_all[number][keep], text_of.get(number, []))
            blank = [code for code, text in enumerate(made.texts) if not text.strip()]
            return (
                used(np.where(np.isin(made.codes, blank), -1, made.codes), list(made.texts))
                if blank
                else made
            )

        case, activity = column(self.mapping.case), column(self.mapping.activity)
        assert case is not None
        assert activity is not None
        known = self.known_all
        for line in (0, 1):
            local = np.flatnonzero(known[line] == scanning.NO_ZONE)
            self.stamps_all[line, local] = to_utc(self.stamps_all[line, local], self.zone)
        fine = (known[0] != scanning.NO_STAMP) & (case.codes >= 0) & (activity.codes >= 0)
        for event in np.flatnonzero(~fine).tolist():
            why = (
                "it names no case" if case.codes[event] < 0
                else "it names no activity" if activity.codes[event] < 0
                else f"its time is missing or cannot be read{self._shown(self.mapping.end, event, text_of)}"
            )  # fmt: skip
            problems.append(Problem(f"Left out: {why}.", f"row {int(self.rows_all[event]):,}"))
        if not fine.any():
            return None, [*problems, Problem("No row could be read as an event.", self.path.name)]
        keep: Numbers | slice = slice(None) if fine.all() else np.flatnonzero(fine)
        zones = known[0][keep]
        if bool((zones == scanning.NO_ZONE).any()) and bool((zones == scanning.HAS_ZONE).any()):
            bare = int((zones == scanning.NO_ZONE).sum())
            problems.append(Problem(f"{bare:,} of {len(zones):,} times name no zone: read as {self.zone}."))
        begin = None
        end = self.stamps_all[0][keep]
        rows = self.rows_all[keep]
        if self.mapping.begin is not None:
            begin = np.where(known[1] == scanning.NO_STAMP, self.stamps_all[0], self.stamps_all[1])[keep]
            number = self.head.index(self.mapping.begin)
            odd = (known[1] == scanning.NO_STAMP) & (self.codes_all[number] >= 0)
            for event in np.flatnonzero(odd & fine).tolist():
                shown = self._shown(self.mapping.begin, event, text_of)
                said_ = f"Its begin cannot be read{shown}; taken as begun when it ended."
                problems.append(Problem(said_, f"row {int(self.rows_all[event]):,}"))
            for event in np.flatnonzero(begin > end).tolist():
                problems.append(
                    Problem("It ends before it begins; counted as written.", f"row {int(rows[event]):,}")
                )
        core = {getattr(self.mapping, each.name) for each in fields(Mapping)}
        extra = [name for name in self.head if name not in core][:MOST_KEPT]
        full = [name for name in extra if self.texts.codes[self.head.index(name)] >= MOST_CODES]
        if full:
            problems.append(Problem(f"Not kept, more than a million different texts: {', '.join(full)}."))
        kept_case = column(self.mapping.case, keep)
        assert kept_case is not None
        log = arranged(
            kept_case.codes,
            list(kept_case.texts),
            end,
            rows,
            begin=begin,
            columns={
                "activity": column(self.mapping.activity, keep),
                "person": column(self.mapping.person, keep),
                "role": column(self.mapping.role, keep),
                "transition": column(self.mapping.transition, keep),
            },
            attributes={
                name: found
                for name in extra
                if name not in full and (found := column(name, keep)) is not None
            },
            case_attributes={},
        )
        return log, problems

    def _shown(self, name: str, event: int, text_of: dict[int, list[str]]) -> str:
        number = self.head.index(name)
        code = int(self.codes_all[number][event])
        return f": {text_of[number][code][:40]!r}" if code >= 0 else ""


def _cell(raw: bytes, encoding: str) -> str:
    text = raw.decode(encoding, "replace")
    if text.startswith('"'):
        text = text[1:]
        if text.endswith('"'):
            text = text[:-1]
        text = text.replace('""', '"')
    return text

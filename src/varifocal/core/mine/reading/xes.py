"""Read an event log in XES (IEEE 1849), plain or gzip.

A trace is a case; an event's activity is its `concept:name`, or what a classifier of the file puts together. Every
event counts, whatever its `lifecycle:transition`. A document type is refused, and with it every entity one could
define, inside or outside. A nested attribute is named after those around it: `cost / currency`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from varifocal.core.mine.log import Column, EventLog, Numbers
from varifocal.core.mine.reading import scanning
from varifocal.core.mine.reading.arranging import arranged, to_utc, used
from varifocal.core.mine.reading.pieces import MOST_OF_ONE, PIECE, more_room, pieces, raw_texts, room
from varifocal.core.mine.reading.scanning import Cells, Open, Texts
from varifocal.core.values import Invalid, Problem

MOST_CODES = 1 << 20
"""An attribute with more distinct texts is kept no further: it tells things apart, it groups nothing."""

MOST_COLUMNS = 4096
MOST_KEPT = 64
"""Attributes kept beside who, when and what: the first so many."""

_WORDS = tuple(
    np.frombuffer(word, np.uint8)
    for word in (
        b"log", b"trace", b"event", b"date", b"classifier", b"values", b"key", b"value", b"concept:name",
        b"org:resource",
    )
)  # fmt: skip
_WRONG = {
    scanning.NOT_XML: "this is not well-formed XML",
    scanning.DOCTYPE: "a document type or entities are not read, they can hide anything",
    scanning.UNBALANCED: "an element is closed that was not opened",
    scanning.TOO_DEEP: "elements are nested too deeply",
    scanning.NOT_A_LOG: "this is XML, but no event log: XES begins with <log>",
    scanning.AFTER_END: "something follows after the end of the log",
}
_CODED = {"org:resource": "person", "org:role": "role", "lifecycle:transition": "transition"}
Key = tuple[bool, str, bool]
"""Of an event or a case; the name; a stamp or a text."""


def read_xes(
    path: Path,
    *,
    zone: str = "UTC",
    classifier: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[EventLog | None, list[Problem]]:
    """The log in a file, and what is wrong with it by event; no log where the file cannot be read to its end.

    `zone` holds for stamps that name none. `progress` hears how many events were read. Memory holds the numbers,
    the distinct texts and a piece of the file. Raises OSError where the file cannot be opened.
    """
    scan = _Scan(progress)
    try:
        scan.read(path)
    except Invalid as reason:
        return None, [Problem(str(reason), path.name)]
    return _Made(scan, zone, path.name).log(classifier)


class _Scan:
    """Runs the scanner over the pieces and makes room where it asks."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.progress = progress
        self.count = np.zeros(scanning.COUNTERS, np.int64)
        self.count[scanning.COLUMNS] = 1
        self.texts: Texts = room(MOST_COLUMNS)
        self.cells = Cells(*(np.zeros(1 << 18, kind) for kind in (np.int64, np.int32, np.int64, np.int8)))
        self.case_of = np.zeros(1 << 16, np.int32)
        depth = scanning.MOST_DEEP
        self.open = Open(np.zeros(depth, np.int64), np.zeros(depth, np.int8), np.full(depth, -1, np.int32))
        self.kept: list[Cells] = []
        self.kept_cases: list[Numbers] = []
        self.events_before = 0

    def read(self, path: Path) -> None:
        before, rest = 0, b""
        for piece in pieces(path):
            if not before and not rest:
                _must_be_utf8(piece)
            buffer = rest + piece if rest else piece
            at = self._scan(buffer, before)
            before += at
            rest = buffer[at:]
            if len(rest) > MOST_OF_ONE:
                raise Invalid(
                    f"After event {self._events:,} a single element is larger than 16 MB; nothing was taken in."
                )
            if self.progress is not None:
                self.progress(self._events)
        if not self.count[scanning.SEEN]:
            raise Invalid("The file is empty or no event log; nothing was taken in.")
        if self.count[scanning.DEPTH] or rest.strip():
            raise Invalid(f"The file ends in the middle, after event {self._events:,}; nothing was taken in.")
        self._put_aside()

    @property
    def _events(self) -> int:
        return int(self.count[scanning.EVENTS])

    def _scan(self, buffer: bytes, before: int) -> int:
        numbers = np.frombuffer(buffer, np.uint8)
        at = 0
        while True:
            how, at = scanning.scan_xes(
                numbers, at, len(numbers), self.texts, self.cells, self.open, self.case_of, self.count, _WORDS,
                MOST_CODES,
            )  # fmt: skip
            if how == scanning.DONE:
                return at
            if how == scanning.WRONG:
                why = _WRONG[int(self.count[scanning.ERROR])]
                piece = buffer[at : at + 60].decode("utf-8", "replace")
                raise Invalid(
                    f"After event {self._events:,} (byte {before + at:,}): {why}: {piece!r}. Nothing was taken in."
                )
            if self.count[scanning.COLUMNS] + 2 > MOST_COLUMNS:
                raise Invalid("The log has more than 4,000 different attributes; nothing was taken in.")
            if self.count[scanning.CELLS] + 2 > len(self.cells.row):
                self._put_aside()
            if self._events + 2 > len(self.case_of):
                self.case_of = np.concatenate((self.case_of, np.zeros_like(self.case_of)))
            self.texts = more_room(self.texts, self.count, min(len(buffer), PIECE), 4)

    def _put_aside(self) -> None:
        cells = int(self.count[scanning.CELLS])
        self.kept.append(Cells(*(each[:cells].copy() for each in self.cells)))
        self.count[scanning.CELLS] = 0


def _must_be_utf8(piece: bytes) -> None:
    said = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", piece)
    name = said[1].decode().lower() if said else "utf-8"
    if name not in {"utf-8", "us-ascii", "ascii", "utf-16", "iso-8859-1", "latin1", "windows-1252"}:
        raise Invalid(f"The encoding {name!r} is not read; nothing was taken in. Save the log as UTF-8.")


class _Made:
    """Puts what was scanned together."""

    def __init__(self, scan: _Scan, zone: str, name: str) -> None:
        self.zone, self.name = zone, name
        self.problems: list[Problem] = []
        self.count = scan.count
        self.events = int(scan.count[scanning.EVENTS])
        self.cases = int(scan.count[scanning.CASES])
        self.case_of = scan.case_of[: self.events]
        self.raw = raw_texts(scan.texts, scan.count)
        parts = zip(*scan.kept, strict=True)
        self.cells = Cells(*(np.concatenate(part) for part in parts))
        self.columns = self._columns(scan)
        self.codes = scan.texts.codes
        by = np.argsort(self.cells.column.astype(np.int16), kind="stable")  # sorted by radix
        bounds = np.searchsorted(self.cells.column[by], np.arange(int(self.count[scanning.COLUMNS]) + 1))
        self.lines = {
            number: by[bounds[number] : bounds[number + 1]]
            for number in range(int(self.count[scanning.COLUMNS]))
        }

    def _columns(self, scan: _Scan) -> dict[Key, int]:
        found: dict[int, tuple[int, str]] = {}
        met = int(scan.count[scanning.ENTRIES])
        pool = scan.texts.pool
        for entry in np.flatnonzero(scan.texts.column[:met] < 0).tolist():
            start, length = int(scan.texts.start[entry]), int(scan.texts.length[entry])
            family = -int(scan.texts.column[entry]) - 2
            text = html.unescape(pool[start : start + length].tobytes().decode("utf-8", "replace"))
            found[int(scan.texts.code[entry])] = family, text
        named: dict[Key, int] = {}
        for column, (family, text) in found.items():
            parent, name = family // 4 - 1, text
            while parent >= 0:
                above, around = found[parent]
                parent, name = above // 4 - 1, f"{around} / {name}"
            named[bool(family & 2), name, bool(family & 1)] = column
        return named

    def log(self, classifier: str | None) -> tuple[EventLog | None, list[Problem]]:
        activity = self._activity(classifier)
        end, known = self._stamps(True, "time:timestamp")
        who = self._texts(True, "org:resource")
        if activity is None or not self.events:
            missing = "no event" if not self.events else "no event has an activity (concept:name)"
            return None, [*self.problems, Problem(f"The log has {missing}.", self.name)]
        fine = (known != scanning.NO_STAMP) & (activity.codes >= 0)
        for event in np.flatnonzero(~fine).tolist():
            what = (
                "its time is missing or cannot be read"
                if activity.codes[event] >= 0
                else "it has no activity"
            )
            self.problems.append(Problem(f"Left out: {what}.", f"event {event + 1:,}"))
        if bool((known[fine] == scanning.NO_ZONE).any()):
            self.problems.append(
                Problem(
                    f"{int((known[fine] == scanning.NO_ZONE).sum()):,} times name no zone: read as {self.zone}."
                )
            )
        if self.count[scanning.LOOSE]:
            self.problems.append(
                Problem(f"{int(self.count[scanning.LOOSE]):,} events stand in no case: left out.")
            )
        if not fine.any():
            return None, [*self.problems, Problem("No event could be read.", self.name)]
        keep: Numbers | slice = slice(None) if fine.all() else np.flatnonzero(fine)

        def cut(column: Column | None) -> Column | None:
            return None if column is None else used(column.codes[keep], list(column.texts))

        names = self._case_names()
        empty = self.cases - len(np.unique(self.case_of[keep]))
        if empty:
            self.problems.append(Problem(f"{empty:,} cases without an event: left out."))
        for key, column in self.columns.items():
            if self.codes[column] >= MOST_CODES and key[1] not in {"concept:name", "org:resource"}:
                self.problems.append(
                    Problem(
                        f"“{key[1]}” has {MOST_CODES:,} different texts or more: those are kept, others left out."
                    )
                )
        extra = [k[1] for k in self.columns if k[0] and not k[2] and k[1] not in {"concept:name", *_CODED}]
        of_cases = [k[1] for k in self.columns if not k[0] and not k[2] and k[1] != "concept:name"]
        rows = np.arange(1, self.events + 1, dtype=np.int64)
        made = arranged(
            self.case_of[keep],
            names,
            end[keep],
            rows[keep],
            begin=None,
            columns={
                "activity": cut(activity),
                "person": cut(who),
                **{word: cut(self._texts(True, key)) for key, word in _CODED.items() if word != "person"},
            },
            attributes={
                key: c for key in extra[:MOST_KEPT] if (c := cut(self._texts(True, key))) is not None
            },
            case_attributes={
                key: c for key in of_cases[:MOST_KEPT] if (c := self._texts(False, key)) is not None
            },
        )
        return made, self.problems

    def _activity(self, classifier: str | None) -> Column | None:
        if classifier is None:
            return self._texts(True, "concept:name")
        keys = self._classifiers().get(classifier)
        if keys is None:
            offered = ", ".join(sorted(self._classifiers())) or "none"
            self.problems.append(Problem(f"There is no classifier {classifier!r}; the log has: {offered}."))
            return None
        columns = [column for key in keys if (column := self._texts(True, key)) is not None]
        if not columns:
            return None
        together = columns[0]
        for other in columns[1:]:
            second = np.where(other.codes < 0, len(other.texts), other.codes)
            pair = together.codes.astype(np.int64) * (len(other.texts) + 1) + second
            distinct, codes = np.unique(np.where(together.codes < 0, -1, pair), return_inverse=True)
            texts = []
            for each in distinct[distinct >= 0].tolist():
                one, two = divmod(int(each), len(other.texts) + 1)
                texts.append(f"{together.texts[one]}+{other.texts[two] if two < len(other.texts) else ''}")
            shift = int(len(distinct) > 0 and distinct[0] < 0)
            together = Column((codes - shift).astype(np.int32), texts)
        return together

    def _classifiers(self) -> dict[str, list[str]]:
        found = {}
        for raw, _ in self.raw.get(scanning.CLASSIFIER, []):
            text = raw.decode("utf-8", "replace")
            name = re.search(r"\bname\s*=\s*([\"'])(.*?)\1", text)
            keys = re.search(r"\bkeys\s*=\s*([\"'])(.*?)\1", text)
            if name and keys:
                words = re.findall(r"'([^']*)'|(\S+)", html.unescape(keys[2]))
                found[html.unescape(name[2])] = [quoted or plain for quoted, plain in words]
        return found

    def _texts(self, of_event: bool, key: str) -> Column | None:
        number = self.columns.get((of_event, key, False))
        if number is None:
            return None
        codes = np.full(self.events if of_event else self.cases, -1, np.int32)
        lines = self.lines[number]
        codes[self.cells.row[lines]] = self.cells.value[lines]
        texts = [self._readable(raw, event, key) for raw, event in self.raw.get(number, [])]
        column = used(codes, texts)
        if "" in column.texts and key in {"org:resource", "org:role", "concept:name"}:
            nothing = list(column.texts).index("")
            codes = np.where(column.codes == nothing, -1, column.codes)
            return used(codes, list(column.texts))
        return column

    def _stamps(self, of_event: bool, key: str) -> tuple[Numbers, Numbers]:
        stamps = np.zeros(self.events, np.int64)
        known = np.full(self.events, scanning.NO_STAMP, np.int8)
        number = self.columns.get((of_event, key, True))
        if number is not None:
            lines = self.lines[number]
            stamps[self.cells.row[lines]] = self.cells.value[lines]
            known[self.cells.row[lines]] = self.cells.known[lines]
            local = np.flatnonzero(known == scanning.NO_ZONE)
            stamps[local] = to_utc(stamps[local], self.zone)
        return stamps, known

    def _case_names(self) -> list[str]:
        column = self._texts(False, "concept:name")
        if column is None:
            return [str(number + 1) for number in range(self.cases)]
        return [
            column.texts[code] if code >= 0 else str(n + 1) for n, code in enumerate(column.codes.tolist())
        ]

    def _readable(self, raw: bytes, event: int, key: str) -> str:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            said = f"{key} is not UTF-8; read as Windows-1252: {text[:40]!r}."
            if len(self.problems) < 1000:
                self.problems.append(Problem(said, f"event {event + 1:,}"))
        return html.unescape(text) if "&" in text else text

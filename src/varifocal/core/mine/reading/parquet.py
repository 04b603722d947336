"""Read an event log from Parquet, column by column. Needs pyarrow, which `varifocal[lake]` brings.

Which column says what is guessed and can be said as for any table; times may be stamps, days, or text.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from varifocal.core.mine.log import NOBODY, Column, EventLog, Numbers
from varifocal.core.mine.reading import scanning
from varifocal.core.mine.reading.arranging import arranged, to_utc, used
from varifocal.core.mine.reading.table import ORDERS, SAMPLE, Mapping, guessed
from varifocal.core.mine.reading.xes import MOST_CODES, MOST_KEPT
from varifocal.core.values import Invalid, Problem

MOST_ROWS = 500_000_000
_CORE = tuple(each.name for each in fields(Mapping) if each.name != "order")


def read_parquet(
    path: Path,
    *,
    mapping: dict[str, str] | None = None,
    zone: str = "UTC",
    progress: Callable[[int], None] | None = None,
) -> tuple[EventLog | None, list[Problem], Mapping | None]:
    """The log in a Parquet file, what is wrong with it by row (counted from 1), and which column said what.

    No log where the file is damaged, where pyarrow is not there, or where no column tells case, activity or time.
    Raises OSError where the file cannot be opened.
    """
    path.open("rb").close()
    try:
        arrow, parquet = (importlib.import_module(name) for name in ("pyarrow", "pyarrow.parquet"))
    except ImportError:
        what = "To read Parquet, install varifocal[lake] (it brings pyarrow), or save the log as CSV."
        return None, [Problem(what, path.name)], None
    try:
        schema = parquet.read_schema(path)
        strings = [each.name for each in schema if arrow.types.is_string(each.type)]
        file = parquet.ParquetFile(path, read_dictionary=strings)  # as codes where they are kept as codes
        return _Columns(arrow, file, zone).log(path.name, mapping or {}, progress)
    except Invalid as reason:
        return None, [Problem(str(reason), path.name)], None
    except (arrow.ArrowException, OSError) as fault:
        words = str(fault).splitlines()[0] if str(fault) else "it cannot be read"
        return (
            None,
            [Problem(f"The Parquet file is damaged ({words}); nothing was taken in.", path.name)],
            None,
        )


class _Columns:
    """The columns of a file, one read at a time."""

    def __init__(self, arrow: Any, file: Any, zone: str) -> None:
        self.arrow, self.file, self.zone = arrow, file, zone
        self.schema = file.schema_arrow
        self.problems: list[Problem] = []
        if file.metadata.num_rows > MOST_ROWS:
            raise Invalid(f"The file has {file.metadata.num_rows:,} rows; at most {MOST_ROWS:,} are read.")

    def log(
        self, name: str, asked: dict[str, str], progress: Callable[[int], None] | None
    ) -> tuple[EventLog | None, list[Problem], Mapping]:
        """What the file holds, as a log."""
        head = list(self.schema.names)
        if len(set(head)) < len(head):
            raise Invalid("Two columns have one name; nothing was taken in.")
        mapping, doubts = guessed(head, self._sample(head), asked)
        self.problems += [Problem(each) for each in doubts]
        end, known = self._stamps(mapping.end, mapping.order)
        case, activity = self._texts(mapping.case), self._texts(mapping.activity)
        fine = known & (case.codes >= 0) & (activity.codes >= 0)
        for row in np.flatnonzero(~fine).tolist():
            why = (
                "it names no case" if case.codes[row] < 0
                else "it names no activity" if activity.codes[row] < 0
                else "its time is missing or cannot be read"
            )  # fmt: skip
            self.problems.append(Problem(f"Left out: {why}.", f"row {row + 1:,}"))
        if not fine.any():
            return None, [*self.problems, Problem("No row could be read as an event.", name)], mapping
        keep: Numbers | slice = slice(None) if fine.all() else np.flatnonzero(fine)
        if progress is not None:
            progress(int(fine.sum()))

        def kept(column: str | None) -> Column | None:
            if column is None:
                return None
            made = {mapping.case: case, mapping.activity: activity}.get(column) or self._texts(column)
            return made if isinstance(keep, slice) else used(made.codes[keep], list(made.texts))

        rows = np.arange(1, len(end) + 1)[keep]
        cases = kept(mapping.case)
        assert cases is not None
        log = arranged(
            cases.codes,
            list(cases.texts),
            end[keep],
            rows,
            begin=self._begin(mapping, end, fine, keep),
            columns={
                what: kept(getattr(mapping, what)) for what in ("activity", "person", "role", "transition")
            },
            attributes=self._attributes(head, mapping, kept),
            case_attributes={},
        )
        return log, self.problems, mapping

    def _begin(self, mapping: Mapping, end: Numbers, fine: Numbers, keep: Numbers | slice) -> Numbers | None:
        if mapping.begin is None:
            return None
        begin, known = self._stamps(mapping.begin, mapping.order)
        begin = np.where(known, begin, end)
        for row in np.flatnonzero(fine & (begin > end)).tolist():
            self.problems.append(Problem("It ends before it begins; counted as written.", f"row {row + 1:,}"))
        return begin[keep]

    def _attributes(
        self, head: list[str], mapping: Mapping, kept: Callable[[str | None], Column | None]
    ) -> dict[str, Column]:
        taken = {getattr(mapping, what) for what in _CORE}
        found = {}
        for name in [each for each in head if each not in taken][:MOST_KEPT]:
            try:
                column = kept(name)
            except (self.arrow.ArrowException, ValueError):
                self.problems.append(Problem(f"Not kept, no plain values: {name}."))
                continue
            if column is not None and len(column.texts) < MOST_CODES:
                found[name] = column
            else:
                self.problems.append(Problem(f"Not kept, more than a million different texts: {name}."))
        return found

    def _sample(self, head: list[str]) -> list[list[str]]:
        batch = next(self.file.iter_batches(batch_size=SAMPLE), None)
        if batch is None:
            raise Invalid("The file has no rows; nothing was taken in.")
        columns = [["" if v is None else str(v) for v in batch.column(name).to_pylist()] for name in head]
        return [list(row) for row in zip(*columns, strict=True)]

    def _whole(self, name: str) -> Any:
        return self.file.read(columns=[name]).column(0)

    def _texts(self, name: str) -> Column:
        """A column as codes and texts; what is blank says nothing."""
        column = self._whole(name)
        types = self.arrow.types
        if types.is_dictionary(column.type) and types.is_string(column.type.value_type):
            column = column.unify_dictionaries().combine_chunks()
        else:
            if types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            column = column.cast(self.arrow.string()).dictionary_encode().combine_chunks()
        if isinstance(column, self.arrow.ChunkedArray):
            column = (
                column.chunk(0) if column.num_chunks else self.arrow.array([], "string").dictionary_encode()
            )
        codes = column.indices.fill_null(NOBODY).to_numpy(zero_copy_only=False).astype(np.int32)
        texts = column.dictionary.to_pylist()
        blank = [code for code, text in enumerate(texts) if not text or text.isspace()]
        if blank:
            return used(np.where(np.isin(codes, blank), NOBODY, codes), texts)
        return Column(codes, texts)

    def _stamps(self, name: str, order: str) -> tuple[Numbers, Numbers]:
        """Microseconds UTC, and which are known."""
        kind = self.schema.field(name).type
        types = self.arrow.types
        if types.is_timestamp(kind) or types.is_date(kind):
            column = self._whole(name)
            zoned = types.is_timestamp(kind) and kind.tz is not None
            whole = column.cast(self.arrow.timestamp("us", kind.tz if zoned else None), safe=False)
            known = np.asarray(whole.is_valid().to_numpy(), np.bool_)
            stamps = whole.cast(self.arrow.int64()).fill_null(0).to_numpy()
            return (stamps if zoned else to_utc(stamps, self.zone)), known
        texts = self._texts(name)
        out, found = np.zeros(1, np.int64), np.zeros(len(texts.texts) + 1, np.int64)
        known = np.zeros(len(found), np.int8)
        for code, text in enumerate(texts.texts):
            raw = np.frombuffer(text.strip().encode() or b" ", np.uint8)
            known[code] = scanning.stamp(raw, 0, len(raw), ORDERS[order], out, 0)
            found[code] = out[0]
        known[-1] = scanning.NO_STAMP
        stamps, how = found[texts.codes], known[texts.codes]
        local = np.flatnonzero(how == scanning.NO_ZONE)
        stamps[local] = to_utc(stamps[local], self.zone)
        return stamps, how != scanning.NO_STAMP

"""A log in Parquet is the log in CSV, and one that cannot be read says why."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.mine.plain import compiled
from varifocal.core.mine.reading import parquet as reading
from varifocal.core.mine.reading.read import read

CSV = """case,activity,start_time,end_time,resource,client
NA,ask,2027-03-01 09:00:00,2027-03-01 10:00:00,Ada,Acme
NA,draw,2027-03-02 09:00:00,2027-03-02 11:30:00,,Acme
2,ask,2027-03-01 09:00:00,2027-03-01 09:30:00,Tom,Brix
"""


def kept(folder: Path, columns: dict[str, object]) -> Path:
    pq.write_table(pa.table(columns), folder / "log.parquet")
    return folder / "log.parquet"


@pytest.mark.parametrize("form", ["text", "stamps", "zoned", "coded"])
def test_parquet_says_what_csv_says(tmp_path: Path, form: str) -> None:
    (tmp_path / "log.csv").write_text(CSV)
    head, *rows = [line.split(",") for line in CSV.splitlines()]
    columns: dict[str, object] = {name: [row[k] or None for row in rows] for k, name in enumerate(head)}
    if form != "text":
        for name in ("start_time", "end_time"):
            moments = [datetime.fromisoformat(text) for text in columns[name]]  # type: ignore[attr-defined]
            kind = pa.timestamp("ns", "UTC") if form == "zoned" else pa.timestamp("ms")
            columns[name] = pa.array([m.replace(tzinfo=UTC) if form == "zoned" else m for m in moments], kind)
    if form == "coded":
        columns["activity"] = pa.array(columns["activity"]).dictionary_encode()
    one, other = read(kept(tmp_path, columns)), read(tmp_path / "log.csv")
    assert one.log is not None
    assert other.log is not None
    assert (one.problems, one.mapping) == (other.problems, other.mapping)
    assert compiled(one.log) == compiled(other.log)
    assert list(one.log.cases) == ["NA", "2"]
    assert one.log.attributes["client"].texts == ["Acme", "Brix"]


def test_rows_without_case_step_or_time_are_named(tmp_path: Path) -> None:
    path = kept(
        tmp_path,
        {
            "case": [1, None, 2, 3], "activity": ["a", "b", " ", "d"], "time": [date(2027, 3, 1)] * 3 + [None],
            "lots": [[1], [2], [3], [4]],
        },
    )  # fmt: skip
    found = read(path, zone="Europe/Berlin")
    assert found.log is not None
    assert found.log.end.tolist() == [int(datetime(2027, 2, 28, 23, tzinfo=UTC).timestamp() * 1e6)]
    assert [str(each) for each in found.problems] == [
        "row 2: Left out: it names no case.",
        "row 3: Left out: it names no activity.",
        "row 4: Left out: its time is missing or cannot be read.",
        "Not kept, no plain values: lots.",
    ]


def test_what_is_no_parquet_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path, {"case": ["1"], "activity": ["a"], "time": [date(2027, 3, 1)]})
    whole = path.read_bytes()

    def refused(content: bytes, words: str) -> None:
        path.write_bytes(content)
        found = read(path)
        assert found.log is None
        assert words in str(found.problems[0])

    refused(whole[:-20], "damaged")
    refused(b"", "damaged")
    refused(kept(tmp_path, {"x": ["1"], "y": ["a"]}).read_bytes(), "No column tells")
    refused(kept(tmp_path, {"case": pa.array([], pa.string())}).read_bytes(), "no rows")
    monkeypatch.setattr(reading, "MOST_ROWS", 0)
    refused(whole, "at most 0 are read")

    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    refused(whole, "install varifocal[lake]")

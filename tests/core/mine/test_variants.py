"""Distinct traces are numbered in the order they are met, whether their keys say all or they are compared whole."""

from __future__ import annotations

import numpy as np
import pytest

from varifocal.core.mine.log import Column, EventLog
from varifocal.core.mine.measure import variants


@pytest.mark.parametrize(
    ("cases", "longest", "width"),
    [(0, 1, 3), (1, 1, 1), (5000, 3, 3), (5000, 12, 4), (3000, 60, 2), (4000, 5, 70_000), (20_000, 40, 1)],
)
def test_traces_are_told_apart_and_numbered_as_they_are_met(cases: int, longest: int, width: int) -> None:
    random = np.random.default_rng(3)
    sizes = random.integers(1, longest + 1, cases)
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    codes = random.integers(0, width, int(offsets[-1])).astype(np.int32)
    again = random.integers(0, max(1, cases), cases)  # half of the cases go the way another one went
    for case in range(0, cases, 2):
        there = codes[offsets[again[case]] : offsets[again[case] + 1]]
        if len(there) == sizes[case]:
            codes[offsets[case] : offsets[case + 1]] = there
    names = [str(number) for number in range(width)]
    log = EventLog(
        [str(case) for case in range(cases)], offsets, Column(codes, names), np.zeros(len(codes), np.int64),
        np.arange(len(codes)),
    )  # fmt: skip
    met: dict[bytes, int] = {}
    first, counts, of = [], [], []
    for case in range(cases):
        trace = codes[offsets[case] : offsets[case + 1]].tobytes()
        if trace not in met:
            met[trace] = len(met)
            first.append(case)
            counts.append(0)
        counts[met[trace]] += 1
        of.append(met[trace])
    found = variants(log)
    assert found.counts.tolist() == counts
    assert found.example.tolist() == first
    assert found.of.tolist() == of


def test_traces_that_share_a_key_are_compared_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def shared(offsets: np.ndarray, activity: np.ndarray, bits: int, keys: np.ndarray) -> None:  # type: ignore[type-arg]
        keys[:] = -1

    monkeypatch.setattr("varifocal.core.mine.kernel.key_traces", shared)
    codes = np.array([0, 1, 0, 1, 1, 0, 0, 1], np.int32)
    log = EventLog(
        ["1", "2", "3", "4"],
        np.array([0, 2, 4, 5, 8]),
        Column(codes, ["a", "b"]),
        np.zeros(8, np.int64),
        np.arange(8),
    )
    assert variants(log).of.tolist() == [0, 0, 1, 2]

"""How well tasks are foretold, on a history of estimates and actuals:

    python benchmarks/forecast_tasks.py --format sip|cesaw|renzo [--past FILE] FILE --out predictions.csv

A task is foretold only from tasks completed before the month it was estimated in began, once 300 are (`--past` files
count as earlier history). Writes `task, estimate, actual, q05 … q95, p_exact`, in the file's unit, and prints how often
chances came true, with simple methods beside it. The 80 % interval counts its ends in; pinball is the mean over
deciles of the log of actual over estimate.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import Counter
from pathlib import Path
from statistics import NormalDist
from time import process_time

import numpy as np

from varifocal.core.forecast.histories import FORMATS, read
from varifocal.core.forecast.replay import WARM_UP, Score, Told, replay, score, scored
from varifocal.core.forecast.scoring import LEVELS, Numbers, brier
from varifocal.core.forecast.track_record import Outcome

TRIANGLE = (0.8, 1.0, 1.5)
"""A text-book range around a single number: least, most likely, most."""


def main() -> None:
    """Foretell, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--format", choices=list(FORMATS), required=True)
    parser.add_argument(
        "--past", type=Path, action="append", default=[], help="earlier history of the same format"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    outcomes = _read(asked.file, asked.format)
    past = [one for path in asked.past for one in _read(path, asked.format)]
    begun = process_time()
    told = replay(outcomes, past=past, progress=_progress)
    if not told:
        print(f"Nothing was foretold: fewer than {WARM_UP} outcomes come first.")
        return
    _write(asked.out, told)
    print(
        f"{len(told):,} of {len(outcomes):,} tasks foretold in {process_time() - begun:.0f} s of the processor."
    )
    _table(told, _known(told, [*past, *outcomes]))


def _read(path: Path, form: str) -> list[Outcome]:
    outcomes, left = read(path, form)
    print(f"{path.name}: {len(outcomes):,} outcomes; left out: {len(left):,}")
    for reason, count in Counter(one.reason.split(":")[0] for one in left).most_common():
        print(f"  {count:,} × {reason}")
    return outcomes


def _progress(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {whole:,}", end="\n" if done == whole else "", file=sys.stderr)


def _write(path: Path, told: list[Told]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["task", "estimate", "actual", *(f"q{round(100 * level):02d}" for level in LEVELS), "p_exact"]
        )
        for one in told:
            estimate = one.outcome.work.estimate
            # An atom stays one: ties are written to the digits people record.
            cells = [
                estimate if log == 0 else float(f"{estimate * math.exp(log):.10g}") for log in one.quantiles
            ]
            rows.writerow([one.outcome.name, estimate, one.outcome.actual, *cells, round(one.exact, 6)])


def _known(told: list[Told], outcomes: list[Outcome]) -> dict[object, Numbers]:
    """The log ratios known when each month began."""
    ends = [(one.finished, math.log(one.actual / one.work.estimate)) for one in outcomes if one.finished]
    months = {one.outcome.estimated.replace(day=1) for one in told}
    return {month: np.array([log for end, log in ends if end < month]) for month in months}


def _table(told: list[Told], known: dict[object, Numbers]) -> None:
    logs = np.array([one.log for one in told])
    exact = np.array([abs(log) < 1e-9 for log in logs])
    shares = {
        month: (float(np.mean(np.abs(own) < 1e-9)), np.quantile(own, LEVELS)) for month, own in known.items()
    }
    months = [one.outcome.estimated.replace(day=1) for one in told]
    print("| method | n | 80 % holds | 90 % holds | calibration error | pinball | MdAPE | Brier of exact |")
    print("|---|---|---|---|---|---|---|---|")
    _row("track record", scored(told), brier(np.array([one.exact for one in told]), exact))
    own = np.array([shares[month][1] for month in months])
    _row("global bootstrap", score(logs, own), brier(np.array([shares[month][0] for month in months]), exact))
    fixed = {"triangle": _triangle(), "PERT": _pert(), "raw estimate": np.zeros(len(LEVELS))}
    for name, quantiles in fixed.items():
        _row(name, score(logs, np.tile(quantiles, (len(logs), 1))), None)


def _triangle() -> Numbers:
    low, mode, high = TRIANGLE
    peak = (mode - low) / (high - low)
    return np.array(
        [
            math.log(low + math.sqrt(level * (high - low) * (mode - low)))
            if level < peak
            else math.log(high - math.sqrt((1 - level) * (high - low) * (high - mode)))
            for level in LEVELS
        ]
    )


def _pert() -> Numbers:
    """PERT's mean and a sixth of the range, taken as normal."""
    low, mode, high = TRIANGLE
    normal = NormalDist((low + 4 * mode + high) / 6, (high - low) / 6)
    return np.array([math.log(normal.inv_cdf(level)) for level in LEVELS])


def _row(name: str, one: Score, exact: float | None) -> None:
    cells = (
        f"{one.count:,} | {one.holds_80:.1%} | {one.holds_90:.1%} | {one.calibration:.4f} | {one.pinball:.4f}"
    )
    print(
        f"| {name} | {cells} | {one.median_miss:.1%} | {'' if exact is None else f'{exact:.4f}'} |",
        flush=True,
    )


if __name__ == "__main__":
    main()

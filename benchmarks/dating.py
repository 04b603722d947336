"""Is a change of how long work takes found, dated, and its saving told? Made of the durations of real work orders.

Run: .venv/bin/python -m benchmarks.dating LOGS [--seeds 30] [--later FILE]

LOGS is a folder with work_orders_before.csv.gz, the half of the real log from before its change. The half from after it
is kept back from those who build this; whoever has it gives it as `--later`, and the two are looked at as one log: the
change that is found, the medians on either side, and the saving beside the plain difference of the means.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from orders import DAY, FASTER, as_cases, half_a_year  # noqa: E402
from varifocal.core.mine.comparing import ends_and_spans  # noqa: E402
from varifocal.core.mine.drift import drifts  # noqa: E402
from varifocal.core.mine.log import HOUR, EventLog  # noqa: E402
from varifocal.core.mine.reading.read import read  # noqa: E402


def main() -> None:
    """Print how many of the changes are found, how near, and what is found where nothing changed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("logs", type=Path)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--later", type=Path)
    options = parser.parse_args()
    log = _read(options.logs / "work_orders_before.csv.gz")
    took = ends_and_spans(log)[1] / HOUR
    begun, dated, near, false = time.process_time(), [], 0, 0
    for seed in range(options.seeds):
        half, changed = half_a_year(log, seed)
        found = drifts(half)
        if len(found) == 1:
            dated.append(abs(found[0].moment - changed) / DAY)
            saved = -found[0].comparison.mean_change[1] / (took.mean() * (1 - FASTER))
            near += dated[-1] <= 14 and abs(saved - 1) <= 0.1
        false += len(drifts(half_a_year(log, seed, changes=False)[0]))
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {time.process_time() - begun:.0f} s of processor"
    )
    print(f"median of a case {np.median(took):.0f} h, mean {took.mean():.0f} h, of {len(took):,}")
    print(f"found {len(dated)} of {options.seeds}; within 14 days {sum(one <= 14 for one in dated)}, the farthest "
          f"{max(dated, default=0.0):.1f} days; saving within 10 % as well {near}")  # fmt: skip
    print(f"found in {options.seeds} half years without a change: {false}")
    if options.later:
        _real(log, _read(options.later))


def _real(before: EventLog, after: EventLog) -> None:
    """The real change: both halves as one log."""
    sides = [ends_and_spans(one) for one in (before, after)]
    end, span = (np.concatenate([side[k] for side in sides]) for k in (0, 1))
    order = np.argsort(end - span, kind="stable")
    for found in drifts(as_cases((end - span)[order], end[order])):
        day = datetime.fromtimestamp(found.moment / 1_000_000, UTC).date()
        print(
            f"{day}: {found.comparison.sentence} The mean is {-found.comparison.mean_change[1]:.1f} h less."
        )
    means = [float(side[1].mean()) / HOUR for side in sides]
    print(f"between the two files: medians {' and '.join(f'{np.median(s[1]) / HOUR:.0f} h' for s in sides)}, the mean "
          f"{means[0] - means[1]:.1f} h less")  # fmt: skip


def _read(path: Path) -> EventLog:
    log = read(path).log
    assert log is not None
    return log


if __name__ == "__main__":
    main()

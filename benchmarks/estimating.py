"""How far off are estimates of what steps take? Of logs that know begins, told without looking at them.

    python benchmarks/estimating.py LOG [LOG ...]

For each activity that takes time (a median above a minute) and is seen often enough: the true median, and whether it
lies in the range that is told.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from varifocal.core.mine.estimating import estimates
from varifocal.core.mine.instances import instances
from varifocal.core.mine.log import HOUR
from varifocal.core.mine.reading.read import read

LEAST = 1 / 60


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("logs", nargs="+", type=Path)
    for path in asked.parse_args().logs:
        log = read(path).log
        log = log if log is None or log.begin is not None else instances(log)
        if log is None or log.begin is None:
            print(f"{path.name}: knows no begins")
            continue
        took = np.maximum(0, log.end - log.begin) / HOUR
        inside, apart = 0, []
        told = [
            (each, took[log.activity.codes == log.activity.texts.index(each.activity)])
            for each in estimates(log)
        ]
        told = [(each, ours) for each, ours in told if float(np.median(ours)) > LEAST]
        for each, ours in told:
            low, middle, high = each.takes
            true = float(np.median(ours))
            inside += low <= true <= high
            apart.append(max(middle, LEAST) / true)
            print(f"  {each.activity[:40]:40} {true:8.3f} h, told {middle:8.3f} ({low:.3f} to {high:.3f})")
        factor = np.exp(np.median(np.abs(np.log(apart)))) if apart else float("nan")
        print(
            f"{path.name}: {inside} of {len(told)} true medians in the range; half off by {factor:.2f} times at most"
        )


if __name__ == "__main__":
    main()

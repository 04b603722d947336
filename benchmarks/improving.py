"""How fast a large organization's first plan is there, and how much less late it gets by searching.

Run: .venv/bin/python benchmarks/improving.py [--seeds 1,2,3] [--seconds 0.5,2,10,30] [--enterprise]

Portfolios of benchmarks/agencies.py. *Restarts* are plans by the published rule with random additions of about a
week to when tasks press, the best of as many as the longest of the seconds allow, in the same compiled code; what
they reach is what ours is compared with. Seconds are of one processor. Every plan that is printed was checked.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from agencies import AGENCY, ENTERPRISE, organization  # noqa: E402
from varifocal.core.plan import check  # noqa: E402
from varifocal.core.plan.improving import improve, quick  # noqa: E402
from varifocal.core.plan.improving.kernel import placing  # noqa: E402
from varifocal.core.plan.improving.kernel.arrays import NOBODY  # noqa: E402
from varifocal.core.plan.improving.kernel.values import LEVELS, TARDINESS  # noqa: E402
from varifocal.core.plan.reading import compiled  # noqa: E402
from varifocal.core.plan.values import Stop  # noqa: E402
from varifocal.core.portfolio import Portfolio  # noqa: E402
from varifocal.core.portfolio.hours import no_ones_time  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--seconds", default="0.5,2,10,30")
    parser.add_argument("--enterprise", action="store_true", help="20,000 tasks, 500 people")
    options = parser.parse_args()
    size = ENTERPRISE if options.enterprise else AGENCY
    seconds = [float(one) for one in options.seconds.split(",")]
    improve(organization(0, AGENCY), stop=Stop(schedules=2))  # what is compiled at first use is compiled now
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {size}\n"
    )
    print("| seed | first plan s | schedule ms | late at first | restarts | " + " | ".join(
        f"{one:g} s" for one in seconds) + " | schedules | bound | violations |")  # fmt: skip
    print("|--:" * (8 + len(seconds)) + "|")
    for seed in map(int, options.seeds.split(",")):
        _measure(seed, organization(seed, size), seconds)


def _measure(seed: int, portfolio: Portfolio, seconds: list[float]) -> None:
    quick.plan(portfolio)
    began = time.process_time()
    first = quick.plan(portfolio)
    first_seconds = time.process_time() - began
    restarts, each = _restarts(portfolio, seed, max(seconds))
    reached, faults, schedules, bound = [], len(check(portfolio, first)), 0, 0.0
    for limit in seconds:
        better = improve(portfolio, seed=seed, stop=Stop(seconds=limit), clock=time.process_time)
        faults += len(check(portfolio, better.plan))
        schedules, bound = better.plan.schedules, better.least_tardiness
        reached.append(better.plan.objective.tardiness)
    against = " | ".join(
        f"{one:,.0f} ({one / restarts - 1:+.0%})" if restarts else f"{one:,.0f}" for one in reached
    )
    print(
        f"| {seed} | {first_seconds:.3f} | {1e3 * each:.1f} | {first.objective.tardiness:,.0f} | {restarts:,.0f} | "
        f"{against} | {schedules:,} | {bound:,.0f} | {faults} |",
        flush=True,
    )


def _restarts(portfolio: Portfolio, seed: int, seconds: float) -> tuple[float, float]:
    """The least tardiness of random restarts, and the seconds one takes."""
    work, space, _ = quick.first(compiled(portfolio, no_ones_time(portfolio)))
    load, objective, press = work.load, np.zeros(LEVELS), work.load.key["press"].copy()
    nobody = np.full(len(press), NOBODY, dtype=np.int64)
    random, best, made = np.random.default_rng(seed), [np.inf, np.inf, np.inf], 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        shaken = press + random.normal(0.0, 7 * 96, len(press)) * (made > 0)
        placing.generate(load, space, shaken, nobody, objective)
        best = min(best, objective[:3].tolist())
        made += 1
    return float(best[TARDINESS]), (time.process_time() - began) / made


if __name__ == "__main__":
    main()

"""Does the product find what was planted? Ten years of the sample agency with their troubles and ten without.

For each seed and each of three troubles: what the product says, what the year really was, and what the switch says.

    PYTHONPATH=src:tests python -m benchmarks.found [--seeds 10]
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import time
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).parent.parent / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varifocal.config.settings")
os.environ.setdefault(
    "VARIFOCAL_SEALING_KEY", base64.urlsafe_b64encode(b"thirty-two bytes, for years here").decode()
)
django.setup()

from varifocal.flows.sample import Troubles  # noqa: E402
from years import APPROVAL, CONCEPT, found_in, truth_of, year_of  # noqa: E402

PLANTED = Troubles()
ROWS = (
    ("late client approval, days over", f"late-{APPROVAL}", "late", PLANTED.late_approvals),
    ("second rounds, share of approvals", f"back-{APPROVAL}", "back", PLANTED.vague_briefs),
    ("one creative director, share of its work", f"one-{CONCEPT}", "one", PLANTED.overloaded_director),
)


def main() -> None:
    """Print a table, and how many of the seeds are within a quarter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    seeds = range(1, parser.parse_args().seeds + 1)
    begun = time.process_time()
    near = {key: [0, 0, 0] for _, key, _, _ in ROWS}
    wrong: list[str] = []
    print(f"{'seed':>4}  {'trouble':40} {'found':>7} {'lived':>7} {'switch':>7}  observations")
    for seed in seeds:
        found, truth = found_in(year_of(seed)), truth_of(year_of(seed))
        for name, key, field, planted in ROWS:
            one, lived = found.get(key), getattr(truth, field)
            size = one.size if one else None
            near[key][0] += size is not None
            near[key][1] += size is not None and abs(size - lived) <= 0.25 * lived
            near[key][2] += size is not None and abs(size - planted) <= 0.25 * planted
            said = f"{size:7.2f}" if size is not None else "      -"
            print(f"{seed:>4}  {name:40} {said} {lived:7.2f} {planted:7.2f}  {one.of if one else 0}")
        calm = found_in(year_of(seed, Troubles.none()))
        wrong += [f"{seed}: {key}" for _, key, _, _ in ROWS if key in calm]
    print()
    for name, key, _, _ in ROWS:
        of, lived, planted = near[key]
        print(
            f"{name:40} found {of}, within 25 % of what was lived {lived}, of the switch {planted}, of {len(seeds)}"
        )
    print(f"found in years without them: {wrong or 'none'}")
    print(f"{time.process_time() - begun:.0f} s of processor time")


if __name__ == "__main__":
    main()

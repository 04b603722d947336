"""Published scheduling problems: how good a schedule, how soon, how far from the bound; JSON and a table.

    .venv/bin/python benchmarks/planning.py PATH... [--seconds S | --schedules N] [--seed K] [--workers W]
        --json OUT.jsonl [--compare]

PATH are instance files or folders of them. One JSON object an instance is written, every schedule having been
checked by `core.plan.published.checker` before. The clock of an instance begins when its file has been read and
the process is warm (kernel and solver loaded, by a tiny instance); all else counts, bounds and models included.
`--compare` runs a plain CP-SAT model in between, instance by instance, and PyJobShop and TaskJuggler where they are
installed, with the same seconds and workers (`planning_peers.py`). Best-known values come from `best_known.csv`
beside the files or in a folder above.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import planning_peers
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.reading import READERS, read
from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.bounds import critical_path
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.told import told
from varifocal.core.plan.search.values import Result
from varifocal.core.plan.search.warm import warm_up
from varifocal.core.plan.values import Stop


def main() -> int:
    """Run everything asked for; 1 where a file could not be read or a schedule did not hold."""
    asked = _arguments()
    best_known = _best_known(asked.paths)
    stop = Stop(seconds=asked.seconds, schedules=asked.schedules)
    warm_up(asked.workers, time.perf_counter)
    wrong = 0
    rows: list[tuple[dict[str, Any], dict[str, str], int]] = []
    others = planning_peers.peers() if asked.compare else {}
    compared: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    with asked.json.open("w", encoding="utf-8") as out:
        for path in _files(asked.paths):
            instance, problems = read(path)
            if instance is None:
                wrong += 1
                print("\n".join(map(str, problems)), file=sys.stderr)
                continue
            result = solve(
                instance, stop=stop, seed=asked.seed, workers=asked.workers, clock=time.perf_counter
            )
            found = check(instance, result.schedule) if result.schedule else []
            if found:
                wrong += 1
                print("\n".join(f"{path.name}: {each}" for each in found), file=sys.stderr)
                continue
            known = best_known.get(instance.name, {})
            row = _row(instance, known.get("family") or path.parent.name, result)
            out.write(json.dumps(row) + "\n")
            out.flush()
            rows.append((row, known, critical_path(instance)))
            for name, peer in others.items():
                makespan = peer(instance, asked.seconds or 1.0, asked.seed, asked.workers)
                compared[name, row["family"]].append(_over(makespan, known.get("best_ub")))
    _print_table(rows)
    _print_peers(compared, rows)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Published scheduling problems, measured.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=float)
    until.add_argument("--schedules", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, required=True, metavar="OUT.jsonl")
    parser.add_argument("--compare", action="store_true")
    asked = parser.parse_args()
    if asked.seconds is None and asked.schedules is None:
        asked.seconds = 1.0
    return asked


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in READERS)
        else:
            yield path


def _best_known(paths: list[Path]) -> dict[str, dict[str, str]]:
    """The rows of the nearest best_known.csv of each path, by instance."""
    known: dict[str, dict[str, str]] = {}
    for path in paths:
        for folder in (path, *path.resolve().parents):
            if (folder / "best_known.csv").is_file():
                with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
                    known.update({row["instance"]: row for row in csv.DictReader(file)})
                break
    return known


def _row(instance: Instance, family: str, result: Result) -> dict[str, Any]:
    return {"instance": instance.name, "family": family, **told(instance, result)}


def _print_table(rows: list[tuple[dict[str, Any], dict[str, str], int]]) -> None:
    """Means by family."""
    families: dict[str, list[tuple[dict[str, Any], dict[str, str], int]]] = defaultdict(list)
    for each in rows:
        families[each[0]["family"]].append(each)
    heads = ("% over best", "% over cpm", "% gap", "proved", "first ms", "most s", "us each")
    print(f"{'family':<12}{'n':>4}" + "".join(f"{head:>12}" for head in heads))
    for family, members in sorted(families.items()):
        answers = [row for row, _, _ in members]
        made = sum(row["schedules"] for row in answers)
        cells = (
            f"{_mean(_over(row['makespan'], known.get('best_ub')) for row, known, _ in members):.3f}",
            f"{_mean(_over(row['makespan'], path) for row, _, path in members):.3f}",
            f"{_mean(_over(row['makespan'], row['lower_bound']) for row in answers):.3f}",
            f"{sum(row['status'] == 'optimal' for row in answers)}",
            f"{1000 * max(row['seconds_to_first'] for row in answers):.2f}",
            f"{max(row['seconds'] for row in answers):.3f}",
            f"{1e6 * sum(row['seconds'] for row in answers) / max(1, made):.2f}",
        )
        print(f"{family:<12}{len(members):>4}" + "".join(f"{cell:>12}" for cell in cells))


def _print_peers(
    compared: dict[tuple[str, str], list[float | None]],
    rows: list[tuple[dict[str, Any], dict[str, str], int]],
) -> None:
    """Mean % over best-known of the others beside ours, over the instances each has an answer to."""
    for (name, family), over in sorted(compared.items()):
        ours = [
            _over(row["makespan"], known.get("best_ub")) for row, known, _ in rows if row["family"] == family
        ]
        both = [(one, other) for one, other in zip(ours, over, strict=True) if None not in (one, other)]
        print(
            f"{family:<12}{name:<12}{len(both):>4} of {len(over)} answered: {_mean(iter(each for _, each in both)):.3f}"
            f" % over best; ours on the same {_mean(iter(each for each, _ in both)):.3f} %"
        )


def _over(makespan: int | None, bound: int | str | None) -> float | None:
    """Per cent over a bound; none where there is no schedule or no bound."""
    return None if makespan is None or not bound else 100 * makespan / int(bound) - 100


def _mean(values: Iterator[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")


if __name__ == "__main__":
    sys.exit(main())

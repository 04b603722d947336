"""How well projects are foretold, on DSLIB's columns:

    python benchmarks/forecast_projects.py --train DIR --test DIR --out predictions.csv [--at 0|25|50|75]

Foretells working days and cost of each test project from the training projects: at the start, or at the first status
date past the given share of budgeted work. Writes `project, what, plan, actual, q05 … q95, p_late` and prints scores
with their standard errors, and simple methods beside them. Where both folders are the same, each project is foretold
from all others. Pinball is the mean over deciles of the log of actual over plan.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from varifocal.core.forecast.projects import (
    Ended,
    at_completion,
    earned_schedule,
    late,
    reference_class,
    work_of,
)
from varifocal.core.forecast.scoring import LEVELS, Numbers, pinball, ranks
from varifocal.core.forecast.track_record import ABSURD

DRAWS = 500
RISK = (0.8, 1.0, 1.2)
"""An activity without a risk profile: DSLIB's standard symmetric one."""


@dataclass(frozen=True)
class Case:
    """One project and one of its two figures; `told` is the plan, or in flight what it is projected to."""

    project: str
    what: str
    plan: float
    actual: float
    told: float
    kind: str
    finer: str

    @property
    def ended(self) -> Ended:
        """The case as a finished project."""
        return Ended(self.project, self.told, self.actual, self.kind, self.finer)


def main() -> None:
    """Foretell, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--at", type=int, choices=(0, 25, 50, 75), default=0, help="%% of the budgeted work done"
    )
    asked = parser.parse_args()
    train, test = (_cases(folder, asked.at / 100) for folder in (asked.train, asked.test))
    rows = []
    for what in ("time", "cost"):
        known = [case for case in train if case.what == what]
        cases = [case for case in test if case.what == what]
        if not cases or len(known) < 2:
            print(f"{what}: too few projects ({len(known)} to learn from, {len(cases)} to foretell)")
            continue
        found = [_foretold(case, known, asked.at / 100) for case in cases]
        rows += [(case, quantiles, chance) for case, (quantiles, chance) in zip(cases, found, strict=True)]
        _table(what, cases, found, known, _simulated(asked.test) if what == "time" and not asked.at else {})
    _write(asked.out, rows)


def _foretold(case: Case, known: list[Case], done: float) -> tuple[Numbers, float]:
    """Log ratios to the plan at `LEVELS`, and the chance of more than the plan."""
    others = [one.ended for one in known if one.project != case.project]
    answer = reference_class(others, case.what, done).foretell(work_of(case.ended))
    return answer.quantiles(LEVELS) + math.log(case.told / case.plan), late(answer, case.told, case.plan)


# -- reading ---------------------------------------------------------------------------------------------------


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    for path in sorted(folder.glob(f"{name}.csv*")):
        raw = path.read_bytes()
        text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    return []


def _number(word: str | None) -> float:
    try:
        return float(word or "nan")
    except ValueError:
        return math.nan


def _moment(word: str) -> float | None:
    """Seconds since 2000 on the wall clock; some rows say `Mon 22/08/16`."""
    form = "%Y-%m-%dT%H:%M" if "T" in word else "%d/%m/%y"
    try:
        read = datetime.strptime(word[:16] if "T" in word else word[-8:], form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return (read - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()


def _span(row: dict[str, str]) -> tuple[float, float] | None:
    start, end = _moment(row["baseline_start"]), _moment(row["baseline_end"])
    return None if start is None or end is None or end < start else (start, end)


def _cases(folder: Path, done: float) -> list[Case]:
    projects = {row["code"]: row for row in _rows(folder, "dslib_projects")}
    if not projects:
        raise SystemExit(f"{folder} has no dslib_projects.csv")
    told = _projected(folder, projects, done) if done else {}
    cases, left = [], 0
    for code, row in projects.items():
        for what, plan, actual in (
            ("time", _number(row["planned_days"]), _number(row["real_duration"])),
            ("cost", _number(row["bac"]), _number(row["real_cost"])),
        ):
            if not (plan > 0 and actual > 0 and abs(math.log(actual / plan)) <= math.log(ABSURD)):
                left += 1
            elif not done or (code, what) in told:
                finer = row["sector"].lower().strip()
                kind = finer.partition("(")[0].strip()
                cases.append(Case(code, what, plan, actual, told.get((code, what), plan), kind, finer))
    print(f"{folder.name}: {len(cases)} figures of projects; {left} without plan or truth left out")
    return cases


def _projected(
    folder: Path, projects: dict[str, dict[str, str]], done: float
) -> dict[tuple[str, str], float]:
    """What earned schedule and the estimate at completion say at the first status date past that share."""
    spans = {
        row["code"]: span
        for row in _rows(folder, "dslib_activities")
        if row["id"] == "0" and (span := _span(row)) is not None
    }
    begun: dict[str, float] = {}
    for row in _rows(folder, "dslib_tracking"):
        if (start := _moment(row["actual_start"])) is not None:
            begun[row["code"]] = min(begun.get(row["code"], start), start)
    told: dict[tuple[str, str], float] = {}
    for row in sorted(_rows(folder, "dslib_evm"), key=lambda row: (row["code"], row["status_date"])):
        code, earned = row["code"], _number(row["ev"])
        if code not in projects or code not in spans or (code, "time") in told:
            continue
        budget, planned = _number(projects[code]["bac"]), _number(projects[code]["planned_days"])
        seen, reached = _moment(row["status_date"]), _moment(row["es"])
        if not (budget > 0 and planned > 0 and earned >= done * budget) or seen is None or reached is None:
            continue
        start, end = spans[code]
        rate = planned / max(1.0, end - start)  # working days in a second of the calendar
        schedule, elapsed = (reached - start) * rate, (seen - begun.get(code, start)) * rate
        told[code, "time"] = max(earned_schedule(planned, schedule, elapsed), planned / ABSURD)
        told[code, "cost"] = max(at_completion(budget, earned, _number(row["ac"])), budget / ABSURD)
    return told


# -- baselines and scores --------------------------------------------------------------------------------------


def _simulated(folder: Path) -> dict[str, Numbers]:
    """Every activity draws its duration alone; delays are handed on along the links, less their slack."""
    activities: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(folder, "dslib_activities"):
        if row["is_summary"] == "0" and _span(row) is not None:
            activities[row["code"]].append(row)
    return {code: _one_simulated(rows) for code, rows in activities.items()}


def _one_simulated(rows: list[dict[str, str]]) -> Numbers:
    random = np.random.default_rng(1)
    at = {row["id"]: span for row in rows if (span := _span(row)) is not None}
    drift: dict[str, tuple[Numbers, Numbers]] = {}
    for row in sorted(rows, key=lambda row: at[row["id"]]):
        start, end = at[row["id"]]
        late_by = np.zeros(DRAWS)
        for before, kind in re.findall(r"(\d+)(FS|SS|FF|SF)?", row["predecessors"] or ""):
            if before in drift:
                slack = max(0.0, start - at[before][1]) if kind in ("", "FS") else 0.0
                late_by = np.maximum(late_by, drift[before][kind in ("", "FS", "FF")] - slack)
        profile = [_number(row[name]) / 100 for name in ("risk_opt_pct", "risk_ml_pct", "risk_pes_pct")]
        low, mode, high = sorted(profile) if all(share > 0 for share in profile) else RISK
        factor = random.triangular(low, mode, high, DRAWS) if low < high else np.full(DRAWS, mode)
        drift[row["id"]] = (late_by, late_by + (factor - 1) * (end - start))
    first = min(start for start, _ in at.values())
    planned = max(end for _, end in at.values()) - first
    ends = np.max([at[id][1] + own for id, (_, own) in drift.items()], axis=0) - first
    quantiles: Numbers = np.log(np.maximum(np.quantile(ends, LEVELS), planned / ABSURD) / max(1.0, planned))
    return quantiles


def _table(
    what: str,
    cases: list[Case],
    found: list[tuple[Numbers, float]],
    known: list[Case],
    simulated: dict[str, Numbers],
) -> None:
    logs = np.array([math.log(case.actual / case.plan) for case in cases])
    base = [
        np.array([math.log(one.actual / one.told) for one in known if one.project != c.project])
        for c in cases
    ]
    plain = np.array(
        [np.quantile(own, LEVELS) + math.log(c.told / c.plan) for own, c in zip(base, cases, strict=True)]
    )
    told = np.array([math.log(case.told / case.plan) for case in cases])
    over = np.array([1 - np.mean(own <= 1e-9 - now) for own, now in zip(base, told, strict=True)])
    rate = np.array(
        [np.mean([one.actual > one.plan for one in known if one.project != c.project]) for c in cases]
    )
    print(
        f"\n{what}: n = {len(cases)}, learned from {len(known)}; more than planned: {np.mean(logs > 1e-9):.0%}"
    )
    print(
        "| method | pinball ± s.e. | 80 % holds ± s.e. | calibration error | MAPE ± s.e. | Brier late ± s.e. |"
    )
    print("|---|---|---|---|---|---|")
    ours = np.array([quantiles for quantiles, _ in found])
    _line("ours", logs, ours, np.array([chance for _, chance in found]), rate)
    _line("reference class", logs, plain, over, rate)
    projected = "earned schedule" if what == "time" else "estimate at completion"
    flat = np.tile(told[:, None], (1, len(LEVELS)))
    if np.any(told != 0):
        _line(projected, logs, flat, None, rate)
    _line("raw plan", logs, np.zeros_like(flat), None, rate)
    _line("the base rate", logs, None, rate, rate)
    own = [place for place, case in enumerate(cases) if case.project in simulated]
    if own:
        _line(
            f"independent simulation ({len(own)})",
            logs[own],
            np.array([simulated[cases[p].project] for p in own]),
            None,
            rate,
        )


def _line(
    name: str, logs: Numbers, quantiles: Numbers | None, chances: Numbers | None, rate: Numbers
) -> None:
    cells = ["", "", "", ""]
    if quantiles is not None:
        inside = (logs >= quantiles[:, 1] - 1e-9) & (logs <= quantiles[:, -2] + 1e-9)
        error = float(np.mean([abs(np.mean(ranks(logs, quantiles) <= level) - level) for level in LEVELS]))
        miss = np.abs(1 - np.exp(quantiles[:, len(LEVELS) // 2] - logs))
        loss = pinball(logs, quantiles, LEVELS)[:, 1::2].mean(axis=1)
        cells = [
            _with_error(loss, "{:.4f}"),
            _with_error(inside, "{:.1%}"),
            f"{error:.3f}",
            _with_error(miss, "{:.1%}"),
        ]
    squares = "" if chances is None else _with_error((chances - (logs > 1e-9)) ** 2, "{:.3f}")
    if chances is not None and chances is not rate:
        gain = (rate - (logs > 1e-9)) ** 2 - (chances - (logs > 1e-9)) ** 2
        squares += f" (base rate's less it: {_with_error(gain, '{:.3f}')})"
    print(f"| {name} | {' | '.join(cells)} | {squares} |")


def _with_error(values: Numbers | Iterable[float], form: str) -> str:
    numbers = np.asarray(values, dtype=float)
    return f"{form.format(numbers.mean())} ± {form.format(numbers.std(ddof=1) / math.sqrt(len(numbers)))}"


def _write(path: Path, rows: list[tuple[Case, Numbers, float]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "project",
                "what",
                "plan",
                "actual",
                *(f"q{round(100 * level):02d}" for level in LEVELS),
                "p_late",
            ]
        )
        for case, quantiles, chance in rows:
            cells = [float(f"{case.plan * math.exp(log):.10g}") for log in quantiles]
            what = "duration" if case.what == "time" else "cost"
            out.writerow([case.project, what, case.plan, case.actual, *cells, round(chance, 6)])


if __name__ == "__main__":
    main()

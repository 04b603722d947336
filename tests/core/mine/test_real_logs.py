"""Every figure of the real logs, where they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from orders import DAY, FASTER, half_a_year
from varifocal.core.mine.comparing import ends_and_spans
from varifocal.core.mine.conform import conform
from varifocal.core.mine.drift import drifts
from varifocal.core.mine.log import HOUR
from varifocal.core.mine.reading.read import read
from varifocal.core.mine.told import told
from varifocal.core.mine.tree import read_tree

LOGS = (
    "academic_credentials.csv.gz", "bpic2012.xes.gz", "bpic2013_closed.xes.gz", "bpic2020_domestic.xes.gz",
    "bpic2020_prepaid.xes.gz", "helpdesk.xes.gz", "production.csv.gz", "receipt.xes.gz", "running_example.xes.gz",
    "sepsis.csv.gz", "traffic_fines.csv.gz", "work_orders_before.csv.gz",
)  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("name", LOGS)
def test_every_figure_is_as_others_reckon_it(real_files: Path, name: str) -> None:
    expected = json.loads((real_files / "logs" / "reference_figures.json").read_text())[name]
    reading = read(real_files / "logs" / name)
    assert reading.log is not None
    assert all("counted as written" in str(each) for each in reading.problems)
    found = told(reading.log)
    graph = {(before, after): rest for before, after, *rest in found["dfg"]}
    for before, after, *rest in expected.pop("top5"):
        assert graph[before, after] == rest
    listed = json.dumps(
        sorted([before, after, count] for before, after, count, *_ in found["dfg"]), ensure_ascii=False
    )
    assert hashlib.sha256(listed.encode()).hexdigest()[:16] == expected.pop("dfg_sha256")
    # told in full: three of the references are rounded from the very middle, one up and two down
    assert abs(found["median_case_hours"] - expected.pop("median_case_hours")) <= 0.00005 + 1e-9
    assert {key: found[key] for key in expected} == expected


@pytest.mark.real
@pytest.mark.parametrize("seed", [0, 3, 7])
def test_a_change_of_real_work_orders_is_dated_and_what_it_saves_is_told(real_files: Path, seed: int) -> None:
    # the half of the log from after the change is kept back: `benchmarks/dating.py --later` looks at both
    log = read(real_files / "logs" / "work_orders_before.csv.gz").log
    assert log is not None
    half, changed = half_a_year(log, seed)
    (found,) = drifts(half)
    assert abs(found.moment - changed) <= 14 * DAY
    saved = ends_and_spans(log)[1].mean() / HOUR * (1 - FASTER)
    assert -found.comparison.mean_change[1] == pytest.approx(saved, rel=0.1)


@pytest.mark.real
@pytest.mark.parametrize(("name", "cost", "fitting"), [("helpdesk", 751, 3929), ("receipt", 2465, 713)])
def test_alignments_cost_what_others_find(real_files: Path, name: str, cost: int, fitting: int) -> None:
    # the processes and the costs are those of another program (inductive miner, noise 0.2; A* on the marking equation)
    log = read(real_files / "logs" / f"{name}.xes.gz").log
    assert log is not None
    tree = read_tree((Path(__file__).parents[2] / "specimens" / "logs" / f"{name}.tree").read_text())
    found = conform(log, tree)
    assert (int(found.costs.sum()), found.fitting) == (cost, fitting)

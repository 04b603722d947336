"""How fast event logs are read and measured, beside what else one would take.

Run: .venv/bin/python benchmarks/mining.py [--events 10000000] [--logs FOLDER] [--rounds 3] [--compare]

A log of so many events is drawn (ten a case, 30 activities, seven of ten where they belong), kept as a store, as
Parquet where pyarrow is there, and a tenth of it as CSV. Each row is the best of the rounds, by the wall clock and by
the processor's (which other work on the machine changes less); the rounds of ours and of the others take turns.
`--compare` asks DuckDB, Polars and PM4Py the same where they are installed; PM4Py gets a hundredth of the events, it
would take minutes. `--logs` is a folder with bpic2012.xes.gz, receipt.xes.gz and
helpdesk.xes.gz.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from varifocal.core.mine.aligning import Aligner  # noqa: E402
from varifocal.core.mine.behaviour import TreeBehaviour  # noqa: E402
from varifocal.core.mine.live import Event, Live  # noqa: E402
from varifocal.core.mine.log import Column, EventLog, load, save  # noqa: E402
from varifocal.core.mine.measure import edges, variants  # noqa: E402
from varifocal.core.mine.reading.read import read  # noqa: E402
from varifocal.core.mine.tree import read_tree  # noqa: E402

A_CASE, ACTIVITIES, PEOPLE = 10, 30, 50
DAY = 86_400_000_000
TREES = ROOT / "tests" / "specimens" / "logs"
SQL = """
with follow as (
  select activity, lag(activity) over w before, epoch_us("end") - lag(epoch_us("end")) over w took
  from log window w as (partition by "case" order by "end"))
select before, activity, count(*), avg(took), median(took), quantile_disc(took, 0.9), min(took), max(took), sum(took)
from follow where before is not null group by all
"""
SQL_VARIANTS = """
select way, count(*) from (select list(activity order by "end") way from log group by "case") group by way
"""


def drawn(events: int) -> EventLog:
    """The log everything is measured on; always the same."""
    random = np.random.default_rng(7)
    cases = events // A_CASE
    where = np.broadcast_to(np.arange(A_CASE), (cases, A_CASE))
    activity = np.where(
        random.random((cases, A_CASE)) < 0.7, where, random.integers(0, ACTIVITIES, (cases, A_CASE))
    )
    end = np.cumsum(random.integers(1, DAY // 8, (cases, A_CASE)), axis=1) + random.integers(
        0, 365 * DAY, (cases, 1)
    )
    return EventLog(
        [f"case {number}" for number in range(cases)],
        np.arange(0, cases * A_CASE + 1, A_CASE),
        Column(activity.ravel().astype(np.int32), [f"step {k}" for k in range(ACTIVITIES)]),
        end.ravel() + 1_700_000_000_000_000,
        np.arange(1, cases * A_CASE + 1),
        person=Column(
            random.integers(0, PEOPLE, cases * A_CASE).astype(np.int32), [f"p{k}" for k in range(PEOPLE)]
        ),
    )


def timed(rounds: int, *ways: Callable[[], object]) -> list[tuple[float, float]]:
    """Of each way the least time by the wall and by the processor; they take turns, once each to warm up."""
    best = [(float("inf"), float("inf"))] * len(ways)
    for turn in range(rounds + 1):
        for k, way in enumerate(ways):
            wall, processor = time.perf_counter(), time.process_time()
            way()
            took = time.perf_counter() - wall, time.process_time() - processor
            if turn:
                best[k] = min(best[k][0], took[0]), min(best[k][1], took[1])
    return best


def say(what: str, goal: str, took: tuple[float, float], more: str = "") -> None:
    """One row."""
    print(f"{what:<52} {took[0]:>9.3f} s {took[1]:>9.3f} s   {goal:<22} {more}", flush=True)


def there(name: str) -> Any:
    """A package that may be installed."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def parquet_of(log: EventLog, path: Path) -> bool:
    """Keep a log as Parquet, where pyarrow is there."""
    arrow = there("pyarrow")
    if arrow is None:
        return False
    case = arrow.array(log.cases).take(arrow.array(log.case_of))
    activity = arrow.array(list(log.activity.texts)).take(arrow.array(log.activity.codes))
    table = arrow.table(
        {"case": case, "activity": activity, "end": arrow.array(log.end, arrow.timestamp("us", "UTC"))}
    )
    importlib.import_module("pyarrow.parquet").write_table(table, path)
    return True


def csv_of(log: EventLog, path: Path) -> int:
    """Keep a tenth of a log as CSV; says how many events."""
    events = log.events // 10
    stamps = np.datetime_as_string(log.end[:events].astype("datetime64[us]"), unit="ms").tolist()
    steps = [log.activity.texts[code] for code in log.activity.codes[:events].tolist()]
    people = [f"p{code}" for code in log.person.codes[:events].tolist()] if log.person else []
    cases = log.case_of[:events].tolist()
    with path.open("w", encoding="utf-8") as file:
        file.write("case,activity,timestamp,resource\n")
        file.writelines(
            f"case {c},{a},{s}Z,{p}\n" for c, a, s, p in zip(cases, steps, stamps, people, strict=True)
        )
    return events


def from_store(folder: Path, more: Path) -> None:
    """What a process of its own does, to see its memory: load, graph, variants."""
    log = load(folder)
    edges(log)
    variants(log)
    status = Path("/proc/self/status")  # a child's ru_maxrss begins with its parent's
    if status.exists():
        (most,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        more.write_text(str(int(most) / 1024))
    else:
        more.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def big(events: int, rounds: int, compare: bool, folder: Path) -> None:
    """Everything that is asked of the drawn log."""
    log = drawn(events)
    save(log, folder / "store")
    has_parquet = parquet_of(log, folder / "log.parquet")
    size = csv_of(log, folder / "log.csv")
    store = load(folder / "store")
    duck, polars = (there(name) if compare else None for name in ("duckdb", "polars"))
    graph: list[Callable[[], object]] = [lambda: edges(store)]
    ways: list[Callable[[], object]] = [lambda: variants(store)]
    names = ["ours"]
    if duck and has_parquet:
        base = duck.connect()
        base.execute(f"create table log as select * from '{folder / 'log.parquet'}'")
        graph.append(lambda: base.execute(SQL).fetchall())
        ways.append(lambda: base.execute(SQL_VARIANTS).fetchall())
        names.append("DuckDB")
    if polars and has_parquet:
        frame = polars.read_parquet(folder / "log.parquet")
        graph.append(lambda: by_polars(polars, frame))
        ways.append(
            lambda: frame.sort("case", "end").group_by("case").agg("activity").group_by("activity").len()
        )
        names.append("Polars")
    for what, goal, asked in (("graph with times", "≤ 0.6 s", graph), ("variants", "≤ 0.15 s", ways)):
        for name, took in zip(names, timed(rounds, *asked), strict=True):
            say(f"{what}, {events:,} events, {name}", goal if name == "ours" else "", took)
    if has_parquet:
        (took,) = timed(rounds, lambda: edges(whole(folder / "log.parquet")))
        say("the same from Parquet, first time", "≤ 2 s", took)
    (took,) = timed(rounds, lambda: edges(load(folder / "store")))
    say("the same from the store on disk", "≤ 0.7 s", took)
    (took,) = timed(rounds, lambda: whole(folder / "log.csv"))
    say(
        f"CSV with mapping, {size:,} events",
        "≥ 1,000,000 a second",
        took,
        f"{size / took[1]:,.0f} a processor second",
    )
    subprocess.run([sys.executable, __file__, "--store", str(folder)], check=True)
    print(f"{'most memory: load, graph, variants':<52} {float((folder / 'memory').read_text()):>9.0f} MB"
          f"{'':>14} ≤ 700 MB")  # fmt: skip
    lively(store)
    if compare and there("pm4py"):
        by_pm4py(log, events // 100, rounds)


def whole(path: Path) -> EventLog:
    """A file that must be a log."""
    log = read(path).log
    assert log is not None
    return log


def by_polars(polars: Any, frame: Any) -> object:
    """The graph with its times."""
    column = polars.col
    follow = frame.lazy().sort("case", "end").with_columns(
        before=column("activity").shift(1).over("case"), took=(column("end") - column("end").shift(1).over("case"))
    )  # fmt: skip
    took = column("took")
    return (
        follow.drop_nulls("before").group_by("before", "activity")
        .agg(polars.len(), took.mean().alias("mean"), took.median().alias("median"), took.quantile(0.9).alias("p90"),
             took.min().alias("min"), took.max().alias("max"), took.sum().alias("sum"))
        .collect()
    )  # fmt: skip


def by_pm4py(log: EventLog, events: int, rounds: int) -> None:
    """The same of fewer events: it takes minutes for all."""
    miner, pandas = there("pm4py"), there("pandas")
    frame = pandas.DataFrame({
        "case:concept:name": np.array(log.cases, object)[log.case_of[:events]],
        "concept:name": np.array(list(log.activity.texts), object)[log.activity.codes[:events]],
        "time:timestamp": pandas.to_datetime(log.end[:events], unit="us", utc=True),
    })  # fmt: skip
    for what, way in (
        ("graph", lambda: miner.discover_performance_dfg(frame)),
        ("variants", lambda: miner.get_variants(frame)),
    ):
        (took,) = timed(max(1, rounds // 2), way)
        say(f"{what}, {events:,} events, PM4Py", "", took)


def lively(log: EventLog) -> None:
    """One event more at a time."""
    live, random = Live(log), np.random.default_rng(3)
    wall, processor = [], []
    for _ in range(10_000):
        case = int(random.integers(0, len(log.cases)))
        late = int(random.integers(-DAY // 8, DAY))
        end = int(log.end[(case + 1) * A_CASE - 1]) + late
        event = Event(log.cases[case], f"step {random.integers(0, ACTIVITIES)}", end, person="p1")
        began, worked = time.perf_counter(), time.thread_time()
        live.add(event)
        wall.append(time.perf_counter() - began)
        processor.append(time.thread_time() - worked)
    took = tuple(float(np.quantile(each, 0.99)) for each in (wall, processor))
    print(f"{'one event more, p99 of 10,000':<52} {took[0] * 1e3:>8.3f} ms {took[1] * 1e3:>8.3f} ms   ≤ 1 ms")


def real(folder: Path, rounds: int) -> None:
    """Reading and aligning real logs."""
    (took,) = timed(rounds, lambda: whole(folder / "bpic2012.xes.gz"))
    say("read XES.gz, 262,200 events", "≤ 0.6 s", took)
    for name, goal in (("receipt", "≤ 0.18 s"), ("helpdesk", "≤ 0.03 s")):
        log = whole(folder / f"{name}.xes.gz")
        tree = read_tree((TREES / f"{name}.tree").read_text(encoding="utf-8"))

        def align(log: EventLog = log, tree: Any = tree) -> int:
            shapes, aligner = variants(log), Aligner(TreeBehaviour(tree))
            costs = [aligner.align(shapes.trace(log, v)).cost for v in range(len(shapes.counts))]
            return int(np.dot(costs, shapes.counts))

        (took,) = timed(rounds, align)
        say(f"optimal alignments, {name}", goal, took, f"deviations {align():,}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--logs", type=Path)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.store:
        from_store(options.store / "store", options.store / "memory")
        return
    load_now = f"load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {load_now}; best of {options.rounds}")
    print(f"{'what':<52} {'wall':>11} {'processor':>11}   goal")
    if options.logs:
        real(options.logs, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        big(options.events, options.rounds, options.compare, Path(folder))
    print(f"load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

"""A measured log as plain values: what `varifocal mine --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from varifocal.core.mine import kernel
from varifocal.core.mine.causes import CAUSES, Waits, waits
from varifocal.core.mine.comparing import compare, parted
from varifocal.core.mine.conform import Conformance, conform
from varifocal.core.mine.discovering import discover
from varifocal.core.mine.drift import Drift, drifts
from varifocal.core.mine.estimating import estimates
from varifocal.core.mine.findings import by_group, findings
from varifocal.core.mine.instances import instances
from varifocal.core.mine.intended import Intended
from varifocal.core.mine.log import HOUR, MICRO, EventLog
from varifocal.core.mine.loops import loops
from varifocal.core.mine.map import MOST_STEPS, levelled
from varifocal.core.mine.measure import edges, ends, figures, variants
from varifocal.core.mine.shifts import Shifts, shift_figures
from varifocal.core.mine.tree import Tree
from varifocal.core.mine.workload import told_load, workload

SHOWN_VARIANTS = 20
SHOWN_LOOPS = 20
SHOWN_WAITS = 20
EXAMPLES = 20
"""Cases named for a way."""
MOST_DOTS = 200
"""Events of one case told one by one."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def told(
    log: EventLog,
    *,
    rate: tuple[float, float] | None = None,
    waiting_rate: tuple[float, float] | None = None,
    shifts: Shifts | None = None,
    process: Intended | Tree | None = None,
    noise: float | None = None,
    change: int | None = None,
    by: str | None = None,
    lines: int = 0,
    zone: str = "UTC",
    maps: bool = False,
) -> dict[str, Any]:
    """Everything measured. Hours are of the wall calendar; those by shifts have names of their own.

    `working_hours` and `waiting_hours` are None where the log does not know when steps begin, as a column or as events
    of their own (`instances`); `between_hours` is all time between events. Then, and only then, there are `estimates`
    of what steps take. `rate` prices an hour of work, `waiting_rate` one in which a case waits, low and
    high, for the findings.

    With a `process` there is `conformance`: an intended one is compared with completed steps, a tree with every event.
    With `noise` (0 to 1) the process that is found is told as `model`, and is what the log is compared with where no
    other is given. `change` (microseconds): cases that ended before it and after are compared. `by`: an attribute
    of cases, or `month`; each finding then tells its `groups`. `lines`: so many cases, those that began last, event by
    event (`lines`), each from its own first stamp. `zone`: whose weeks and months the `workload` is told in.
    `maps`: all maps at once (`map`), None where there are too many activities to read one.
    """
    graph, shapes, counted = edges(log), variants(log), figures(log)
    first, last = ends(log)
    names = log.activity.texts
    steps = instances(log)  # where starts and completions are events of their own
    timed = counted if steps is None else figures(steps)
    steps = log if steps is None else steps
    begins = steps.begin is not None
    answer: dict[str, Any] = {
        "events": log.events,
        "cases": len(log.cases),
        "activities": len(names),
        "variants": len(shapes.counts),
        "from": moment(int(log.end.min())),
        "to": moment(int(log.end.max())),
        "clock": "from the end of one step to the end of the next"
        if log.begin is not None
        else "from one event to the next",
        "dfg": [
            [names[e.before], names[e.after], e.count, round(e.mean, 3), round(e.median, 3)] for e in graph
        ],
        "edges": [
            {
                "from": names[e.before],
                "to": names[e.after],
                "count": e.count,
                "mean_s": e.mean,
                "median_s": e.median,
                "p90_s": e.p90 / MICRO,
                "min_s": e.least / MICRO,
                "max_s": e.most / MICRO,
                "total_s": e.total / MICRO,
            }
            for e in graph
        ],
        "dfg_edges": len(graph),
        "dfg_total": sum(e.count for e in graph),
        "start": first,
        "end": last,
        "self_loops": counted.self_loops,
        "rework_cases": counted.rework_cases,
        "rework": {names[k]: int(n) for k, n in enumerate(counted.reworked.tolist()) if n},
        "ping_pong": counted.ping_pong,
        "loops": [
            asdict(each)
            | {
                "hours": round(each.hours, 3),
                "cases": len(each.cases),
                "evidence": [log.cases[case] for case in each.cases[:EXAMPLES]],
            }
            for each in loops(log)[:SHOWN_LOOPS]
        ],
        "ties": counted.ties,
        "handover_pairs": counted.handover_pairs,
        "handovers": counted.handovers,
        "role_handover_pairs": counted.role_pairs,
        "role_handovers": counted.role_handovers,
        "ends_before_begin": counted.ends_before_begin,
        "median_case_hours": float(np.median(counted.spans)) / HOUR,
        "working_hours": round(timed.worked / HOUR, 3) if begins else None,
        "waiting_hours": round(timed.waited / HOUR, 3) if begins else None,
        "between_hours": round(counted.waited / HOUR, 3),
        "top_variants": [
            {
                "cases": int(shapes.counts[v]),
                "trace": list(shapes.trace(log, v)),
                "median_hours": float(np.median(counted.spans[ours := np.flatnonzero(shapes.of == v)]))
                / HOUR,
                "examples": [log.cases[case] for case in ours[:EXAMPLES].tolist()],
            }
            for v in np.argsort(-shapes.counts, kind="stable")[:SHOWN_VARIANTS].tolist()
        ],
        "findings": [
            asdict(each)
            | ({} if by is None else {"groups": [asdict(group) for group in by_group(steps, each.where, by)]})
            for each in findings(
                steps, rate=rate, waiting_rate=waiting_rate, shifts=shifts, allowed=_repeated(process)
            )
        ],
    }
    answer["workload"] = told_load(workload(steps, zone=zone))
    if not begins:
        answer["estimates"] = [asdict(each) for each in estimates(log)]
    answer["drifts"] = [_drift(each) for each in drifts(log)]
    if change is not None:
        answer["change"] = {"at": moment(change), **asdict(compare(*parted(log, change)))}
    if (
        every := waits(steps, split=kernel.split_waits, shifts=shifts, allowed=_repeated(process))
    ) is not None:
        answer["waiting_causes"] = every.split()
        answer["waits"] = _waits(steps, every)
    if shifts is not None:
        worked, waited, spans = shift_figures(steps, shifts)
        answer |= {
            "shift_working_hours": round(worked / HOUR, 3) if begins else None,
            "shift_waiting_hours": round(waited / HOUR, 3),
            "shift_median_case_hours": float(np.median(spans)) / HOUR,
        }
    if maps:
        answer["map"] = levelled(log) if len(names) <= MOST_STEPS else None
    if lines:
        answer["lines"] = _lines(steps, lines)
    if noise is not None:
        model = discover(log, noise=noise)
        answer["model"] = str(model)
        process = model if process is None else process
    if process is not None:
        fit = conform(steps if isinstance(process, Intended) else log, process, rate=rate)
        answer["conformance"] = _conformance(fit)
    return answer


def _waits(log: EventLog, every: Waits) -> dict[str, Any]:
    """Where and why cases wait: by the step waited for, by cause with the cases that lost most, and the longest waits
    one by one; what waits most first."""
    code, took = log.activity.codes[every.events], every.took / HOUR
    case = np.searchsorted(log.offsets, every.events, side="right") - 1
    by_step = np.bincount(code, weights=took, minlength=len(log.activity.texts))
    by_cause = []
    for number, cause in enumerate(CAUSES):
        hours = np.bincount(case, weights=every.parts[:, number] / HOUR, minlength=len(log.cases))
        if (count := int((hours > 0).sum())) == 0:
            continue
        most = np.argsort(-hours, kind="stable")[: min(count, EXAMPLES)].tolist()
        by_cause.append(
            {
                "cause": cause,
                "hours": round(float(hours.sum()), 2),
                "cases": count,
                "evidence": [log.cases[each] for each in most],
                "evidence_hours": [round(float(hours[each]), 2) for each in most],
            }
        )
    return {
        "steps": [
            {
                "step": log.activity.texts[each],
                "times": int((code == each).sum()),
                "hours": round(float(by_step[each]), 2),
                "causes": every.split(code == each),
            }
            for each in np.argsort(-by_step, kind="stable")[:SHOWN_WAITS].tolist()
            if by_step[each] > 0
        ],
        "causes": sorted(by_cause, key=lambda one: -one["hours"]),
        "longest": [
            {
                "case": log.cases[int(case[each])],
                "step": log.activity.texts[int(code[each])],
                "hours": round(float(took[each]), 2),
                "most": CAUSES[int(every.parts[each].argmax())],
            }
            for each in np.argsort(-took, kind="stable")[:SHOWN_WAITS].tolist()
        ],
    }


def _lines(log: EventLog, most: int) -> list[dict[str, Any]]:
    """The cases that began last, the earliest of them first: each event's step, and hours from the case's first stamp
    to where it began and ended."""
    begin = log.end if log.begin is None else np.minimum(log.begin, log.end)
    first = np.minimum.reduceat(begin, log.offsets[:-1])
    lines = []
    for case in np.argsort(first, kind="stable")[-most:].tolist():
        low, high = int(log.offsets[case]), int(log.offsets[case + 1])
        events = np.arange(low, min(high, low + MOST_DOTS))
        names = [log.activity.texts[code] for code in log.activity.codes[events].tolist()]
        begun, ended = ((at[events] - first[case]) / HOUR for at in (begin, log.end))
        dots = [list(dot) for dot in zip(names, begun.tolist(), ended.tolist(), strict=True)]
        lines.append({"case": log.cases[case], "dots": dots})
    return lines


def _repeated(process: Intended | Tree | None) -> frozenset[str]:
    """Steps the process means to be done again."""
    return process.repeated() if isinstance(process, Intended) else frozenset()


def _drift(each: Drift) -> dict[str, Any]:
    return {"at": moment(each.moment), "test": each.chance, **asdict(each.comparison)}


def _conformance(fit: Conformance) -> dict[str, Any]:
    return {
        "cases": fit.cases,
        "fitting": fit.fitting,
        "fitness": round(fit.fitness, 6),
        "cost": int(fit.costs.sum()),
        "late_cases": fit.late_cases,
        "deviations": [asdict(each) for each in fit.deviations],
        "steps": [asdict(each) for each in fit.steps],
        "passages": [list(each) for each in fit.passages],
    }


def moment(micros: int) -> str:
    """A stamp as text, UTC."""
    return (_EPOCH + timedelta(microseconds=micros)).isoformat()

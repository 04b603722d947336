"""Steps put together from what a log says twice: that they were started, and that they were completed."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace

import numpy as np

from varifocal.core.mine.log import Column, EventLog


def instances(log: EventLog) -> EventLog | None:
    """The log of completed steps, each with its begin; None where no step is said to start.

    Within a case a completion takes the oldest start of its activity that is still open; one that finds none began
    when it ended. Starts without a completion, and what is scheduled, assigned, withdrawn or suspended, are no steps.
    """
    if log.begin is not None or log.transition is None:
        return None
    words = [text.lower() for text in log.transition.texts]
    if "start" not in words or "complete" not in words:
        return None
    start, complete = (
        [k for k, word in enumerate(words) if word == wanted] for wanted in ("start", "complete")
    )
    codes = log.transition.codes
    begin = log.end.copy()
    is_start, is_complete = np.isin(codes, start), np.isin(codes, complete) | (codes < 0)
    opened: dict[tuple[int, int], deque[int]] = defaultdict(deque)
    of = log.case_of
    for event in np.flatnonzero(is_start | is_complete).tolist():
        key = int(of[event]), int(log.activity.codes[event])
        if is_start[event]:
            opened[key].append(event)
        elif opened.get(key):
            begin[event] = log.end[opened[key].popleft()]
    keep = np.flatnonzero(is_complete)
    counts = np.bincount(of[keep], minlength=len(log.cases))
    lived = np.flatnonzero(counts)

    def cut(column: Column | None) -> Column | None:
        return None if column is None else Column(column.codes[keep], column.texts)

    return replace(
        log,
        cases=[log.cases[case] for case in lived.tolist()],
        offsets=np.concatenate(([0], np.cumsum(counts[lived]))).astype(np.int64),
        activity=Column(log.activity.codes[keep], log.activity.texts),
        end=log.end[keep],
        row=log.row[keep],
        begin=begin[keep],
        person=cut(log.person),
        role=cut(log.role),
        transition=None,
        attributes={key: Column(column.codes[keep], column.texts) for key, column in log.attributes.items()},
        case_attributes={key: Column(c.codes[lived], c.texts) for key, c in log.case_attributes.items()},
    )

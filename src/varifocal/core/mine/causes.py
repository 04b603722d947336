"""Why work waits: every wait taken apart, so that the parts add up to it.

After K. Lashkevich et al., "Why am I Waiting? Data-Driven Analysis of Waiting Times in Business Processes" (CAiSE
2023), with rework and hand-off beside. A wait runs from the end of a step to the begin of the next in its case. In this
order:

- *rework*: all of it, where the step is done again (`again`).
- while the person who took it up was at other steps: *prioritisation* where those became ready later, else
  *contention*.
- *batching*: of the rest, until the last of a batch was ready. A batch is the same step three times or more by one
  person, each begun while the one before was going on or within five minutes of its end, all of them ready before the
  first began. So somebody who works off a queue is no batch while she is busy.
- *unavailability*: of what then is left, when she was not there: by the shifts given, else in hours of the week (UTC)
  in which the log never sees her, where it sees her a hundred times or more.
- *hand-off*: what remains, where somebody else did the step before; *not known* where she did it herself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.mine import splitting
from varifocal.core.mine.log import HOUR, EventLog, Numbers, as_read
from varifocal.core.mine.shifts import Shifts, Worked, worked_by_each

CAUSES = ("rework", "batching", "prioritisation", "contention", "unavailability", "hand-off", "not known")
BATCH = 3
NEAR = HOUR // 12
SEEN = 100
MOST_STEPS = 10_000
"""Steps of a person looked through for one wait; beyond it what is left is not told apart."""

ROUTINE = 0.5
"""Where more than this share of the cases that have a step have it again, it is how the work goes."""


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Every wait: the event before which it was, how long, and what it is made of (`CAUSES`); microseconds."""

    events: Numbers
    took: Numbers
    parts: Numbers

    def split(self, which: Numbers | slice = slice(None)) -> dict[str, float]:
        """Hours by cause of some waits, or of all; they add up to the waiting."""
        sums = self.parts[which].sum(axis=0)
        return {
            cause: round(int(micros) / HOUR, 2) for cause, micros in zip(CAUSES, sums, strict=True) if micros
        }


def again(log: EventLog, allowed: frozenset[str] = frozenset()) -> Numbers:
    """Which events are rework: a step that came before in its case, with another step in between.

    No rework is what is merely continued (the same step directly after itself), what more than half of the cases that
    have it do again (that is how the work goes), and what `allowed` names.
    """
    codes = log.activity.codes
    order = np.lexsort((np.arange(log.events), codes, log.case_of))
    same = (log.case_of[order][1:] == log.case_of[order][:-1]) & (codes[order][1:] == codes[order][:-1])
    found = np.zeros(log.events, np.bool_)
    found[order[1:][same]] = True
    directly = np.zeros(log.events, np.bool_)
    directly[1:] = codes[1:] == codes[:-1]
    directly[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    found &= ~directly
    width = max(1, len(log.activity.texts))
    pair = log.case_of.astype(np.int64) * width + codes
    having = np.bincount(np.unique(pair) % width, minlength=width)
    repeating = np.bincount(np.unique(pair[found]) % width, minlength=width)
    usual = repeating > ROUTINE * np.maximum(1, having)
    usual |= np.array([text in allowed for text in log.activity.texts] or [False], np.bool_)
    return found & ~usual[codes]


def waits(
    log: EventLog,
    *,
    split: Callable[..., None] | None = None,
    shifts: Shifts | Sequence[Shifts] | None = None,
    allowed: frozenset[str] = frozenset(),
    ready: Numbers | None = None,
    rework: Numbers | None = None,
    passed: Numbers | None = None,
) -> Waits | None:
    """Every wait of a log with its causes; None where the log does not know when steps begin or who does them.

    `split`: the loop over waits, compiled (`kernel.split_waits`); without it a plain one, for small logs.
    `shifts`: when people are there, for all the same or one for each of the log's persons. Where a case is more than
    one line of work, the events may say for themselves since when they could have begun (`ready`, microseconds),
    which are `rework`, and which were `passed` on by somebody else.
    """
    if log.begin is None or log.person is None:
        return None
    firsts = log.offsets[:-1][np.diff(log.offsets) > 0]
    if ready is None:
        ready = np.concatenate((log.begin[:1], log.end[:-1]))
        ready[firsts] = log.begin[firsts]
    events = np.flatnonzero(log.begin > ready)
    person = log.person.codes
    order = np.lexsort((log.begin, person))
    order = order[np.searchsorted(person[order], 0) :]
    bounds = np.searchsorted(person[order], np.arange(len(log.person.texts) + 1))
    place = np.zeros(log.events, np.int64)
    place[order] = np.arange(len(order))
    furthest = np.zeros(len(order), np.int64)
    for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        furthest[begin:end] = np.maximum.accumulate(log.end[order[begin:end]])
    if passed is None:
        passed = np.zeros(log.events, np.bool_)
        passed[1:] = (person[1:] != person[:-1]) & (person[:-1] >= 0)
        passed[firsts] = False
    rework = again(log, allowed) if rework is None else rework
    parts = np.zeros((len(events), len(CAUSES)), np.int64)
    given = (
        as_read(events), as_read(ready), as_read(log.begin), as_read(log.end), as_read(person),
        as_read(_batched_until(log, ready)), as_read(rework), as_read(passed), as_read(order),
        as_read(bounds), as_read(place), as_read(furthest), *_there(log, ready, shifts), _away(log),
    )  # fmt: skip
    if split is None:
        loop: Callable[..., None] = splitting.split_waits
        loop(*(each.tolist() for each in given), MOST_STEPS, parts)
    else:
        split(*given, MOST_STEPS, parts)
    return Waits(events, log.begin[events] - ready[events], parts)


def _there(
    log: EventLog, ready: Numbers, shifts: Shifts | Sequence[Shifts] | None
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """When people are there, one after the other, and where each one's begins and ends."""
    assert log.begin is not None
    assert log.person is not None
    people = len(log.person.texts)
    theirs = np.zeros(2 * people, np.int64)
    if shifts is None:
        nothing = as_read(np.zeros(0, np.int64))
        return nothing, nothing, nothing, theirs
    first = int(min(log.begin.min(), log.end.min(), ready.min()))
    last = int(max(log.begin.max(), log.end.max()))
    if isinstance(shifts, Shifts):
        every = [Worked(shifts, first, last)]
        theirs[1::2] = len(every[0].starts)
    else:
        every = worked_by_each(shifts, first, last)
        bounds = np.cumsum([0, *(len(each.starts) for each in every)])
        theirs[::2], theirs[1::2] = bounds[:-1], bounds[1:]
    starts, ends, before = (
        as_read(
            np.concatenate([np.zeros(0, np.int64), *(getattr(one, name)[: len(one.starts)] for one in every)])
        )
        for name in ("starts", "ends", "before")
    )
    return starts, ends, before, theirs


def _away(log: EventLog) -> Numbers:
    """Per person the hours of the week, up to each, in which the log never sees her; none where it sees her seldom."""
    assert log.begin is not None
    assert log.person is not None
    people, codes = len(log.person.texts), log.person.codes
    seen = np.zeros((people, 168), np.bool_)
    known = codes >= 0
    for moments in (log.begin, log.end):
        seen[codes[known], (moments[known] // HOUR) % 168] = True
    often = np.bincount(codes[known], minlength=people) >= SEEN
    away = np.zeros((people, 169), np.int64)
    np.cumsum(~seen & often[:, None], axis=1, out=away[:, 1:])
    return as_read(away)


def _batched_until(log: EventLog, ready: Numbers) -> Numbers:
    """Until when each step waited for the others of its batch to be ready; nothing where it is in none."""
    assert log.begin is not None
    assert log.person is not None
    until = np.full(log.events, np.iinfo(np.int64).min)
    order = np.lexsort((log.begin, log.activity.codes, log.person.codes))
    order = order[np.searchsorted(log.person.codes[order], 0) :]
    if len(order) < BATCH:
        return until
    person, activity = log.person.codes[order], log.activity.codes[order]
    begin, end, ripe = log.begin[order], log.end[order], ready[order]
    parted = np.ones(len(order), np.bool_)
    parted[1:] = (
        (person[1:] != person[:-1])
        | (activity[1:] != activity[:-1])
        | (begin[1:] > np.maximum(end[:-1], begin[:-1]) + NEAR)
    )
    heads = np.flatnonzero(parted)
    number = np.cumsum(parted) - 1
    parted |= ripe > begin[heads][number]  # it came while the others were under way: not one of them
    heads = np.flatnonzero(parted)
    number = np.cumsum(parted) - 1
    latest = np.maximum.reduceat(ripe, heads)
    cases = np.diff(np.append(heads, len(order)))
    member = (cases >= BATCH)[number]
    until[order[member]] = latest[number][member]
    return until

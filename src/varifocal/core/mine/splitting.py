"""What each wait is made of, event by event: one loop, compiled for large logs (`kernel.split_waits`), plain for small
ones. It calls nothing, so that either is the whole of it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Numbers = NDArray[Any]


def split_waits(
    waits: Numbers,
    ready: Numbers,
    begin_at: Numbers,
    end_at: Numbers,
    person: Numbers,
    batched_until: Numbers,
    again: Numbers,
    passed: Numbers,
    order: Numbers,
    bounds: Numbers,
    place: Numbers,
    furthest: Numbers,
    starts: Numbers,
    ends: Numbers,
    before: Numbers,
    theirs: Numbers,
    away: Numbers,
    most: int,
    out: Numbers,
) -> None:
    """What each wait is made of, into `out`: rework, batching, prioritisation, contention, unavailability, hand-off,
    not known.

    `order` has the steps of each person (`bounds`) by begin, `place` where each step stands in it, `furthest` the
    latest end of a person's steps up to each place. More than `most` steps during one wait are not looked through.
    When a person is there: by the shifts from `theirs[2 * who]` up to `theirs[2 * who + 1]` of `starts` and `ends`
    (`before`: what was worked before each), else by the hours of a week, of which `away[who][h]` of the first h are not
    hers.
    """
    hour = 3_600_000_000
    for number in range(len(waits)):
        event = waits[number]
        from_, taken, who = ready[event], begin_at[event], person[event]
        if again[event]:
            out[number, 0] = taken - from_
            continue
        if who < 0:
            out[number, 6] = taken - from_
            continue
        first = place[event]
        while first < bounds[who + 1] and begin_at[order[first]] < taken:
            first += 1
        last = first
        while first > bounds[who] and furthest[first - 1] > from_ and last - first < most:
            first -= 1
        covered, covered_later = from_, from_
        batched = batched_until[event]
        for at in range(first, last + 1):
            if at < last:
                other = order[at]
                if other == event:
                    continue
                began, until = max(from_, begin_at[other]), min(taken, end_at[other])
                if until <= began:
                    continue
            else:  # what is left until it was taken up
                other = event
                began, until = taken, taken
            if began > covered:  # free: until the batch is ready, and after that
                ripe = min(began, max(covered, batched))
                off = 0
                for side in range(2):  # up to when she took it up, less up to when it was ripe
                    moment = ripe if side else began
                    low, high = theirs[2 * who], theirs[2 * who + 1]
                    if high > low:
                        while low < high:
                            middle = (low + high) >> 1
                            if starts[middle] <= moment:
                                low = middle + 1
                            else:
                                high = middle
                        gone = moment
                        if low > theirs[2 * who]:
                            gone -= before[low - 1] + min(moment, ends[low - 1]) - starts[low - 1]
                    else:
                        week = moment // (168 * hour)
                        inside = moment - week * 168 * hour
                        spot = inside // hour
                        gone = week * away[who][168] * hour + away[who][spot] * hour
                        if away[who][spot + 1] > away[who][spot]:
                            gone += inside - spot * hour
                    off += gone - 2 * gone * side
                out[number, 1] += ripe - covered
                out[number, 4] += off
                out[number, 5] += began - ripe - off
            if until > covered:
                out[number, 3] += until - max(began, covered)
                covered = until
            if at < last and ready[other] > ready[event] and until > covered_later:
                out[number, 2] += until - max(began, covered_later)
                covered_later = until
        out[number, 3] -= out[number, 2]
        if not passed[event]:
            out[number, 6] = out[number, 5]
            out[number, 5] = 0

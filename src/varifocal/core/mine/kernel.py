"""The compiled half of measuring: loops over events, whole cases at a time.

A directly-follows graph with every duration is a counting sort: count each edge, lay its durations beside each
other, and select the middle ones (C. A. R. Hoare, "Algorithm 65: Find", 1961). Sums are integers: exact.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from varifocal.core.compiled import compiled
from varifocal.core.mine import splitting

Numbers = NDArray[Any]


@compiled
def count_edges(offsets: Numbers, activity: Numbers, width: int, counts: Numbers) -> None:
    """How often each pair of activities follows each other: `counts[a * width + b]`."""
    for case in range(len(offsets) - 1):
        begin, end = offsets[case], offsets[case + 1]
        if begin == end:
            continue
        before = activity[begin]
        for event in range(begin + 1, end):
            now = activity[event]
            counts[before * width + now] += 1
            before = now


@compiled
def lay_durations(
    offsets: Numbers, activity: Numbers, stamp: Numbers, width: int, place: Numbers, durations: Numbers
) -> None:
    """The time from one event to the next, edge by edge; `place` says where each edge's begin, and is moved on."""
    for case in range(len(offsets) - 1):
        begin, end = offsets[case], offsets[case + 1]
        if begin == end:
            continue
        before = activity[begin]
        then = stamp[begin]
        for event in range(begin + 1, end):
            now = activity[event]
            edge = before * width + now
            at = place[edge]
            durations[at] = stamp[event] - then
            place[edge] = at + 1
            before = now
            then = stamp[event]


@compiled
def _select(values: Numbers, low: int, high: int, k: int) -> int:
    """Put the k-th smallest of values[low..high] at k, none larger before it and none smaller behind."""
    while low < high:
        middle = (low + high) >> 1
        one, two, three = values[low], values[middle], values[high]
        pivot = max(min(one, two), min(max(one, two), three))
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                kept = values[left]
                values[left] = values[right]
                values[right] = kept
                left += 1
                right -= 1
        if k <= right:
            high = right
        elif k >= left:
            low = left
        else:
            break
    return values[k]  # type: ignore[no-any-return]


@compiled
def summarize(edges: Numbers, starts: Numbers, durations: Numbers, out: Numbers) -> None:
    """Per edge into `out`: twice the median, the 90th percentile (nearest rank), min, max and sum, all exact."""
    for number in range(len(edges)):
        begin, end = starts[number], starts[number + 1]
        size = end - begin
        total = 0
        least = most = durations[begin]
        for at in range(begin, end):
            value = durations[at]
            total += value
            least = min(least, value)
            most = max(most, value)
        upper = begin + size // 2
        high = _select(durations, begin, end - 1, upper)
        if size % 2:
            out[number, 0] = 2 * high
        else:
            low = durations[begin]
            for at in range(begin, upper):
                low = max(low, durations[at])
            out[number, 0] = low + high
        out[number, 1] = _select(durations, upper, end - 1, max(upper, begin + (9 * size + 9) // 10 - 1))
        out[number, 2] = least
        out[number, 3] = most
        out[number, 4] = total


@compiled
def find_variants(
    offsets: Numbers,
    activity: Numbers,
    table: Numbers,
    hashes: Numbers,
    first: Numbers,
    counts: Numbers,
    of: Numbers,
) -> int:
    """Number the distinct traces in the order they are met; compared whole, so never confused. Says how many.

    `table` must be a power of two long and twice the number of cases. `first` gets a case of each.
    """
    mask = len(table) - 1
    variants = 0
    for case in range(len(offsets) - 1):
        begin, end = offsets[case], offsets[case + 1]
        size = end - begin
        hashed = 0x4BF29CE484222325 + size
        for event in range(begin, end):
            hashed = (hashed ^ activity[event]) * 0x1E3779B97F4A7C15
            hashed ^= hashed >> 31
        place = hashed & mask
        found = -1
        while table[place]:
            variant = table[place] - 1
            if hashes[variant] == hashed:
                other = offsets[first[variant]]
                if offsets[first[variant] + 1] - other == size:
                    same = True
                    for k in range(size):
                        if activity[other + k] != activity[begin + k]:
                            same = False
                            break
                    if same:
                        found = variant
                        break
            place = (place + 1) & mask
        if found < 0:
            found = variants
            table[place] = found + 1
            hashes[found] = hashed
            first[found] = case
            variants += 1
        counts[found] += 1
        of[case] = found
    return variants


@compiled
def walk(
    offsets: Numbers,
    activity: Numbers,
    begin_at: Numbers,
    end_at: Numbers,
    person: Numbers,
    role: Numbers,
    met: Numbers,
    spans: Numbers,
    reworked: Numbers,
    out: Numbers,
) -> None:
    """Everything that is counted event by event, in one pass.

    `met[a]` holds the last case activity a was met in, and -1 at first. `spans`: per case from its first begin to
    its last end. `reworked`: per activity how often it was done again in a case. `out`: self-loops, cases with
    rework, ties, pairs with two known people, hand-overs, pairs with two known roles, hand-overs between roles,
    worked, waited, ping-pong (a, b, a), events that end before they begin.
    """
    loops = rework = ties = pairs = handed = role_pairs = role_handed = worked = waited = ping = turned = 0
    for case in range(len(offsets) - 1):
        begin, end = offsets[case], offsets[case + 1]
        if begin == end:
            continue
        least, most = begin_at[begin], end_at[begin]
        again = False
        for event in range(begin, end):
            now = activity[event]
            if met[now] == case:
                again = True
                reworked[now] += 1
            met[now] = case
            started, ended = begin_at[event], end_at[event]
            least = min(least, started, ended)
            most = max(most, ended, started)
            worked += ended - started
            turned += started > ended
            if event > begin:
                before = activity[event - 1]
                loops += before == now
                ties += end_at[event - 1] == ended
                gap = started - end_at[event - 1]
                if gap > 0:
                    waited += gap
                if person[event] >= 0 and person[event - 1] >= 0:
                    pairs += 1
                    handed += person[event] != person[event - 1]
                if role[event] >= 0 and role[event - 1] >= 0:
                    role_pairs += 1
                    role_handed += role[event] != role[event - 1]
                if event > begin + 1 and activity[event - 2] == now and before != now:
                    ping += 1
        rework += again
        spans[case] = most - least
    out[0], out[1], out[2], out[3], out[4] = loops, rework, ties, pairs, handed
    out[5], out[6], out[7], out[8], out[9], out[10] = role_pairs, role_handed, worked, waited, ping, turned


split_waits = compiled(splitting.split_waits)


@compiled
def hash_cases(offsets: Numbers, activity: Numbers, out: Numbers) -> None:
    """A number for each case's trace that can be carried on event by event (`live`)."""
    for case in range(len(offsets) - 1):
        hashed = 0
        for event in range(offsets[case], offsets[case + 1]):
            hashed = (hashed ^ (activity[event] + 1)) * 0x1E3779B97F4A7C15
            hashed ^= (hashed >> 29) & 0x7FFFFFFFF
        out[case] = hashed

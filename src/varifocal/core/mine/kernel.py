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
def key_traces(offsets: Numbers, activity: Numbers, bits: int, keys: Numbers) -> None:
    """A key for each trace: itself, `bits` an activity, where it fits into 63 of them; else a number below nought that
    different traces may share."""
    most = 63 // bits
    for case in range(len(offsets) - 1):
        begin, end = offsets[case], offsets[case + 1]
        key = 0
        if end - begin <= most:
            for event in range(begin, end):
                key = (key << bits) | (activity[event] + 1)
        else:
            for event in range(begin, end):
                key = (key ^ (activity[event] + 1)) * 0x1E3779B97F4A7C15
                key ^= key >> 31
            key |= -0x8000000000000000
        keys[case] = key


@compiled
def _mixed(key: int) -> int:
    mixed = (key ^ (key >> 32)) * 0x1E3779B97F4A7C15
    mixed = (mixed ^ (mixed >> 29)) * 0x3F58476D1CE4E5B9
    return mixed ^ (mixed >> 32)


@compiled
def count_heaps(keys: Numbers, heaps: int, starts: Numbers) -> None:
    """How many keys belong to each heap (a power of two of them), one place further on in `starts`."""
    for case in range(len(keys)):
        starts[(_mixed(keys[case]) & (heaps - 1)) + 1] += 1


@compiled
def lay_heaps(keys: Numbers, heaps: int, place: Numbers, laid: Numbers, cases: Numbers) -> None:
    """The keys heap by heap, each heap's in the order of their cases; `place`: where each heap begins, is moved on."""
    for case in range(len(keys)):
        key = keys[case]
        heap = _mixed(key) & (heaps - 1)
        at = place[heap]
        laid[at] = key
        cases[at] = case
        place[heap] = at + 1


@compiled
def lead_heaps(
    heaps: int,
    starts: Numbers,
    laid: Numbers,
    cases: Numbers,
    offsets: Numbers,
    activity: Numbers,
    table: Numbers,
    leader: Numbers,
) -> None:
    """Of each case the first one of the same trace. Where keys do not say whether traces are the same they are compared
    whole, so they are never confused. `table`: four times the largest heap and more."""
    for heap in range(heaps):
        begin, end = starts[heap], starts[heap + 1]
        size = 4
        while size < 2 * (end - begin):
            size *= 2
        for slot in range(size):
            table[slot] = -1
        for at in range(begin, end):
            key, case = laid[at], cases[at]
            slot = (_mixed(key) // heaps) & (size - 1)
            found = case
            while table[slot] >= 0:
                other = table[slot]
                if laid[other] == key:
                    met = cases[other]
                    same = True
                    if key < 0:
                        one, two = offsets[case], offsets[met]
                        length = offsets[case + 1] - one
                        same = offsets[met + 1] - two == length
                        k = 0
                        while same and k < length:
                            same = activity[one + k] == activity[two + k]
                            k += 1
                    if same:
                        found = met
                        break
                slot = (slot + 1) & (size - 1)
            if found == case:
                table[slot] = at
            leader[case] = found


@compiled
def number_traces(leader: Numbers, first: Numbers, counts: Numbers, of: Numbers) -> int:
    """Number the distinct traces in the order they are met. Says how many."""
    variants = 0
    for case in range(len(leader)):
        lead = leader[case]
        if lead == case:
            first[variants] = case
            number = variants
            variants += 1
        else:
            number = of[lead]
        of[case] = number
        counts[number] += 1
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

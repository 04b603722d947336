"""The compiled kernel for renewable resources: serial schedules, justification, and evolution over them.

Tasks are numbered in a topological order here, and every number is an int64, whatever it counts. A period's free
capacity is packed into words: each resource has a field, its topmost bit a guard that is always set, so that one
subtraction and one mask tell whether all resources of a word suffice (multiple byte processing, Lamport 1975).
"""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.plan.search.arrays import (
    BEST,
    BEST_ROW,
    FILLED,
    FOUND_AT,
    PLACED,
    WORST_ROW,
    Ints,
    Network,
    Population,
    Scratch,
    Words,
)

NOISE = 100
"""First schedules: latest finishes plus up to so many per cent of the critical path, a share drawn for each."""

SHORTEST, LONGEST = 10, 50
"""Of a mother's list so many per cent are inherited in one piece."""

PIECES = 2
"""Pieces looked at; the one that uses the resources most is inherited."""

BY_WAIT, BY_FIT, KEPT = range(3)
"""How a task's people are chosen, see `serial`."""

SERIAL = -1
"""In place of a delay: the next task is always the next in the list, see `within`."""

SERIALLY = 25
"""So many per cent of the delays drawn are none but the serial scheme."""

REDRAWN = 10
"""So many per cent of the children draw a delay of their own."""

HOPELESS = 1
"""A child's first schedule is given up where it is longer than the worst row by more than so many per cent; with
people the second is worth more, and always made."""

ENDLESS = 1 << 60
"""In place of the longest makespan of use."""

PROBES = 8
"""Places at which a schedule is looked for among those seen."""

SAMPLED, BRED = 3, 2
"""Schedules made for a first row, and at most for a child."""

MUTATED, SHIFTS, REACH = 50, 3, 20
"""So many per cent of the children have one to three tasks shifted, by at most so many places."""


@compiled
def draw(random: Words, below: int) -> int:
    """A number from 0 to `below` - 1 (xorshift64*, Vigna 2016); `random` is the generator's one word."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return int(np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % below)


@compiled
def seated(
    able: Ints, roles: Ints, seat: Ints, path: Ints, queue: Ints, first: int, last: int, person: int
) -> bool:
    """Find a role for one more person, others moving over where they can (augmenting path, breadth first)."""
    for role in range(last - first):
        path[role] = -2
    head, tail = 0, 0
    for role in range(last - first):
        if able[roles[first + role], person] == 1:
            path[role] = -1
            queue[tail] = role
            tail += 1
    while head < tail:
        role = queue[head]
        head += 1
        if seat[role] < 0:
            while path[role] >= 0:
                seat[role] = seat[path[role]]
                role = path[role]
            seat[role] = person
            return True
        for other in range(last - first):
            if path[other] == -2 and able[roles[first + other], seat[role]] == 1:
                path[other] = role
                queue[tail] = other
                tail += 1
    return False


@compiled
def one_person(
    able: Ints,
    sought: Ints,
    idle: Ints,
    crew: Ints,
    wish: Ints,
    group: int,
    role: int,
    start: int,
    by_fit: bool,
) -> int:
    """Somebody for a task of one role: who can begin first; of these the one wished for, else the one who has
    waited least or, `by_fit`, is sought least."""
    found, begin, least = -1, 0, 0
    for person in range(idle.shape[0]):
        if able[group, person] == 0:
            continue
        at = max(start, idle[person])
        key = sought[person] if by_fit else at - idle[person]
        if person == wish[role]:
            key = -1
        if found < 0 or at < begin or (at == begin and key < least):
            found, begin, least = person, at, key
    crew[role] = found
    return begin


@compiled
def whole_crew(net: Network, work: Scratch, first: int, last: int, start: int, by_fit: bool) -> int:
    """People for all roles of a task at once: as early as any crew can begin; then those preferred, who by the
    matroid of matchings may be taken greedily (Edmonds and Fulkerson 1965)."""
    people, rank, seat, path, queue = work.people, work.rank, work.seat, work.path, work.queue
    able, roles, sought, idle, wishes = net.able, net.role, net.sought, work.idle, work.wish
    count = 0
    for person in range(idle.shape[0]):
        for role in range(first, last):
            if able[roles[role], person] == 1:
                rank[person] = max(start, idle[person])
                at = count
                while at > 0 and rank[people[at - 1]] > rank[person]:
                    people[at] = people[at - 1]
                    at -= 1
                people[at] = person
                count += 1
                break
    for role in range(last - first):
        seat[role] = -1
    missing = last - first
    begin = start
    free = 0
    while free < count and (missing > 0 or rank[people[free]] <= begin):
        if missing > 0 and seated(able, roles, seat, path, queue, first, last, people[free]):
            missing -= 1
            begin = rank[people[free]]
        free += 1
    for at in range(free):
        person = people[at]
        rank[person] = sought[person] if by_fit else begin - idle[person]
        for role in range(first, last):
            if wishes[role] == person:
                rank[person] = -1
        to = at
        while to > 0 and rank[people[to - 1]] > rank[person]:
            people[to] = people[to - 1]
            to -= 1
        people[to] = person
    for role in range(last - first):
        seat[role] = -1
    missing = last - first
    for at in range(free):
        if missing > 0 and seated(able, roles, seat, path, queue, first, last, people[at]):
            missing -= 1
    for role in range(first, last):
        work.crew[role] = seat[role - first]
    return begin


@compiled
def serial(
    net: Network, work: Scratch, backward: bool, order: Ints, starts: Ints, how: int, most: int
) -> int:
    """Place the tasks one by one in this order, each as early as it fits; the makespan (Kelley 1963).

    `backward` does so in the mirror: successors first, time counted from the end. `work.free` is full capacity
    before and after. Each of a task's people goes on from her last task, gaps before it stay; `how` they are
    chosen: who has waited least, who is sought least, or those of `work.crew` as they stand. It is given up as soon
    as a task and the chain behind it show that the makespan will be more than `most`; answered is a bound on it then.
    """
    before_at, before, behind = net.before_at, net.before, net.behind
    if backward:
        before_at, before, behind = net.after_at, net.after, net.ahead
    duration, demand, free, guard = net.duration, net.demand, work.free, net.guard
    words = net.capacity.shape[0]
    end, least, count = 0, 0, 0
    role_at, role, able, sought = net.role_at, net.role, net.able, net.sought
    idle, crew, wish = work.idle, work.crew, work.wish
    idle[:] = 0
    for at in range(order.shape[0]):
        task = order[at]
        start = 0
        for k in range(before_at[task], before_at[task + 1]):
            ready = starts[before[k]] + duration[before[k]]
            if ready > start:
                start = ready
        first, last = role_at[task], role_at[task + 1]
        if how == KEPT:
            for k in range(first, last):
                if idle[crew[k]] > start:
                    start = idle[crew[k]]
        elif last - first == 1:
            start = one_person(able, sought, idle, crew, wish, role[first], first, start, how == BY_FIT)
        elif last > first:
            start = whole_crew(net, work, first, last, start, how == BY_FIT)
        finish = start + duration[task]
        if words == 1:  # nearly always; the loop over words costs a third of the time
            need = demand[task, 0]
            if need != 0:
                period = start
                while period < finish:
                    if (free[period, 0] - need) & guard != guard:
                        start = period + 1
                        finish = start + duration[task]
                    period += 1
                for period in range(start, finish):
                    free[period, 0] -= need
        else:
            period = start
            while period < finish:
                for word in range(words):
                    if (free[period, word] - demand[task, word]) & guard != guard:
                        start = period + 1
                        finish = start + duration[task]
                        break
                period += 1
            for period in range(start, finish):
                for word in range(words):
                    free[period, word] -= demand[task, word]
        starts[task] = start
        if duration[task] > 0:
            for k in range(first, last):
                idle[crew[k]] = finish
        if finish > end:
            end = finish
        count += 1
        least = finish + behind[task]
        if least > most:
            break
    work.placed[0] += count
    for word in range(words):
        free[:end, word] = net.capacity[word]
    return max(end, least)


@compiled
def first_fit(free: Ints, demand: Ints, guard: int, task: int, length: int, start: int, latest: int) -> int:
    """The earliest start from `start` on that the resources allow; anything later than `latest` where that is."""
    period, finish = start, start + length
    if demand.shape[1] == 1:  # nearly always
        need = demand[task, 0]
        while period < finish:
            if (free[period, 0] - need) & guard != guard:
                start = period + 1
                finish = start + length
                if start > latest:
                    return start
            period += 1
        return start
    while period < finish and start <= latest:
        for word in range(demand.shape[1]):
            if (free[period, word] - demand[task, word]) & guard != guard:
                start = period + 1
                finish = start + length
                break
        period += 1
    return start


@compiled
def within(
    net: Network, work: Scratch, backward: bool, order: Ints, starts: Ints, delay: int, most: int
) -> int:
    """Place tasks, each time the first in the list that can begin within `delay` of the earliest any can; the
    makespan.

    Without delay nothing waits that could begin (the parallel scheme, Kelley 1963); the longer it is the more this
    is `serial` (parameterized active schedules, Gonçalves, Mendes and Resende 2005). Given up as `serial` is. Not for
    tasks with people.
    """
    before_at, before, after_at, after = net.before_at, net.before, net.after_at, net.after
    behind = net.behind
    if backward:
        before_at, before, after_at, after = net.after_at, net.after, net.before_at, net.before
        behind = net.ahead
    duration, demand, free, guard = net.duration, net.demand, work.free, net.guard
    words, n = net.capacity.shape[0], order.shape[0]
    place, missing, ready, earliest = work.marks, work.missing, work.ready, work.earliest
    count, done, bound = 0, 0, 0
    for at in range(n):
        task = order[at]
        place[task] = at
        missing[task] = before_at[task + 1] - before_at[task]
        if missing[task] == 0:
            ready[count], earliest[count] = task, 0
            count += 1
    end, soonest = 0, 0
    for _ in range(n):
        least, soonest = soonest, free.shape[0]  # never sooner than what was placed last could begin
        for at in range(count):
            if earliest[at] < soonest:
                task = ready[at]
                earliest[at] = first_fit(free, demand, guard, task, duration[task], earliest[at], soonest - 1)
                soonest = min(soonest, earliest[at])
                if soonest == least:
                    break
        latest, at = soonest + delay, 0
        while True:
            task, start = ready[at], earliest[at]
            if start <= latest:
                start = first_fit(free, demand, guard, task, duration[task], start, latest)
                earliest[at] = start
                if start <= latest:
                    break
            at += 1
        finish = start + duration[task]
        for word in range(words):
            need = demand[task, word]
            for period in range(start, finish):
                free[period, word] -= need
        starts[task] = start
        if finish > end:
            end = finish
        done += 1
        bound = finish + behind[task]
        if bound > most:
            break
        count -= 1
        for k in range(at, count):
            ready[k], earliest[k] = ready[k + 1], earliest[k + 1]
        for j in range(after_at[task], after_at[task + 1]):
            other = after[j]
            missing[other] -= 1
            if missing[other] == 0:
                start = 0
                for k in range(before_at[other], before_at[other + 1]):
                    start = max(start, starts[before[k]] + duration[before[k]])
                to = count
                while to > 0 and place[ready[to - 1]] > place[other]:
                    ready[to], earliest[to] = ready[to - 1], earliest[to - 1]
                    to -= 1
                ready[to], earliest[to] = other, start
                count += 1
    work.placed[0] += done
    for word in range(words):
        free[:end, word] = net.capacity[word]
    return max(end, bound)


@compiled
def placed(net: Network, work: Scratch, backward: bool, how: int, delay: int, most: int) -> int:
    """The list at hand made a schedule, by one scheme or the other; the makespan."""
    if delay == SERIAL:
        return serial(net, work, backward, work.order, work.starts, how, most)
    return within(net, work, backward, work.order, work.starts, delay, most)


@compiled
def drawn_delay(net: Network, random: Words) -> int:
    """`SERIAL` now and then and for tasks with people, else up to the longest task's duration."""
    if net.role.shape[0] > 0 or draw(random, 100) < SERIALLY:
        return SERIAL
    longest = 0
    for task in range(net.duration.shape[0]):
        longest = max(longest, net.duration[task])
    return draw(random, longest + 1)


@compiled
def sort_by(keys: Ints, most: int, backward: bool, count: Ints, order: Ints) -> None:
    """Put the tasks into `order` by their keys, 0 to `most`, equal ones by number, ascending or `backward`.

    `count` is all zero before and after.
    """
    n = keys.shape[0]
    for task in range(n):
        count[keys[task] + 1] += 1
    for key in range(1, most + 1):
        count[key] += count[key - 1]
    for at in range(n):
        task = n - 1 - at if backward else at
        order[count[keys[task]]] = task
        count[keys[task]] += 1
    for key in range(most + 2):
        count[key] = 0


@compiled
def turned(net: Network, work: Scratch, towards_end: bool, end: int) -> None:
    """List the tasks for being pushed the other way, the outermost first."""
    keys, starts, duration = work.keys, work.starts, net.duration
    for task in range(keys.shape[0]):
        keys[task] = end - starts[task] - duration[task]
    sort_by(keys, end, towards_end, work.counts, work.order)


@compiled
def turn(net: Network, work: Scratch, towards_end: bool, end: int, how: int, most: int) -> int:
    """Push every task as far as it goes the other way; never a longer schedule.

    Towards the end `starts` count from the end afterwards, and back again (justification, Valls, Ballestín and
    Quintanilla 2005).
    """
    turned(net, work, towards_end, end)
    return serial(net, work, towards_end, work.order, work.starts, how, most)


@compiled
def sample(net: Network, work: Scratch, random: Words, noise: int) -> int:
    """A first schedule: latest finish first, with noise, half of them by the parallel scheme where there are no
    people; then justified. Three schedules."""
    order, keys = work.order, work.keys
    late, before_at, before = net.late, net.before_at, net.before
    most = 0
    for task in range(order.shape[0]):
        key = late[task]
        if noise > 0:
            key += draw(random, noise + 1)
        for k in range(before_at[task], before_at[task + 1]):
            if keys[before[k]] > key:
                key = keys[before[k]]
        keys[task] = key
        if key > most:
            most = key
    sort_by(keys, most, False, work.counts, order)
    how = draw(random, 2)
    work.wish[:] = -1
    delay = 0 if net.role.shape[0] == 0 and draw(random, 2) == 0 else SERIAL
    end = placed(net, work, False, how, delay, ENDLESS)
    end = turn(net, work, True, end, how, ENDLESS)
    return turn(net, work, False, end, KEPT, ENDLESS)


@compiled
def inherit(work: Scratch, mother: Ints, father: Ints, first: int, last: int) -> None:
    """A child's list: the father's up to `first`, the mother's next up to `last`, the father's rest.

    Two-point crossover of activity lists (Hartmann 1998): no task before one it depends on.
    """
    child, taken = work.order, work.marks
    n = child.shape[0]
    taken[:] = 0
    for at in range(first):
        child[at] = father[at]
        taken[father[at]] = 1
    at = first
    for k in range(n):
        if at >= last:
            break
        if taken[mother[k]] == 0:
            child[at] = mother[k]
            taken[mother[k]] = 1
            at += 1
    for k in range(n):
        if taken[father[k]] == 0:
            child[at] = father[k]
            at += 1


@compiled
def peak(net: Network, order: Ints, starts: Ints, random: Words) -> tuple[int, int]:
    """The piece of a list to inherit: of a few drawn the one that uses the resources most for its length
    (after the peaks of Valls, Ballestín and Quintanilla 2008)."""
    n = order.shape[0]
    energies, duration = net.energy, net.duration
    first, last, best = 0, 0, -1
    for _ in range(PIECES):
        length = max(1, n * SHORTEST // 100) + draw(random, n * (LONGEST - SHORTEST) // 100 + 1)
        length = min(length, n)
        a = draw(random, n - length + 1)
        energy, since, until = 0, starts[order[a]], starts[order[a]]
        for at in range(a, a + length):
            task = order[at]
            energy += energies[task]
            since = min(since, starts[task])
            until = max(until, starts[task] + duration[task])
        used = energy // (until - since + 1)
        if used > best:
            first, last, best = a, a + length, used
    return first, last


@compiled
def shift(net: Network, work: Scratch, random: Words) -> None:
    """Move one to three tasks within the list, as far as those before and after them allow."""
    order, place = work.order, work.marks
    n = order.shape[0]
    for at in range(n):
        place[order[at]] = at
    for _ in range(1 + draw(random, SHIFTS)):
        at = draw(random, n)
        task = order[at]
        low, high = max(0, at - REACH), min(n - 1, at + REACH)
        for k in range(net.before_at[task], net.before_at[task + 1]):
            low = max(low, place[net.before[k]] + 1)
        for k in range(net.after_at[task], net.after_at[task + 1]):
            high = min(high, place[net.after[k]] - 1)
        to = low + draw(random, high - low + 1)
        step = 1 if to > at else -1
        while at != to:
            order[at] = order[at + step]
            place[order[at]] = at
            at += step
        order[at] = task
        place[task] = at


@compiled
def better(pop: Population, one: int, other: int) -> bool:
    """Which of two rows is the better schedule: shorter; then the smaller sum of squared starts."""
    if pop.makespan[one] != pop.makespan[other]:
        return bool(pop.makespan[one] < pop.makespan[other])
    return bool(pop.total[one] < pop.total[other])


@compiled
def chosen(pop: Population, random: Words) -> int:
    """The better of two rows drawn."""
    size = pop.makespan.shape[0]
    one, other = draw(random, size), draw(random, size)
    return one if better(pop, one, other) else other


@compiled
def wish(net: Network, work: Scratch, pop: Population, mother: int, father: int) -> None:
    """Of every other child each task would like the people it has with one of the parents, drawn task by task."""
    random, role_at, wishes, crew = pop.random, net.role_at, work.wish, pop.crew
    asked = draw(random, 2)
    for task in range(role_at.shape[0] - 1):
        parent = mother if draw(random, 2) else father
        for role in range(role_at[task], role_at[task + 1]):
            wishes[role] = crew[parent, role] if asked else -1


@compiled
def breed(net: Network, work: Scratch, pop: Population) -> tuple[int, int]:
    """One child of two rows, placed from the end and pushed back to the start: two schedules, or the part of them that
    was placed before it was without hope. Its makespan and its delay, which is that of a parent or a new one."""
    random = pop.random
    n = work.order.shape[0]
    mother, father = chosen(pop, random), chosen(pop, random)
    if mother == father:
        father = (father + 1) % pop.makespan.shape[0]
    first, last = peak(net, pop.orders[mother], pop.starts[mother], random)
    inherit(work, pop.orders[mother], pop.orders[father], first, last)
    if draw(random, 100) < MUTATED:
        shift(net, work, random)
    for at in range(n // 2):
        work.order[at], work.order[n - 1 - at] = work.order[n - 1 - at], work.order[at]
    if work.crew.shape[0] > 0:
        wish(net, work, pop, mother, father)
    delay = pop.delay[mother if draw(random, 2) else father]
    if draw(random, 100) < REDRAWN:
        delay = drawn_delay(net, random)
    worst = pop.makespan[pop.tally[WORST_ROW]]
    most = ENDLESS if net.role.shape[0] > 0 else (100 + HOPELESS) * worst // 100
    end = placed(net, work, True, draw(random, 2), delay, most)
    how = KEPT if draw(random, 2) else draw(random, 2)
    if end > most or (net.role.shape[0] == 0 and known(pop.seen, work.starts)):
        return ENDLESS, delay
    if delay != SERIAL and draw(random, 2):
        turned(net, work, False, end)
        return placed(net, work, False, how, delay, worst), delay
    return turn(net, work, False, end, how, worst), delay


@compiled
def known(seen: Words, starts: Ints) -> bool:
    """Whether this schedule was seen before; it is from now on. `seen` is a table of hashes, old ones give way."""
    mixed = np.uint64(1)
    for task in range(starts.shape[0]):
        mixed = (mixed ^ np.uint64(starts[task])) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    mixed |= np.uint64(1)  # 0 is an empty place
    last = seen.shape[0] - 1
    first = np.int64(mixed >> np.uint64(1)) & last
    for step in range(PROBES):
        at = (first + step) & last
        if seen[at] == mixed:
            return True
        if seen[at] == 0:
            seen[at] = mixed
            return False
    seen[first] = mixed
    return False


@compiled
def worst_row(pop: Population) -> int:
    """The row that a better schedule may replace."""
    worst = 0
    for row in range(1, pop.makespan.shape[0]):
        if better(pop, worst, row):
            worst = row
    return worst


@compiled
def copied(values: Ints, rows: Ints, row: int) -> None:
    """One row made the same as these values."""
    for at in range(values.shape[0]):
        rows[row, at] = values[at]


@compiled
def keep(net: Network, work: Scratch, pop: Population, end: int, delay: int) -> None:
    """Let the schedule at hand into the population: in an empty row, or for the worst one if it is better."""
    n = work.order.shape[0]
    keys, starts, duration = work.keys, work.starts, net.duration
    total = 0
    for task in range(n):
        total += starts[task] * starts[task]
    row, makespan, totals = pop.tally[FILLED], pop.makespan, pop.total
    if row < makespan.shape[0]:
        pop.tally[FILLED] += 1
    else:
        row = pop.tally[WORST_ROW]
        if end > makespan[row] or (end == makespan[row] and total >= totals[row]):
            return
        for other in range(makespan.shape[0]):
            if makespan[other] == end and totals[other] == total:
                return
    for task in range(n):
        keys[task] = starts[task] + duration[task]
    sort_by(keys, end, False, work.counts, work.order)
    copied(work.order, pop.orders, row)
    copied(starts, pop.starts, row)
    copied(work.crew, pop.crew, row)
    pop.delay[row] = delay
    makespan[row], totals[row] = end, total
    if pop.tally[FILLED] == makespan.shape[0]:
        pop.tally[WORST_ROW] = worst_row(pop)
    if end < pop.tally[BEST]:
        pop.tally[BEST] = end
        pop.tally[BEST_ROW] = row
        pop.tally[FOUND_AT] = pop.tally[PLACED]


@compiled
def evolve(net: Network, work: Scratch, pop: Population, until: int, target: int) -> None:
    """Fill the population with samples, then breed, up to so many tasks placed in all or a makespan of `target`.

    Where it stops changes nothing about what comes next: calls in pieces make the same schedules as one call.
    """
    late, span, n = net.late, 0, net.late.shape[0]
    for task in range(n):
        span = max(span, late[task] * NOISE // 100)
    while pop.tally[BEST] > target:
        filled = pop.tally[FILLED]
        empty = filled < pop.makespan.shape[0]
        cost = SAMPLED if empty else BRED
        if pop.tally[PLACED] + cost * n > until:
            return
        before = work.placed[0]
        if empty:
            noise = 0 if filled == 0 else span * draw(pop.random, 100) // 100
            end, delay = sample(net, work, pop.random, noise), drawn_delay(net, pop.random)
        else:
            end, delay = breed(net, work, pop)
        pop.tally[PLACED] += work.placed[0] - before
        keep(net, work, pop, end, delay)

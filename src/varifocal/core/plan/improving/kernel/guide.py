"""Where a change to what is agreed might pay: what holds whatever is late, and who could do it sooner at whose cost.

Read off one schedule, to be tried by making others. What is late is held by something, which is held by something
else: up along that chain it is noted how many days less late each link would let it be, before something else holds it
(the alternative holds). What is not late can wait so long before it makes something late (its slack, as in the critical
path method). So a change is worth what the chains gain less what is lost behind whatever has to wait for it.
"""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Guide, Mending, Room
from varifocal.core.plan.improving.kernel.values import DAY, FAR, NEVER, NO_RANK, NONE, QUEUE, RIVALS
from varifocal.core.plan.workload import Workload

LONGEST_CHAIN = 60
BESIDE = 1e-3
"""How far, in days, a rank is set beside one it has to stand before or after."""
PLACES = 3
"""Places in somebody's order that are looked at before and after the one where a task could begin."""


@compiled
def read(load: Workload, room: Room, mending: Mending, guide: Guide) -> None:
    """Read off the schedule just made, of what is tried now, what holds what is late and what can wait."""
    line_up(load, mending, guide)
    find_holds(load, room, mending, guide)
    find_slack(load, room, guide)
    guide.size[0] = 0
    for task in range(guide.first.shape[0]):
        guide.first[task] = NONE
        finish, one = room.task[task].finish, load.task[task]
        if finish > one.due and not one.tentative:
            note_chain(load, room, guide, task, finish - one.due, one.weight, NONE)
    for project in range(load.project.shape[0]):
        row = load.project[project]
        if room.project_finish[project] > row.due and not row.tentative:
            last = latest(load, room, guide, project)
            note_chain(load, room, guide, last, room.project_finish[project] - row.due, row.weight, project)


@compiled
def line_up(load: Workload, mending: Mending, guide: Guide) -> None:
    """Everybody's agreed work in her order; where each task's people stand among all who do any is `first_seat`."""
    people = guide.line_from.shape[0]
    for who in range(people):
        guide.line_to[who] = 0
    first = load.task[0].agreed_from
    for turn in range(2):  # counted first, then written down
        for task in mending.order:
            if load.key[task].in_line:
                for seat in range(load.task[task].agreed_from - first, load.task[task].agreed_to - first):
                    who = mending.who[seat]
                    if turn == 1:
                        guide.line[guide.line_to[who]] = task
                    guide.line_to[who] += 1
        if turn == 0:
            start = 0
            for who in range(people):
                count = guide.line_to[who]
                guide.line_from[who] = guide.line_to[who] = start
                start += count


@compiled
def find_holds(load: Workload, room: Room, mending: Mending, guide: Guide) -> None:
    """What holds each task, whether by the order of its people, and by how many quarters it would be done earlier
    before something else holds it. What is put aside for something is held by that."""
    first = load.task[0].agreed_from
    for task in range(guide.hold.shape[0]):
        key, start = load.key[task], room.task[task].start
        guide.hold[task], guide.by_queue[task] = room.task[task].held, room.task[task].why == QUEUE
        guide.spare[task], guide.ready[task] = 0, load.task[task].earliest
        guide.standing[task] = NO_RANK
        if key.in_line and key.waits == 1 and not load.task[task].started:
            guide.standing[task] = key.rank
        if start == NONE:
            continue
        other = load.task[task].earliest
        for at in range(load.task[task].ties_from, load.task[task].ties_to):
            tie = load.tie[at]
            if tie.holds_start:
                moment = room.task[tie.before].finish if tie.from_finish else room.task[tie.before].start
                guide.ready[task] = max(guide.ready[task], moment)
                if tie.before != guide.hold[task]:
                    other = max(other, moment)
        if key.in_line:
            for seat in range(load.task[task].agreed_from - first, load.task[task].agreed_to - first):
                other = max(other, hold_in_line(room, guide, task, mending.who[seat]))
        guide.spare[task] = max(0, start - other)
        ahead = guide.hold[task]
        if ahead != NONE and ahead != room.task[task].held:  # put aside for as long as that takes
            guide.spare[task] = room.task[ahead].finish - room.task[ahead].start


@compiled
def hold_in_line(room: Room, guide: Guide, task: int, who: int) -> int:
    """When what else stands before a task in somebody's order is done; what it is put aside for last holds it."""
    start, finish = room.task[task].start, room.task[task].finish
    last, ends, other = NONE, start, 0
    for at in range(guide.line_from[who], guide.line_to[who]):
        ahead = guide.line[at]
        if ahead == task:
            break
        if room.task[ahead].start > start and ends < room.task[ahead].finish < finish:
            last, ends = ahead, room.task[ahead].finish
        elif ahead != guide.hold[task] and room.task[ahead].finish <= start:
            other = max(other, room.task[ahead].finish)
    if last != NONE:
        guide.hold[task], guide.by_queue[task] = last, True
    return int(other)


@compiled
def find_slack(load: Workload, room: Room, guide: Guide) -> None:
    """How many quarters each task could be done later before something gets late by it, and what each quarter more
    would cost then."""
    for task in range(guide.slack.shape[0]):
        guide.slack[task], guide.rate[task] = FAR, 0.0
        guide.next[task, 0] = guide.next[task, 1] = NONE
    for who in range(guide.line_from.shape[0]):
        for at in range(guide.line_from[who], guide.line_to[who] - 1):
            task, free = guide.line[at], 0
            if guide.next[task, 0] != NONE:
                free = 1
            guide.next[task, free] = guide.line[at + 1]
    for turn in range(room.done.shape[0] - 1, -1, -1):
        task = room.done[turn]
        finish = room.task[task].finish
        if finish == NONE or load.task[task].tentative:
            continue
        project = load.task[task].project
        weigh_slack(guide, task, load.task[task].due - finish, load.task[task].weight)
        weigh_slack(guide, task, load.project[project].due - finish, 0.0)
        if finish == room.project_finish[project]:
            weigh_slack(guide, task, load.project[project].due - finish, load.project[project].weight)
        else:
            limit = max(load.project[project].due, room.project_finish[project])
            weigh_slack(guide, task, limit - finish, load.project[project].weight)
        for at in range(load.task[task].later_from, load.task[task].later_to):
            weigh_behind(room, guide, task, load.items[at])
        for at in range(2):
            if guide.next[task, at] != NONE:
                weigh_behind(room, guide, task, guide.next[task, at])


@compiled
def weigh_behind(room: Room, guide: Guide, task: int, later: int) -> None:
    """What comes behind a task passes on what it can wait."""
    if room.task[later].finish != NONE:
        between = max(0, room.task[later].start - room.task[task].finish)
        weigh_slack(guide, task, between + guide.slack[later], guide.rate[later])


@compiled
def weigh_slack(guide: Guide, task: int, slack: float, rate: float) -> None:
    """Of what limits a task keep the tightest; of what has no slack at all the costs add up."""
    slack = max(0.0, slack)
    if rate <= 0.0:
        return
    if slack < guide.slack[task]:
        guide.slack[task], guide.rate[task] = slack, rate
    elif slack == guide.slack[task]:
        guide.rate[task] = max(guide.rate[task], rate)


@compiled
def latest(load: Workload, room: Room, guide: Guide, project: int) -> int:
    """The task a project ends with; its last ones go to `rivals`."""
    count = 0
    for task in range(guide.hold.shape[0]):
        if load.task[task].project != project or room.task[task].finish == NONE:
            continue
        at = count if count < RIVALS else RIVALS
        while at > 0 and room.task[guide.rivals[at - 1]].finish < room.task[task].finish:
            if at < RIVALS:
                guide.rivals[at] = guide.rivals[at - 1]
            at -= 1
        if at < RIVALS:
            guide.rivals[at] = task
            count = min(RIVALS, count + 1)
    guide.rivals[RIVALS] = count
    return int(guide.rivals[0])


@compiled
def note_chain(
    load: Workload, room: Room, guide: Guide, last: int, late: int, weight: float, project: int
) -> None:
    """Note along the chain that holds what is late, of each link, what a day less would save, and up to how many
    quarters: to nobody's benefit beyond the date, what else holds a link, or what else ends the project then."""
    if project != NONE:
        pass_rivals(guide, True)
    task, spare, queued = last, late, False
    for _ in range(LONGEST_CHAIN):
        gain = spare
        if project != NONE:
            for at in range(1, guide.rivals[RIVALS]):
                if not guide.passed[task] & (1 << at):
                    gain = min(gain, room.task[last].finish - room.task[guide.rivals[at]].finish)
                    break
        at = guide.size[0]
        if gain > 0 and at < guide.entry.shape[0]:
            guide.entry[at].weight, guide.entry[at].most = weight, gain
            guide.entry[at].queued, guide.entry[at].next = queued, guide.first[task]
            guide.first[task], guide.size[0] = at, at + 1
        spare = min(spare, guide.spare[task])
        queued = guide.by_queue[task]
        task = guide.hold[task]
        if task == NONE or spare <= 0:
            break
    if project != NONE:
        pass_rivals(guide, False)


@compiled
def pass_rivals(guide: Guide, mark: bool) -> None:
    """Mark the chains that hold the other last tasks of a project, each with its own bit; or take the marks off."""
    for at in range(1, guide.rivals[RIVALS]):
        task = guide.rivals[at]
        for _ in range(LONGEST_CHAIN):
            if task == NONE:
                break
            guide.passed[task] = guide.passed[task] | (1 << at) if mark else 0
            task = guide.hold[task]


@compiled
def gain_of(guide: Guide, task: int, sooner: int, freed: int) -> float:
    """Weighted days saved where a task is done so many quarters sooner, and its person is free so many sooner."""
    saved, at = 0.0, guide.first[task]
    while at != NONE:
        by = freed if guide.entry[at].queued else sooner
        saved += guide.entry[at].weight * min(by, guide.entry[at].most) / DAY
        at = guide.entry[at].next
    return float(saved)


@compiled
def loss_of(guide: Guide, task: int, later: int) -> float:
    """Weighted days lost where a task is done so many quarters later."""
    if later <= 0:
        return 0.0
    lost, at = max(0.0, later - guide.slack[task]) * guide.rate[task], guide.first[task]
    if at != NONE:
        lost = 0.0
    while at != NONE:
        lost += guide.entry[at].weight * later
        at = guide.entry[at].next
    return float(lost / DAY)


@compiled
def ideas(load: Workload, room: Room, mending: Mending, guide: Guide) -> int:
    """Changes that might pay, with what they might be worth, into `guide.idea`; how many. Each gives somebody's part in
    a task along the chains to another or leaves it, in the place of her order that pays most."""
    count, first = 0, load.task[0].agreed_from
    for task in range(guide.first.shape[0]):
        if not mending.movable[task] or guide.first[task] == NONE or room.task[task].finish == NONE:
            continue
        seat_from, seat_to = load.task[task].agreed_from - first, load.task[task].agreed_to - first
        for seat in range(seat_from, seat_to):
            hers = mending.who[seat]
            if guide.standing[task] < NO_RANK or not load.task[task].given:
                count = note_idea(load, room, mending, guide, count, task, seat, hers)
            for at in range(mending.stand_ins[seat].able_from, mending.stand_ins[seat].able_to):
                who, is_there = mending.able[at], False
                for other in range(seat_from, seat_to):
                    is_there |= mending.who[other] == who
                if not is_there:
                    count = note_idea(load, room, mending, guide, count, task, seat, who)
    return count


@compiled
def note_idea(
    load: Workload, room: Room, mending: Mending, guide: Guide, count: int, task: int, seat: int, who: int
) -> int:
    """Note the best place for a task in somebody's order, where there is one that might pay; how many ideas then."""
    line, begin, end = guide.line, guide.line_from[who], guide.line_to[who]
    finish, start, ready = room.task[task].finish, room.task[task].start, guide.ready[task]
    stays, crew = mending.who[seat] == who, load.task[task].agreed_to - load.task[task].agreed_from
    middle = begin
    while middle < end and (
        guide.standing[line[middle]] >= NO_RANK
        or line[middle] == task
        or room.task[line[middle]].finish <= ready
    ):
        middle += 1
    low = middle
    while low > begin and middle - low < PLACES and guide.standing[line[low - 1]] < NO_RANK:
        low -= 1
    best, rank = 0.0, NO_RANK
    for place in range(low, min(end, middle + PLACES) + 1):
        if place < end and line[place] == task:
            continue
        ahead = place - 1
        if ahead >= begin and line[ahead] == task:
            if stays:
                continue
            ahead -= 1
        before = guide.standing[line[ahead]] if ahead >= begin else NO_RANK
        after = guide.standing[line[place]] if place < end else NO_RANK
        if place < end and (after >= NO_RANK or (before < NO_RANK and before >= after)):
            continue
        there = rank_between(before, after, guide.wanted[task])
        from_when = ready
        if ahead >= begin:
            from_when = max(from_when, room.task[line[ahead]].finish)
        if crew > 1:
            from_when = crew_there(load, room, mending, guide, task, seat, there, from_when)
        done = done_by(load, mending, task, seat, who, from_when)
        if done >= NEVER:
            continue
        freed = finish - start if not stays else finish - done
        worth = gain_of(guide, task, finish - done, freed)
        if place < end:
            worth -= loss_of(guide, line[place], done - room.task[line[place]].start)
        if crew > 1:
            worth -= crew_loss(load, room, mending, guide, task, seat, there, done)
        if worth > best:
            best, rank = worth, there
    if best > 0.0 and count < guide.idea.shape[0]:
        idea = guide.idea
        idea[count].task, idea[count].seat, idea[count].who = task, seat, who
        idea[count].rank, idea[count].worth = rank, best
        count += 1
    return count


@compiled
def rank_between(before: float, after: float, wanted: float) -> float:
    """The rank between two others (NO_RANK: nothing stands there) that is nearest to one wanted. Ranks of different
    people are compared where their tasks depend on one another: one far from the day its task is planned for would take
    all that task waits for before everything else in the orders of those who do it."""
    if after < NO_RANK and wanted >= after:
        return after - (min(BESIDE, (after - before) / 2) if before < NO_RANK else BESIDE)
    if before < NO_RANK and wanted <= before:
        return before + (min(BESIDE, (after - before) / 2) if after < NO_RANK else BESIDE)
    return wanted


@compiled
def crew_there(
    load: Workload, room: Room, mending: Mending, guide: Guide, task: int, seat: int, rank: float, start: int
) -> int:
    """When the others of a crew would have done what stands before such a place in their orders."""
    first = load.task[0].agreed_from
    for other in range(load.task[task].agreed_from - first, load.task[task].agreed_to - first):
        if other == seat:
            continue
        who = mending.who[other]
        for at in range(guide.line_from[who], guide.line_to[who]):
            ahead = guide.line[at]
            if guide.standing[ahead] < NO_RANK and guide.standing[ahead] >= rank:
                break
            if ahead != task:
                start = max(start, room.task[ahead].finish)
    return int(start)


@compiled
def crew_loss(
    load: Workload, room: Room, mending: Mending, guide: Guide, task: int, seat: int, rank: float, done: int
) -> float:
    """Weighted days lost by what stands behind such a place in the orders of the others of a crew."""
    first, lost = load.task[0].agreed_from, 0.0
    for other in range(load.task[task].agreed_from - first, load.task[task].agreed_to - first):
        if other == seat:
            continue
        who = mending.who[other]
        for at in range(guide.line_from[who], guide.line_to[who]):
            later = guide.line[at]
            if later != task and rank <= guide.standing[later] < NO_RANK:
                lost += loss_of(guide, later, done - room.task[later].start)
                break
    return lost


@compiled
def done_by(load: Workload, mending: Mending, task: int, seat: int, who: int, start: int) -> int:
    """When a task begun then would be done with somebody in this seat, were its crew free; NEVER beyond the horizon."""
    cum, quarters = load.cum, load.task[task].quarters
    if start >= cum.shape[1] - 1:
        return NEVER
    first = load.task[0].agreed_from
    seat_from, seat_to = load.task[task].agreed_from - first, load.task[task].agreed_to - first
    if seat_to - seat_from == 1:
        at = load.person[who].slots_from + cum[who, start] + quarters - 1
        return int(load.slots[at]) + 1 if at < load.person[who].slots_to else NEVER
    quarter = start
    while quarter < cum.shape[1] - 1:
        behind = NONE  # somebody of the crew who does not work then: on to her next working quarter
        for at in range(seat_from, seat_to):
            each = who if at == seat else mending.who[at]
            if cum[each, quarter + 1] == cum[each, quarter]:
                behind = each
                break
        if behind == NONE:
            quarter += 1
            quarters -= 1
            if quarters <= 0:
                return quarter
            continue
        at = load.person[behind].slots_from + cum[behind, quarter]
        if at >= load.person[behind].slots_to:
            return NEVER
        quarter = int(load.slots[at])
    return NEVER

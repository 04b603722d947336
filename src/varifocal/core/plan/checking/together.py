"""Tasks beside one another: nobody does two at once, and no more equipment is in use than there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from varifocal.core.plan.checking.facts import OUT, Facts
from varifocal.core.values import Problem


def overlaps(facts: Facts) -> Iterator[Problem]:
    """Nobody does two things at once."""
    for person, tasks in sorted(facts.lines.items()):
        cum = facts.time.people[person].cum
        stretches = sorted(
            (int(cum[start]), int(cum[finish]), task)
            for task in tasks
            for start, finish in facts.placed[task].stretches
        )
        for (_, end, earlier), (begin, _, later) in pairwise(stretches):
            if begin < end and earlier != later:
                name = facts.portfolio.person[person].name
                yield facts.says(later, f"overlaps {facts.name(earlier)} in the time of {name}.")


def overused(facts: Facts) -> Iterator[Problem]:
    """No more of anything in use at any moment than there is, by whole tasks."""
    changes: dict[int, list[tuple[int, int, int]]] = {}
    for task in sorted(facts.known):
        asked, placed = facts.asked[task], facts.placed[task]
        if not asked.uses or placed.finish == placed.start or asked.wait is not None:
            continue
        if placed.pieces:
            yield facts.says(task, "uses equipment and is interrupted.")
        for use in asked.uses:
            changes.setdefault(use.equipment, []).append((placed.start, use.count, task))
            changes.setdefault(use.equipment, []).append((placed.finish, -use.count, task))
    for equipment, moments in sorted(changes.items()):
        known = facts.portfolio.equipment_by_id.get(equipment)
        for out in known.out if known else ():
            begin, end = max(0, facts.time.begin(out.first)), max(0, facts.time.due(out.last))
            moments += [(begin, out.count, OUT), (end, -out.count, OUT)]
        in_use, using = 0, dict.fromkeys((task for _, _, task in moments), 0)
        for _, count, task in sorted(moments):  # what comes back at a moment can be used from then on
            in_use += count
            using[task] += count
            at_fault = max((each for each, number in using.items() if number > 0), default=OUT)
            if count > 0 and at_fault != OUT and in_use > (known.count if known else 0):
                name = known.name if known else f"equipment {equipment}"
                yield facts.says(at_fault if task == OUT else task, f"uses more of {name} than is there.")

"""What moves between two plans: tasks that stand elsewhere, and due dates kept less well or better."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from varifocal.flows.trial import Standing
from varifocal.flows.trying.values import Late, Moved


def moved_between(before: Standing, after: Standing) -> Iterator[Moved]:
    """Tasks that stand elsewhere, by their new start; those that lost their place last."""
    was, now = before.planned, after.planned
    found = []
    for task in before.portfolio.tasks:
        old, new = was.placed.get(task.id), now.placed.get(task.id)
        if old and new and (old.people, old.start, old.finish) == (new.people, new.start, new.finish):
            continue
        if old is None and new is None:
            continue
        found.append(
            Moved(
                task.id,
                task.name,
                task.project,
                before.portfolio.project[task.project].name,
                old.people if old else (),
                new.people if new else (),
                was.starts(task.id) if old else None,
                now.starts(task.id) if new else None,
                was.finishes(task.id) if old else None,
                now.finishes(task.id) if new else None,
            )
        )
    far = datetime.max.replace(tzinfo=was.origin.tzinfo)
    yield from sorted(found, key=lambda one: (one.start_after or far, one.task))


def late_between(before: Standing, after: Standing) -> Iterator[Late]:
    """Due dates kept less well, or better, than before; a project is done with the last of its tasks."""
    was, now = before.done, after.done
    for noun, old, new in (
        ("project", before.portfolio.project, after.portfolio.project),
        ("task", before.portfolio.task, after.portfolio.task),
    ):
        for id, one in old.items():
            if one.due is None and new[id].due is None:
                continue
            turned = Late(noun, id, one.name, one.due, new[id].due, was.get((noun, id)), now.get((noun, id)))
            if turned.days != turned.days_before:
                yield turned

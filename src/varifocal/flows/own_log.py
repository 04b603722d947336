"""Our own log as an event log of the miner: projects through the steps of a process, tasks through what was done with
them. Only what somebody may see is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from varifocal.core.mine.log import NOBODY, Column, EventLog
from varifocal.flows.improve.reading import Lived, lived, material
from varifocal.flows.improve.tasks import Done, TasksLived
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible
from varifocal.org.evidence.process import Process

SECOND = 1_000_000


def process_log(process: Process, *, by: Account, today: date) -> EventLog:
    """The process as it was lived: a case is a project, an event a passage through a step that is over. The person is
    told where one alone did it, the role where the step asks for a skill. Raises Impossible where nothing is over."""
    return log_of(lived(process, material(by=by, today=today)))


def log_of(it: Lived) -> EventLog:
    """The same of what was read already."""
    cases = [(case.name, case.project, case.log) for case in it.cases if case.log]
    if not cases:
        raise Impossible("Nothing has gone this way yet, so there is no log of it.")
    passages = [one for _, _, log in cases for one in log]
    people = [{person for deed in one.deeds for person in deed.people} for one in passages]
    persons = sorted({next(iter(whose)) for whose in people if len(whose) == 1})
    numbers = {person: number for number, person in enumerate(persons)}
    roles = sorted({step.role.name for step in it.steps if step.role})
    role_of = [roles.index(step.role.name) if step.role else NOBODY for step in it.steps]
    return EventLog(
        cases=[f"{name} ({number})" for name, number, _ in cases],
        offsets=_offsets([len(log) for _, _, log in cases]),
        activity=Column(np.array([one.step for one in passages], np.int32), [step.name for step in it.steps]),
        begin=_stamps([one.begin for one in passages]),
        end=_stamps([one.end or one.begin for one in passages]),
        row=np.arange(1, len(passages) + 1, dtype=np.int64),
        person=Column(
            np.array(
                [numbers[next(iter(whose))] if len(whose) == 1 else NOBODY for whose in people], np.int32
            ),
            [str(person) for person in persons],
        ),
        role=Column(np.array([role_of[one.step] for one in passages], np.int32), roles),
    )


def task_log(it: TasksLived) -> EventLog:
    """What was done with tasks: a case is a task, an event a change of its state, by whoever noted it."""
    by_task: Mapping[int, Sequence[Done]] = it.by_task
    if not by_task:
        raise Impossible("Nothing was done with any task yet, so there is no log of it.")
    done = [one for events in by_task.values() for one in events]
    names = sorted({one.what for one in done})
    places = {name: number for number, name in enumerate(names)}
    persons: dict[int, int] = defaultdict(lambda: len(persons))
    codes = [persons[one.by] if one.by is not None else NOBODY for one in done]
    return EventLog(
        cases=[str(task) for task in by_task],
        offsets=_offsets([len(events) for events in by_task.values()]),
        activity=Column(np.array([places[one.what] for one in done], np.int32), names),
        end=_stamps([one.at for one in done]),
        row=np.arange(1, len(done) + 1, dtype=np.int64),
        person=Column(np.array(codes, np.int32), [str(person) for person in persons]),
    )


def _offsets(sizes: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _stamps(moments: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([round(moment * SECOND) for moment in moments], np.int64)

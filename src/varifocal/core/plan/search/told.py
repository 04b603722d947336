"""An answer of the search as plain values, so that anybody can verify the schedule without our code."""

from __future__ import annotations

from typing import Any

from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.values import Result


def told(instance: Instance, result: Result) -> dict[str, Any]:
    """What is known of an instance and its schedule, ready for JSON; tasks, modes and people count from 1 as in
    the file, dummies included."""
    schedule = result.schedule
    return {
        "instance": instance.name,
        "status": str(result.status),
        "makespan": result.makespan,
        "lower_bound": result.lower_bound,
        "seconds_to_first": round(result.seconds_to_first, 6),
        "seconds": round(result.seconds, 4),
        "schedules": result.schedules,
        "tasks": []
        if schedule is None
        else [
            {
                "id": number + 1,
                "start": schedule.starts[number],
                "finish": schedule.finish(instance, number),
                "mode": schedule.modes[number] + 1,
                "people": [person + 1 for person in schedule.people[number]],
            }
            for number in range(len(instance.tasks))
        ],
    }

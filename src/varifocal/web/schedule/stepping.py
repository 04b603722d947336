"""How many proposals to take: the slider, its picture, and what each step says."""

from __future__ import annotations

from typing import Any

from varifocal.flows.front import Front, Step
from varifocal.web import charts
from varifocal.web import format as say


def front_part(it: Front) -> dict[str, Any]:
    """The slider: the proposals in their order, the picture, and what each step says."""
    points = [(step.moved, step.late, step.handed) for step in it.steps]
    return {
        "picture": charts.front(points, title="What taking more of them brings") if points else None,
        "most": len(it.proposals),
        "order": ",".join(str(row["id"]) for row in it.proposals),
        "steps": [
            {
                "late": say.number(step.late, 1) or "0",
                "moved": step.moved,
                "handed": step.handed,
                "words": _step_in_words(step, it),
            }
            for step in it.steps
        ],
        "apart": it.apart,
    }


def _step_in_words(step: Step, it: Front) -> str:
    if not step.taken:
        return "Everything stays as agreed."
    saved = it.steps[0].late - step.late
    days = f"{say.number(abs(saved), 1)} {'day' if abs(saved) == 1 else 'days'}"
    brings = f"{days} less late" if saved > 0 else f"{days} more late" if saved < 0 else "no day less late"
    tasks = f"{step.moved} {'task moves' if step.moved == 1 else 'tasks move'}"
    hands = f"{step.handed or 'none'} {'changes' if step.handed < 2 else 'change'} hands"
    return f"{brings[0].upper()}{brings[1:]} in all, weighted; {tasks}, {hands}."

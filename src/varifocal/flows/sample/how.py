"""How the agency means to work: the one process it looks at, chosen from the goals it decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from varifocal.flows.sample.world import World, clock
from varifocal.org.models import Process, ProcessGoal, ProcessStep

NAME = "From the brief to the delivery"
PURPOSE = "A client gets what was meant, on the day that was said, without doing it twice."
BRIEF, CONCEPT = (
    "Brief, Strategy, Analysis",
    "Concept, Copy, Key visual, Storyboard, Layout, Illustration, UX, Web",
)
MAKING = (
    "Copy, Key visual, Layout, Illustration, Motion, Edit, Sound, Web, UX, Media plan, Analysis, Social, Shoot, "
    "Proof, Brief, Presentation"
)
STEPS: tuple[tuple[str, str, str, int, int | None], ...] = (
    ("Brief", BRIEF, "Project management", 1, 21),
    ("Concept", CONCEPT, "Creative direction", 1, 28),
    ("Internal review", "Internal review", "Creative direction", 2, 5),
    ("Client approval", "", "", 2, 5),
    ("Production", MAKING, "", 2, 70),
    ("Delivery", "Delivery", "Project management", 1, 7),
)
"""Name, kinds of task (none: the client answers), the skill it asks for, how often in one project, within how many
days."""
DECIDES = ("promises", "briefs")


def ways(world: World) -> None:
    """Tell of the process, chosen a few weeks into the year."""
    tell, by = world.chronicle, world.by(world.mates["Leonie Brandt"])
    at = clock(world.first + timedelta(weeks=5, days=2), 11)
    process = Process(name=NAME, purpose=PURPOSE, kinds=["ordered"], chosen_on=at.date())
    tell.add("chosen", process, by=by, at=at)
    for place, (name, kinds, skill, repeats, days) in enumerate(STEPS):
        step = ProcessStep(
            process=process, place=place, name=name, outside=not kinds, role=world.skills.get(skill), repeats=repeats,
            days=Decimal(days) if days else None,
        )  # fmt: skip
        tell.add("set_out", step, by=by, at=at)
        tell.before_writing(ProcessStep, _kinds(world, step, kinds))
    for key in DECIDES:
        tell.add("decided", ProcessGoal(process=process, goal=world.goals[key]), by=by, at=at)


def _kinds(world: World, step: ProcessStep, said: str) -> Callable[[], None]:
    def fill() -> None:
        step.kinds = sorted(world.kinds[name].pk for name in said.split(", ") if name)

    return fill

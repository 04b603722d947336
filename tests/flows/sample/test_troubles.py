"""Each trouble leaves a trace, and its switch takes the trace away; the seed says whom it hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import mean

import pytest

from cast import TODAY
from varifocal.flows.sample import Troubles, World
from varifocal.flows.sample.names import LONELY_SKILLS
from varifocal.org.base.account import Account
from varifocal.org.models import (
    Absence,
    Assignment,
    Comment,
    Meeting,
    PersonSkill,
    Praise,
    Project,
    Serving,
    Task,
    TimeEntry,
    Touch,
)
from years import live, year_of

SEED = 7


def lived(troubles: Troubles, seed: int = SEED, today: date = TODAY) -> World:
    """What a year left behind, nothing written."""
    return year_of(seed, troubles, today).world


def answers(world: World) -> float:
    """Calendar days clients took, on average."""
    waits = [
        task for task in world.chronicle.rows_of(Task) if task.is_wait and task.finished_at and task.asked_on
    ]
    return mean(
        (task.finished_at.date() - task.asked_on).days for task in waits if task.finished_at and task.asked_on
    )


def second_rounds(world: World) -> float:
    """Tasks done twice."""
    return sum(task.name.startswith("Second round") for task in world.chronicle.rows_of(Task))


def directors_share(world: World) -> float:
    """Of the internal reviews, how many the director has on whom they may all land."""
    rows = [row for row in world.chronicle.rows_of(Assignment) if "nternal review" in row.task.name]
    return sum(row.person.name == world.carriers.director for row in rows) / len(rows)


def sick_leaves(world: World) -> float:
    """How often somebody was ill."""
    return sum(row.kind == Absence.Kind.SICK for row in world.chronicle.rows_of(Absence))


def overruns(world: World) -> float:
    """By how much people underestimate beyond what chance does."""
    return max(0.0, mean(mate.optimism for mate in world.mates.values()) - 1.0)


def assumed_hours(world: World) -> float:
    """Entries nobody wrote."""
    return sum(row.source == TimeEntry.Source.ASSUMED for row in world.chronicle.rows_of(TimeEntry))


def unblocked(world: World) -> float:
    """Times somebody without a title got another going again."""
    return sum(row.kind == Comment.Kind.UNBLOCK for row in world.chronicle.rows_of(Comment))


def loud_words(world: World) -> float:
    """Words of the loud one that help nobody."""
    words = {"Are we sure about this?", "Interesting!", "+1"}
    return sum(row.words in words for row in world.chronicle.rows_of(Comment))


def lonely_skills(world: World) -> float:
    """Of the skills that may hang on one person, how many do."""
    holders = Counter(row.skill.name for row in world.chronicle.rows_of(PersonSkill))
    return sum(holders[skill] == 1 for skill in LONELY_SKILLS)


def never_thanked(world: World) -> float:
    """People here for more than a year whom nobody thanked."""
    thanked = {row.receiver.name for row in world.chronicle.rows_of(Praise)}
    return sum(mate.name not in thanked for mate in world.mates.values() if mate.who.weeks_here > 60)


def loose_goals(world: World) -> float:
    """Goals that might carry a project and do not."""
    served = {id(row.goal) for row in world.chronicle.rows_of(Serving)}
    return sum(id(world.goals[key]) not in served for key in ("studio", "north", "friday"))


def without_why(world: World) -> float:
    """Projects that should serve something and do not."""
    served = {id(row.project) for row in world.chronicle.rows_of(Serving)}
    projects = [row for row in world.chronicle.rows_of(Project) if row.kind != Project.Kind.STANDING]
    return sum(id(row) not in served for row in projects)


def unplaced(world: World) -> float:
    """New tasks nobody has been asked to do."""
    placed = {id(row.task) for row in world.chronicle.rows_of(Assignment)}
    return sum(id(row) not in placed and not row.is_wait for row in world.chronicle.rows_of(Task))


def quiet_clients(world: World) -> float:
    """Clients nobody has been in touch with for five weeks."""
    last: dict[int, date] = {}
    touched = [(row.company, row.on) for row in world.chronicle.rows_of(Touch)]
    met = [(row.company, row.start.date()) for row in world.chronicle.rows_of(Meeting) if row.company]
    for company, on in touched + met:
        if company.kind == "client":
            last[id(company)] = max(on, last.get(id(company), on))
    return sum((world.today - on).days > 35 for on in last.values())


TRACES: dict[str, Callable[[World], float]] = {
    "cooling_client": quiet_clients,
    "vague_briefs": second_rounds,
    "sick_weeks": sick_leaves,
    "optimism": overruns,
    "forgetful": assumed_hours,
    "untitled_leads": unblocked,
    "loud_comments": loud_words,
    "lonely_skill": lonely_skills,
    "never_praised": never_thanked,
    "goals_without_step": loose_goals,
    "projects_without_why": without_why,
    "stuck": unblocked,
    "unplaced": unplaced,
}


@pytest.mark.parametrize("trouble", sorted(TRACES))
def test_a_switch_takes_its_trace_away(trouble: str) -> None:
    trace = TRACES[trouble]
    assert trace(lived(Troubles())) > 0
    assert trace(lived(replace(Troubles(), **{trouble: 0}))) == 0


def test_without_late_clients_answers_come_as_agreed() -> None:
    assert answers(lived(Troubles())) > answers(lived(replace(Troubles(), late_approvals=0))) + 3
    assert answers(lived(replace(Troubles(), late_approvals=0))) <= 6


def test_without_the_overloaded_director_reviews_are_shared() -> None:
    shared = directors_share(lived(replace(Troubles(), overloaded_director=0)))
    assert directors_share(lived(Troubles())) > max(0.6, shared + 0.2)


def test_shaky_promises_are_earlier_than_the_same_promises_made_with_care() -> None:
    brave, careful = (
        {
            row.name: row.due
            for row in lived(one).chronicle.rows_of(Project)
            if row.ended_on is None and row.due
        }
        for one in (Troubles(), replace(Troubles(), shaky_promises=0))
    )
    earlier = [name for name, due in brave.items() if due < careful[name]]
    assert len(earlier) == Troubles().shaky_promises


def test_a_year_without_troubles_is_a_year_as_well() -> None:
    world = lived(Troubles.none())
    assert all(trace(world) == 0 for trace in TRACES.values())
    assert len(world.chronicle.rows_of(Task)) > 600


def test_the_same_seed_lives_the_same_year() -> None:
    one, again = lived(Troubles()), live(SEED, Troubles()).world
    for world in (one, again):
        assert world.carriers == one.carriers
    assert told(one) == told(again)


def test_another_seed_hits_other_people() -> None:
    seeds = [World(TODAY, seed, Troubles(), Account(login="the house")).carriers for seed in range(12)]
    assert len({one.director for one in seeds}) == 3
    assert len({one.loud for one in seeds}) > 4
    assert len({one.lonely for one in seeds}) > 1


@pytest.mark.parametrize(
    ("seed", "today"), [(1, date(2026, 1, 1)), (2, date(2028, 2, 29)), (3, date(2026, 7, 19))]
)
def test_it_keeps_its_size_with_any_seed_on_any_day(seed: int, today: date) -> None:
    world = lived(Troubles(), seed, today)
    tasks = world.chronicle.rows_of(Task)
    assert 640 <= len(tasks) <= 780
    assert 230 <= sum(task.finished_at is None for task in tasks) <= 370
    assert len(world.chronicle.rows_of(Project)) == 22


def told(world: World) -> list[object]:
    """What a year is made of, to be compared."""
    tasks = [(row.name, row.started_at, row.finished_at, row.due) for row in world.chronicle.rows_of(Task)]
    hours = [(row.person.name, row.on, row.hours) for row in world.chronicle.rows_of(TimeEntry)]
    return [tasks, hours]

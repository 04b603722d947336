"""How long the engines of people take, and whom they find in years that were simulated: the tables of the issue.

python benchmarks/people.py [--people N] [--tasks N] [--years N [--tables]] [--first SEED] [--json]

Best of five, processor time. `--years N` lives through N years of the sample agency with its troubles and N without, in
memory, and says whom the product found of those planted; with `--tables` each year is written to a database of its own
and the pages' own questions are asked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from varifocal.core.calendar import office_week
from varifocal.core.people.coverage import Span, coverage
from varifocal.core.people.fairness import Treated, fairness
from varifocal.core.people.helping import Help, Helped, Member, network
from varifocal.core.people.mentors import Mate, match
from varifocal.core.people.noticing import Finished, Praised, overlooked, worth_a_word
from varifocal.core.people.stretching import Coming, Growing, preferences
from varifocal.core.portfolio import Person, SkillDemand, Task
from varifocal.core.values import Range

TODAY = date(2026, 11, 30)
SKILLS = {skill: f"Skill {skill}" for skill in range(1, 41)}


def staff(count: int, rng: random.Random) -> list[Person]:
    """People with three to eight skills of forty."""
    return [
        Person(
            number,
            f"P{number}",
            office_week("Europe/Berlin"),
            skills={skill: rng.randint(1, 5) for skill in rng.sample(sorted(SKILLS), rng.randint(3, 8))},
            passions=frozenset(rng.sample(sorted(SKILLS), 2)),
        )
        for number in range(count)
    ]


def work(count: int, rng: random.Random) -> list[Task]:
    """Open tasks of one skill each, due within a year."""
    return [
        Task(
            number,
            f"T{number}",
            0,
            Range(hours),
            hours,
            hours,
            demands=(SkillDemand(rng.choice(sorted(SKILLS)), rng.randint(1, 4)),),
            due=TODAY + timedelta(days=rng.randint(0, 364)),
        )
        for number in range(count)
        for hours in [float(rng.randint(2, 40))]
    ]


def timed(what: Callable[[], Any]) -> float:
    """Least processor seconds of five."""
    seconds = []
    for _ in range(5):
        begun = time.process_time()
        what()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def figures(count: int, tasks: int) -> dict[str, tuple[float, float]]:
    """Seconds and the limit asked for, by engine."""
    rng = random.Random(1)
    people, open_work = staff(count, rng), work(tasks, rng)
    wishes = {one.id: {skill: min(5, level + 2) for skill, level in one.skills.items()} for one in people}
    mates = [
        Mate(
            one.id,
            one.name,
            one.skills,
            wishes[one.id],
            frozenset(rng.sample(range(6), 2)),
            rng.uniform(0, 30),
            frozenset(rng.sample(range(40), 12)),
            rng.randint(0, 3),
        )
        for one in people
    ]
    growing = [Growing(one, wishes[one.id], 80.0) for one in people]
    coming = [Coming(task, room=40.0, doer=rng.randrange(count)) for task in open_work[:2_000]]
    time_of = {one.id: 20.0 for one in people}
    given = [
        Helped(
            rng.randrange(count),
            rng.randrange(count),
            TODAY - timedelta(days=rng.randrange(182)),
            Help.ANSWER,
        )
        for _ in range(count * 60)
    ]
    members = [Member(one.id, one.name, True, one.id % 12 == 0) for one in people]
    planned = {
        task.id: Span(day, day + timedelta(days=10))
        for task in open_work
        for day in [TODAY + timedelta(days=rng.randrange(300))]
    }
    done = [
        Finished(
            number,
            f"F{number}",
            rng.randrange(count),
            TODAY - timedelta(days=rng.randrange(364)),
            8.0,
            True,
            rng.choice(sorted(SKILLS)),
            2,
        )
        for number in range(tasks)
    ]
    praised = [Praised(one.person, one.on, one.task) for one in done if rng.random() < 0.2]
    treated = [Treated(one.id, "abc"[one.id % 3], 10, rng.randint(0, 10)) for one in people]
    return {
        f"mentor matching, {count} people": (timed(lambda: match(mates, SKILLS)), 2.0),
        f"stretching tasks, {count} people, {len(coming):,} tasks": (
            timed(lambda: preferences(growing, coming, people, SKILLS, time_of=time_of)), 2.0,
        ),
        f"network of help, {count} people, {len(given):,} times": (
            timed(lambda: network(members, given, TODAY)), 0.5,
        ),
        f"coverage, {tasks:,} tasks, {count} people": (
            timed(lambda: coverage(TODAY, people, open_work, SKILLS, planned=planned)), 1.0,
        ),
        f"worth a word, {tasks:,} finished tasks": (timed(lambda: worth_a_word(TODAY, done, praised=praised)), 1.0),
        f"overlooked, {tasks:,} finished tasks": (timed(lambda: overlooked(TODAY, done, praised)), 1.0),
        f"fairness, {count} people": (timed(lambda: fairness("it", treated)), 1.0),
    }  # fmt: skip


def begin(folder: str, *, tables: bool) -> None:
    """Django, with a folder and keys of its own, and a database where there are to be `tables`."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    os.environ |= {"VARIFOCAL_DATA": folder, "DJANGO_SETTINGS_MODULE": "varifocal.config.settings"}
    import django

    django.setup()
    from varifocal.cli import installation

    installation.make_keys()
    if tables:
        installation.bring_up()


Said = tuple[Any, set[str], set[str], set[str]]
"""Who plays which part, and by name who leads without a title, which skill hangs on one person, who is overlooked."""


def in_memory(seed: int, troubles: Any) -> Said:
    """A year lived through, nothing written."""
    from flows.sample.lived_facts import lived
    from varifocal.flows.growing import found

    world, facts = lived(TODAY, seed, troubles)
    said, names = found(facts), {member.id: member.name for member in facts.staff}
    return (
        world.carriers,
        {names[place.person] for place in said.network.without_title},
        {facts.skills[one.skill] for one in said.coverage.key_people},
        {names[one.person] for one in said.overlooked},
    )


def from_tables(seed: int, troubles: Any) -> Said:
    """A year written, and asked as the pages ask."""
    from varifocal.flows import sample
    from varifocal.flows.grow import my_people, network_of, talent
    from varifocal.flows.grow_facts import consents
    from varifocal.org.base.access import house

    agency = sample.make(TODAY, by=house(), seed=seed, troubles=troubles)
    try:
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=UTC)
        net, people = network_of(house(), TODAY, consents())
        names = {person.pk: person.name for person in people}
        told = talent(agency.mentor, now)
        mine = my_people(agency.mentor, now).people
        return (
            agency.carriers,
            {names[place.person] for place in net.without_title},
            {told.covered.skills[one.key.skill] for one in told.successors},
            {one.name for one in mine if one.overlooked},
        )
    finally:
        sample.remove(by=house())


def planted(years: int, first: int, ask: Callable[[int, Any], Said]) -> dict[str, int]:
    """How many of those planted were found in so many years, and what was said that was not planted."""
    from varifocal.flows.sample import Troubles

    told = {
        "years": years, "leading without a title, of two a year": 0, "skill on one person": 0, "overlooked": 0,
        "the loud one": 0, "others named in those years": 0, "alarms in years without troubles": 0,
    }  # fmt: skip
    for troubles in (Troubles(), Troubles.none()):
        for seed in range(first, first + years):
            who, leaders, lonely, unseen = ask(seed, troubles)
            if troubles == Troubles.none():
                told["alarms in years without troubles"] += len(leaders) + len(lonely) + len(unseen)
                continue
            told["leading without a title, of two a year"] += len(leaders & set(who.helpers))
            told["skill on one person"] += len(lonely & set(who.lonely))
            told["overlooked"] += len(unseen & {who.unpraised})
            told["the loud one"] += who.loud in leaders
            told["others named in those years"] += (
                len(leaders - set(who.helpers))
                + len(lonely - set(who.lonely))
                + len(unseen - {who.unpraised})
            )
    return told


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--years", type=int, default=0)
    parser.add_argument("--tables", action="store_true")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    seconds = figures(asked.people, asked.tasks)
    people: dict[str, int] = {}
    if asked.years:
        with TemporaryDirectory() as folder:
            begin(folder, tables=asked.tables)
            people = planted(asked.years, asked.first, from_tables if asked.tables else in_memory)
    if asked.json:
        print(json.dumps({"seconds": {what: took for what, (took, _) in seconds.items()}, "planted": people}))
        return
    for what, (took, most) in seconds.items():
        print(f"{what:<55}{took:>8.3f} s   of {most:.1f} s   {'ok' if took <= most else 'TOO SLOW'}")
    for what, count in people.items():
        print(f"{what:<55}{count:>8}")


if __name__ == "__main__":
    main()

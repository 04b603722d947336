"""Whom a year of the agency shows: two who lead without a title, one skill on one person, one nobody thanks.

Every engine of people is asked, on ten years of each kind lived through in memory: two seconds a year. `test_sample`
asks the pages of one year that was written; `benchmarks/people.py --years N --tables` those of many.
"""

from __future__ import annotations

import pytest

from cast import TODAY
from flows.sample.lived_facts import lived
from varifocal.flows.growing import Facts, Found, found
from varifocal.flows.sample import Troubles, World

YEARS = range(1, 11)
pytestmark = pytest.mark.either_engine


def told(seed: int, troubles: Troubles) -> tuple[World, Facts, Found]:
    world, facts = lived(TODAY, seed, troubles)
    return world, facts, found(facts)


def test_the_four_are_found_and_the_loud_one_is_not() -> None:
    for seed in YEARS:
        world, facts, said = told(seed, Troubles())
        name = {member.id: member.name for member in facts.staff}
        assert {name[place.person] for place in said.network.without_title} == set(world.carriers.helpers)
        assert {facts.skills[one.skill] for one in said.coverage.key_people} == set(world.carriers.lonely)
        assert [name[one.person] for one in said.overlooked] == [world.carriers.unpraised]
        assert world.carriers.loud not in {name[place.person] for place in said.network.holding}


def test_years_without_troubles_raise_next_to_no_alarm() -> None:
    alarms = [_alarms(told(seed, Troubles.none())[2]) for seed in YEARS]
    assert sum(alarms) <= len(YEARS) // 10


def _alarms(said: Found) -> int:
    return len(said.network.without_title) + len(said.coverage.key_people) + len(said.overlooked)

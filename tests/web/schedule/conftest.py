"""What the tests of the schedule begin with: the cast planned, on its Monday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from time_machine import travel

from cast import NOW, Cast, cast
from kept import kept
from varifocal.flows.replan import replan
from varifocal.org.people.person import Person


@pytest.fixture
def people() -> Cast:
    return planned()


@kept
def planned() -> Cast:
    """The cast with a plan."""
    made = cast()
    replan(NOW)
    return made


@pytest.fixture(autouse=True)
def monday() -> Iterator[object]:
    with travel(NOW, tick=False) as moment:
        yield moment


def door(people: Cast, person: Person) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(people.account(person))
    return client

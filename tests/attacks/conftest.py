"""The cast behind every door, and everybody's browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

import doors


@pytest.fixture
def world(db: None) -> doors.World:
    """The cast, planned and forecast, with things only Ines and Marek may see."""
    return doors.world()


@pytest.fixture
def every_role(world: doors.World) -> Callable[[], Iterator[tuple[str, Client]]]:
    """Each role's browser, and a stranger's."""

    def browsers() -> Iterator[tuple[str, Client]]:
        yield "stranger", Client(raise_request_exception=False)
        for name in ("ines", "marek", "lea", "tom", "gus", "kim"):
            yield name, world.client(name)

    return browsers

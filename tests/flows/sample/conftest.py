"""The agency of these tests: written once for each file, taken away at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from time_machine import travel

from cast import NOW, TODAY
from kept import kept
from varifocal.flows import sample
from varifocal.flows.sample import Agency
from varifocal.org.base.access import house
from varifocal.org.base.bulk import renew_statistics


@pytest.fixture(scope="module")
def agency(django_db_setup: None, django_db_blocker: Any) -> Iterator[Agency]:
    """The sample agency as of TODAY; every test reads it, and what one changes is rolled back."""
    with django_db_blocker.unblock():
        with travel(NOW, tick=True):
            made = written()
        renew_statistics()
    yield made
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@kept
def written() -> Agency:
    """By the product's verbs for the first file, laid again for the others."""
    return sample.make(TODAY, by=house())

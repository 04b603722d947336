"""The agency of these tests: written once for each file, taken away at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cast import TODAY
from varifocal.flows import sample
from varifocal.flows.sample import Agency
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, Head
from varifocal.org.base.bulk import renew_statistics


@pytest.fixture(scope="module")
def agency(django_db_setup: None, django_db_blocker: Any) -> Iterator[Agency]:
    """The sample agency as of TODAY; every test reads it, and what one changes is rolled back."""
    with django_db_blocker.unblock():
        made = sample.make(TODAY, by=house())
        renew_statistics()
    yield made
    with django_db_blocker.unblock():
        sample.remove(by=house())
        Change.objects.all().delete()
        Head.objects.all().delete()
        Account.objects.all().delete()

from __future__ import annotations

import pytest

from cast import cast
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


def test_the_cast_stands_and_its_making_is_in_the_log() -> None:
    people = cast()
    assert Task.objects.open().of(people.tom).get() == people.storyboard
    assert Change.objects.filter(verb="task.planned").count() == 4
    assert broken_link() is None

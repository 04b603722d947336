"""Lead, manage, make: what an hour was, and the ratio over leading and managing only."""

import pytest

from varifocal.core.balance.doing import Doing, Topic, doing, lead_manage_make
from varifocal.core.portfolio import ProjectKind


@pytest.mark.parametrize(
    ("topic", "kind", "people_time", "expected"),
    [
        (Topic.RELATIONSHIPS, ProjectKind.ORDERED, False, Doing.LEAD),
        (Topic.HANDING_OVER, ProjectKind.OWN, False, Doing.MANAGE),
        (Topic.MONEY, None, False, Doing.MANAGE),
        (Topic.CRAFT, ProjectKind.STANDING, False, Doing.MAKE),
        (Topic.LEARNING, None, False, Doing.GROWING),
        (None, ProjectKind.ORDERED, False, Doing.MAKE),
        (None, ProjectKind.STANDING, False, Doing.KEEPING),
        (None, None, True, Doing.LEAD),
        (None, None, False, Doing.UNPLACED),
    ],
)
def test_an_hour_is_what_it_was_about_else_what_its_project_is(
    topic: Topic | None, kind: ProjectKind | None, people_time: bool, expected: Doing
) -> None:
    assert doing(topic, kind, people_time=people_time) is expected


def test_the_ratio_leaves_the_craft_and_the_rest_aside() -> None:
    read = lead_manage_make(
        [(Doing.LEAD, 2.0), (Doing.MANAGE, 6.0), (Doing.MAKE, 30.0), (Doing.UNPLACED, 3.0), (Doing.LEAD, 1.0)]
    )
    assert read.lead_share == pytest.approx(1 / 3)
    assert sum(read.hours.values()) == pytest.approx(42.0)


def test_somebody_who_only_makes_has_no_ratio() -> None:
    assert lead_manage_make([(Doing.MAKE, 40.0)]).lead_share is None

"""A share reads as sure only where it is."""

from __future__ import annotations

import pytest

from varifocal.web import format as say


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0"), (0.00005, "<1"), (0.005, "1"), (0.5, "50"), (0.994, "99"), (0.99995, ">99"), (1.0, "100")],
)
def test_what_is_nearly_sure_is_told_as_more_than_ninety_nine(share: float, told: str) -> None:
    assert say.percent(share) == f"{told}{say.THIN}%"
    assert say.chance(share).number == say.percent(share)

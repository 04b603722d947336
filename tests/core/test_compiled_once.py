"""What is compiled is compiled once."""

from __future__ import annotations

from typing import Any, cast

from varifocal.core.compiled import compiled


@compiled
def onwards(number: int, back: bool) -> int:
    return number - 1 if back else number + 1


@compiled
def about(number: int) -> int:
    return onwards(0, True) + onwards(-1, False) + onwards(number, number > 0)


def test_constants_and_variables_are_answered_by_the_same_code() -> None:
    assert about(5) == -1 + 0 + 4
    assert len(cast(Any, onwards).signatures) == 1

"""Sign-ins at the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from cast import Cast
from varifocal.cli.installation import SIGN_IN
from varifocal.cli.saying import CannotGoOn
from varifocal.org.base.plumbing import SignInLink
from varifocal.org.base.refusals import Impossible


def test_the_life_of_a_sign_in(house_of: Cast, answer: Any) -> None:
    invited = answer("user", "invite", "eli@example.org", "--role", "manager", "--role", "keeper")
    assert invited["roles"] == ["keeper", "manager"]
    assert SignInLink.look(invited["sign_in_url"].partition(SIGN_IN)[2]) is not None
    assert answer("user", "disable", "ELI@example.org")["active"] is False
    assert SignInLink.look(invited["sign_in_url"].partition(SIGN_IN)[2]) is None
    assert answer("user", "enable", "eli@example.org")["active"] is True
    fresh = answer("user", "reset", "eli@example.org")["sign_in_url"].partition(SIGN_IN)[2]
    assert SignInLink.use(fresh) is not None
    assert SignInLink.use(fresh) is None


def test_everybody_is_listed_but_the_house(house_of: Cast, answer: Any) -> None:
    rows = {row["login"]: row["roles"] for row in answer("user", "list")}
    assert rows["ines@example.org"] == ["owner"]
    assert rows["kim@example.org"] == ["keeper"]
    assert len(rows) == 7


def test_the_last_owner_stays(house_of: Cast, answer: Any) -> None:
    with pytest.raises(Impossible, match="Somebody must stay owner"):
        answer("user", "disable", "ines@example.org")


def test_nobody_of_that_name(house_of: Cast, answer: Any) -> None:
    with pytest.raises(CannotGoOn, match="There is no sign-in “eve”"):
        answer("user", "reset", "eve")

"""The terminal as a door: no command tells what is between two, or somebody's own."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from cast import TODAY, Cast
from cli.conftest import ended
from varifocal.flows import whole
from varifocal.flows.founding import share_words
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.one_to_one import AgendaPoint, OneToOne
from varifocal.org.growth.praise import Praise
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import ProfileWord

WORDS = ("siskin", "zebrafinch", "whinchat", "ortolan", "wheatear")


@pytest.mark.either_engine
def test_no_command_tells_a_private_word(
    house_of: Cast,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setattr(whole, "one_view", lambda: nullcontext("default"))
    here = house_of
    tom, lea = here.account(here.tom), here.account(here.lea)
    room = OneToOne.begin(here.lea, here.tom, TODAY, by=lea)
    AgendaPoint.put_down(room, "siskin", by=tom, raised_by=here.tom)
    ProfileWord.say(here.tom, "become", "zebrafinch", by=tom, seen_by="me")
    CheckIn.say(here.tom, TODAY, 1, 5, by=tom, today=TODAY, line="whinchat")
    GrowthPlan.wish_for(here.tom, "ortolan", TODAY, by=tom, seen_by="me")
    Praise.give(here.tom, "wheatear", by=lea, giver=here.lea, on=TODAY, quiet=True)
    for words in (
        ("plan",), ("plan", "--json"), ("forecast",), ("review",), ("doctor",), ("user", "list"),
        ("exporting", "--out", str(tmp_path / "whole.json")),
    ):  # fmt: skip
        try:
            ended(*words)
        except SystemExit as refused:
            raise AssertionError(f"{words} is no command any more") from refused
        said = capsys.readouterr()
        assert [word for word in WORDS if word in said.out + said.err] == [], words
    written = "".join(file.read_text(errors="replace") for file in tmp_path.glob("whole*") if file.is_file())
    assert written
    assert [word for word in WORDS if word in written + caplog.text] == []


@pytest.mark.either_engine
def test_an_upgrade_brings_the_shared_words_for_leading_to_an_older_house_once(house_of: Cast) -> None:
    shared = Skill.objects.exclude(family=Skill.Family.CRAFT)
    assert not shared.exists()
    share_words()
    names = set(shared.values_list("name", flat=True))
    assert {"Decision making", "Relationships", "Handing over", "Problem solving"} <= names
    shared.exclude(name="Relationships").delete()
    share_words()
    assert [skill.name for skill in shared] == ["Relationships"], "what the house gave up stays given up"

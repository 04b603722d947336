"""What is finished here, or in a published history, foretold again as if we had been asked then."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from varifocal.core.portfolio import Settled
from varifocal.flows import replay as replaying
from varifocal.flows.replay import replay_file, replay_record
from varifocal.org.base.refusals import Impossible

SPECIMEN = Path(__file__).parents[1] / "specimens" / "histories" / "flawed.csv"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def settled(number: int, real: float = 1.0) -> Settled:
    begun = date(2026, 1, 5) + timedelta(days=2 * number)
    hours = 8.0 if number % 2 else 6.0 + number % 5
    return Settled(number, number % 3, 1, "copy", 8.0, hours, begun + timedelta(days=1), real, begun)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is finished here."""

    def put(*tasks: Settled) -> None:
        portrait = SimpleNamespace(record=SimpleNamespace(settled=tasks))
        monkeypatch.setattr(replaying, "snapshot", lambda now: portrait)

    return put


def test_it_says_how_often_our_chances_would_have_held(here: Any) -> None:
    here(*(settled(n) for n in range(150)))
    found = replay_record(NOW)
    figures = found.figures()
    assert found.sentence.startswith("From April 2026 to October 2026, our 80 % would")
    low, high = figures["holds_80_between"]
    assert low <= figures["holds_80"] <= high
    assert figures["foretold"] == len(found.told) <= 120
    assert len(figures["below"]) == 19


def test_few_outcomes_get_a_sentence_and_no_figure(here: Any) -> None:
    here(*(settled(n) for n in range(40)))
    figures = replay_record(NOW).figures()
    assert "Too little is finished" in figures["sentence"]
    assert "holds_80" not in figures


def test_assumed_hours_and_the_future_are_counted_and_left_out(here: Any) -> None:
    here(settled(1), settled(2, real=0.4), settled(400))
    found = replay_record(NOW)
    assert found.outcomes == 1
    assert found.reasons == {"somebody's hours in it were assumed": 1, "finished in the future": 1}


def test_a_flawed_history_is_named_row_by_row() -> None:
    found = replay_file(SPECIMEN, "sip", NOW.date())
    assert found.outcomes == 2
    assert sum(found.reasons.values()) == 8


def test_a_file_of_another_format_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Impossible, match="has no column"):
        replay_file(SPECIMEN, "renzo", NOW.date())
    with pytest.raises(Impossible, match="was not replayed"):
        replay_file(tmp_path / "nothing.csv", "sip", NOW.date())


def test_rows_of_the_future_and_copies_are_counted_and_push_nothing_out_of_the_span(tmp_path: Path) -> None:
    head = SPECIMEN.read_text().splitlines()[0]
    first = date(2024, 1, 1)
    rows = [
        f"{n},8.0,{6 + n % 5},4,Development,Enhancement,P1,B1,{first + timedelta(days=3 * n)},"
        f"{first + timedelta(days=3 * n + 2)}"
        for n in range(1, 201)
    ]
    sound, flawed = tmp_path / "sound.csv", tmp_path / "flawed.csv"
    sound.write_text("\n".join([head, *rows]))
    later = "900,8.0,9.0,4,Development,Enhancement,P1,B1,2099-01-01,2099-02-01"
    flawed.write_text("\n".join([head, *rows, later, rows[7], rows[7]]))
    found = replay_file(flawed, "sip", NOW.date())
    assert found.reasons == {"finished in the future": 1, "a copy of another row": 2}
    assert found.sentence == replay_file(sound, "sip", NOW.date()).sentence
    assert "our 80 % would have held" in found.sentence

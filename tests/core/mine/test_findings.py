"""Every wait is taken apart without a rest, rework is what it says, and findings stand on enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import made_log, micros
from varifocal.core.mine.causes import again, waits
from varifocal.core.mine.findings import by_group, findings
from varifocal.core.mine.instances import instances
from varifocal.core.mine.log import HOUR, Column, EventLog
from varifocal.core.mine.shifts import Worked, read_shifts, shift_figures
from varifocal.core.mine.told import told
from varifocal.core.values import Invalid

MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
OFFICE = '{"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"]}'
Row = tuple[str, str, datetime, datetime, str]


def row(case: str, step: str, begin: float, end: float, who: str) -> Row:
    return case, step, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end), who


def split(rows: list[Row], shifts: str | None = None) -> dict[str, float]:
    found = waits(made_log(rows), shifts=read_shifts(shifts) if shifts else None)
    assert found is not None
    return found.split()


STEPS = st.lists(
    st.tuples(
        st.sampled_from("123"), st.sampled_from("ab"), st.integers(0, 40), st.integers(0, 9), st.sampled_from("xy")
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STEPS, st.booleans())
def test_the_causes_of_a_wait_add_up_to_it(steps: list[tuple[str, str, int, int, str]], office: bool) -> None:
    log = made_log([row(case, step, begin, begin + took, who) for case, step, begin, took, who in steps])
    shifts = read_shifts(OFFICE) if office else None
    found = waits(log, shifts=shifts)
    assert found is not None
    assert (found.parts >= 0).all()
    assert found.parts.sum(axis=1).tolist() == found.took.tolist()
    assert log.person is not None
    assert log.begin is not None
    repeated = again(log)
    for event, took, parts in zip(
        found.events.tolist(), found.took.tolist(), found.parts.tolist(), strict=True
    ):
        # quarter hour by quarter hour: was the person at something else, and at what?
        if repeated[event]:
            assert parts[0] == took
            continue
        since, ready = int(log.end[event - 1]), log.end[event - 1]
        busy = later = 0
        for moment in range(since, int(log.begin[event]), HOUR // 4):
            at = [
                k for k in range(log.events)
                if k != event and log.person.codes[k] == log.person.codes[event]
                and log.begin[k] <= moment < log.end[k]
            ]  # fmt: skip
            busy += bool(at)
            later += any((log.end[k - 1] if k not in log.offsets else log.begin[k]) > ready for k in at)
        assert (parts[2], parts[2] + parts[3]) == (later * HOUR // 4, busy * HOUR // 4)


def test_waits_are_told_by_step_and_by_cause_with_their_cases() -> None:
    rows = [row("1", "ask", 8, 9, "x"), row("1", "draw", 15, 16, "y"), row("2", "ask", 8, 9, "z")]
    rows += [row("2", "draw", 10, 15, "y"), row("3", "ask", 5, 6, "z"), row("3", "draw", 7, 10, "y")]
    rows += [row("4", "ask", 6, 6.5, "z"), row("4", "draw", 6.5, 7, "y")]
    found = told(made_log(rows))["waits"]
    assert found["steps"] == [
        {
            "step": "draw",
            "times": 3,
            "hours": 8.0,
            "causes": {"prioritisation": 0.5, "contention": 7.0, "hand-off": 0.5},
        }
    ]
    assert [
        (one["cause"], one["hours"], one["evidence"], one["evidence_hours"]) for one in found["causes"]
    ] == [
        ("contention", 7.0, ["1", "2"], [6.0, 1.0]),
        ("prioritisation", 0.5, ["3"], [0.5]),
        ("hand-off", 0.5, ["3"], [0.5]),
    ]
    assert found["longest"][0] == {"case": "1", "step": "draw", "hours": 6.0, "most": "contention"}


def test_each_cause_by_itself() -> None:
    ask = [row("1", "ask", 8, 9, "ada"), row("1", "draw", 13, 14, "tom")]
    assert split(ask) == {"hand-off": 4}
    assert split([*ask[:1], row("1", "draw", 13, 14, "ada")]) == {"not known": 4}
    assert split([*ask, row("2", "x", 8, 11, "tom")]) == {"contention": 2, "hand-off": 2}
    assert split([*ask, row("2", "y", 8, 9.5, "eva"), row("2", "x", 10, 11, "tom")]) == {
        "prioritisation": 1, "hand-off": 3.5,
    }  # fmt: skip
    assert split([row("1", "ask", 15, 16, "ada"), row("1", "draw", 34, 35, "tom")], OFFICE) == {
        "unavailability": 16, "hand-off": 2,
    }  # fmt: skip
    lots = [row(str(k), "ask", 8 + k, 9 + k, "ada") for k in range(3)]
    lots += [row(str(k), "draw", 14 + k / 2, 14.5 + k / 2, "tom") for k in range(3)]
    assert split(lots)["batching"] == 2 + 1, "until the third was there"
    others = [row(case, "ask", 30, 31, "eva") for case in "23"]
    assert split([*ask, row("1", "ask", 20, 21, "ada"), *others]) == {"hand-off": 4, "rework": 6}
    assert waits(made_log(ask)) is not None
    log = made_log(ask)
    assert waits(EventLog(log.cases, log.offsets, log.activity, log.end, log.row)) is None


def test_people_are_away_in_hours_the_log_never_sees_them() -> None:
    rows = [row(f"r{week}-{day}-{hour}", "x", week * 168 + day * 24 + hour, week * 168 + day * 24 + hour + 0.5, "tom")
            for week in range(3) for day in range(5) for hour in range(9, 17)]  # fmt: skip
    rows += [row("1", "ask", 100, 112, "eva"), row("1", "draw", 177, 178, "tom")]
    assert split(rows)["unavailability"] == 64, "Friday 17:00 to Monday 9:00"
    assert "unavailability" not in split(rows[-2:])


def test_not_every_repeated_step_is_rework() -> None:
    def log(*traces: str) -> EventLog:
        return made_log(
            [row(str(c), step, at, at + 1, "x") for c, t in enumerate(traces) for at, step in enumerate(t)]
        )

    assert again(log("aba", "ab", "ab")).tolist() == [False, False, True] + [False] * 4
    assert not again(log("aab", "ab", "ab")).any(), "merely continued"
    assert not again(log("aba", "aba", "ab")).any(), "how most cases go"
    assert not again(log("aba", "ab", "ab"), frozenset("a")).any(), "meant to come again"


def many(cases: int, wait: float = 5) -> EventLog:
    rows = []
    for k in range(cases):
        rows += [
            row(str(k), "ask", 24 * k, 24 * k + 1, "ada"),
            row(str(k), "draw", 24 * k + 1 + wait, 24 * k + 8, "tom"),
        ]
        if k % 3 == 0:
            rows.append(row(str(k), "ask", 24 * k + 10, 24 * k + 12, "ada"))
    return made_log(rows)


def test_a_finding_has_its_price_its_cause_and_its_remedy() -> None:
    assert findings(many(9)) == []
    rework, waiting = findings(many(60), rate=(50, 80), waiting_rate=(1, 2))
    assert (waiting.kind, waiting.where, waiting.times, waiting.cases) == ("waiting", ("ask", "draw"), 60, 60)
    assert (waiting.waiting_hours, waiting.hours_a_case, waiting.share, waiting.strength) == (
        300,
        5,
        1,
        "strong",
    )
    assert waiting.causes == {"hand-off": 300}
    months = 60 / 30.4375
    assert waiting.price_month == pytest.approx((300 / months, 600 / months), rel=0.02)
    assert waiting.remedy == "Hand over before draw in one act that names who takes it up and until when."
    assert (rework.kind, rework.where, rework.cases, rework.working_hours) == ("rework", ("ask",), 20, 40)
    assert rework.price_month == pytest.approx(((40 * 50 + 220) / months, (40 * 80 + 440) / months), rel=0.02)
    assert dict(zip(rework.evidence, rework.evidence_hours, strict=True)) == {
        str(k): 11 for k in range(0, 60, 3)
    }
    assert findings(many(60), allowed=["ask"])[-1].kind == "waiting"
    plain = many(60)
    blind = EventLog(plain.cases, plain.offsets, plain.activity, plain.end, plain.row)
    assert "Let the log say when draw begins" in findings(blind)[0].remedy
    assert all(each.price_month is None for each in findings(blind, rate=(50, 80)) if each.kind == "waiting")


def test_cases_are_told_event_by_event() -> None:
    found = told(many(12), lines=3)["lines"]
    assert [one["case"] for one in found] == ["9", "10", "11"]
    assert found[0]["dots"] == [["ask", 0, 1], ["draw", 6, 8], ["ask", 10, 12]]
    assert "lines" not in told(many(12))


def test_groups_and_months_are_told_apart() -> None:
    quick, slow = many(30, 2), many(30, 6)
    rows = [*range(quick.events), *range(slow.events)]
    both = EventLog(
        [str(k) for k in range(60)],
        np.concatenate((quick.offsets, slow.offsets[1:] + quick.events)),
        Column(np.concatenate((quick.activity.codes, slow.activity.codes)), quick.activity.texts),
        np.concatenate((quick.end, slow.end + 40 * 24 * HOUR)), np.array(rows),
        begin=np.concatenate((quick.begin, slow.begin + 40 * 24 * HOUR)),  # type: ignore[operator]
        case_attributes={"client": Column(np.repeat(np.array([0, 1], np.int32), 30), ["Acme", "Brix"])},
    )  # fmt: skip
    brix, acme = by_group(both, ("ask", "draw"), "client")
    assert (brix.text, brix.cases, brix.hours_a_case, brix.more) == ("Brix", 30, 6, (4, 4, 4))
    assert acme.more == (-4, -4, -4)
    assert [(each.text, each.hours_a_case) for each in by_group(both, ("ask", "draw"), "month")] == [
        ("2027-03", 2), ("2027-04", 6), ("2027-05", 6),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="no attribute 'colour'"):
        by_group(both, ("ask", "draw"), "colour")


def test_a_completion_takes_the_oldest_open_start() -> None:
    words = ["start", "complete", "schedule"]
    said = [("a", 0), ("a", 0), ("a", 1), ("b", 1), ("a", 1), ("a", 2)]
    ends = [micros(MONDAY + timedelta(hours=k)) for k in range(len(said))]
    log = EventLog(
        ["1", "2"], np.array([0, 5, 6]), Column(np.array([0, 0, 0, 1, 0, 0], np.int32), ["a", "b"]),
        np.array(ends), np.arange(6), transition=Column(np.array([code for _, code in said], np.int32), words),
    )  # fmt: skip
    steps = instances(log)
    assert steps is not None
    assert steps.begin is not None
    assert list(steps.cases) == ["1"], "what is only scheduled is no step"
    assert ((steps.end - steps.begin) // HOUR).tolist() == [2, 0, 3]
    assert instances(EventLog(log.cases, log.offsets, log.activity, log.end, log.row)) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_working_time_is_counted_minute_by_minute(one: int, other: int) -> None:
    first, last = sorted((one, other))
    shifts = read_shifts(
        '{"zone": "Europe/Berlin", "mon": ["22:00-02:00", "09:00-12:00"], "free": ["2027-03-29"]}'
    )
    begin = datetime(2027, 3, 22, tzinfo=UTC)
    moments = [micros(begin + timedelta(minutes=10 * k)) for k in (first, last)]
    worked = Worked(shifts, *moments)
    inside = 0
    for k in range(first, last):
        local = datetime.fromtimestamp(
            (begin + timedelta(minutes=10 * k)).timestamp(), tz=ZoneInfo("Europe/Berlin")
        )
        shift_day = local.date() if local.hour > 2 else (local - timedelta(hours=3)).date()
        open_ = local.hour in (9, 10, 11, 22, 23) or local.hour in (0, 1)
        inside += open_ and shift_day.weekday() == 0 and str(shift_day) != "2027-03-29"
    assert int(np.diff(worked.until(np.array(moments)))[0]) == inside * 600_000_000


def test_hours_by_shifts() -> None:
    rows = [row("1", "ask", 8, 10, "x"), row("1", "draw", 33, 34, "x")]
    worked, waited, spans = shift_figures(made_log(rows), read_shifts(OFFICE))
    assert (worked / HOUR, waited / HOUR, (spans / HOUR).tolist()) == (2, 7, [9])
    for text, words in (
        ("{}", "names no hours"), ("[]", "cannot be read"), ('{"mon": ["9"]}', "cannot be read"),
        ('{"zone": "Mars", "mon": ["09:00-10:00"]}', "cannot be read"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=words):
            read_shifts(text)

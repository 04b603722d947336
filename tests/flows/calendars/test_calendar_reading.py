"""Calendar files in the dialects of the common calendars, read as a kept library reads them; broken and hostile ones
get a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from calendar_files import event, file, ten_thousand
from varifocal.flows.calendars.laying import MOST_BYTES, Unreadable
from varifocal.flows.calendars.reading import Read, Time, read

SPECIMENS = Path(__file__).parents[2] / "specimens" / "calendars"
FIRST, LAST = date(2026, 9, 24), date(2027, 5, 22)
BERLIN = ZoneInfo("Europe/Berlin")


def times(raw: bytes, zone: str = "Europe/Berlin") -> Read:
    return read(raw, FIRST, LAST, zone)


def by_library(raw: bytes, zone: ZoneInfo = BERLIN) -> set[tuple[str, datetime, datetime]]:
    """What icalendar and recurring-ical-events read: UID, start and end in UTC, without what was cancelled."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(
        FIRST, LAST + timedelta(days=1)
    )
    return {
        (str(one["UID"]), _utc(one.start, zone), _utc(one.end, zone))
        for one in found
        if str(one.get("STATUS", "")).upper() != "CANCELLED"
    }


def by_us(raw: bytes) -> set[tuple[str, datetime, datetime]]:
    return {(one.uid, one.start, one.end) for one in times(raw).times}


def _utc(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


@pytest.mark.parametrize("name", ["google", "outlook", "apple"])
def test_the_common_calendars_are_read_as_a_kept_library_reads_them(name: str) -> None:
    raw = (SPECIMENS / f"{name}.ics").read_bytes()
    read_ = times(raw)
    assert by_us(raw) == by_library(raw)
    assert len(read_.times) > 10
    assert read_.left_out == ()


def test_ten_thousand_entries_are_read_as_a_kept_library_reads_them() -> None:
    raw = ten_thousand(1_500)
    assert by_us(raw) == by_library(raw)
    assert times(ten_thousand()).entries == 10_000


def named(raw: bytes, title: str) -> list[Time]:
    return [one for one in times(raw).times if one.title == title]


def test_what_google_says() -> None:
    raw = (SPECIMENS / "google.ics").read_bytes()
    rounds = [one.start.astimezone(BERLIN) for one in named(raw, "Monday round")]
    assert {(one.hour, one.minute) for one in rounds} == {(9, 30)}, (
        "the same on the wall on both sides of a change"
    )
    assert not {date(2026, 10, 12), date(2026, 11, 23), date(2026, 11, 30)} & {one.date() for one in rounds}
    (moved,) = named(raw, "Monday round, on a Tuesday")
    assert (moved.which, moved.start) == ("20261123T083000Z", datetime(2026, 11, 24, 13, tzinfo=UTC))
    (second,) = named(raw, "Storyboard, second round")
    assert [one.address for one in second.attendees] == ["tom@example.org", "carla@acme.example"]
    (pitch,) = named(raw, "Have you thought of our platform?")
    assert pitch.attendees[0].declined
    (holiday,) = named(raw, "Urlaub in Lissabon")
    assert (holiday.first, holiday.last, holiday.free) == (date(2026, 12, 21), date(2026, 12, 24), False)
    assert [one.free for one in named(raw, "Ana's birthday")] == [True]
    assert times(raw).owner == "tom@example.org"


def test_a_private_one_leaves_its_title_and_organizer_behind() -> None:
    for name in ("google", "outlook"):
        (private,) = [one for one in times((SPECIMENS / f"{name}.ics").read_bytes()).times if one.private]
        assert (private.title, private.organizer) == ("", "")


def test_what_outlook_says() -> None:
    raw = (SPECIMENS / "outlook.ics").read_bytes()
    (away,) = [one for one in times(raw).times if one.away]
    assert (away.first, away.last) == (date(2026, 12, 14), date(2026, 12, 16))
    (custom,) = [one for one in times(raw).times if one.private]
    assert custom.start == datetime(2026, 11, 26, 13, 30, tzinfo=UTC), (
        "two and a half hours ahead, as the file defines"
    )
    assert {one.title for one in times(raw).times if one.free} == {"At home", "Deadline for the fair"}
    assert named(raw, "Acme: where we stand")[0].organizer == "carla@acme.example"


def test_what_apple_says() -> None:
    raw = (SPECIMENS / "apple.ics").read_bytes()
    (walk,) = [one for one in read(raw, FIRST, LAST, "America/New_York").times if one.title == "Dog walk"]
    assert walk.start == datetime(2026, 11, 25, 12, 30, tzinfo=UTC), "a time without a zone is hers"
    (longer,) = named(raw, "Motion craft, longer")
    assert longer.end - longer.start == timedelta(minutes=90)
    assert len(named(raw, "Motion craft 🎬")) > 30


def test_of_two_with_one_uid_the_later_edited_counts() -> None:
    old = event("a", "20261125T090000Z", "20261125T100000Z", "SEQUENCE:1", "SUMMARY:Old")
    new = event("a", "20261126T090000Z", "20261126T100000Z", "SEQUENCE:2", "SUMMARY:New")
    for both in (file(old, new), file(new, old)):
        assert [one.title for one in times(both).times] == ["New"]


def test_a_changed_time_without_its_series_stands_alone() -> None:
    alone = event("a", "20261125T090000Z", "20261125T100000Z", "RECURRENCE-ID:20261124T090000Z")
    assert [one.which for one in times(file(alone)).times] == ["20261124T090000Z"]


def test_the_hour_that_does_not_exist_and_the_one_that_comes_twice() -> None:
    spring = event("a", "TZID=Europe/Berlin:20270328T023000", "TZID=Europe/Berlin:20270328T033000")
    autumn = event("b", "TZID=Europe/Berlin:20261025T023000", "TZID=Europe/Berlin:20261025T033000")
    found = times(file(spring, autumn))
    assert [one.start for one in found.times] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"), (b" \r\n ", "empty"), (b"\x00\x00", "empty"),
        (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
        (b"Subject,Start Date\r\nRound,11/25/2026", "no calendar file"),
        (b"PK\x03\x04rest of a zip", "no calendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n", "cut off"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES, "larger than 10 MB"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 50_001 + b"END:VCALENDAR\n", "more than 50,000"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_told(raw: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        times(raw)


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;COUNT=999999999", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=DAILY;UNTIL=99999999", "EXDATE:" + ",".join(["20261125T090000Z"] * 5_000), "RDATE:hello",
        "RRULE:" + "FREQ=WEEKLY;" * 1_000, "ATTENDEE;CN=" + '"' * 500 + ":mailto:x", "SUMMARY:" + "a" * 100_000,
        "DURATION:P99999999W", "RECURRENCE-ID:20269999",
    ],
)  # fmt: skip
def test_a_hostile_line_spoils_its_entry_at_most(line: str) -> None:
    bad = event("bad", "19010101T090000Z", "19010101T100000Z", line)
    good = event("good", "20261125T090000Z", "20261125T100000Z", "SUMMARY:Good")
    assert [one.title for one in times(file(bad, good)).times if one.uid == "good"] == ["Good"]


HER_ZONE = "TZID=Europe/Berlin:"
FOLLOWED = {
    "two hours later and longer": (
        "20261123T093000", "20261123T100000", ["RRULE:FREQ=WEEKLY"],
        [("20270111T093000", True, "20270111T113000", "20270111T130000", "")],
    ),
    "across a change of the clocks": (
        "20260907T093000", "20260907T100000", ["RRULE:FREQ=WEEKLY;UNTIL=20270501T000000Z"],
        [("20261012T093000", True, "20261013T080000", "20261013T083000", "")],
    ),
    "moved twice, one of them alone": (
        "20261102T093000", "20261102T100000",
        ["RRULE:FREQ=DAILY;COUNT=60", "EXDATE;TZID=Europe/Berlin:20261210T093000"],
        [
            ("20261109T093000", True, "20261109T070000", "20261109T080000", ""),
            ("20261116T093000", False, "20261116T180000", "20261116T190000", ""),
            ("20261125T093000", True, "20261126T154500", "20261126T160000", ""),
        ],
    ),
    "called off from then on": (
        "20261102T093000", "20261102T100000", ["RRULE:FREQ=WEEKLY"],
        [("20270104T093000", True, "20270104T093000", "20270104T100000", "STATUS:CANCELLED")],
    ),
    "moved into the window from before it": (
        "20260713T093000", "20260713T100000", ["RRULE:FREQ=WEEKLY;COUNT=10"],
        [("20260720T093000", True, "20260910T093000", "20260910T100000", "")],
    ),
    "days": (
        "20261104", "20261105", ["RRULE:FREQ=MONTHLY"], [("20270104", True, "20270106", "20270109", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOLLOWED)
def test_what_follows_a_changed_time_changes_with_it(case: str) -> None:
    """RANGE=THISANDFUTURE, RFC 5545 3.2.13."""
    start, end, lines, changes = FOLLOWED[case]
    of = "VALUE=DATE:" if len(start) == 8 else HER_ZONE
    parts = [event("a", of + start, of + end, "SUMMARY:As agreed", *lines)]
    for meant, onward, begin, finish, line in changes:
        more = [line] if line else []
        which = f"RECURRENCE-ID;{'RANGE=THISANDFUTURE;' if onward else ''}{of}{meant}"
        parts.append(event("a", of + begin, of + finish, which, "SUMMARY:Otherwise", *more))
    raw = file(*parts)
    assert by_us(raw) == by_library(raw)
    assert len(by_us(raw)) > 3
    if not any(line for *_, line in changes):
        assert len(named(raw, "Otherwise")) > 2
    assert len({(one.uid, one.which) for one in times(raw).times}) == len(times(raw).times)


def test_a_file_of_nothing_but_changes_of_all_that_follows_is_read_in_time() -> None:
    series = event("a", "20200101T090000Z", "20200101T093000Z", "RRULE:FREQ=DAILY")
    meant = (date(2020, 1, 1) + timedelta(days=number % 3_000) for number in range(20_000))
    parts = (
        event("a", f"{day:%Y%m%d}T100000Z", f"{day:%Y%m%d}T103000Z",
              f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day:%Y%m%d}T090000Z")
        for day in meant
    )  # fmt: skip
    assert {one.start.hour for one in times(file(series, *parts)).times} == {10}


def test_a_change_of_all_that_follows_that_cannot_be_read_moves_nothing() -> None:
    raw = file(
        event("a", f"{HER_ZONE}20261123T093000", f"{HER_ZONE}20261123T100000", "RRULE:FREQ=DAILY;COUNT=5"),
        event("a", f"{HER_ZONE}20261125T093000", f"{HER_ZONE}20261125T080000",
              f"RECURRENCE-ID;RANGE=THISANDFUTURE;{HER_ZONE}20261125T093000"),
    )  # fmt: skip
    found = times(raw)
    assert len(found.times) == 4, "what follows stays where the change cannot be read"
    assert "ends before it starts" in found.left_out[0]


def test_a_file_of_nothing_but_long_counts_is_refused_in_time() -> None:
    raw = file(
        *(
            event(f"{n}", "19010101T090000Z", "19010101T100000Z", "RRULE:FREQ=DAILY;COUNT=99999")
            for n in range(900)
        )
    )
    with pytest.raises(Unreadable, match="more often than anybody"):
        times(raw)


def test_what_is_broken_is_named_by_its_line() -> None:
    broken = event("a", "20261325T090000Z", "20261125T100000Z")
    backwards = event("b", "20261125T090000Z", "20261125T080000Z")
    good = event("c", "20261125T090000Z", "20261125T100000Z")
    found = times(file(broken, backwards, good))
    assert len(found.times) == 1
    assert found.left_out == (
        "2 broken entries left out: line 4 has a date that is none (“20261325T090000Z”); "
        "line 9 ends before it starts.",
    )


def test_an_unknown_zone_is_named_and_read_as_hers() -> None:
    found = times(file(event("a", "TZID=Moon/Crater:20261125T090000", "TZID=Moon/Crater:20261125T100000")))
    assert found.times[0].start == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert "Moon/Crater" in found.left_out[0]

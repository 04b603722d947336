"""Calendar files for tests and benchmarks, written line by line."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random


def file(*events: str, zones: str = "") -> bytes:
    """A calendar of these events."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{zones}{''.join(events)}END:VCALENDAR\r\n".encode()


def event(uid: str, start: str, end: str, *lines: str) -> str:
    """One entry; `start` and `end` as in 20261125T090000Z or TZID=Europe/Berlin:20261125T100000."""
    parts = [
        f"UID:{uid}",
        *(f"{name}{';' if ':' in at else ':'}{at}" for name, at in (("DTSTART", start), ("DTEND", end))),
    ]
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *parts, *lines, "END:VEVENT"))


def ten_thousand(count: int = 10_000) -> bytes:
    """Four years of a calendar around November 2026: one in a hundred repeats, a third of these without end."""
    chance = Random(7)
    begin = datetime(2023, 6, 5, 9)  # noqa: DTZ001  # on the wall
    events = []
    for number in range(count):
        start = begin + timedelta(days=chance.randrange(1_500), minutes=15 * chance.randrange(36))
        end = start + timedelta(minutes=chance.choice((30, 60, 90)))
        lines = [
            "DTSTAMP:20260101T000000Z",
            f"SUMMARY:Meeting number {number}",
            "DESCRIPTION:Words that are\\, as they often are\\, long\\nand go over more than one lin",
            " e of the file so that they are folded",
            "ORGANIZER;CN=Ana Silva:mailto:ana@example.org",
            "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Tom:mailto:tom@example.org",
            "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;CN=Carla:mailto:carla@acme.example",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
        ]
        if number % 100 == 0:
            lines.append(f"RRULE:FREQ=WEEKLY{'' if number % 300 == 0 else ';UNTIL=20270131T220000Z'}")
        moments = (f"TZID=Europe/Berlin:{moment:%Y%m%dT%H%M%S}" for moment in (start, end))
        events.append(event(f"{number}@example.org", *moments, *lines))
    return file(*events)

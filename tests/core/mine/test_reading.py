"""Logs are read as they are written, and what cannot be read is named; nothing is half taken in."""

from __future__ import annotations

import gzip
import tempfile
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine import plain
from varifocal.core.mine.instances import instances
from varifocal.core.mine.log import HOUR, EventLog, load, save
from varifocal.core.mine.reading import pieces, xes
from varifocal.core.mine.reading.read import read

SPECIMENS = Path(__file__).parents[2] / "specimens" / "logs"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
MOMENTS = st.datetimes(datetime(1969, 12, 30), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EVENTS = st.lists(
    st.tuples(st.integers(0, 3), NAMES, MOMENTS, st.one_of(st.none(), NAMES)), min_size=1, max_size=30
)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path, words: str, **how: str) -> None:
    reading = read(path, **how)  # type: ignore[arg-type]
    assert reading.log is None
    assert words in " ".join(map(str, reading.problems))


def test_nested_attributes_entities_namespaces_and_classifiers() -> None:
    reading = read(SPECIMENS / "compensation.xes")
    log = reading.log
    assert log is not None
    assert list(log.cases) == ["NA", "3"]
    steps = [log.activity.texts[code] for code in log.activity.codes]
    assert steps == ["brief & talk", "draw", "brief & talk", "draw"]
    assert log.person is not None
    assert sorted(log.person.texts) == ['Ada "A"', "Tom"]
    assert log.attributes["parts / part"].texts == ["x > y"]
    assert log.attributes["parts / part / size"].texts == ["3"]
    assert log.case_attributes["budget"].codes.tolist() == [0, -1]
    assert [str(each) for each in reading.problems] == [
        "event 5: Left out: its time is missing or cannot be read.",
        "1 times name no zone: read as UTC.",
        "1 cases without an event: left out.",
    ]
    both = read(SPECIMENS / "compensation.xes", classifier="Step and state").log
    assert both is not None
    assert {"brief & talk+start", "brief & talk+complete"} <= set(both.activity.texts)
    refused(
        SPECIMENS / "compensation.xes",
        "There is no classifier 'none'; the log has: Quoted",
        classifier="none",
    )


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_xes_is_read_as_a_plain_reader_reads_it(events: list[tuple[int, str, datetime, str | None]]) -> None:
    text = ["<log>"]
    for case in sorted({each[0] for each in events}):
        text.append(f'<trace><string key="concept:name" value="{case}"/>')
        for _, name, stamp, who in (each for each in events if each[0] == case):
            person = f"<string key='org:resource' value={quoteattr(who)}/>" if who else ""
            text.append(
                f"<event>{person}<string key='concept:name' value={quoteattr(name)} />"
                f"<date key='time:timestamp' value='{stamp.isoformat()}'></date></event>"
            )
        text.append("</trace>")
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "log.xes.gz", gzip.compress("".join([*text, "</log>"]).encode()))
        reading = read(path)
        assert reading.log is not None
        assert plain.compiled(reading.log) == plain.measured(plain.xes(path))
        save(reading.log, Path(folder) / "kept")
        assert plain.compiled(load(Path(folder) / "kept")) == plain.compiled(reading.log)


@settings(max_examples=25, deadline=None)
@given(EVENTS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_tables_are_read_as_a_plain_reader_reads_them(
    events: list[tuple[int, str, datetime, str | None]], delimiter: str, line: str
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    rows = [("case_id", "activity", "start_time", "end_time", "resource")]
    rows += [
        (
            str(case),
            cell(name),
            (stamp - timedelta(seconds=len(name) * 60)).isoformat(" "),
            stamp.isoformat(),
            cell(who) if who else "",
        )
        for case, name, stamp, who in events
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "log.csv", line.join(delimiter.join(row) for row in rows))
        reading = read(path)
        assert reading.log is not None
        assert all("that the one before it" in str(each) for each in reading.problems)
        assert reading.mapping is not None
        comma = write(Path(folder), "comma.csv", "\n".join(",".join(row) for row in rows))
        assert plain.compiled(reading.log) == plain.measured(plain.table(comma, reading.mapping))


def read_well(path: Path, **how: object) -> tuple[EventLog, list[str]]:
    reading = read(path, **how)  # type: ignore[arg-type]
    assert reading.log is not None, reading.problems
    return reading.log, [str(each) for each in reading.problems]


def test_every_row_that_is_left_out_is_named(tmp_path: Path) -> None:
    text = (
        "case,activity,time,start,resource\n"
        "NA,a,2027-01-05 10:00,2027-01-05 09:00,\n"
        "NA,b,2027-01-05 08:00,2027-01-05 09:00,Ada\n"
        ",a,2027-01-05,,\n"
        "2,,2027-01-05,,\n"
        "2,a,soon,,\n"
        "2,a\n"
        "\n"
        '2,"a, ""b""\nc",2027-01-05T10:00:00+02:00,never,Tom\n'
    )
    log, problems = read_well(write(tmp_path, "log.csv", text))
    assert list(log.cases) == ["NA", "2"]
    assert log.row.tolist() == [3, 2, 9]
    assert 'a, "b"\nc' in log.activity.texts
    assert problems == [
        "row 7: Left out: it has not 5 cells.",
        "row 4: Left out: it names no case.",
        "row 5: Left out: it names no activity.",
        "row 6: Left out: its time is missing or cannot be read: 'soon'.",
        "2 of 3 times name no zone: read as UTC.",
        "row 9: Its begin cannot be read: 'never'; taken as begun when it ended.",
        "row 3: It ends before it begins; counted as written.",
    ]


@pytest.mark.parametrize(
    ("stamp", "hours"),
    [
        ("2027-01-05", 0), ("2027/01/05 10:30:00.000", 10.5), ("20270105", 0), ("2027-01-05T10:30Z", 10.5),
        ("2027-01-05 10:30:00+0530", 5), ("2027-01-05 10:30 PM", 22.5), ("25.12.2026 10:30", -253.5),
        ("2027-01-05T10:30:00.5 UTC", 10.5 + 0.5 / 3600), ("1799145000", 10.5), ("1799145000000", 10.5),
    ],
)  # fmt: skip
def test_stamps_of_many_forms(tmp_path: Path, stamp: str, hours: float) -> None:
    log, _ = read_well(write(tmp_path, "log.csv", f"case,activity,time\n1,a,{stamp}\n1,b,{stamp}\n"))
    since = (datetime(2027, 1, 5, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    assert log.end.tolist() == [round((since + hours * 3600) * 1e6)] * 2


def test_the_wall_clock_of_a_zone_and_days_before_months(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "case,activity,time\n1,a,03/28/2027 01:30\n1,b,03/28/2027 03:30\n")
    log, problems = read_well(path, zone="Europe/Berlin")
    assert int(log.end[1] - log.end[0]) == 3_600_000_000, "one of the two hours was skipped that night"
    assert problems == []
    path = write(tmp_path, "log.csv", "case,activity,time\n1,a,03/02/2027 01:30\n")
    assert "Say order=mdy" in read_well(path)[1][0]
    assert read_well(path, mapping={"order": "mdy"})[1] == []


def test_other_encodings(tmp_path: Path) -> None:
    text = "case;activity;time\n1;Prüfung;2027-01-05\n"
    for name, says in (
        ("utf-8-sig", []),
        ("utf-16", []),
        ("cp1252", ["log.csv: The file is not UTF-8; it was read as Windows-1252."]),
    ):
        log, problems = read_well(write(tmp_path, "log.csv", text.encode(name)))
        assert list(log.activity.texts) == ["Prüfung"]
        assert problems == says


def test_other_encodings_of_xes(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="{}"?><log><trace><event><string key="concept:name" value="Prüfung"/>'
        '<date key="time:timestamp" value="2027-01-05T10:00:00Z"/></event></trace></log>'
    )
    foreign = ["event 1: concept:name is not UTF-8; read as Windows-1252: 'Prüfung'."]
    for said, written, says in (
        ("UTF-8", "utf-8-sig", []), ("UTF-16", "utf-16", []), ("ISO-8859-1", "latin-1", foreign),
        ("UTF-8", "cp1252", foreign),
    ):  # fmt: skip
        log, problems = read_well(write(tmp_path, "log.xes", text.format(said).encode(written)))
        assert (list(log.activity.texts), problems) == (["Prüfung"], says), (said, written)
    refused(
        write(tmp_path, "log.xes", text.format("EBCDIC-CP-US")), "The encoding 'ebcdic-cp-us' is not read"
    )
    cut = text.format("UTF-16").encode("utf-16")[:-1]
    refused(write(tmp_path, "log.xes", cut), "The file is not UTF-16-LE, as its first bytes say")


TOLD = [
    ("9", "late", "2027-01-05T10:00:00+02:00", "Ada"),  # 8:00
    ("9", "early", "2027-01-05T01:00:00-05:00", ""),  # 6:00
    ("9", "first", "2027-01-05", ""),
    ("9", "same", "2027-01-05T08:00:00Z", "Ada"),
    ("9", "again", "2027-01-05T13:30:00+05:30", "Tom"),
]


@pytest.mark.parametrize("name", ["log.csv", "log.xes"])
def test_zones_mix_dates_stand_alone_equal_stamps_keep_their_order_and_nobody_is_named(
    tmp_path: Path, name: str
) -> None:
    if name.endswith("csv"):
        lines = ["case,activity,time,resource", *(",".join(row) for row in TOLD)]
        text = "\n".join(lines)
    else:
        events = (
            f'<event><string key="concept:name" value="{what}"/><string key="org:resource" value="{who}"/>'
            f'<date key="time:timestamp" value="{when}"/></event>'
            for _, what, when, who in TOLD
        )
        text = f'<log><trace><string key="concept:name" value="9"/>{"".join(events)}</trace></log>'
    log, problems = read_well(write(tmp_path, name, text))
    order = [log.activity.texts[code] for code in log.activity.codes]
    assert order == ["first", "early", "late", "same", "again"]
    assert ((log.end - log.end[0]) // HOUR).tolist() == [0, 6, 8, 8, 8]
    assert log.person is not None
    assert log.person.codes[:2].tolist() == [-1, -1]
    assert any("name no zone: read as UTC" in one for one in problems)


def test_scheduled_started_and_completed_are_one_step(tmp_path: Path) -> None:
    rows = [
        f"1,{what},2027-01-05T{hour:02}:00Z,{state}"
        for what, hour, state in (
            ("draw", 7, "schedule"), ("draw", 8, "start"), ("check", 8, "SCHEDULE"), ("draw", 11, "complete"),
            ("check", 11, "Start"), ("check", 12, "Complete"), ("send", 13, "complete"), ("bill", 14, "start"),
        )
    ]  # fmt: skip
    log, _ = read_well(
        write(tmp_path, "log.csv", "\n".join(["case,activity,time,lifecycle:transition", *rows]))
    )
    assert log.events == 8
    steps = instances(log)
    assert steps is not None
    assert steps.begin is not None
    assert [steps.activity.texts[code] for code in steps.activity.codes] == ["draw", "check", "send"]
    assert ((steps.end - steps.begin) // HOUR).tolist() == [3, 1, 0]


def test_columns_can_be_said_and_wrong_ones_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "Auftrag,Schritt,Wann\n1,a,2027-01-05\n")
    refused(path, "No column tells the case and the activity; the table has: Auftrag, Schritt, Wann.")
    log, _ = read_well(path, mapping={"case": "Auftrag", "activity": "Schritt"})
    assert log.events == 1
    refused(path, "There is no column 'Ticket'", mapping={"case": "Ticket"})  # type: ignore[arg-type]


BOMB = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><log/>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "a document type or entities are not read"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "a document type or entities are not read"),
        ("<log><trace></log>", "closed that was not opened"),
        ("<log><trace><event>", "ends in the middle"),
        ("<log></log><log></log>", "something follows after the end"),
        ("<html></html>", "no event log"),
        ("no xml", "not well-formed"),
        ("<log><trace a=b/></log>", "not well-formed"),
        ("<log>" + "<string key='a'>" * 300, "nested too deeply"),
        ("", "empty"),
        ("<log/>", "no event"),
    ],
)
def test_bad_xes_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    refused(write(tmp_path, "log.xes", text), words)


def test_files_that_end_too_early_or_never(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.compress(b"case,activity,time\n" + b"1,a,2027-01-05\n" * 1000)
    refused(write(tmp_path, "log.csv.gz", whole[:-9]), "ends in the middle")
    refused(write(tmp_path, "log.csv.gz", whole[:30] + b"xxxx" + whole[34:]), "damaged")
    twice = write(tmp_path, "log.csv.gz", whole + gzip.compress(b"2,b,2027-01-05\n"))
    assert read_well(twice)[0].events == 1001
    refused(
        write(tmp_path, "log.csv", 'case,activity,time\n1,a,2027-01-05\n1,"a,2027-01-05\n'), "never closes"
    )
    monkeypatch.setattr("varifocal.core.mine.reading.xes.MOST_OF_ONE", 1000)
    monkeypatch.setattr(pieces, "PIECE", 512)
    refused(
        write(tmp_path, "log.xes", "<log><string key='a' value='" + "a" * 9000), "a single element is larger"
    )


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        (
            "log.xes.gz",
            b"<log><trace><event><string key='a' value='",
            "After event 1 a single element is larger",
        ),
        ("log.csv.gz", b"case,activity,time\n1,a,2027-01-05\n1,", "The row after row 2 is longer than 16 MB"),
    ],
)
def test_two_gigabytes_in_one_attribute_are_not_kept(
    tmp_path: Path, name: str, head: bytes, words: str
) -> None:
    piece = gzip.compress(b"a" * (4 << 20))
    path = write(tmp_path, name, gzip.compress(head) + piece * 512)
    tracemalloc.start()
    try:
        refused(path, words)
        assert tracemalloc.get_traced_memory()[1] < 120 << 20
    finally:
        tracemalloc.stop()


def test_small_pieces_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(SPECIMENS / "compensation.xes").log
    assert whole is not None
    monkeypatch.setattr(pieces, "PIECE", 7)
    log, _ = read_well(SPECIMENS / "compensation.xes")
    assert plain.compiled(log) == plain.compiled(whole)


def test_an_attribute_of_too_many_texts_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xes, "MOST_CODES", 3)
    event = (
        '<event><string key="concept:name" value="a"/><string key="note" value="{}"/>'
        '<date key="time:timestamp" value="2027-03-01T09:00:0{}Z"/></event>'
    )
    text = "<log><trace>" + "".join(event.format(number, number) for number in range(6)) + "</trace></log>"
    log, problems = read_well(write(tmp_path, "log.xes", text))
    assert len(log.end) == 6
    assert problems == ["“note” has 3 different texts or more: those are kept, others left out."]


def test_very_many_activities_and_one_long_case(tmp_path: Path) -> None:
    rows = "".join(f"1,step {n},{1_799_148_600 + (n * 7919) % 30_000}\n" for n in range(30_000))
    log, _ = read_well(write(tmp_path, "log.csv", "case,activity,time\n" + rows))
    found = plain.compiled(log)
    assert len(found["took"]) == 29_999
    assert len(log.activity.texts) == 30_000


@pytest.mark.parametrize(("name", "row"), [("log.csv", "row 4"), ("log.xes", "event 3")])
def test_what_is_told_twice_is_named_and_counted_as_written(tmp_path: Path, name: str, row: str) -> None:
    told = [
        ("1", "a", 8, "Ada"),
        ("1", "b", 9, "Ada"),
        ("1", "b", 9, "Ada"),
        ("1", "b", 9, "Tom"),
        ("2", "b", 9, "Tom"),
    ]
    if name.endswith("csv"):
        lines = [f"{case},{what},2027-01-05T{hour:02}:00Z,{who}" for case, what, hour, who in told]
        text = "\n".join(["case,activity,time,resource", *lines])
    else:
        events = [
            f'<event><string key="concept:name" value="{what}"/><string key="org:resource" value="{who}"/>'
            f'<date key="time:timestamp" value="2027-01-05T{hour:02}:00:00Z"/></event>'
            for _, what, hour, who in told
        ]
        text = f"<log><trace>{''.join(events[:4])}</trace><trace>{events[4]}</trace></log>"
    log, problems = read_well(write(tmp_path, name, text))
    assert log.events == 5
    assert problems == [f"{row}: It says all that the one before it in its case says; counted as written."]

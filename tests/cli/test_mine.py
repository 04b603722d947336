"""`varifocal mine LOG`: how work flows is said, kept and shown; what is wrong with a file is said in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from varifocal.cli.main import main

LOG = """Ticket;Step;End;Who
NA;ask;2027-03-01 09:00;Ada
NA;draw;2027-03-01 11:00;Tom
NA;draw;2027-03-01 12:00;Tom
2;ask;2027-03-02 09:00;Ada
2;draw;2027-03-02 10:00;Ada
3;<script>;2027-03-02 09:00;
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_what_was_measured_is_said_as_json(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", str(log), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["cases"], told["activities"], told["variants"]) == (6, 3, 3, 3)
    assert told["dfg"] == [["ask", "draw", 2, 5400.0, 5400.0], ["draw", "draw", 1, 3600.0, 3600.0]]
    assert (told["self_loops"], told["rework_cases"]) == (1, 1)
    assert told["problems"] == []


def test_a_person_reads_it_and_keeps_which_column_said_what(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "columns.json"
    assert main(["mine", str(log), "--save-map", str(profile)]) == 0
    said = capsys.readouterr().out
    assert "6 events, 3 cases, 3 activities, 3 variants" in said
    assert "ask → draw: 2 times, mean 1.50 h" in said
    assert "Nothing is lost that stands on enough cases." in said
    assert main(["mine", str(log), "--map", str(profile), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 3


def test_a_log_is_compared_with_the_process_it_should_follow(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = tmp_path / "process.json"
    process.write_text('{"steps": ["ask", "draw"]}', encoding="utf-8")
    assert main(["mine", str(log), "--process", str(process), "--html", str(tmp_path / "page.html")]) == 0
    said = capsys.readouterr().out
    assert "1 of 3 cases flow as they are meant to; 4 deviations" in said
    assert "In 1 of 3 cases draw is done where it is not foreseen, most often after draw." in said
    assert "As it is meant to" in (tmp_path / "page.html").read_text(encoding="utf-8")
    process.write_text("->( 'ask', *( 'draw', tau ) )", encoding="utf-8")
    assert main(["mine", str(log), "--process", str(process), "--json"]) == 0
    fit = json.loads(capsys.readouterr().out)["conformance"]
    assert (fit["cases"], fit["fitting"], fit["cost"]) == (3, 2, 3)


def test_a_process_is_found(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", str(log), "--discover", "0"]) == 0
    said = capsys.readouterr().out
    assert "The process: X( ->( 'ask', *( 'draw', tau ) ), '<script>' )" in said
    assert "3 of 3 cases flow as they are meant to" in said


def test_only_some_cases_count(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", str(log), "--json", "--only", "Who=Tom", "--only", "!since=2027-03-02"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 1


def test_findings_are_told_apart_by_client(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    rows = [
        f"{k},{step},2027-03-{k + 1:02} {hour:02}:00,{'Acme' if k % 2 else 'Brix'}\n"
        for k in range(24)
        for step, hour in (("ask", 8), ("draw", 12 if k % 2 else 10))
    ]
    path.write_text("case,activity,time,client\n" + "".join(rows), encoding="utf-8")
    assert main(["mine", str(path), "--by", "client"]) == 0
    said = capsys.readouterr().out
    assert "Acme: 4.0 h a case in 12 cases" in said
    assert "Brix: 2.0 h a case in 12 cases" in said
    assert main(["mine", str(path), "--by", "colour"]) == 1


def test_the_page_stands_alone_and_runs_nothing(log: Path, tmp_path: Path) -> None:
    assert main(["mine", str(log), "--html", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--map", "case=Nothing,activity=Step,end=End"], "Nothing"),
        (["--map", "missing.json"], "cannot be read as text"),
        (["--calendar", "missing.json"], "cannot be read as text"),
        (["--process", "missing.json"], "cannot be read as text"),
        (["--only", "Who=Nobody"], "No case is left by these filters."),
        (["--html", "/nowhere/page.html"], "cannot be written"),
    ],
)
def test_what_cannot_be_is_said(
    more: list[str], sentence: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mine", str(log), *more]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--rate", "90-60"], ["--zone", "Mars/Olympus"], ["--discover", "2"]])
def test_an_odd_option_is_refused(option: list[str], log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["mine", str(log), *option])
    assert option[0] in capsys.readouterr().err


def test_no_log_is_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.xes"
    path.write_text('<!DOCTYPE log [<!ENTITY a "b">]><log/>', encoding="utf-8")
    assert main(["mine", str(path)]) == 1
    assert "log.xes" in capsys.readouterr().err
    assert main(["mine", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err

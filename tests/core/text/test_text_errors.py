"""A text that is not well formed gets sentences: file, line, record, field, and what helps; never anything else."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portfolios import portfolio
from varifocal.core.text import read, read_file, written

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
GOOD = """\
zone = "Europe/Berlin"

[[people]]
name = "Ana"
skills = ["Design 3"]

[[equipment]]
name = "Studio"

[[goals]]
name = "Ten clients"

[[projects]]
name = "Lumen launch"

[[tasks]]
name = "Briefing"
project = "Lumen launch"
estimate = 4

[[tasks]]
name = "Key visual"
project = "Lumen launch"
estimate = [4, 8, 16]
needs = ["Design 2"]
after = ["Briefing"]
"""


def sentences(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "plan.toml", NOW)[1]]


def test_this_one_is_well_formed() -> None:
    assert sentences(GOOD) == []


TASK, PERSON = "line 21, task “Key visual”", "line 3, person “Ana”"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('zone = "Europe/Berlin"', "", "line 1: `zone` is missing; write the zone of your days, as zone = "),
        ('"Europe/Berlin"', '"Europe/Berln"', "line 1: `zone`: expected a time zone, as “Europe/Berlin”, not “E"),
        ('zone = "Eu', 'nwo = 2027-01-01\nzone = "Eu', "line 1: `nwo` is not known here; the nearest is “now”."),
        ('zone = "Eu', 'now = 1914-07-01\nzone = "Eu', "line 1: `now`: expected a date from 1990 to 2150, not"),
        ("[[people]]", "[people]", "line 3: Expected [[people]], in two brackets, above each person."),
        ('name = "Ana"', 'nmae = "Ana"', "line 4, person 1: `nmae` is not known here; the nearest is “name”."),
        ('name = "Ana"\n', "", 'line 3, person 1: `name` is missing; write name = "…".'),
        ('"Ana"', "7", "line 4, person 1: `name`: expected text in quotation marks, not 7."),
        ('"Ana"', '"Ana"\nshare = nan', "line 5, person “Ana”: `share`: expected the share of time that may be"),
        ('"Ana"', '"Ana"\nshare = inf', "a number from 0.001 to 1, not inf."),
        ('"Ana"', '"Ana"\nid = 0', "line 5, person “Ana”: `id`: expected its number, a whole number from 1 to"),
        ('"Ana"', '"Ana"\nid = 4\n[[people]]\nname = "Tom"\nid = 4', "line 8, person “Tom”: `id`: another person"),
        ('"Ana"', '"Ana"\nweek = "mon"', "line 5, person “Ana”: `week`: expected a list of lines, as “mon-thu"),
        ('"Ana"', '"Ana"\nweek = ["mo 9-17"]', "“mo” is no day of the week in “mo 9-17”; expected a line as"),
        ('"Ana"', '"Ana"\nweek = ["mon 9-5"]', "“9-5” must begin before it ends, both at whole quarter hours of"),
        ('"Ana"', '"Ana"\nweek = ["mon 9-12", "mon 13-17"]', "mon stands in two lines; write all its hours in"),
        ('"Ana"', '"Ana"\nweek = ["mon 9-12 11-17"]', "hours of a day overlap or are out of order; write them"),
        ('"Ana"', '"Ana"\nweek = ["in Nowhere"]', "`week`: expected a time zone, as “Europe/Berlin”, not “Nowh"),
        ('"Ana"', '"Ana"\naway = ["soon"]', "line 5, person “Ana”: `away`: expected a date, as 2027-03-12, not"),
        ('"Ana"', '"Ana"\naway = ["2027-02-05 to 2027-02-01"]', "“2027-02-05 to 2027-02-01” ends before it begins"),
        ('"Ana"', '"Ana"\nbusy = ["2027-02-05"]', "`busy`: expected hours as “2027-02-01 09:00 to 10:30”, not"),
        ('"Ana"', '"Ana"\nbusy = ["2027-02-05 25:00 to 26:00"]', "`busy`: expected hours as “2027-02-01 09:00 to"),
        ('"Ana"', '"Ana"\nrate = "much"', '`rate`: expected an amount of money, as "1200.00", not “much”.'),
        ('"Ana"', '"Ana"\nrate = "NaN"', '`rate`: expected an amount of money, as "1200.00", not “NaN”.'),
        ('"Design 3"', '"Design 9"', "line 5, person “Ana”: `skills`: expected a level, a whole number from 1 to 5"),
        ('"Design 3"', '"Design 3", "Design 2"', "line 5, person “Ana”: `skills`: something stands twice; write it"),
        ('"Studio"', '"Studio"\ncount = -1', "line 9, equipment “Studio”: `count`: expected how many there are, a"),
        ('"Ten clients"', '"Ten clients"\nserves = "Tn clients"', "`serves`: no goal is called “Tn clients”; the"),
        ('"Ten clients"', '"Ten clients"\nserves = "Ten clients"', "line 10, goal “Ten clients”: These goals serve"),
        ('"Ten clients"', '"Ten clients"\ntarget = "May"', "`target`: expected a date, as 2027-03-12, not “May”."),
        ('name = "Lumen launch"', 'name = "Lumen launch"\ndue = 2027-02-30', "line 15: This is no TOML: Invalid dat"),
        ('project = "Lumen launch"\nestimate = [', 'project = "Lumen lanch"\nestimate = [', "no project is called"),
        ('name = "Lumen launch"', 'name = "Lumen launch"\nkind = "paid"', "expected one of “ordered”, “unsold”,"),
        ('name = "Lumen launch"', 'name = "Lumen launch"\nserves = [{ goal = "Ten clients", part = 1 }]', "“part” is"),
        ("estimate = [4, 8, 16]\n", "", f"{TASK}: `estimate` is missing; write hours, as estimate = 8 or"),
        ("[4, 8, 16]", "-4", "line 24, task “Key visual”: `estimate`: expected a length of time, a number from 0 to"),
        ("[4, 8, 16]", "100001", "`estimate`: expected a length of time, a number from 0 to 100,000, not 100001."),
        ("[4, 8, 16]", "[8, 4, 16]", "`estimate`: the low effort (8 h) is above the likely one (4 h)."),
        ("[4, 8, 16]", "[4, 8]", "`estimate`: expected a number, or three as [low, likely, high], not a list."),
        ("[4, 8, 16]", "8\nestmate = 9", "line 25, task “Key visual”: `estmate` is not known here; the nearest is"),
        ("[4, 8, 16]", "8\nleft = true", "line 25, task “Key visual”: `left`: expected hours, a number from 0 to"),
        ("[4, 8, 16]", "8\npriority = 4", "`priority`: expected “urgent”, “normal” or “can wait” (or 1, 2, 3), not 4"),
        ("[4, 8, 16]", "8\nrelease = 2027-03-01\ndeadline = 2027-02-01", f"{TASK}: “Key visual” may not begin before"),
        ("[4, 8, 16]", '8\npeople = ["Anna"]', "line 25, task “Key visual”: `people`: no person is called “Anna”; t"),
        ("[4, 8, 16]", '8\npeople = ["Ana", "Ana"]', "`people`: something stands twice; write it once."),
        ("[4, 8, 16]", "8\npeople = [9]", "`people`: no person has the number 9."),
        ("[4, 8, 16]", '8\nuses = ["Studio x 0"]', "`uses`: expected how many, a whole number from 1 to 1,000, not 0"),
        ("[4, 8, 16]", '8\nwait = "soon"', "`wait`: expected a number, or three as [low, likely, high], not “soon”."),
        ("[4, 8, 16]", "8\nmode = 2", "`mode`: there are 0 other ways, and this says it is done in way 2."),
        ("[4, 8, 16]", "8\nmodes = [{ hours = 0 }]", "`modes`: expected the hours of a way, a number from 0.01 to"),
        ("[4, 8, 16]", "[1, 1, 90000]\nmodes = [{ hours = 90000 }]", "`modes`: one way may take more than 100,000 h"),
        ("Design 2", "Desing 2", "line 25, task “Key visual”: `needs`: no skill is called “Desing”; the nearest is"),
        ('["Briefing"]', '["Breifing"]', "line 26, task “Key visual”: `after`: no task is called “Breifing”; the ne"),
        ('["Briefing"]', '[{ task = "Briefing", kind = "XX" }]', "expected one of “FS”, “SS”, “FF”, “SF”, not “XX”."),
        ('["Briefing"]', '[{ lag = 8 }]', "`after`: `task` is missing in { … }."),
        ('["Briefing"]', '["Key visual"]', f"{TASK}: These tasks wait for one another: Key visual → Key visual."),
        ('name = "Key visual"', 'name = "Briefing"', "`after`: 2 are called “Briefing”; give each an `id` and write"),
        ('["Briefing"]', '["Briefing"]\n[record]\nsettled = [["tsk"]]', "line 28, settled: No column is called “tsk”"),
        ('["Briefing"]', '["Briefing"]\n[record]\nanswered = [\n["company", "days"],\n[1],\n]', "line 30, answered"),
        ('["Briefing"]', '["Briefing"]\n[levels]\none = "can"', "line 28: `one`: expected a whole number before the"),
        ('["Briefing"]', '["Briefing"]\n[aims]\nlate = [1, 2]', "line 28, aims: `late`: expected three numbers: what"),
        ('["Briefing"]', '["Briefing"', "This is no TOML: "),
        ('"Briefing"\nproject', "Briefing\nproject", "line 17: This is no TOML: Invalid value (column 8). Text stands"),
        ("estimate = 4\n", f"estimate = {'9' * 5_000}\n", "plan.toml: A number has more digits than can be meant"),
        ("estimate = 4\n", f"estimate = {'[' * 5_000}\n", "plan.toml: Brackets stand within one another too deep"),
        ("estimate = 4\n", f"{'a.' * 100_000}b = 4\n", "line 19: A name has too many parts; put it in quotation m"),
    ],
)  # fmt: skip
def test_each_slip_is_told_with_its_place_and_what_helps(before: str, after: str, sentence: str) -> None:
    assert before in GOOD
    where, _, text = GOOD.rpartition(before) if GOOD.count(before) > 1 else GOOD.partition(before)
    told = sentences(where + after + text)
    assert any(sentence in one for one in told), told
    assert all(one.startswith("plan.toml") for one in told)


def test_all_of_them_are_told_from_the_first_line_on_and_no_more_than_twenty() -> None:
    told = sentences(GOOD.replace("Design 2", "Desgn 2").replace("estimate = 4", "estimate = -1"))
    assert [one.partition(":")[0] for one in told] == [
        "plan.toml, line 19, task “Briefing”",
        "plan.toml, line 25, task “Key visual”",
    ]
    many = GOOD + "".join(f'[[tasks]]\nname = "{number}"\n' for number in range(90_000))
    began = time.perf_counter()
    assert len(sentences(many)) == 20
    assert sentences(many + 10_000 * "[[tasks]]\n") == [
        "plan.toml, line 16: Expected at most 100,000 tasks, not 100,002."
    ]
    assert time.perf_counter() - began < 60


def test_a_file_that_is_none_gets_a_sentence(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.toml", tmp_path / "large.toml"
    latin.write_bytes("zone = 'UTC'\n# Grüße".encode("latin-1"))
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    told = [str(read_file(file, NOW)[1][0]) for file in (latin, large, tmp_path / "none.toml", tmp_path)]
    assert told == [
        "latin.toml, line 2: This is no text in UTF-8; save it in that encoding.",
        "large.toml: Expected a file of at most 16 MB.",
        "none.toml: It cannot be read: No such file or directory.",
        f"{tmp_path.name}: It cannot be read: Is a directory.",
    ]


def test_ten_megabytes_of_anything_are_answered() -> None:
    began = time.perf_counter()
    for text in (
        f'zone = "{"a" * 10_000_000}"',
        "[" * 10_000_000,
        f'zone = "UTC"\npeople = [{", ".join(["7"] * 1_000_000)}]',
        f'zone = "UTC"\n{"# nothing" * 1_000_000}',
        "\x00" * 10_000_000,
    ):
        assert len(sentences(text)) <= 20
    assert time.perf_counter() - began < 60


@given(st.integers(0, 60), st.data())
def test_a_text_with_something_odd_in_it_never_fails_otherwise(seed: int, data: st.DataObject) -> None:
    lines = written(portfolio(seed, tasks=5, people=2, wild=0.5)).split("\n")
    line = data.draw(st.integers(0, len(lines) - 1))
    key, equals, _ = lines[line].partition(" = ")
    odd = data.draw(
        st.sampled_from(
            ("nan", "-1", '""', "[]", "{}", "true", "1e300", "[[]]", "2027-01-01", "00:00:00", '["x 2"]', "[1, 2, 3]",
             '{ days = [] }', "[{}]", "9" * 30, '"Person 1"', '["Task 100"]', "[[1, 2], [3]]", "")
        )
    )  # fmt: skip
    lines[line] = f"{key} = {odd}" if equals else odd
    found, problems = read("\n".join(lines), "plan.toml", NOW)
    assert found is not None or problems

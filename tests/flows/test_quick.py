"""One line becomes one task; today is Wednesday, 18 March 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.flows.quick import Line, Named, Names, Understood, read, understand

TODAY = date(2026, 3, 18)
NAMES = Names(
    projects=[
        Named(1, "Acme spring launch", "Acme"),
        Named(2, "Museum winter season", "Museum of Light"),
        Named(3, "Museum shop", "Museum of Light"),
        Named(4, "Our own website"),
    ],
    people=[Named(11, "Mira Vogel"), Named(12, "Milan Ott"), Named(13, "Copper Jones")],
    kinds=[Named(21, "Storyboard"), Named(22, "Copy")],
    skills=[Named(31, "Motion design"), Named(32, "Copy")],
    me=12,
)


def said(line: str, *, project: int | None = None) -> Understood:
    return understand(read(line, TODAY), NAMES, project=project)


def test_the_line_of_the_brief_is_understood_whole() -> None:
    found = said("Storyboard for Acme 6h @mira due fri !urgent")
    assert found.name == "Storyboard"
    assert (found.project, found.people, found.line.effort) == (1, (11,), "6")
    assert (found.line.due, found.line.urgent, found.problems) == (date(2026, 3, 20), True, ())


@pytest.mark.parametrize(
    ("line", "effort"),
    [
        ("Cut the film 6h", "6"),
        ("Cut the film 6 h", "6"),
        ("Cut the film 6 hours", "6"),
        ("Cut the film 1.5h", "1.5"),
        ("Cut the film 1,5h", "1.5"),
        ("Cut the film 1h30", "1.5"),
        ("Cut the film 45m", "0.75"),
        ("Cut the film 20min", "0.33"),
        ("Cut the film 2d", "16"),
        ("Cut the film 4-6-10", "4-6-10"),
        ("Cut the film 4-6-10h", "4-6-10"),
        ("Cut the film L", "L"),
        ("Cut the film", None),
    ],
)
def test_an_effort_is_hours_minutes_days_a_range_or_a_size(line: str, effort: str | None) -> None:
    found = read(line, TODAY)
    assert (found.name, found.effort) == ("Cut the film", effort)


@pytest.mark.parametrize(
    "line",
    [
        "Print the L banner twice",
        "Write up due diligence",
        "Fix issue #2 on the site",
        "Mail ben at ben@example.com",
    ],
)
def test_what_is_no_mark_stays_in_the_name(line: str) -> None:
    assert read(line, TODAY) == Line(line)


def test_for_words_that_are_no_project_stays_in_the_name() -> None:
    found = said("Ideas for spring", project=4)
    assert (found.name, found.project) == ("Ideas for spring", 4)


def test_a_client_with_two_projects_offers_both_and_takes_neither() -> None:
    found = said("Poster for Museum of Light")
    assert found.project is None
    assert [one.id for one in found.choices] == [2, 3]
    assert found.name == "Poster"


def test_a_project_is_named_by_part_of_its_name() -> None:
    assert said("Poster #shop").project == 3
    assert said('Poster #"museum winter"').project == 2
    assert said("Poster for museum shop").project == 3


def test_without_a_project_the_page_it_was_asked_from_counts() -> None:
    assert said("Poster", project=3).project == 3
    assert said("Poster").project is None
    assert said("Poster #shop", project=1).project == 3
    assert said("Poster", project=99).project is None, "a project she does not see"


def test_whom_may_be_a_kind_a_skill_or_oneself() -> None:
    assert said("Write it @storyboard", project=1).kind == 21
    assert said("Write it @motion", project=1).skills == (31,)
    assert said("Write it @copy", project=1).kind == 22
    assert said("Write it @me", project=1).people == (12,)


def test_an_unknown_person_gets_the_nearest_names() -> None:
    found = said("Write it @mirra", project=1)
    assert found.problems == ("Nobody and no skill here is called “mirra”. Did you mean Mira Vogel?",)


def test_half_a_name_that_fits_two_people_asks_for_more() -> None:
    assert said("Write it @mi", project=1).problems == (
        "“@mi” could be Mira Vogel or Milan Ott; write more of the name.",
    )


def test_an_unknown_project_gets_the_nearest_names() -> None:
    assert said("Write it #acmee").problems == (
        "There is no open project “acmee” you can see. Did you mean Acme spring launch?",
    )


def test_a_slip_in_a_day_is_told() -> None:
    assert "“firday” is no day I know" in read("Write it due firday", TODAY).problems[0]
    assert "There is no 31 feb" in read("Write it due 31 feb", TODAY).problems[0]


def test_a_line_without_a_name_is_refused() -> None:
    assert read("6h @mira", TODAY).problems == ("What is to be done? Write its name first.",)


@given(st.text(max_size=80))
def test_any_line_is_read_without_a_fault(line: str) -> None:
    found = read(line, TODAY)
    assert found.name or found.problems
    understand(found, NAMES)


WORDS = st.lists(st.sampled_from(("draw", "the", "frames", "again", "nicely")), min_size=1, max_size=6).map(
    " ".join
)


@given(
    WORDS,
    st.permutations(("6h", "@mira", "#shop", "due 2027-01-15", "!urgent")),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_marks_mean_the_same_in_any_order(name: str, marks: list[str], there: list[bool]) -> None:
    used = [mark for mark, is_there in zip(marks, there, strict=True) if is_there]
    found = said(" ".join([name, *used]))
    assert found.name == name
    assert found.line.effort == ("6" if "6h" in used else None)
    assert found.people == ((11,) if "@mira" in used else ())
    assert found.project == (3 if "#shop" in used else None)
    assert found.line.due == (date(2027, 1, 15) if "due 2027-01-15" in used else None)
    assert found.line.urgent == ("!urgent" in used)
    assert found.problems == ()

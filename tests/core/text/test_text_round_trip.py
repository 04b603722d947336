"""A portfolio written as text and read again is the same portfolio; a change of one thing changes one line."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from difflib import unified_diff
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portfolios import NOW, ZONE, portfolio, portfolios
from varifocal.core.calendar import Busy, WorkingWeek, office_week
from varifocal.core.plan import plan
from varifocal.core.portfolio import (
    Aims,
    Answered,
    Contribution,
    Dependency,
    Goal,
    Grown,
    Lasted,
    Mode,
    Opportunity,
    Person,
    Portfolio,
    Project,
    ProjectKind,
    Risk,
    Serves,
    Settled,
    SkillDemand,
    Task,
    TrackRecord,
    Use,
    Wait,
)
from varifocal.core.text import read, toml, written
from varifocal.core.values import Range

ROOT = Path(__file__).resolve().parents[3]
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def read_again(portrait: Portfolio) -> Portfolio:
    """What the text of a portfolio means; the moment of reading plays no part."""
    found, problems = read(written(portrait), "plan.toml", LATER)
    assert problems == []
    assert found is not None
    return found


def with_all_else(portrait: Portfolio, seed: int) -> Portfolio:
    """What random portfolios leave out: names given twice, risks, what may come, a past, a week and aims of its own."""
    random, first = Random(seed), portrait.tasks[0] if portrait.tasks else None
    names = ("Briefing", "Copy x 2", 'A "quoted" \\ name', "Zwölf\nZeilen", "Briefing #100", "Film 2")
    tasks = tuple(replace(task, name=random.choice(names)) for task in portrait.tasks)
    people = tuple(replace(one, name=random.choice(("Ana", "Tom", "Ana #2"))) for one in portrait.people)
    project, person = portrait.projects[0], portrait.people[0]
    projects = (
        replace(
            project,
            company=3,
            serves=(Serves(1, 0.25, date(2026, 1, 1)), Serves(2, 0.75)),
            money_budget=Decimal("1200.50"),
            money_spent=Decimal("0.333"),
            money_price=Decimal(9000),
            hours_removed=4.5,
            removed_from=(person.id, 999),
        ),
        *portrait.projects[1:],
    )
    return replace(
        portrait,
        tasks=tasks,
        people=people,
        projects=projects,
        goals=(*portrait.goals, Goal(7, "Under the first", parent=1, owner=999, strategy=4, closed=True)),
        skills={**portrait.skills, 7: "Copy 2", 8: "Design x 2", 9: "Copy"},
        levels={1: "learning", 3: "can"},
        week=WorkingWeek(((((time(8), time(16))),),) * 4 + ((), (), ((time(22), time(0)),)), ZONE),
        risks=(
            Risk(1, "It rains", 0.3, (project.id,), first.id if first and first.project == project.id else None),
            Risk(2, "The client is late", 0.1, (project.id,), days=Range(5, 2, 9), hours=Range(3, high=8)),
        ),
        opportunities=(
            Opportunity(
                1, "Pitch", 0.4, Range(80, 40, 160), date(2026, 4, 1), date(2026, 6, 1),
                ((person.id, 0.7), (portrait.people[-1].id, 0.3)),
            ),
        ),
        contributions=(Contribution(12, project.id, -2.5, date(2026, 12, 31)),),
        record=TrackRecord(
            settled=(
                Settled(1, None, 2, "", 8, 9.25, date(2026, 1, 7)),
                Settled(2, 5, 2, "copy", 8, 9, date(2026, 1, 7), 0.8, date(2026, 1, 1), 4, 20),
            ),
            answered=(Answered(None, 2.5), Answered(3, 0.0)),
            grown=(Grown(2, ProjectKind.OWN, 100, 131.5),),
            lasted=(Lasted(2, ProjectKind.UNSOLD, 40.5, 0.2, 51, 3, None),),
        ),
        currency="CHF",
        rates={**portrait.rates, 999: Decimal("44.10")},
        aims=Aims(late=(5.0, 2.5, 0.0), cost=False),
        seen=4711,
    )  # fmt: skip


@given(portfolios())
def test_a_random_portfolio_comes_back_as_it_was(portrait: Portfolio) -> None:
    assert read_again(portrait) == portrait


@given(portfolios(wild=(0.5,)), st.integers(0, 1_000))
def test_so_does_one_with_everything_in_it(portrait: Portfolio, seed: int) -> None:
    full = with_all_else(portrait, seed)
    assert read_again(full) == full
    assert written(read_again(full)) == written(full)


def test_what_comes_back_is_planned_alike() -> None:
    for seed in range(8):
        portrait = portfolio(seed, wild=0.4)
        assert plan(read_again(portrait)) == plan(portrait)


def test_the_order_of_dependencies_of_different_tasks_means_nothing() -> None:
    for seed in range(8):
        portrait = portfolio(seed, wild=0.4)
        links = list(portrait.dependencies)
        Random(seed).shuffle(links)
        mixed = replace(portrait, dependencies=tuple(links))
        assert plan(mixed) == plan(portrait)
        assert set(read_again(mixed).dependencies) == set(links)


def test_a_generated_agency_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from agencies import Size, organization

    agency = organization(1, Size(people=12, projects=6, tasks=200))
    assert read_again(agency) == agency


ANA = Person(1, "Ana", office_week(ZONE), skills={1: 2})
SMALL = Portfolio(
    now=NOW,
    zone=ZONE,
    people=(ANA, Person(2, "Tom", office_week(ZONE))),
    projects=(Project(1, "Launch"), Project(2, "Film")),
    tasks=(
        Task(1, "Briefing", 1, Range(4), 4.0, 4.0),
        Task(2, "Copy", 1, Range(8, 4, 16), 9.5, 2.0, demands=(SkillDemand(1, 2, 2),)),
        Task(3, "Briefing", 2, Range(4), 4.0, 4.0),
    ),
    dependencies=(Dependency(1, 2),),
    skills={1: "Copywriting"},
)


def test_it_reads_as_people_write() -> None:
    assert written(SMALL).partition("\n\n")[2] == (
        """\
zone = "Europe/Berlin"
now = 2026-03-03T07:40:00Z

[skills]
1 = "Copywriting"

[[people]]
name = "Ana"
id = 1
skills = ["Copywriting 2"]

[[people]]
name = "Tom"
id = 2

[[projects]]
name = "Launch"
id = 1

[[projects]]
name = "Film"
id = 2

[[tasks]]
name = "Briefing"
id = 1
project = "Launch"
estimate = 4

[[tasks]]
name = "Copy"
id = 2
project = "Launch"
estimate = [4, 8, 16]
expected = 9.5
left = 2
needs = ["Copywriting 2 x 2"]
after = ["Briefing"]

[[tasks]]
name = "Briefing"
id = 3
project = "Film"
estimate = 4
"""
    )


def changed(**fields: Any) -> Portfolio:
    """The small portfolio with one thing about its copy changed."""
    first, copy, last = SMALL.tasks
    return replace(SMALL, tasks=(first, replace(copy, **fields), last))


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (changed(left=3.0), ["-left = 2", "+left = 3"]),
        (changed(name="Texts"), ['-name = "Copy"', '+name = "Texts"']),
        (changed(due=date(2026, 4, 1)), ["+due = 2026-04-01"]),
        (changed(estimate=Range(8, 4, 20)), ["-estimate = [4, 8, 16]", "+estimate = [4, 8, 20]"]),
        (changed(priority=1), ['+priority = "urgent"']),
        (
            replace(SMALL, people=(replace(ANA, skills={1: 3}), SMALL.people[1])),
            ['-skills = ["Copywriting 2"]', '+skills = ["Copywriting 3"]'],
        ),
        (replace(SMALL, dependencies=(Dependency(1, 2), Dependency(2, 3))), ['+after = ["Copy"]']),
        (replace(SMALL, rates={2: Decimal("55.5")}), ['+rate = "55.50"']),
    ],
)
def test_a_change_of_one_thing_changes_one_line(after: Portfolio, lines: list[str]) -> None:
    diff = list(unified_diff(written(SMALL).splitlines(), written(after).splitlines(), lineterm="", n=0))
    assert [line for line in diff[2:] if not line.startswith("@@")] == lines


def test_a_name_given_twice_has_its_number_behind_it_where_it_must() -> None:
    links = (Dependency(1, 2), Dependency(3, 2), Dependency(1, 3))
    text = written(replace(SMALL, dependencies=links))
    assert 'after = ["Briefing", "Briefing #3"]' in text, "the one of its own project needs none"
    assert 'after = ["Briefing #1"]' in text
    assert read_again(replace(SMALL, dependencies=links)).dependencies == links


@pytest.mark.parametrize(
    ("week", "line"),
    [
        (office_week("America/New_York"), 'week = ["in America/New_York"]'),
        (WorkingWeek((((time(9), time(0)),),) * 7, ZONE), 'week = ["mon-sun 09:00-24:00"]'),
        (
            WorkingWeek(
                (((time(9), time(12, 30)), (time(13), time(17, 30))),) * 4 + (((time(9), time(14)),), (), ()),
                ZONE,
            ),
            'week = ["mon-thu 09:00-12:30 13:00-17:30", "fri 09:00-14:00"]',
        ),
        (
            WorkingWeek((((time(8), time(12)),), (), ((time(8), time(12)),), (), (), (), ()), "UTC"),
            'week = ["mon 08:00-12:00", "wed 08:00-12:00", "in UTC"]',
        ),
    ],
)
def test_a_week_stands_in_lines(week: WorkingWeek, line: str) -> None:
    portrait = replace(SMALL, people=(replace(ANA, week=week), SMALL.people[1]))
    assert line in written(portrait)
    assert read_again(portrait) == portrait


def test_whoever_never_works_comes_back_and_is_named() -> None:
    portrait = replace(SMALL, people=(replace(ANA, week=WorkingWeek(((),) * 7, ZONE)), SMALL.people[1]))
    found, problems = read(written(portrait), "plan.toml", NOW)
    assert found == portrait
    assert [str(one) for one in problems] == [
        "plan.toml, line 12, person “Ana”: Ana's working week has no hours; give some, or leave the person out."
    ]


def test_holidays_are_everybodys_unless_she_works_on_them() -> None:
    new_year = date(2027, 1, 1)
    off = ((new_year, new_year), (date(2027, 2, 1), date(2027, 2, 5)))
    people = (replace(ANA, away=off), SMALL.people[1])
    portrait = replace(SMALL, people=people, holidays=frozenset({new_year}))
    text = written(portrait)
    assert 'away = ["2027-02-01 to 2027-02-05"]' in text
    assert text.count("holidays = false") == 1, "Tom works on it"
    assert read_again(portrait) == portrait


def test_a_long_list_has_one_thing_a_line() -> None:
    busy = tuple(
        Busy(datetime(2026, 3, day, 9, tzinfo=UTC), datetime(2026, 3, day, 9, 50, 30, tzinfo=UTC))
        for day in range(3, 9)
    )
    portrait = replace(SMALL, people=(replace(ANA, busy=busy), SMALL.people[1]))
    assert '\n  "2026-03-05 09:00 to 09:50:30 UTC",\n' in written(portrait)
    assert read_again(portrait) == portrait


def test_ways_waits_and_uses_come_back() -> None:
    ways = (Mode(6.5, (SkillDemand(1),), (Use(4, 2),), 9, "With the studio"), Mode(12.0))
    portrait = replace(
        changed(modes=ways, mode=2, uses=(Use(4),), pinned_people=(1,), splittable=False, guessed=True),
        equipment=(replace(portfolio(1).equipment[0], id=4, count=2, out=()),),
    )
    wait = Task(9, "Answer", 2, Range(0.0), 0.0, 0.0, wait=Wait(3, 1, 3, 8, date(2026, 3, 1), (2.5, 9.0)))
    portrait = replace(portrait, tasks=(*portrait.tasks, wait))
    assert "wait = { days = [1, 3, 8], company = 3, asked = 2026-03-01, learned = [2.5, 9] }" in written(
        portrait
    )
    assert read_again(portrait) == portrait


@given(st.text(st.characters(exclude_categories=["Cs"])), st.floats(allow_nan=False, allow_infinity=False))
def test_any_text_and_number_is_read_again_as_it_was(words: str, number: float) -> None:
    found = tomllib.loads(f"{toml.entry(words, [words, number])}\nother = {toml.inline({words: words})}")
    assert found[words] == [words, number] if words != "other" else True
    assert found["other"] == {words: words} if words != "other" else True

"""What people write by hand: the fewest words, every short form, and what follows where nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from varifocal.core.calendar import Busy, office_week
from varifocal.core.portfolio import (
    Answered,
    Dependency,
    DependencyKind,
    Mode,
    Outage,
    Portfolio,
    Serves,
    SkillDemand,
    Use,
    Wait,
)
from varifocal.core.text import read, read_file
from varifocal.core.values import Range

TEXTS = Path(__file__).resolve().parents[2] / "specimens" / "texts"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def specimen(name: str) -> Portfolio:
    found, problems = read_file(TEXTS / name, NOW)
    assert problems == []
    assert found is not None
    return found


def test_the_fewest_words_are_enough() -> None:
    launch = specimen("launch.toml")
    assert (launch.now, launch.zone) == (NOW, "Europe/Berlin")
    assert [(one.id, one.name, one.week) for one in launch.people] == [
        (1, "Ana", office_week("Europe/Berlin")),
        (2, "Tom", office_week("Europe/Berlin")),
    ]
    assert [(one.id, one.name) for one in launch.projects] == [(1, "Work"), (2, "Launch")]
    briefing, texts = launch.tasks
    assert (briefing.project, briefing.estimate, briefing.expected, briefing.left) == (1, Range(4), 4, 4)
    assert (texts.project, texts.estimate, texts.people) == (2, Range(8, 4, 20), (2,))
    assert (texts.expected, texts.left) == (8, 8), "the likely, as everywhere without a history"
    assert launch.dependencies == (Dependency(1, 2),)


def test_every_short_form_means_what_people_mean() -> None:
    studio = specimen("studio.toml")
    assert studio.now == datetime(2027, 1, 4, 8, tzinfo=UTC), "nine on the clock of its zone"
    assert studio.levels == {1: "learning", 2: "can", 3: "can teach"}
    assert studio.skills == {1: "Film", 2: "Design"}, "those people have"
    ana, tom = studio.people
    assert studio.week is not None
    assert studio.week.days[4] == ((time(9), time(14)),)
    assert ana.week == studio.week
    assert (ana.skills, ana.passions) == ({1: 3, 2: 1}, frozenset({2}))
    assert ana.away == (
        (date(2027, 1, 6), date(2027, 1, 6)),
        (date(2027, 1, 11), date(2027, 1, 11)),
        (date(2027, 2, 1), date(2027, 2, 5)),
    )
    assert ana.busy[0] == Busy(datetime(2027, 1, 5, 9, tzinfo=UTC), datetime(2027, 1, 5, 10, 30, tzinfo=UTC))
    assert ana.busy[1].end == datetime(2027, 1, 6, 1, tzinfo=UTC)
    assert (tom.week.zone, tom.week.hours, tom.away) == ("America/New_York", 8.0, ())
    assert studio.rates == {1: Decimal(65)}
    assert studio.equipment[0].out == (
        Outage(date(2027, 1, 7), date(2027, 1, 8)),
        Outage(date(2027, 2, 1), date(2027, 2, 1), 2),
    )
    assert studio.goals[1].parent == studio.goals[0].id
    harbour = studio.projects[0]
    assert harbour.serves == (Serves(2, 0.5), Serves(1, 0.5))
    assert (harbour.priority, harbour.manager, harbour.money_budget) == (1, 2, Decimal(5000))
    shoot, yes, cut = studio.tasks
    assert shoot.demands == (SkillDemand(1, 2, 2), SkillDemand(2))
    assert shoot.uses == (Use(1, 2),)
    assert shoot.estimate == Range(12, high=30)
    assert shoot.modes == (Mode(20.0, (SkillDemand(1, 3),), (Use(1),), name="Alone"),)
    assert yes.wait == Wait(None, 2.0, 5.0, 12.5), "as usual where nobody said how sure it is"
    assert (yes.estimate, yes.left) == (Range(0), 0)
    assert (cut.left, cut.started, cut.priority) == (6, date(2027, 1, 2), 3)
    assert studio.dependencies[1] == Dependency(2, 3, DependencyKind.START_START, 8.0)
    assert studio.opportunities[0].people == ((1, 0.5), (2, 0.5))
    assert studio.record.answered == (Answered(None, 3.0),)
    assert studio.record.settled[0].real == 1.0


def test_a_name_is_meant_in_its_own_project_first() -> None:
    found, problems = read(
        """
zone = "UTC"
people = ["Ana"]
tasks = [
  { name = "Briefing", project = "A", estimate = 1 },
  { name = "Briefing", project = "B", estimate = 1 },
  { name = "Texts", project = "B", estimate = 1, after = ["Briefing"] },
]
""",
        "plan.toml",
        NOW,
    )
    assert problems == []
    assert found is not None
    assert found.dependencies == (Dependency(2, 3),)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("now = 2027-07-01T09:00:00", datetime(2027, 7, 1, 7, tzinfo=UTC)),
        ("now = 2027-07-01", datetime(2027, 6, 30, 22, tzinfo=UTC)),
        ("now = 2027-07-01T09:00:00-04:00", datetime(2027, 7, 1, 13, tzinfo=UTC)),
        ("", NOW),
    ],
)
def test_its_moment_is_on_the_clock_of_its_zone(line: str, moment: datetime) -> None:
    found, problems = read(f'zone = "Europe/Berlin"\n{line}\n', "plan.toml", NOW)
    assert problems == []
    assert found is not None
    assert found.now == moment

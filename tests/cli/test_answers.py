"""What the commands answer that only look: plan, forecast, doctor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cast import TODAY, Cast
from cli.conftest import ended
from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


def test_plan_records_a_run_and_names_what_has_no_place(house_of: Cast, answer: Any) -> None:
    for person in (house_of.tom, house_of.ana, house_of.lea, house_of.marek, house_of.ines):
        person.set_week([[], [], [], [], [], [], []], by=house_of.house, seen=person.version)
    said = answer("plan")
    assert house_of.storyboard.name in {one["name"] for one in said["without_a_place"] if one["reason"]}
    assert Run.latest_one().pk == said["run"]
    assert said["tasks"] == Task.objects.open().count()
    assert said["seconds"] >= 0


@pytest.mark.either_engine
def test_plan_looks_longer_where_it_is_asked_to_and_says_how_good_it_can_get(
    house_of: Cast, answer: Any, capsys: Any
) -> None:
    said = answer("plan", "--schedules", "60")
    assert 0 <= said["least_tardiness"] <= said["tardiness"]
    late, least = said["tardiness"], said["least_tardiness"]
    assert said["gap"] == (round(late / least - 1, 4) if 0 < least < late else None if late > least else 0.0)
    assert ended("plan", "--seconds", "0.2") == 0
    assert "weighted days late" in capsys.readouterr().out
    for words in (["--seconds", "0"], ["--schedules", "0"], ["--schedules", "-5"], ["--schedules", "many"]):
        with pytest.raises(SystemExit):
            ended("plan", *words)
        assert "more" in capsys.readouterr().err


@pytest.mark.either_engine
def test_plan_says_who_does_what_when_and_which_dates_are_not_kept(
    house_of: Cast, answer: Any, capsys: Any
) -> None:
    task = Task.plan(
        house_of.spring, "Film", by=house_of.house, on=TODAY, effort="90", due=TODAY + timedelta(days=3)
    )
    Assignment.agree(task, [house_of.tom], by=house_of.house)
    house_of.spring.promise_by(TODAY + timedelta(days=5), by=house_of.house, seen=house_of.spring.version)
    said = answer("plan")
    film = next(one for one in said["schedule"] if one["task"] == task.pk)
    assert (film["people"], film["project"]) == (["Tom Okafor"], "Acme spring launch")
    assert film["start"] < film["finish"]
    late = {(one["noun"], one["name"]): one for one in said["late"]}
    row = ScheduledTask.objects.get(run=said["run"], task=task)
    done = (row.finish - timedelta(minutes=1)).astimezone(ZoneInfo(Organization.here().zone)).date()
    assert late["task", "Film"]["done"] == done.isoformat()
    assert late["task", "Film"]["days"] == (done - TODAY).days - 3
    assert late["project", "Acme spring launch"]["due"] == (TODAY + timedelta(days=5)).isoformat()
    assert ended("plan") == 0
    text = capsys.readouterr().out
    assert "dates are not kept:" in text
    assert "Film (Acme spring launch), due 26 Nov 2026, is done on" in text


def test_forecast_replays_what_is_finished_and_published_histories(
    house_of: Cast, answer: Any, capsys: Any
) -> None:
    said = answer("forecast", "--replay")
    assert said["foretold"] == 0
    assert "Too little is finished" in said["sentence"]
    assert not Run.objects.exists()
    specimen = Path(__file__).parents[1] / "specimens" / "histories" / "flawed.csv"
    assert ended("forecast", "--replay", "--format", "sip", str(specimen)) == 0
    assert "not finished" in capsys.readouterr().out
    for words in (["--format", "sip"], ["--replay", "--format", "sip"], ["--replay", str(specimen)]):
        with pytest.raises(CannotGoOn):
            ended("forecast", *words)


def test_forecast_of_nothing_and_of_what_cannot_be_planned_says_so(
    house_of: Cast, answer: Any, capsys: Any
) -> None:
    for person in (house_of.tom, house_of.ana, house_of.lea, house_of.marek, house_of.ines):
        person.set_week([[], [], [], [], [], [], []], by=house_of.house, seen=person.version)
    assert ended("forecast") == 0
    told = [line for line in capsys.readouterr().out.splitlines() if house_of.spring.name in line]
    assert told
    assert "None of its open work has a place in the plan" in told[0]
    Project.objects.update(ended_on=TODAY, ending="done")
    Goal.objects.update(ended_on=TODAY)
    assert ended("forecast") == 0
    assert "there is nothing to foretell" in capsys.readouterr().out
    with pytest.raises(Impossible, match=r"nowhere\.csv was not replayed: no such file"):
        ended("forecast", "--replay", "--format", "sip", "/nowhere.csv")


def test_forecast_lives_through_as_many_futures_as_are_asked_for_and_says_how_far_it_is(
    house_of: Cast, answer: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = answer("forecast", "--draws", "300", "--seed", "7")
    assert (said["draws"], said["seed"]) == (300, 7)
    assert Run.latest_one().figures["draws"] == 300
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert ended("forecast", "--draws", "300") == 0
    assert "tasks" in capsys.readouterr().err
    for words in (("--draws", "99"), ("--draws", "many"), ("--draws", "1000000"), ("--seed", "-1")):
        with pytest.raises(SystemExit):
            ended("forecast", *words)


def test_forecast_says_the_chance_of_each_promise(house_of: Cast, answer: Any) -> None:
    said = answer("forecast")
    names = {row["name"]: row for row in said["forecasts"]}
    spring = names[house_of.spring.name]
    assert 0 <= spring["chance"] <= 1
    assert spring["by_when"] == house_of.spring.due.isoformat()


def test_people_read_sentences(house_of: Cast, capsys: Any) -> None:
    assert ended("plan") == 0
    assert "open tasks planned and forecast" in capsys.readouterr().out
    assert ended("forecast") == 0
    assert house_of.spring.name in capsys.readouterr().out


def test_the_doctor_finds_what_is_wrong_and_says_what_helps(house_of: Cast, answer: Any) -> None:
    installation.keep_key("SECRET_KEY", "k" * 50)
    first = {one["name"]: one for one in answer("doctor", code=0)}
    assert first["log"]["state"] == "good"
    assert "varifocal backup" in first["backup"]["sentence"]
    Bookmark.objects.create(flow="replan", failures=3, last_failure="a skill was gone")
    second = {one["name"]: one for one in answer("doctor", code=1)}
    assert second["worker"]["state"] == "bad"
    assert "a skill was gone" in second["worker"]["sentence"]


def test_review_says_the_week_to_people_and_to_programs(house_of: Cast, answer: Any, capsys: Any) -> None:
    storyboard = house_of.storyboard
    storyboard.describe(by=house_of.house, seen=storyboard.version, due=TODAY - timedelta(days=1))
    answer("plan")
    assert ended("review") == 0
    text = capsys.readouterr().out
    assert "Others wait for us:\n- “Storyboard” (Acme spring launch) was due" in text
    told = answer("review", "--as", "tom@example.org")
    assert f"task-{storyboard.pk}" in [line["key"] for line in told["lines"]]
    with pytest.raises(CannotGoOn, match="no sign-in"):
        ended("review", "--as", "nobody@example.org")

"""The weekly review held: what each act makes, what is noted, and what the next week begins with."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import deciding
from varifocal.flows.deciding import next_friday
from varifocal.flows.replan import replan
from varifocal.flows.review.lines import Line
from varifocal.flows.review.week import Week, for_everybody, week
from varifocal.flows.review.words import as_json, as_text
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.runs.run import ProjectForecast, Run
from varifocal.org.work.doing import TimeEntry, WeekAgreed
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db
FRIDAY = TODAY + timedelta(days=4)
NEXT = NOW + timedelta(days=7)


@pytest.fixture
def here() -> Cast:
    made = cast()
    made.storyboard.describe(by=made.house, seen=made.storyboard.version, due=TODAY - timedelta(days=1))
    replan(NOW)
    ProjectForecast.objects.update(chance=0.3)
    return made


def line_of(it: Week, key: str) -> Line:
    line = it.line(key)
    assert line is not None, [one.key for one in it.lines]
    return line


def test_the_next_friday_is_never_today_nor_tomorrow() -> None:
    assert [next_friday(TODAY + timedelta(days=day)).isoformat() for day in (0, 2, 3, 4, 6)] == [
        "2026-11-27", "2026-11-27", "2026-12-04", "2026-12-04", "2026-12-04",
    ]  # fmt: skip


def test_a_line_becomes_a_task_with_an_owner_and_a_date_as_one_act(here: Cast) -> None:
    marek = here.account(here.marek)
    held = deciding.begin(NOW, by=marek)
    line = line_of(week(marek, NOW), f"project-{here.spring.pk}")
    made = deciding.as_task(line, "Call Acme", here.spring, here.tom, FRIDAY, by=marek, now=NOW)
    assert made.due == FRIDAY
    assert Assignment.objects.get(task=made).person == here.tom
    noted = DecidedLine.objects.get(week=held)
    assert (noted.sentence, noted.who, noted.by_when) == (line.sentence, here.tom, FRIDAY)
    assert (noted.made_noun, noted.made_id) == ("task", made.pk)
    undo(Change.objects.filter(verb="task.planned").order_by("-number")[0].act, by=marek)
    assert not DecidedLine.objects.exists()
    assert not Task.objects.filter(pk=made.pk).exists()


def test_outside_of_a_meeting_an_act_is_an_act_and_nothing_is_noted(here: Cast) -> None:
    marek = here.account(here.marek)
    line = line_of(week(marek, NOW), f"project-{here.spring.pk}")
    deciding.as_task(line, "Call Acme", here.spring, here.marek, FRIDAY, by=marek, now=NOW)
    assert not DecidedLine.objects.exists()


def test_what_may_strike_stands_in_the_week_when_its_day_is_near_for_who_sees_its_project(here: Cast) -> None:
    def risk(project: Project, name: str, days: int | None, **more: Any) -> Risk:
        until = None if days is None else TODAY + timedelta(days=days)
        return Risk.note_down(project, name, 30, by=here.house, on=TODAY, days="2", until=until, **more)

    over, near = risk(here.spring, "Rain", -1), risk(here.spring, "Snow", 7, watched_by=here.tom)
    hidden = risk(here.secret, "Flood", 2)
    risk(here.spring, "Fog", None)
    risk(here.spring, "Frost", 8)
    passed = risk(here.spring, "Hail", 1)
    passed.pass_by(by=here.house, on=TODAY)
    risk(here.spring, "Ice", 1, task=here.storyboard)
    here.storyboard.refresh_from_db()
    here.storyboard.finish(by=here.house, at=NOW, seen=here.storyboard.version)
    tom, marek = (week(here.account(one), NOW) for one in (here.tom, here.marek))
    assert [one.id for one in tom.dangers] == [over.pk, near.pk]
    assert [one.id for one in marek.dangers] == [over.pk, hidden.pk, near.pk]
    assert "“Rain” (Acme spring launch) may have struck until" in as_text(tom)
    assert "Flood" not in as_text(tom)
    assert "Flood" not in str(as_json(tom))
    assert [one.id for one in for_everybody(marek).dangers] == [over.pk, near.pk]
    account = here.account(here.marek)
    deciding.begin(NOW, by=account)
    deciding.let_go(line_of(marek, f"risk-{hidden.pk}"), "It is built", by=account, now=NOW)
    hidden.refresh_from_db()
    assert hidden.passed_on == TODAY
    assert not DecidedLine.objects.visible_to(here.account(here.tom)).exists(), (
        "nor what was decided about it"
    )


def test_each_kind_of_line_is_let_go_by_its_own_verb(here: Cast) -> None:
    ines = here.account(here.ines)
    deciding.begin(NOW, by=ines)
    Decision.put_question("Which camera?", TODAY, by=ines, on=TODAY)
    it = week(ines, NOW)
    for line in (
        line_of(it, f"task-{here.storyboard.pk}"),
        line_of(it, f"step-{here.studio.pk}"),
        line_of(it, f"decision-{Decision.objects.get().pk}"),
        line_of(it, f"project-{here.spring.pk}"),
    ):
        with pytest.raises(Impossible, match="why"):
            deciding.let_go(line, " ", by=ines, now=NOW)
        deciding.let_go(line, "Nobody misses it", by=ines, now=NOW)
    assert not Task.objects.filter(pk=here.storyboard.pk).exists()
    assert Goal.objects.get(pk=here.studio.pk).ending == Goal.Ending.LET_GO
    assert Decision.objects.get().state == Decision.State.LET_GO
    assert Project.objects.get(pk=here.spring.pk).ending == Project.Ending.LET_GO
    assert DecidedLine.objects.filter(act=DecidedLine.Act.LET_GO, words="Nobody misses it").count() == 4


def test_closing_writes_what_was_decided_and_agrees_the_week(here: Cast) -> None:
    marek = here.account(here.marek)
    deciding.begin(NOW, by=marek)
    line = line_of(week(marek, NOW), f"project-{here.spring.pk}")
    deciding.park(line, by=marek, now=NOW)
    assert deciding.close(NOW + timedelta(minutes=27), by=marek) == TODAY
    held = week(marek, NOW).held
    assert held is not None
    assert held.ended == NOW + timedelta(minutes=27)
    assert WeekAgreed.objects.filter(monday=TODAY).exists()
    one = WeekHeld.objects.get()
    with pytest.raises(Impossible, match="closed"):
        DecidedLine.note(one, "x", "x", "parked", by=marek, at=NOW)
    deciding.begin(NOW + timedelta(hours=1), by=marek)
    assert WeekHeld.objects.get().is_running


def test_the_next_week_begins_with_what_was_said_and_what_came_true(here: Cast) -> None:
    marek, tom = here.account(here.marek), here.account(here.tom)
    deciding.begin(NOW, by=marek)
    line = line_of(week(marek, NOW), f"project-{here.spring.pk}")
    made = deciding.as_task(line, "Call Acme", here.spring, here.tom, FRIDAY, by=marek, now=NOW)
    late = deciding.as_task(line, "Write to Acme", here.spring, here.tom, FRIDAY, by=marek, now=NOW)
    asked = deciding.as_question(line, "A later day?", None, FRIDAY, by=marek, now=NOW, seen_by="everyone")
    cut = deciding.as_task(line, "Fly to Acme", here.spring, here.tom, FRIDAY, by=marek, now=NOW)
    deciding.close(NOW, by=marek)
    made.refresh_from_db()
    made.finish(by=tom, seen=made.version, at=NOW + timedelta(days=2))
    asked.settle("Yes, in March", by=marek, seen=asked.version, on=TODAY)
    cut.cut(by=marek, seen=cut.version, why="too far")
    said = {one.words: one.came_true for one in week(marek, NEXT).said}
    assert said == {
        "Call Acme": "done", "Write to Acme": "not done yet", "A later day?": "decided: Yes, in March",
        "Fly to Acme": "cut since",
    }  # fmt: skip
    assert late.finished_at is None
    assert week(marek, NOW).said == ()


def test_what_is_decided_about_something_hidden_nobody_reads_who_does_not_see_it(here: Cast) -> None:
    here.secret.refresh_from_db()
    here.secret.promise_by(TODAY + timedelta(days=9), by=here.house, seen=here.secret.version)
    replan(NOW)
    ProjectForecast.objects.update(chance=0.3)
    marek, tom, lea = (here.account(one) for one in (here.marek, here.tom, here.lea))
    deciding.begin(NOW, by=marek)
    line = line_of(week(marek, NOW), f"project-{here.secret.pk}")
    deciding.park(line, by=marek, now=NOW)
    assert [one.sentence for one in week(marek, NOW).decided] == [line.sentence]
    for other in (tom, lea):
        assert week(other, NOW).decided == ()
        assert week(other, NOW).line(line.key) is None
        told = Change.objects.filter(visible(other, Change), noun="decidedline")
        assert not told.exists()
        assert "Quiet" not in as_text(week(other, NOW))


def test_a_member_reads_the_week_and_holds_none(here: Cast) -> None:
    with pytest.raises(NotAllowed):
        deciding.begin(NOW, by=here.account(here.tom))
    deciding.begin(NOW, by=here.account(here.marek))
    assert week(here.account(here.tom), NOW).held is not None


def test_one_meeting_a_week_whoever_begins_it(here: Cast) -> None:
    first = deciding.begin(NOW, by=here.account(here.marek))
    second = deciding.begin(NOW + timedelta(minutes=1), by=here.account(here.ines))
    assert first.pk == second.pk
    assert second.holder == here.ines
    assert second.began_at == NOW


def test_a_promise_in_danger_says_what_would_save_it_without_running_anything(here: Cast) -> None:
    """Recorded by the run: nobody else's page reckons anything."""
    slow = Task.plan(here.spring, "Grading", by=here.house, on=TODAY, effort="60")
    Assignment.agree(slow, [here.tom], by=here.house)
    here.spring.refresh_from_db()
    here.spring.promise_by(TODAY + timedelta(days=3), by=here.house, seen=here.spring.version)
    replan(NOW)
    saved = ProjectForecast.objects.get(run=Run.latest_one(), project=here.spring)
    assert saved.saves
    before = Run.objects.count()
    promise = next(one for one in week(here.account(here.marek), NOW).promises if one.id == here.spring.pk)
    assert promise.ways[0].sentence
    assert Run.objects.count() == before
    assert "Hush" not in str(saved.saves)


def test_text_and_json_say_the_same(here: Cast) -> None:
    marek = here.account(here.marek)
    it = week(marek, NOW)
    text, told = as_text(it), as_json(it)
    assert all(line["sentence"].replace("\u00a0", " ") in text for line in told["lines"])
    assert "Promises in danger:" in text


# -- what Balance says ------------------------------------------------------------------------------------


def of_verdicts(it: Week) -> dict[str, Line]:
    """The lines of verdicts, by what they look at."""
    return {line.about: line for line in it.lines if line.kind == "verdict"}


@pytest.fixture
def judged(here: Cast) -> Cast:
    """Three weeks that kept nothing of their far hours, a choice nobody worked for, a promise soon in danger."""
    here.studio.refresh_from_db()
    project = Project.open(
        "Showreel", by=here.house, on=TODAY - timedelta(days=90), kind=Project.Kind.OWN,
        serves={here.studio: Decimal(1)},
    )  # fmt: skip
    for back in (1, 2, 3):
        monday = TODAY - timedelta(days=7 * back)
        for person in (here.marek, here.tom, here.ines):
            lines = [{"project": project.pk, "hours": 8, "people_time": False}]
            WeekAgreed.objects.create(person=person, monday=monday, lines=lines)
            TimeEntry.record(person, monday, Decimal(6), by=here.house, project=here.spring)
    Strategy.choose(Vision.objects.get(), "Only work with museums", by=here.house)
    return here


def test_what_balance_says_is_a_line_like_any_other(judged: Cast) -> None:
    marek = judged.account(judged.marek)
    deciding.begin(NOW, by=marek)
    found = of_verdicts(week(marek, NOW))
    assert {"", "strategy"} <= found.keys()
    week_line, choice = found[""], found["strategy"]
    made = deciding.as_task(
        choice, "Write to one museum", judged.spring, judged.tom, FRIDAY, by=marek, now=NOW
    )
    asked = deciding.as_question(week_line, "Fewer far hours?", None, FRIDAY, by=marek, now=NOW)
    deciding.hand_over_anew(
        choice, "Find three museums", judged.spring, judged.tom, by=marek, now=NOW,
        brief="Three names with a reason each", look_in=FRIDAY,
    )  # fmt: skip
    deciding.let_go(week_line, "It is the season", by=marek, now=NOW)
    deciding.close(NOW, by=marek)
    made.refresh_from_db()
    made.finish(by=judged.account(judged.tom), seen=made.version, at=NOW)
    said = {one.words: (one.key, one.who, one.came_true) for one in week(marek, NEXT).said}
    assert said == {
        made.name: (choice.key, "Tom Okafor", "done"),
        asked.question: (week_line.key, "Marek Novak", "not decided yet"),
        "Find three museums": (choice.key, "Tom Okafor", "not taken"),
        "It is the season": (week_line.key, "Marek Novak", "let go"),
    }


def test_a_verdict_keeps_its_number_as_long_as_it_stands(judged: Cast) -> None:
    marek = judged.account(judged.marek)
    first, later = of_verdicts(week(marek, NOW)), of_verdicts(week(judged.account(judged.ines), NOW))
    assert {about: line.key for about, line in first.items()} == {
        about: line.key for about, line in later.items()
    }
    choice = Strategy.objects.get(choice="Only work with museums")
    told = f"strategy without hours strategy {choice.pk}".encode()
    assert first["strategy"].id == int(hashlib.sha256(told).hexdigest()[:12], 16)


def test_handing_over_a_new_task_is_one_act_and_undone_as_one(judged: Cast) -> None:
    marek = judged.account(judged.marek)
    deciding.begin(NOW, by=marek)
    line = of_verdicts(week(marek, NOW))["strategy"]
    deciding.hand_over_anew(
        line,
        "Find museums",
        judged.spring,
        judged.tom,
        by=marek,
        now=NOW,
        brief="Three names",
        look_in=FRIDAY,
    )
    undo(Change.objects.filter(verb="task.planned").order_by("-number")[0].act, by=marek)
    assert not Task.objects.filter(name="Find museums").exists()
    assert not Handover.objects.exists()
    assert not DecidedLine.objects.exists()


def test_letting_go_of_a_verdict_ends_what_it_looks_at_by_who_may(judged: Cast) -> None:
    marek, ines = judged.account(judged.marek), judged.account(judged.ines)
    deciding.begin(NOW, by=ines)
    choice = of_verdicts(week(marek, NOW))["strategy"]
    with pytest.raises(NotAllowed):
        deciding.let_go(choice, "Too small a market", by=marek, now=NOW)
    assert not DecidedLine.objects.exists()
    deciding.let_go(choice, "Too small a market", by=ines, now=NOW)
    assert not Strategy.objects.filter(choice="Only work with museums").exists()
    assert "strategy" not in of_verdicts(week(ines, NOW))


def test_outside_of_a_meeting_leaving_it_so_says_where_it_would_stand(judged: Cast) -> None:
    marek = judged.account(judged.marek)
    with pytest.raises(Impossible, match="Begin the week"):
        deciding.let_go(of_verdicts(week(marek, NOW))[""], "It is the season", by=marek, now=NOW)


def test_a_promise_is_handed_over_by_the_task_that_holds_it(here: Cast) -> None:
    marek = here.account(here.marek)
    ProjectForecast.objects.filter(project=here.spring).update(
        saves=[{"sentence": "Two copywriters", "days": 3.0, "task": here.storyboard.pk}]
    )
    it = week(marek, NOW)
    assert line_of(it, f"project-{here.spring.pk}").stands_on == here.storyboard.pk
    assert line_of(it, f"task-{here.storyboard.pk}").stands_on == here.storyboard.pk

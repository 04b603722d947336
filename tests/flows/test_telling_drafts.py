"""Drafts: the note tells nothing that is for some eyes only, a status nothing of others and nothing inside-only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.review.week import week
from varifocal.flows.telling import clients_under_way, note, status
from varifocal.org.decisions.decision import Decision
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import ProjectForecast
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def test_the_note_leaves_out_what_is_for_some_eyes_only(here: Cast) -> None:
    here.secret.promise_by(TODAY + timedelta(days=2), by=here.house, seen=here.secret.version)
    late = Task.plan(here.secret, "Hush, late", by=here.house, on=TODAY - timedelta(days=9))
    late.describe(by=here.house, seen=late.version, due=TODAY - timedelta(days=1))
    here.studio.show_to("named", by=here.house, seen=here.studio.version, people=[here.marek])
    marek = here.account(here.marek)
    Decision.put_question("Whispered?", TODAY, by=marek, on=TODAY, seen_by="named")
    replan(NOW)
    ProjectForecast.objects.update(chance=0.2)
    it = week(marek, NOW)
    assert any(one.name == "Quiet offer" for one in it.promises)
    assert any(one.name == "A motion studio of our own" for one in it.balanced.without_step)
    words = note(it)
    assert "Acme spring launch" in words
    for word in ("Quiet", "Hush", "studio", "Whispered"):
        assert word not in words


def test_a_status_tells_a_client_of_its_own_work_and_nothing_inside_only(here: Cast) -> None:
    by = here.account(here.marek)
    other = Company.meet("Bolt", by=here.house)
    Project.open("Bolt's autumn", by=here.house, on=TODAY, company=other, due=TODAY + timedelta(days=9))
    quiet = Project.open("Acme behind doors", by=here.house, on=TODAY, company=here.acme)
    quiet.show_to("named", by=here.house, seen=quiet.version, people=[here.marek])
    done = Task.plan(here.spring, "Mood film", by=here.house, on=TODAY)
    done.finish(by=by, seen=done.version, at=NOW - timedelta(days=1))
    wait = Task.plan(here.spring, "The logos", by=here.house, on=TODAY)
    wait.ask(here.acme, TODAY - timedelta(days=3), by=here.house, seen=wait.version)
    theirs = Task.plan(here.spring, "A word from Bolt", by=here.house, on=TODAY)
    theirs.ask(other, TODAY, by=here.house, seen=theirs.version)
    replan(NOW)
    words = status(by, here.acme, NOW)
    for word in (
        "Acme spring launch, promised for 11 December",
        "- Mood film",
        "- The logos, asked on 20 November",
    ):
        assert word in words
    for word in ("Bolt", "behind doors", "%", "Tom", "Ana", "Marek", "€", " h"):
        assert word not in words, word
    assert {str(one) for one in clients_under_way(by)} == {"Acme", "Bolt"}

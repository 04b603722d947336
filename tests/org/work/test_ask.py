"""A question to a client: its rounds, its link, its answer, and who acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.access import link_account
from varifocal.org.base.acts import Change
from varifocal.org.base.keeping import KeptFile
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.work.ask import MOST_BYTES, AnsweredAlready, Ask, File, NoLongerAsked, digest_of
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db
WISHED = TODAY + timedelta(days=4)


@pytest.fixture
def here() -> Cast:
    return cast()


def put(here: Cast, task: Task | None = None, at=NOW) -> tuple[Ask, str]:
    task = Task.objects.get(pk=(task or here.storyboard).pk)
    by = here.account(here.marek)
    if task.waits_on is None:
        task.ask(here.acme, TODAY - timedelta(days=2), by=by, seen=task.version)
    return Ask.put_to(task, "Is it right?", WISHED, by=by, seen=task.version, at=at, on=TODAY)


def test_asking_keeps_only_the_hash_and_the_day_it_was_asked(here: Cast) -> None:
    ask, secret = put(here)
    assert len(secret) >= 43
    assert ask.digest == digest_of(secret) != secret
    told = [str(one.after) for one in Change.objects.filter(noun="ask")]
    assert told
    assert not any(secret in one or digest_of(secret) in one for one in told)
    task = Task.objects.get(pk=here.storyboard.pk)
    assert task.is_wait
    assert task.asked_on == TODAY - timedelta(days=2)
    assert ask.round == 1
    assert Ask.behind(secret, NOW) == ask
    with pytest.raises(Impossible):
        put(here)


def test_approving_finishes_the_wait_and_undo_opens_it_again(here: Cast) -> None:
    ask, secret = put(here)
    at = NOW + timedelta(hours=3)
    ask.approve(by=link_account(), at=at)
    task = Task.objects.get(pk=here.storyboard.pk)
    assert task.finished_at == at
    assert ask.seen_at == at
    with pytest.raises(AnsweredAlready):
        Ask.objects.get(pk=ask.pk).change("No", by=link_account(), at=at)
    last = Change.objects.order_by("-number").first()
    assert last is not None
    assert last.by == link_account()
    undo(last.act, by=here.account(here.ines))
    again = Ask.behind(secret, at)
    assert again is not None
    assert again.is_open(at)
    assert Task.objects.get(pk=task.pk).finished_at is None


def test_a_change_counts_a_round_and_leaves_the_wait_open(here: Cast) -> None:
    ask, _ = put(here)
    with pytest.raises(Impossible):
        ask.change("  ", by=link_account(), at=NOW)
    ask.change("Bluer", by=link_account(), at=NOW, file=File("../x/<b>.html", "text/html", b"<script>"))
    assert not Task.objects.get(pk=here.storyboard.pk).is_closed
    assert ask.file_name == "<b>.html"
    assert KeptFile.bytes_of(ask.file_digest) == b"<script>"
    second, _ = put(here)
    assert second.round == 2
    assert Task.objects.get(pk=here.storyboard.pk).asked_on == TODAY


def test_a_withdrawn_or_old_link_opens_nothing(here: Cast) -> None:
    ask, secret = put(here)
    fresh = ask.renew(by=here.account(here.marek), at=NOW)
    assert Ask.behind(secret, NOW) is None
    assert Ask.behind(fresh, NOW) == ask
    late = ask.expires_at
    assert Ask.behind(fresh, late) is None
    with pytest.raises(NoLongerAsked):
        ask.approve(by=link_account(), at=late)
    ask.withdraw(by=here.account(here.marek), at=NOW)
    assert Ask.behind(fresh, NOW) is None
    with pytest.raises(NoLongerAsked):
        ask.approve(by=link_account(), at=NOW)
    assert put(here)[0].round == 1


def test_seen_counts_once(here: Cast) -> None:
    ask, _ = put(here)
    ask.see(by=link_account(), at=NOW)
    ask.see(by=link_account(), at=NOW + timedelta(hours=1))
    assert ask.seen_at == NOW


def test_a_file_has_its_limits(here: Cast) -> None:
    ask, _ = put(here)
    for raw in (b"", b"x" * (MOST_BYTES + 1)):
        with pytest.raises(Impossible):
            ask.change("See file", by=link_account(), at=NOW, file=File("a.pdf", "application/pdf", raw))
    assert Ask.objects.get(pk=ask.pk).answered_at is None


def test_the_links_account_may_answer_and_nothing_else(here: Cast) -> None:
    link = link_account()
    ask, _ = put(here)
    for kind in (Ask, Task, Project, Goal, Person):
        assert not kind.objects.visible_to(link).exists()
    task = Task.objects.get(pk=here.storyboard.pk)
    for action in ("change", "work_on", "comment", "assign"):
        assert not link.can(action, task)
    assert not link.can("renew", ask)
    assert not link.can("withdraw", ask)
    assert not link.acts_for_the_house
    for one in (here.ines, here.marek, here.tom):
        with pytest.raises(NotAllowed):
            ask.approve(by=here.account(one), at=NOW)


def test_who_does_not_see_the_project_sees_no_question(here: Cast) -> None:
    ask, _ = put(here, here.hush)
    assert list(Ask.objects.visible_to(here.account(here.marek))) == [ask]
    assert not Ask.objects.visible_to(here.account(here.tom)).exists()
    with pytest.raises(NotAllowed):
        ask.withdraw(by=here.account(here.tom), at=NOW)

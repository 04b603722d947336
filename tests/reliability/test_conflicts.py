"""R6: who writes at the same time as somebody else is told so, with both values; nothing is overwritten unseen."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from cast import Cast, cast
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.work.task import Task

LONG = os.environ.get("VARIFOCAL_LONG") == "1"
HANDS = 50 if LONG else 20
ROUNDS = 200 if LONG else 2
COLUMNS = ("doing", "review", "done")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Cast:
    return cast()


def browser(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account, settings.AUTHENTICATION_BACKENDS[0])
    return client


def at_once(presses: Sequence[tuple[Client, str, dict[str, Any]]]) -> list[Any]:
    """All of these forms, sent at the same instant; the answers in the same order."""
    start, answers = threading.Barrier(len(presses)), [None] * len(presses)

    def press(place: int, client: Client, path: str, form: dict[str, Any]) -> None:
        start.wait(60)
        answers[place] = client.post(path, form)  # type: ignore[call-overload]
        connections.close_all()

    threads = [threading.Thread(target=press, args=(place, *one)) for place, one in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_many_who_move_the_same_card_one_wins(here: Cast) -> None:
    """R6: the others get 409 and the card hangs where the winner hung it."""
    clients = [browser(here.account(here.tom)) for _ in range(HANDS)]
    for _ in range(ROUNDS):
        task = Task.objects.get(pk=here.shoot.pk)
        path, columns = f"/tasks/{task.pk}/move", [COLUMNS[n % 3] for n in range(HANDS)]
        columns = ["todo" if one == task.status else one for one in columns]  # each is a change
        answers = at_once(
            [
                (c, path, {"column": column, "seen": task.version})
                for c, column in zip(clients, columns, strict=True)
            ]
        )
        assert Counter(answer.status_code for answer in answers) == {302: 1, 409: HANDS - 1}
        won = next(n for n, answer in enumerate(answers) if answer.status_code == 302)
        now = Task.objects.get(pk=task.pk)
        assert (now.status, now.version) == (columns[won], task.version + 1)
        for column, answer in zip(columns, answers, strict=True):
            if answer.status_code == 409 and column != columns[won]:
                assert f"{columns[won]}" in answer.text
                assert column in answer.text
    assert Change.objects.filter(verb="task.hung").count() == ROUNDS
    assert broken_link() is None


def test_of_two_who_save_the_same_field_one_is_shown_both_values(here: Cast) -> None:
    """R6: from forms opened before either saved."""
    two = [browser(here.account(one)) for one in (here.tom, here.ana)]
    for number in range(ROUNDS):
        task = Task.objects.get(pk=here.storyboard.pk)
        names = [f"Toms own {number}", f"Anas own {number}"]
        form = {"priority": 2, "crew": 1, "splittable": "on", "seen": task.version}
        answers = at_once(
            [(c, f"/tasks/{task.pk}/edit", {**form, "name": n}) for c, n in zip(two, names, strict=True)]
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        lost = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
        assert all(name in answers[lost].text for name in names)
        assert Task.objects.get(pk=task.pk).name == names[1 - lost]


def test_a_double_click_on_done_finishes_once_and_never_reopens(here: Cast) -> None:
    """R6, R7: the second press says which version it saw, so it is not taken for “not done after all”."""
    task = here.storyboard
    clients = [browser(here.account(here.tom)) for _ in range(2)]
    answers = at_once([(client, f"/tasks/{task.pk}/done", {"seen": task.version}) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    task.refresh_from_db()
    assert task.is_closed
    same = browser(here.account(here.tom))
    for _ in range(2):
        same.post(f"/tasks/{here.script.pk}/done", {"seen": here.script.version, "once": "a double click"})
    assert Task.objects.get(pk=here.script.pk).is_closed
    assert Change.objects.filter(verb="task.finished").count() == 2


def test_what_was_removed_meanwhile_is_said_to_be_gone_and_nothing_is_written(here: Cast) -> None:
    """Bad input: edit of a deleted record, by page and by form; a slow form meets the removal in between."""
    tom, task = browser(here.account(here.tom)), here.storyboard
    assert tom.get(f"/tasks/{task.pk}/edit").status_code == 200
    held = Task.objects.get(pk=task.pk)
    browser(here.account(here.marek)).post(f"/tasks/{task.pk}/remove")
    before = Change.objects.count()
    form = {"name": "Late", "priority": 2, "crew": 1, "seen": task.version}
    answer = tom.post(f"/tasks/{task.pk}/edit", form)
    assert answer.status_code == 404
    with pytest.raises(Exception, match="removed meanwhile"):
        held.describe(by=here.account(here.tom), seen=held.version, name="Late")
    assert Change.objects.count() == before

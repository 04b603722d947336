"""R13: sixteen hands write at once and none is told that the database is locked; every edit is there, once."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.acts import Change, broken_link, newest
from varifocal.org.work.task import Task

CLIENTS = 16
EDITS = 200 if os.environ.get("VARIFOCAL_LONG") == "1" else 12
COLUMNS = ("doing", "todo")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def cards(here: Cast) -> list[Task]:
    lines = [{"name": f"Card {number}"} for number in range(CLIENTS)]
    return Task.plan_many(here.spring, lines, by=here.house, on=TODAY)


def at_once(work: Any, cards: list[Task]) -> list[str]:
    """This, for each card in a thread of its own; what went wrong anywhere."""
    start, faults = threading.Barrier(len(cards)), []

    def run(card: Task) -> None:
        start.wait(60)
        try:
            faults.extend(work(card))
        except Exception as fault:  # noqa: BLE001 -- whatever it was, the test shows it
            faults.append(f"{type(fault).__name__}: {fault}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(card,)) for card in cards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_sixteen_writers_take_turns(here: Cast, cards: list[Task]) -> None:
    before = newest()

    def edit(card: Task) -> list[str]:
        for number in range(EDITS):
            at = NOW + timedelta(minutes=number)
            card.hang(COLUMNS[number % 2], by=here.house, seen=card.version, at=at)
        return []

    assert at_once(edit, cards) == []
    assert newest() - before == CLIENTS * EDITS
    assert [
        Change.objects.filter(noun="task", record_id=card.pk, verb="task.hung").count() for card in cards
    ] == [EDITS] * CLIENTS
    assert broken_link() is None


def test_sixteen_browsers_write_while_others_read(here: Cast, cards: list[Task]) -> None:
    def press(card: Task) -> list[str]:
        client = Client(raise_request_exception=False)
        client.force_login(here.account(here.ines), settings.AUTHENTICATION_BACKENDS[0])
        wrong = []
        for number in range(max(4, EDITS // 3)):
            form = {"column": COLUMNS[number % 2], "seen": card.version + number}
            answers = [client.post(f"/tasks/{card.pk}/move", form), client.get(f"/projects/{here.spring.pk}")]
            if [answer.status_code for answer in answers] != [302, 200]:
                wrong.append(f"{[answer.status_code for answer in answers]} {answers[0].content[:200]!r}")
        return wrong

    assert at_once(press, cards) == []
    assert broken_link() is None

"""R1: what was acknowledged is there after `kill -9`, nothing is there by half, and the house is ready again."""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terminal import Answer, Server, Visitor, ask_inside, serving, varifocal

LONG = os.environ.get("VARIFOCAL_LONG") == "1"
ROUNDS = 67 if LONG else 1
WRITERS = 3
READY_SECONDS = 60.0

STATE = """
import json
from collections import Counter
from django.db import connection
from varifocal.org.base.acts import Change, broken_link, newest
from varifocal.org.base.plumbing import Receipt
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.doing import Comment
from varifocal.org.work.task import Estimate, Task
sound = "ok"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check"); sound = cursor.fetchall()[0][0]
        cursor.execute("PRAGMA foreign_key_check"); sound = sound if not cursor.fetchall() else "keys"
tasks = Task.objects.filter(name__startswith="written ")
numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
print(json.dumps({
    "sound": sound,
    "tasks": Counter(tasks.values_list("name", flat=True)),
    "words": Counter(Comment.objects.values_list("words", flat=True)),
    "half": [
        task.name for task in tasks
        if Estimate.objects.filter(task=task).count() != 1
        or Change.objects.filter(noun="task", record_id=task.pk, verb="task.planned").count() != 1
    ],
    "gapless": numbers == list(range(1, newest() + 1)),
    "chain": broken_link(),
    "unsettled": Receipt.objects.filter(status=0).count(),
    "empty_runs": [run.pk for run in Run.objects.order_by("-pk")[:1]
                   if not ScheduledTask.objects.filter(run=run).exists()],
}))
"""


@dataclass
class Writer:
    """Somebody who writes as fast as she is answered, and remembers what she was told is done."""

    number: int
    project: str
    acknowledged: list[str] = field(default_factory=list)
    unsure: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def write(self, url: str, cookies: Mapping[str, str], stop: threading.Event) -> None:
        """Until told to stop or nobody answers: a task, then words at it."""
        visitor = Visitor(url, dict(cookies))
        while not stop.is_set():
            name = f"written {self.number} {secrets.token_hex(5)}"
            values = {"line": f"{name} 3h", "project": self.project, "once": secrets.token_hex(16)}
            answer = self._send(visitor, "/tasks/new", name, values)
            if answer is None:
                return
            words = {"words": f"words {name}", "once": secrets.token_hex(16)}
            if self._send(visitor, f"{_location(answer)}/comments", words["words"], words) is None:
                return

    def _send(self, visitor: Visitor, path: str, what: str, values: dict[str, str]) -> Any:
        try:
            answer = visitor.post(path, **values)
        except (OSError, http.client.HTTPException):
            self.unsure.append((path, values))
            return None
        if answer.status != 302:
            self.refused.append(f"{what}: {answer.status}")
            return None
        self.acknowledged.append(what)
        return answer


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(begun: dict[str, str]) -> None:
    """R1: the planner, the serving process, then the whole server, at random instants under mixed writes; the long
    form 201 times."""
    chance = random.Random(20261124)
    reset = varifocal(begun, "user", "reset", "ines@example.org", "--json")
    writers, cookies = [], dict[str, str]()
    for _ in range(ROUNDS):
        with serving(begun, "--with-worker") as server:
            if not writers:
                cookies, project = _come_in(server.url, json.loads(reset.stdout)["sign_in_url"])
                writers = [Writer(number, project) for number in range(WRITERS)]
            for victim in ("planner", "site", "front"):
                _write_until_killed(server, writers, cookies, victim, chance.uniform(0.05, 1.0))
                if victim != "front":
                    _wait_for(lambda url=server.url: _answers(url))
                    _send_again(server.url, writers, cookies)
        _look(begun, writers)  # as it was left, before anybody sends again
        with serving(begun) as again:
            _send_again(again.url, writers, cookies)
        _look(begun, writers)
    assert len([what for writer in writers for what in writer.acknowledged]) > 20 * ROUNDS


def test_the_next_worker_takes_over_a_run_that_was_killed(begun: dict[str, str]) -> None:
    """R1, R10: it dies while it holds the lease, before its chances are written or while it writes its proposals;
    the next one does the work once the lease has ended."""
    found = ask_inside(begun, KILLED_AND_FOLLOWED)
    assert found["killed"] == [["computing", 9, 0, True], ["writing", 9, 1, True]]
    assert (found["early"], found["runs"], found["holder"], found["stale"]) == (None, 2, "", False)


KILLED_AND_FOLLOWED = """
import json, os, signal, threading
from django.db import connections
from varifocal.flows import worker
from varifocal.org.base.access import house
from varifocal.org.base.acts import newest
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark
from varifocal.org.runs.run import Run
from varifocal.org.work.project import Project
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
def until_run(worker_):
    while (run := worker_.work_once()) is None:
        threading.Event().wait(0.1)
    return run
worker.LEASE_SECONDS, killed = 2.0, []
Project.open("Left over", by=house(), on=Organization.here().today())
for where in ("computing", "writing"):  # nothing was computed in this process yet: it may be forked
    connections.close_all()
    child = os.fork()
    if not child:
        if where == "computing":
            worker.snapshot = die
        else:
            Bookmark.advance = die
        until_run(worker.Worker(threading.Event()))
        os._exit(1)
    by = os.WTERMSIG(os.waitpid(child, 0)[1])
    held = Bookmark.objects.get(flow=worker.FLOW).holder != ""
    killed.append([where, by, Run.objects.count(), held])
follower = worker.Worker(threading.Event())
early, run = follower.work_once(), until_run(follower)
mark = Bookmark.objects.get(flow=worker.FLOW)
print(json.dumps({"killed": killed, "early": early, "runs": Run.objects.count(), "holder": mark.holder,
    "stale": newest() > run.seen}))
"""


def _come_in(url: str, link: str) -> tuple[dict[str, str], str]:
    """Somebody signed in, and a project to write into."""
    visitor = Visitor(url).sign_in(link)
    answer = visitor.post("/projects/new", name="Under fire", kind="own", priority="2", pattern="")
    assert answer.status == 302, answer.text[-2000:]
    return visitor.cookies, _location(answer).rsplit("/", 1)[1]


def _look(begun: Mapping[str, str], writers: list[Writer]) -> None:
    """Everything told to be done is there, once and whole; the log holds; the database is sound."""
    state = ask_inside(begun, STATE)
    counted = {**state["tasks"], **state["words"]}
    told = [what for writer in writers for what in writer.acknowledged]
    assert [what for what in told if counted.get(what) != 1] == []
    assert [name for name, count in counted.items() if count != 1] == []
    assert (state["sound"], state["half"], state["chain"], state["gapless"]) == ("ok", [], None, True)
    assert (state["unsettled"], state["empty_runs"]) == (0, [])
    assert [said for writer in writers for said in writer.refused] == []


def _write_until_killed(
    server: Server, writers: list[Writer], cookies: Mapping[str, str], victim: str, after: float
) -> None:
    stop = threading.Event()
    threads = [
        threading.Thread(target=writer.write, args=(server.url, cookies, stop), daemon=True)
        for writer in writers
    ]
    for thread in threads:
        thread.start()
    stop.wait(after)
    for process in _processes(server.process.pid, victim):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    stop.wait(0.3 if victim == "planner" else 0.0)
    stop.set()
    for thread in threads:
        thread.join()
    if victim == "front":
        server.process.wait(READY_SECONDS)


def _processes(parent: int, victim: str) -> list[int]:
    """The ids of what is to be killed: the watching process, or of its children those that serve or plan."""
    if victim == "front":
        return [parent]
    children = [
        int(child)
        for path in Path(f"/proc/{parent}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    planners = [one for one in children if b"--with-parent" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return planners if victim == "planner" else [one for one in children if one not in planners]


def _send_again(url: str, writers: list[Writer], cookies: Mapping[str, str]) -> None:
    """Whoever got no answer sends the same again, with the same key: it is there once."""
    for writer in writers:
        visitor = Visitor(url, dict(cookies))
        for path, values in writer.unsure:
            answer = visitor.post(path, **values)
            assert answer.status == 302, answer.text[-500:]
            said = values.get("words") or values["line"].removesuffix(" 3h")
            writer.acknowledged.append(said)
        writer.unsure.clear()


def _location(answer: Answer) -> str:
    return answer.headers.get("Location") or answer.headers["location"]


def _answers(url: str) -> bool:
    try:
        return Visitor(url).get("/healthy").status == 200
    except (OSError, http.client.HTTPException):
        return False


def _wait_for(done: Any) -> None:
    until = time.monotonic() + READY_SECONDS
    while not done():
        assert time.monotonic() < until, "it did not come back"
        threading.Event().wait(0.1)

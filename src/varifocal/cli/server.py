"""The web server (granian) with the worker beside it: started, watched and stopped together.

Three processes: this one watches, one serves pages on several threads, one plans. The planner has a process of
its own so that a page never waits for it. Each ends when this one does, even when this one was killed.
"""

from __future__ import annotations

import http.client
import importlib
import ipaddress
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from varifocal.cli.saying import CannotGoOn, complain
from varifocal.flows.compiled import make_ready

SITE = "varifocal.config.wsgi:application"
THREADS = 8
PORTS_TRIED = 50
SECONDS_TO_ANSWER = 30.0
SECONDS_TO_STOP = 5
SECONDS_TO_LET_GO = 3.0


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """This port, or the next one nobody listens on."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        if is_free(port, host):
            return port
    raise CannotGoOn(
        f"No port between {wanted} and {wanted + PORTS_TRIED - 1} is free; name one with --port."
    )


def is_free(port: int, host: str) -> bool:
    """Whether nobody listens there. The web server itself would share a port and hide the other one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_free_soon(port: int, host: str) -> bool:
    """The same, with patience for a server that was killed and is just letting go."""
    until = time.monotonic() + SECONDS_TO_LET_GO
    while not is_free(port, host):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(host: str, port: int, *, with_worker: bool, answering: Callable[[], None]) -> int:
    """Serve until SIGTERM or Ctrl+C; calls `answering` once the site does. The answer is the exit code."""
    (Path(settings.DATA) / "static").mkdir(exist_ok=True)
    connections.close_all()  # the server is forked from us: a connection must not be shared
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    house = Helpers(anywhere.get(host, host), port, with_worker, answering)
    site = Granian(
        SITE,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        backlog=512,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_STOP,
    )
    house.start()
    try:
        site.serve(target_loader=load_site)
    except SystemExit as ended:
        return int(ended.code or 0) if not house.failed else 1
    finally:
        house.stop()
    return 1 if house.failed else 0


def load_site(target: str) -> Any:
    """In the serving process: the application, and a watch that ends it with the process that started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    make_ready(threading.Event(), compiles=False)
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(1.0)
    os._exit(1)


class Helpers:
    """What runs beside the site: the word that it answers, and the worker, begun anew whenever it dies."""

    def __init__(self, host: str, port: int, with_worker: bool, answering: Callable[[], None]) -> None:
        self.host, self.port = host, port
        self.with_worker = with_worker
        self.answering = answering
        self.failed = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker, gently, then firmly."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        if not self._answers():
            if not self._ending.is_set():
                self.failed = True
                complain("The site does not answer; the lines above say why.")
                os.kill(os.getpid(), signal.SIGTERM)
            return
        self.answering()
        pause = 1.0
        while self.with_worker and not self._ending.is_set():
            began = time.monotonic()
            self._work()
            pause = 1.0 if time.monotonic() - began > 60 else min(pause * 2, 60.0)
            self._ending.wait(pause)

    def _answers(self) -> bool:
        """Whether the site answered in time."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < until and not self._ending.wait(0.05):
            site = http.client.HTTPConnection(
                self.host, self.port, timeout=5
            )  # past any proxy of the machine
            try:
                site.request("GET", "/healthy")
                if site.getresponse().status == 200:
                    return True
            except (OSError, http.client.HTTPException):
                continue
            finally:
                site.close()
        return False

    def _work(self) -> None:
        """One life of the worker; it ends itself when the pipe to us breaks."""
        command = [sys.executable, "-m", "varifocal.cli.main", "worker", "--with-parent"]
        # in a session of its own Ctrl+C passes it by: we end it, once the site is down
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=os.name != "nt")  # noqa: S603
        while worker.poll() is None and not self._ending.wait(0.2):
            pass
        if worker.stdin:
            worker.stdin.close()
        try:
            worker.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def on_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    """Ctrl+C and SIGTERM go here."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)

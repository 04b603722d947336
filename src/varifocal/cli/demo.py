"""Look around in the sample agency: a year of work, planned and forecast, in a folder of its own.

Needs nothing else: an SQLite file, this machine alone, Ctrl+C ends it. Starting again is quick and keeps what you
did; --fresh begins anew.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import webbrowser
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from varifocal.cli import installation, server
from varifocal.cli.saying import CannotGoOn, complain, say, say_json
from varifocal.flows import sample
from varifocal.flows.compiled import load_what_is_compiled
from varifocal.flows.replan import replan
from varifocal.flows.sample.world import ZONE
from varifocal.org.base.access import house
from varifocal.org.base.plumbing import SignInLink

BEGUN, READY = "begun", "ready"
LINK_HOURS = 12.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `demo` understands."""
    parser.add_argument(
        "--port", type=int, help=f"where to listen (default: {installation.FIRST_PORT} or the next free)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--fresh", action="store_true", help="forget the sample of last time and begin anew")
    parser.add_argument("--json", action="store_true", help="one line of JSON with url and sign_in_url")


def run(options: argparse.Namespace) -> int:
    """Make the sample where there is none, serve it, hand out the owner's link."""
    mark = Mark(installation.folder() / "demo")
    mark.check()
    if options.fresh or not mark.is_ready:
        _prepare(mark)
    else:
        installation.make_keys()
        installation.bring_up()
    wanted = options.port or installation.FIRST_PORT
    port = server.free_port(wanted)
    if port != wanted:
        complain(f"Port {wanted} is taken; using {port}.")
    base = f"http://127.0.0.1:{port}"
    link = installation.link(SignInLink.make(installation.first_owner(), hours=LINK_HOURS), base)
    installation.note_address(base)

    def answering() -> None:
        if options.json:
            say_json({"url": base, "sign_in_url": link})
        else:
            say(
                f"The sample agency answers at {base}\nSign in, once, as its owner:\n  {link}\nCtrl+C ends it."
            )
        if not options.no_browser and not options.json and _has_screen():
            webbrowser.open(link)

    return server.serve("127.0.0.1", port, with_worker=True, answering=answering)


class Mark:
    """The file that says that this folder is a sample's and how far its making came; a folder without it is
    somebody's own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_ready(self) -> bool:
        """Whether the sample was made to its end."""
        return self.path.is_file() and self.path.read_text().startswith(READY)

    def check(self) -> None:
        """Raises CannotGoOn where an organization of somebody's own lives, or a sample is just being made."""
        file = installation.database_file()
        if not self.path.exists():
            if file is not None and file.exists():
                raise CannotGoOn(
                    f"{settings.DATA} holds an installation of yours, which the sample must not touch; "
                    "name another folder with --data."
                )
            return
        words = self.path.read_text().split()
        if words[:1] == [BEGUN] and _is_alive(int(words[1])):
            raise CannotGoOn("The sample is just being made by another `varifocal demo`; wait for that one.")

    def begin(self) -> None:
        """The making begins: what an interrupted one left behind goes."""
        self.path.write_text(f"{BEGUN} {os.getpid()}\n")
        file = installation.database_file()
        for suffix in ("", "-wal", "-shm"):
            if file is not None:
                file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)

    def end(self) -> None:
        """It was made."""
        self.path.write_text(f"{READY}\n")


def _prepare(mark: Mark) -> None:
    began = time.monotonic()
    mark.begin()
    installation.make_keys()
    installation.bring_up()
    complain("Letting the sample agency live through a year …")
    now = timezone.now()
    made = sample.make(now.astimezone(ZoneInfo(ZONE)).date(), by=house())
    complain("Planning and forecasting its open work …")
    load_what_is_compiled()
    replan(now)
    mark.end()
    complain(f"{made.changes:,} changes, planned and forecast, in {time.monotonic() - began:.0f} s.")


def _is_alive(process: int) -> bool:
    if os.name == "nt" or process == os.getpid():
        return False  # asking about a process on Windows would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _has_screen() -> bool:
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return not os.environ.get("SSH_CONNECTION")

"""Plan and forecast whenever something changed, until stopped. On PostgreSQL run as many as you like."""

from __future__ import annotations

import argparse
import sys
import threading

from varifocal.cli import installation
from varifocal.cli.server import on_signals
from varifocal.flows.worker import work


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `worker` understands."""
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Work until Ctrl+C, SIGTERM or, inside `serve`, the end of the process that started it."""
    installation.must_be_ready()
    stop = threading.Event()
    on_signals(lambda *_: stop.set())
    if options.with_parent:
        threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    work(stop)
    return 0


def _end_with_parent(stop: threading.Event) -> None:
    """Our input ends when whoever started us does."""
    sys.stdin.buffer.read()
    stop.set()

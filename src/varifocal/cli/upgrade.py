"""Bring the database to this version: a backup first, then the migrations, each whole or not at all.

Interrupted, it is simply run again.
"""

from __future__ import annotations

import argparse

from varifocal import __version__
from varifocal.cli import backup, installation
from varifocal.cli.saying import say, say_json
from varifocal.flows.founding import share_words
from varifocal.flows.tables import pending


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `upgrade` understands."""
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Back up and migrate where there is something to do."""
    installation.must_be_founded()
    steps = pending()
    file = ""
    if steps:
        file = str(backup.write()[0])
        installation.bring_up()
        share_words()
    if options.json:
        say_json({"version": __version__, "backup": file, "applied": steps})
    elif not steps:
        say(f"The database is at version {__version__} already; nothing was changed.")
    else:
        say(f"Saved before: {file}\nApplied: {', '.join(steps)}\nThe database is at version {__version__}.")
    return 0

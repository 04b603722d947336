"""One mail from standard input, noted as a contact; to be piped from the machine's mail server."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.copied_in import MOST_BYTES, receive
from varifocal.org.base.refusals import Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `receive` understands."""
    parser.add_argument(
        "--to", default="", help="the address it was delivered to, where the mail does not say it"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Note it; what is no contact is refused with a sentence and code 1, and nothing is written."""
    installation.must_be_ready()
    try:
        noted = receive(sys.stdin.buffer.read(MOST_BYTES + 1), timezone.now(), to=options.to)
    except Refusal as refusal:
        raise CannotGoOn(refusal.sentence) from None
    names = [touch.company.name for touch in noted]
    if options.json:
        say_json({"noted": names})
    else:
        say(f"Noted a contact with {', '.join(names)}." if names else "This mail was noted before.")
    return 0

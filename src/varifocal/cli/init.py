"""Begin an installation: the database, the keys, the organization and its first owner.

Asks for what is not given when there is somebody to ask. The owner's link works once, for three days. The
recovery sheet of the sealing key is printed once: keep it on paper, apart from the machine.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.founding import found
from varifocal.flows.whole import bring_back, check
from varifocal.org.base.plumbing import SignInLink

LINK_HOURS = 72.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` understands."""
    parser.add_argument("--name", help="the organization's name")
    parser.add_argument("--owner", metavar="LOGIN", help="how the first owner signs in: an e-mail or a name")
    parser.add_argument("--owner-name", metavar="NAME", help="the first owner's name (default: her sign-in)")
    parser.add_argument("--zone", default="Europe/Berlin", help="time zone (default: %(default)s)")
    parser.add_argument("--country", default="DE", help="country of the holidays (default: %(default)s)")
    parser.add_argument("--currency", default="EUR", help="three letters (default: %(default)s)")
    parser.add_argument(
        "--from", dest="whole", type=Path, metavar="FILE", help="bring back what `export` wrote"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Make what is missing; refuse where an organization lives already."""
    if installation.is_founded():
        raise CannotGoOn(f"An organization lives in {settings.DATA} already; nothing was changed.")
    if options.whole:
        return _bring_back(options)
    name = options.name or _ask("What is the organization called?", "--name")
    owner = options.owner or _ask("Who is the first owner (e-mail or sign-in name)?", "--owner")
    installation.make_keys()
    installation.bring_up()
    _, secret = found(
        name,
        owner=owner,
        owner_name=options.owner_name or owner,
        zone=options.zone,
        country=options.country,
        currency=options.currency,
    )
    link = installation.link(secret)
    if options.json:
        say_json({"data": str(settings.DATA), "sign_in_url": link, "sealing_key": str(settings.SEALING_KEY)})
        return 0
    say(f"{name} begins in {settings.DATA}.")
    say(f"\n{_recovery_sheet()}\n")
    say("Next:  varifocal serve")
    say(f"Then {owner} signs in here, once, within three days:\n  {link}")
    return 0


def _bring_back(options: argparse.Namespace) -> int:
    check(options.whole)  # before anything is made here
    installation.make_keys()
    installation.bring_up()
    told = bring_back(options.whole)
    link = installation.link(SignInLink.make(installation.first_owner(), hours=LINK_HOURS))
    if options.json:
        say_json({"data": str(settings.DATA), "sign_in_url": link, "rows": told.rows})
        return 0
    say(f"{told.rows:,} rows are back in {settings.DATA}. Private text that was sealed is not among them.")
    say(f"\n{_recovery_sheet()}\n")
    say(f"Everybody signs in anew; the first owner here, once, within three days:\n  {link}")
    return 0


def _ask(question: str, option: str) -> str:
    answer = input(f"{question} ").strip() if sys.stdin.isatty() else ""
    if not answer:
        raise CannotGoOn(f"{question} Say it with {option}.")
    return answer


def _recovery_sheet() -> str:
    key = str(settings.SEALING_KEY)
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    lines = ["    " + " ".join(groups[start : start + 6]) for start in range(0, len(groups), 6)]
    return "\n".join(
        [
            "Recovery sheet: print it, keep it apart from this machine and from the backups.",
            "Without this key nobody can ever read the private notes of a backup (spaces do not count):",
            "",
            *lines,
            "",
            f"    to check a typed copy: {installation.fingerprint(key)}",
        ]
    )

"""The weekly review as text or as JSON: the same frozen week the page shows."""

from __future__ import annotations

import argparse

from django.utils import timezone

from varifocal.cli.installation import must_be_ready
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.review.week import week
from varifocal.flows.review.words import as_json, as_text
from varifocal.org.base.access import house
from varifocal.org.base.account import Account


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `review` understands."""
    parser.add_argument(
        "--as", dest="login", metavar="SIGN-IN", help="as this sign-in sees it (default: all of it)"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Print the week."""
    must_be_ready()
    it = week(_whose(options.login), timezone.now())
    if options.json:
        say_json(as_json(it))
    else:
        say(as_text(it).rstrip())
    return 0


def _whose(login: str | None) -> Account:
    if login is None:
        return house()
    account = Account.objects.select_related("person").filter(login__iexact=login, is_house=False).first()
    if account is None or not account.is_active:
        raise CannotGoOn(f"There is no sign-in “{login}”. `varifocal user list` names them.")
    return account

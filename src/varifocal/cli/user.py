"""Sign-ins at the terminal: who may come in, without mail. Links work once and are printed here alone."""

from __future__ import annotations

import argparse
from typing import Any

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.org.base import access
from varifocal.org.base.account import Account, Role


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `user` understands."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    invite = acts.add_parser("invite", help="a new sign-in; prints its first link")
    invite.add_argument("--role", action="append", choices=Role.values, help="may be given several times")
    reset = acts.add_parser("reset", help="forget the password, end all sessions; prints a one-time link")
    disable = acts.add_parser("disable", help="nobody from the next request on")
    enable = acts.add_parser("enable", help="may sign in again")
    for act, answer in ((invite, _invite), (reset, _reset), (disable, _disable), (enable, _enable)):
        act.add_argument("login", help="her e-mail or sign-in name")
        act.set_defaults(answer=answer)
    acts.add_parser("list", help="every sign-in with its roles").set_defaults(answer=_list)
    for act in acts.choices.values():
        act.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Do one act; the log says the house did it."""
    installation.must_be_ready()
    options.answer(options)
    return 0


def _invite(options: argparse.Namespace) -> None:
    account, secret = access.invite(options.login, options.role or [Role.MEMBER], by=access.house())
    _hand_out(options, account, secret, "Three days, once")


def _reset(options: argparse.Namespace) -> None:
    account = _named(options.login)
    _hand_out(options, account, access.reset(account, by=access.house()), "One day, once")


def _disable(options: argparse.Namespace) -> None:
    account = access.disable(_named(options.login), by=access.house())
    _told(options, account, f"{account} is disabled; her sessions and links have ended.")


def _enable(options: argparse.Namespace) -> None:
    account = access.enable(_named(options.login), by=access.house())
    _told(options, account, f"{account} may sign in again.")


def _list(options: argparse.Namespace) -> None:
    rows = [_row(account) for account in Account.objects.filter(is_house=False).order_by("login")]
    if options.json:
        say_json(rows)
        return
    for row in rows:
        roles: Any = row["roles"]
        state = "" if row["active"] else "  disabled"
        say(f"{row['login']:<40} {', '.join(roles)}{state}")


def _hand_out(options: argparse.Namespace, account: Account, secret: str, terms: str) -> None:
    link = installation.link(secret)
    if options.json:
        say_json({**_row(account), "sign_in_url": link})
    else:
        say(f"{account} signs in here ({terms}):\n  {link}")


def _told(options: argparse.Namespace, account: Account, sentence: str) -> None:
    if options.json:
        say_json(_row(account))
    else:
        say(sentence)


def _row(account: Account) -> dict[str, object]:
    return {"login": account.login, "roles": account.roles, "active": account.is_active}


def _named(login: str) -> Account:
    account = Account.objects.filter(login__iexact=login.strip(), is_house=False).first()
    if account is None:
        raise CannotGoOn(f"There is no sign-in “{login}”; `varifocal user list` shows them all.")
    return account

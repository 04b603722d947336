"""Who gets in: accounts are invited, given roles, disabled, reset; never undone, always logged."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from varifocal.org.base.account import LINK, Account, Role
from varifocal.org.base.acts import note, verb
from varifocal.org.base.permission import allow
from varifocal.org.base.plumbing import SavedView, SignInLink, StagedImport
from varifocal.org.base.refusals import Impossible

HOUSE = "the house"


def house() -> Account:
    """The account under which the machine's own acts are noted: the worker, the terminal, a sample."""
    return Account.objects.get_or_create(login=HOUSE, defaults={"is_house": True, "roles": [Role.OWNER]})[0]


def link_account() -> Account:
    """The account under which answers are noted that come through a client's link: without a role, without a
    sign-in; it sees nothing, and no rule names it but the one about answering."""
    return Account.objects.get_or_create(login=LINK, is_house=True, defaults={"roles": []})[0]


@verb
def invite(login: str, roles: Iterable[str], *, by: Account, hours: float = 72.0) -> tuple[Account, str]:
    """A new sign-in and the secret of its first link, shown once; empty where the link is for an owner to make."""
    by.may("invite", Account)
    chosen = _known(roles)
    if Role.OWNER in chosen:
        by.may("set_roles", Account)
    login = login.strip()
    if not login:
        raise Impossible("A sign-in needs a name or an e-mail address.", field="login")
    if Account.objects.filter(login__iexact=login).exists():
        raise Impossible(f"There is already a sign-in “{login}”.", field="login")
    account = Account.add("invited", by=by, login=login, roles=chosen, password=_unusable())
    may_have_it = by.can("hand_over", account)
    return account, SignInLink.make(account, purpose="welcome", hours=hours) if may_have_it else ""


@verb
def set_roles(
    account: Account, roles: Iterable[str], *, by: Account, seen: int, money_right: bool
) -> Account:
    """Other roles; the last owner stays one."""
    by.may("set_roles", account)
    chosen = _known(roles)
    if account.has_role(Role.OWNER) and Role.OWNER not in chosen:
        _another_owner(account)
    return account.take(seen, roles=chosen).put("given_roles", by=by, roles=chosen, money_right=money_right)


@verb
def disable(account: Account, *, by: Account) -> Account:
    """She is nobody from her next request on; all her sessions and links end."""
    by.may("disable", account)
    if account.has_role(Role.OWNER):
        _another_owner(account)
    SignInLink.objects.filter(account=account, used_at=None).delete()
    return account.take(None).put("disabled", by=by, is_active=False, session_stamp=account.session_stamp + 1)


def close(account: Account, *, by: Account) -> None:
    """Her sign-in ends for good, within an act that may do that: her sessions, her links, her password and what she
    kept for herself are gone. Its name stays, because the log says by it who did what. Raises Impossible for the only
    owner."""
    if account.has_role(Role.OWNER):
        _another_owner(account)
    for kind in (SignInLink, SavedView, StagedImport):
        kind.objects.filter(account=account).delete()
    account.take(None).put(
        "disabled", by=by, is_active=False, password=_unusable(), session_stamp=account.session_stamp + 1
    )


@verb
def enable(account: Account, *, by: Account) -> Account:
    """She may sign in again."""
    by.may("disable", account)
    return account.take(None).put("enabled", by=by, is_active=True)


@verb
def reset(account: Account, *, by: Account, hours: float = 24.0) -> str:
    """End all her sessions, forget her password; the secret of a one-time link is returned, or nothing where
    the link is for an owner to make. The log says who did it, for everybody inside to read."""
    by.may("reset", account)
    account.take(None).put("reset", by=by, password=_unusable(), session_stamp=account.session_stamp + 1)
    note(
        "account.reset", account, by=by, before={}, after={}
    )  # what was written are secrets: only that it was
    SignInLink.objects.filter(account=account, used_at=None).delete()
    return SignInLink.make(account, hours=hours) if by.can("hand_over", account) else ""


@verb
def choose_password(account: Account, password: str, *, by: Account) -> Account:
    """Her own new password; every session ends, the page that asked begins a new one."""
    by.may("choose_password", account)
    try:
        validate_password(password, account)
    except ValidationError as wrong:
        raise Impossible(" ".join(wrong.messages), field="password") from None
    account.set_password(password)
    fresh = account.password
    account.take(None)
    SignInLink.objects.filter(account=account, used_at=None).delete()
    return account.put("chose_password", by=by, password=fresh, session_stamp=account.session_stamp + 1)


@verb
def prefer(
    account: Account, *, by: Account, theme: str | None = None, keys_off: bool | None = None
) -> Account:
    """How she likes her pages: theme and single-key actions; not worth a line in the log."""
    by.may("prefer", account)
    wishes: dict[str, Any] = {"theme": theme, "keys_off": keys_off}
    return account.put("prefers", by=by, **{name: wish for name, wish in wishes.items() if wish is not None})


def _known(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    if unknown := set(chosen) - set(Role.values):
        raise Impossible(f"There is no role {', '.join(sorted(unknown))}.", field="roles")
    if not chosen:
        raise Impossible("Give at least one role.", field="roles")
    return chosen


def _another_owner(account: Account) -> None:
    others = Account.objects.filter(is_active=True, is_house=False).exclude(pk=account.pk)
    if not any(other.has_role(Role.OWNER) for other in others):
        raise Impossible("Somebody must stay owner; make another one first.", field="roles")


def _unusable() -> str:
    return "!" + secrets.token_urlsafe(24)


@allow(Account, "invite", "disable", "reset", who="an owner or the keeper")
def keepers(by: Account, account: Any) -> bool:
    """Accounts are kept by owners and keepers; a keeper never touches an owner's."""
    if by.has_role(Role.OWNER):
        return True
    return by.has_role(Role.KEEPER) and (isinstance(account, type) or not account.has_role(Role.OWNER))


@allow(
    Account,
    "hand_over",
    who="an owner, or the keeper where the sign-in sees no content; a link opens all of it",
)
def hand_over(by: Account, account: Any) -> bool:
    """Whoever holds a link can be that person: a keeper, who sees no content, gets none that shows some."""
    return by.has_role(Role.OWNER) or (by.has_role(Role.KEEPER) and not account.sees_content)


@allow(Account, "set_roles", who="an owner")
def owners(by: Account, _: Any) -> bool:
    """Power is given by owners only."""
    return by.has_role(Role.OWNER)


@allow(Account, "choose_password", "prefer", who="she herself")
def herself(by: Account, account: Any) -> bool:
    """Her own door."""
    return bool(by.pk == account.pk)

"""Who or what acts: a person's sign-in, the worker, the keeper of the machine."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from varifocal.org.base.blanks import ME, Blank, Lookup
from varifocal.org.base.permission import Decision, can
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import NotAllowed

ACCOUNT = "account"
"""The blank for the asking account's id."""
LINK = "A client's link"
"""Under this name answers are noted that come through a client's link."""


class Role(models.TextChoices):
    """What a person is here; she may be several."""

    OWNER = "owner", "Owner"
    LEAD = "lead", "People lead"
    MANAGER = "manager", "Project manager"
    MEMBER = "member", "Member"
    GUEST = "guest", "Guest"
    KEEPER = "keeper", "Keeper of the machine"


class Account(AbstractBaseUser, Record):
    """A sign-in, or an actor of the house (the worker, an import run at the terminal)."""

    login = models.CharField(max_length=200, unique=True)
    roles = models.JSONField(default=list)
    money_right = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_house = models.BooleanField(default=False)
    session_stamp = models.PositiveIntegerField(default=0)
    """Part of every session's hash: raising it ends them all at once."""
    keys_off = models.BooleanField(default=False)
    theme = models.CharField(max_length=6, default="", blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    undoable = False
    unlogged = ("password", "last_login", "session_stamp", "keys_off", "theme")

    objects: ClassVar = RecordSet.as_manager()

    def __str__(self) -> str:
        return self.login

    def has_role(self, *roles: Role) -> bool:
        """Whether it holds one of these roles."""
        return any(role in self.roles for role in roles)

    @property
    def acts_for_the_house(self) -> bool:
        """The worker and the terminal of the machine's operator: they may do what any verb offers."""
        return self.is_house and self.is_active and not self.is_link

    @property
    def is_link(self) -> bool:
        """A client's link: an actor without a role or a sign-in, who sees nothing and may answer a question."""
        return self.is_house and self.login == LINK

    @property
    def sees_content(self) -> bool:
        """Everybody but a mere keeper."""
        return any(role != Role.KEEPER for role in self.roles)

    @property
    def is_guest(self) -> bool:
        """A client: sees only what was shared with her."""
        return all(role in (Role.GUEST, Role.KEEPER) for role in self.roles)

    @cached_property
    def person_id(self) -> int | None:
        """The person behind the sign-in, if there is one."""
        person = getattr(self, "person", None)
        return person.pk if person else None

    @property
    def kind(self) -> Hashable:
        """All that decides what is asked for her, but for who she is."""
        return (
            *self.roles,
            self.money_right,
            self.is_active,
            self.is_house,
            self.is_link,
            bool(self.person_id),
        )

    def anybody_like(self) -> Account:
        """Anybody of her kind: rules answer as for her, with blanks for the account's and the person's ids."""
        other = Account(
            pk=Blank(ACCOUNT),
            login=LINK if self.is_link else "",
            roles=self.roles,
            money_right=self.money_right,
            is_active=self.is_active,
            is_house=self.is_house,
        )
        other.person_id = cast(int, Blank(ME)) if self.person_id else None
        return other

    def can(self, action: str, thing: Any) -> Decision:
        """Whether it may, with the reason."""
        return can(self, action, thing)

    def may(self, action: str, thing: Any) -> None:
        """Raises NotAllowed, with the reason, unless it may."""
        decision = can(self, action, thing)
        if not decision:
            raise NotAllowed(decision.reason)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with every "end all sessions"."""
        return f"{super().get_session_auth_hash()}.{self.session_stamp}"


class Backend:
    """Signs in by login and password; a disabled account is nobody, from its next request on."""

    alive = Lookup(
        Account.objects.select_related("person").filter(is_active=True, is_house=False, pk=Blank(ACCOUNT))
    )

    def authenticate(
        self, request: HttpRequest | None, login: str = "", password: str = ""
    ) -> Account | None:
        """The account, or None; an unknown login costs the same time as a wrong password."""
        account = Account.objects.filter(login__iexact=login.strip(), is_house=False).first()
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, while it is alive."""
        return self.alive.first({ACCOUNT: user_id})

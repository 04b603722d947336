"""A feed: an address with a secret in it under which a calendar reads what somebody has to do, and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project

MOST_FEEDS = 20


class Feed(Record):
    """One address, for her own days or for a project. Only the hash of its secret is kept; it shows what its person
    may see when it is asked, and nothing once her account is disabled."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    """None: her own days."""
    digest = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of the secret; None after a whole export was brought back: make it anew."""
    made_at = models.DateTimeField()

    undoable = False
    unlogged = ("digest",)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.project.name if self.project else "her own days"

    def told_as(self) -> str:
        """Only she knows of what."""
        return "a feed"

    @classmethod
    @verb
    def open(cls, person: Person, project: Project | None, *, by: Account, at: datetime) -> tuple[Feed, str]:
        """A new address (`at`: UTC); its secret comes back once and is never shown again. One that led to the same
        opens nothing any more."""
        by.may("keep_calendar", person)
        if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
            raise Impossible("Choose one of the projects you see.", field="project")
        secret = secrets.token_urlsafe(32)
        digest = digest_of(secret)
        known = cls.objects.filter(person=person, project=project).first()
        if known is not None:
            return known.put("renewed", by=by, digest=digest, made_at=at), secret
        if cls.objects.filter(person=person).count() >= MOST_FEEDS:
            raise Impossible(f"You have {MOST_FEEDS} feeds already. Revoke one first.", field="project")
        return cls.add("opened", by=by, person=person, project=project, digest=digest, made_at=at), secret

    @verb
    def revoke(self, *, by: Account) -> None:
        """Its address opens nothing from now on."""
        by.may("revoke", self)
        self.take(None).drop("revoked", by=by)

    @classmethod
    def behind(cls, secret: str) -> Feed | None:
        """What this secret opens, while its person may sign in; found by its hash, so nothing secret is compared."""
        return (
            cls.objects.select_related("person__account", "project")
            .filter(digest=digest_of(secret), person__account__is_active=True)
            .first()
        )

    def scope(self) -> dict[str, Any]:
        """Hers alone."""
        return {"person": self.person_id}


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@allow(Feed, "revoke", who="she whose feed it is")
def may_revoke(by: Account, feed: Feed) -> bool:
    """Her own."""
    return by.person_id is not None and by.person_id == feed.person_id


@sight(Feed, who="she herself, nobody else")
def feeds_seen(by: Account) -> models.Q:
    """Not even an owner."""
    return models.Q(person_id=by.person_id) if by.person_id and not by.is_guest else NOTHING

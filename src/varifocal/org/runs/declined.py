"""A proposal somebody said no to: a fact that quotes it, so that it stays away."""

from __future__ import annotations

from datetime import date

from django.db import models

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow
from varifocal.org.base.record import Record


class DeclinedProposal(Record):
    """The words of a proposal and when it was declined."""

    key = models.CharField(max_length=64, unique=True)
    sentence = models.CharField(max_length=300)
    on = models.DateField()

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    @verb
    def decline(cls, key: str, sentence: str, on: date, *, by: Account) -> DeclinedProposal:
        """No, thank you."""
        by.may("decline", cls)
        return cls.objects.filter(key=key).first() or cls.add(
            "declined", by=by, key=key, sentence=sentence, on=on
        )


@allow(DeclinedProposal, "decline", who="an owner or a project manager")
def decliners(by: Account, _: object) -> bool:
    """Those who may take proposals may decline them."""
    return by.has_role(Role.OWNER, Role.MANAGER)

"""Clients, prospects, partners, and the people there."""

from __future__ import annotations

from typing import Any

from django.db import models

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible


class Company(Record):
    """A company we work for or with."""

    class Kind(models.TextChoices):
        """What it is to us."""

        CLIENT = "client", "Client"
        PROSPECT = "prospect", "Prospect"
        PARTNER = "partner", "Partner"

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CLIENT)
    domain = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def meet(cls, name: str, *, by: Account, **details: Any) -> Company:
        """A company enters the picture; only the name is needed."""
        by.may("meet", cls)
        if not (name := name.strip()):
            raise Impossible("A company needs a name.", field="name")
        if cls.objects.filter(name__iexact=name).exists():
            raise Impossible(f"“{name}” is already here.", field="name")
        return cls.add("met", by=by, name=name, **details)

    @verb
    def describe(self, *, by: Account, seen: int, name: str, kind: str, domain: str, note: str) -> Company:
        """Name, kind, domain of its addresses, a note."""
        by.may("describe", self)
        fields: dict[str, Any] = {
            "name": name.strip(),
            "kind": kind,
            "domain": domain.strip().lower(),
            "note": note,
        }
        return self.take(seen, **fields).put("described", by=by, **fields)


class Contact(Record):
    """A person there."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def meet(cls, company: Company, name: str, *, by: Account, email: str = "", role: str = "") -> Contact:
        """Somebody there."""
        by.may("describe", company)
        if not name.strip():
            raise Impossible("A contact needs a name.", field="name")
        return cls.add("met", by=by, company=company, name=name.strip(), email=email, role=role)


@allow(Company, "meet", "describe", who="an owner, a people lead or a project manager")
def relations(by: Account, _: Any) -> bool:
    """Those who look after relationships."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)

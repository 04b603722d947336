"""Clients, prospects, partners, and the people there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person

MOST_NOTE = 10_000
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class Company(Record):
    """A company we work for or with. `domain` is what its addresses end in; `looked_after_by` one of ours."""

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
    looked_after_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="companies"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def meet(cls, name: str, *, by: Account, **details: Any) -> Company:
        """A company enters the picture; only the name is needed."""
        by.may("meet", cls)
        return cls.add("met", by=by, **_checked(None, name=name, **details))

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Company:
        """Name, kind, domain of its addresses, a note, since when, who looks after it."""
        by.may("describe", self)
        known = {"name", "kind", "domain", "note", "since", "looked_after_by"}
        if unknown := fields.keys() - known:
            raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
        fields = _checked(self, **fields)
        return self.take(seen, **fields).put("described", by=by, **fields)

    @verb
    def merge(self, other: Company, *, by: Account, seen: int) -> Company:
        """The two are one: all that points at the other points here from now on, contacts, projects, waits, meetings
        and the rest, and the other is gone; undone as one act."""
        by.may("merge", self)
        if other.pk == self.pk:
            raise Impossible("It cannot be merged with itself; choose another one.", field="other")
        self.take(seen)
        other.take(None)
        for row, pointer in other.pointing_here():
            moved: dict[str, Any] = {pointer: self}
            row.put("merged", by=by, **moved)
        fields: dict[str, Any] = {"note": _together(self, other)[:MOST_NOTE]}
        for name in ("domain", "since", "looked_after_by"):
            if not getattr(self, name):
                fields[name] = getattr(other, name)
        self.put("merged_with", by=by, **fields)
        other.drop("merged", by=by)
        return self

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never meant; its contacts and what was agreed go with it, its projects stay, and undo brings all
        of it back."""
        by.may("describe", self)
        self.take(None).drop("removed", by=by)

    def pointing_here(self) -> Iterator[tuple[Record, str]]:
        """Every fact that names this company, with the field in which it does."""
        for link in self._meta.related_objects:
            kind = link.related_model
            if isinstance(kind, type) and issubclass(kind, Record):
                for row in kind._default_manager.filter(**{link.field.name: self}).select_for_update():
                    yield row, link.field.name


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
        return cls.add("met", by=by, company=company, **_person(name, email, role))

    @verb
    def describe(self, *, by: Account, seen: int, name: str, email: str, role: str) -> Contact:
        """Name, address, what she does there."""
        by.may("describe", self.company)
        fields: dict[str, Any] = {**_person(name, email, role)}
        return self.take(seen, **fields).put("described", by=by, **fields)

    @verb
    def remove(self, *, by: Account) -> None:
        """She is not there any more; what she was asked stays."""
        by.may("describe", self.company)
        self.take(None).drop("removed", by=by)


@allow(Company, "meet", "describe", "merge", who="an owner, a people lead or a project manager")
def relations(by: Account, _: Any) -> bool:
    """Those who look after relationships."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


def _checked(company: Company | None, **fields: Any) -> dict[str, Any]:
    """These fields, trimmed, or a refusal that names the one that cannot be."""
    if "name" in fields:
        fields["name"] = _free_name(company, fields["name"])
    if "domain" in fields:
        fields["domain"] = _domain(fields["domain"])
    if fields.get("kind", Company.Kind.CLIENT) not in Company.Kind.values:
        raise Impossible("It is a client, a prospect or a partner.", field="kind")
    if len(fields.get("note", "")) > MOST_NOTE:
        raise Impossible(f"A note has at most {MOST_NOTE:,} characters.", field="note")
    since = fields.get("since")
    if since is not None and not date(1800, 1, 1) <= since <= date(2150, 1, 1):
        raise Impossible(f"{since} is no day to begin with.", field="since")
    return fields


def _free_name(company: Company | None, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Impossible("A company needs a name.", field="name")
    if len(name) > 160:
        raise Impossible(
            "A company's name has at most 160 characters; put the rest into the note.", field="name"
        )
    others = Company.objects.filter(name__iexact=name)
    if company is not None:
        others = others.exclude(pk=company.pk)
    if others.exists():
        raise Impossible(f"“{name}” is already here.", field="name")
    return name


def _domain(words: str) -> str:
    """“https://www.acme.example/shop” and “jo@acme.example” both mean acme.example."""
    domain = words.strip().lower().rpartition("@")[2].rpartition("://")[2].partition("/")[0]
    domain = domain.removeprefix("www.").rstrip(".")
    if domain and not (len(domain) <= 120 and _DOMAIN.fullmatch(domain)):
        raise Impossible(f"“{words}” is no domain; write it like acme.example.", field="domain")
    return domain


def _person(name: str, email: str, role: str) -> dict[str, str]:
    name, email = " ".join(name.split()), email.strip()
    if not name:
        raise Impossible("A contact needs a name.", field="name")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Impossible(f"“{email}” is no e-mail address.", field="email") from None
    return {"name": name[:120], "email": email, "role": role.strip()[:120]}


def _together(kept: Company, gone: Company) -> str:
    """The note of what is kept, with what would be lost of the other."""
    was = f"Was also “{gone.name}”" + (
        f", {gone.domain}" if gone.domain and kept.domain and gone.domain != kept.domain else ""
    )
    return "\n\n".join(part for part in (kept.note, f"{was}.", gone.note) if part)

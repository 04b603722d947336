"""The whole organization as one JSON document, and back into an empty installation.

A document holds every fact, the log and what was answered, in a format that is described (docs/reference/export.md)
and the same on every database: the same data gives the same bytes. What it never holds: private text that is sealed
(its fields are listed with how many there were), rows that are for the one or two in them alone (told by how many),
passwords, sessions, links and keys.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models, transaction

from varifocal import __version__
from varifocal.flows.rows import OtherColumns, fill, go_on_counting, line_of, one_view, rows_of
from varifocal.flows.safekeeping import is_empty
from varifocal.org.base.account import Account
from varifocal.org.base.acts import GENESIS, Change, Head, digest_of, link
from varifocal.org.base.keeping import KeptFile
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import ImportIdentity, ImportProfile, SavedView
from varifocal.org.base.record import Plumbing, Record, records
from varifocal.org.base.refusals import Refusal
from varifocal.org.base.sealing import SealedText
from varifocal.org.work.ask import Ask
from varifocal.org.work.feed import Feed

FORMAT, VERSION = "varifocal organization", 1
KEPT_PLUMBING = (ImportIdentity, ImportProfile, KeptFile, SavedView)
"""What somebody chose or handed in, or a later import must know; the rest of the plumbing keeps one house running."""
SECRETS: dict[type[models.Model], dict[str, Any]] = {
    Account: {"password": "", "last_login": None, "session_stamp": 0},
    Ask: {"digest": None},
    Organization: {"copy_in": ""},
    Feed: {"digest": None},
    Change: {"digest": "", "chain": ""},
}
"""Columns that stay out, and what stands there afterwards; the log's hashes are reckoned anew."""
MOST_BYTES = 4 * 2**30


class NotOurs(Refusal):
    """The file is no whole export of ours; nothing was written."""


@dataclass
class Exported:
    """What a document holds: rows by table, sealed fields left out by how many, and a digest of all of it."""

    tables: dict[str, int] = field(default_factory=dict)
    sealed: dict[str, int] = field(default_factory=dict)
    content: str = ""

    @property
    def rows(self) -> int:
        """All of them."""
        return sum(self.tables.values())


def export(out: IO[bytes]) -> Exported:
    """Write the document, row by row, from one moment of the database, while others go on working.

    For whoever runs the installation: it knows no one's eyes, as a backup knows none.
    """
    told, digest = Exported(), hashlib.sha256()

    def write(text: str | bytes) -> None:
        raw = text.encode() if isinstance(text, str) else text
        digest.update(raw)
        out.write(raw)

    with one_view() as using:
        told.sealed = _sealed(using)
        write(f'{{"format": "{FORMAT}", "version": {VERSION}, "made_by": "{__version__}",\n')
        write(f'"sealed_left_out": {json.dumps(told.sealed, sort_keys=True)},\n"tables": {{\n')
        for place, (name, kind) in enumerate(kinds().items()):
            write(f'{", " if place else ""}"{name}": [\n')
            told.tables[name] = 0
            for line in _rows(kind, using):
                write(f"{', ' if told.tables[name] else ''}".encode() + line)
                told.tables[name] += 1
            write("]\n")
        write("},\n")
    told.content = digest.hexdigest()
    out.write(f'"content": "{told.content}"}}\n'.encode())
    return told


def check(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Read a document whole; its rows by table. Raises NotOurs, saying what is wrong with it."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise NotOurs(f"{file.name} is larger than any export of ours; nothing was written.")
        raw = file.read_bytes()
    except OSError as fault:
        raise NotOurs(f"{file} cannot be read: {fault.strerror}.") from None
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotOurs(f"{file.name} is cut off, or no JSON; nothing was written.") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("tables"), dict):
        raise NotOurs(f"{file.name} is JSON, but no whole export of ours; nothing was written.")
    if told.get("version") != VERSION:
        raise NotOurs(
            f"{file.name} has version {told.get('version')} of the format, made by Varifocal {told.get('made_by')}; "
            f"this one reads version {VERSION}. Nothing was written."
        )
    head, mark, tail = raw.rpartition(b'"content": "')
    if not mark or hashlib.sha256(head).hexdigest() != tail[:64].decode(errors="replace"):
        raise NotOurs(f"{file.name} was altered since it was written; nothing was written.")
    tables = told["tables"]
    if unknown := sorted(set(tables) - set(kinds())):
        raise NotOurs(f"{file.name} holds “{unknown[0]}”, which nobody here knows; nothing was written.")
    return {str(name): list(rows) for name, rows in tables.items()}


def bring_back(file: Path) -> Exported:
    """Read a document into this installation, which must hold nothing yet; all of it or nothing, ids kept.

    Everybody signs in anew; sealed fields come back empty; the log's chain is reckoned anew from its first line.
    """
    tables = check(file)
    if not is_empty():
        raise Refusal("Something lives in this installation already. Bring it back into an empty one.")
    told = Exported()
    with transaction.atomic():
        for name, kind in kinds().items():
            rows = tables.get(name, [])
            given = dict.fromkeys(_sealed_columns(kind), "") | SECRETS.get(kind, {})
            if kind is Account:
                given |= {"password": make_password(None)}
            try:
                fill(kind, _chained(rows) if kind is Change else rows, given={} if kind is Change else given)
            except (OtherColumns, ValidationError, ValueError, TypeError) as fault:
                raise NotOurs(f"“{name}” cannot be read ({fault}); nothing was written.") from None
            told.tables[name] = len(rows)
        go_on_counting(kinds().values())
    return told


def _chained(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines of the log with their hashes, and the head set to the last of them."""
    fields = {one.attname: one for one in Change._meta.concrete_fields}
    chain, number = GENESIS, 0
    for row in rows:
        change = Change(
            **{name: fields[name].to_python(value) for name, value in row.items() if name in fields}
        )
        digest, number = digest_of(change), change.number
        chain = link(chain, number, digest)
        yield row | {"digest": digest, "chain": chain}
    Head.objects.update_or_create(pk=1, defaults={"number": number, "chain": chain})


def kinds() -> dict[str, type[models.Model]]:
    """The tables of a document, by name."""
    found = {
        kind._meta.model_name or "": kind
        for kind in apps.get_app_config("org").get_models()
        if kind is not Head and (not issubclass(kind, Plumbing) or kind in KEPT_PLUMBING)
    }
    return dict(sorted(found.items()))


def _rows(kind: type[models.Model], using: str) -> Iterator[bytes]:
    without = {*_sealed_columns(kind), *SECRETS.get(kind, ())}
    if kind is not Change:
        yield from rows_of(kind, using, without=without, but=_closed(kind))
        return
    facts = _facts()
    sealed = {noun: set(_sealed_columns(one)) for noun, one in facts.items() if _sealed_columns(one)}
    closed = {noun for noun, one in facts.items() if one.closed is not None}
    for line in rows_of(kind, using, without=without):
        row = json.loads(line)
        if row["noun"] in closed and row["person"] is not None:
            row["before"], row["after"] = (None if row[side] is None else {} for side in ("before", "after"))
        elif hidden := sealed.get(row["noun"]):
            for side in ("before", "after"):
                row[side] = row[side] and {
                    name: value for name, value in row[side].items() if name not in hidden
                }
        yield line_of(row)


def _facts() -> dict[str, type[Any]]:
    return dict(records(apps.get_app_config("org").get_models()))


def _closed(kind: type[models.Model]) -> models.Q | None:
    """Which rows are for those in them alone."""
    return kind.closed if issubclass(kind, Record) else None


def _sealed_columns(kind: type[models.Model]) -> list[str]:
    return [one.attname for one in kind._meta.concrete_fields if isinstance(one, SealedText)]


def _sealed(using: str) -> dict[str, int]:
    """How many sealed texts stay out, by field, and how many rows that are for one or two people alone, by table."""
    counted: Counter[str] = Counter()
    for name, kind in kinds().items():
        if (closed := _closed(kind)) is not None:
            counted[name] = kind._base_manager.using(using).filter(closed).count()
        for column in _sealed_columns(kind):
            counted[f"{name}.{column}"] = kind._base_manager.using(using).exclude(**{column: ""}).count()
    return {name: count for name, count in sorted(counted.items()) if count}

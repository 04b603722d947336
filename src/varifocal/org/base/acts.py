"""An act: everything one person does at once, in one transaction, noted in the log under one number.

Changes are only collected while an act runs. Leaving the outermost act writes them all, and only there their
numbers and hashes come from one head row, locked as the very last thing of the transaction: so numbers have
no gaps, become visible in the order they were committed, and two acts never wait for each other's notes.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils import timezone

from varifocal.org.base.bulk import bare, insert_many

if TYPE_CHECKING:
    from varifocal.org.base.account import Account

P = ParamSpec("P")
R = TypeVar("R")
GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, check_circular=False)


class Head(models.Model):
    """The one row that hands out numbers: the newest change's number and its link of the chain."""

    number = models.PositiveBigIntegerField(default=0)
    chain = models.CharField(max_length=64, default=GENESIS)


class Change(models.Model):
    """An append-only line: who did what to which record, when.

    `number` is gapless and in commit order; `act` is the number of the act's first change. `before` is None
    for a creation, `after` None for a removal. `digest` hashes the content, `chain` the previous link, the
    number and the digest: content can be erased by right, and the chain still proves the rest. `happened_at`
    is when it took place, `noted_at` when we learned of it (UTC both).
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    act = models.PositiveBigIntegerField(db_index=True)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=200)
    by = models.ForeignKey("org.Account", on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.CharField(max_length=500, blank=True)
    undoes = models.PositiveBigIntegerField(null=True, db_index=True)
    project = models.PositiveBigIntegerField(null=True, db_index=True)
    goal = models.PositiveBigIntegerField(null=True, db_index=True)
    opportunity = models.PositiveBigIntegerField(null=True)
    person = models.PositiveBigIntegerField(null=True)
    """Set where only this person (and her lead) may know of it."""
    money = models.BooleanField(default=False)
    """Whether it tells of money, for those with the money right alone."""
    guarded = models.BooleanField(default=False)
    """Whether its project or goal was not for everyone at the time; decides once that is gone."""
    erased = models.BooleanField(default=False)
    """Whether what stood before and after was erased by right; the digest still says that nothing else was changed."""
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["noun", "record_id", "number"]),
            models.Index(fields=["by", "number"]),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.label}"


@dataclass
class Act:
    """What is collected until the outermost act ends."""

    happened_at: datetime | None
    undoes: int | None
    collected: list[Change] = field(default_factory=list)
    number: int = 0
    """The act's number, known once it has been written."""
    failed: bool = False
    chapters: set[int] = field(default_factory=set)
    """Places in what is collected from which on it counts as an act of its own."""
    learned_at: datetime | None = None


_current: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def act(*, happened_at: datetime | None = None, undoes: int | None = None) -> Iterator[Act]:
    """One transaction and one number for all verbs inside; an act inside another joins it, the outermost writes.

    `happened_at` (UTC) dates what is told of the past, by an import or a sample; None means now.
    """
    if (outer := _current.get()) is not None:
        kept, outer.undoes = outer.undoes, outer.undoes if undoes is None else undoes
        try:
            yield outer
        except BaseException:
            outer.failed = True
            raise
        finally:
            outer.undoes = kept
        return
    new = Act(happened_at, undoes)
    token = _current.set(new)
    try:
        with transaction.atomic():
            yield new
            if new.failed:
                raise RuntimeError("A verb inside this act failed: the act cannot be completed without it.")
            _write(new)
    finally:
        _current.reset(token)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside an act: what is noted here happened at this moment (UTC)."""
    running = _current.get()
    if running is None:
        raise RuntimeError("A moment needs an act around it.")
    outer, running.happened_at = running.happened_at, moment
    try:
        yield
    finally:
        running.happened_at = outer


@contextmanager
def chapter(moment: datetime) -> Iterator[None]:
    """Inside an act: what is noted here is told as an act of its own, done and learned of at this moment (UTC).

    So a past that is told in one transaction still reads, and is undone, act by act.
    """
    with at(moment):
        running = _current.get()
        assert running is not None
        running.chapters.add(len(running.collected))
        running.learned_at = moment
        try:
            yield
        finally:
            running.learned_at = None
            running.chapters.add(len(running.collected))


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """A verb is one act: all of it, or nothing."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with act():
            return function(*args, **kwargs)

    return run


def note(
    verb: str,
    record: Any,
    *,
    by: Account,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    why: str = "",
    money: bool = False,
) -> None:
    """Collect one line for the log; outside an act there is nothing to collect into, which is our mistake.
    `money`: only those with the money right read it."""
    running = _current.get()
    if running is None:
        raise RuntimeError(f"{verb} was noted outside an act.")
    now = timezone.now()
    scope = record.scope()
    running.collected.append(
        bare(
            Change,
            number=0,
            act=0,
            verb=verb,
            noun=record.noun(),
            record_id=record.pk,
            label=record.told_as()[:200],
            by_id=by.pk,
            happened_at=running.happened_at or now,
            noted_at=running.learned_at or now,
            before=before,
            after=after,
            why=why[:500],
            undoes=running.undoes,
            project=scope.get("project"),
            goal=scope.get("goal"),
            opportunity=scope.get("opportunity"),
            person=scope.get("person"),
            money=money,
            guarded=scope.get("guarded", False),
            erased=False,
            digest="",
            chain="",
        )
    )


def newest(using: str = "default") -> int:
    """The number of the newest change."""
    return Head.objects.using(using).values_list("number", flat=True).first() or 0


def _write(done: Act) -> None:
    if not done.collected:
        return
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    first = done.number = head.number + 1
    told = first
    before = [_text(change.before) for change in done.collected]
    after = [_text(change.after) for change in done.collected]
    for number, change in enumerate(done.collected, start=first):
        if number - first in done.chapters:
            told = number
        change.number = number
        change.act = told
        change.digest = _digest(change, before[number - first], after[number - first])
        change.chain = head.chain = link(head.chain, number, change.digest)
    head.number = first + len(done.collected) - 1
    insert_many(done.collected, written={"before": before, "after": after})
    head.save()


def digest_of(change: Change) -> str:
    """SHA-256 over the content of a line."""
    return _digest(change, _text(change.before), _text(change.after))


def _digest(change: Change, before: str | None, after: str | None) -> str:
    """Over the content as one JSON list; what stood before and after comes as the text it is kept as."""
    about = [change.verb, change.noun, change.record_id, change.by_id, change.happened_at.isoformat()]
    start, why = _ENCODER.encode(about).removesuffix("]"), _ENCODER.encode(change.why)
    content = f"{start}, {before or 'null'}, {after or 'null'}, {why}]"
    return hashlib.sha256(content.encode()).hexdigest()


def _text(value: dict[str, Any] | None) -> str | None:
    return None if value is None else _ENCODER.encode(value)


def link(previous: str, number: int, digest: str) -> str:
    """The next link of the chain."""
    return hashlib.sha256(f"{previous}{number}{digest}".encode()).hexdigest()


def broken_link() -> int | None:
    """The number of the first change whose chain does not hold, or None."""
    chain, expected = GENESIS, 1
    for change in Change.objects.order_by("number").iterator(chunk_size=2_000):
        chain = link(chain, change.number, change.digest)
        empty = change.erased and not change.before and not change.after
        as_written = empty or change.digest == digest_of(change)
        if change.number != expected or change.chain != chain or not as_written:
            return change.number
        expected += 1
    return None

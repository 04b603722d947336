"""A question to somebody outside about one wait, and what she answered through the link she was sent."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.keeping import KeptFile
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible, Refusal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Contact
from varifocal.org.work.task import Task, TaskIsClosed

GOOD_FOR = timedelta(days=30)
"""How long after the wished day a link still opens."""
MOST_BYTES = 10 * 2**20
MOST_WORDS = 10_000
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class AnsweredAlready(Refusal):
    """An answer is given once; another round is another question."""

    def __init__(self) -> None:
        super().__init__("This was answered already; the first answer stands. Nothing was changed.")


class NoLongerAsked(Refusal):
    """Withdrawn, expired, or never there: all read alike."""

    def __init__(self) -> None:
        super().__init__(
            "This link leads to no question any more. Ask whoever sent it for a new one; nothing was sent."
        )


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was handed in; its name and type are what the sender claimed."""

    name: str
    type: str
    raw: bytes


class Asks(RecordSet["Ask"]):
    """Rows of questions."""

    def open_at(self, now: datetime) -> Asks:
        """Neither answered nor withdrawn nor too old (`now`: UTC)."""
        return self.filter(answered_at=None, withdrawn_at=None, expires_at__gt=now)


class Ask(Record):
    """One round of one question. The secret of its link is never kept, only its hash; moments are UTC."""

    class Answer(models.TextChoices):
        """What she can say."""

        APPROVE = "approve", "approved"
        CHANGE = "change", "wants a change"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="asks")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField()
    by_when = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of the secret; None: no link leads here."""
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    reply = models.TextField(blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    file_digest = models.CharField(max_length=64, blank=True)

    unlogged = ("digest",)
    objects: ClassVar = Asks.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["answered_at"], name="asks_by_answer"),)

    def __str__(self) -> str:
        return self.task.name

    @classmethod
    @verb
    def put_to(
        cls,
        task: Task,
        words: str,
        by_when: date,
        *,
        by: Account,
        seen: int,
        at: datetime,
        on: date,
        contact: Contact | None = None,
    ) -> tuple[Ask, str]:
        """Ask about a wait (`at` UTC, `on` today here); the secret of its link comes back and is never shown again.

        A wait asked before by other means keeps the day it was asked; a further round is asked anew.
        """
        by.may("change", task)
        task.take(seen)
        if task.is_closed:
            raise TaskIsClosed(task)
        company = contact.company if contact else task.waits_on
        if company is None:
            raise Impossible("Say first whose answer it waits for.", field="contact")
        earlier = list(cls.objects.filter(task=task))
        if any(one.is_open(at) for one in earlier):
            raise Impossible("They were asked already. Make a new link, or withdraw that question first.")
        rounds = 1 + sum(one.answer == cls.Answer.CHANGE for one in earlier)
        again = bool(earlier) or task.asked_on is None or not task.is_wait
        task.ask(
            company,
            on if again else task.asked_on or on,
            by=by,
            seen=task.version,
            days=task.wait_days,
            low=task.wait_days_low,
            high=task.wait_days_high,
        )
        secret = secrets.token_urlsafe(32)
        asked = cls.add(
            "put",
            by=by,
            task=task,
            contact=contact,
            asker_id=by.person_id,
            words=_said(words, "words", "Say what you ask."),
            by_when=_wished(by_when, on),
            round=rounds,
            digest=digest_of(secret),
            asked_at=at,
            expires_at=_end(by_when, at),
        )
        return asked, secret

    @verb
    def renew(self, *, by: Account, at: datetime) -> str:
        """The secret of a new link; the old one opens nothing from now on (`at`: UTC)."""
        by.may("renew", self)
        self.take(None)
        self._must_wait_for_an_answer()
        secret = secrets.token_urlsafe(32)
        self.put("link_renewed", by=by, digest=digest_of(secret), expires_at=_end(self.by_when, at))
        return secret

    @verb
    def withdraw(self, *, by: Account, at: datetime) -> Ask:
        """It is not asked any more; its link opens nothing (`at`: UTC)."""
        by.may("withdraw", self)
        self.take(None)
        self._must_wait_for_an_answer()
        return self.put("withdrawn", by=by, withdrawn_at=at, digest=None)

    @verb
    def see(self, *, by: Account, at: datetime) -> Ask:
        """She has it before her eyes; only the first time counts (`at`: UTC)."""
        by.may("answer", self)
        self.take(None)
        if self.seen_at is not None or not self.is_open(at):
            return self
        return self.put("seen", by=by, seen_at=at)

    @verb
    def approve(self, *, by: Account, at: datetime, words: str = "", file: File | None = None) -> Ask:
        """Yes: the wait is over at this moment (UTC)."""
        self._answer(self.Answer.APPROVE, words, file, by, at)
        task = self.task.take(None)
        if not task.is_closed:
            done = Task.Status.DONE
            task.put("finished", by=by, status=done, finished_at=at, started_at=task.started_at or at)
        return self

    @verb
    def change(self, words: str, *, by: Account, at: datetime, file: File | None = None) -> Ask:
        """Not yet, and what should differ: a further round; the wait stays open (`at`: UTC)."""
        if not words.strip() and file is None:
            raise Impossible("Say what should change, or add a file that shows it.", field="words")
        return self._answer(self.Answer.CHANGE, words, file, by, at)

    def _answer(self, answer: str, words: str, file: File | None, by: Account, at: datetime) -> Ask:
        by.may("answer", self)
        self.take(None)
        if self.answered_at is not None:
            raise AnsweredAlready
        if not self.is_open(at):
            raise NoLongerAsked
        reply = _said(words, "words")
        fields: dict[str, Any] = {"answer": answer, "answered_at": at, "reply": reply}
        if self.seen_at is None:
            fields["seen_at"] = at
        if file is not None:
            fields |= _kept(file)
        return self.put("approved" if answer == self.Answer.APPROVE else "sent_back", by=by, **fields)

    @classmethod
    def behind(cls, secret: str, now: datetime) -> Ask | None:
        """What this secret opens (`now`: UTC): an open question, or one answered through it and not yet too old.

        Found by the hash of the secret, so nothing secret is ever compared.
        """
        found = (
            cls.objects.select_related("task__project", "task__waits_on", "contact", "asker")
            .filter(digest=digest_of(secret), withdrawn_at=None, expires_at__gt=now)
            .first()
        )
        return found

    def is_open(self, now: datetime) -> bool:
        """Waits for an answer (`now`: UTC)."""
        return self.answered_at is None and self.withdrawn_at is None and self.expires_at > now

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()

    def _must_wait_for_an_answer(self) -> None:
        if self.answered_at is not None:
            raise AnsweredAlready
        if self.withdrawn_at is not None:
            raise Impossible("This question was withdrawn; ask anew.")


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _end(by_when: date, at: datetime) -> datetime:
    return max(datetime(by_when.year, by_when.month, by_when.day, tzinfo=at.tzinfo), at) + GOOD_FOR


def _wished(by_when: date, on: date) -> date:
    if not on <= by_when <= on + timedelta(days=730):
        raise Impossible("The answer is wished between today and two years from now.", field="by_when")
    return by_when


def _said(words: str, field: str, empty: str = "") -> str:
    words = words.replace("\x00", "").strip()
    if not words and empty:
        raise Impossible(empty, field=field)
    if len(words) > MOST_WORDS:
        raise Impossible(f"That is more than {MOST_WORDS:,} characters; put it into a file.", field=field)
    return words


def _kept(file: File) -> dict[str, Any]:
    if len(file.raw) > MOST_BYTES:
        raise Impossible(
            "The file is larger than 10 MB. Send a smaller one, or say it in words.", field="file"
        )
    if not file.raw:
        raise Impossible("The file is empty. Choose it again.", field="file")
    name = _UNWRITABLE.sub("", re.split(r"[/\\]", file.name)[-1]).strip(" .")[-120:] or "file"
    kind = file.type[:100] if re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.type[:100], re.ASCII) else ""
    return {
        "file_name": name,
        "file_type": kind,
        "file_size": len(file.raw),
        "file_digest": KeptFile.keep(file.raw),
    }

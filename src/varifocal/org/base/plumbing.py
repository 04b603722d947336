"""What keeps the house running; the domain never reads it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from varifocal.org.base.account import Account
from varifocal.org.base.record import Plumbing
from varifocal.org.base.refusals import Impossible


class Bookmark(Plumbing):
    """How far a flow has read the log, and who is at it: a lease with a heartbeat.

    The row is locked only for the instant of claiming; the work itself runs outside any write transaction and
    is written only by whoever still holds the lease.
    """

    flow = models.CharField(max_length=40, primary_key=True)
    seen = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=500, blank=True)
    not_before = models.DateTimeField(null=True)

    @classmethod
    def claim(cls, flow: str, holder: str, *, seconds: float) -> Bookmark | None:
        """The bookmark with a lease of so many seconds, or None while somebody else holds it."""
        now = timezone.now()
        with transaction.atomic():
            cls.objects.get_or_create(flow=flow)
            mark = cls.objects.select_for_update().get(flow=flow)
            until = mark.lease_until or now
            # further ahead than any lease goes means that the clock was set back since
            taken = mark.holder not in ("", holder) and now < until <= now + timedelta(seconds=seconds)
            if taken or (mark.not_before is not None and mark.not_before > now):
                return None
            mark.holder, mark.lease_until = holder, now + timedelta(seconds=seconds)
            mark.save(update_fields=["holder", "lease_until"])
        return mark

    def beat(self, *, seconds: float) -> bool:
        """Keep the lease; False when it was lost."""
        until = timezone.now() + timedelta(seconds=seconds)
        held = Bookmark.objects.filter(flow=self.flow, holder=self.holder).update(lease_until=until)
        return bool(held)

    def hold(self) -> bool:
        """Inside a transaction: lock the row and say whether the lease is still ours."""
        row = Bookmark.objects.select_for_update().filter(flow=self.flow).first()
        return row is not None and row.holder == self.holder

    def advance(self, seen: int) -> None:
        """Inside the transaction that wrote the answers: everything up to this change has been dealt with."""
        Bookmark.objects.filter(flow=self.flow).update(
            seen=seen, holder="", lease_until=None, failures=0, last_failure="", not_before=None
        )

    def fail(self, sentence: str, *, wait: timedelta) -> None:
        """Give the lease back and rest before the next try."""
        Bookmark.objects.filter(flow=self.flow, holder=self.holder).update(
            holder="",
            lease_until=None,
            failures=models.F("failures") + 1,
            last_failure=sentence[:500],
            not_before=timezone.now() + wait,
        )

    def release(self) -> None:
        """Give the lease back untouched."""
        Bookmark.objects.filter(flow=self.flow, holder=self.holder).update(holder="", lease_until=None)


class Fetch(Plumbing):
    """When a calendar's address is looked at next, and how it went: a lease while somebody is at it, longer rests
    the more often it failed. `calendar` is its number; what is left of one that is no more is swept away."""

    calendar = models.PositiveBigIntegerField(primary_key=True)
    due_at = models.DateTimeField(db_index=True)
    holder = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True)
    looked_at = models.DateTimeField(null=True)
    """When it last answered (UTC) …"""
    read_at = models.DateTimeField(null=True)
    """… and when what it said was last read, which is not done where it is the same."""
    etag = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """Of what was read last; empty: read it again whatever it says."""
    left_out = models.CharField(max_length=1_000, blank=True)

    @classmethod
    def make_due(cls, calendar: int, *, anew: bool = False) -> None:
        """Look at it with the next round; `anew` forgets what was read before."""
        forgotten = {"etag": "", "digest": ""} if anew else {}
        cls.objects.update_or_create(calendar=calendar, defaults={"due_at": timezone.now(), **forgotten})

    @classmethod
    def claim(cls, holder: str, now: datetime, *, seconds: float) -> Fetch | None:
        """The one most overdue that nobody is at, for so many seconds; None where none is."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        for row in cls.objects.filter(free, due_at__lte=now).order_by("due_at")[:5]:
            until = now + timedelta(seconds=seconds)
            if cls.objects.filter(free, pk=row.pk).update(holder=holder, lease_until=until):
                row.holder, row.lease_until = holder, until
                return row
        return None

    def settle(self, **how: Any) -> bool:
        """How it went; False, with nothing noted, where the lease was lost meanwhile."""
        held = Fetch.objects.filter(pk=self.pk, holder=self.holder)
        return bool(held.update(holder="", lease_until=None, **how))


class Receipt(Plumbing):
    """One effect for one key: what a double click, a retry or a replay answers with."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "key"], name="one_effect_for_one_key"),)

    @classmethod
    def take(cls, account: Account, key: str, path: str, digest: str) -> tuple[Receipt, bool]:
        """The receipt and whether it is new; call it inside the transaction of the effect."""
        try:
            with transaction.atomic():
                return cls.objects.create(account=account, key=key, path=path, digest=digest), True
        except IntegrityError:
            return cls.objects.get(account=account, key=key), False

    def settle(self, status: int, location: str) -> None:
        """What the effect was answered with; an act that cleared the house has taken the receipt along."""
        self.status, self.location = status, location[:500]
        Receipt.objects.filter(pk=self.pk).update(status=self.status, location=self.location)


class SignInLink(Plumbing):
    """A link that signs in once; only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, default="sign-in")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @classmethod
    def make(cls, account: Account, *, purpose: str = "sign-in", hours: float = 24.0) -> str:
        """The secret of a new link; it is shown once and never stored."""
        secret = secrets.token_urlsafe(32)
        cls.objects.create(
            account=account,
            digest=_digest(secret),
            purpose=purpose,
            expires_at=timezone.now() + timedelta(hours=hours),
        )
        return secret

    @classmethod
    def look(cls, secret: str) -> SignInLink | None:
        """The link of this secret while it is good; looking uses nothing up."""
        return (
            cls.objects.select_related("account")
            .filter(
                digest=_digest(secret), used_at=None, expires_at__gt=timezone.now(), account__is_active=True
            )
            .first()
        )

    @classmethod
    def use(cls, secret: str) -> Account | None:
        """The account, once; None for a used, expired, unknown link or a disabled account."""
        link = cls.look(secret)
        if link is None:
            return None
        now = timezone.now()
        return link.account if cls.objects.filter(pk=link.pk, used_at=None).update(used_at=now) else None


class Attempt(Plumbing):
    """Failed tries at a door, counted against guessing."""

    door = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    @classmethod
    def too_many(cls, door: str, *, most: int, minutes: float, now: datetime | None = None) -> bool:
        """Whether this door saw `most` failures in the last minutes."""
        since = (now or timezone.now()) - timedelta(minutes=minutes)
        return cls.objects.filter(door=door, at__gte=since).count() >= most

    @classmethod
    def failed(cls, *doors: str) -> None:
        """Count a failure at these doors; what is older than a day is forgotten."""
        cls.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
        Attempt.objects.bulk_create([Attempt(door=door) for door in doors])

    @classmethod
    def forgive(cls, door: str) -> None:
        """Somebody got it right."""
        cls.objects.filter(door=door).delete()


class ImportProfile(Plumbing):
    """How a kind of file is read: which column means what."""

    name = models.CharField(max_length=80, unique=True)
    mapping = models.JSONField(default=dict)


class ImportIdentity(Plumbing):
    """Which row of which profile became which record, so that the same file again changes nothing."""

    profile = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    noun = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["profile", "noun", "key"], name="one_record_for_one_row"),
        )


class StagedImport(Plumbing):
    """A file that was read and checked and waits for a yes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    profile = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    mapping = models.JSONField(default=dict)
    done_parts = models.PositiveIntegerField(default=0)
    acts = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)


class StagedRow(Plumbing):
    """One checked row of a staged import, as plain values."""

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    part = models.PositiveIntegerField(default=0)
    values: Any = models.JSONField()
    problems = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["staged", "part", "number"]),)


class SavedView(Plumbing):
    """A list's filter, sort and columns under a name: the query of its address. Each is one account's own."""

    PAGE, QUERY = 60, 1_000
    """Letters of an address, before and after its question mark."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=PAGE)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=QUERY)

    MOST = 50
    """Views of one list that one account keeps."""

    @classmethod
    def of(cls, account: Account, page: str) -> models.QuerySet[SavedView]:
        """Her views of a list, by name."""
        return cls.objects.filter(account=account, page=page).order_by("name", "pk")

    @classmethod
    def keep(cls, account: Account, page: str, name: str, query: str) -> SavedView:
        """Keep a view, instead of the one of that name. Raises Impossible for one too many, and one too long."""
        if len(page) > cls.PAGE or len(query) > cls.QUERY:
            raise Impossible("This view says too much to be kept; narrow by fewer things.")
        hers = list(cls.of(account, page))
        view = next((one for one in hers if one.name == name), cls(account=account, page=page, name=name))
        if view.pk is None and len(hers) >= cls.MOST:
            raise Impossible(f"This list has {cls.MOST} views already; let one go first.", field="name")
        view.query = query
        view.save()
        return view

    def let_go(self) -> None:
        """Forget it."""
        self.delete()

    @property
    def address(self) -> str:
        """Where it leads."""
        return f"{self.page}?{self.query}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

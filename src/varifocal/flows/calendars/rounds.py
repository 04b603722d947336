"""The worker's rounds: every calendar is looked at each quarter of an hour, one that fails less and less often.

A round runs beside the planner in a thread of its own and holds no transaction while it waits for another host. A
calendar is claimed with a lease, so several workers share the work and none fetches twice.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, close_old_connections, connections, transaction
from django.utils import timezone

from varifocal.flows.calendars.fetching import Fetched, fetch
from varifocal.flows.calendars.landing import Landed, land, window
from varifocal.flows.calendars.reading import Read, read
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.plumbing import Fetch
from varifocal.org.base.refusals import Refusal
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Person
from varifocal.org.work.calendar import Calendar

EVERY = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=24)
RESTS_AFTER = 4
"""Failures in a row after which the page says that we rest."""
READ_ANEW = timedelta(hours=24)
"""The window moves on: what did not change is read anew once a day."""
LEASE_SECONDS = 120.0
LOOK_EVERY = 2.0
GONE = "Something went wrong here while the calendar was read. It is tried again by itself."

log = logging.getLogger(__name__)


def rest_after(failures: int) -> timedelta:
    """How long an address is left alone that failed so many times in a row: 15 minutes, 30, an hour, up to a day."""
    return min(LONGEST_REST, EVERY * (1 << min(10, max(0, failures - 1))))


def go_round(stop: threading.Event) -> None:
    """Look at what is due, until told to stop; what goes wrong is noted and tried again later."""
    name = secrets.token_hex(8)
    while not stop.wait(LOOK_EVERY):
        try:
            close_old_connections()
            while not stop.is_set() and look_at_one(name, timezone.now()):
                pass
        except Error as fault:
            log.warning("The calendars could not reach the database: %s", fault)
            connections.close_all()
            stop.wait(5.0)
    connections.close_all()


def look_at_one(name: str, now: datetime, **how: Any) -> bool:
    """Fetch the calendar that is most overdue (`now`: UTC); False where none is. `how` goes to `fetch`, for tests."""
    _begin_those_never_looked_at(now)
    mark = Fetch.claim(name, now, seconds=LEASE_SECONDS)
    if mark is None:
        return False
    calendar = Calendar.objects.select_related("person__account").filter(pk=mark.pk, is_file=False).first()
    if calendar is None or not _is_alive(calendar):
        mark.settle(due_at=now + LONGEST_REST) if calendar else Fetch.objects.filter(pk=mark.pk).delete()
        return True
    try:
        _look(calendar, mark, now, how)
    except Refusal as refusal:
        _failed(mark, refusal.sentence, now)
    except Error:
        raise
    except Exception:  # whatever a stranger's file held, the others must be looked at
        log.exception("A calendar could not be read.")
        _failed(mark, GONE, now)
    return True


def bring_file(
    person: Person, name: str, raw: bytes, *, by: Account, now: datetime, titles: bool = False
) -> tuple[Landed, Read, int]:
    """A file of hers, read first and then landed in one act (`now`: UTC), whose number comes back. Raises
    Unreadable, with nothing written."""
    found = read(raw, *window(now, person.zone), person.zone)
    with act() as done:
        calendar = Calendar.bring(person, name, by=by, titles=titles)
        landed = land(calendar, found, by=by, now=now)
        how = {
            "looked_at": now,
            "read_at": now,
            "left_out": _short(found),
            "due_at": now + 1_000 * LONGEST_REST,
        }
        Fetch.objects.update_or_create(calendar=calendar.pk, defaults=how)
    return landed, found, done.number


def _short(found: Read) -> str:
    return " ".join(found.left_out)[:1_000]


def _look(calendar: Calendar, mark: Fetch, now: datetime, how: dict[str, Any]) -> None:
    address = unseal(calendar.address)
    if not address:
        raise Refusal("The address is not known any more, as after a whole export. Give it again.")
    old = mark.read_at is None or now - mark.read_at > READ_ANEW or not mark.digest
    got: Fetched = fetch(address, "" if old else mark.etag, **how)
    digest = hashlib.sha256(got.raw).hexdigest() if got.raw is not None else mark.digest
    fine: dict[str, Any] = {
        "due_at": now + EVERY,
        "looked_at": now,
        "failures": 0,
        "fault": "",
        "etag": got.etag,
        "digest": digest,
    }
    if got.raw is None or (digest == mark.digest and not old):
        mark.settle(**fine)
        return
    found = read(got.raw, *window(now, calendar.person.zone), calendar.person.zone)
    with transaction.atomic():
        if not Calendar.objects.select_for_update().filter(pk=calendar.pk).exists():
            return
        if mark.settle(**fine, read_at=now, left_out=_short(found)):
            land(calendar, found, by=house(), now=now)


def _failed(mark: Fetch, sentence: str, now: datetime) -> None:
    failures = mark.failures + 1
    mark.settle(failures=failures, fault=sentence[:500], due_at=now + rest_after(failures))


def _begin_those_never_looked_at(now: datetime) -> None:
    """After a restore or a whole export no calendar has a mark yet."""
    known = Fetch.objects.values("calendar")
    for pk in Calendar.objects.filter(is_file=False).exclude(pk__in=known).values_list("pk", flat=True)[:100]:
        Fetch.objects.get_or_create(calendar=pk, defaults={"due_at": now})


def _is_alive(calendar: Calendar) -> bool:
    account = calendar.person.account
    return account is not None and account.is_active

"""Who has signed in, kept in the database: Django's own, found by a question put together once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from varifocal.org.base.blanks import Blank, Lookup

KEY, NOW = "key", "now"


class SessionStore(db.SessionStore):
    """Every request of somebody signed in begins with its session."""

    def _get_session_from_db(self) -> Session | None:
        found = ALIVE.first({KEY: self.session_key, NOW: timezone.now()})
        if found is None:
            self._session_key = None
        return found


ALIVE = Lookup(Session.objects.filter(session_key=Blank(KEY, str), expire_date__gt=Blank(NOW, datetime)))

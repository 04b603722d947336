"""What the pages of the leading half share: who asks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.web.answers import inside


def me_inside(request: HttpRequest) -> tuple[Account, Person]:
    """Who asks and the person behind her; 404 for a guest and for an account without one."""
    by = inside(request)
    led = Person.objects.filter(lead=OuterRef("pk"))
    rows = Person.objects.select_related("lead").annotate(leads_somebody=Exists(led))
    person = rows.filter(pk=by.person_id or 0).first()
    if person is None:
        raise Http404
    return by, person


def number(words: str) -> int | None:
    """A number as a form tells it."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None

"""What the pages of the leading half share: who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import ENERGY, WORKLOAD, CheckIn
from varifocal.org.people.person import Person
from varifocal.org.people.told import ProfileWord
from varifocal.web.answers import inside

IN_HER_STEAD = {
    ProfileWord.About.PRAISED.value: "Likes to be praised",
    ProfileWord.About.HARD_THINGS.value: "How to tell hard things",
    ProfileWord.About.BECOME.value: "Wants to become",
}
"""What an answer of somebody's profile is about, where another reads it."""


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


def weeks_told(rows: Iterable[CheckIn]) -> list[dict[str, Any]]:
    """Weeks as she said they were, for the part that shows them."""
    return [
        {"monday": row.monday, "energy": one.energy, "energy_word": ENERGY[one.energy], "workload": one.workload,
         "workload_word": WORKLOAD[one.workload], "line": one.line}
        for row in rows
        for one in [row.feeling]
    ]  # fmt: skip

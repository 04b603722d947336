"""The pages of the door People, as tabs."""

from __future__ import annotations

from django.urls import reverse

from varifocal.flows.grow import may_review
from varifocal.org.base.account import Account, Role
from varifocal.org.people.person import Person
from varifocal.web.growth.common import TABS


def tabs(by: Account, here: str) -> list[dict[str, object]]:
    """Those this account has use for; `here` is the address of the page shown."""
    leads = by.has_role(Role.OWNER, Role.LEAD) or (
        by.person_id is not None and Person.objects.filter(lead_id=by.person_id).exists()
    )
    pages = [
        ("Directory", "/people", True),
        *((name, reverse(route), not by.is_guest) for name, route in TABS[1:]),
        ("My people", "/people/mine", leads),
        ("Skills", "/people/skills", True),
        ("Coverage", "/people/coverage", not by.is_guest),
        ("Learning", "/people/learning", not by.is_guest),
        ("Help", "/people/help", not by.is_guest),
        ("Talent", "/people/talent", may_review(by)),
    ]
    return [
        {"name": name, "url": url, "here": url == here, "count": None} for name, url, shown in pages if shown
    ]

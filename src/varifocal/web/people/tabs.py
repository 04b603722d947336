"""The pages of the door People: three groups, the same on each of them; below, the pages of the group one is in."""

from __future__ import annotations

from django.urls import reverse

from varifocal.flows.grow import may_review
from varifocal.org.base.account import Account, Role
from varifocal.org.people.person import Person

Tab = dict[str, object]

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Me", (("Me", "me"), ("One-to-ones", "rooms"), ("Mentoring", "mentoring"), ("Learning", "learning"))),
    ("My people", (("My people", "my-people"), ("Talent", "talent"))),
    (
        "The house",
        (
            ("Directory", "people"), ("How we are", "how-we-are"), ("Praise", "praise"),
            ("Needs somebody", "needed"), ("Skills", "skills"), ("Coverage", "coverage"), ("Help", "help"),
        ),
    ),
)  # fmt: skip
FOR_GUESTS = frozenset({"people", "skills"})


def tabs(by: Account, here: str, me: Person | None = None) -> dict[str, list[Tab]]:
    """Groups and, of the group one is in, its pages: those this account has use for. `here` is the route of the page
    shown; a page that is none of them stands in the house. `me`: her person as `me_inside` found it."""
    shown = [(name, [page for page in pages if _is_for(by, page[1], me)]) for name, pages in GROUPS]
    shown = [(name, pages) for name, pages in shown if pages]
    mine = next((pages for _, pages in shown if here in {route for _, route in pages}), shown[-1][1])
    return {
        "groups": [
            {"name": name, "url": reverse(pages[0][1]), "here": pages is mine, "count": None}
            for name, pages in shown
        ],
        "pages": [
            {"name": name, "url": reverse(route), "here": route == here, "count": None}
            for name, route in mine
        ],
    }


def _is_for(by: Account, route: str, me: Person | None) -> bool:
    if by.is_guest:
        return route in FOR_GUESTS
    if route == "talent":
        return may_review(by)
    if route == "my-people":
        if by.has_role(Role.OWNER, Role.LEAD):
            return True
        known = getattr(me, "leads_somebody", None)
        if known is None and by.person_id is not None:
            known = Person.objects.filter(lead_id=by.person_id).exists()
        return bool(known)
    return by.person_id is not None or route not in {
        "me",
        "rooms",
        "mentoring",
        "praise",
        "needed",
        "how-we-are",
    }

"""For whose eyes something is: in words, and as a form is filled with it."""

from __future__ import annotations

from typing import Any

from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import Guarded, NamedViewer, SeenBy


def sees(one: Guarded, else_: str) -> str:
    """Who reads it inside; `else_` where nobody was named."""
    match one.seen_by:
        case SeenBy.NAMED:
            names = {row.person.name for row in _named(one).select_related("person")}
            return ", ".join(sorted(names)) or else_
        case SeenBy.TEAM:
            return str(one.seen_by_team or "a team")
    return "everyone inside"


def as_it_is(one: Guarded) -> dict[str, Any]:
    """What a form begins with."""
    return {
        "seen": one.version,
        "seen_by": one.seen_by,
        "team": one.seen_by_team_id,
        "people": list(_named(one).values_list("person_id", flat=True)),
    }


def sight_of(given: dict[str, Any], *always: Person) -> dict[str, Any]:
    """What was chosen, as verbs take it; `always` see it where people are named."""
    named = given["seen_by"] == SeenBy.NAMED
    return {
        "seen_by": given["seen_by"],
        "team": given["team"] if given["seen_by"] == SeenBy.TEAM else None,
        "people": [*given["people"], *always] if named else (),
    }


def _named(one: Guarded) -> Any:
    return NamedViewer.objects.filter(noun_name=one.noun(), record_id=one.pk)

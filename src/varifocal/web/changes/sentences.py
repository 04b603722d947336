"""A line of the log as a sentence a person would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import NoReverseMatch, reverse

from varifocal.org.base.account import Role
from varifocal.org.base.acts import Change
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web.changes.vocabulary import DONE, FIELDS, NOUNS, PAGES

HIDDEN = "something you cannot see"
HOURS = {"hours", "hours_left", "likely", "low", "high", "budget_hours"}
HINGES = {
    "serving": "{project} serves {goal}",
    "dependency": "{before} before {after}",
    "assignment": "{person}: {task}",
}
"""What ties two things is named by what she sees of both, never by the label it was noted under."""
CHOICES: dict[str, dict[str, str]] = {
    "status": dict(Task.Status.choices),
    "kind": dict(Project.Kind.choices),
    "roles": dict(Role.choices),
}
PEOPLE = {"manager_id", "owner_id", "lead_id", "taker_id", "decider_id"}
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Known:
    """What the sentences of a page may name: things she sees, by noun and id, and what was estimated before."""

    today: date
    names: Names = field(default_factory=dict)
    before: Mapping[int, Decimal] = field(default_factory=dict)
    """Of an estimate's id, the hours of the estimate it replaced."""

    def name(self, noun: str, pk: Any) -> str:
        """A name in quotes; what she may not see, or what is gone, is said to be so."""
        if pk is None:
            return "nobody" if noun == "person" else "nothing"
        found = self.names.get((noun, int(pk)))
        return HIDDEN if found is None else found if noun == "person" else f"“{found}”"


def sentence(change: Change, known: Known) -> str:
    """What happened, after the name of who did it: "re-estimated “Storyboard” from 6 h to 9 h"."""
    if change.verb == "estimate.made" and (earlier := known.before.get(change.record_id)) is not None:
        now = say.hours(_decimal((change.after or {}).get("likely")))
        return f"re-estimated {_parts(change, known)['task']} from {say.hours(earlier)} to {now}"
    if change.verb == "task.hung" and "status" in (change.after or {}):
        return f"moved “{change.label}” to {_value('status', (change.after or {})['status'], known)}"
    if change.verb == "checklistitem.ticked":
        return f"{'ticked' if (change.after or {}).get('ticked') else 'unticked'} “{change.label}”"
    if (template := DONE.get(change.verb)) is not None:
        return template.format_map(_parts(change, known))
    return _plainly(change, known)


def address(change: Change) -> str:
    """The page of what it is about, while that is still there."""
    facts = change.after or change.before or {}
    noun, pk = change.noun, change.record_id
    if noun not in PAGES:
        noun, pk = next(((one, facts[f"{one}_id"]) for one in PAGES if facts.get(f"{one}_id")), ("", 0))
    gone = change.after is None and noun == change.noun
    if not noun or gone:
        return ""
    try:
        return reverse(PAGES[noun], args=[pk])
    except NoReverseMatch:
        return ""


def _plainly(change: Change, known: Known) -> str:
    action = change.verb.partition(".")[2]
    label, thing = f"“{change.label}”", NOUNS.get(change.noun, change.noun)
    if change.noun in HINGES:
        label = HINGES[change.noun].format_map(_parts(change, known))
    if change.before is None:
        return f"{'brought back' if action == 'brought_back' else 'added'} the {thing} {label}"
    if change.after is None:
        return f"{'took back' if action == 'unmade' else 'removed'} the {thing} {label}"
    differences = [text for name in change.after if (text := _difference(change, name, known))]
    verb = "put back" if action == "restored" else "changed"
    return f"{verb} {label}" + (f": {'; '.join(differences)}" if differences else "")


def _difference(change: Change, name: str, known: Known) -> str:
    called = FIELDS.get(name, name.removesuffix("_id").replace("_", " "))
    if not called:
        return ""
    before = _value(name, (change.before or {}).get(name), known)
    after = _value(name, (change.after or {}).get(name), known)
    if len(before) + len(after) > 90:
        return f"{called} rewritten"
    if not before:
        return f"{called} is now {after}"
    return f"{called} from {before} to {after}" if after else f"no {called} any more"


def _value(name: str, value: Any, known: Known) -> str:
    """One value in words; hours with their unit, days as days, ids as names."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(CHOICES.get(name, {}).get(str(one), str(one)) for one in value)
    if name in CHOICES:
        return CHOICES[name].get(str(value), str(value))
    if name in HOURS:
        return say.hours(_decimal(value))
    if name.endswith("_id"):
        noun = {
            "manager_id": "person",
            "owner_id": "person",
            "lead_id": "person",
            "taker_id": "person",
            "decider_id": "person",
        }.get(name, name[:-3])
        return known.name(noun, value) if noun in ("person", "project", "task", "goal") else "another"
    return say.day(day, known.today) if (day := _day(value)) else str(value)


class _Facts(dict[str, str]):
    """Fills a sentence; a name it does not know is said to be something."""

    def __missing__(self, key: str) -> str:
        return "something"


def _parts(change: Change, known: Known) -> _Facts:
    facts = {**(change.before or {}), **(change.after or {})}
    parts = _Facts(it=change.label if change.noun == "person" else f"“{change.label}”")
    for name, noun in (
        ("task", "task"), ("project", "project"), ("goal", "goal"), ("person", "person"), ("before", "task"),
        ("after", "task"), ("manager", "person"), ("owner", "person"), ("taker", "person"),
    ):  # fmt: skip
        if f"{name}_id" in facts:
            parts[name] = known.name(noun, facts[f"{name}_id"])
    for name in ("hours", "likely"):
        if name in facts:
            parts[name] = say.hours(_decimal(facts[name]))
    if facts.get("choice"):
        parts["choice"] = str(facts["choice"])
    parts["on_task"] = f" on {parts['task']}" if facts.get("task_id") else ""
    if change.noun == "absence" and "first" in facts and "last" in facts:
        first, last = _value("first", facts["first"], known), _value("last", facts["last"], known)
        parts["days"] = first if first == last else f"{first} to {last}"
    return parts


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _day(value: Any) -> date | None:
    text = str(value)
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        return None

"""What an owner, a people lead or a mentor is asked, and what she promised: a person, a relationship, far hours."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows import recorded
from varifocal.flows.today.day import Today
from varifocal.flows.today.responsibilities import LOOKED_BACK
from varifocal.flows.together import Row, day, nested
from varifocal.org.base.account import Account, Role
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.tasks.waiting import A_LONG_WAIT
from varifocal.web.today.lines import Line, Section
from varifocal.web.today.waiting import to_decide


def only_you(it: Today, by: Account) -> Section:
    """The owner's three lines: an answer, a person, a relationship."""
    if not by.has_role(Role.OWNER):
        return Section("", [])
    lines = [*_an_answer(it)[:1], *_a_person(it)[:1], *_a_relationship(it)[:1]]
    return Section("Only you can", lines)


def _an_answer(it: Today) -> list[Line]:
    return to_decide(it) + [
        Line(
            f"“{row['name']}” has no project manager.", reverse("project", args=[row["id"]]), "Name somebody"
        )
        for row in it.lists.get("unmanaged", ())
    ]


def _a_person(it: Today) -> list[Line]:
    """Somebody she leads whose finished work nobody has thanked for longest."""
    rows = [row for row in it.lists.get("led", ()) if row["done"]]
    rows.sort(key=lambda row: (row["praised"] or "", -row["done"], row["id"]))
    quiet = [row for row in rows if (when := day(row["praised"])) is None or it.today - when > LOOKED_BACK]
    return [
        Line(
            f"{row['name']} finished {say.so_many(row['done'], 'task', 'tasks')} in four weeks, and nobody has said "
            "thank you" + (f" since {say.day(day(row['praised']), it.here)}." if row["praised"] else " yet."),
            reverse("person", args=[row["id"]]),
            "Say it",
        )
        for row in quiet
    ]


def _a_relationship(it: Today) -> list[Line]:
    """The outside party that has owed an answer longest."""
    old = [
        (one, days)
        for one in it.waits
        if one.asked_on and one.party and (days := (it.today - one.asked_on).days) >= A_LONG_WAIT
    ]
    return [
        Line(
            f"{one.party} has owed an answer to “{one.name}” for "
            f"{say.so_many(days, 'day', 'days')}. A call from you may help.",
            reverse("task", args=[one.id]),
            "Open it",
        )
        for one, days in old
    ] or [
        Line(
            f"Nobody has worked for {row['name']} since {say.day(day(row['last']), it.here)}. "
            "A word from you keeps it warm.",
            reverse("projects"),
            "See what was",
        )
        for row in sorted(it.lists.get("quiet", ()), key=lambda row: (row["last"], row["id"]))
    ]


def far(it: Today) -> Section:
    """The far hours she planned for this week, and what is eating them."""
    agreed = [
        line
        for row in it.lists.get("agreed", ())
        for line in nested(row["lines"]) or ()
        if line.get("reach") == "far"
    ]
    if not agreed:
        return Section("", [])
    wanted: dict[Any, float] = {}
    for line in agreed:
        wanted[line.get("project")] = wanted.get(line.get("project"), 0.0) + float(line.get("hours") or 0)
    worked: dict[Any, float] = {}
    names: dict[Any, str] = {}
    for row in it.lists.get("worked", ()):
        worked[row["project"]] = worked.get(row["project"], 0.0) + float(row["hours"])
        names[row["project"]] = row["name"] or "hours without a project"
    written = recorded.told((row["hours"], row["source"]) for row in it.lists.get("worked", ()))
    total = sum(wanted.values())
    if not written.speaks:
        sentence = (
            f"You meant to give {say.hours(total)} of this week to what is far; only "
            f"{say.percent(written.share)} of its hours are real, too few to say what came of it."
        )
        return Section("Far hours", [Line(sentence, reverse("day"), "Confirm your days")])
    took = sum(min(hours, worked.get(project, 0.0)) for project, hours in wanted.items())
    eaters = sorted(
        ((hours, project) for project, hours in worked.items() if project not in wanted),
        key=lambda pair: -pair[0],
    )
    sentence = (
        f"You meant to give {say.hours(total)} of this week to what is far; "
        f"{say.hours(took) if took else 'none of it'} has taken place."
    )
    eaten = (
        f" Most of the week went to {names[eaters[0][1]]}: {say.hours(eaters[0][0])}."
        if eaters and took < total
        else ""
    )
    if written.is_mixed:
        eaten += f" {say.percent(written.share)} of these hours are real."
    return Section("Far hours", [Line(sentence + eaten, reverse("balance"), "See where the hours go")])


def mentees(it: Today) -> Section:
    """Whom she mentors: the next talk, and what was finished and thanked for of late."""
    lines = []
    for row in sorted(it.lists["mentees"], key=lambda row: (row["talk"] or "9999", row["id"])):
        when = day(row["talk"])
        talk = (
            f"next talk {say.on_day(when, it.today)}"
            if when and when >= it.today
            else "no talk is set"
            if when is None
            else f"the talk of {say.day(when, it.here)} has passed"
        )
        is_set = when is not None and when >= it.today
        thanked = f", thanked {say.so_many(row['praised'], 'time', 'times')}" if row["praised"] else ""
        lines.append(
            Line(
                f"{row['name']}, {row['skill']}: {talk}.",
                reverse("person", args=[row["person"]]) if is_set else reverse("talk", args=[row["id"]]),
                "Open" if is_set else "Set the next talk",
                small=f"In four weeks: {say.so_many(row['done'], 'task', 'tasks')} finished{thanked}.",
            )
        )
    return Section("You mentor", lines)


def promises(it: Today, by: Account) -> list[dict[str, Any]]:
    """The chances of what she promised, the weakest first; nobody else's page carries them."""
    rows = sorted(it.lists["promises"], key=lambda row: (row["chance"], row["due"]))
    mine = [row for row in rows if row["mine"] == by.person_id]
    danger = [row for row in rows if row["chance"] < WANTED_CHANCE and row not in mine]
    goals = sorted(it.lists["goals"], key=lambda row: (row["target"], row["id"]))
    return [
        *(_promise(row, "project", row["due"], it) for row in (*mine, *danger)[:5]),
        *(_promise(row, "goal", row["target"], it) | {"sentence": row["sentence"]} for row in goals[:3]),
    ]


def _promise(row: Row, route: str, due: str, it: Today) -> dict[str, Any]:
    return {
        "name": row["name"],
        "url": reverse(route, args=[row["id"]]),
        "due": say.day(day(due), it.here),
        "iso": due,
        "shade": colour.shade(day(due), it.here),
        "chance": say.chance(row["chance"]) if row["chance"] is not None else None,
    }

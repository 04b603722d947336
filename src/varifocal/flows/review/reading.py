"""What the database answered becomes what stands in a week, each list in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from varifocal.flows.proposed import price_in_words
from varifocal.flows.review.values import Danger, Decided, Held, Owed, Promise, Question, Told, Wait, Way
from varifocal.flows.together import Row, day, moment, nested
from varifocal.org.decisions.decision import Decision
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.work.handover import Handover


def held(rows: Sequence[Row]) -> Held | None:
    """The meeting of this week, if one was begun."""
    for row in rows:
        monday, began = day(row["monday"]), moment(row["began"])
        if monday and began:
            return Held(row["id"], monday, began, moment(row["ended"]), row["who"] or "")
    return None


def decided(row: Row) -> Decided:
    """One line of a meeting, with what came of it."""
    came_true, is_done = _came_true(row)
    made = (row["made"], row["made_id"]) if row["made"] else None
    return Decided(
        row["key"], row["sentence"], row["act"], row["words"], row["who"] or "", day(row["by_when"]),
        came_true, is_done, made, not {row["of"], row["goal_of"], row["decision_of"]} - {None, SeenBy.EVERYONE},
    )  # fmt: skip


def _came_true(row: Row) -> tuple[str, bool | None]:
    """What became of what the line's act made, in a word, and whether it is what was meant; None where there is
    nothing to wait for."""
    match row["made"]:
        case "task":
            if row["finished"]:
                return "done", True
            return ("not done yet", False) if row["there"] else ("cut since", None)
        case "decision":
            if row["state"] == Decision.State.SETTLED:
                return f"decided: {row['choice']}", True
            return (
                ("not decided yet", False) if row["state"] == Decision.State.OPEN else ("let go since", None)
            )
        case "handover":
            if row["handed_done"]:
                return "done", True
            return (
                ("taken, not done yet", False)
                if row["handed"] == Handover.State.TAKEN
                else ("not taken", False)
            )
    told = {"let_go": "let go", "parked": "looked at again", "taken": "taken", "settled": "decided"}
    return told.get(row["act"], ""), None


def promises(rows: Mapping[str, list[Row]], offered: Sequence[Row]) -> tuple[Promise, ...]:
    """Promises in danger, the weakest first, each with what of what is offered would save it."""
    found = [
        Promise(
            noun, row["id"], row["name"], due, row["chance"], row["who"] or "", row.get("company") or "",
            _ways(row, offered) if noun == "project" else (), row["seen_by"] == SeenBy.EVERYONE,
        )
        for noun, name in (("project", "projects"), ("goal", "goals"))
        for row in rows[name]
        if (due := day(row["due"]))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.chance, one.due, one.id)))


def _ways(row: Row, offered: Sequence[Row]) -> tuple[Way, ...]:
    """What would save it, the best first: proposals that bring this project days, then what the run found that holds
    its last task."""
    taken = [
        Way(one["sentence"], days, price_in_words(nested(one["price"]) or {}), proposal=one["id"])
        for one in offered
        if (days := float((nested(one["worth"]) or {}).get(str(row["id"]), 0))) > 0
    ]
    known = [
        Way(one["sentence"], float(one["days"]), task=one.get("task")) for one in nested(row["saves"]) or ()
    ]
    return (*sorted(taken, key=lambda one: -one.days), *known)


def waits(rows: Mapping[str, list[Row]], today: date) -> tuple[Wait, ...]:
    """What others owe us, the longest first."""
    found = [
        Wait(
            row["id"],
            row["name"],
            row["project"],
            row["party"] or "",
            asked,
            (today - asked).days if asked else None,
            row["seen_by"] == SeenBy.EVERYONE,
        )
        for row in rows["waits"]
        for asked in (day(row["asked"]),)
    ]
    return tuple(sorted(found, key=lambda one: (one.asked_on or date.max, one.task)))


def owed(rows: Mapping[str, list[Row]]) -> tuple[Owed, ...]:
    """What is late with us, the longest first; each task once, however many are on it."""
    late = {
        row["id"]: Owed(
            row["id"],
            row["name"],
            row["project"],
            day(row["due"]),
            row["who"] or "",
            row["seen_by"] == SeenBy.EVERYONE,
        )
        for row in rows["late"]
    }
    return tuple(sorted(late.values(), key=lambda one: (one.due or date.max, one.task)))


def dangers(rows: Mapping[str, list[Row]], today: date) -> tuple[Danger, ...]:
    """What may strike, the nearest end first."""
    found = [
        Danger(
            row["id"], row["name"], row["project_id"], row["project"], until, row["who"] or "", until < today,
            row["seen_by"] == SeenBy.EVERYONE,
        )
        for row in rows["dangers"]
        if (until := day(row["until"]))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.until, one.id)))


def questions(rows: Mapping[str, list[Row]], today: date) -> tuple[Question, ...]:
    """What is to be decided or looked back on, by its day; a look back not before its day has come."""
    found = []
    for row in rows["questions"]:
        back = row["state"] == Decision.State.SETTLED
        when = day(row["review"]) if back else day(row["due"])
        if when and (not back or when <= today):
            found.append(Question(row["id"], row["question"], when, row["who"] or "", back))
    return tuple(sorted(found, key=lambda one: (one.due, one.id)))


def tellings(rows: Mapping[str, list[Row]]) -> tuple[Told, ...]:
    """Notes and statuses, the newest first."""
    found = [
        Told(row["id"], row["kind"], monday, row["company"] or "", row["who"] or "", moment(row["sent"]))
        for row in rows["tellings"]
        if (monday := day(row["monday"]))
    ]
    return tuple(sorted(found, key=lambda one: (one.monday, one.id), reverse=True))

"""Everything of one task, for its page: two questions to the database beside its line of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from varifocal.core.values import Recorded
from varifocal.flows import recorded, rounds
from varifocal.flows.sight import Lines
from varifocal.flows.together import Row, day, moment, nested, together
from varifocal.org.base.account import Account
from varifocal.org.people.skill import PersonSkill
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.ask import Ask
from varifocal.org.work.doing import ChecklistItem, Comment, TimeEntry
from varifocal.org.work.equipment import Equipment, EquipmentNeed
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.order import Assignment, Dependency, SkillNeed
from varifocal.org.work.task import Estimate, Task
from varifocal.web import colour, levels
from varifocal.web import format as say
from varifocal.web.sightline import steps_for
from varifocal.web.tasks import handed

KINDS = {
    Dependency.Kind.FS: "",
    Dependency.Kind.SS: "starts with it",
    Dependency.Kind.FF: "ends with it",
    Dependency.Kind.SF: "ends when it starts",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. Hours are person-hours; days are in the organization's zone."""

    task: Task
    sight: list[dict[str, Any]]
    standing: bool
    shade: str
    effort: str
    is_guess: bool
    estimates: list[dict[str, str]]
    used: Recorded
    left: Decimal | None
    people: list[dict[str, Any]]
    proposed: dict[str, Any] | None
    plan: dict[str, Any] | None
    needs: list[Row]
    kind_lacks: str
    """Who of those who do it lacks the skill its kind asks for, in words."""
    uses: list[Row]
    has_equipment: bool
    modes: list[dict[str, Any]]
    mode_name: str
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    checklist: list[Row]
    ticked: int
    comments: list[dict[str, Any]]
    hours: list[dict[str, Any]]
    asks: list[dict[str, Any]]
    rounds: dict[str, Any]
    why_url: str
    is_late: bool
    handed: list[dict[str, Any]]
    given_back: dict[str, Any] | None
    hands: list[dict[str, Any]]
    may_wish: bool


def of(by: Account) -> QuerySet[Task]:
    """Tasks she sees, with what stands beside them."""
    return Task.objects.visible_to(by).select_related(
        "project__company", "project__manager", "kind__skill", "waits_on", "pin__person"
    )


def show(by: Account, task: Task, today: date, zone: tzinfo) -> Shown:
    """Six queries."""
    lines = Lines.seen_by(by)
    found = together(_lists(by, task))
    estimates = sorted(found["estimates"], key=lambda row: row["id"])
    used = recorded.told((row["hours"], row["source"]) for row in found["hours"])
    likely = _decimal(estimates[-1]["likely"]) if estimates else None
    offers = handed.standing(found["handed"], by, today, zone)
    states = {one["taker"]: "offered" if one["open"] else "agreed" for one in offers}
    people = [
        {"id": row["person"], "name": row["name"], "state": states.get(row["person"], "agreed")}
        for row in sorted(found["people"], key=_by_id)
    ]
    plan = _plan(found["plan"], today, zone)
    finish = plan["finish"] if plan else None
    hands = handed.hands(found["hands"], task, by)
    counted = rounds.read(found["agreements"], found["extras"], task, today)
    wished = by.person_id in {one["id"] for one in (*people, *hands)}
    tells = not (task.is_closed or by.is_guest)
    lacks = partial(_lacks, people if tells else [], found["levels"])
    own = {
        "name": task.project.name,
        "url": reverse("project", args=[task.project_id]),
        "shade": colour.shade(task.project.due, today),
    }
    return Shown(
        task=task,
        sight=[own, *steps_for(lines.of_project(task.project_id), today)],
        standing=lines.is_standing(task.project_id),
        shade=colour.shade(task.due or finish, today),
        effort=_range(estimates[-1]) if estimates else "",
        is_guess=bool(plan and plan["guessed"]) or not estimates,
        estimates=[
            {"effort": _range(row), "on": say.day(day(row["on"]), today)} for row in reversed(estimates)
        ],
        used=used,
        left=_left(task, likely, used.hours),
        people=people,
        proposed=plan if plan and plan["proposed"] and plan["person"] and not people else None,
        plan=plan,
        needs=[
            {**row, "lacks": lacks(row["skill_id"], row["level"], row["count"])}
            for row in sorted(found["needs"], key=_by_id)
        ],
        kind_lacks=lacks(task.kind.skill_id, task.kind.level, task.crew)
        if task.kind and task.kind.skill_id
        else "",
        uses=sorted(found["uses"], key=_by_id),
        has_equipment=bool(found["equipment"]),
        modes=_modes(found),
        mode_name=next((row["name"] for row in found["modes"] if row["current"]), ""),
        before=[_tie(row) for row in sorted(found["before"], key=_by_id)],
        after=[_tie(row) for row in sorted(found["after"], key=_by_id)],
        checklist=sorted(found["checklist"], key=lambda row: (row["place"], row["id"])),
        ticked=sum(bool(row["ticked"]) for row in found["checklist"]),
        comments=[
            _comment(row, by, today, zone) for row in sorted(found["comments"], key=lambda row: row["at"])
        ],
        hours=[
            _entry(row, by, today) for row in sorted(found["hours"], key=lambda row: row["on"], reverse=True)
        ],
        asks=[_asked(row, today, zone, counted) for row in sorted(found["asks"], key=_by_id, reverse=True)],
        rounds=_rounds(found["asks"], counted),
        why_url=_why(task),
        is_late=not task.is_closed and task.due is not None and (finish or today) > task.due,
        handed=[] if task.is_closed else offers,
        given_back=None if people or task.is_closed else handed.given_back(found["handed"]),
        hands=hands,
        may_wish=not (
            wished or task.is_closed or task.is_wait or (people and not (plan and plan["unplanned"]))
        ),
    )


def _lacks(people: list[dict[str, Any]], known: list[Row], skill: int, level: int, count: int) -> str:
    """Who of those agreed to do it lacks a skill that is asked for; empty where enough have it. It stays agreed: who
    does work is not the plan's to change, and some of it is done to learn."""
    able = sum(row["skill"] == skill and row["level"] >= level for row in known)
    if not people or able >= count:
        return ""
    if able:
        return f"{able} of those who do it {'has' if able == 1 else 'have'} it"
    if len(people) == 1:
        return f"{people[0]['name']} does not have it at that level"
    return "Nobody who does it has it at that level"


def _lists(by: Account, task: Task) -> dict[str, Any]:
    seen = Dependency.objects.visible_to(by)
    other = {"id": "pk", "kind": "kind", "lag": "lag"}
    return {
        "estimates": (
            Estimate.objects.filter(task=task),
            {"id": "pk", "likely": "likely", "low": "low", "high": "high", "on": "on"},
        ),
        "people": (Assignment.objects.filter(task=task), {"id": "pk", "person": "person", "name": "person__name"}),
        "needs": (
            SkillNeed.objects.filter(task=task),
            {"id": "pk", "skill": "skill__name", "skill_id": "skill", "level": "level", "count": "count"},
        ),
        "levels": (
            PersonSkill.objects.visible_to(by).filter(person__assignments__task=task),
            {"person": "person", "skill": "skill", "level": "level"},
        ),
        "uses": (
            EquipmentNeed.objects.filter(task=task),
            {"id": "pk", "equipment": "equipment__name", "count": "count"},
        ),
        "modes": (
            TaskMode.objects.filter(task=task),
            {"id": "pk", "name": "name", "current": "current", "likely": "likely", "low": "low", "high": "high"},
        ),
        "mode needs": (
            ModeNeed.objects.filter(mode__task=task),
            {
                "id": "pk", "mode": "mode", "skill": "skill__name", "level": "level", "equipment": "equipment__name",
                "count": "count",
            },
        ),
        "equipment": (Equipment.objects.visible_to(by).filter(count__gt=0), {"id": "pk"}),
        "before": (
            seen.filter(after=task),
            {**other, "task": "before", "name": "before__name", "done": "before__finished_at"},
        ),
        "after": (
            seen.filter(before=task),
            {**other, "task": "after", "name": "after__name", "done": "after__finished_at"},
        ),
        "checklist": (
            ChecklistItem.objects.filter(task=task),
            {"id": "pk", "words": "words", "ticked": "ticked", "seen": "version", "place": "place"},
        ),
        "comments": (
            Comment.objects.filter(task=task),
            {"id": "pk", "person": "person", "name": "person__name", "kind": "kind", "words": "words", "at": "said_at"},
        ),
        "hours": (
            TimeEntry.objects.filter(task=task),
            {
                "id": "pk", "person": "person", "name": "person__name", "on": "on", "hours": "hours",
                "source": "source", "note": "note",
            },
        ),
        "asks": (
            Ask.objects.visible_to(by).filter(task=task),
            {
                "id": "pk", "round": "round", "who": "contact__name", "words": "words", "by_when": "by_when",
                "asked": "asked_at", "seen": "seen_at", "answered": "answered_at", "answer": "answer", "reply": "reply",
                "withdrawn": "withdrawn_at", "expires": "expires_at", "file": "file_name", "size": "file_size",
            },
        ),
        "plan": (
            ScheduledTask.objects.filter(task=task, run=Run.newest()),
            {
                "person": "person", "name": "person__name", "start": "start", "finish": "finish", "p80": "p80",
                "chance": "chance", "proposed": "proposed", "guessed": "guessed", "hold": "hold",
                "unplanned": "unplanned", "mode": "mode__name", "critical": "critical",
            },
        ),
        **rounds.lists(by, task),
        **handed.lists(task),
    }  # fmt: skip


def _plan(rows: list[Row], today: date, zone: tzinfo) -> dict[str, Any] | None:
    if not rows:
        return None
    row = rows[0]

    def at(name: str) -> date | None:
        told: datetime | None = moment(row[name])
        return told.astimezone(zone).date() if told else None

    hold = nested(row["hold"]) or {}
    return {
        "person": row["person"],
        "name": row["name"],
        "start": at("start"),
        "finish": at("finish"),
        "p80": say.near_day(at("p80"), today),
        "chance": say.chance(row["chance"]) if row["chance"] is not None else None,
        "proposed": bool(row["proposed"]),
        "guessed": bool(row["guessed"]),
        "hold": str(hold.get("sentence", "")) if isinstance(hold, dict) else "",
        "unplanned": row["unplanned"],
        "mode": row["mode"] or "",
        "critical": _twentieths(row["critical"]),
    }


def _modes(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The ways it is not planned in, and what each would take."""
    needs: dict[int, list[str]] = {}
    for row in sorted(found["mode needs"], key=_by_id):
        words = f"{row['skill']} {levels.asked(row['level'])}" if row["skill"] else row["equipment"]
        if row["count"] > 1:
            words = f"{row['count']} people, {words}" if row["skill"] else f"{row['count']} of {words}"
        needs.setdefault(row["mode"], []).append(words)
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "effort": _range(row) if row["likely"] is not None else "",
            "needs": "; ".join(needs.get(row["id"], [])),
        }
        for row in sorted(found["modes"], key=_by_id)
        if not row["current"]
    ]


def _twentieths(share: float | None) -> int:
    """In how many futures of a hundred, to the five that are known; 0 where it is hardly ever."""
    return 5 * round(20 * (share or 0.0))


def _left(task: Task, likely: Decimal | None, used: Decimal) -> Decimal | None:
    """What somebody said is left, else the estimate less what was recorded."""
    if task.is_closed or task.is_wait:
        return None
    if task.hours_left is not None:
        return task.hours_left
    return None if likely is None else max(Decimal(0), likely - used)


def _range(row: Row) -> str:
    likely, low, high = (_decimal(row[name]) for name in ("likely", "low", "high"))
    if low is not None and high is not None:
        return f"{say.hours(likely)} ({say.number(low, 1)} to {say.number(high, 1)})"
    return say.hours(likely)


def _tie(row: Row) -> dict[str, Any]:
    lag = _decimal(row["lag"]) or Decimal(0)
    words = [KINDS.get(row["kind"], "")]
    if lag:
        words.append(f"{say.hours(abs(lag))} {'later' if lag > 0 else 'earlier'}")
    return {
        "id": row["id"],
        "name": row["name"],
        "url": reverse("task", args=[row["task"]]),
        "done": bool(row["done"]),
        "words": ", ".join(word for word in words if word),
    }


def _comment(row: Row, by: Account, today: date, zone: tzinfo) -> dict[str, Any]:
    at = moment(row["at"])
    return {
        "id": row["id"],
        "who": row["name"] or "Somebody",
        "kind": "" if row["kind"] == Comment.Kind.COMMENT else Comment.Kind(row["kind"]).label,
        "words": row["words"],
        "day": say.near_day(at.astimezone(zone).date(), today) if at else "",
        "mine": by.person_id is not None and row["person"] == by.person_id,
    }


def _rounds(asks: list[Row], counted: rounds.Rounds) -> dict[str, Any]:
    """The round that is out, or the next one, against what the price includes."""
    changes = sum(row["answer"] == Ask.Answer.CHANGE for row in asks)
    is_out = any(not row["answered"] and not row["withdrawn"] for row in asks)
    said = counted.said(1 + changes)
    told = said if is_out else f"the next one would be {said}"
    return {"said": f"{told[0].upper()}{told[1:]}." if said else "", "beyond": counted.is_beyond(1 + changes)}


def _asked(row: Row, today: date, zone: tzinfo, counted: rounds.Rounds) -> dict[str, Any]:
    def on(name: str) -> str:
        told = moment(row[name])
        return say.near_day(told.astimezone(zone).date(), today) if told else ""

    expires = moment(row["expires"])
    is_open = not row["answered"] and not row["withdrawn"]
    expired = bool(is_open and expires and expires.astimezone(zone).date() <= today)
    return {
        "id": row["id"],
        "round": counted.said(row["round"]).capitalize() or f"Round {row['round']}",
        "who": row["who"] or "",
        "words": row["words"],
        "by_when": say.near_day(day(row["by_when"]), today),
        "asked": on("asked"),
        "seen": on("seen"),
        "answered": on("answered"),
        "answer": Ask.Answer(row["answer"]).label if row["answer"] else "",
        "reply": row["reply"],
        "withdrawn": on("withdrawn"),
        "expired": expired,
        "open": is_open and not expired,
        "file": row["file"],
        "size": f"{max(1, round(row['size'] / 1024)):,} kB" if row["file"] else "",
    }


def _entry(row: Row, by: Account, today: date) -> dict[str, Any]:
    return {
        "id": row["id"],
        "who": row["name"],
        "day": say.near_day(day(row["on"]), today),
        "hours": say.hours(_decimal(row["hours"])),
        "source": ""
        if row["source"] == TimeEntry.Source.CONFIRMED
        else TimeEntry.Source(row["source"]).label.lower(),
        "note": row["note"],
        "mine": by.person_id is not None and row["person"] == by.person_id,
    }


def _why(task: Task) -> str:
    """The page that explains its place in the plan, where there is one."""
    try:
        return reverse("why", args=[task.pk])
    except NoReverseMatch:
        return ""


def _by_id(row: Row) -> int:
    return int(row["id"])


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))

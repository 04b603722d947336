"""What Today shows: the facts of the day in sentences, each with one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from varifocal.flows import recorded
from varifocal.flows.proposed import open_proposals
from varifocal.flows.sight import Lines
from varifocal.flows.today.day import Today
from varifocal.flows.today.pieces import Piece
from varifocal.flows.together import Row, day, nested
from varifocal.org.base.account import LINK, Account, Role
from varifocal.org.base.sealing import unseal
from varifocal.org.decisions.decision import Decision
from varifocal.org.work.ask import Ask
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.sightline import steps_for
from varifocal.web.today.handed import Group, by_her, to_her

MOST_ROWS = 8
LEAST_ROWS = 3
A_WEEK = timedelta(days=7)
MOST_LINES = 3
IN_DANGER = 0.5
A_LONG_WAIT = 5
A_WORKDAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, where it leads, and at most one act in words."""

    text: str
    url: str = ""
    name: str = ""
    """The words of the link within the sentence's end; empty for none."""
    small: str = ""
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; `about` names the responsibility it comes from."""

    title: str
    lines: Sequence[Line]
    more: Line | None = None


@dataclass(slots=True)
class Page:
    """All the template needs."""

    eyebrow: str
    headline: str
    fits: str = ""
    quiet: str = ""
    first: dict[str, Any] | None = None
    running: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    later: str = ""
    meetings: list[dict[str, Any]] = field(default_factory=list)
    above: list[Section] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    beside: list[Section] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)
    promises_title: str = "What you promised"
    proposals: list[dict[str, Any]] = field(default_factory=list)
    handed: list[Group] = field(default_factory=list)
    """What is handed over and waits for her, first of all."""
    given: list[Group] = field(default_factory=list)
    """What she handed over, and what comes back of it."""
    empty: bool = False
    idle: bool = False
    has_days: bool = False
    """Whether days of hers may wait to be confirmed."""


def shown(day_of: Today, by: Account) -> Page:
    """The page of one person's day."""
    mine = day_of.mine
    page = Page(eyebrow=_eyebrow(day_of), headline=_headline(day_of, by))
    if day_of.empty:
        page.empty = True
        return page
    lines = Lines.seen_by(by)
    page.quiet = _quiet(day_of)
    page.fits = _fits(day_of)
    page.meetings = [_meeting(one, day_of) for one in day_of.meetings]
    if mine:
        page.first = _now(mine[0], day_of, lines)
        page.running = _running(mine[0], day_of) if mine[0].doing else None
        near = _near(mine, day_of)
        page.rows = [_row(one, day_of, lines, spent) for one, spent in _with_hours_before(near)][1:]
        page.later = _later(len(mine) - len(near))
    page.has_days = day_of.person is not None and not by.is_guest
    page.handed, page.given = to_her(day_of), by_her(day_of)
    page.idle = not mine and day_of.person is not None
    page.beside = [one for one in (_waiting(day_of, by), _thanks(day_of)) if one.lines]
    page.above = [one for one in (_only_you(day_of, by), _far(day_of, by)) if one.lines]
    page.sections = [one for one in (*_steering(day_of, by), _mentees(day_of)) if one.lines]
    page.promises = _promises(day_of, by)
    page.promises_title = "Promises" if by.has_role(Role.OWNER) else "What you promised"
    page.proposals = _proposals(day_of, by)
    return page


# -- the day ----------------------------------------------------------------------------------------------


def _eyebrow(it: Today) -> str:
    words = f"{say.WEEKDAYS[it.today.weekday()]} {say.day(it.today, it.here)}"
    if it.person is None:
        return words
    if it.away_until:
        return f"{words}, away"
    free = f"{say.hours(it.free)} of work time left" if it.free else "no work time left"
    return f"{words}, {free}" + (" beside meetings" if it.meetings and it.free else "")


def _headline(it: Today, by: Account) -> str:
    if it.empty:
        return "Begin with what is open"
    if it.away_until:
        return "You are away today; the work knows it"
    if it.mine:
        return _first_words(it, it.mine[0])
    danger = [row for row in it.lists.get("promises", ()) if row["chance"] < IN_DANGER]
    if danger:
        worst = min(danger, key=lambda row: row["chance"])
        rest = (
            "" if len(danger) == 1 else f", and {_count(len(danger) - 1, 'other promise', 'other promises')}"
        )
        return f"{worst['name']} is in danger{rest}"
    if by.is_guest:
        return "Nothing has been shared with you yet"
    if it.person is None and it.lists.get("promises"):
        return "Every promise stands as it should"
    return "Nothing waits for you today"


def _first_words(it: Today, first: Piece) -> str:
    task = first.name
    begin = (
        f"Finish “{task}”"
        if first.doing or first.left <= max(it.free, 2)
        else f"Go on with “{task}”"
        if first.since
        else f"Begin “{task}”"
    )
    return f"{begin}; {_why(it, first)}"


def _why(it: Today, first: Piece) -> str:
    follower = next((row for row in it.lists["following"] if row["before"] == first.id and row["who"]), None)
    if first.due is not None and first.due < it.today:
        return f"it was due {_on(first.due, it.today)}"
    if follower and (it.person is None or follower["who"] != it.person.name):
        return f"{follower['who'].split()[0]} is waiting to go on"
    if first.standing:
        return "it keeps the house running"
    return f"“{first.project_name}” is waiting on it"


def _quiet(it: Today) -> str:
    if it.run is None:
        return "The first plan is being calculated."
    return "The plan is being recalculated; order and dates follow in a moment." if it.stale else ""


def _fits(it: Today) -> str:
    if it.person is None or it.away_until or not it.mine:
        return ""
    wanted = it.due_today
    need = sum(one.left for one in wanted)
    free = say.hours(it.free) if it.free else "no time"
    if not wanted:
        return (
            f"Nothing has to be finished today; you have {free} for what comes first."
            if it.free
            else "Nothing has to be finished today; what stands here can wait until you work again."
        )
    if not need:
        return f"The estimate of “{wanted[0].name}” is used up: finish it, or say what is left."
    what = f"What should be finished today takes {say.hours(need)}"
    if need <= it.free:
        return f"{what}; you have {free}. It fits."
    rest = _left_over(wanted, it.free)
    return f"{what}; you have {free}. “{rest.name}” will not fit: move it, or tell whoever waits."


def _left_over(wanted: Sequence[Piece], free: float) -> Piece:
    for one in wanted:
        free -= one.left
        if free < 0:
            return one
    return wanted[-1]


def _with_hours_before(pieces: Iterable[Piece]) -> Iterable[tuple[Piece, float]]:
    spent = 0.0
    for one in pieces:
        spent += one.left
        yield one, spent


def _near(mine: Sequence[Piece], it: Today) -> Sequence[Piece]:
    """What begins within a week, but some rows always and never too many."""
    soon = it.now + A_WEEK
    within = sum(1 for one in mine if one.doing or (one.start is not None and one.start <= soon))
    return mine[: 1 + max(LEAST_ROWS, min(MOST_ROWS, within - 1))]


def _later(count: int) -> str:
    return f"{_count(count, 'more task', 'more tasks')} planned after these" if count > 0 else ""


# -- tasks ------------------------------------------------------------------------------------------------


def _now(one: Piece, it: Today, lines: Lines) -> dict[str, Any]:
    return {
        **_task(one, it, lines),
        "running": one.doing,
        "helps": _helps(one, it),
        "offered": one.offered,
        "proposed": one.proposed,
        "acts": [] if one.doing else [
            {"name": "Start", "post": reverse("today-start", args=[one.id]), "seen": one.version, "key": "s",
             "main": True},
            {"name": "Done", "post": reverse("today-done", args=[one.id]), "seen": one.version, "key": "d"},
        ],
    }  # fmt: skip


def _running(one: Piece, it: Today) -> dict[str, Any]:
    """The small form of what she is at: minutes worked since she began, in quarter hours, to be corrected."""
    elapsed = it.now - one.since if one.since else None
    fresh = elapsed is not None and elapsed < A_WORKDAY
    when = ""
    if one.since is not None:
        begun = one.since.astimezone(it.zone).date()
        when = f"since {say.clock(one.since, it.zone) if fresh else say.near_day(begun, it.today)}"
    return {
        "stop_url": reverse("today-stop", args=[one.id]),
        "done_url": reverse("today-done", args=[one.id]),
        "seen": one.version,
        "minutes": quarters(elapsed) if fresh and elapsed is not None else "",
        "when": when,
    }


def quarters(span: timedelta) -> int:
    """Minutes in whole quarter hours, at least one."""
    return max(1, round(span / timedelta(minutes=15))) * 15


def _row(one: Piece, it: Today, lines: Lines, spent: float) -> dict[str, Any]:
    return {
        **_task(one, it, lines),
        "done_url": reverse("today-done", args=[one.id]),
        "seen": one.version,
        "when": "at it" if one.doing else _when(one, it, spent),
        "note": one.unplanned,
    }


def _task(one: Piece, it: Today, lines: Lines) -> dict[str, Any]:
    steps = lines.of_project(one.project)
    return {
        "id": one.id,
        "name": one.name,
        "url": reverse("task", args=[one.id]),
        "shade": colour.shade(one.due or one.project_due, it.here),
        "effort": (f"about {say.hours(one.left)}" if one.guessed else say.hours(one.left))
        if one.left
        else "",
        "standing": one.standing,
        "sight": [
            {
                "name": one.project_name,
                "url": reverse("project", args=[one.project]),
                "shade": colour.STANDING if one.standing else colour.shade(one.project_due, it.here),
            },
            *steps_for(steps, it.here),
        ],
        "broken": not steps and not one.standing,
    }


def _when(one: Piece, it: Today, spent: float) -> str:
    if one.due is not None and one.due < it.today:
        return f"was due {_on(one.due, it.today)}"
    if one.offered:
        return "offered to you"
    if one.proposed:
        return "proposed to you"
    begins = one.start.astimezone(it.zone).date() if one.start else None
    if begins is not None and begins > it.today:
        return say.near_day(begins, it.today)
    if spent <= it.free:
        return "fits today"
    return "or tomorrow"


def _helps(one: Piece, it: Today) -> str:
    """Whom it helps, as a fact of the shared work."""
    me = it.person.name if it.person else ""
    following = [row for row in it.lists["following"] if row["before"] == one.id]
    others = sorted({row["who"] for row in following if row["who"] and row["who"] != me})
    if others:
        name = next(row["name"] for row in following if row["who"] == others[0])
        return f"Once it is done, {others[0]} can begin “{name}”."
    if following:
        return f"Once it is done, “{following[0]['name']}” can begin."
    return f"It is for {one.company}." if one.company else ""


def _meeting(one: Any, it: Today) -> dict[str, Any]:
    return {
        "name": one.name,
        "clock": f"{say.clock(one.start, it.zone)} to {say.clock(one.end, it.zone)}",
        "over": one.end <= it.now,
    }


# -- what waits -------------------------------------------------------------------------------------------


def _waiting(it: Today, by: Account) -> Section:
    """What waits for her: questions at her work; and what she waits for: outside answers her tasks need."""
    lines = [
        Line(
            f"{row['who'] or 'Somebody'} asks at “{row['task_name']}”: {_short(row['words'])}",
            reverse("task", args=[row["task"]]),
            "Answer",
        )
        for row in sorted(
            {row["task"]: row for row in it.lists["questions"]}.values(), key=lambda row: row["said"]
        )
    ]
    lines += [
        _answer_that_came(row) for row in sorted(it.lists["client_answers"], key=lambda row: -row["id"])[:3]
    ]
    if not by.has_role(Role.OWNER):  # hers stand among what only she can do
        lines = [*_to_decide(it)[:MOST_LINES], *lines]
    lines += [_talk(row, it, "with") for row in it.lists["talks"]]
    if not by.has_role(Role.OWNER):  # she has all of them among what waits on others
        lines += [_wait(one, it) for one in it.waits if not one.manages][:MOST_LINES]
    return Section("Waiting for you, or you for it", lines[:6])


def _wait(one: Piece, it: Today) -> Line:
    days = (it.today - one.asked_on).days if one.asked_on else None
    asked = (
        "has not been asked yet"
        if days is None
        else "was asked today"
        if days <= 0
        else f"has waited {_count(days, 'day', 'days')}"
    )
    party = f" ({one.party})" if one.party else ""
    name, route = (
        ("Ask", "task-ask")
        if days is None
        else ("Remind them", "task-remind")
        if days >= A_LONG_WAIT
        else ("Look", "task")
    )
    return Line(
        f"“{one.name}”{party} {asked}.",
        reverse(route, args=[one.id]),
        name,
        shade="d-near" if (days or 0) >= A_LONG_WAIT else "",
    )


def _answer_that_came(row: Row) -> Line:
    who = row["who"] or row["party"] or "The client"
    what = "approved" if row["answer"] == Ask.Answer.APPROVE else "wants a change to"
    words = f": “{_short(row['reply'], 80)}”" if row["reply"] else "."
    return Line(
        f"{who} {what} “{row['name']}”{words}", reverse("task", args=[row["task"]]), "Look", shade="d-near"
    )


def _talk(row: Row, it: Today, word: str) -> Line:
    when = _on(day(row["talk"]), it.today)
    return Line(f"You talk {word} {row['name']} {when}, about {row['skill']}.")


def _thanks(it: Today) -> Section:
    return Section(
        "Worth knowing",
        [
            Line(f"{row['who']} thanks you: “{row['words'] or unseal(row['quiet'])}”")
            for row in sorted(it.lists["praise"], key=lambda row: row["on"], reverse=True)[:2]
        ],
    )


# -- responsibilities -------------------------------------------------------------------------------------


def _only_you(it: Today, by: Account) -> Section:
    """The owner's three lines: an answer, a person, a relationship."""
    if not by.has_role(Role.OWNER):
        return Section("", [])
    lines = [*_an_answer(it)[:1], *_a_person(it)[:1], *_a_relationship(it)[:1]]
    return Section("Only you can", lines)


def _to_decide(it: Today) -> list[Line]:
    """Questions that are hers to decide and are due, and decisions to look back on."""
    return [
        Line(
            f"You look back: “{row['question']}”"
            if row["state"] == Decision.State.SETTLED
            else f"You decide: “{row['question']}”",
            reverse("question", args=[row["id"]]),
            "Look back" if row["state"] == Decision.State.SETTLED else "Settle",
        )
        for row in sorted(it.lists["decisions"], key=lambda row: (row["due"], row["id"]))
    ]


def _an_answer(it: Today) -> list[Line]:
    return _to_decide(it) + [
        Line(
            f"“{row['name']}” has no project manager.", reverse("project", args=[row["id"]]), "Name somebody"
        )
        for row in it.lists.get("unmanaged", ())
    ]


def _a_person(it: Today) -> list[Line]:
    """Somebody she leads whose finished work nobody has thanked for longest."""
    rows = [row for row in it.lists.get("led", ()) if row["done"]]
    rows.sort(key=lambda row: (row["praised"] or "", -row["done"], row["id"]))
    quiet = [
        row for row in rows if (when := day(row["praised"])) is None or it.today - when > timedelta(days=28)
    ]
    return [
        Line(
            f"{row['name']} finished {_count(row['done'], 'task', 'tasks')} in four weeks, and nobody has said "
            "thank you" + (f" since {say.day(day(row['praised']), it.here)}." if row["praised"] else " yet."),
            reverse("person", args=[row["id"]]),
            "Say it",
        )
        for row in quiet
    ]


def _a_relationship(it: Today) -> list[Line]:
    """The outside party that has owed an answer longest."""
    old = [
        one
        for one in it.waits
        if one.asked_on and one.party and (it.today - one.asked_on).days >= A_LONG_WAIT
    ]
    return [
        Line(
            f"{one.party} has owed an answer to “{one.name}” for "
            f"{_count((it.today - one.asked_on).days, 'day', 'days')}. A call from you may help.",
            reverse("task", args=[one.id]),
            "Open it",
        )
        for one in old
        if one.asked_on
    ] or [
        Line(
            f"Nobody has worked for {row['name']} since {say.day(day(row['last']), it.here)}. "
            "A word from you keeps it warm.",
            reverse("projects"),
            "See what was",
        )
        for row in sorted(it.lists.get("quiet", ()), key=lambda row: (row["last"], row["id"]))
    ]


def _far(it: Today, by: Account) -> Section:
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


def _mentees(it: Today) -> Section:
    lines = []
    for row in sorted(it.lists["mentees"], key=lambda row: (row["talk"] or "9999", row["id"])):
        when = day(row["talk"])
        talk = (
            f"next talk {_on(when, it.today)}"
            if when and when >= it.today
            else "no talk is set"
            if when is None
            else f"the talk of {say.day(when, it.here)} has passed"
        )
        is_set = when is not None and when >= it.today
        since = f"Since then and before, in four weeks: {_count(row['done'], 'task', 'tasks')} finished"
        thanked = f", thanked {_count(row['praised'], 'time', 'times')}" if row["praised"] else ""
        lines.append(
            Line(
                f"{row['name']}, {row['skill']}: {talk}.",
                reverse("person", args=[row["person"]]) if is_set else reverse("talk", args=[row["id"]]),
                "Open" if is_set else "Set the next talk",
                small=f"{since.removeprefix('Since then and before, ').capitalize()}{thanked}.",
            )
        )
    return Section("You mentor", lines)


def _steering(it: Today, by: Account) -> list[Section]:
    """The project manager's morning: what changed, who is out or stuck, what waits on a client."""
    if not by.has_role(Role.OWNER, Role.MANAGER):
        return []
    waits = [one for one in it.waits if one.manages or by.has_role(Role.OWNER)]
    return [
        Section(f"Since you left {_left_words(it)}", _news(it)),
        Section("Stuck or out", [*_out(it), *_stuck(it)][:6]),
        Section("Waiting on others", [_wait(one, it) for one in waits][:5]),
    ]


def _left_words(it: Today) -> str:
    left = it.left_at.astimezone(it.zone).date()
    said = "yesterday" if (it.today - left).days < 2 else f"on {say.WEEKDAYS[left.weekday()]}"
    return f"{said}, {say.clock(it.left_at, it.zone)}"


_NEWS = {
    "task.finished": "finished", "task.hung": "moved", "task.planned": "added", "task.asked": "asked for",
    "task.cut": "cut", "project.due_moved": "moved the date of", "comment.said": "wrote at",
}  # fmt: skip


def _news(it: Today) -> list[Line]:
    """One line a person and kind of news."""
    told: dict[tuple[int, str], list[Row]] = {}
    for change in sorted(it.lists.get("news", ()), key=lambda row: -row["number"]):
        verb = change["verb"]
        if verb == "task.hung":
            if not change["finished_at"]:
                continue
            verb = "task.finished"
        told.setdefault((change["by"], verb), []).append(change)
    lines = []
    for (_, verb), changes in told.items():
        first = changes[0]
        who = first["who"] or _account(first)
        labels = list(dict.fromkeys(change["label"] for change in changes))
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        subject = (
            "said something" if verb == "comment.said" else f"{_NEWS[verb]} “{_short(labels[0], 60)}”{more}"
        )
        words = f": “{_short(labels[0], 80)}”{more}" if verb == "comment.said" else ""
        lines.append(Line(f"{who} {subject}{words}."))
    lines = lines[:6]
    return [*lines, Line("", reverse("changes"), "All changes")] if lines else []


def _account(change: Row) -> str:
    """What acted where no person stands behind it."""
    return "The system" if change["is_house"] and change["login"] != LINK else str(change["login"])


def _out(it: Today) -> list[Line]:
    rows = {row["person"]: row for row in it.lists["away"] if row["tasks"]}
    return [
        Line(
            f"{row['name']} is out until {say.near_day(day(row['last']), it.today)}, with "
            f"{_count(row['tasks'], 'open task', 'open tasks')} of your projects.",
            reverse("schedule-load"),
            "See who is free",
        )
        for row in rows.values()
    ]


def _stuck(it: Today) -> list[Line]:
    lines = []
    for one in sorted(
        (one for one in it.pieces if one.manages and not one.is_wait),
        key=lambda one: (one.due or date.max, one.id),
    ):
        url = reverse("task", args=[one.id])
        if one.unplanned:
            lines.append(Line(f"“{one.name}” has no place yet: {one.unplanned}", url, "Make room"))
        elif one.due is not None and one.due < it.today:
            who = f", {one.who}" if one.who else ""
            lines.append(Line(f"“{one.name}”{who}: was due {_on(one.due, it.today)}.", url, "Look"))
    return lines


def _promises(it: Today, by: Account) -> list[dict[str, Any]]:
    """The chances of what she promised, the weakest first; nobody else's page carries them."""
    rows = sorted(it.lists["promises"], key=lambda row: (row["chance"], row["due"]))
    mine = [row for row in rows if row["mine"] == by.person_id]
    danger = [row for row in rows if row["chance"] < 0.8 and row not in mine]
    shown = [
        {
            "name": row["name"],
            "url": reverse("project", args=[row["id"]]),
            "due": say.day(day(row["due"]), it.here),
            "iso": row["due"],
            "shade": colour.shade(day(row["due"]), it.here),
            "chance": say.chance(row["chance"]),
        }
        for row in (*mine, *danger)[:5]
    ]
    goals = [
        {
            "name": row["name"],
            "url": reverse("goal", args=[row["id"]]),
            "due": say.day(day(row["target"]), it.here),
            "iso": row["target"],
            "shade": colour.shade(day(row["target"]), it.here),
            "chance": say.chance(row["chance"]) if row["chance"] is not None else None,
            "sentence": row["sentence"],
        }
        for row in sorted(it.lists["goals"], key=lambda row: (row["target"], row["id"]))[:3]
    ]
    return shown + goals


def _proposals(it: Today, by: Account) -> list[dict[str, Any]]:
    return [proposal(row) for row in open_proposals(it.lists)[:MOST_LINES]]


def proposal(row: Row) -> dict[str, Any]:
    """One proposal with its price, where what it would move is shown, and its two acts."""
    return {
        "sentence": row["sentence"],
        "price": price_in_words(nested(row["price"]) or {}),
        "look": f"{reverse('schedule')}?proposal={row['id']}",
        "acts": [
            {"name": "Take it", "post": reverse("week-take", args=[row["id"]])},
            {"name": "Not now", "post": reverse("week-decline", args=[row["id"]]), "plain": True},
        ],
    }


def price_in_words(price: dict[str, Any]) -> str:
    """What a proposal disturbs: hours that change hands, and other tasks that start on another day."""
    hours, others = float(price.get("moved") or 0), int(price.get("disturbed") or 0)
    starts = _count(others, "other task starts", "other tasks start") if others else "no other task starts"
    words = f"{starts} on another day."
    if hours:
        words = f"{say.hours(round(hours, 1))} change hands; {words}"
    return f"{words[0].upper()}{words[1:]}"


def _on(when: date | None, today: date) -> str:
    """A day within a sentence: "on Friday", "tomorrow"."""
    words = say.near_day(when, today)
    return words if words in ("", "today", "tomorrow", "yesterday") else f"on {words}"


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

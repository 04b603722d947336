"""This week: what needs somebody now, near and far, each with what it stands on, as one frozen value.

Pages, the terminal's text and JSON all read the same `Week`; every line of it ends in one possible act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from varifocal.core.balance.kept import Kept
from varifocal.core.balance.verdicts import About, Verdict
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.flows import a_word
from varifocal.flows.a_word import Word
from varifocal.flows.balance import WEEK, Balanced, balance
from varifocal.flows.closing import week_to_close
from varifocal.flows.proposed import moved_by, open_proposals, proposals
from varifocal.flows.together import Asked, Row, day, moment, nested, together_for
from varifocal.flows.waiting import due_to_be_asked
from varifocal.org.base.account import Account, Role
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction.goal import Goal
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.runs.run import GoalForecast, ProjectForecast
from varifocal.org.work.handover import Handover
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

WANTED = 0.8
EVERYONE = str(SeenBy.EVERYONE)


@dataclass(frozen=True, slots=True)
class Way:
    """What would save a promise: in words, what it brings, what it costs. `proposal` is its id where it can be taken
    as it stands, `task` the task it is about where it cannot."""

    sentence: str
    days: float
    price: str = ""
    proposal: int | None = None
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A project or goal with a date and a chance. `noun` is project or goal; `for_all` where everybody sees it."""

    noun: str
    id: int
    name: str
    due: date
    chance: float
    who: str
    company: str
    ways: tuple[Way, ...] = ()
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody outside owes us."""

    task: int
    name: str
    project: str
    party: str
    asked_on: date | None
    days: int | None
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Owed:
    """What others wait for: work of ours past its date."""

    task: int
    name: str
    project: str
    due: date | None
    who: str
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that may strike, and whose last day is near or has passed (`over`): did it?"""

    id: int
    name: str
    project_id: int
    project: str
    until: date
    who: str
    over: bool
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """An open question that is due this week, or a decision to be looked back on (`back`)."""

    id: int
    question: str
    due: date
    who: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a line: the act, who, by when; `came_true` says in a word what came of it, and
    `is_done` whether that is what was meant."""

    key: str
    sentence: str
    act: str
    words: str
    who: str
    by_when: date | None
    came_true: str = ""
    is_done: bool | None = None
    made: tuple[str, int] | None = None
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """The meeting of a week: None for `ended` while it runs (UTC)."""

    id: int
    monday: date
    began: datetime
    ended: datetime | None
    holder: str

    @property
    def is_running(self) -> bool:
        """Begun and not closed."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Told:
    """A note or a status of these weeks."""

    id: int
    kind: str
    monday: date
    company: str
    author: str
    sent: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line with what it is about. `key` names it in its week: its kind and an id; `task` is set where it is about
    one, `stands_on` where a task is what can be handed over for it. `about` is what ends where it is let go: its kind,
    or of a verdict what that looks at; empty where nothing does."""

    kind: str
    id: int
    name: str
    sentence: str
    project: int | None = None
    goal: int | None = None
    task: int | None = None
    decision: int | None = None
    strategy: int | None = None
    stands_on: int | None = None
    company: str = ""
    who: str = ""
    due: date | None = None

    @property
    def about(self) -> str:
        """What it looks at."""
        if self.kind != "verdict":
            return self.kind
        looked_at = {"project": self.project, "goal": self.goal, "strategy": self.strategy}
        return next((noun for noun, pk in looked_at.items() if pk is not None), "")

    @property
    def key(self) -> str:
        """Its name."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class Week:
    """The week as it stands: what was said last week and what came true; promises below what is wanted, weakest
    first, with what would save them; what waits on others and on us; what may strike soon; decisions due; proposals;
    who needs a word; balance with its verdicts and broken links; the meeting that agrees `monday`'s week, and what was
    decided in it."""

    today: date
    monday: date
    held: Held | None
    decided: tuple[Decided, ...]
    said_on: date | None
    said: tuple[Decided, ...]
    kept: Kept | None
    promises: tuple[Promise, ...]
    waits: tuple[Wait, ...]
    owed: tuple[Owed, ...]
    dangers: tuple[Danger, ...]
    questions: tuple[Question, ...]
    proposals: tuple[Row, ...]
    words: tuple[Word, ...]
    tellings: tuple[Told, ...]
    balanced: Balanced

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What looks too short or too long; a goal without a step stands in its own list already."""
        listed = {one.goal for one in self.balanced.without_step}
        return tuple(
            one
            for one in self.balanced.judged.verdicts
            if one.subject.about is not About.GOAL or one.subject.id not in listed
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that can be decided about, in the order of the page."""
        return tuple(_lines_of(self))

    def line(self, key: str) -> Line | None:
        """The line of this name."""
        return next((one for one in self.lines if one.key == key), None)


def week(by: Account, now: datetime) -> Week:
    """What this account may see of it. `now` is UTC."""
    balanced = balance(by, now)
    monday = week_to_close(balanced.today)
    run = balanced.run
    rows = together_for(
        by,
        _lists,
        run is not None,
        run=run.pk if run else 0,
        monday=monday,
        lately=monday - 2 * WEEK,
        soon=balanced.today + WEEK,
        **a_word.days(balanced.today),
    )
    offered = open_proposals(rows)
    decided = [row for row in _by_id(rows["lines"]) if day(row["monday"]) == monday]
    said = [row for row in _by_id(rows["lines"]) if day(row["monday"]) != monday]
    return Week(
        today=balanced.today,
        monday=monday,
        held=_held(rows["held"]),
        decided=tuple(_decided(row) for row in decided),
        said_on=max((on for row in said if (on := day(row["monday"]))), default=None),
        said=tuple(_decided(row) for row in said),
        kept=balanced.kept[-1] if balanced.kept and balanced.kept[-1].agreed else None,
        promises=_promises(rows, offered, balanced.today),
        waits=_waits(rows, balanced.today),
        owed=_owed(rows),
        dangers=_dangers(rows, balanced.today),
        questions=_questions(rows, balanced.today),
        proposals=tuple(offered),
        words=a_word.words(rows, balanced.today),
        tellings=_tellings(rows),
        balanced=balanced,
    )


def for_everybody(it: Week) -> Week:
    """The week without anything that is for some eyes only: what may be told to all. One query."""
    goals = [one.goal for one in it.balanced.without_step]
    for_all = set(Goal.objects.filter(pk__in=goals, seen_by=SeenBy.EVERYONE).values_list("pk", flat=True))
    steps = tuple(one for one in it.balanced.without_step if one.goal in for_all)
    return replace(
        it,
        decided=tuple(one for one in it.decided if one.for_all),
        said=tuple(one for one in it.said if one.for_all),
        promises=tuple(one for one in it.promises if one.for_all),
        waits=tuple(one for one in it.waits if one.for_all),
        owed=tuple(one for one in it.owed if one.for_all),
        dangers=tuple(one for one in it.dangers if one.for_all),
        questions=(),
        proposals=(),
        words=(),
        balanced=replace(it.balanced, without_step=steps, without_why=()),
    )


# -- asking -----------------------------------------------------------------------------------------------


def _lists(
    by: Account, is_planned: bool, *, run: Any, monday: Any, lately: Any, soon: Any, **at: Any
) -> dict[str, Asked]:
    """All that is looked at beside balance; every value is a blank (`together_for`)."""
    open_tasks = Task.objects.visible_to(by).open()
    asked: dict[str, Asked] = {
        "projects": (
            ProjectForecast.objects.visible_to(by)
            .filter(run_id=run, project__ended_on=None, chance__lt=WANTED)
            .exclude(project__due=None),
            {"id": "project_id", "name": "project__name", "due": "project__due", "chance": "chance",
             "who": "project__manager__name", "company": "project__company__name", "saves": "saves",
             "seen_by": "project__seen_by"},
        ),
        "goals": (
            GoalForecast.objects.visible_to(by).filter(
                run_id=run, goal__ended_on=None, goal__committed=True, chance__lt=WANTED
            ),
            {"id": "goal_id", "name": "goal__name", "due": "goal__target", "chance": "chance",
             "who": "goal__owner__name", "seen_by": "goal__seen_by"},
        ),
        "waits": (
            open_tasks.filter(due_to_be_asked(), is_wait=True),
            {"id": "id", "name": "name", "project": "project__name", "party": "waits_on__name", "asked": "asked_on",
             "seen_by": "project__seen_by"},
        ),
        "late": (
            open_tasks.filter(Q(due__lt=at["today"]) | Q(deadline__lt=at["today"]), is_wait=False),
            {"id": "id", "name": "name", "project": "project__name", "due": "due",
             "who": F("assignments__person__name"), "seen_by": "project__seen_by"},
        ),
        "dangers": (
            Risk.objects.visible_to(by).wanting(soon),
            {"id": "id", "name": "name", "project_id": F("project_id"), "project": "project__name", "until": "until",
             "who": "watched_by__name", "seen_by": "project__seen_by"},
        ),
        "questions": (
            Decision.objects.visible_to(by).wanting(soon),
            {"id": "id", "question": "question", "due": "due", "who": "decider__name", "state": "state",
             "review": "review_on"},
        ),
        "tellings": (
            Telling.objects.visible_to(by).filter(monday__gte=lately),
            {"id": "id", "kind": "kind", "monday": "monday", "company": "company__name", "who": "author__name",
             "sent": "sent_at"},
        ),
    }  # fmt: skip
    asked |= _meeting(by, monday) | a_word.asked(by, run, at)
    if is_planned and by.has_role(Role.OWNER, Role.MANAGER):
        asked |= proposals(by, run)
    return asked


def _meeting(by: Account, monday: Any) -> dict[str, Asked]:
    """The meeting of this week with its lines, and the lines of the last one that was closed."""
    weeks = WeekHeld.objects.visible_to(by)
    last = weeks.filter(monday__lt=monday).exclude(ended_at=None).order_by("-monday").values("pk")[:1]
    lines = DecidedLine.objects.visible_to(by)
    return {
        "held": (
            weeks.filter(monday=monday),
            {"id": "id", "monday": "monday", "began": "began_at", "ended": "ended_at", "who": "holder__name"},
        ),
        "lines": (lines.filter(Q(week__monday=monday) | Q(week__in=last)), _line_fields(by)),
    }


def _line_fields(by: Account) -> dict[str, Any]:
    tasks = Task.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    decisions = Decision.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    handed = Handover.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    return {
        "id": "id", "monday": "week__monday", "key": "key", "sentence": "sentence", "act": "act", "words": "words",
        "who": "who__name", "by_when": "by_when", "made": "made_noun", "made_id": "made_id",
        "there": Exists(tasks), "finished": Subquery(tasks.values("finished_at")[:1]),
        "state": Subquery(decisions.values("state")[:1]), "choice": Subquery(decisions.values("choice")[:1]),
        "handed": Subquery(handed.values("state")[:1]), "of": "project__seen_by", "goal_of": "goal__seen_by",
        "decision_of": "decision__seen_by",
        "handed_done": Subquery(handed.values("task__finished_at")[:1]),
    }  # fmt: skip


# -- reading ----------------------------------------------------------------------------------------------


def _by_id(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["id"]))


def _held(rows: Sequence[Row]) -> Held | None:
    for row in rows:
        monday, began = day(row["monday"]), moment(row["began"])
        if monday and began:
            return Held(row["id"], monday, began, moment(row["ended"]), row["who"] or "")
    return None


def _decided(row: Row) -> Decided:
    came_true, is_done = _came_true(row)
    made = (row["made"], row["made_id"]) if row["made"] else None
    return Decided(
        row["key"], row["sentence"], row["act"], row["words"], row["who"] or "", day(row["by_when"]),
        came_true, is_done, made, not {row["of"], row["goal_of"], row["decision_of"]} - {None, EVERYONE},
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


def _promises(rows: Mapping[str, list[Row]], offered: Sequence[Row], today: date) -> tuple[Promise, ...]:
    found = [
        Promise(
            noun, row["id"], row["name"], due, row["chance"], row["who"] or "", row.get("company") or "",
            _ways(row, offered) if noun == "project" else (), row["seen_by"] == EVERYONE,
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
        Way(one["sentence"], days, _price(nested(one["price"]) or {}), proposal=one["id"])
        for one in offered
        if (days := float((nested(one["worth"]) or {}).get(str(row["id"]), 0))) > 0
    ]
    known = [
        Way(one["sentence"], float(one["days"]), task=one.get("task")) for one in nested(row["saves"]) or ()
    ]
    return (*sorted(taken, key=lambda one: -one.days), *known)


def _price(price: Mapping[str, Any]) -> str:
    hours = sum(max(0.0, float(one)) for one in (price.get("hours") or {}).values())
    touched = int(price.get("disturbed") or 0)
    told = [f"{hours:.0f} hours change hands"] if hours >= 1 else []
    told += [f"{touched} {'task' if touched == 1 else 'tasks'} of others move"] if touched else []
    return ", ".join(told)


def _waits(rows: Mapping[str, list[Row]], today: date) -> tuple[Wait, ...]:
    found = [
        Wait(
            row["id"],
            row["name"],
            row["project"],
            row["party"] or "",
            asked,
            (today - asked).days if asked else None,
            row["seen_by"] == EVERYONE,
        )
        for row in rows["waits"]
        for asked in (day(row["asked"]),)
    ]
    return tuple(sorted(found, key=lambda one: (one.asked_on or date.max, one.task)))


def _owed(rows: Mapping[str, list[Row]]) -> tuple[Owed, ...]:
    late = {
        row["id"]: Owed(
            row["id"],
            row["name"],
            row["project"],
            day(row["due"]),
            row["who"] or "",
            row["seen_by"] == EVERYONE,
        )
        for row in rows["late"]
    }
    return tuple(sorted(late.values(), key=lambda one: (one.due or date.max, one.task)))


def _dangers(rows: Mapping[str, list[Row]], today: date) -> tuple[Danger, ...]:
    found = [
        Danger(
            row["id"], row["name"], row["project_id"], row["project"], until, row["who"] or "", until < today,
            row["seen_by"] == EVERYONE,
        )
        for row in rows["dangers"]
        if (until := day(row["until"]))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.until, one.id)))


def _questions(rows: Mapping[str, list[Row]], today: date) -> tuple[Question, ...]:
    found = []
    for row in rows["questions"]:
        back = row["state"] == Decision.State.SETTLED
        when = day(row["review"]) if back else day(row["due"])
        if when and (not back or when <= today):
            found.append(Question(row["id"], row["question"], when, row["who"] or "", back))
    return tuple(sorted(found, key=lambda one: (one.due, one.id)))


def _tellings(rows: Mapping[str, list[Row]]) -> tuple[Told, ...]:
    found = [
        Told(row["id"], row["kind"], monday, row["company"] or "", row["who"] or "", moment(row["sent"]))
        for row in rows["tellings"]
        if (monday := day(row["monday"]))
    ]
    return tuple(sorted(found, key=lambda one: (one.monday, one.id), reverse=True))


# -- lines ------------------------------------------------------------------------------------------------


def _lines_of(it: Week) -> Iterator[Line]:
    today = it.today
    for promise in it.promises:
        chance = f"{round(100 * promise.chance)}\N{NO-BREAK SPACE}%"
        yield Line(
            promise.noun, promise.id, promise.name,
            f"{quoted(promise.name)} by {day_text(promise.due, today)}: chance {chance}.",
            project=promise.id if promise.noun == "project" else None,
            goal=promise.id if promise.noun == "goal" else None,
            stands_on=next((way.task for way in promise.ways if way.task is not None), None),
            company=promise.company, who=promise.who, due=promise.due,
        )  # fmt: skip
    for owed in it.owed:
        said = f"{quoted(owed.name)} ({owed.project}) was due {day_text(owed.due, today)}."
        yield Line("task", owed.task, owed.name, said, task=owed.task, stands_on=owed.task, who=owed.who)
    for wait in it.waits:
        asked = "not asked yet" if wait.days is None else f"asked {wait.days} days ago"
        said = f"{wait.party or 'Somebody outside'}: {quoted(wait.name)} ({wait.project}), {asked}."
        yield Line("wait", wait.task, wait.name, said, task=wait.task)
    for risk in it.dangers:
        when = day_text(risk.until, today)
        said = f"{quoted(risk.name)} ({risk.project}) " + (
            f"may have struck until {when}." if risk.over else f"may strike until {when}."
        )
        yield Line(
            "risk", risk.id, risk.name, said, project=risk.project_id, who=risk.who, due=risk.until
        )  # fmt: skip
    for one in it.questions:
        verb = "to be looked back on" if one.back else "to be decided"
        said = f"{quoted(one.question)}: {verb} by {day_text(one.due, today)}."
        yield Line("decision", one.id, one.question, said, decision=one.id, who=one.who, due=one.due)
    for row in it.proposals:
        moved = moved_by(row)
        only = moved[0] if len(moved) == 1 else None
        yield Line("proposal", row["id"], row["sentence"], row["sentence"], stands_on=only)
    for step in it.balanced.without_step:
        yield Line("step", step.goal, step.name, f"{quoted(step.name)} has no step.", goal=step.goal)
    for why in it.balanced.without_why:
        yield Line("why", why.project, why.name, f"{quoted(why.name)} has no why.", project=why.project)
    promised = {one.id: one for one in it.promises if one.noun == "project"}
    for verdict in it.verdicts:
        yield _of_verdict(verdict, promised)


def verdict_number(one: Verdict) -> int:
    """Under which number a verdict stands in its week: the same in every process, for the same rule and record."""
    told = f"{one.rule} {one.subject.about} {one.subject.id}".encode()
    return int(hashlib.sha256(told).hexdigest()[:12], 16)


def _of_verdict(one: Verdict, promised: Mapping[int, Promise]) -> Line:
    on = one.subject
    promise = promised.get(on.id or 0) if on.about is About.PROJECT else None
    return Line(
        "verdict", verdict_number(one), on.name, f"{one.side.capitalize()}. {one.sentence}",
        project=on.id if on.about is About.PROJECT else None,
        goal=on.id if on.about is About.GOAL else None,
        strategy=on.id if on.about is About.STRATEGY else None,
        company=promise.company if promise else "",
        who=promise.who if promise else "",
        due=promise.due if promise else None,
    )  # fmt: skip


def as_text(it: Week) -> str:
    """The week in plain lines, as the terminal prints it and a mail would carry it."""
    parts = [f"Week of {day_text(it.monday, it.today)}", ""]
    parts += _listed("What we said last week and what came true", [_said(one) for one in it.said])
    sections = (
        ("Promises in danger", ("project", "goal")),
        ("Others wait for us", ("task",)),
        ("We wait for others", ("wait",)),
        ("What may strike", ("risk",)),
        ("Decisions due", ("decision",)),
        ("Worth taking", ("proposal",)),
        ("Goals without a step", ("step",)),
        ("Work without a why", ("why",)),
    )
    ways = {("project", one.id): one.ways[0] for one in it.promises if one.ways}
    for title, kinds in sections:
        told = []
        for line in it.lines:
            if line.kind in kinds:
                way = ways.get((line.kind, line.id))
                saved = f" {way.sentence}" if way else ""
                told.append(f"{line.sentence}{saved}")
        parts += _listed(title, told)
    parts += _listed("Balance", [one.sentence for one in it.balanced.judged.verdicts] or _silent(it))
    parts += _listed("Who needs a word", [word_says(one, it.today) for one in it.words])
    parts += _listed("Decided", [decided_says(one, it.today) for one in it.decided])
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ").rstrip() + "\n"


def as_json(it: Week) -> dict[str, Any]:
    """The week as plain values; days in ISO, moments UTC."""
    return {
        "today": it.today,
        "monday": it.monday,
        "held": it.held and {"began": it.held.began, "ended": it.held.ended, "by": it.held.holder},
        "said": [_plain(one) for one in it.said],
        "lines": [
            {"key": one.key, "sentence": one.sentence, "who": one.who, "due": one.due} for one in it.lines
        ],
        "ways": {
            f"project-{one.id}": [{"sentence": way.sentence, "days": way.days, "price": way.price} for way in one.ways]
            for one in it.promises
            if one.ways
        },
        "verdicts": [one.sentence for one in it.balanced.judged.verdicts],
        "words": [word_says(one, it.today) for one in it.words],
        "decided": [_plain(one) for one in it.decided],
    }  # fmt: skip


def word_says(one: Word, today: date) -> str:
    """A fact worth a word, in a sentence."""
    match one.kind:
        case "look_in":
            return f"You said you would look in on {one.name} today: {quoted(one.task_name)}."
        case "talk":
            return _talk_says(one, today)
        case "load":
            return f"{one.name} has {one.count} tasks due within two weeks that the plan has later."
        case "back":
            when = one.on + timedelta(days=1) if one.on else None
            verb = "is back since" if when and when <= today else "comes back"
            return f"{one.name} {verb} {day_text(when, today)}."
    return f"{one.name} finished {quoted(one.task_name)}, and nobody has said a word about it."


def _talk_says(one: Word, today: date) -> str:
    if one.on is None:
        return f"You and {one.name} learn together and have no talk set."
    if one.on < today:
        return f"Your talk with {one.name} of {day_text(one.on, today)} has passed; the next has no day yet."
    return f"Your talk with {one.name} is due {day_text(one.on, today)} and has no hour yet."


def decided_says(one: Decided, today: date) -> str:
    """What was decided about a line, in a sentence."""
    words = f": {one.words}" if one.words else ""
    who = f", {one.who}" if one.who else ""
    when = f", by {day_text(one.by_when, today)}" if one.by_when else ""
    return f"{one.sentence} {dict(DecidedLine.Act.choices).get(one.act, one.act)}{words}{who}{when}."


def way_says(way: Way) -> str:
    """What it brings and what it costs."""
    brings = "" if way.days <= 0 else f"{days_text(way.days)} earlier"
    return ", ".join(part for part in (brings, way.price) if part)


def _said(one: Decided) -> str:
    what = f"{one.words or one.sentence}"
    return f"{what} ({one.who or 'nobody named'}): {one.came_true or 'said'}."


def _silent(it: Week) -> list[str]:
    return [it.balanced.judged.silent] if it.balanced.judged.silent else []


def _listed(title: str, sentences: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"- {one}" for one in sentences), ""] if sentences else []


def _plain(one: Decided) -> dict[str, Any]:
    return {
        "sentence": one.sentence, "act": one.act, "words": one.words, "who": one.who, "by_when": one.by_when,
        "came_true": one.came_true,
    }  # fmt: skip

"""All that can be decided about in a week, line by line: each a sentence, with what it is about and stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from varifocal.core.balance.sight import WithoutStep, WithoutWhy
from varifocal.core.balance.verdicts import About, Verdict
from varifocal.core.plan.words import day_text, quoted
from varifocal.flows.proposed import moved_by
from varifocal.flows.review.values import Danger, Owed, Promise, Question, Wait
from varifocal.flows.together import Row


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


def of_promise(one: Promise, today: date) -> Line:
    """A promise in danger; what can be handed over is the task that holds its date."""
    chance = f"{round(100 * one.chance)}\N{NO-BREAK SPACE}%"
    return Line(
        one.noun, one.id, one.name, f"{quoted(one.name)} by {day_text(one.due, today)}: chance {chance}.",
        project=one.id if one.noun == "project" else None,
        goal=one.id if one.noun == "goal" else None,
        stands_on=next((way.task for way in one.ways if way.task is not None), None),
        company=one.company, who=one.who, due=one.due,
    )  # fmt: skip


def of_owed(one: Owed, today: date) -> Line:
    """Work of ours past its date."""
    said = f"{quoted(one.name)} ({one.project}) was due {day_text(one.due, today)}."
    return Line("task", one.task, one.name, said, task=one.task, stands_on=one.task, who=one.who)


def of_wait(one: Wait) -> Line:
    """An answer from outside."""
    asked = "not asked yet" if one.days is None else f"asked {one.days} days ago"
    said = f"{one.party or 'Somebody outside'}: {quoted(one.name)} ({one.project}), {asked}."
    return Line("wait", one.task, one.name, said, task=one.task)


def of_danger(one: Danger, today: date) -> Line:
    """What may strike, or may have struck."""
    strikes = "may have struck" if one.over else "may strike"
    said = f"{quoted(one.name)} ({one.project}) {strikes} until {day_text(one.until, today)}."
    return Line("risk", one.id, one.name, said, project=one.project_id, who=one.who, due=one.until)


def of_question(one: Question, today: date) -> Line:
    """A question to be answered, or a decision to be looked back on."""
    verb = "to be looked back on" if one.back else "to be decided"
    said = f"{quoted(one.question)}: {verb} by {day_text(one.due, today)}."
    return Line("decision", one.id, one.question, said, decision=one.id, who=one.who, due=one.due)


def of_proposal(row: Row) -> Line:
    """What the engine would do differently; it stands on a task where it moves a single one."""
    moved = moved_by(row)
    only = moved[0] if len(moved) == 1 else None
    return Line("proposal", row["id"], row["sentence"], row["sentence"], stands_on=only)


def of_step(one: WithoutStep) -> Line:
    """A goal nobody can take a step towards."""
    return Line("step", one.goal, one.name, f"{quoted(one.name)} has no step.", goal=one.goal)


def of_why(one: WithoutWhy) -> Line:
    """Work that serves no goal."""
    return Line("why", one.project, one.name, f"{quoted(one.name)} has no why.", project=one.project)


def of_verdict(one: Verdict, promised: Mapping[int, Promise]) -> Line:
    """What looks too short or too long; what is known of a project comes from its promise, by the project's id."""
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


def verdict_number(one: Verdict) -> int:
    """Under which number a verdict stands in its week: the same in every process, for the same rule and record."""
    told = f"{one.rule} {one.subject.about} {one.subject.id}".encode()
    return int(hashlib.sha256(told).hexdigest()[:12], 16)

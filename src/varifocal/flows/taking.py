"""What becomes of a question: it is kept with its answer, or it becomes a project in one act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from varifocal.flows.breakdown import from_finished, tasks_of, took
from varifocal.flows.trial import Question, question_of, scale_of
from varifocal.flows.whatif import can_we_take
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.people.seen_by import NamedViewer
from varifocal.org.relations.company import Company
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project


@verb
def keep(
    question: Question,
    name: str,
    *,
    by: Account,
    on: date,
    now: datetime,
    kept: Opportunity | None = None,
    **details: Any,
) -> Opportunity:
    """Keep a question with the days and the chance it was answered with, as the opportunity it was asked about
    (`kept`) or a new one. `on` is today, `now` UTC."""
    by.may("note_down", Opportunity)
    answer = can_we_take(question, by=by, now=now)
    fields = {
        "pattern": question.pattern, "begins": question.begins, "wished": question.wished,
        "company": _company(question), **details,
    }  # fmt: skip
    if kept is None:
        one = Opportunity.note_down(name, by=by, on=on, stage=Opportunity.Stage.TALKING, **fields)
    else:
        one = kept.describe(by=by, seen=kept.version, name=name, **fields)
    return one.answered(
        by=by, on=on, half=answer.half, most=answer.most, sure=answer.sure, chance=answer.chance
    )


@verb
def open_project(
    question: Question, name: str, due: date, *, by: Account, on: date, kept: Opportunity | None = None
) -> Project:
    """Open it: the pattern's tasks in their order, as large as was asked, promised by `due`. `on` is today. What only
    some saw as an opportunity only they see as a project."""
    project = from_finished(
        question.pattern, name, by=by, on=on, start=question.begins, due=due, company=_company(question),
        kind=question.pattern.kind, manager=by.person if by.person_id else None,
        scale=scale_of(question, took(tasks_of(question.pattern, by))),
    )  # fmt: skip
    if kept is not None:
        come_true(kept, project, by=by, on=on)
    return project


@verb
def win(one: Opportunity, *, by: Account, seen: int, on: date) -> Project:
    """It came, without a question asked of it: a project of its own, with its tasks where it is as large as a
    finished one. `on` is today."""
    by.may("change", one)
    one.take(seen)
    due = one.wished if one.wished and one.wished >= on else None
    question = question_of(one, on)
    if question is not None and due is not None:
        return open_project(question, one.name, due, by=by, on=on, kept=one)
    project = Project.open(
        one.name, by=by, on=on, company=one.company, due=due, budget_hours=one.hours,
        manager=one.looked_after_by or (by.person if by.person_id else None),
    )  # fmt: skip
    come_true(one, project, by=by, on=on)
    return project


@verb
def come_true(one: Opportunity, project: Project, *, by: Account, on: date) -> None:
    """It is this project now, seen by the same people."""
    if one.is_guarded:
        named = NamedViewer.objects.filter(noun_name=one.noun(), record_id=one.pk)
        people = [viewer.person for viewer in named.select_related("person")]
        project.show_to(one.seen_by, by=by, seen=project.version, team=one.seen_by_team, people=people)
    one.become(project, by=by, on=on)


def _company(question: Question) -> Company | None:
    return Company.objects.filter(pk=question.company).first() if question.company else None

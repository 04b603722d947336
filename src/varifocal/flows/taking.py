"""What becomes of a question: it is kept with its answer, or it becomes a project in one act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from varifocal.flows.breakdown import from_finished, tasks_of, took
from varifocal.flows.trial import Question, scale_of
from varifocal.flows.whatif import can_we_take
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.scenario import Scenario


@verb
def keep(question: Question, name: str, *, by: Account, on: date, now: datetime, **details: Any) -> Scenario:
    """Keep a question, and the days and the chance it was answered with. `on` is today, `now` UTC."""
    by.may("keep", Scenario)
    answer = can_we_take(question, by=by, now=now)
    return Scenario.keep(
        name, question.pattern, by=by, on=on, begins=question.begins, wished=question.wished,
        company=_company(question), half=answer.half, most=answer.most, sure=answer.sure, chance=answer.chance,
        **details,
    )  # fmt: skip


@verb
def open_project(
    question: Question, name: str, due: date, *, by: Account, on: date, scenario: Scenario | None = None
) -> Project:
    """Open it: the pattern's tasks in their order, as large as was asked, promised by `due`. `on` is today."""
    project = from_finished(
        question.pattern, name, by=by, on=on, start=question.begins, due=due, company=_company(question),
        kind=question.pattern.kind, manager=by.person if by.person_id else None,
        scale=scale_of(question, took(tasks_of(question.pattern, by))),
    )  # fmt: skip
    if scenario is not None:
        scenario.become(project, by=by)
    return project


def question_of(scenario: Scenario) -> Question | None:
    """The question as it was kept; None where its pattern is gone."""
    if scenario.pattern is None:
        return None
    hours = None if scenario.hours is None else float(scenario.hours)
    return Question(
        scenario.pattern, scenario.begins, scenario.wished, scenario.company_id, hours, scenario.name
    )


def _company(question: Question) -> Company | None:
    return Company.objects.filter(pk=question.company).first() if question.company else None

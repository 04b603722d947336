"""What is asked to choose a process: its name, the goals it decides, up to seven steps in a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When

from varifocal.flows.improve.proposing import Lost
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.evidence.process import MOST_DAYS, MOST_REPEATS, MOST_STEPS, ProcessStep, Step
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.project import Project
from varifocal.org.work.task import TaskKind
from varifocal.web.asking import DateField, Edit, Form

OUTSIDE = "the client answers"
"""What stands in place of kinds of task where the step is an answer from outside."""


AT_ONCE, OPEN = 6, ("step", "kinds", "days")
"""So many steps stand open in the form, with these parts; all else waits under More."""


class ProcessForm(Form):
    """A process: name, purpose, goals, which projects, and its steps."""

    name = forms.CharField(
        max_length=120, label="What it is called", help_text="For example: From the brief to the delivery"
    )
    purpose = forms.CharField(required=False, max_length=300, label="What it is for")
    goals = forms.ModelMultipleChoiceField(
        Goal.objects.none(), required=False, label="Goals it decides", widget=forms.CheckboxSelectMultiple
    )
    projects = forms.MultipleChoiceField(
        choices=Project.Kind.choices, required=False, label="Which projects go this way", help_text="None: all.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.name: kind.pk for kind in TaskKind.objects.visible_to(by)}
        skills = {skill.pk: skill for skill in Skill.objects.visible_to(by)}
        self.first = (
            "name",
            "purpose",
            "goals",
            *(f"{part}_{n}" for n in range(1, AT_ONCE + 1) for part in OPEN),
        )
        self.fields["goals"].queryset = Goal.objects.visible_to(by).filter(ended_on=None)  # type: ignore[attr-defined]
        for number in range(1, MOST_STEPS + 1):
            self._lay(number, skills)
        self.order_fields([*self.first, *self.fields])

    def said(self, held: Sequence[ProcessStep] = ()) -> list[Step]:
        """The steps as they were said; those that keep their name keep their identity. Raises Impossible where a kind
        of task is not known."""
        by_name = {step.name.casefold(): step.pk for step in held}
        by_place = {place: step.pk for place, step in enumerate(held, start=1)}
        names = [
            self.cleaned_data[f"step_{number}"].strip().casefold() for number in range(1, MOST_STEPS + 1)
        ]
        found = []
        for number, name in enumerate(names, start=1):
            given = {
                part: self.cleaned_data.get(f"{part}_{number}")
                for part in ("step", "kinds", "role", "repeats", "days")
            }
            if not name:
                continue
            renamed = (
                by_place.get(number)
                if number <= len(held) and held[number - 1].name.casefold() not in names
                else None
            )
            kinds, outside = self._kinds(number, str(given["kinds"] or ""))
            found.append(
                Step(
                    name=str(given["step"]),
                    kinds=kinds,
                    outside=outside,
                    role=given["role"],
                    repeats=given["repeats"] or 1,
                    days=given["days"],
                    pk=by_name.get(name, renamed),
                )
            )
        return found

    def _lay(self, number: int, skills: dict[int, Skill]) -> None:
        first = number <= 2
        self.fields[f"step_{number}"] = forms.CharField(max_length=60, required=first, label=f"Step {number}")
        self.fields[f"kinds_{number}"] = forms.CharField(
            max_length=1_000, required=first, label=f"Kinds of task of step {number}",
            help_text=f"With commas between; or: {OUTSIDE}" if number == 1 else "",
        )  # fmt: skip
        self.fields[f"role_{number}"] = forms.TypedChoiceField(
            choices=[("", "no skill named"), *((str(skill.pk), skill.name) for skill in skills.values())],
            coerce=lambda word: skills[int(word)], empty_value=None, required=False,
            label=f"Skill step {number} asks for",
        )  # fmt: skip
        self.fields[f"repeats_{number}"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=MOST_REPEATS,
            label=f"How often step {number} may come in one project",
            initial=1,
        )
        self.fields[f"days_{number}"] = forms.DecimalField(
            required=False,
            min_value=Decimal("0.1"),
            max_value=MOST_DAYS,
            decimal_places=1,
            label=f"Days step {number} may take",
        )

    def _kinds(self, number: int, said: str) -> tuple[tuple[int, ...], bool]:
        if said.strip().casefold() == OUTSIDE:
            return (), True
        known = {name.casefold(): pk for name, pk in self.kinds.items()}
        named = [word.strip() for word in said.split(",") if word.strip()]
        if unknown := [word for word in named if word.casefold() not in known]:
            raise Impossible(f"There is no kind of task “{unknown[0]}”.", field=f"kinds_{number}")
        return tuple(known[word.casefold()] for word in named), False


class ProcessEdit(Edit, ProcessForm):
    """A process that stands."""


def as_it_is(steps: Sequence[ProcessStep], kinds: dict[str, int]) -> dict[str, Any]:
    """The steps as the form shows them."""
    names = {pk: name for name, pk in kinds.items()}
    found: dict[str, Any] = {}
    for number, step in enumerate(steps, start=1):
        found |= {
            f"step_{number}": step.name,
            f"kinds_{number}": OUTSIDE
            if step.outside
            else ", ".join(names[pk] for pk in step.kinds if pk in names),
            f"role_{number}": step.role_id,
            f"repeats_{number}": step.repeats,
            f"days_{number}": step.days,
        }
    return found


def from_proposal(told: Sequence[Lost], goal: int | None) -> dict[str, Any]:
    """What the form begins with: the steps as the projects of this goal went, or nothing but ordered projects."""
    one = next((each for each in told if each.goal.pk == goal), None)
    if one is None:
        return {"projects": [Project.Kind.ORDERED]}
    found: dict[str, Any] = {"goals": [one.goal.pk]}
    for number, name in enumerate(one.steps, start=1):
        found[f"step_{number}"] = "Client approval" if name == OUTSIDE else name
        found[f"kinds_{number}"] = name
    return found


class AdoptForm(Form):
    """A task of a finding."""

    name = forms.CharField(max_length=200, label="What is to be done")
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label="In which project",
        help_text="One that serves a goal, so that it is seen what it is for.",
    )
    who = forms.ModelChoiceField(Person.objects.none(), required=False, label="Who", empty_label="Nobody yet")
    due = DateField(required=False, label="By when")
    effort = forms.CharField(required=False, max_length=40, label="Effort", help_text="Hours, or S, M, L.")

    def offer(self, by: Account, today: date, goals: QuerySet[Any, Any]) -> None:
        """Projects that go on and serve a goal, beginning with one that mends how we work and serves one of these; who
        may do it."""
        rows = Project.objects.visible_to(by).filter(
            ended_on=None, serves__until=None, serves__goal__isnull=False
        )
        self.fields["project"].queryset = rows.distinct()  # type: ignore[attr-defined]
        self.fields["who"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]
        order = Case(When(kind=Project.Kind.MENDING, then=0), default=1)
        self.fields["project"].initial = (
            rows.filter(serves__goal__in=goals).order_by(order, "pk").values_list("pk", flat=True).first()
        )

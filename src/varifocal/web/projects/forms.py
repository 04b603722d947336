"""What is asked of a project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from varifocal.flows.breakdown import Order
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person, Team
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.web.asking import DateField, Edit, Form

PRIORITIES = ((1, "Urgent"), (2, "Normal"), (3, "Can wait"))
GOALS = 4
"""How many goals one form offers at most for a project."""


class NewProject(Form):
    """A name is enough."""

    first = ("name", "company", "due", "goal", "start")
    name = forms.CharField(max_length=200, label="Name")
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label="Client", empty_label="None"
    )
    new_company = forms.CharField(
        max_length=160,
        required=False,
        label="A client who is not in the list",
        help_text="Is added with the project.",
    )
    kind = forms.ChoiceField(choices=Project.Kind.choices, label="Kind", initial=Project.Kind.ORDERED)
    start = DateField(required=False, label="Begins", help_text="Today, unless you say otherwise.")
    due = DateField(required=False, label="Due")
    goal = forms.ModelChoiceField(
        Goal.objects.none(), required=False, label="What it is for", empty_label="Say later"
    )
    manager = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Manager", empty_label="Nobody yet"
    )
    budget_hours = forms.DecimalField(
        required=False, label="Budget, hours", min_value=0, max_digits=9, decimal_places=2
    )
    pattern = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, by, today)


class ProjectEdit(Edit):
    """All of it in one form."""

    first = ("name", "due", "manager", "company")
    name = forms.CharField(max_length=200, label="Name")
    due = DateField(required=False, label="Due")
    manager = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Manager", empty_label="Nobody yet"
    )
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label="Client", empty_label="None"
    )
    kind = forms.ChoiceField(
        choices=Project.Kind.choices,
        label="Kind",
        help_text="Counts from today; hours spent before keep theirs.",
    )
    priority = forms.TypedChoiceField(choices=PRIORITIES, coerce=int, label="Priority")
    budget_hours = forms.DecimalField(
        required=False, label="Budget, hours", min_value=0, max_digits=9, decimal_places=2
    )
    budget_money = forms.DecimalField(
        required=False, label="Budget, money", min_value=0, max_digits=12, decimal_places=2
    )
    other_costs = forms.DecimalField(
        required=False,
        label="Costs beside hours",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="Prints, rent, travel: in all.",
    )
    deadline = DateField(required=False, label="Deadline", help_text="Later than this is not allowed.")
    brief = forms.CharField(required=False, label="Brief", widget=forms.Textarea)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, by, today)
        if not by.can("price", Project):
            for name in Project.priced:
                del self.fields[name]


class ServesForm(Form):
    """The goals it serves, in per cent; `held` are shares of goals she cannot see, which stay as they are."""

    def __init__(
        self,
        *args: Any,
        by: Account,
        shares: Mapping[int, Decimal],
        held: Mapping[Goal, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        goals = Goal.objects.visible_to(by).filter(ended_on=None) | Goal.objects.visible_to(by).filter(
            pk__in=shares
        )
        rows = (
            [*shares.items(), *[(None, None)] * (GOALS - len(shares))]
            if len(shares) < GOALS
            else [*shares.items()]
        )
        for place, (goal, share) in enumerate(rows, start=1):
            self.fields[f"goal_{place}"] = forms.ModelChoiceField(
                goals,
                required=False,
                label=f"Goal {place}" if place > 1 else "Goal",
                empty_label="None",
                initial=goal,
            )
            self.fields[f"share_{place}"] = forms.DecimalField(
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=1,
                label="Share, %",
                initial=None if share is None else share * 100,
            )
        self.rows = len(rows)

    def clean(self) -> dict[str, Any]:
        """The goals with their shares under `serves`; one goal alone needs no share."""
        given = super().clean() or {}
        chosen: dict[Goal, Decimal | None] = {}
        for place in range(1, self.rows + 1):
            goal, share = given.get(f"goal_{place}"), given.get(f"share_{place}")
            if goal is None:
                continue
            if goal in chosen:
                raise forms.ValidationError(f"“{goal}” stands here twice.")
            chosen[goal] = share
        given["serves"] = self._shares(chosen)
        return given

    def _shares(self, chosen: Mapping[Goal, Decimal | None]) -> dict[Goal, Decimal]:
        free = 1 - sum(self.held.values(), Decimal(0))
        if len(chosen) == 1 and next(iter(chosen.values())) is None:
            return {**self.held, next(iter(chosen)): free}
        if not chosen and self.held:
            raise forms.ValidationError("It also serves a goal you cannot see; name at least one beside it.")
        shares = {goal: (share or Decimal(0)) / 100 for goal, share in chosen.items()}
        if any(share == 0 for share in shares.values()):
            raise forms.ValidationError("Give each goal its share in per cent.")
        total = sum(shares.values(), Decimal(0))
        if shares and abs(total - free) > Decimal("0.001"):
            hidden = f", because a goal you cannot see holds {1 - free:.0%}" if self.held else ""
            raise forms.ValidationError(
                f"The shares add to {total:.0%}; they must add to {free:.0%}{hidden}."
            )
        return {**self.held, **shares}


class SeenByForm(Edit):
    """For whose eyes."""

    seen_by = forms.ChoiceField(choices=SeenBy.choices, label="Seen by", widget=forms.RadioSelect)
    team = forms.ModelChoiceField(Team.objects.all(), required=False, label="Which team", empty_label="None")
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, label="Which people", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "people", Person.objects.visible_to(by).here(today))

    def clean(self) -> dict[str, Any]:
        """A team or people, where that was chosen."""
        given = super().clean() or {}
        if given.get("seen_by") == SeenBy.TEAM and not given.get("team"):
            self.add_error("team", "Say which team.")
        if given.get("seen_by") == SeenBy.NAMED and not given.get("people"):
            self.add_error("people", "Say which people.")
        return given


class EndForm(Edit):
    """How it ends."""

    ending = forms.ChoiceField(choices=Project.Ending.choices, label="It is", widget=forms.RadioSelect)
    on = DateField(label="On")
    why = forms.CharField(max_length=300, required=False, label="In a sentence, why")


class PasteForm(Form):
    """A list of tasks."""

    text = forms.CharField(
        label="One task a line",
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(
            {"rows": 10, "placeholder": "Brief 2h\nConcept 2d @mira\nStoryboard 6h due fri"}
        ),
        help_text="Each line as in quick add: 6h, @person or @skill, due fri, !urgent.",
    )
    order = forms.ChoiceField(
        label="How they follow each other",
        widget=forms.RadioSelect,
        initial=Order.NONE.value,
        choices=(
            (Order.NONE.value, "In any order"),
            (Order.LINES.value, "Each line after the one before it"),
            (Order.INDENT.value, "Indented lines after the line they stand under"),
        ),
    )


def _choices(form: forms.Form, by: Account, today: date) -> None:
    _pick(form, "company", Company.objects.visible_to(by))
    _pick(form, "manager", Person.objects.visible_to(by).here(today))
    _pick(form, "goal", Goal.objects.visible_to(by).filter(ended_on=None))


def _pick(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields.get(name)
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows

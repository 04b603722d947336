"""What is asked: two fields are enough."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from varifocal.core.values import LAST_DAY
from varifocal.flows.breakdown import finished
from varifocal.flows.trial import Question
from varifocal.org.base.account import Account
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.web.asking import DateField, Form

NEW_WORK = "New work"


class TakeForm(Form):
    """A size and a day; the rest where it helps."""

    first = ("like", "wished", "company")
    like = forms.ModelChoiceField(
        Project.objects.none(), label="As large as", empty_label="Choose a finished project"
    )
    wished = DateField(label="Wished by")
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label="For", empty_label="Nobody yet"
    )
    name = forms.CharField(max_length=200, required=False, label="What it is called")
    begins = DateField(required=False, label="Begins", help_text="Today, unless you say otherwise.")
    hours = forms.DecimalField(
        required=False,
        label="Hours",
        min_value=1,
        max_value=20_000,
        max_digits=9,
        decimal_places=2,
        help_text="As many as the finished one took, unless you say otherwise.",
    )
    worth = forms.DecimalField(
        required=False, label="Paid, in all", min_value=0, max_digits=12, decimal_places=2
    )
    win = forms.IntegerField(required=False, label="Chance that it comes, %", min_value=0, max_value=100)

    def __init__(self, data: QueryDict | None, *, by: Account, today: date) -> None:
        super().__init__(data)
        self.today = today
        patterns = Project.objects.filter(pk__in=[one.pk for one in finished(by)])
        _field(self, "like").queryset = patterns.order_by("-ended_on", "-pk")
        _field(self, "company").queryset = Company.objects.visible_to(by)
        if not by.money_right:
            del self.fields["worth"]

    def clean(self) -> dict[str, Any]:
        """In an order that can be, with a name and a first day."""
        given = super().clean() or {}
        begins = given["begins"] = given.get("begins") or self.today
        if begins < self.today:
            self.add_error("begins", "That day has passed; it can begin today at the earliest.")
        if (wished := given.get("wished")) and wished < max(begins, self.today):
            self.add_error("wished", "That is before it begins.")
        if wished and wished > LAST_DAY:
            self.add_error("wished", f"{wished} is no day for work.")
        company = given.get("company")
        given["name"] = (given.get("name") or "").strip() or (company.name if company else NEW_WORK)
        return given

    def question(self) -> Question:
        """As the flow asks it."""
        given = self.cleaned_data
        company, hours = given.get("company"), given.get("hours")
        return Question(
            given["like"],
            given["begins"],
            given["wished"],
            company.pk if company else None,
            None if hours is None else float(hours),
            given["name"],
        )


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]

"""What is asked about a scenario: a name; then one thing at a time that is supposed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms

from varifocal.flows.trying import all_from_plain
from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.web.asking import DateField, Edit
from varifocal.web.direction.forms import SeenByFields, SeenByForm

FIRST = {"autofocus": True}


class NewForm(SeenByFields):
    """A name is enough; what a page already tried comes along unseen."""

    first = ("name",)
    field_order = ("name", "note", "seen_by", "team", "people", "supposed")
    name = forms.CharField(max_length=160, label="What if …", widget=forms.TextInput(FIRST))
    note = forms.CharField(
        required=False, max_length=2_000, label="Why we ask", widget=forms.Textarea({"rows": 2})
    )
    supposed = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def clean_supposed(self) -> list[Any]:
        """A list of suppositions, each as the planner reads it."""
        words = self.cleaned_data["supposed"]
        try:
            told = json.loads(words) if words else []
            all_from_plain(told)
        except (ValueError, RecursionError) as fault:
            raise forms.ValidationError(f"What was tried cannot be read: {fault}") from None
        return list(told)


class NameForm(Edit):
    """Another name."""

    name = forms.CharField(max_length=160, label="What if …", widget=forms.TextInput(FIRST))
    note = forms.CharField(
        required=False, max_length=2_000, label="Why we ask", widget=forms.Textarea({"rows": 2})
    )


class AwayForm(Edit):
    """Somebody is away."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Who")
    first_day = DateField(label="First day")
    last_day = DateField(label="Last day")

    def offer(self, by: Account, today: date) -> None:
        """Who is here."""
        self.fields["person"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """In order."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day away lies before the first.")
        return given


class DueForm(Edit):
    """A project is promised by another day."""

    project = forms.ModelChoiceField(Project.objects.none(), label="Project")
    day = DateField(required=False, label="Due by", help_text="Empty: no due date.")

    def offer(self, by: Account) -> None:
        """What is open."""
        self.fields["project"].queryset = Project.objects.visible_to(by).open()  # type: ignore[attr-defined]


class ComesForm(Edit):
    """A piece of work that may come does come."""

    opportunity = forms.ModelChoiceField(
        Opportunity.objects.none(),
        label="What comes",
        help_text="Work that may come, of which it is said as large as what it is and by when it is wished.",
    )

    def offer(self, by: Account) -> None:
        """What may be tried."""
        open_ones = Opportunity.objects.visible_to(by).open().exclude(pattern=None).exclude(wished=None)
        self.fields["opportunity"].queryset = open_ones  # type: ignore[attr-defined]


class SightForm(SeenByForm):
    """For whose eyes."""

"""What is asked about a question: the words first, all else may wait."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from varifocal.org.base.account import Account
from varifocal.org.decisions.decision import Decision
from varifocal.org.people.person import Person
from varifocal.web.asking import DateField, Edit
from varifocal.web.direction.forms import SeenByFields, SeenByForm

FIRST = {"autofocus": True}


class PutForm(SeenByFields):
    """A question: one field is enough."""

    first = ("question", "decider", "due")
    field_order = ("question", "decider", "due", "options", "seen_by", "team", "people")
    question = forms.CharField(max_length=300, label="What is to be decided", widget=forms.TextInput(FIRST))
    decider = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Who decides", empty_label="Whoever puts it"
    )
    due = DateField(label="By when")
    options = forms.CharField(
        required=False, label="Options, one a line", widget=forms.Textarea({"rows": 3}), max_length=4_000
    )

    def offer_people(self, by: Account, today: date) -> None:
        """Who may decide, and who may see it."""
        self.offer(by, today)
        self.fields["decider"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]


class SettleForm(Edit):
    """What was decided; the rest where it helps to learn from it."""

    first = ("choice", "why")
    choice = forms.CharField(max_length=300, label="What is decided", widget=forms.TextInput(FIRST))
    why = forms.CharField(required=False, label="Why", widget=forms.Textarea({"rows": 2}), max_length=4_000)
    expected = forms.CharField(
        required=False, label="What we expect of it", widget=forms.Textarea({"rows": 2}), max_length=4_000
    )
    confidence = forms.IntegerField(
        required=False, min_value=0, max_value=100, label="How sure, in per cent",
        help_text="Scored later against what came true.",
    )  # fmt: skip
    review_on = DateField(required=False, label="We look back on")

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if options:
            self.fields["choice"].widget = forms.TextInput(FIRST | {"list": "options"})
            self.fields["choice"].help_text = f"Named so far: {'; '.join(options)}"


class PutOffForm(Edit):
    """Another day."""

    due = DateField(label="Until when")
    why = forms.CharField(required=False, max_length=400, label="Why")


class WhyForm(Edit):
    """Why it needs no answer any more."""

    why = forms.CharField(max_length=400, label="Why it needs no answer", widget=forms.TextInput(FIRST))


class LookBackForm(Edit):
    """What came of it."""

    came_true = forms.ChoiceField(
        choices=Decision.CameTrue.choices, required=False, widget=forms.RadioSelect, label="Did it come true?"
    )
    outcome = forms.CharField(
        required=False, label="What we learned", widget=forms.Textarea({"rows": 3}), max_length=4_000
    )
    again = DateField(required=False, label="Too early: look again on")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not given.get("came_true") and not given.get("again"):
            self.add_error("came_true", "Say whether it came true, or when to look again.")
        return given


class SightForm(SeenByForm):
    """For whose eyes."""

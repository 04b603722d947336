"""What is asked for when the direction is drawn: few fields first, the rest if one likes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person, Team
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.work.project import Project, Serving
from varifocal.web.asking import DateField, Edit, Form

COMMITTED = (("yes", "Committed: what stands above counts on it"), ("no", "A stretch: good if it happens"))


class VisionForm(Form):
    """The far picture."""

    first: tuple[str, ...] = ("words", "by_when")
    words = forms.CharField(
        max_length=300,
        label="Where we want to be",
        widget=forms.Textarea({"rows": 2}),
        help_text="One sentence.",
    )
    by_when = DateField(label="By when")
    picture = forms.CharField(
        required=False,
        label="How success looks",
        widget=forms.Textarea,
        help_text="What a visitor would see.",
    )
    today = forms.CharField(required=False, label="Where we stand today", widget=forms.Textarea)


class VisionEdit(Edit, VisionForm):
    """The far picture, said anew."""

    first = ()


class StrategyForm(Form):
    """A choice."""

    choice = forms.CharField(max_length=200, label="We choose")
    refusal = forms.CharField(
        max_length=300, required=False, label="And for its sake we refuse", help_text="What we say no to."
    )
    by_when = DateField(required=False, label="By when")


class StrategyEdit(Edit, StrategyForm):
    """A choice, said differently."""


class ValueForm(Form):
    """What we stand for."""

    name = forms.CharField(max_length=80, label="In a word or two")
    meaning = forms.CharField(max_length=300, required=False, label="What it means here")


class SeenByFields(Form):
    """For whose eyes."""

    seen_by = forms.ChoiceField(
        choices=SeenBy.choices, widget=forms.RadioSelect, label="Seen by", initial="everyone"
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label="Which team", empty_label="Choose one"
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, label="Which people", widget=forms.CheckboxSelectMultiple
    )

    def offer(self, by: Account, today: date) -> None:
        """The teams and people one may choose from."""
        self.fields["team"].queryset = Team.objects.visible_to(by)  # type: ignore[attr-defined]
        self.fields["people"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A team needs to be named where one is meant, people likewise."""
        values = super().clean() or {}
        if values.get("seen_by") == SeenBy.TEAM and not values.get("team"):
            self.add_error("team", "Choose the team.")
        if values.get("seen_by") == SeenBy.NAMED and not values.get("people"):
            self.add_error("people", "Choose at least one person.")
        return values


class SeenByForm(Edit, SeenByFields):
    """For whose eyes, of something that stands."""


class GoalFields(Form):
    """A goal: a name and a date are enough."""

    name = forms.CharField(
        max_length=200, label="What is true then", help_text="For example: Ten retained clients"
    )
    target = DateField(label="By when")
    why = forms.CharField(required=False, label="Why it matters", widget=forms.Textarea({"rows": 2}))
    serves = forms.ChoiceField(required=False, label="It serves")
    owner = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Who owns it", empty_label="Nobody yet"
    )
    committed = forms.ChoiceField(
        choices=COMMITTED, widget=forms.RadioSelect, initial="yes", label="How firmly"
    )

    def offer_rest(self, by: Account, today: date, goals: Iterable[Goal]) -> None:
        """What it may serve and who may own it."""
        self.fields["owner"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]
        self.anchors: dict[str, Goal | Strategy | Vision] = {}
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for label, things in (
            ("A goal", goals),
            ("A choice", Strategy.objects.visible_to(by)),
            ("The vision itself", Vision.objects.visible_to(by)),
        ):
            chosen = {f"{thing.noun()}:{thing.pk}": thing for thing in things}
            self.anchors |= chosen
            if chosen:
                groups.append((label, [(key, str(thing)) for key, thing in chosen.items()]))
        self.fields["serves"].choices = [("", "Nothing yet"), *groups]  # type: ignore[attr-defined]

    def clean_serves(self) -> dict[str, Any]:
        """The goal, the choice or the vision; the other two are none."""
        chosen = self.anchors.get(self.cleaned_data["serves"])
        return {
            "parent": chosen if isinstance(chosen, Goal) else None,
            "strategy": chosen if isinstance(chosen, Strategy) else None,
            "vision": chosen if isinstance(chosen, Vision) else None,
        }

    def clean_committed(self) -> bool:
        """Committed or not."""
        return bool(self.cleaned_data["committed"] == "yes")


class GoalForm(SeenByFields, GoalFields):
    """A new goal."""

    first = ("name", "target")
    field_order = ("name", "target", "serves", "owner", "why", "committed", "seen_by", "team", "people")


class GoalEdit(Edit, GoalFields):
    """A goal that stands."""


class EndForm(Edit):
    """How a goal ends."""

    ending = forms.ChoiceField(choices=Goal.Ending.choices, widget=forms.RadioSelect, label="How it ended")
    why = forms.CharField(
        required=False, max_length=500, label="A word about it", widget=forms.Textarea({"rows": 2})
    )


class MeasureForm(Form):
    """A number that says whether we are there."""

    name = forms.CharField(max_length=200, label="What we count", help_text="For example: Retained clients")
    unit = forms.CharField(max_length=30, required=False, label="Unit")
    baseline = forms.DecimalField(max_digits=14, decimal_places=3, label="Where it stands")
    target = forms.DecimalField(max_digits=14, decimal_places=3, label="Where it should be")


class MeasureEdit(Edit, MeasureForm):
    """The number, defined anew."""


class AddsForm(Form):
    """A project, and how much it adds."""

    project = forms.ModelChoiceField(Project.objects.none(), label="Once this is done")
    adds = forms.DecimalField(max_digits=14, decimal_places=3, label="it adds")

    @classmethod
    def of(cls, measure: Measure, data: Any, by: Account) -> AddsForm:
        """Asked for a measure; open projects she sees, those that serve its goal first."""
        form = cls(data)
        serves = Serving.objects.filter(project=OuterRef("pk"), goal=measure.goal, until=None)
        rows = Project.objects.visible_to(by).open().annotate(is_for=Exists(serves))
        choice: Any = form.fields["project"]
        choice.queryset = rows.order_by("-is_for", "name", "pk")
        form.fields["adds"].help_text = f"{measure.unit}, less where it takes away.".strip(" ,").capitalize()
        return form


class ReadingForm(Form):
    """A dated value."""

    value = forms.DecimalField(max_digits=14, decimal_places=3, label="What it reads")
    on = DateField(label="On")
    note = forms.CharField(max_length=300, required=False, label="A note")

    @classmethod
    def of(cls, measure: Measure, data: Any, today: date) -> ReadingForm:
        """Asked for a measure, dated today at first."""
        form = cls(data, initial={"on": today})
        form.fields[
            "value"
        ].help_text = f"{measure.baseline:g} at first, {measure.target:g} wanted. {measure.unit}"
        return form

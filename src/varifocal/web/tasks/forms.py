"""What is asked of a task."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When

from varifocal.core.values import Invalid, Range
from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.relations.company import Company
from varifocal.org.work.equipment import Equipment
from varifocal.org.work.handover import MOST_WORDS, Handover
from varifocal.org.work.order import Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import SIZES, Task, TaskKind
from varifocal.web import levels
from varifocal.web.asking import DateField, Edit, Form
from varifocal.web.projects.forms import PRIORITIES
from varifocal.web.tasks.handed import freedom_of


def _hours(label: str, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(required=required, label=label, min_value=0, max_digits=8, decimal_places=2)


class TaskEdit(Edit):
    """Everything said of it but its effort."""

    first = ("name", "brief", "due", "kind")
    name = forms.CharField(max_length=200, label="Name")
    brief = forms.CharField(
        required=False,
        label="Brief",
        widget=forms.Textarea,
        help_text="What is to come out; **bold**, lists, links.",
    )
    due = DateField(required=False, label="Due", help_text="Later than this costs something.")
    kind = forms.ModelChoiceField(
        TaskKind.objects.none(), required=False, label="Kind", empty_label="None",
        help_text="Its usual effort and skill are inherited.",
    )  # fmt: skip
    priority = forms.TypedChoiceField(choices=PRIORITIES, coerce=int, label="Priority")
    release = DateField(required=False, label="Not before")
    deadline = DateField(required=False, label="Deadline", help_text="Later than this is not allowed.")
    crew = forms.IntegerField(label="People at once", min_value=1, max_value=50)
    splittable = forms.BooleanField(required=False, label="May be interrupted")

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "kind", TaskKind.objects.visible_to(by))


class EffortForm(Form):
    """One number is enough; or a size; or three numbers."""

    first: tuple[str, ...] = ("likely", "size")
    likely = _hours("Hours")
    size = forms.ChoiceField(
        required=False,
        label="Or a size",
        choices=(("", "None"), *((size, f"{size}: {hours:g} h") for size, hours in SIZES.items())),
    )
    low = _hours("If all goes well, hours")
    high = _hours("If it goes badly, hours")

    def clean(self) -> dict[str, Any]:
        """The effort under `effort`."""
        given = super().clean() or {}
        likely, size, low, high = (given.get(name) for name in ("likely", "size", "low", "high"))
        if likely is not None:
            try:
                given["effort"] = Range(
                    float(likely), *(None if side is None else float(side) for side in (low, high))
                )
            except Invalid as wrong:
                raise forms.ValidationError(str(wrong)) from None
        elif size:
            given["effort"] = size
        elif not self.errors:
            self.add_error("likely", "Say how many hours, or a size.")
        return given


class EstimateForm(Edit, EffortForm):
    """What it is believed to take."""


class LeftForm(Edit):
    """What is left."""

    hours = _hours("Hours left", required=True)


class PeopleForm(Form):
    """Who does it."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, label="People", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "people", Person.objects.visible_to(by).here(today))


class NeedForm(Form):
    """A skill it needs."""

    skill = forms.ModelChoiceField(Skill.objects.none(), label="Skill")
    level = forms.TypedChoiceField(
        choices=levels.choices, coerce=int, label="At least", initial=lambda: levels.chosen(2)
    )
    count = forms.IntegerField(label="People at once", min_value=1, max_value=50, initial=1)

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "skill", Skill.objects.visible_to(by))


class UseForm(Form):
    """Equipment it uses."""

    equipment = forms.ModelChoiceField(Equipment.objects.none(), label="Equipment")
    count = forms.IntegerField(label="How many of it", min_value=1, max_value=1000, initial=1)

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "equipment", Equipment.objects.visible_to(by).filter(count__gt=0))


class ModeForm(EffortForm):
    """Another way it could be done."""

    name = forms.CharField(label="Called", max_length=80)
    skill = forms.ModelChoiceField(
        Skill.objects.none(), label="Skill", required=False, empty_label="As its kind needs"
    )
    level = forms.TypedChoiceField(
        choices=levels.choices, coerce=int, label="At least", initial=lambda: levels.chosen(2)
    )
    count = forms.IntegerField(label="People at once", min_value=1, max_value=50, initial=1)
    equipment = forms.ModelChoiceField(
        Equipment.objects.none(), label="Equipment", required=False, empty_label="None"
    )
    units = forms.IntegerField(label="How many of it", min_value=1, max_value=1000, initial=1)

    first = ("name", "likely", "skill", "level")
    field_order = ("name", "likely", "skill", "level", "count", "equipment", "units", "size", "low", "high")

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "skill", Skill.objects.visible_to(by))
        _pick(self, "equipment", Equipment.objects.visible_to(by).filter(count__gt=0))


class TieForm(Form):
    """What it waits for, or what waits for it."""

    first = ("way", "other")
    way = forms.ChoiceField(
        choices=(("after", "This one comes after"), ("before", "This one comes before")),
        widget=forms.RadioSelect,
        label="Order",
        initial="after",
    )
    other = forms.ModelChoiceField(Task.objects.none(), label="The other task")
    kind = forms.ChoiceField(choices=Dependency.Kind.choices, label="How", initial=Dependency.Kind.FS)
    lag = forms.DecimalField(
        required=False, label="Working hours between", max_digits=8, decimal_places=2,
        help_text="Less than nothing lets them overlap.",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Account, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Task.objects.visible_to(by).open().filter(project=task.project_id).exclude(pk=task.pk)
        _pick(self, "other", others.order_by("place", "pk"))

    def clean_lag(self) -> Decimal:
        """None is no lag."""
        return self.cleaned_data["lag"] or Decimal(0)


class PinForm(Form):
    """Whom or which day to fix."""

    person = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Person", empty_label="Whoever fits"
    )
    start = DateField(required=False, label="Starts on")

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "person", Person.objects.visible_to(by).here(today))


class WaitForm(Edit):
    """Whose answer it waits for."""

    first = ("company", "on", "days")
    company = forms.ModelChoiceField(Company.objects.none(), label="Who has to answer")
    on = DateField(label="Asked on")
    days = _hours("Days until an answer, usually")
    low = _hours("If they are quick, days")
    high = _hours("If they are slow, days")

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "company", Company.objects.visible_to(by))


class ToProject(Edit):
    """Another project."""

    project = forms.ModelChoiceField(Project.objects.none(), label="Project")

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick(self, "project", Project.objects.visible_to(by).filter(ended_on=None))


class CutForm(Edit):
    """Why it will not be done."""

    why = forms.CharField(max_length=300, label="Why it is cut", help_text="The forecast will name it.")


def _brief() -> forms.CharField:
    return forms.CharField(
        label="What good looks like",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_WORDS,
        help_text="What is to come out, and how we will know that it is good.",
    )


def _freedom() -> forms.ChoiceField:
    choices = [(value, freedom_of(value)) for value in Handover.Freedom.values]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, label="How free she is")


def _look_in() -> DateField:
    return DateField(
        label="We look in on", help_text="The one day that asks what is left; nothing else does."
    )


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript while running
    """Somebody, with what speaks for her."""

    notes: dict[int, str]

    def label_from_instance(self, one: Any) -> str:
        """Her name, and what the plan or she herself says."""
        return f"{one.name}{self.notes.get(one.pk, '')}"


class HandOverForm(Form):
    """To whom, what good looks like, when we look in, how free she is."""

    to = _Person(Person.objects.none(), label="To", empty_label="Choose somebody")
    brief = _brief()
    look_in = _look_in()
    freedom = _freedom()

    def __init__(
        self, *args: Any, by: Account, today: date, proposed: int | None, hands: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        order = Case(
            When(pk=proposed or 0, then=Value(0)),
            When(pk__in=hands, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        _pick(self, "to", Person.objects.visible_to(by).here(today).order_by(order, "name", "pk"))
        field = self.fields["to"]
        assert isinstance(field, _Person)
        field.notes = dict.fromkeys(hands, ", would like to")
        if proposed is not None:
            wish = field.notes.get(proposed, "")
            field.notes[proposed] = f", as the plan has it{', and would like to' if wish else ''}"


class OfferForm(Edit):
    """The offer anew; of a taken one only the day."""

    brief = _brief()
    look_in = _look_in()
    freedom = _freedom()

    def __init__(self, *args: Any, taken: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if taken:
            del self.fields["brief"], self.fields["freedom"]


class WordsForm(Edit):
    """A few words."""

    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST_WORDS)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class LookInForm(Edit):
    """What is left, on the day we look in."""

    hours = _hours("Hours left", required=True)
    words = forms.CharField(
        required=False, label="A word", max_length=MOST_WORDS, help_text="Only if something is in the way."
    )


def _pick(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows

"""What is asked for about people."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django import forms

from varifocal.org.base.account import Account
from varifocal.org.growth.mentorship import MINUTES
from varifocal.org.people.person import WEEKDAYS, Absence, Person, Week
from varifocal.org.people.skill import Skill
from varifocal.org.people.skill import Value as HeldValue
from varifocal.org.people.told import Eyes
from varifocal.org.relations.company import Company
from varifocal.org.work.doing import MOST_ABOUT
from varifocal.org.work.task import TaskKind
from varifocal.web import levels
from varifocal.web.asking import DateField, Edit, Form


class WelcomeForm(Form):
    """Somebody joins: only the name is needed."""

    first = ("name",)
    name = forms.CharField(max_length=120, label="Name")
    title = forms.CharField(max_length=120, required=False, label="Work here")
    email = forms.EmailField(required=False, label="E-mail")
    joined = DateField(required=False, label="First day")
    lead = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Led by", empty_label="Nobody yet"
    )

    def offer(self, by: Account, today: date) -> None:
        """Who may lead her."""
        self.fields["lead"].queryset = Person.objects.visible_to(by).here(today)  # type: ignore[attr-defined]


class DescribeForm(Edit):
    """What stands on her page."""

    name = forms.CharField(max_length=120, label="Name")
    title = forms.CharField(max_length=120, required=False, label="Work here")
    about = forms.CharField(required=False, label="About", widget=forms.Textarea)
    email = forms.EmailField(required=False, label="E-mail")
    zone = forms.CharField(
        max_length=60,
        label="Time zone",
        widget=forms.TextInput({"list": "zones"}),
        help_text="Like Europe/Berlin",
    )
    country = forms.CharField(max_length=2, label="Country", help_text="Its holidays count: DE, AT, CH")
    region = forms.CharField(max_length=10, required=False, label="Region")

    def clean_zone(self) -> str:
        """A zone the tz database knows."""
        zone = str(self.cleaned_data["zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(f"“{zone}” is no time zone; write it like Europe/Berlin.")
        return zone

    def clean_country(self) -> str:
        """Two letters."""
        return str(self.cleaned_data["country"]).upper()


class WeekForm(Edit):
    """When she works: a line a day."""

    share = forms.DecimalField(
        min_value=Decimal(1),
        max_value=Decimal(100),
        decimal_places=0,
        label="Part of it that may be planned, in per cent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WEEKDAYS:
            self.fields[name] = forms.CharField(
                required=False, label=name, widget=forms.TextInput({"placeholder": "free"})
            )
        self.fields["Monday"].help_text = "Like 9-13, 14-18; nothing means free."
        self.order_fields([*WEEKDAYS, "share"])

    @staticmethod
    def filled_from(person: Person) -> dict[str, Any]:
        """Her week as lines."""
        lines = {
            name: ", ".join(f"{start}-{end}" for start, end in stretches)
            for name, stretches in zip(WEEKDAYS, person.working_week, strict=True)
        }
        return lines | {"share": int(person.share * 100), "seen": person.version}

    def week(self) -> Week:
        """Seven days of stretches."""
        return [
            [[_clock(end) for end in part.split("-")] for part in _parts(self.cleaned_data[name])]
            for name in WEEKDAYS
        ]

    def clean(self) -> dict[str, Any]:
        """Each stretch has a start and an end."""
        values = super().clean() or {}
        for name in WEEKDAYS:
            for part in _parts(values.get(name, "")):
                ends = [_clock(end) for end in part.split("-")]
                if len(ends) != 2 or "" in ends:
                    self.add_error(name, f"“{part}” is no stretch of time; write it like 9-13.")
        return values


class LeadForm(Edit):
    """Who leads her."""

    lead = forms.ModelChoiceField(Person.objects.none(), required=False, label="Led by", empty_label="Nobody")


class LeaveForm(Edit):
    """Her last day, and who leads those she leads."""

    on = DateField(label="Last day")
    lead = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        label="Who leads her people from then on",
        empty_label="Nobody yet",
    )


class EraseForm(Edit):
    """Nothing but that it is meant."""


class SkillForm(Form):
    """A skill and how well."""

    skill = forms.ModelChoiceField(
        Skill.objects.none(), required=False, label="Skill", empty_label="Choose one"
    )
    new = forms.CharField(max_length=80, required=False, label="Or one we had no word for")
    level = forms.TypedChoiceField(
        choices=lambda: [*levels.choices(), (0, "not any more")],
        coerce=int,
        widget=forms.RadioSelect,
        label="How well",
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        if not values.get("skill") and not values.get("new"):
            self.add_error("skill", "Choose a skill.")
        return values


class PassionForm(Form):
    """What she wants more of."""

    first = ("words", "less", "skill", "seen_by")
    words = forms.CharField(
        max_length=200, label="Of what", help_text="For example: animation, teaching, mornings"
    )
    skill = forms.ModelChoiceField(
        Skill.objects.none(), required=False, label="Which skill that means", empty_label="None in particular"
    )
    less = forms.ChoiceField(
        choices=[("", "More of it"), ("yes", "Less of it")], required=False, widget=forms.RadioSelect,
        label="I want", initial="",
    )  # fmt: skip
    kind = forms.ModelChoiceField(
        TaskKind.objects.none(),
        required=False,
        label="Or which kind of work",
        empty_label="None in particular",
    )
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label="Or which client", empty_label="None in particular"
    )
    seen_by = forms.ChoiceField(
        choices=Eyes.choices, required=False, widget=forms.RadioSelect, label="Seen by", initial=Eyes.EVERYONE,
        help_text="Only what everyone may see can shape who does what.",
    )  # fmt: skip

    def clean_seen_by(self) -> str:
        """Everyone, where nothing is said."""
        return str(self.cleaned_data["seen_by"] or Eyes.EVERYONE)


class OwnValueForm(Form):
    """A value of the house she names as hers, or one in her own words."""

    first = ("value", "words")
    value = forms.ModelChoiceField(
        HeldValue.objects.none(), required=False, label="I stand for", empty_label="In my own words"
    )
    words = forms.CharField(max_length=120, required=False, label="In my own words")
    seen_by = forms.ChoiceField(
        choices=Eyes.choices, required=False, widget=forms.RadioSelect, label="Seen by", initial=Eyes.EVERYONE
    )

    def clean_seen_by(self) -> str:
        """Everyone, where nothing is said."""
        return str(self.cleaned_data["seen_by"] or Eyes.EVERYONE)


class AbsenceForm(Form):
    """Days away."""

    first_day = DateField(label="First day away")
    last_day = DateField(label="Last day away", required=False, help_text="Nothing means the same day.")
    kind = forms.ChoiceField(choices=Absence.Kind.choices, label="What", initial=Absence.Kind.HOLIDAY)
    note = forms.CharField(
        required=False,
        max_length=1000,
        label="A word about it",
        help_text="Kept sealed.",
    )


class MoveForm(Edit):
    """Other days."""

    first_day = DateField(label="First day away")
    last_day = DateField(label="Last day away")


class NoteForm(Edit):
    """A note to herself."""

    words = forms.CharField(
        required=False, label="Only you can read this", widget=forms.Textarea({"rows": 8})
    )


class PraiseForm(Form):
    """Thanks."""

    words = forms.CharField(max_length=400, label="What for", widget=forms.Textarea({"rows": 3}))
    value = forms.ModelChoiceField(
        HeldValue.objects.none(),
        required=False,
        label="It shows what we stand for",
        empty_label="Nothing named",
    )
    quiet = forms.ChoiceField(
        choices=[("", "Aloud, for all to read"), ("yes", "Quietly, for the two of you")],
        required=False, widget=forms.RadioSelect, label="Said", initial="",
    )  # fmt: skip


class TalkForm(Edit):
    """When two talk, how long, and if she likes what about."""

    on = DateField(label="Day")
    clock = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(
        label="Minutes", min_value=MINUTES[0], max_value=MINUTES[1], widget=forms.NumberInput({"step": 5})
    )
    about = forms.CharField(
        max_length=MOST_ABOUT, required=False, label="What about", help_text="Only the two of you read it."
    )


def _parts(line: str) -> list[str]:
    return [part for part in line.replace(";", ",").replace("–", "-").replace(" ", "").split(",") if part]


def _clock(words: str) -> str:
    """“9” and “9:30” as 09:00 and 09:30; nothing from what is no time."""
    hour, _, minute = words.partition(":")
    try:
        return time(int(hour), int(minute or 0)).strftime("%H:%M")
    except ValueError:
        return ""

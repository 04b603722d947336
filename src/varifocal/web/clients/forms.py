"""What is asked about companies, contacts, what was agreed and what may come."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from varifocal.flows.breakdown import finished
from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import Touch
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.web.asking import DateField, Edit, Form

AREA = forms.Textarea({"rows": 4})


def amount(label: str, **more: Any) -> forms.DecimalField:
    """A sum of money, or nothing."""
    return forms.DecimalField(
        required=False, label=label, min_value=0, max_digits=12, decimal_places=2, **more
    )


def hours(label: str, **more: Any) -> forms.DecimalField:
    """Hours, or nothing."""
    return forms.DecimalField(
        required=False, label=label, min_value=0, max_digits=9, decimal_places=2, **more
    )


class MeetForm(Form):
    """A company: one field is enough."""

    first = ("name",)
    name = forms.CharField(max_length=160, label="Name")
    kind = forms.ChoiceField(
        choices=Company.Kind.choices, label="It is a", initial=Company.Kind.PROSPECT, required=False
    )
    domain = forms.CharField(
        max_length=200,
        required=False,
        label="Its addresses end in",
        help_text="Like acme.example: mails copied in and meetings are known by it.",
    )

    def clean_kind(self) -> str:
        """A prospect, unless said otherwise."""
        return self.cleaned_data["kind"] or Company.Kind.PROSPECT


class CompanyEdit(Edit):
    """All of a company."""

    name = forms.CharField(max_length=160, label="Name")
    kind = forms.ChoiceField(choices=Company.Kind.choices, label="It is a")
    looked_after_by = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Who looks after it", empty_label="Nobody yet"
    )
    domain = forms.CharField(max_length=200, required=False, label="Its addresses end in")
    since = DateField(required=False, label="With us since")
    note = forms.CharField(max_length=10_000, required=False, label="What else to know", widget=AREA)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "looked_after_by", Person.objects.visible_to(by).here(today))


class MergeForm(Edit):
    """Which company is the same."""

    other = forms.ModelChoiceField(
        Company.objects.none(), label="The same company under another name", empty_label="Choose it"
    )

    def __init__(self, *args: Any, by: Account, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "other", Company.objects.visible_to(by).exclude(pk=company.pk))


class ContactForm(Form):
    """Somebody there."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.CharField(max_length=254, required=False, label="E-mail")
    role = forms.CharField(max_length=120, required=False, label="What she does there")


class ContactEdit(Edit, ContactForm):
    """The same, of somebody who stands here."""

    field_order = ("name", "email", "role")


class TouchForm(Form):
    """A contact that took place."""

    how = forms.ChoiceField(
        choices=[choice for choice in Touch.How.choices if choice[0] != Touch.How.MAIL],
        label="How",
        initial=Touch.How.MET,
        widget=forms.RadioSelect,
    )
    on = DateField(label="On")
    words = forms.CharField(max_length=300, required=False, label="In a line, what of")
    contact = forms.ModelChoiceField(
        Contact.objects.none(), required=False, label="With whom", empty_label="Nobody by name"
    )

    def __init__(self, *args: Any, by: Account, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "contact", Contact.objects.visible_to(by).filter(company=company))


class StepForm(Form):
    """The next step, in a line."""

    line = forms.CharField(
        max_length=500,
        label="What comes next, in one line",
        help_text="As in quick add: “Ring Carla about spring 1h @me due fri”.",
    )
    project = forms.ModelChoiceField(Project.objects.none(), label="In", empty_label=None)

    def __init__(self, *args: Any, by: Account, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = Project.objects.visible_to(by).open().filter(company=company)
        standing = Project.objects.visible_to(by).open().filter(kind=Project.Kind.STANDING)
        own = Project.objects.visible_to(by).open().filter(kind=Project.Kind.OWN)
        pick(self, "project", (theirs | standing | own).order_by("kind", "name"))
        if not self.is_bound:
            self.initial.setdefault("project", theirs.first() or standing.first())


class AgreementForm(Form):
    """What is agreed."""

    first = ("name", "kind", "price", "since", "until", "rounds")
    name = forms.CharField(max_length=200, label="What is agreed")
    kind = forms.ChoiceField(
        choices=(("fixed", "Fixed price"), ("retainer", "Retainer a month"), ("hourly", "By the hour")),
        label="Paid",
        widget=forms.RadioSelect,
        initial="fixed",
    )
    price = amount("Price", help_text="In all, a month, or an hour, as it is paid.")
    since = DateField(label="From")
    until = DateField(required=False, label="Until", help_text="The last day. Nothing: without end.")
    rounds = forms.IntegerField(
        required=False,
        label="Rounds included",
        min_value=0,
        max_value=99,
        help_text="How often one thing is put to them, the first time counted; more costs extra.",
    )
    hours = hours("Hours", help_text="Reckoned with in all, or included a month.")
    project = forms.ModelChoiceField(
        Project.objects.none(), required=False, label="For", empty_label="All we do for them"
    )

    def __init__(self, *args: Any, by: Account, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "project", Project.objects.visible_to(by).filter(company=company).order_by("-pk"))
        if not by.money_right:
            del self.fields["price"]


class AgreementEdit(Edit, AgreementForm):
    """The same, of one that stands."""


class ExtraForm(Form):
    """What is asked beyond what was agreed."""

    words = forms.CharField(max_length=300, label="What they ask beyond what was agreed")
    rounds = forms.IntegerField(required=False, label="Rounds more", min_value=0, max_value=99)
    hours = hours("Hours, about")
    project = forms.ModelChoiceField(
        Project.objects.none(), required=False, label="For", empty_label="No project in particular"
    )

    def __init__(self, *args: Any, by: Account, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "project", Project.objects.visible_to(by).open().filter(company=company))


class PriceForm(Edit):
    """What an extra costs."""

    price = amount("Price", help_text="Nothing: it is on us.")


class OpportunityForm(Form):
    """Work that may come: a name is enough."""

    first = ("name", "company", "wished")
    name = forms.CharField(max_length=200, label="What it would be")
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label="For", empty_label="Nobody yet"
    )
    wished = DateField(required=False, label="Wished by")
    pattern = forms.ModelChoiceField(
        Project.objects.none(),
        required=False,
        label="As large as",
        empty_label="Nobody said",
        help_text="A finished project, with the hours it really took.",
    )
    begins = DateField(required=False, label="Begins")
    hours = hours("Hours", help_text="Instead of what the finished one took.")
    worth = amount("Paid, in all")
    win = forms.IntegerField(
        required=False,
        label="Chance that it comes, %",
        min_value=0,
        max_value=100,
        help_text="Nothing: what is usual for its stage.",
    )
    looked_after_by = forms.ModelChoiceField(
        Person.objects.none(), required=False, label="Who looks after it", empty_label="Nobody yet"
    )
    note = forms.CharField(max_length=10_000, required=False, label="What else to know", widget=AREA)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "company", Company.objects.visible_to(by))
        pick(self, "looked_after_by", Person.objects.visible_to(by).here(today))
        patterns = Project.objects.filter(pk__in=[one.pk for one in finished(by)])
        pick(self, "pattern", patterns.order_by("-ended_on", "-pk"))
        if not by.money_right:
            del self.fields["worth"]


class OpportunityEdit(Edit, OpportunityForm):
    """The same, of one that stands."""


class LoseForm(Edit):
    """Why it is lost."""

    stage = forms.CharField(widget=forms.HiddenInput, initial=Opportunity.Stage.LOST)
    why = forms.CharField(max_length=300, required=False, label="In a sentence, why")


def pick(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field offer these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows

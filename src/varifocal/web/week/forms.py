"""What is asked while the week is held: as little as it takes, all of it filled in already."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.web.asking import DateField, Form
from varifocal.web.tasks.forms import HandOverForm

FIRST = {"autofocus": True}


class TaskForm(Form):
    """A task that fits: what, where, who, by when."""

    name = forms.CharField(max_length=200, label="What is to be done", widget=forms.TextInput(FIRST))
    who = forms.ModelChoiceField(Person.objects.none(), required=False, label="Who", empty_label="Nobody yet")
    by_when = DateField(label="By when")
    project = forms.ModelChoiceField(Project.objects.none(), label="In which project")
    effort = forms.CharField(
        max_length=20, required=False, label="Hours", help_text="A number, or S, M, L; small is best."
    )

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "who", Person.objects.visible_to(by).here(today))
        pick(self, "project", Project.objects.visible_to(by).open().order_by("name", "pk"))


class HandOverAnewForm(HandOverForm):
    """A small new task for somebody: what, where, and as any hand-over."""

    name = forms.CharField(max_length=200, label="What is to be done", widget=forms.TextInput(FIRST))
    project = forms.ModelChoiceField(Project.objects.none(), label="In which project")
    field_order = ("name", "to", "brief", "look_in", "project", "freedom")

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, today=today, **kwargs)
        pick(self, "project", Project.objects.visible_to(by).open().order_by("name", "pk"))


class LetGoForm(Form):
    """Why it is let go."""

    why = forms.CharField(max_length=400, label="Why", widget=forms.TextInput(FIRST))


def pick(form: forms.Form, name: str, rows: Any) -> None:
    """What one may choose from."""
    field: Any = form.fields[name]
    field.queryset = rows

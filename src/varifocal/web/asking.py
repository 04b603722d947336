"""One way to ask for what an act needs: a form, in a dialog over the page or as a page of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from varifocal.org.base.refusals import Impossible
from varifocal.web.answers import say


@dataclass(frozen=True, slots=True)
class Question:
    """The words around a form, and the page it belongs to."""

    name: str
    button: str
    back: str
    help: str = ""
    danger: bool = False
    above: str = ""
    """A template shown above the form."""


class DateField(forms.DateField):
    """A day, chosen with the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    asks = ""
    """An address that says something of the day while it is chosen, where there is one."""


class Form(forms.Form):
    """A form whose `first` fields stand open and whose others wait under "More"; without `first` all stand open."""

    first: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def opening(self) -> list[forms.BoundField]:
        """What is asked at once."""
        return [field for field in self.visible_fields() if not self.first or field.name in self.first]

    def more(self) -> list[forms.BoundField]:
        """What may be said as well."""
        return [field for field in self.visible_fields() if self.first and field.name not in self.first]

    def more_is_open(self) -> bool:
        """Whether a mistake waits under "More"."""
        return any(field.errors for field in self.more())


class Edit(Form):
    """A form over something that stands: it knows which version it was filled from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


def ask(
    request: HttpRequest,
    form: forms.Form,
    question: Question,
    act: Callable[[dict[str, Any]], tuple[str, str]],
    **around: Any,
) -> HttpResponse:
    """Show the form, or do its act: `act` gets the clean values, calls a verb, and returns where to go and what
    was done. A value that cannot be stands beside its field, in words; all she wrote is kept. `around` is for what
    stands above the form."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                url, sentence = act(form.cleaned_data)
            except Impossible as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            else:
                return done(request, url, sentence)
    in_dialog = bool(request.headers.get("HX-Request"))
    once = secrets.token_hex(16)
    context = {**around, "form": form, "question": question, "once": once, "in_dialog": in_dialog}
    template = "parts/ask.html" if in_dialog else "parts/ask_page.html"
    return render(request, template, context, status=status)


def whole(words: str) -> int | None:
    """A whole number as forms and addresses tell it, in plain digits; None from anything else, or from more
    digits than any number here has."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def done(request: HttpRequest, url: str, sentence: str) -> HttpResponse:
    """Say what was done and go there, from a dialog or from a page."""
    say(request, sentence)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)

"""Who reads inside what a client was told."""

from __future__ import annotations

from django import forms

from varifocal.org.people.seen_by import SeenBy
from varifocal.web.direction.forms import SeenByFields, SeenByForm


class SendForm(SeenByFields):
    """Asked at sending."""

    seen_by = forms.ChoiceField(
        choices=SeenBy.choices, widget=forms.RadioSelect, label="Who reads it inside, once it is sent"
    )


class SightForm(SeenByForm):
    """Of what was sent."""

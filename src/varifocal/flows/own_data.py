"""All that is kept about a person, handed to her: her own words opened, others' only where she may read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.looked import Looked
from varifocal.org.base.record import Record
from varifocal.org.base.sealing import SealedText, unseal
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import OneToOne
from varifocal.org.people.person import Person
from varifocal.org.people.told import Told
from varifocal.org.work.calendar import Calendar

SECRET = {"password", "digest", "address", "session_stamp"}
"""What is nobody's to read, not even hers."""
WITHIN: dict[object, tuple[str, ...]] = {
    OneToOne: ("lead", "person"), GrowthPlan: ("person",), Mentorship: ("mentor", "learner"),
}  # fmt: skip
"""What hangs on these is hers where she is in them."""


def own_data(by: Account, today: date) -> dict[str, Any]:
    """By table, every row that names her and that she may see; sealed text opened where the row is for her eyes."""
    me = by.person_id
    if me is None:
        return {}
    told: dict[str, Any] = {"made_on": today.isoformat(), "person": _plain(Person.objects.get(pk=me))}
    for kind in sorted(apps.get_app_config("org").get_models(), key=lambda one: one._meta.model_name or ""):
        if not issubclass(kind, Record) or kind in (Person, Account):
            continue
        hers = models.Q()
        for field in kind._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person:
                hers |= models.Q(**{field.name: me})
            elif isinstance(field, models.ForeignKey):
                for hers_in in WITHIN.get(field.related_model, ()):
                    hers |= models.Q(**{f"{field.name}__{hers_in}": me})
        if hers:
            rows = kind._default_manager.visible_to(by).filter(hers).order_by("pk")
            if found := [_plain(row) for row in rows]:
                told[kind._meta.model_name or ""] = found
    told["who_looked"] = [
        {"who": str(one.reader), "what": one.what, "on": one.on.isoformat(), "times": one.times}
        for one in looks(by)
    ]
    return told


def looks(by: Account) -> models.QuerySet[Looked]:
    """Who looked at what of hers, the newest first."""
    return (
        Looked.objects.filter(about=by.person_id or 0).select_related("reader__person").order_by("-on", "-pk")
    )


def _plain(row: Record) -> dict[str, Any]:
    if isinstance(row, Told) and row.private:
        said = {name: _word(value) for name, value in row.said().items()}
        return {"id": row.pk, "seen_by": row.seen_by, **said}
    plain = {name: value for name, value in row.plain().items() if name not in SECRET}
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedText) and field.name not in SECRET and not isinstance(row, Calendar):
            plain[field.name] = unseal(getattr(row, field.attname))
    if isinstance(row, CheckIn):
        feeling = row.feeling
        plain["sealed"] = {"energy": feeling.energy, "workload": feeling.workload, "line": feeling.line}
    return plain


def _word(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""Taking a sample away: everything the database holds of it, the log included."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import note, verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible


@verb
def clear_sample(*, by: Account) -> None:
    """Remove the sample organization with all that is in its database; only the asking account stays, and the
    log begins anew with it.

    Raises Impossible where the organization is no sample: real content is never cleared.
    """
    by.may("clear", Organization)
    if not Organization.here().is_sample:
        raise Impossible("This organization is no sample; it is not cleared.")
    for kind in _children_first():
        rows = kind._base_manager.all()
        if own := [link.name for link in kind._meta.concrete_fields if link.related_model is kind]:
            rows.update(**dict.fromkeys(own))
        (rows.exclude(pk=by.pk) if kind is Account else rows).delete()
    note("account.remained", by, by=by, before=None, after=by.plain())


def _children_first() -> list[type[models.Model]]:
    """Every table, each before those it points to."""
    kinds = list(apps.get_app_config("org").get_models())
    order: list[type[models.Model]] = []

    def place(kind: type[models.Model]) -> None:
        if kind in order:
            return
        for link in kind._meta.related_objects:
            if (
                isinstance(link.related_model, type)
                and link.related_model is not kind
                and link.related_model in kinds
            ):
                place(link.related_model)
        order.append(kind)

    for kind in kinds:
        place(kind)
    return order

"""What was agreed with a company beside what was used of it: hours for everybody, money for those who see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum

from varifocal.core.values import Recorded
from varifocal.flows.recorded import REAL
from varifocal.org.base.account import Account
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.money.months import CENT, Part, part_of, parts
from varifocal.org.relations.company import Company
from varifocal.org.work.doing import TimeEntry

Spent = Mapping[tuple[int, date], Recorded]
"""Hours by project and day."""


@dataclass(frozen=True, slots=True)
class Used:
    """An agreement, the hours it reckoned with or includes up to a day, the hours used up to then, and the money:
    what was said in all, None where no price was said, she sees no money, or it follows from hours too few of which
    are real. `extras` were agreed on top.

    `short` is the month of which only a part is agreed that ends it, where there is one.
    """

    agreement: Agreement
    included: Decimal | None
    used: Recorded
    said: Decimal | None
    extras: Decimal | None
    short: Part | None

    @property
    def an_hour_said(self) -> Decimal | None:
        """What an hour would bring, as agreed."""
        return _an_hour(self.said, self.included)

    @property
    def an_hour_used(self) -> Decimal | None:
        """What an hour brings, as it went, the extras included."""
        return (
            None if self.said is None else _an_hour(self.said + (self.extras or Decimal(0)), self.used.told)
        )


def used_of(by: Account, company: Company, today: date) -> list[Used]:
    """Every agreement with the company that she sees, those that hold first; three questions to the database."""
    return next((list(one.agreements) for one in used_by_company(by, today, company)), [])


@dataclass(frozen=True, slots=True)
class InAll:
    """All that was agreed with a company, and the hours used for any of it, each once."""

    company: Company
    agreements: tuple[Used, ...]
    used: Recorded


def used_by_company(by: Account, today: date, only: Company | None = None) -> list[InAll]:
    """Every company that agreed something, by its name; three questions to the database as well."""
    agreements = (
        Agreement.objects.visible_to(by).select_related("company", "project").order_by("company__name", "pk")
    )
    agreed: dict[Company, list[Agreement]] = defaultdict(list)
    for agreement in agreements if only is None else agreements.filter(company=only):
        agreed[agreement.company].append(agreement)
    if not agreed:
        return []
    spent, extras = _spent(by, agreed), defaultdict(list)
    for extra in Extra.objects.visible_to(by).filter(company__in=agreed, state=Extra.State.AGREED):
        extras[extra.company_id].append(extra)
    found = []
    for company, some in agreed.items():
        own = {one.project_id for one in some if one.project_id is not None}
        hours = spent[company.pk]
        days = [set(_within(one, hours, own, today)) for one in some]
        told = [
            _used(one, _sum(hours, its), extras[company.pk], own, today, by.money_right)
            for one, its in zip(some, days, strict=True)
        ]
        in_order = sorted(told, key=lambda one: not one.agreement.holds_on(today))
        found.append(InAll(company, tuple(in_order), _sum(hours, set().union(*days))))
    return found


def _used(
    one: Agreement, hours: Recorded, extras: Sequence[Extra], own: set[int], today: date, money: bool
) -> Used:
    priced = [
        extra.price
        for extra in extras
        if extra.price is not None
        and (extra.project_id == one.project_id if one.project_id else extra.project_id not in own)
        and one.since <= extra.asked_on <= (one.until or extra.asked_on)
    ]
    said, included = _said(one, min(today, one.until or today), hours.told)
    return Used(
        one,
        included,
        hours,
        said if money else None,
        sum(priced, Decimal(0)) if money and priced else None,
        _short(one),
    )


def _said(one: Agreement, last: date, used: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The price and the hours of it up to a day: of a retainer month by month, by calendar days."""
    if one.kind == Agreement.Kind.HOURLY:
        whole = None if one.price is None or used is None else one.price * used
        return None if whole is None else whole.quantize(CENT, ROUND_HALF_UP), None
    if one.kind == Agreement.Kind.FIXED:
        return one.price, one.hours
    months = list(parts(one.since, last)) if one.since <= last else []
    price, hours = (
        None if whole is None else sum((part.share(whole) for part in months), Decimal(0))
        for whole in (one.price, one.hours)
    )
    return price, hours


def _short(one: Agreement) -> Part | None:
    """The last month of a retainer, where it ends within it."""
    if one.kind != Agreement.Kind.RETAINER or one.until is None:
        return None
    part = part_of(one.until, one.since, one.until)
    return part if part is not None and not part.is_whole else None


def _sum(spent: Spent, days: Iterable[tuple[int, date]]) -> Recorded:
    return sum((spent[day] for day in days), Recorded())


def _within(one: Agreement, spent: Spent, own: set[int], today: date) -> Iterable[tuple[int, date]]:
    """Days with hours of its project, or of all the company's projects that have no agreement of their own."""
    last = min(today, one.until or today)
    for project, on in spent:
        is_its = project == one.project_id if one.project_id else project not in own
        if is_its and (one.kind == Agreement.Kind.FIXED or one.since <= on <= last):
            yield project, on


def _spent(by: Account, companies: Collection[Company]) -> dict[int, dict[tuple[int, date], Recorded]]:
    """Hours by company, then by project and day."""
    rows = (
        TimeEntry.objects.visible_to(by)
        .filter(project__company__in=companies)
        .order_by()
        .values_list("project__company", "project", "on")
        .annotate(all=Sum("hours"), real=Sum("hours", filter=Q(source__in=REAL)))
    )
    spent: dict[int, dict[tuple[int, date], Recorded]] = defaultdict(dict)
    for company, project, on, every, real in rows:
        spent[company][project, on] = Recorded(every, real or Decimal(0))
    return spent


def _an_hour(money: Decimal | None, hours: Decimal | None) -> Decimal | None:
    if money is None or not hours:
        return None
    return (money / hours).quantize(CENT, ROUND_HALF_UP)

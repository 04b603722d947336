"""What somebody tells this reader of herself: everybody, her lead, her mentor; she sees who looked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from varifocal.org.base.looked import Looked
from varifocal.org.base.organization import Organization
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.passion import Passion
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonValue
from varifocal.org.people.told import ProfileWord
from varifocal.web import levels
from varifocal.web.growth.common import IN_HER_STEAD, me_inside, weeks_told

MOST = 20


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line she lets this reader see."""
    by, _ = me_inside(request)
    person = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    if person.account_id is not None and person.account_id == by.pk:
        raise Http404
    today = Organization.here().today()
    words = list(ProfileWord.objects.visible_to(by).filter(person=person))
    passions = list(Passion.objects.visible_to(by).filter(person=person))
    values = list(PersonValue.objects.visible_to(by).filter(person=person).select_related("value"))
    plans = list(GrowthPlan.objects.visible_to(by).open().filter(person=person).select_related("skill"))
    weeks = list(CheckIn.objects.visible_to(by).filter(person=person).order_by("-monday")[:10])
    evidence = (
        SkillEvidence.objects.visible_to(by)
        .filter(person=person)
        .select_related("skill", "task", "confirmed_by")
    )
    if weeks or plans or not all(one.is_open for rows in (words, passions, values) for one in rows):
        Looked.note(by, person.pk, "what you told your lead or mentor", today)
    context = {
        "person": person, "today": today,
        "words": [{"label": IN_HER_STEAD[row.about], **row.said()} for row in words],
        "passions": [row.said() for row in passions], "values": [row.named for row in values],
        "plans": [{"row": row, "wish": row.said, "level": levels.word(row.level)} for row in plans],
        "weeks": weeks_told(weeks),
        "evidence": list(evidence[:MOST]),
    }  # fmt: skip
    return render(request, "growth/told.html", context)

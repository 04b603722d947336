"""The weekly check-in: two taps, a line, and who helped."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from varifocal.core.values import monday_of
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible
from varifocal.org.growth.check_in import ENERGY, WORKLOAD, CheckIn, HelpTap
from varifocal.org.people.person import Person
from varifocal.web.asking import done
from varifocal.web.growth.common import me_inside, number
from varifocal.web.growth.forms import colleagues


def shown(by: Account, person: Person, today: date) -> dict[str, Any]:
    """What the form in the day sheet shows: her week so far."""
    monday = monday_of(today)
    row = CheckIn.objects.filter(person=person, monday=monday).first()
    tap = HelpTap.objects.visible_to(by).filter(monday=monday).first()
    return {
        "feeling": row.feeling if row else None, "energies": ENERGY.items(), "workloads": WORKLOAD.items(),
        "helper": tap.helper_id if tap else 0, "colleagues": colleagues(by, today), "lead": person.lead,
    }  # fmt: skip


def say(request: HttpRequest) -> HttpResponse:
    """How the week is: asked within the day sheet, or on a page of its own."""
    by, person = me_inside(request)
    today = person.today(timezone.now())
    if request.method != "POST":
        template = (
            "growth/check_in.html" if request.headers.get("HX-Request") else "growth/check_in_page.html"
        )
        return render(request, template, {"week": shown(by, person, today)})
    monday = monday_of(today)
    energy, workload = (number(request.POST.get(name, "")) for name in ("energy", "workload"))
    if energy is None or workload is None:
        raise Impossible("Tap how your energy is and how much it is; both take a second.")
    CheckIn.say(person, monday, energy, workload, by=by, today=today, line=request.POST.get("line", ""))
    if "helper" in request.POST:
        wanted = number(request.POST["helper"])
        helper = colleagues(by, today).filter(pk=wanted).first() if wanted else None
        HelpTap.tap(person, monday, helper, by=by, today=today)
    return done(request, reverse("day") + "#check-in", "Thank you")

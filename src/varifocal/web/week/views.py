"""What this week needs; proposals taken or declined."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.closing import close_week
from varifocal.flows.review import proposal_seen
from varifocal.flows.review import week as week_of
from varifocal.org.base.organization import Organization
from varifocal.org.runs.agreeing import take as agree
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import Proposal
from varifocal.web.answers import actor, say
from varifocal.web.format import day as say_day
from varifocal.web.week.shown import shown


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The page."""
    by = actor(request)
    if by.is_guest:
        raise Http404
    return render(request, "week/page.html", {"it": shown(week_of(by, timezone.now()), by)})


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Agree what everybody means to do, so that later it can be seen what was kept."""
    monday = close_week(timezone.now(), by=actor(request))
    today = Organization.here().today()
    say(request, f"The week of {say_day(monday, today)} is agreed as it stands planned.")
    return _back(request)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what it proposes."""
    proposal = _proposal(request, pk)
    agree(proposal, by=actor(request))
    say(request, f"Taken: {proposal.sentence}")
    return _back(request)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this one, while nothing about it changes."""
    proposal = _proposal(request, pk)
    today = Organization.here().today()
    DeclinedProposal.decline(proposal.key, proposal.sentence, today, by=actor(request))
    say(request, f"Declined: {proposal.sentence}")
    return _back(request)


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    found = proposal_seen(actor(request), pk)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> HttpResponse:
    """To the page it was pressed on."""
    back = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(back if safe else reverse("week"))

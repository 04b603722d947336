"""What this week needs; proposals taken or declined."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import deciding
from varifocal.flows.proposed import proposal_seen
from varifocal.flows.review.lines import Line
from varifocal.flows.review.week import week as week_of
from varifocal.org.base.organization import Organization
from varifocal.org.runs.agreeing import take as agree
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import Proposal
from varifocal.web.answers import actor, say
from varifocal.web.week.acts import is_asked_from_the_week
from varifocal.web.week.shown import shown


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The page: with `wall` to be read from afar, with `at` where the meeting stands."""
    by = actor(request)
    if by.is_guest:
        raise Http404
    now = timezone.now()
    it = shown(week_of(by, now), by, now, at=request.GET.get("at", ""))
    return render(request, "week/page.html", {"it": it, "wall": "wall" in request.GET})


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what it proposes."""
    proposal, by = _proposal(request, pk), actor(request)
    if is_asked_from_the_week(request):
        deciding.take(_line(proposal), proposal, by=by, now=timezone.now())
    else:
        agree(proposal, by=by)
    say(request, f"Taken: {proposal.sentence}")
    return _back(request)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this one, while nothing about it changes."""
    proposal, by = _proposal(request, pk), actor(request)
    if is_asked_from_the_week(request):
        deciding.decline(_line(proposal), proposal, by=by, now=timezone.now())
    else:
        DeclinedProposal.decline(proposal.key, proposal.sentence, Organization.here().today(), by=by)
    say(request, f"Declined: {proposal.sentence}")
    return _back(request)


def _line(proposal: Proposal) -> Line:
    return Line("proposal", proposal.pk, proposal.sentence, proposal.sentence)


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

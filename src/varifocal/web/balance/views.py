"""Where the hours go: the company's, a team's, one's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.balance.balanced import balance as balance_of
from varifocal.flows.balance.scopes import scopes
from varifocal.web.answers import actor
from varifocal.web.balance.shown import shown


@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """The page; `?of=` me or a team she may see, else the company."""
    by = actor(request)
    if by.is_guest:
        raise Http404
    may_see = scopes(by)
    wanted = request.GET.get("of", "company")
    scope = next((one for one in may_see if one.word == wanted), None)
    if scope is None:
        raise Http404
    return render(request, "balance/page.html", {"it": shown(balance_of(by, timezone.now(), scope), may_see)})

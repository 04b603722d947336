"""What happened, who did it, and taking it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.undo import undo
from varifocal.web.answers import actor, say


def take_back(request: HttpRequest, act: int) -> HttpResponse:
    """Undo an act, then show the page it was asked from."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not Change.objects.filter(visible(actor(request), Change), act=act).exists():
        raise Http404
    undo(act, by=actor(request))
    say(request, "Undone")
    back = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(back if safe else reverse("changes"))

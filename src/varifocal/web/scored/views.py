"""How often did it come true: the page of our own score, and as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varifocal.flows.scorecard import score_of
from varifocal.org.base.organization import Organization
from varifocal.web.answers import actor
from varifocal.web.scored import shown
from varifocal.web.sheet import KINDS, file_of, is_file


@require_safe
def came_true(request: HttpRequest) -> HttpResponse:
    """The page; it reads what was reckoned beside the planner, and asks again until there is something."""
    by = actor(request)
    if by.is_guest:
        raise Http404
    score, here = score_of(by), Organization.here()
    today = here.today()
    if is_file(request):
        return file_of(request, f"came-true-{today}", shown.SHEET, shown.sheet_of(score))
    context: dict[str, Any] = {
        "score": score,
        "waits": score.as_of is None,
        "has_own": by.person_id is not None,
        "headline": shown.headline(score),
        "kept": shown.kept(score, today),
        "replay": shown.replay(score.replay),
        "files": [{"name": name, "url": f"?as={kind}"} for kind, name in KINDS.items()],
    }
    return render(request, "scored/page.html", context)

"""How somebody's own estimates came out and which dates her own work moves, for herself alone; and how a project's
estimates did, in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varifocal.core.values import Quantiles
from varifocal.flows import driven
from varifocal.flows.estimated import Outcome, own
from varifocal.web import format as say
from varifocal.web.answers import inside

FEW = 10
"""Under so many tasks there is a count and no quantile."""
SAME = 1e-3


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Her own, beside the score and on her page."""
    by = inside(request)
    if by.person_id is None:
        raise Http404
    return render(request, "scored/own.html", {"own": shown(own(by)), "moves": driven.own(by)})


def shown(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All of them in a sentence, and kind by kind where there are enough of one."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.kind:
            kinds[one.kind].append(one)
    lines = [
        {"kind": kind, "tasks": len(some), **_times(some)} for kind, some in kinds.items() if len(some) >= FEW
    ]
    return {
        "sentence": sentence(outcomes),
        "lines": sorted(lines, key=lambda line: (-line["tasks"], line["kind"])),
    }


def sentence(outcomes: Sequence[Outcome]) -> str:
    """“Of 34 finished tasks half took no more than 1.1 times the estimate, four in five no more than 1.6 times; 5 came
    out as estimated.” Of few only how many took longer."""
    count = len(outcomes)
    if not count:
        return ""
    longer = sum(one.ratio > 1 + SAME for one in outcomes)
    if count < FEW:
        words = "finished task" if count == 1 else "finished tasks"
        return f"Of {say.count(count)} {words} {_some(longer)} took longer than estimated: too few to say how much."
    times = _times(outcomes)
    same = sum(abs(one.ratio - 1) <= SAME for one in outcomes)
    return (
        f"Of {count} finished tasks half took no more than {times['half']} times the estimate, four in five no more "
        f"than {times['most']} times; {_some(same)} came out as estimated."
    )


def _some(count: int) -> str:
    return say.count(count) if count else "none"


def _times(outcomes: Sequence[Outcome]) -> dict[str, str]:
    found = Quantiles.of(sorted(one.ratio for one in outcomes))
    return {"half": say.number(found.p50, 1), "most": say.number(found.p80, 1)}

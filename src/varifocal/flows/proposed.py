"""What the newest run proposes, as somebody may read it: only what moves no task she may not see; and its price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from varifocal.flows.together import Asked, Row, nested, together
from varifocal.org.base.account import Account
from varifocal.org.base.permission import visible
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import Proposal, Run
from varifocal.org.work.task import Task


def proposals(by: Account, run: Any) -> dict[str, Asked]:
    """The run's proposals but for those that were declined since, and the open tasks she may not see: what moves one
    of those is not for her. The run may be a number or a blank."""
    hidden = Task.objects.exclude(project__seen_by=SeenBy.EVERYONE).filter(finished_at=None)
    return {
        "proposals": (
            Proposal.objects.visible_to(by)
            .filter(run=run)
            .exclude(key__in=DeclinedProposal.objects.values("key")),
            {
                "id": "id",
                "sentence": "sentence",
                "worth": "worth",
                "price": "price",
                "moves": "moves",
                "place": "place",
            },
        ),
        "hidden": (hidden.exclude(visible(by, Task)), {"id": "id"}),
    }


def open_proposals(lists: Mapping[str, list[Row]]) -> list[Row]:
    """Of the proposals those she may see whole, best first."""
    hidden = {row["id"] for row in lists.get("hidden", ())}
    rows = sorted(lists.get("proposals", ()), key=lambda row: (row["place"], row["id"]))
    return [row for row in rows if not hidden & set(moved_by(row))]


def moved_by(proposal: Row) -> list[int]:
    """The tasks it moves."""
    return [int(move["task"]) for move in real_moves(nested(proposal["moves"]) or ())]


def real_moves(moves: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a proposal's moves those that change something: others only get another number for the same place."""
    return [move for move in moves if not move.get("renumbered")]


def price_in_words(price: Mapping[str, Any]) -> str:
    """What a proposal disturbs: hours that change hands, and other tasks that start on another day.

    What each person would carry more (`hours`) is no part of it: work done another way takes more or fewer hours of
    the same person.
    """
    hours, others = float(price.get("moved") or 0), int(price.get("disturbed") or 0)
    given = f"{hours:,.0f}" if hours >= 10 else f"{hours:.2g}"
    told = [f"{given}\N{NO-BREAK SPACE}h change hands"] if hours else []
    told.append(f"{others or 'no'} other {'task starts' if others < 2 else 'tasks start'} on another day")
    return "; ".join(told)


def proposal_seen(by: Account, pk: int) -> Proposal | None:
    """A proposal of the newest run, if she sees every task it moves."""
    run = Run.latest_one()
    found = Proposal.objects.visible_to(by).filter(pk=pk, run=run).first()
    if found is None or run is None:
        return None
    return found if any(row["id"] == pk for row in open_proposals(together(proposals(by, run)))) else None

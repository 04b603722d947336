"""Work that may never come, planned behind all that is firm: what each opportunity would be, when and by whom.

An opportunity that says how large it is (a finished project it is like) and by when it is wished is planned as that
project once more, tentative by its chance. The hours and the pattern are its own; nothing is typed for the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date

from varifocal.core.plan import Plan, check
from varifocal.core.portfolio import Portfolio
from varifocal.flows.planner import plan
from varifocal.flows.trial import (
    Piece,
    Standing,
    piece_of,
    question_of,
    with_pieces,
)
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.bulk import fresh, insert_many
from varifocal.org.runs.run import Run
from varifocal.org.runs.tentative import TentativeTask
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project

MOST = 40
"""Opportunities planned, those wished soonest."""


@dataclass(frozen=True)
class Beside:
    """Everything with what may come beside it, planned; `coming` are opportunities with the project each would be."""

    portfolio: Portfolio
    planned: Plan
    coming: tuple[tuple[Opportunity, Piece], ...]

    def only(self, opportunities: Set[int]) -> Plan:
        """The plan with no more of what may come than these; nothing firm would stand elsewhere without the rest."""
        hidden = {
            task.id for one, piece in self.coming if one.pk not in opportunities for task in piece.tasks
        }
        placed = {task: one for task, one in self.planned.placed.items() if task not in hidden}
        return replace(self.planned, placed=placed)


def beside(standing: Standing, today: date) -> Beside | None:
    """What stands with all that may come beside it, behind it; None where nothing that may come says enough to be
    planned. `today` is the organization's day. Raises RuntimeError where the independent checker finds fault."""
    coming = tuple(_coming(standing, today))
    if not coming:
        return None
    portfolio = with_pieces(standing.portfolio, (piece for _, piece in coming))
    planned = plan(portfolio)
    if faults := check(portfolio, planned):
        raise RuntimeError(f"The plan with what may come does not hold and was not recorded: {faults[0]}")
    return Beside(portfolio, planned, coming)


def _coming(standing: Standing, today: date) -> Iterator[tuple[Opportunity, Piece]]:
    """What is open, may be won, and says how large it is and by when it is wished, that day not yet gone."""
    rows = Opportunity.objects.open().filter(wished__gte=today, pattern__ended_on__isnull=False)
    by = house()
    for place, one in enumerate(rows.select_related("pattern").order_by("wished", "pk")[:MOST]):
        question = question_of(one, today)
        if question is None or one.chance_to_win <= 0:
            continue
        piece = piece_of(question, standing, by, place)
        if piece.tasks:  # what is all but won is tentative all the same until it is
            yield one, replace(piece, project=replace(piece.project, chance=min(one.chance_to_win, 0.99)))


def record(run: Run, found: Beside | None) -> None:
    """Keep with a run where what may come would stand."""
    if found is not None:
        insert_many(list(_rows(run, found)))


def _rows(run: Run, found: Beside) -> Iterator[TentativeTask]:
    for one, piece in found.coming:
        for task, like in zip(piece.tasks, piece.like, strict=True):
            placed = found.planned.placed.get(task.id)
            moments = {}
            if placed is not None:
                moments = {
                    "crew": list(placed.people),
                    "start": found.planned.starts(task.id),
                    "finish": found.planned.finishes(task.id),
                    "pieces": [
                        [int(found.planned.moment(quarter).timestamp()) for quarter in piece]
                        for piece in placed.pieces
                    ],
                }
            yield fresh(
                TentativeTask,
                run_id=run.pk,
                opportunity_id=one.pk,
                like_id=like,
                skill_id=task.demands[0].skill if task.demands else None,
                hours=task.left,
                **moments,
            )


def seen_by(by: Account) -> frozenset[int]:
    """The opportunities of which somebody may know how they would be planned: she sees them and what they are like."""
    patterns = Project.objects.visible_to(by).values("pk")
    rows = Opportunity.objects.visible_to(by).open().filter(pattern__in=patterns)
    return frozenset(rows.order_by().values_list("pk", flat=True))

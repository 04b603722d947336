"""The week as it stands, for one account or for everybody, as one frozen value; every line of it ends in one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from varifocal.core.balance.kept import Kept
from varifocal.core.balance.verdicts import About, Verdict
from varifocal.flows import a_word
from varifocal.flows.a_word import Word
from varifocal.flows.balance.balanced import Balanced, balance
from varifocal.flows.closing import week_to_close
from varifocal.flows.proposed import open_proposals
from varifocal.flows.review import asking, lines, reading
from varifocal.flows.review.lines import Line
from varifocal.flows.review.values import Danger, Decided, Held, Owed, Promise, Question, Told, Wait
from varifocal.flows.together import Row, day, together_for
from varifocal.flows.weeks import WEEK
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal
from varifocal.org.people.seen_by import SeenBy


@dataclass(frozen=True)
class Week:
    """The week as it stands: what was said last week and what came true; promises below what is wanted, weakest
    first, with what would save them; what waits on others and on us; what may strike soon; decisions due; proposals;
    who needs a word; balance with its verdicts and broken links; the meeting that agrees `monday`'s week, and what was
    decided in it."""

    today: date
    monday: date
    held: Held | None
    decided: tuple[Decided, ...]
    said_on: date | None
    said: tuple[Decided, ...]
    kept: Kept | None
    promises: tuple[Promise, ...]
    waits: tuple[Wait, ...]
    owed: tuple[Owed, ...]
    dangers: tuple[Danger, ...]
    questions: tuple[Question, ...]
    proposals: tuple[Row, ...]
    words: tuple[Word, ...]
    tellings: tuple[Told, ...]
    balanced: Balanced

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What looks too short or too long; a goal without a step stands in its own list already."""
        listed = {one.goal for one in self.balanced.without_step}
        return tuple(
            one
            for one in self.balanced.judged.verdicts
            if one.subject.about is not About.GOAL or one.subject.id not in listed
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that can be decided about, in the order of the page."""
        promised = {one.id: one for one in self.promises if one.noun == "project"}
        return (
            *(lines.of_promise(one, self.today) for one in self.promises),
            *(lines.of_owed(one, self.today) for one in self.owed),
            *(lines.of_wait(one) for one in self.waits),
            *(lines.of_danger(one, self.today) for one in self.dangers),
            *(lines.of_question(one, self.today) for one in self.questions),
            *(lines.of_proposal(row) for row in self.proposals),
            *(lines.of_step(one) for one in self.balanced.without_step),
            *(lines.of_why(one) for one in self.balanced.without_why),
            *(lines.of_verdict(one, promised) for one in self.verdicts),
        )

    def line(self, key: str) -> Line | None:
        """The line of this name."""
        return next((one for one in self.lines if one.key == key), None)


def week(by: Account, now: datetime) -> Week:
    """What this account may see of it. `now` is UTC."""
    balanced = balance(by, now)
    monday = week_to_close(balanced.today)
    run = balanced.run
    rows = together_for(
        by,
        asking.lists,
        run is not None,
        run=run.pk if run else 0,
        monday=monday,
        lately=monday - 2 * WEEK,
        soon=balanced.today + WEEK,
        **a_word.days(balanced.today),
    )
    offered = open_proposals(rows)
    noted = sorted(rows["lines"], key=lambda row: int(row["id"]))
    decided = [row for row in noted if day(row["monday"]) == monday]
    said = [row for row in noted if day(row["monday"]) != monday]
    return Week(
        today=balanced.today,
        monday=monday,
        held=reading.held(rows["held"]),
        decided=tuple(map(reading.decided, decided)),
        said_on=max((on for row in said if (on := day(row["monday"]))), default=None),
        said=tuple(map(reading.decided, said)),
        kept=balanced.kept[-1] if balanced.kept and balanced.kept[-1].agreed else None,
        promises=reading.promises(rows, offered),
        waits=reading.waits(rows, balanced.today),
        owed=reading.owed(rows),
        dangers=reading.dangers(rows, balanced.today),
        questions=reading.questions(rows, balanced.today),
        proposals=tuple(offered),
        words=a_word.words(rows, balanced.today),
        tellings=reading.tellings(rows),
        balanced=balanced,
    )


def for_everybody(it: Week) -> Week:
    """The week without anything that is for some eyes only: what may be told to all. One query."""
    goals = [one.goal for one in it.balanced.without_step]
    for_all = set(Goal.objects.filter(pk__in=goals, seen_by=SeenBy.EVERYONE).values_list("pk", flat=True))
    steps = tuple(one for one in it.balanced.without_step if one.goal in for_all)
    return replace(
        it,
        decided=tuple(one for one in it.decided if one.for_all),
        said=tuple(one for one in it.said if one.for_all),
        promises=tuple(one for one in it.promises if one.for_all),
        waits=tuple(one for one in it.waits if one.for_all),
        owed=tuple(one for one in it.owed if one.for_all),
        dangers=tuple(one for one in it.dangers if one.for_all),
        questions=(),
        proposals=(),
        words=(),
        balanced=replace(it.balanced, without_step=steps, without_why=()),
    )

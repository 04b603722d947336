"""Rounds counted against what the price includes: how often one thing is put to a client, the first time counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from varifocal.flows.together import Asked, Row, day
from varifocal.org.base.account import Account
from varifocal.org.money.agreement import Agreement, Extra, rounds_included
from varifocal.org.work.task import Task

_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds the price includes (None: nobody said), and how many more were agreed as extras."""

    included: int | None
    extra: int = 0

    def is_beyond(self, number: int) -> bool:
        """Whether this round is one that nobody pays for yet."""
        return self.included is not None and number > self.included + self.extra

    def said(self, number: int) -> str:
        """This round, in words for those inside; nothing where nobody said what is included."""
        if self.included is None:
            return ""
        if number <= self.included:
            return f"round {number} of {self.included} included"
        if not self.is_beyond(number):
            return f"round {number}, agreed as an extra"
        more = number - self.included - self.extra
        than = "the price includes" if not self.extra else "the price and the extras include"
        return f"round {number}, {_WORDS.get(more, str(more))} more than {than}"

    def told(self, number: int) -> str:
        """This round as the client reads it: what is included and no word of money."""
        if self.included is None or (number > self.included and not self.is_beyond(number)):
            return f"round {number}" if number > 1 else ""
        if number <= self.included:
            return f"round {number} of {self.included} included"
        whole = self.included + self.extra
        return f"round {number}; {whole} {'is' if whole == 1 else 'are'} included"


def lists(by: Account, task: Task) -> dict[str, Asked]:
    """What to ask the database for, as `together` wants it."""
    agreements = Agreement.objects.visible_to(by).filter(company=_company(task), rounds__isnull=False)
    extras = Extra.objects.visible_to(by).filter(task=task, state=Extra.State.AGREED)
    return {
        "agreements": (
            agreements,
            {"id": "pk", "rounds": "rounds", "project": "project", "since": "since", "until": "until"},
        ),
        "extras": (extras, {"rounds": "rounds"}),
    }


def read(agreements: Iterable[Row], extras: Iterable[Row], task: Task, today: date) -> Rounds:
    """From the rows of these lists."""
    held = [
        Agreement(
            pk=row["id"], rounds=row["rounds"], project_id=row["project"], since=day(row["since"]) or today,
            until=day(row["until"]),
        )
        for row in sorted(agreements, key=lambda row: (row["since"], row["id"]), reverse=True)
    ]  # fmt: skip
    included = rounds_included(held, task.project_id, today)
    return Rounds(included, sum(row["rounds"] for row in extras))


def for_client(task: Task, today: date) -> Rounds:
    """What whoever was sent the link may know: how many rounds are included. Two questions to the database."""
    held = Agreement.objects.filter(company=_company(task), rounds__isnull=False)
    extras = Extra.objects.filter(task=task, state=Extra.State.AGREED).values_list("rounds", flat=True)
    return Rounds(rounds_included(held, task.project_id, today), sum(extras))


def _company(task: Task) -> int:
    return task.waits_on_id or task.project.company_id or 0

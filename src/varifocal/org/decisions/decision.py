"""A question somebody has to decide by a day: put, settled, put off or let go, and looked back on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person, Team, person_of
from varifocal.org.people.seen_by import Guarded, NamedViewer, SeenBy
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project

MOST_WORDS = 4_000
FURTHEST = timedelta(days=1_830)


class Decisions(RecordSet["Decision"]):
    """Rows of decisions."""

    def open(self) -> Decisions:
        """Neither settled nor let go."""
        return self.filter(state=Decision.State.OPEN)

    def wanting(self, day: date) -> Decisions:
        """What asks for somebody by this day: open ones that are due, settled ones to be looked back on."""
        due = models.Q(state=Decision.State.OPEN, due__lte=day)
        back = models.Q(state=Decision.State.SETTLED, review_on__lte=day, reviewed_on=None)
        return self.filter(due | back)


class Decision(Guarded):
    """A question, who decides, and by when; once settled the choice, why, what we expect of it and how sure she is,
    and a day to look back.

    `options` holds one option a line. `confidence` is what the decider states, in per cent. What it is about
    (project, goal, company, person) is told by what points there; a decision about a project or a goal is seen by
    nobody who does not see that.
    """

    class State(models.TextChoices):
        """What became of the question."""

        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        LET_GO = "let_go", "Let go"

    class CameTrue(models.TextChoices):
        """Whether what was expected of it came true."""

        YES = "yes", "As we expected"
        PARTLY = "partly", "Partly"
        NO = "no", "Not at all"

    question = models.CharField(max_length=300)
    decider = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    put_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    put_on = models.DateField()
    due = models.DateField()
    options = models.TextField(blank=True)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions")
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    choice = models.CharField(max_length=300, blank=True)
    why = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    came_true = models.CharField(max_length=6, choices=CameTrue.choices, blank=True)
    outcome = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    keepers_of_sight = ("decider", "put_by")
    objects: ClassVar = Decisions.as_manager()

    class Meta:
        ordering = ("due", "pk")
        indexes = (models.Index(fields=["state", "due"]),)

    def __str__(self) -> str:
        return self.question

    @classmethod
    @verb
    def put_question(
        cls,
        question: str,
        due: date,
        *,
        by: Account,
        on: date,
        decider: Person | None = None,
        seen_by: str = "",
        team: Team | None = None,
        people: Iterable[Person] = (),
        **details: Any,
    ) -> Decision:
        """Put a question: the words and a day are enough; who puts it decides, unless somebody else is named.

        `on` is today. Whom it is for: as said in `seen_by`; unsaid, named people where it is about a person or a
        client, else everyone. Who puts it and who decides always see it.
        """
        by.may("put_question", cls)
        for about in ("project", "goal"):
            if details.get(about) is not None:
                by.may("put_about", details[about])
        words = _words(question, "question", "Write the question.", most=300)
        _in_time(due, on, "due")
        options = _words(details.pop("options", ""), "options")
        mine = person_of(by)
        about_somebody = details.get("company") or details.get("person")
        seen_by = seen_by or (SeenBy.NAMED if about_somebody else SeenBy.EVERYONE)
        made = cls.add(
            "put",
            by=by,
            question=words,
            due=due,
            put_on=on,
            put_by=mine,
            decider=decider or mine,
            options=options,
            seen_by=seen_by,
            seen_by_team=team if seen_by == SeenBy.TEAM else None,
            **details,
        )
        if seen_by == SeenBy.NAMED:
            rows = [
                NamedViewer(noun_name=cls.noun(), record_id=made.pk, person=person)
                for person in dict.fromkeys(people)
            ]
            NamedViewer.add_many("named", rows, by=by)
        return made

    @verb
    def settle(
        self,
        choice: str,
        *,
        by: Account,
        seen: int,
        on: date,
        why: str = "",
        expected: str = "",
        confidence: int | None = None,
        review_on: date | None = None,
    ) -> Decision:
        """It is decided: what, and if she likes why, what she expects of it, how sure she is, when we look back."""
        by.may("decide", self)
        self.take(seen, choice=choice)
        self._must_be_open()
        if confidence is not None and not 0 <= confidence <= 100:
            raise Impossible("How sure lies between 0 and 100 per cent.", field="confidence")
        if review_on is not None:
            _in_time(review_on, on, "review_on")
        return self.put(
            "settled",
            by=by,
            state=self.State.SETTLED,
            choice=_words(choice, "choice", "Say what was decided.", most=300),
            expected=_words(expected, "expected"),
            confidence=confidence,
            settled_on=on,
            review_on=review_on,
            told={"why": _words(why, "why")},
        )

    @verb
    def put_off(self, due: date, *, by: Account, seen: int, on: date, why: str = "") -> Decision:
        """Not now: another day."""
        by.may("decide", self)
        self.take(seen, due=due)
        self._must_be_open()
        _in_time(due, on, "due")
        return self.put("put_off", by=by, due=due, why=why)

    @verb
    def let_go(self, why: str, *, by: Account, seen: int, on: date) -> Decision:
        """Nobody needs to decide it any more."""
        by.may("decide", self)
        self.take(seen)
        self._must_be_open()
        words = _words(why, "why", "Say why it needs no answer any more.", most=500)
        return self.put("let_go", by=by, state=self.State.LET_GO, settled_on=on, told={"why": words})

    @verb
    def look_back(
        self,
        came_true: str,
        *,
        by: Account,
        seen: int,
        on: date,
        outcome: str = "",
        again: date | None = None,
    ) -> Decision:
        """What came of it; `again` is a further day to look, where it is too early to say."""
        by.may("decide", self)
        self.take(seen, came_true=came_true)
        if self.state != self.State.SETTLED:
            raise Impossible("It is not settled yet; there is nothing to look back on.")
        if again is not None:
            _in_time(again, on, "again")
            return self.put("looked_later", by=by, review_on=again, outcome=_words(outcome, "outcome"))
        if came_true not in self.CameTrue.values:
            raise Impossible("Say whether it came true.", field="came_true")
        return self.put(
            "looked_back",
            by=by,
            came_true=came_true,
            outcome=_words(outcome, "outcome"),
            reviewed_on=on,
        )

    def told_as(self) -> str:
        """The log's own lines of it are seen by those who see it."""
        return self.question

    def scope(self) -> dict[str, Any]:
        """Seen with what it is about; that it is for some eyes only, the rule of its changes knows."""
        return {"project": self.project_id, "goal": self.goal_id, "guarded": self.is_guarded}

    @property
    def choices(self) -> list[str]:
        """The options, one each."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    @property
    def is_open(self) -> bool:
        """Waits for an answer."""
        return self.state == self.State.OPEN

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Impossible(f"“{self}” is not open any more. Look at it as it stands now.")


def _words(text: str, field: str, missing: str = "", most: int = MOST_WORDS) -> str:
    text = text.replace("\x00", "").strip()
    if not text and missing:
        raise Impossible(missing, field=field)
    if len(text) > most:
        raise Impossible(f"That is longer than {most:,} characters; say it shorter.", field=field)
    return text


def _in_time(day: date, on: date, field: str) -> None:
    if not on <= day <= on + FURTHEST:
        raise Impossible("Choose a day between today and five years from now.", field=field)

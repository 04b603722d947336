"""Handing over: an assignment is an offer until whoever is to do it takes it; and raised hands for open work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, person_of
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task, TaskIsClosed

MOST_WORDS = 2_000
FURTHEST = timedelta(days=730)


class Handovers(RecordSet["Handover"]):
    """Rows of hand-overs."""

    def standing(self) -> Handovers:
        """Those on an assignment that stands, of work that is still to do."""
        return self.filter(assignment__isnull=False, task__finished_at=None, task__project__ended_on=None)

    def offered(self) -> Handovers:
        """Those nobody has taken yet."""
        return self.standing().filter(state__in=Handover.OPEN)


class Handover(Record):
    """How a task was handed to somebody: what good looks like, how free she is, the one day we look in.

    Who does the task stands in the assignment alone; this stands beside it and says whether it is an offer or a
    promise. An assignment without one is agreed. `assignment` is None once she does not do it any more.
    """

    class Freedom(models.TextChoices):
        """How much she decides herself."""

        DO = "do", "Do it"
        SHOW = "show", "Show me first"
        DECIDE = "decide", "Decide with me"

    class State(models.TextChoices):
        """Whose turn it is, or how it ended."""

        OFFERED = "offered", "Offered"
        ASKED = "asked", "Asked about"
        AGAINST = "against", "Something stands against it"
        TAKEN = "taken", "Taken"
        GIVEN_BACK = "given_back", "Given back"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN: ClassVar = (State.OFFERED, State.ASKED, State.AGAINST)
    """Not taken yet."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="handovers")
    assignment = models.OneToOneField(
        Assignment, null=True, blank=True, on_delete=models.SET_NULL, related_name="handover"
    )
    giver = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="handed")
    brief = models.TextField()
    """What good looks like."""
    freedom = models.CharField(max_length=8, choices=Freedom.choices, default=Freedom.DO)
    look_in = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    talk = models.JSONField(default=list)
    """What was said on the way, oldest first: who (id of a person), act, words, at (UTC)."""
    offered_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    looked_in_at = models.DateTimeField(null=True, blank=True)
    left_then = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    """Hours she said were left when we looked in."""
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = Handovers.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.task.name

    @classmethod
    @verb
    def hand_over(
        cls,
        task: Task,
        to: Person,
        *,
        by: Account,
        brief: str,
        look_in: date,
        at: datetime,
        on: date,
        freedom: str = Freedom.DO,
    ) -> Handover:
        """Offer her the task. Where one person is enough she does it instead of whoever did, else beside them.

        `at` is now (UTC), `on` today in the organization's zone. Raises Impossible where it cannot be offered.
        """
        by.may("assign", task)
        if task.is_closed:
            raise TaskIsClosed(task)
        if task.is_wait:
            raise Impossible("A wait is nobody's work here; somebody outside answers it.")
        if to.left is not None and to.left < on:
            raise Impossible(f"{to} is not here any more.", field="to")
        words = _words(brief, "brief", "Say what good looks like.")
        _check_choice(freedom, look_in, on)
        held = list(Assignment.objects.filter(task=task).select_related("person", "task__project"))
        _refuse_twice(task, to)
        others = [] if _crew(task) == 1 else [row.person_id for row in held if row.person_id != to.pk]
        Assignment.agree_many([(task, [*others, to.pk], None)], by=by)
        RaisedHand.lower_of(task, to, by=by)
        return cls.add(
            "offered",
            by=by,
            task=task,
            assignment=Assignment.objects.get(task=task, person=to),
            giver=person_of(by),
            taker=to,
            brief=words,
            freedom=freedom,
            look_in=look_in,
            offered_at=at,
        )

    @verb
    def change(
        self, *, by: Account, seen: int, brief: str, freedom: str, look_in: date, at: datetime, on: date
    ) -> Handover:
        """Offer it differently; it is hers to answer again. A taken one stays taken: only its day moves."""
        by.may("steer", self)
        self.take(seen, brief=brief, freedom=freedom, look_in=look_in)
        self._must_stand()
        words = _words(brief, "brief", "Say what good looks like.")
        _check_choice(freedom, look_in, on)
        fields: dict[str, Any] = {"brief": words, "freedom": freedom, "look_in": look_in}
        if self.state == self.State.TAKEN:
            if (words, freedom) != (self.brief, self.freedom):
                raise Impossible("It is taken as it was offered. Withdraw it to offer something else.")
            fields["looked_in_at"] = self.looked_in_at if look_in == self.look_in else None
        else:
            fields["state"] = self.State.OFFERED
        return self.put("changed", by=by, **fields)

    @verb
    def take_it(self, *, by: Account, seen: int, at: datetime) -> Handover:
        """She promises to do it; from now on it is agreed between two people."""
        by.may("answer_for", self)
        self.take(seen, state=self.State.TAKEN)
        self._must_be_open()
        return self.put("taken", by=by, state=self.State.TAKEN, taken_at=at)

    @verb
    def ask(self, words: str, *, by: Account, seen: int, at: datetime) -> Handover:
        """She asks something before she takes it."""
        by.may("answer_for", self)
        self.take(seen, state=self.State.ASKED)
        self._must_be_open()
        talk = self._said(by, "asked", words, at)
        return self.put("asked", by=by, state=self.State.ASKED, talk=talk)

    @verb
    def object_to(self, words: str, *, by: Account, seen: int, at: datetime) -> Handover:
        """She says what stands against it; the giver may change it, withdraw it, or offer it to another."""
        by.may("answer_for", self)
        self.take(seen, state=self.State.AGAINST)
        self._must_be_open()
        talk = self._said(by, "against", words, at)
        return self.put("objected", by=by, state=self.State.AGAINST, talk=talk)

    @verb
    def answer(self, words: str, *, by: Account, seen: int, at: datetime) -> Handover:
        """The giver answers a question or an objection; it is offered again."""
        by.may("steer", self)
        self.take(seen, state=self.State.OFFERED)
        self._must_be_open()
        talk = self._said(by, "answered", words, at)
        return self.put("answered", by=by, state=self.State.OFFERED, talk=talk)

    @verb
    def give_back(self, words: str, *, by: Account, seen: int, at: datetime) -> Handover:
        """She cannot do what she took: it is open work again, and the giver reads why."""
        by.may("answer_for", self)
        self.take(seen, state=self.State.GIVEN_BACK)
        self._must_stand()
        if self.state != self.State.TAKEN:
            raise Impossible("It is only offered yet: say what stands against it.")
        return self._end("given_back", self.State.GIVEN_BACK, by, at, self._said(by, "gave back", words, at))

    @verb
    def withdraw(self, *, by: Account, seen: int, at: datetime) -> Handover:
        """It is not hers after all: open work again."""
        by.may("steer", self)
        self.take(seen, state=self.State.WITHDRAWN)
        self._must_stand()
        return self._end("withdrawn", self.State.WITHDRAWN, by, at, self.talk)

    @verb
    def tell_left(self, hours: Decimal, words: str, *, by: Account, seen: int, at: datetime) -> Handover:
        """We look in: how many hours are left, and a word if there is one. The plan reckons with it."""
        by.may("answer_for", self)
        self.take(seen, left_then=hours)
        self._must_stand()
        if self.state != self.State.TAKEN:
            raise Impossible("It is only offered yet: take it first.")
        task = Task.objects.select_related("project").get(pk=self.task_id)
        task.say_left(hours, by=by, seen=task.version)
        talk = self._said(by, "told", words, at) if words.strip() else self.talk
        return self.put("told", by=by, looked_in_at=at, left_then=hours, talk=talk)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()

    @property
    def is_open(self) -> bool:
        """Offered, and not taken yet."""
        return self.assignment_id is not None and self.state in self.OPEN

    def _end(self, told: str, state: str, by: Account, at: datetime, talk: list[Any]) -> Handover:
        held = self.assignment
        self.put(told, by=by, state=state, ended_at=at, talk=talk, assignment=None)
        if held is not None:
            held.drop("released", by=by)
        return self

    def _must_stand(self) -> None:
        if self.assignment_id is None:
            raise Impossible(f"“{self}” is not {self.taker}'s any more. Look at the task as it stands now.")
        if self.task.is_closed:
            raise TaskIsClosed(self.task)

    def _must_be_open(self) -> None:
        self._must_stand()
        if self.state == self.State.TAKEN:
            raise Impossible(f"{self.taker} has taken “{self}” already.")

    def _said(self, by: Account, act: str, words: str, at: datetime) -> list[dict[str, Any]]:
        text = _words(words, "words", "Say it in a few words.")
        return [*self.talk, {"who": by.person_id, "act": act, "words": text, "at": at.isoformat()}]


class RaisedHand(Record):
    """Somebody would like to do open work; whoever manages the project decides."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="hands", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hands")
    raised_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["task", "person"], name="one_hand_a_task"),)

    def __str__(self) -> str:
        return self.task.name

    @classmethod
    @verb
    def raise_hand(cls, task: Task, *, by: Account, at: datetime) -> RaisedHand:
        """“I would like to do this”: says so to whoever manages the project (`at`: UTC); twice is once."""
        by.may("raise_hand", task)
        person = person_of(by)
        if person is None:
            raise Impossible("Only a person can raise her hand; this sign-in belongs to nobody.")
        if task.is_closed:
            raise TaskIsClosed(task)
        if task.is_wait:
            raise Impossible("A wait is nobody's work here; somebody outside answers it.")
        if Assignment.objects.filter(task=task, person=person).exists():
            raise Impossible(f"“{task}” is yours already.")
        held = cls.objects.filter(task=task, person=person).first()
        return held or cls.add("raised", by=by, task=task, person=person, raised_at=at)

    @classmethod
    def lower_of(cls, task: Task, person: Person, *, by: Account) -> None:
        """Her hand was heard: it is offered to her."""
        for hand in cls.objects.filter(task=task, person=person):
            hand.drop("heard", by=by)

    @verb
    def lower(self, *, by: Account) -> None:
        """Not any more."""
        by.may("lower", self)
        self.take(None).drop("lowered", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


def _crew(task: Task) -> int:
    """People at once: what its needs count together, else what the task says."""
    counted: Iterable[int] = task.needs.values_list("count", flat=True)
    return max(task.crew, sum(counted))


def _refuse_twice(task: Task, to: Person) -> None:
    standing = Handover.objects.standing().filter(task=task, taker=to).first()
    if standing is not None:
        taken = standing.state == Handover.State.TAKEN
        raise Impossible(
            f"{to} has taken “{task}” already."
            if taken
            else f"“{task}” is offered to {to} already; change that.",
            field="to",
        )


def _check_choice(freedom: str, look_in: date, on: date) -> None:
    if freedom not in Handover.Freedom.values:
        raise Impossible(f"“{freedom}” is no freedom we know; choose one of the three.", field="freedom")
    if look_in < on:
        raise Impossible("The day you look in lies behind us; choose today or later.", field="look_in")
    if look_in > on + FURTHEST:
        raise Impossible("The day you look in lies more than two years ahead.", field="look_in")


def _words(text: str, field: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Impossible(missing, field=field)
    if len(text) > MOST_WORDS:
        raise Impossible(
            f"That is longer than {MOST_WORDS:,} characters; say the rest at the task.", field=field
        )
    return text

"""A run: one answer of the core, with what it had seen. All of it may be recomputed or pruned."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q, Subquery

from varifocal.org.base.account import Account
from varifocal.org.base.permission import EVERYTHING, NOTHING, sight
from varifocal.org.base.record import Answer, RecordSet
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import seen_through
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


class Run(Answer):
    """One plan and forecast: which change it had seen, with which seed, what it found in all (UTC times)."""

    seen = models.PositiveBigIntegerField()
    seed = models.PositiveBigIntegerField(default=1)
    as_of = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    objects = RecordSet.as_manager()

    class Meta:
        ordering = ("-pk",)
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"Run {self.pk}"

    @classmethod
    def latest_one(cls, using: str = "default") -> Run | None:
        """The newest run, if there is one."""
        return cls.objects.using(using).order_by("-pk").first()

    @classmethod
    def newest(cls) -> Subquery:
        """The same within a query."""
        return Subquery(cls.objects.order_by("-pk").values("pk")[:1])


class ScheduledTask(Answer):
    """When a task is done and by whom, as the run has it (UTC); `proposed` where nobody agreed it yet; `hold`
    says what determines its start; `unplanned` says why it has no place; `mode` is the way it is done in, where the
    plan takes another than the task's own. `pieces` are from when to when it is worked on, in seconds since 1970,
    where it is put aside for something in between. `rank` is its place among all by start, `turn` its place in the
    order in which the plan took them up."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    crew = models.JSONField(default=list)
    start = models.DateTimeField(null=True)
    finish = models.DateTimeField(null=True)
    pieces = models.JSONField(default=list)
    p50 = models.DateTimeField(null=True)
    p80 = models.DateTimeField(null=True)
    chance = models.FloatField(null=True)
    critical = models.FloatField(null=True)
    """In which share of the draws an hour more of it makes its project's end later."""
    hours = models.FloatField(default=0)
    rank = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    proposed = models.BooleanField(default=False)
    guessed = models.BooleanField(default=False)
    hold = models.JSONField(default=dict)
    unplanned = models.CharField(max_length=300, blank=True)
    mode = models.ForeignKey(TaskMode, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RecordSet.as_manager()

    class Meta:
        ordering = ("start", "rank", "pk")
        indexes = (models.Index(fields=["run", "person", "start"]), models.Index(fields=["run", "task"]))

    def __str__(self) -> str:
        return f"{self.task_id} in run {self.run_id}"


def stretches(start: datetime, finish: datetime, pieces: list[list[int]]) -> list[tuple[float, float]]:
    """From when to when something planned is worked on, in seconds since 1970."""
    return [(float(begin), float(end)) for begin, end in pieces] or [(start.timestamp(), finish.timestamp())]


class ProjectForecast(Answer):
    """When a project will be finished, how likely by its due date, how many hours it will take (UTC times)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="projects")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    chance = models.FloatField(null=True)
    p10 = models.DateTimeField(null=True)
    p50 = models.DateTimeField(null=True)
    p80 = models.DateTimeField(null=True)
    p90 = models.DateTimeField(null=True)
    curve = models.JSONField(default=list)
    covered = models.FloatField(null=True)
    hours_left = models.FloatField(default=0)
    hours_p50 = models.FloatField(null=True)
    hours_p80 = models.FloatField(null=True)
    budget_chance = models.FloatField(null=True)
    sentence = models.CharField(max_length=300, blank=True)
    drivers = models.JSONField(default=list)
    drift = models.JSONField(default=list)
    saves = models.JSONField(default=list)
    """What would bring its last task forward, the best first: sentence, days, the task it is about. Names of work for
    some eyes only are withheld; for a project of that kind nothing is kept."""

    objects = RecordSet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["project", "run"]),)

    def __str__(self) -> str:
        return f"{self.project_id} in run {self.run_id}"


class GoalForecast(Answer):
    """How likely the work of a goal will be done by its date, on how much of it planned, what moved it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="goals")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")
    chance = models.FloatField(null=True)
    covered = models.FloatField(null=True)
    sentence = models.CharField(max_length=300, blank=True)
    p50 = models.DateTimeField(null=True)
    p80 = models.DateTimeField(null=True)
    curve = models.JSONField(default=list)
    hours_left = models.FloatField(default=0)
    drivers = models.JSONField(default=list)
    drift = models.JSONField(default=list)

    objects = RecordSet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["goal", "run"]),)

    def __str__(self) -> str:
        return f"{self.goal_id} in run {self.run_id}"


class CostForecast(Answer):
    """What a task, a project or a goal will cost, in the organization's currency then, from the same draws as its
    finish. `spent` so far, with what is stated beside hours; the quantiles are of what is still to come; `rated`: the
    share of the planned hours whose rate is known; `chance`: that a project's budget of money holds; `covers`: that the
    fixed `price` agreed for it does."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="costs")
    task = models.ForeignKey(Task, null=True, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, null=True, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    spent = models.DecimalField(max_digits=14, decimal_places=2)
    p10 = models.DecimalField(max_digits=14, decimal_places=2)
    p50 = models.DecimalField(max_digits=14, decimal_places=2)
    p80 = models.DecimalField(max_digits=14, decimal_places=2)
    p90 = models.DecimalField(max_digits=14, decimal_places=2)
    rated = models.FloatField(default=1)
    chance = models.FloatField(null=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    covers = models.FloatField(null=True)

    objects = RecordSet.as_manager()

    def __str__(self) -> str:
        return f"what {self.task_id or self.project_id or self.goal_id} costs in run {self.run_id}"


class MeasureForecast(Answer):
    """Where the trend of a measure leads by its goal's date; `joined`: the chance with what projects add to it by
    then, where somebody stated that."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="measures")
    measure = models.ForeignKey("org.Measure", on_delete=models.CASCADE, related_name="+")
    chance = models.FloatField(null=True)
    joined = models.FloatField(null=True)
    low = models.FloatField(null=True)
    likely = models.FloatField(null=True)
    high = models.FloatField(null=True)
    sentence = models.CharField(max_length=300, blank=True)

    objects = RecordSet.as_manager()

    def __str__(self) -> str:
        return f"{self.measure_id} in run {self.run_id}"


class Proposal(Answer):
    """What the engine would do differently, with its worth and its price; a person takes it or not.

    `moves`: per move the task, people before and after, rank before and after, the `mode` where it would be done
    another way, and whether it is only `renumbered`, its place being the same; of a first plan the `days` from the
    first to the last; `key` is the same for the same
    proposal in later runs, so that a declined one stays away while nothing about it changes.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    key = models.CharField(max_length=64)
    sentence = models.CharField(max_length=300)
    worth = models.JSONField(default=dict)
    price = models.JSONField(default=dict)
    moves = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)

    objects = RecordSet.as_manager()

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.sentence


class KeptForecast(Answer):
    """What we said on a day of an open project, its budget of hours or of money, the fixed price agreed for it, a goal
    or a task, kept to be compared when the truth comes in. Of a project for the first time, also what its tasks alone
    said: how late whole projects run is learned from it.
    """

    on = models.DateField()
    noun = models.CharField(max_length=20)
    record_id = models.PositiveBigIntegerField()
    chance = models.FloatField(null=True)
    by_when = models.DateField(null=True)
    p50 = models.DateTimeField(null=True)
    p80 = models.DateTimeField(null=True)
    alone_p50 = models.DateTimeField(null=True)
    alone_p80 = models.DateTimeField(null=True)

    objects = RecordSet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["on", "noun", "record_id"], name="kept_once_a_day"),)
        indexes = (
            models.Index(
                fields=["record_id"], condition=Q(alone_p50__isnull=False), name="foretold_at_first"
            ),
        )

    def __str__(self) -> str:
        return f"{self.noun} {self.record_id} on {self.on}"

    @classmethod
    def at_first(cls, using: str = "default") -> models.QuerySet[KeptForecast]:
        """The first of each project, which say what its tasks alone would have come to."""
        return cls.objects.using(using).filter(alone_p50__isnull=False, alone_p80__isnull=False)


@sight(ScheduledTask, who="those who see its project")
def scheduled_seen(by: Account) -> Q:
    """Scheduled tasks."""
    return seen_through(by, "task__project", Project)


@sight(ProjectForecast, who="those who see the project")
def project_forecasts_seen(by: Account) -> Q:
    """Forecasts of projects."""
    return seen_through(by, "project", Project)


@sight(GoalForecast, who="those who see the goal")
def goal_forecasts_seen(by: Account) -> Q:
    """Forecasts of goals."""
    return seen_through(by, "goal", Goal)


@sight(CostForecast, who="those who see money, of the tasks, projects and goals they see")
def costs_seen(by: Account) -> Q:
    """What work will cost."""
    if by.acts_for_the_house:
        return EVERYTHING
    if not by.money_right or by.is_guest:
        return NOTHING
    seen = seen_through(by, "project", Project) & Q(project__isnull=False)
    seen |= seen_through(by, "task__project", Project) & Q(task__isnull=False)
    return seen | (seen_through(by, "goal", Goal) & Q(goal__isnull=False))


@sight(MeasureForecast, who="those who see the goal")
def measure_forecasts_seen(by: Account) -> Q:
    """Forecasts of measures."""
    return seen_through(by, "measure__goal", Goal)

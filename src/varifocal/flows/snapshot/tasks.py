"""Rows → open tasks: how much of each is left, what it asks for, and who does it in which place of their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from varifocal.core import portfolio as core
from varifocal.core.forecast import Calibration
from varifocal.core.forecast.answering import Answers
from varifocal.core.values import Range
from varifocal.flows.snapshot.hours import Spent
from varifocal.flows.snapshot.rows import Open, Way, other_ways, range_of
from varifocal.flows.snapshot.ties import Ties
from varifocal.flows.snapshot.view import VIEW, Rows, float_or_none, grouped
from varifocal.flows.snapshot.waits import wait_of
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.order import Assignment, Pin, SkillNeed
from varifocal.org.work.task import TaskKind

LEAST_LEFT = 0.1
"""Of an open task at least this share of its estimate is left, whatever was recorded."""


@dataclass(frozen=True)
class Tasks:
    """What tasks of the portfolio are made of, beside their rows: who is `here`, hours `spent`, all `estimates`, hours
    that are `usual` by kind of work, and what the track record and the dependencies make of them."""

    zone: str
    here: frozenset[int]
    spent: Spent
    estimates: Rows
    usual: Mapping[int | None, float]
    calibration: Calibration
    answers: Answers
    ties: Ties

    def of(self, rows: Iterable[Open]) -> list[core.Task]:
        """One for each row."""
        kinds = TaskKind.objects.using(VIEW).in_bulk()
        people = grouped(
            Assignment.objects.using(VIEW)
            .filter(task__finished_at=None)
            .values_list("task_id", "person_id", "rank")
        )
        needs = grouped(
            SkillNeed.objects.using(VIEW)
            .filter(task__finished_at=None)
            .order_by("pk")
            .values_list("task_id", "skill_id", "level", "count")
        )
        uses = grouped(
            EquipmentNeed.objects.using(VIEW)
            .filter(task__finished_at=None)
            .order_by("equipment")
            .values_list("task_id", "equipment_id", "count")
        )
        ways = other_ways()
        pins = {pin.task_id: pin for pin in Pin.objects.using(VIEW).filter(task__finished_at=None)}
        return [
            self._task(
                row,
                kinds.get(row.kind_id or 0),
                people[row.pk],
                needs[row.pk],
                uses[row.pk],
                pins.get(row.pk),
                ways[row.pk],
            )
            for row in rows
        ]

    def _task(
        self,
        row: Open,
        kind: TaskKind | None,
        people: list[tuple[int, float]],
        needs: list[tuple[int, int, int]],
        uses: list[tuple[int, int]],
        pin: Pin | None,
        ways: list[Way],
    ) -> core.Task:
        estimates = self.estimates[row.pk]
        believed = range_of(*estimates[-1][:3]) if estimates else Range(self._usual_hours(row))
        if row.is_wait:
            believed = Range(0.0)
        expected = believed.likely
        doing = tuple(sorted(person for person, _ in people if person in self.here))
        if estimates and not row.is_wait:
            expected = self.calibration.expected(believed, doing, kind.name if kind else "")
        left = float_or_none(row.hours_left)
        if left is None:
            left = max(expected - self.spent.on_task[row.pk].all, expected * LEAST_LEFT)
        demands = tuple(core.SkillDemand(skill, level, count) for skill, level, count in needs)
        demands = demands or _usual_demands(row, kind)
        pinned = (pin.person_id,) if pin and pin.person_id in self.here else ()
        rank = min((rank for _, rank in people), default=None)
        if len(doing) < len(people) and len(doing) < max(1, sum(one.count for one in demands)):
            # some who were agreed have left, and too few are there: whoever stays gets somebody beside her
            doing, pinned, rank = (), tuple(sorted({*doing, *pinned})), None
        return core.Task(
            id=row.pk,
            name=row.name,
            project=row.project_id,
            estimate=believed,
            expected=expected,
            left=0.0 if row.is_wait else left,
            kind=kind.name if kind else "",
            demands=() if row.is_wait else demands,
            uses=() if row.is_wait else tuple(core.Use(equipment, count) for equipment, count in uses),
            release=row.release,
            due=row.due,
            deadline=row.deadline,
            priority=row.priority,
            people=() if row.is_wait else doing,
            rank=None if row.is_wait else rank,
            pinned_people=() if row.is_wait else pinned,
            pinned_start=pin.start if pin else None,
            started=row.started_at.astimezone(ZoneInfo(self.zone)).date() if row.started_at else None,
            splittable=row.splittable,
            guessed=not estimates and not row.is_wait,
            wait=wait_of(row, self.answers),
            created=row.added_on,
            modes=() if row.started_at or row.is_wait else tuple(self._mode(row, kind, way) for way in ways),
            start_lag=self.ties.start_lag.get(row.pk, 0.0),
            finish_lag=self.ties.finish_lag.get(row.pk, 0.0),
        )

    def _usual_hours(self, row: Open) -> float:
        """What a task takes that nobody estimated."""
        return self.usual.get(row.kind_id, self.usual[None])

    def _mode(self, row: Open, kind: TaskKind | None, way: Way) -> core.Mode:
        expected = self.calibration.expected(way.believed, (), kind.name if kind else "")
        return core.Mode(expected, way.demands or _usual_demands(row, kind), way.uses, way.id, way.name)


def _usual_demands(row: Open, kind: TaskKind | None) -> tuple[core.SkillDemand, ...]:
    """What a task of its kind needs where nobody said."""
    if kind is None or kind.skill_id is None:
        return ()
    return (core.SkillDemand(kind.skill_id, kind.level, row.crew),)

"""Which skills each open task asks for: its own needs, else those of its kind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from varifocal.org.base.account import Account
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.task import TaskKind


@dataclass(frozen=True, slots=True)
class Needs:
    """Skills by task and by kind of task, the first asked for first; `names` are theirs."""

    by_task: dict[int, list[int]]
    by_kind: dict[int, int]
    names: dict[int, str]

    def of(self, task: int, kind: int | None) -> list[int]:
        """What this task of this kind asks for."""
        own = self.by_task.get(task)
        return own or ([self.by_kind[kind]] if kind in self.by_kind else [])


def asked_skills(by: Account) -> Needs:
    """Of all open tasks this account sees; two queries."""
    own: dict[int, list[int]] = defaultdict(list)
    names: dict[int, str] = {}
    needs = SkillNeed.objects.visible_to(by).filter(task__finished_at=None).order_by("pk")
    for task, skill, name in needs.values_list("task_id", "skill_id", "skill__name"):
        own[task].append(skill)
        names[skill] = name
    kinds: dict[int, int] = {}
    for kind, skill, name in TaskKind.objects.exclude(skill=None).values_list(
        "pk", "skill_id", "skill__name"
    ):
        if skill is not None:
            kinds[kind], names[skill] = skill, name
    return Needs(own, kinds, names)

"""What it means that somebody leaves, told before it is done: how much ends, who needs another lead, what she
manages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.growth.leaving import led_by
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.person import Person, Team
from varifocal.org.work.project import Project


@dataclass(frozen=True, slots=True)
class Leaving:
    """Counts of what everybody may know to end, and names: of people and teams she leads, of open projects she manages
    that the reader sees."""

    pairs: int
    held: int
    led: tuple[str, ...]
    projects: tuple[str, ...]


def of_leaving(person: Person, by: Account) -> Leaving:
    """As it stands now; of one-to-ones not even how many."""
    teams = Team.objects.filter(lead=person).values_list("name", flat=True)
    return Leaving(
        pairs=Mentorship.objects.visible_to(by)
        .filter(Q(mentor=person) | Q(learner=person), until=None)
        .count(),
        held=Responsibility.objects.standing().filter(Q(holder=person) | Q(stand_in=person)).count(),
        led=(*led_by(person).values_list("name", flat=True), *(f"the team {name}" for name in teams)),
        projects=tuple(
            Project.objects.visible_to(by).open().filter(manager=person).values_list("name", flat=True)[:12]
        ),
    )

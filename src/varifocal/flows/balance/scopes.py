"""Whose hours are looked at: the company's, a team's, one's own."""

from __future__ import annotations

from dataclasses import dataclass

from varifocal.org.base.account import Account, Role
from varifocal.org.people.person import Team


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose hours: `company`, `team` (with its id) or `me`."""

    kind: str
    id: int | None
    name: str

    @property
    def word(self) -> str:
        """As an address says it."""
        return f"team-{self.id}" if self.kind == "team" else self.kind


COMPANY = Scope("company", None, "All of us")


def scopes(by: Account) -> list[Scope]:
    """Whose balance she may see: the company's, her own, those of the teams she leads or all, by role."""
    mine = [Scope("me", by.person_id, "Me")] if by.person_id else []
    teams = Team.objects.visible_to(by)
    if not by.has_role(Role.OWNER, Role.LEAD):
        teams = teams.filter(lead_id=by.person_id or 0)
    return [COMPANY, *mine, *(Scope("team", team.pk, team.name) for team in teams)]

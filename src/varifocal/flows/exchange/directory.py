"""Who and what a row may mean by a name: people, skills, projects, clients, as far as she sees them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from varifocal.org.base.account import Account
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project


@dataclass(frozen=True, slots=True)
class Directory:
    """Ids by name, in small letters; a first name counts where only one person bears it."""

    people: dict[str, int]
    skills: dict[str, int]
    projects: dict[str, int]
    companies: dict[str, int]
    called: tuple[str, ...]

    @classmethod
    def seen_by(cls, by: Account) -> Directory:
        """Four questions."""
        people: dict[str, int] = {}
        first: dict[str, list[int]] = {}
        rows = list(Person.objects.visible_to(by).order_by("-left", "pk").values_list("pk", "name", "email"))
        for pk, name, email in rows:
            people.setdefault(cls.plain(name), pk)
            if email:
                people.setdefault(cls.plain(email), pk)
            first.setdefault(cls.plain(name).split(" ")[0], []).append(pk)
        for name, bearers in first.items():
            if len(bearers) == 1:
                people.setdefault(name, bearers[0])
        open_first = (
            Project.objects.visible_to(by).order_by("ended_on", "pk").values_list("pk", "name", "ended_on")
        )
        projects: dict[str, int] = {}
        for pk, name, _ in sorted(open_first, key=lambda row: (row[2] is not None, row[0])):
            projects.setdefault(cls.plain(name), pk)
        return cls(
            people=people,
            skills={cls.plain(name): pk for pk, name in Skill.objects.values_list("pk", "name")},
            projects=projects,
            companies={
                cls.plain(name): pk for pk, name in Company.objects.visible_to(by).values_list("pk", "name")
            },
            called=tuple(name for _, name, _ in rows),
        )

    @staticmethod
    def plain(name: str) -> str:
        """As compared: small letters, single spaces, no leading @."""
        return " ".join(name.lower().lstrip("@").split())

    def person(self, name: str) -> int | None:
        """Whose name or address it is."""
        return self.people.get(self.plain(name))

    def skill(self, name: str) -> int | None:
        """Which skill it names."""
        return self.skills.get(self.plain(name))

    def project(self, name: str) -> int | None:
        """Which project it names; an open one before one that has ended."""
        return self.projects.get(self.plain(name))

    def company(self, name: str) -> int | None:
        """Which company it names."""
        return self.companies.get(self.plain(name))

    def no_person(self, name: str) -> str:
        """Why a name means nobody, and what to do."""
        near = get_close_matches(name, self.called, n=1, cutoff=0.6)
        hint = f"Did you mean {near[0]}? " if near else ""
        return (
            f"Nobody here is called “{name[:60]}”. {hint}Mend the name, or add the person under People first."
        )

    def no_skill(self, name: str) -> str:
        """Why a name means no skill, and what to do."""
        near = get_close_matches(self.plain(name), self.skills, n=1, cutoff=0.6)
        hint = f"Did you mean “{near[0]}”? " if near else ""
        return f"No skill is called “{name[:60]}”. {hint}Mend it, or add the skill under People first."

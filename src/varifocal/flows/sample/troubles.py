"""What goes wrong in the sample agency: each trouble a switch with a size; whom it hits follows from the seed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Troubles:
    """The sizes of what goes wrong; nought switches a trouble off."""

    late_approvals: float = 6.0
    """Calendar days a client takes longer than agreed, on average."""
    vague_briefs: float = 0.4
    """Share of client approvals that end in a second round."""
    overloaded_director: float = 0.8
    """Share of all internal reviews that lands on one creative director."""
    sick_weeks: int = 11
    """Weeks somebody was ill within the year."""
    optimism: float = 0.28
    """How much longer work takes than its doer says, on average (0.28: 28 %); differs by person."""
    forgetful: float = 1 / 3
    """Share of the people who forget to note their time."""
    stuck: float = 0.12
    """Share of tasks that stand still until somebody helps."""
    untitled_leads: int = 2
    """People who get others going again without being asked to; nought: only directors and managers do."""
    loud_comments: int = 5
    """Comments a week of somebody whose comments help nobody."""
    lonely_skill: int = 1
    """Skills that hang on one person."""
    never_praised: int = 1
    """People nobody thanks."""
    shaky_promises: int = 3
    """Open projects promised earlier than they can be done."""
    cooling_client: int = 41
    """Days nobody has been in touch with one client; nought: with every client as often as usual."""
    goals_without_step: int = 3
    projects_without_why: int = 1
    unplaced: int = 18
    """New tasks nobody has been asked to do yet."""

    @classmethod
    def none(cls) -> Self:
        """A year in which nothing goes wrong."""
        return cls(**{one.name: 0 for one in fields(cls)})

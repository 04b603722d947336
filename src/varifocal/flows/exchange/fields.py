"""What a column of somebody's table may mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning: its key, what people call it, a hint, whether it speaks of work or of absences, and the names
    under which other tools export it, with commas."""

    key: str
    says: str
    hint: str
    kind: str = "work"
    names: str = ""

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every name a column of this meaning may bear, in small letters."""
        return (self.says.lower(), self.key.replace("_", " "), *filter(None, self.names.split(", ")))


FIELDS: tuple[Field, ...] = (
    Field("title", "Task", "What is to be done; the only column you need.",
          names="task, title, name, summary, task name, issue, subject, what, activity, card name, todo, "
                "aufgabe, titel"),
    Field("project", "Project", "Which project it belongs to; made where there is none of that name.",
          names="project, project name, job, campaign, list, board, projekt, parent"),
    Field("company", "Client", "Whom the project is for.",
          names="client, company, customer, account, kunde"),
    Field("person", "Who", "A person's name or e-mail address; several with commas.",
          names="who, person, assignee, assigned to, owner, responsible, people, members, resource, resource "
                "names, name of person, wer, employee"),
    Field("estimate", "Hours", "Effort in hours: 6, 1.5, 2d, S, M or L.",
          names="hours, estimate, effort, estimated hours, original estimate, work, estimated time, stunden, "
                "aufwand, planned hours, hoursestimate"),
    Field("low", "Hours at best", "Only for those who want a range.",
          names="low, optimistic, best case, min"),
    Field("high", "Hours at worst", "Only for those who want a range.",
          names="high, pessimistic, worst case, max"),
    Field("due", "Due", "The date it should be done by.",
          names="due, due date, deadline date, end date, finish, by when, target date, fällig, bis"),
    Field("release", "Not before", "The date it may begin.",
          names="start date, not before, release, start on"),
    Field("deadline", "Deadline", "The date that must not pass.",
          names="deadline, must finish by, hard deadline"),
    Field("kind", "Kind of work", "Storyboard, copy, review: work of a kind is estimated alike.",
          names="kind, type, category, issue type, task type, art"),
    Field("skill", "Skill", "What somebody must be able to do for it.",
          names="skill, skills, role, discipline"),
    Field("priority", "Priority", "1 or high, 2 or normal, 3 or low.",
          names="priority, prio, importance"),
    Field("status", "Status", "To do, doing, in review, done.",
          names="status, state, column, stage, progress"),
    Field("depends_on", "Waits for", "Keys or names of the tasks before it, with commas.",
          names="depends on, predecessors, blocked by, after, waits for, dependencies"),
    Field("note", "Brief", "Anything more about it.",
          names="notes, note, description, brief, comment, details"),
    Field("key", "Its own number", "The number it has where it comes from; brought again, it is not doubled.",
          names="id, key, issue key, number, task id, nr, no, ref, tasknumber"),
    Field("opened", "Entered on", "When it was written down.",
          names="created, created at, entered, opened, added"),
    Field("started", "Begun on", "When work on it began.",
          names="started, begun, actual start, started on"),
    Field("finished", "Done on", "When it was finished; then it is history.",
          names="finished, completed, done, closed, resolved, completed at, completed on, actual finish"),
    Field("actual", "Hours it took", "Hours spent by this person so far.",
          names="actual, actual hours, time spent, spent, hours spent, tracked, logged"),
    Field("person", "Who is away", "A person's name or e-mail address.", "absence"),
    Field("absence_from", "Away from", "The first day away.", "absence",
          names="from, away from, first day, von, start"),
    Field("absence_to", "Away to", "The last day away; empty: that one day.", "absence",
          names="to, until, last day, till"),
    Field("absence_kind", "Why away", "Holiday, sick or other.", "absence",
          names="why, reason, absence type, leave type"),
)  # fmt: skip
"""In the order a person would look for them; a name fits the first field that knows it."""

BY_KEY = {field.key: field for field in reversed(FIELDS)}

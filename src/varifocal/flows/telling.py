"""What can be told, drafted from facts: the note of a week, and to each client where its work stands.

A draft is only a beginning: a human edits and sends it. The note tells nothing that is not for everyone inside; a
status tells a client only of its own work, and nothing inside-only: no money, no loads, no chances, no names of who
does what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from varifocal.core.plan.words import day_text, days_text
from varifocal.flows.review.week import Week, for_everybody
from varifocal.flows.review.words import decided_says
from varifocal.flows.together import Row, day, together
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.decisions.telling import Telling
from varifocal.org.people.seen_by import NamedViewer, SeenBy
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

MOST = 5
LOOKS_BACK = timedelta(days=14)
"""What was done since a status goes back so far, unless an earlier one was sent later."""


def note(week: Week, *, headline: str = "") -> str:
    """The Monday note: what was said and came true, what is in danger, what waits, what was decided."""
    week, today = for_everybody(week), week.today
    parts = [f"The week of {day_text(week.monday, today)}", ""]
    parts += [f"{headline}.", ""] if headline else []
    kept = [f"{one.words or one.sentence}: {one.came_true}" for one in week.said if one.came_true]
    parts += _listed("What we said last week", kept)
    parts += _listed(
        "In danger",
        [
            f"{one.name}, {day_text(one.due, today)}: chance {round(100 * one.chance)} %"
            + (f", {one.who}" if one.who else "")
            for one in week.promises
        ],
    )
    waits = [one for one in week.waits if one.days is not None]
    parts += _listed(
        "We wait for",
        [
            f"{one.party or 'somebody outside'}: {one.name} ({one.project}), {days_text(one.days or 0)}"
            for one in waits
        ],
    )
    parts += _listed(
        "Late with us", [f"{one.name} ({one.project}), {one.who or 'nobody yet'}" for one in week.owed]
    )
    parts += _listed("Nothing under it yet", [one.name for one in week.balanced.without_step])
    parts += _listed("Decided", [decided_says(one, today) for one in week.decided])
    return _whole(parts)


def status(by: Account, company: Company, now: datetime, *, since: date | None = None) -> str:
    """Where the work for one client stands: the dates we promised, what was done since, what we wait for from them,
    and what comes next. Only projects for everyone inside are told of; of `by`'s sight, never more."""
    here = Organization.here()
    today = here.today(now)
    begin = max(since or date.min, today - LOOKS_BACK)
    return status_of(together(_asked(by, company, begin)), today)


def status_of(rows: dict[str, list[Row]], today: date) -> str:
    """The words of a status, from its projects (`id`, `name`, `due`) and what was `done`, `waits`, is `doing` and comes
    `next` in them (`id`, `name`, `project`, `place`, of waits `asked`)."""
    parts = [f"Where your work stands, {day_text(today, today)}", ""]
    for project in sorted(rows["projects"], key=lambda row: (row["due"] or "9999", row["id"])):
        parts += _of_project(project, rows, today)
    if not rows["projects"]:
        parts += ["There is no work under way for you at the moment.", ""]
    return _whole(parts)


def sight_of_what_it_tells(by: Account, one: Telling) -> dict[str, Any]:
    """For whose eyes a status is at most: where her words name a project of this client that is for some eyes only,
    for those; else for everyone."""
    guarded = Project.objects.visible_to(by).filter(company=one.company_id).exclude(seen_by=SeenBy.EVERYONE)
    for project in guarded:
        if project.name in one.words:
            named = NamedViewer.objects.filter(noun_name=Project.noun(), record_id=project.pk)
            people = list(named.values_list("person_id", flat=True))
            return {"seen_by": project.seen_by, "team": project.seen_by_team_id, "people": people}
    return {"seen_by": SeenBy.EVERYONE.value, "team": None, "people": []}


def clients_under_way(by: Account) -> list[Company]:
    """Clients for whom a project is open that everybody inside sees."""
    open_ones = Project.objects.visible_to(by).open().filter(seen_by=SeenBy.EVERYONE).exclude(company=None)
    return list(Company.objects.visible_to(by).filter(pk__in=open_ones.order_by().values("company")))


def _asked(by: Account, company: Company, since: date) -> dict[str, Any]:
    projects = Project.objects.visible_to(by).filter(company=company, seen_by=SeenBy.EVERYONE)
    tasks = Task.objects.visible_to(by).filter(project__in=projects.open().order_by().values("pk"))
    fields = {"id": "id", "name": "name", "project": "project_id", "asked": "asked_on", "place": "place"}
    return {
        "projects": (projects.open(), {"id": "id", "name": "name", "due": "due"}),
        "done": (
            tasks.filter(finished_at__gte=datetime.combine(since, time.min, UTC), is_wait=False),
            fields | {"finished": "finished_at"},
        ),
        "waits": (
            tasks.filter(finished_at=None, is_wait=True, waits_on=company).exclude(asked_on=None),
            fields,
        ),
        "doing": (tasks.filter(finished_at=None, is_wait=False, status=Task.Status.DOING), fields),
        "next": (tasks.filter(finished_at=None, is_wait=False, status=Task.Status.TODO), fields),
    }


def _of_project(project: Row, rows: dict[str, list[Row]], today: date) -> list[str]:
    def of(name: str) -> list[Row]:
        found = [row for row in rows[name] if row["project"] == project["id"]]
        return sorted(found, key=lambda row: (row["place"], row["id"]))

    due = day(project["due"])
    parts = [f"{project['name']}" + (f", promised for {day_text(due, today)}" if due else "")]
    parts += _counted("Done since", [row["name"] for row in reversed(of("done"))])
    parts += _counted(
        "We wait for you",
        [f"{row['name']}, asked on {day_text(day(row['asked']), today)}" for row in of("waits")],
    )
    coming = [row["name"] for row in (*of("doing"), *of("next"))]
    parts += _counted("Next", coming, most=2, rest=False)
    return [*parts, ""]


def _counted(title: str, names: Sequence[str], most: int = MOST, rest: bool = True) -> list[str]:
    if not names:
        return []
    more = [f"  and {len(names) - most} more"] if rest and len(names) > most else []
    return [f"{title}:", *(f"- {one}" for one in names[:most]), *more]


def _listed(title: str, sentences: Sequence[str]) -> list[str]:
    lines = _counted(title, sentences)
    return [*lines, ""] if lines else []


def _whole(parts: Iterable[str]) -> str:
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ").rstrip() + "\n"

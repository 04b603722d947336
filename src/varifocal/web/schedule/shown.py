"""What the pages of the schedule show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.compiled import is_loaded
from varifocal.flows.front import Front, Step, in_order
from varifocal.flows.schedule import Explanation, Schedule
from varifocal.flows.who_else import Candidate
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.work.task import Task
from varifocal.web import charts, levels
from varifocal.web import format as say
from varifocal.web.proposals import proposal
from varifocal.web.schedule.tabs import tabs
from varifocal.web.sheet import Cell

MOST_NAMES = 3
SOON = range(1, 4)
"""The weeks a headline is about: the next three, this one being half gone."""
OF_PEOPLE = (
    "Hours the agreed plan and what is proposed ask for, against working hours less absences, holidays and meetings. "
    "Choose a week to see what she does then."
)
OF_SKILLS = (
    "Hours the plan asks of a skill, against the hours those who have it are there for it: their working time less "
    "what the plan gives them of other skills. Whoever has several skills is there for each; “none” says that all who "
    "have it are away or taken by other work. "
    "Choose a week to see who does what then."
)

IF_IT_LANDS = (
    " What follows a + is work of opportunities that may never come; it takes only what firm work leaves, and is not "
    "counted as full."
)


@dataclass(frozen=True)
class Page:
    """All a template needs; a view takes what it asks for."""

    headline: str
    tabs: list[dict[str, Any]]
    picture: charts.Picture | None = None
    line: charts.Line | None = None
    choices: tuple[tuple[dict[str, Any], ...], ...] = ()
    proposals: tuple[dict[str, Any], ...] = ()
    projects: tuple[dict[str, Any], ...] = ()
    unplaced: tuple[dict[str, Any], ...] = ()
    more_unplaced: int = 0
    broken: tuple[dict[str, Any], ...] = ()
    acts: tuple[dict[str, Any], ...] = ()
    caption: str = ""
    late: str = ""
    first: str = ""
    """What stands beside the timeline at first: of a proposal what it would move."""
    empty: bool = False
    foretells: bool = False
    """Whether a forecast for each proposal is a matter of moments, as it is once what is compiled is there."""
    may_take: bool = False
    """Whether proposals are hers to take, and so hers to see."""


def load_page(schedule: Schedule, query: QueryDict) -> Page:
    """People, or skills, by weeks; every cell leads to who does what then."""
    by_skill = query.get("of") == "skill"
    key = "skill" if by_skill else "person"
    address = f"{reverse('schedule')}?{key}="
    rows = [
        charts.LoadRow(one.id, one.name, f"{address}{one.id}", one.hours, one.capacity, one.tentative)
        for one in schedule.loads
    ]
    title = f"Planned hours, {key} by week"
    picture = charts.load(rows, schedule.weeks, title=title, today=schedule.today, noun=key)
    of = (("person", "By person"), ("skill", "By skill"))
    weeks = ((12, "12 weeks"), (26, "26 weeks"))
    return Page(
        _skill_headline(schedule) if by_skill else _load_headline(schedule),
        _tabs(schedule, "schedule-load"),
        picture,
        choices=(
            tuple({"name": name, "url": f"?{_with(query, of=one)}", "here": one == key} for one, name in of),
            tuple(
                {"name": name, "url": f"?{_with(query, weeks=str(one))}", "here": one == len(schedule.weeks)}
                for one, name in weeks
            ),
        ),
        caption=(OF_SKILLS if by_skill else OF_PEOPLE)
        + (IF_IT_LANDS if any(any(one.tentative) for one in schedule.loads) else ""),
        empty=not schedule.loads,
    )


SHEET = ("Name", "Week from", "Hours planned", "Hours there are", "Hours that may come")


def sheet_of(schedule: Schedule) -> Iterator[Sequence[Cell]]:
    """The same for a spreadsheet, a line a person and week."""
    for one in schedule.loads:
        for monday, hours, there in zip(schedule.weeks, one.hours, one.capacity, strict=True):
            coming = one.tentative[schedule.weeks.index(monday)] if one.tentative else 0.0
            yield one.name, monday, round(hours, 2), round(there, 2), round(coming, 2)


def timeline_page(schedule: Schedule, query: QueryDict, by: Account) -> Page:
    """Bars by person or by project; what has no place stands beside them."""
    rows = "project" if query.get("by") == "project" else "person"
    return Page(
        _timeline_headline(schedule),
        _tabs(schedule, "schedule"),
        line=charts.Line(
            url=f"{reverse('schedule-bars')}?{query.urlencode()}",
            by=rows,
            name="Who does what when",
            base=True,
            ways=tuple(
                {"name": name, "url": f"?{_with(query, by=key)}", "here": key == rows}
                for key, name in (("person", "By person"), ("project", "By project"))
            ),
        ),
        unplaced=_unplaced(schedule),
        more_unplaced=schedule.unplaced_tasks - len(schedule.unplaced),
        broken=_broken(schedule),
        late=_late(schedule.late),
        first=_proposed(schedule, query),
        empty=schedule.run is None,
        may_take=by.has_role(Role.OWNER, Role.MANAGER),
    )


def _proposed(schedule: Schedule, query: QueryDict) -> str:
    """Where the proposal is told that is asked for, if she may see it."""
    wanted = next((row["id"] for row in schedule.proposals if str(row["id"]) == query.get("proposal")), None)
    return "" if wanted is None else reverse("schedule-proposal", args=[wanted])


def tray_page(schedule: Schedule, by: Account) -> Page:
    """Proposals, work nobody agreed yet by project, work without a place."""
    fresh = [one for one in schedule.waiting if one.proposed]
    may_take = by.has_role(Role.OWNER, Role.MANAGER)
    projects = tuple(
        {
            "name": one.project_name,
            "url": reverse("project", args=[one.project]),
            "count": one.proposed,
            "act": _agree(
                f"Agree to {'it' if one.proposed == 1 else f'all {one.proposed}'}", project=one.project
            )
            if may_take
            else None,
        }
        for one in sorted(fresh, key=lambda one: (-one.proposed, one.project_name))
    )
    unplaced = _unplaced(schedule)
    offered = tuple({"id": row["id"], **proposal(row)} for row in in_order(schedule.proposals))
    acts = (_agree("Agree to everything proposed"),) if may_take and len(projects) > 1 else ()
    return Page(
        _tray_headline(len(offered), schedule.proposed_tasks, schedule.unplaced_tasks),
        _tabs(schedule, "schedule-tray"),
        proposals=offered,
        projects=projects,
        unplaced=unplaced,
        more_unplaced=schedule.unplaced_tasks - len(unplaced),
        broken=_broken(schedule),
        acts=acts,
        late=_late(schedule.late),
        may_take=may_take,
        foretells=is_loaded(),
    )


def _late(late: tuple[float, float] | None) -> str:
    """How good the plan is, and how good one can be."""
    if late is None:
        return ""
    stands, least = late
    if not stands:
        return "As it is agreed, the plan keeps every date."
    here = Organization.here()
    weights = say.weighted(here.late_urgent, here.late_normal, here.late_can_wait)
    counted = f"As it is agreed, the plan misses its dates by {say.number(stands, 1)} days in all, {weights}"
    if stands <= least:
        return f"{counted}; no plan of this work can miss them by less."
    return f"{counted}; it cannot be below {say.number(least, 1) or '0'}, whoever does what."


def front_part(it: Front) -> dict[str, Any]:
    """The slider: the proposals in their order, the picture, and what each step says."""
    points = [(step.moved, step.late, step.handed) for step in it.steps]
    return {
        "picture": charts.front(points, title="What taking more of them brings") if points else None,
        "most": len(it.proposals),
        "order": ",".join(str(row["id"]) for row in it.proposals),
        "steps": [
            {
                "late": say.number(step.late, 1) or "0",
                "moved": step.moved,
                "handed": step.handed,
                "words": _step_in_words(step, it),
            }
            for step in it.steps
        ],
        "apart": it.apart,
    }


def _step_in_words(step: Step, it: Front) -> str:
    if not step.taken:
        return "Everything stays as agreed."
    saved = it.steps[0].late - step.late
    days = f"{say.number(abs(saved), 1)} {'day' if abs(saved) == 1 else 'days'}"
    brings = f"{days} less late" if saved > 0 else f"{days} more late" if saved < 0 else "no day less late"
    tasks = f"{step.moved} {'task moves' if step.moved == 1 else 'tasks move'}"
    hands = f"{step.handed or 'none'} {'changes' if step.handed < 2 else 'change'} hands"
    return f"{brings[0].upper()}{brings[1:]} in all, weighted; {tasks}, {hands}."


def who_else_part(task: Task, found: Sequence[Candidate], today: date, may_try: bool) -> dict[str, Any]:
    """Who else could do it, each with what speaks for her."""
    return {
        "task": task,
        "people": [
            {
                "name": one.name,
                "url": reverse("person", args=[one.id]),
                "says": "; ".join(_speaks_for(one, today)),
                "suits": f"{one.score:.0%}",
                "parts": one.parts,
                "has_time": one.has_time,
                "try": f"{reverse('schedule-try', args=[task.pk])}?{urlencode({'person': one.id, 'dropped': 1})}"
                if may_try
                else "",
            }
            for one in found
        ],
    }


def _speaks_for(one: Candidate, today: date) -> Iterator[str]:
    for skill in one.skills:
        yield f"{skill.name} {levels.asked(skill.has)}, {levels.short(skill.asked)} is asked"
    if one.wishes:
        yield f"wants more {_and(one.wishes)}"
    if one.known:
        yield f"did {one.known} {'task' if one.known == 1 else 'tasks'} of this project"
    if one.client:
        yield f"did {one.client} {'task' if one.client == 1 else 'tasks'} for this client"
    free = say.hours(round(one.free, 1)) or "no hours"
    yield f"{free} free until {say.day(one.until, today)}, {say.hours(round(one.hours, 1)) or 'none'} needed"


def why_page(task: Task, told: Explanation) -> dict[str, Any]:
    """The chain back to now, and remedies."""
    today = Organization.here().today()
    return {
        "task": task,
        "url": reverse("task", args=[task.pk]),
        "who_url": reverse("who-else", args=[task.pk]),
        "project_url": reverse("project", args=[task.project_id]),
        "sentence": told.sentence,
        "homeless": not told.chain,
        "links": [
            {
                "sentence": link.sentence,
                "since": say.day(link.since.date(), today),
                "until": say.day(link.until.date(), today),
            }
            for link in (told.chain if len(told.chain) > 1 else ())  # of one link the sentence says it all
        ],
        "remedies": [one.sentence for one in told.remedies],
    }


def _broken(schedule: Schedule) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "name": one.name,
            "url": reverse(one.noun, args=[one.id]),
            "why": reverse("why", args=[one.id]) if one.noun == "task" else "",
            "sentence": one.sentence,
        }
        for one in schedule.broken
    )


def _unplaced(schedule: Schedule) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "name": one.name,
            "url": reverse("task", args=[one.task]),
            "why": reverse("why", args=[one.task]),
            "project": one.project_name,
            "reason": one.reason,
        }
        for one in schedule.unplaced
    )


def _with(query: QueryDict, **changed: str) -> str:
    asked = query.copy()
    for key, value in changed.items():
        asked[key] = value
    return str(asked.urlencode())


def _tabs(schedule: Schedule, here: str) -> list[dict[str, Any]]:
    waiting = schedule.proposed_tasks + schedule.unplaced_tasks + len(schedule.proposals)
    return tabs(here, {"schedule-tray": waiting})


def _timeline_headline(schedule: Schedule) -> str:
    """What waits, in a sentence."""
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (schedule.unplaced_tasks, "task has no place yet", "tasks have no place yet"),
            (len(schedule.proposals), "change would be worth it", "changes would be worth it"),
        )
        if count
    ]
    if schedule.run is None:
        return "Nothing is planned yet"
    return _and(parts) if parts else "Everything that is open has its place"


def _skill_headline(schedule: Schedule) -> str:
    """Which skills are full for the next four weeks."""
    full = [one.name for one in schedule.loads if one.is_full(SOON)]
    if not full:
        return f"Every skill has room in the next four weeks{_no_place(schedule)}"
    if len(full) <= MOST_NAMES:
        are = "is" if len(full) == 1 else "are"
        return f"{_and(full)} {are} full for a month{_no_place(schedule)}"
    return f"{len(full)} of {len(schedule.loads)} skills are full for a month{_no_place(schedule)}"


def _load_headline(schedule: Schedule) -> str:
    """Who is full for the next four weeks, by name where they are few."""
    if not any(any(one.hours) for one in schedule.loads):
        return "Nobody has planned work yet"
    full = [one for one in schedule.loads if one.is_full(SOON)]
    if not full:
        return f"Everybody has room in the next four weeks{_no_place(schedule)}"
    if len(full) <= MOST_NAMES:
        are = "is" if len(full) == 1 else "are"
        return f"{_and([one.name for one in full])} {are} full for a month{_no_place(schedule)}"
    return f"{len(full)} of {len(schedule.loads)} people are full for a month{_no_place(schedule)}"


def _no_place(schedule: Schedule) -> str:
    count = schedule.unplaced_tasks
    if not count:
        return ""
    return f"; {count} {'task has' if count == 1 else 'tasks have'} no place yet"


def _tray_headline(proposals: int, fresh: int, unplaced: int) -> str:
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (proposals, "proposal worth a look", "proposals worth a look"),
            (fresh, "task waits for a yes", "tasks wait for a yes"),
            (unplaced, "has no place yet", "have no place yet"),
        )
        if count
    ]
    return ", ".join(parts) if parts else "Nothing waits in the tray"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _agree(name: str, *, project: int | None = None) -> dict[str, Any]:
    fields = {} if project is None else {"project": project}
    return {"name": name, "post": reverse("schedule-agree"), "fields": fields}

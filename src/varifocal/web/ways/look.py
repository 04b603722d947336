"""What somebody wants to see of a process: which projects, by which clock; said in the address and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from varifocal.flows.improve.narrowing import NOTHING_ASKED, Narrowed, narrowed
from varifocal.flows.improve.presence import Shifts, hours_a_day, house_shifts, in_working_time
from varifocal.flows.improve.reading import Lived, lived, material, one_process, with_teams
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.work.project import Project
from varifocal.web import format as say
from varifocal.web.asking import whole
from varifocal.web.ways.shown import Eyes

KEPT = ("since", "until", "client", "kind", "team", "first", "then", "later", "way", "clock")
VIEWS = (
    ("steps", "process", "Steps"),
    ("map", "process-map", "Map"),
    ("taken", "process-taken", "Ways taken"),
    ("meant", "process-meant", "As it is meant"),
    ("why", "process-why", "Why it waits"),
    ("load", "process-load", "Workload"),
    ("compared", "process-compared", "Compared"),
)


@dataclass(frozen=True)
class Look:
    """One look at a process: all that went this way, what stays of it, by which clock, and whose eyes."""

    every: Lived
    it: Lived
    asked: Narrowed
    eyes: Eyes
    given: QueryDict
    house: Shifts

    @cached_property
    def by_clock(self) -> Lived:
        """What stays, by the clock that was asked for."""
        return in_working_time(self.it, self.house) if self.in_work else self.it

    @property
    def in_work(self) -> bool:
        """Whether days are days of work."""
        return self.given.get("clock") == "work"

    @property
    def clock(self) -> str:
        """The clock in words."""
        if not self.in_work:
            return "days of the calendar"
        hours = say.number(hours_a_day(self.house), 1).removesuffix(".0")
        return f"working days of {hours} hours, by the house's week without public holidays"

    def around(self, here: str) -> dict[str, Any]:
        """What stands around every view: the tabs, the form, what is narrowed."""
        row, query = self.every.process, self.eyes.query
        tabs = [
            {"name": name, "url": reverse(route, args=[row.pk]) + query, "here": word == here}
            for word, route, name in VIEWS
        ]
        above = [{"name": "How we work", "url": reverse("ways")}]
        if here != "steps":
            above.append({"name": row.name, "url": reverse("process", args=[row.pk])})
        return {
            "process": row,
            "frame": frame(row.name, above, tabs, "Views of this process", "ways/only.html", "project"),
            "only": self.form(),
            "clocks": [
                {
                    "name": name,
                    "url": self._with(clock=value) or "?",
                    "here": (value == "work") == self.in_work,
                }
                for value, name in (("", "Calendar days"), ("work", "Working days"))
            ],
        }

    def form(self) -> dict[str, Any]:
        """The form, filled with what is asked for."""
        about = [self.every.about.get(case.project) for case in self.every.cases]
        steps = [(str(place), step.name) for place, step in enumerate(self.every.steps)]

        def choices(name: str) -> list[tuple[str, str]]:
            there = sorted({getattr(one, name) for one in about if one and getattr(one, name)})
            return [(one, Project.Kind(one).label if name == "kind" else one) for one in there]

        fields = [
            ("client", "Client", choices("client")), ("team", "Team", choices("team")),
            ("kind", "Kind of project", choices("kind")), ("first", "Goes from", steps), ("then", "to", steps),
        ]  # fmt: skip
        kept = len([case for case in self.it.cases if case.log])
        return {
            "fields": [
                {"name": name, "label": label, "choices": offered, "value": self.given.get(name, "")}
                for name, label, offered in fields
                if len(offered) > 1 or self.given.get(name)
            ],
            "since": self.asked.since.isoformat() if self.asked.since else "",
            "until": self.asked.until.isoformat() if self.asked.until else "",
            "later": self.asked.later,
            "way": self.given.get("way", ""),
            "clock": "work" if self.in_work else "",
            "is_narrowed": self.asked != NOTHING_ASKED,
            "kept": kept,
            "of": len([case for case in self.every.cases if case.log]),
            "all": "?clock=work" if self.in_work else "?",
        }

    def only_passage(self, before: int, after: int) -> str:
        """The same view of the projects that go from one step directly to another."""
        return self._with(first=str(before), then=str(after))

    def only_way(self, way: Sequence[int]) -> str:
        """The same view of the projects that went exactly so."""
        return self._with(way="-".join(map(str, way)))

    def plus(self, name: str, value: str) -> str:
        """The query that is kept, and one thing more that is not."""
        query = _kept(self.given)
        query[name] = value
        return f"?{query.urlencode()}"

    def _with(self, **said: str) -> str:
        query = _kept(self.given)
        for name, value in said.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}" if query else ""


def frame(
    name: str, above: list[dict[str, str]], tabs: list[dict[str, Any]], tabs_name: str, only: str, case: str
) -> dict[str, Any]:
    """For `ways/view.html`: what stands around every view of a process, ours or one in a log that was brought in.
    `above`: the pages above; `only`: the template that narrows; `case`: what one run through it is called."""
    view = next((tab["name"] for tab in tabs[1:] if tab["here"]), "")
    return {
        "name": name,
        "above": above,
        "tabs": tabs,
        "tabs_name": tabs_name,
        "only": only,
        "case": case,
        "view": view,
    }


def look_at(request: HttpRequest, by: Account, pk: int) -> Look:
    """The process of this number as it is asked for; raises Http404 where there is none for her eyes."""
    found = one_process(by, pk)
    if found is None:
        raise Http404
    here, (row, steps) = Organization.here(), found
    today, kept = here.today(), _kept(request.GET)
    every = with_teams(lived(row, material(by=by, today=today), steps), by)
    asked = _asked(kept, len(steps))
    query = f"?{kept.urlencode()}" if kept else ""
    eyes = Eyes(by, today, here.currency, query)
    return Look(every, narrowed(every, asked), asked, eyes, request.GET, house_shifts(here, today))


def _kept(given: QueryDict) -> QueryDict:
    query = QueryDict(mutable=True)
    for name in KEPT:
        if value := given.get(name, "").strip()[:200]:
            query[name] = value
    return query


def _asked(given: QueryDict, steps: int) -> Narrowed:
    """What the address asks for; what it cannot mean is not asked."""
    before, after = (_step(given.get(name, ""), steps) for name in ("first", "then"))
    way = tuple(_step(word, steps) for word in given.get("way", "").split("-")) if given.get("way") else ()
    asked = Narrowed(
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        client=given.get("client", ""),
        kind=given.get("kind", ""),
        team=given.get("team", ""),
        way=tuple(step for step in way if step is not None) if None not in way else (),
    )
    if before is None or after is None:
        return asked
    return replace(asked, before=before, after=after, later=bool(given.get("later")))


def _step(word: str, steps: int) -> int | None:
    number = whole(word)
    return number if number is not None and number < steps else None


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None

"""What Balance shows: where the hours went, what was kept, what looks too near or too far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from varifocal.core.values import REAL_ENOUGH
from varifocal.flows.balance.balanced import Balanced
from varifocal.flows.balance.scopes import Scope
from varifocal.web import charts
from varifocal.web import format as say

SAYS = {
    "keep": "keep the house running",
    "owed": "are owed to somebody",
    "next": "will be felt within a year",
    "far": "will be felt later",
}
ALIKE = 2
"""Of one kind of observation so many stand open; the others wait behind a line."""
SHADES = {"keep": "d-keep", "owed": "d-near", "next": "d-quarter", "far": "d-far"}
PAGES = {"goal": "goal", "project": "project"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One observation with its evidence and its act."""

    side: str
    rule: str
    sentence: str
    evidence: tuple[str, ...]
    act: str
    url: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Observations of one kind: what stands open, and what waits behind a line."""

    first: list[Verdict]
    rest: list[Verdict]


@dataclass(frozen=True)
class Page:
    """All the template needs."""

    headline: str
    lede: str
    tabs: list[dict[str, Any]]
    whole: bool
    picture: charts.Picture
    caption: str
    shares: list[dict[str, Any]]
    usual: str
    kept: list[dict[str, Any]]
    kept_says: str
    left: str
    short: list[Alike]
    long: list[Alike]
    silent: str
    without_why: list[dict[str, Any]]
    without_step: list[dict[str, Any]]


def shown(found: Balanced, may_see: Iterable[Scope]) -> Page:
    """The page of one scope."""
    all_verdicts = verdicts(found)
    hushed = any(week.total and not week.is_real_enough for _, week in found.weeks)
    return Page(
        headline=_headline(found),
        lede=_lede(found),
        tabs=[_tab(scope, found) for scope in may_see],
        whole=found.scope.kind == "company",
        picture=charts.reach(
            [(monday, _parts(week)) for monday, week in found.weeks],
            title="Hours by how soon somebody would miss them",
            today=found.today,
            empty="Too few of the hours are real to draw them." if hushed else "No hours recorded yet.",
        ),
        caption="Twelve weeks; this one is still open."
        + (" Weeks of which too few hours are real stay empty." if hushed else ""),
        shares=_shares(found),
        usual=""
        if found.usual_ahead is None or not found.last.is_real_enough
        else say.percent(found.usual_ahead),
        kept=_kept(found),
        kept_says=_kept_says(found),
        left=_left(found),
        short=_alike(one for one in all_verdicts if one.side == "too short"),
        long=_alike(one for one in all_verdicts if one.side == "too long"),
        silent=found.judged.silent,
        without_why=without_why(found),
        without_step=without_step(found),
    )


def verdicts(found: Balanced) -> list[Verdict]:
    """All of them."""
    return [verdict(one) for one in found.judged.verdicts]


def verdict(one: Any) -> Verdict:
    """One with the page its act opens."""
    return Verdict(
        str(one.side),
        str(one.rule),
        one.sentence,
        one.evidence,
        one.act.sentence,
        _url(str(one.act.on.about), one.act.on.id),
    )


def _alike(found: Iterable[Verdict]) -> list[Alike]:
    kinds: dict[str, list[Verdict]] = {}
    for one in found:
        kinds.setdefault(one.rule, []).append(one)
    return [Alike(each[:ALIKE], each[ALIKE:]) for each in kinds.values()]


def without_why(found: Balanced) -> list[dict[str, Any]]:
    """Open work nobody can say a why for."""
    return [
        {
            "name": one.name,
            "url": reverse("project", args=[one.project]),
            "size": say.so_many(one.tasks, "open task", "open tasks")
            + (f", {say.hours(one.hours)}" if one.hours else ""),
            "part": "" if one.share > 0.999 else f"{say.percent(one.share)} of it",
        }
        for one in found.without_why
    ]


def without_step(found: Balanced) -> list[dict[str, Any]]:
    """Open goals nobody here can take a step towards."""
    return [
        {
            "name": one.name,
            "url": reverse("goal", args=[one.goal]),
            "says": "only somebody outside can move it now" if one.waits else "nothing under it yet",
        }
        for one in found.without_step
    ]


def _headline(found: Balanced) -> str:
    last = found.last
    if last.total <= 0:
        return "No hours have been recorded yet"
    if not last.is_real_enough:
        return "Too few hours are real to say where they go"
    shares = {name: last.share(reach) or 0.0 for name, reach in _reaches(found)}
    most = max(shares, key=lambda name: shares[name])
    whose = {"company": "our hours", "me": "your hours"}.get(
        found.scope.kind, f"the hours of {found.scope.name}"
    )
    how = "Most of" if shares[most] > 0.5 else "The largest part of"
    rest = _far_words(shares["far"])
    return f"{how} {whose} {SAYS[most]}; {rest}"


def _far_words(share: float) -> str:
    return (
        "none reach further than a year" if share <= 0 else f"{say.percent(share)} reach further than a year"
    )


def _lede(found: Balanced) -> str:
    if found.last.total <= 0:
        return "Record time on Today, or import it; what follows from it appears here by itself."
    real = found.last.real_share
    words = f"The last four weeks: {say.hours(found.last.total)}, "
    words += f"of which {say.percent(real)} were confirmed or stood in a calendar."
    if found.last.unplaced:
        words += f" {say.hours(found.last.unplaced)} have no place we know."
    return words


def _reaches(found: Balanced) -> list[tuple[str, Any]]:
    return [(str(reach), reach) for reach in found.reaches]


def _parts(week: Any) -> list[tuple[str, float]]:
    if not week.is_real_enough:
        return []
    return [*((str(reach), hours) for reach, hours in week.by_reach.items()), ("unplaced", week.unplaced)]


def _shares(found: Balanced) -> list[dict[str, Any]]:
    """Silent where too few of the hours are real."""
    if not found.last.is_real_enough:
        return []
    return [
        {
            "name": name,
            "says": SAYS[name],
            "shade": SHADES[name],
            "hours": say.hours(found.last.hours(reach)) or "none",
            "share": say.percent(found.last.share(reach) or 0.0),
        }
        for name, reach in _reaches(found)
    ]


def _kept(found: Balanced) -> list[dict[str, Any]]:
    if not found.last.is_real_enough:
        return []
    return [
        {
            "week": say.day(one.monday, found.today),
            "agreed": say.hours(one.agreed),
            "took": say.hours(one.took_place) if one.took_place else "none",
            "share": say.percent(one.share),
            "taken": ", ".join(
                f"{_taker(taken.by, found)} {say.quarters(taken.hours)}" for taken in one.taken[:3]
            ),
        }
        for one in found.kept or ()
        if one.agreed > 0
    ]


def _taker(project: int | None, found: Balanced) -> str:
    return (
        "time without a project" if project is None else found.names.get(project, "something you cannot see")
    )


def _kept_says(found: Balanced) -> str:
    if found.kept is None:
        return "Fewer than three people agreed on their weeks, so a sum would tell of one of them. Each sees her own."
    weeks = [one for one in found.kept if one.agreed > 0]
    if not weeks:
        return "No week has been agreed yet. Once one is, this says how much of it took place."
    real = found.last.real_share
    if not found.last.is_real_enough:
        return f"Only {say.percent(real)} of the hours of these weeks are real: too few to say what was kept."
    agreed, took = sum(one.agreed for one in weeks), sum(one.took_place for one in weeks)
    return (
        f"Of {say.hours(agreed)} agreed for what comes later, {say.hours(took) if took else 'none'} took place."
        + _how_real(real)
    )


def _how_real(share: float) -> str:
    """Beside every figure made of hours: how many of them are real; nothing where all are."""
    return f" {say.percent(share)} of the hours are real." if share < 1 else ""


def _left(found: Balanced) -> str:
    left = found.left
    total, real = (sum(getattr(week, name) for _, week in found.weeks) for name in ("total", "real"))
    share = real / total if total else 1.0
    if share < REAL_ENOUGH:
        return (
            f"Only {say.percent(share)} of the hours of twelve weeks are real: too few to say what they left."
        )
    if left.left + left.nothing + left.too_early <= 0:
        return "No next or far hours in twelve weeks, so there is nothing they could have left."
    if left.share is None:
        return f"{say.hours(left.too_early)} of next and far hours are younger than four weeks: too early to tell."
    words = f"{say.percent(left.share)} of the next and far hours old enough to tell left something: "
    words += "a finished task or a reading."
    return (
        words + (f" {say.hours(left.nothing)} left nothing yet." if left.nothing else "") + _how_real(share)
    )


def _tab(scope: Scope, found: Balanced) -> dict[str, Any]:
    url = reverse("balance") + ("" if scope.kind == "company" else f"?of={scope.word}")
    return {"name": scope.name, "url": url, "here": scope == found.scope, "count": None}


def _url(about: str, pk: int | None) -> str:
    if about in PAGES and pk is not None:
        return reverse(PAGES[about], args=[pk])
    return reverse("direction") if about == "strategy" else reverse("week")

"""A finding taken on: quoted as everybody may read it, made a task, and looked back on when that is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from varifocal.flows.improve.finding import Finding, Rated, findings
from varifocal.flows.improve.proving import LEAST_EACH, Compared, compared
from varifocal.flows.improve.reading import Lived, lived, material, rates
from varifocal.flows.improve.words import days, likely, remedy, sentence
from varifocal.org.base.account import Account
from varifocal.org.evidence.adoption import Adoption, Quote
from varifocal.org.evidence.process import ProcessStep

ADOPTED, MENDED, PROVEN, WORSE = "adopted", "mended", "proven", "worse"
HEADLINES = {
    ADOPTED: "{name}: somebody is at it",
    MENDED: "{name}: done, and not proven yet",
    PROVEN: "{name}: proven, it is less than before",
    WORSE: "{name}: done, and it is more than before",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an adoption: its state, and what is said of it."""

    adoption: Adoption
    state: str
    sentence: str
    compared: Compared | None


def quote(found: Finding, lived_by_her: Lived, *, by: Account, today: date) -> Quote:
    """The finding in the words that go into the log: counted only over projects that are for everyone, whoever takes it
    on; without any figures where it does not stand on those alone."""
    step = lived_by_her.steps[found.step]
    process = lived_by_her.process
    rated = rates(by, today)
    open_to_all = findings(lived(process, material(by=by, today=today, everyone=True)), rated)
    told = next((one for one in open_to_all if one.key == found.key), None)
    if told is None:
        words = f"{step.name}: {likely(found, step)}."
        return Quote(process, step, found.kind, words, 0, 0)
    low, high = (Decimal(f"{one:.2f}") for one in told.price) if told.price else (None, None)
    return Quote(process, step, found.kind, sentence(told, step), told.times, len(told.cases), low, high)


def log_quote(log: str, found: Mapping[str, Any]) -> Quote:
    """The same of a finding the miner told of a log that was brought in: its owner chooses to quote it."""
    low, high = (
        (Decimal(f"{one:.2f}") for one in found["price_month"]) if found["price_month"] else (None, None)
    )
    words = f"{log}: {found['sentence']}"
    return Quote(
        None, None, found["kind"], words, found["times"], found["cases"], low, high, log, tuple(found["where"])
    )  # fmt: skip


def brief(found: Finding, step: ProcessStep) -> str:
    """What may help, for whoever takes it on."""
    return remedy(found, step)


def one_taken_on(by: Account, pk: int) -> Adoption | None:
    """One of them with all it points at; None where there is none for her eyes."""
    rows = Adoption.objects.visible_to(by).select_related("task__project", "process", "step")
    return rows.filter(pk=pk).first()


def taken_on(by: Account) -> dict[int | None, list[Adoption]]:
    """By process what was taken on, the newest first."""
    found: dict[int | None, list[Adoption]] = defaultdict(list)
    rows = Adoption.objects.visible_to(by).select_related("task__project", "process", "step")
    for one in rows.order_by("-adopted_on", "-pk"):
        found[one.process_id].append(one)
    return found


def taken_on_from(by: Account, log: str) -> list[Adoption]:
    """What was taken on from a log of this name, the newest first."""
    rows = Adoption.objects.visible_to(by).select_related("task__project", "process", "step")
    return list(rows.filter(log=log, process=None).order_by("-adopted_on", "-pk"))


def outcome(adoption: Adoption, lived_by_her: Lived, rated: Rated = None) -> Outcome:
    """The state of one, computed from what was done since. `rated`: what an hour of each person costs."""
    found = compared(adoption, lived_by_her, rated)
    if adoption.task.finished_at is None:
        return Outcome(adoption, ADOPTED, "Somebody is at it.", None)
    if found is None:
        return Outcome(adoption, MENDED, "Its step is no more, so nothing can be compared.", None)
    state = PROVEN if found.is_proven else WORSE if found.is_worse else MENDED
    return Outcome(adoption, state, told(adoption.kind, found), found)


def log_outcome(adoption: Adoption, found: Mapping[str, Any] | None) -> Outcome:
    """The state of one taken on from a log, by what the miner found at its place before the task was done and since
    (`places` of `flows.mining`); None where the log is not looked at now."""
    if adoption.task.finished_at is None:
        return Outcome(adoption, ADOPTED, "Somebody is at it.", None)
    if found is None:
        return Outcome(
            adoption, MENDED, f"Bring “{adoption.log}” anew with what came since: there it is compared.", None
        )
    if "refused" in found:
        return Outcome(adoption, MENDED, f"Too early to say. {found['refused']}", None)
    before, after = found["before"], found["after"]
    counted = (
        f"Before {days(before['mean'] / 24)} lost there in a case ({before['cases']:,} cases), since then "
        f"{days(after['mean'] / 24)} ({after['cases']:,})."
    )
    state = {"better": PROVEN, "worse": WORSE}.get(found["verdict"], MENDED)
    if state == MENDED:
        return Outcome(adoption, state, f"{counted} The difference may be chance.", None)
    less, more = sorted(abs(found["mean_change"][end]) / 24 for end in (0, 2))
    way = "less" if state == PROVEN else "more"
    between = f"in 95 of 100 between {days(less)} and {days(more)} a case"
    return Outcome(adoption, state, f"{counted} That is {way}, {between}.", None)


def told(kind: str, found: Compared) -> str:
    """Before and after in plain words, with the interval."""
    if found.interval is None:
        least = min(found.before, found.after)
        side = "since" if found.after == least else "before"
        return f"Too early to say: {least} of {LEAST_EACH} cases {side} it was done."
    before, after = (said(kind, mean) for mean in (found.mean_before, found.mean_after))
    counted = f"Before {before} ({found.before} cases), since then {after} ({found.after})."
    if found.is_proven or found.is_worse:
        less, more = sorted(abs(end) for end in found.interval)
        way = "less" if found.is_proven else "more"
        between = f"in 95 of 100 between {said(kind, less)} and {said(kind, more)}"
        return f"{counted} That is {said(kind, abs(found.difference))} {way}, {between}."
    return f"{counted} The difference may be chance."


def sides(kind: str, found: Compared) -> tuple[str, str]:
    """The means before and since, each with how often it was looked at."""
    return (
        f"before {said(kind, found.mean_before)}, {found.before} cases",
        f"since {said(kind, found.mean_after)}, {found.after} cases",
    )


def said(kind: str, value: float) -> str:
    """A mean or an observation of this kind: a share, or days."""
    return f"{value * 100:.0f}\N{NO-BREAK SPACE}%" if kind in ("back", "more") else days(value)

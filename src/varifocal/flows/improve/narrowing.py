"""Only some of the projects that went a way: by when they began, what they are about, and how they went. All that is
told of a process is told of those that stay, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from varifocal.flows.improve.reading import About, Lived
from varifocal.flows.improve.steps import Case


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is asked for; nothing said, all stay. `since` and `until`: the days between which a project began, both
    included. `before` and `after`: steps it went through one directly after the other, or `later` at any time.
    `way`: the steps it went, in order."""

    since: date | None = None
    until: date | None = None
    client: str = ""
    kind: str = ""
    team: str = ""
    before: int | None = None
    after: int | None = None
    later: bool = False
    way: tuple[int, ...] = ()


NOTHING_ASKED = Narrowed()
_UNKNOWN = About()


def narrowed(lived: Lived, asked: Narrowed) -> Lived:
    """The process with the projects that stay."""
    if asked == NOTHING_ASKED:
        return lived
    kept = tuple(one for one in lived.cases if _stays(one, lived.about.get(one.project, _UNKNOWN), asked))
    return replace(lived, cases=kept)


def _stays(case: Case, about: About, asked: Narrowed) -> bool:
    wanted = ((asked.client, about.client), (asked.kind, about.kind), (asked.team, about.team))
    if any(want and want != is_ for want, is_ in wanted):
        return False
    log = [one.step for one in case.log]
    if asked.way and tuple(log) != asked.way:
        return False
    if asked.before is not None and asked.after is not None and not _goes(log, asked):
        return False
    if asked.since is None and asked.until is None:
        return True
    if not case.passages:
        return False
    began = min(one.begin for one in case.passages)
    return (asked.since is None or began >= _moment(asked.since)) and (
        asked.until is None or began < _moment(asked.until + timedelta(days=1))
    )


def _goes(log: Sequence[int], asked: Narrowed) -> bool:
    places = [place for place, step in enumerate(log) if step == asked.before]
    if asked.later:
        return bool(places) and asked.after in log[places[0] + 1 :]
    return any(log[place + 1 : place + 2] == [asked.after] for place in places)


def _moment(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()

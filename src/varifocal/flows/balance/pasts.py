"""Each project as it stood from each day on which its kind or a link to a goal changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from varifocal.core import portfolio as core
from varifocal.core.balance.reach import ProjectPast, Stood
from varifocal.flows.together import Row, day


def pasts_of(rows: Mapping[str, list[Row]]) -> dict[int, ProjectPast]:
    """Each project as it stood from each day on which its kind or a link changed."""
    servings, kinds = by_project(rows["servings"]), by_project(rows["kinds"])
    return {row["id"]: _past(row, servings[row["id"]], kinds[row["id"]]) for row in rows["projects"]}


def _past(project: Row, servings: Sequence[Row], kinds: Sequence[Row]) -> ProjectPast:
    opened = day(project["opened"]) or date.min
    turns = {opened}
    turns |= {turn for row in servings for turn in (day(row["since"]), day(row["until"])) if turn}
    turns |= {turn for row in kinds if (turn := day(row["until"]))}
    stood = tuple(
        Stood(turn, core.ProjectKind(_kind_on(project, kinds, turn)), served_on(servings, turn))
        for turn in sorted(turns)
    )
    return ProjectPast(project["id"], project["name"], opened, stood)


def _kind_on(project: Row, kinds: Sequence[Row], turn: date) -> str:
    later = [(until, row["kind"]) for row in kinds if (until := day(row["until"])) and until > turn]
    return str(min(later)[1] if later else project["kind"])


def served_on(servings: Sequence[Row], turn: date) -> tuple[core.Serves, ...]:
    """The goals a project served on a day, by the rows of all its links."""
    return tuple(
        core.Serves(row["goal"], float(row["share"]), day(row["then"]))
        for row in servings
        if (day(row["since"]) or turn) <= turn
        and (row["until"] is None or (day(row["until"]) or turn) > turn)
    )


def by_project(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows by their project; of one that has none, none."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["project"]].append(row)
    return found

"""One project of DSLIB, the library of real projects of Ghent University (Batselier and Vanhoucke 2015): its
activities as tasks, its renewable resources as people with a skill, its dependencies with their lags.

Its baseline dates are left out; the planner makes the schedule anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from varifocal.flows.exchange.checking import MOST_AT_ONCE
from varifocal.flows.exchange.reading import BadFile, Sheet
from varifocal.flows.exchange.staging import Newcomer

NAME = "dslib"
NEEDED = ("code", "id", "name", "is_summary", "dur_days", "dur_hours", "predecessors", "resource_demand")
HOURS_A_DAY = 8.0
DEMAND = re.compile(r"(?P<name>[^\[\]]+?)\s*(?:\[(?P<units>[\d.,]+)F?(?:\s*#(?P<of>-?\d+))?\])?")
COLUMNS = ("key", "title", "project", "hours", "needs", "after", "days")


def project(activities: Sheet, code: str | None, resources: Sheet | None) -> tuple[Sheet, Sequence[Newcomer]]:
    """The work of one project as a sheet for the profile `dslib`, and the people it needs.

    An activity without a resource takes its time and nobody's hours: it becomes a wait. Raises BadFile where the
    columns are missing or there is no such project.
    """
    if missing := [name for name in NEEDED if name not in activities.columns]:
        raise BadFile(f"“{activities.name}” has no column {missing[0]}; it is no DSLIB list of activities.")
    rows = [
        dict(zip(activities.columns, cells, strict=True)) | {"row": str(number)}
        for number, cells in activities.rows
    ]
    codes = list(dict.fromkeys(row["code"] for row in rows))
    if code is None and len(codes) == 1:
        code = codes[0]
    if code not in codes:
        named = ", ".join(codes[:8])
        raise BadFile(
            f"Say which project with --project; “{activities.name}” holds {len(codes)}, like {named}."
        )
    inside = [row for row in rows if row["code"] == code]
    whole = next((row for row in inside if row["id"] == "0"), inside[0])
    tasks = [row for row in inside if row["is_summary"] != "1"]
    name = f"{whole['name']} ({code})"
    lines = [(int(row["row"]), _line(row, name, {task["id"] for task in tasks})) for row in tasks]
    if not lines:
        raise BadFile(f"{code} holds no activity.")
    sheet = Sheet(activities.name, COLUMNS, lines, activities.encoding)
    return sheet, _people(tasks, code, resources)


def _line(row: dict[str, str], project: str, known: set[str]) -> tuple[str, ...]:
    hours = _number(row["dur_days"]) * HOURS_A_DAY + _number(row["dur_hours"])
    demand = _demand(row["resource_demand"])
    effort = hours * sum(demand.values())
    ties = [one.strip() for one in row["predecessors"].split(";") if one.strip()]
    kept = [one for one in ties if (number := re.match(r"\d+", one)) and number[0] in known]
    return (
        row["id"],
        " ".join(row["name"].split())[:200] or f"Activity {row['id']}",
        project,
        f"{effort:g}h" if effort else "",
        "; ".join(f"{skill}*{count}" for skill, count in demand.items()),
        "; ".join(kept),
        "" if effort else f"{hours:g}h",
    )


def _demand(cell: str) -> dict[str, int]:
    """Units at once by resource; parts of one are one, and materials (`F`, fixed) are nobody's time."""
    found: dict[str, int] = {}
    for part in cell.split(";"):
        demand = DEMAND.fullmatch(part.strip())
        if demand is None or (demand["units"] and "F" in part):
            continue
        units = _number((demand["units"] or "1").replace(",", "."))
        found[_skill(demand["name"])] = max(1, min(MOST_AT_ONCE, round(units)))
    return found


def _people(tasks: Sequence[dict[str, str]], code: str, resources: Sheet | None) -> list[Newcomer]:
    """As many people with the skill as the resource has, and never fewer than some task needs at once."""
    wanted: dict[str, int] = {}
    for row in tasks:
        for skill, count in _demand(row["resource_demand"]).items():
            wanted[skill] = max(wanted.get(skill, 0), count)
    there = _availability(code, resources)
    return [
        Newcomer(f"{skill} {number}", (skill,))
        for skill, most in sorted(wanted.items())
        for number in range(1, max(most, min(MOST_AT_ONCE, there.get(skill, 0))) + 1)
    ]


def _availability(code: str, resources: Sheet | None) -> dict[str, int]:
    if resources is None:
        return {}
    if missing := [name for name in ("code", "name", "availability") if name not in resources.columns]:
        raise BadFile(f"“{resources.name}” has no column {missing[0]}; it is no DSLIB list of resources.")
    rows = [dict(zip(resources.columns, cells, strict=True)) for _, cells in resources.rows]
    found = {}
    for row in rows:
        if row["code"] == code and (number := re.match(r"\d+", row["availability"])):
            found[_skill(row["name"])] = int(number[0])
    return found


def _skill(name: str) -> str:
    return " ".join(re.sub(r"[*×,;]", " ", name).split())[:70]


def _number(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0

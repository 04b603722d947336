"""Take in work or absences from CSV or XLSX: checked row by row first, written whole or not at all.

Bringing the same file again changes nothing. Columns are guessed from the head row; --profile names a mapping
kept before or one that comes with the product (sip, dslib). See docs/how-to/import-your-work.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.exchange import dslib, landing, profiles, reading, staging
from varifocal.flows.exchange.profiles import Mapping
from varifocal.flows.exchange.reading import Sheet
from varifocal.flows.exchange.staging import Newcomer, Preview
from varifocal.flows.replan import replan
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization

SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `import` understands."""
    parser.add_argument("file", type=Path, help="CSV, TSV (also gzipped) or XLSX")
    parser.add_argument("--profile", metavar="NAME", help="how its columns are read (default: guessed)")
    parser.add_argument(
        "--save-profile", metavar="NAME", help="keep how its columns were read under this name"
    )
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="of a history: what was open on this day")
    parser.add_argument(
        "--shift",
        action="store_true",
        help="move all dates by whole weeks, so that --as-of lies in this week",
    )
    parser.add_argument("--project", metavar="CODE", help="of a file with several projects (dslib): this one")
    parser.add_argument("--resources", type=Path, metavar="FILE", help="the resources beside it (dslib)")
    parser.add_argument(
        "--make-people", action="store_true", help="people and skills nobody here bears are made, not refused"
    )
    parser.add_argument("--leave-out", action="store_true", help="leave rows with problems out")
    parser.add_argument("--check", action="store_true", help="only check; write nothing")
    parser.add_argument("--no-plan", action="store_true", help="do not plan and forecast afterwards")
    parser.add_argument("--by", metavar="LOGIN", help="who brings it (default: the house)")
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Read, check, write, plan; say how long each took."""
    installation.must_be_ready()
    by, clock = _account(options.by), _Clock()
    sheet, newcomers = _read(options)
    mapping = profiles.load(options.profile) if options.profile else profiles.guess(sheet)
    if options.save_profile:
        mapping = replace(mapping, name=options.save_profile)
        profiles.keep(mapping, by=by, head=sheet.columns)
    clock.note("read")
    today = Organization.here().today()
    shift = (today - options.as_of).days // 7 * 7 if options.shift and options.as_of else 0
    staged = staging.stage(
        sheet, mapping, by=by, today=today, as_of=options.as_of, shift=shift,
        make_people=options.make_people, newcomers=newcomers,
    )  # fmt: skip
    preview = staging.preview(staged)
    clock.note("check")
    told = _told(sheet, mapping, preview) | {"shifted_days": shift}
    if options.check or (preview.refused and not options.leave_out):
        staging.forget(staged)
        _say(options, told, clock, written=False)
        return 1 if preview.refused else 0
    landed = landing.land(staged, by=by, leave_out=options.leave_out)
    clock.note("write")
    told["acts"] = landed.acts
    told["rows_per_second"] = round(preview.rows / max(1e-6, clock.total()))
    if not options.no_plan:
        made = replan(timezone.now())
        clock.note("plan_and_forecast")
        told["planned"] = {"run": made.pk, **made.figures}
    _say(options, told, clock, written=True)
    return 0


class _Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.steps: dict[str, float] = {}

    def note(self, step: str) -> None:
        """This step ends now."""
        now = time.perf_counter()
        self.steps[step] = round(now - self.began, 3)
        self.began = now

    def total(self) -> float:
        """All of them."""
        return sum(self.steps.values())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write one like 2007-03-12.") from None


def _account(login: str | None) -> Account:
    if login is None:
        return house()
    found = Account.objects.filter(login__iexact=login, is_active=True).first()
    if found is None:
        raise CannotGoOn(f"Nobody here signs in as {login}; `varifocal user list` names everybody.")
    return found


def _read(options: argparse.Namespace) -> tuple[Sheet, Sequence[Newcomer]]:
    sheet = _sheet(options.file)
    if options.profile != dslib.NAME:
        return sheet, ()
    resources = _sheet(options.resources) if options.resources else None
    return dslib.project(sheet, options.project, resources)


def _sheet(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            return reading.read(file, path.name)
    except OSError as fault:
        raise CannotGoOn(f"{path} cannot be read: {fault.strerror}.") from None


def _told(sheet: Sheet, mapping: Mapping, preview: Preview) -> dict[str, Any]:
    return {
        "file": sheet.name, "rows": preview.rows, "columns": mapping.columns, "created": preview.created,
        "changed": preview.changed, "same": preview.same, "mended": preview.mended,
        "people": preview.people_new, "projects": preview.projects_new, "companies": preview.companies_new,
        "parts": preview.parts,
        "problems": [
            {"row": one.row, "column": one.column, "value": one.value, "sentence": one.sentence}
            for one in preview.refused
        ],
    }  # fmt: skip


def _say(options: argparse.Namespace, told: dict[str, Any], clock: _Clock, *, written: bool) -> None:
    if options.json:
        say_json({**told, "written": written, "seconds": clock.steps})
        return
    say(f"{told['file']}: {told['rows']:,} rows, {_columns(told['columns'])}.")
    said = f"{told['created']:,} new, {told['changed']:,} changed, {told['same']:,} the same as before."
    say(said if written else f"{said} Nothing was written.")
    for name in ("people", "projects", "companies"):
        if told[name]:
            say(f"New {name}: {_first(told[name])}.")
    if told["mended"]:
        say(f"{told['mended']:,} had dates out of order, which were put in order.")
    for problem in told["problems"][:SHOWN]:
        say(f"  row {problem['row']}, {problem['column']}: {problem['sentence']}")
    if len(told["problems"]) > SHOWN:
        say(f"  and {len(told['problems']) - SHOWN:,} more (--json lists all)")
    if told["problems"] and not written:
        say("Mend these rows, or leave them out with --leave-out.")
    if written:
        say(f"{told['rows_per_second']:,} rows a second; seconds: {_steps(clock.steps)}.")
    if planned := told.get("planned"):
        say(
            f"{planned['tasks']:,} open tasks planned, {planned['draws']:,} futures played (run {planned['run']})."
        )


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{column} → {key}" for column, key in columns.items())


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _steps(steps: dict[str, float]) -> str:
    pairs: Iterable[tuple[str, float]] = steps.items()
    return ", ".join(f"{name.replace('_', ' ')} {seconds:.2f}" for name, seconds in pairs)

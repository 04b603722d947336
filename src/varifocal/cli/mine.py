"""Say how work really flows, from an event log (XES, CSV, TSV, also .gz; Parquet); touches nothing of yours."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from varifocal.cli.saying import CannotGoOn, complain, say, say_json
from varifocal.flows.mining import mine_file, page

EVERY = 1.0
"""Seconds between two words about how far it is."""

SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `mine` understands."""
    parser.add_argument("log", type=Path, metavar="LOG")
    parser.add_argument(
        "--map",
        metavar="COLUMNS",
        help="which column says what: case=Ticket,activity=Step,end=Closed; or a profile",
    )
    parser.add_argument(
        "--save-map", type=Path, metavar="FILE", help="keep which column said what as a profile"
    )
    parser.add_argument("--classifier", metavar="NAME", help="of a XES log: what an activity is")
    parser.add_argument(
        "--zone", type=zone, default="UTC", help="of times that name none (default: %(default)s)"
    )
    parser.add_argument("--calendar", type=Path, metavar="FILE", help="shifts: adds hours by them")
    parser.add_argument(
        "--rate", type=rate, metavar="LOW-HIGH", help="the price of an hour, for findings: 60-90"
    )
    parser.add_argument(
        "--waiting-rate", type=rate, metavar="LOW-HIGH", help="what an hour costs in which a case waits: 2-5"
    )
    parser.add_argument(
        "--process",
        type=Path,
        metavar="FILE",
        help="compare with an intended process (JSON) or a process tree",
    )
    parser.add_argument(
        "--change", metavar="DAY", help="compare the cases that ended before and after: 2027-03-01"
    )
    parser.add_argument(
        "--by", metavar="NAME", help="tell findings apart by a case's attribute, role, or month"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="FILTER",
        help="which cases count: since=2027-03-01, until=…, path=brief > draw, ways=20, hours=0-240, client=Acme|Brix; "
        "with ! before it the others; may be said again",
    )
    parser.add_argument(
        "--discover",
        type=noise,
        metavar="NOISE",
        help="find a process: 0 takes every case in, 0.2 leaves out what is rare",
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page that stands alone")


def run(options: argparse.Namespace) -> int:
    """Read, measure, say."""
    complain("Loading; the first time on a machine it is compiled, for about half a minute.")
    mapping = options.map
    if mapping and mapping.endswith(".json") and "=" not in mapping:
        mapping = _text_of(Path(mapping))
    found = mine_file(
        options.log,
        mapping=mapping,
        classifier=options.classifier,
        zone=options.zone,
        calendar=_text_of(options.calendar) if options.calendar else None,
        rate=options.rate,
        waiting_rate=options.waiting_rate,
        process=_text_of(options.process) if options.process else None,
        noise=options.discover,
        filters=options.only,
        change=options.change,
        by=options.by,
        progress=_Words(),
    )
    if options.save_map:
        if found["mapping"] is None:
            raise CannotGoOn("A XES log names its own columns; there is no profile to keep.")
        _keep(options.save_map, found["mapping"] + "\n")
    if options.html:
        _keep(options.html, page(options.log.name, found))
    for problem in found["problems"][:SHOWN]:
        complain(problem)
    if len(found["problems"]) > SHOWN:
        complain(
            f"and {len(found['problems']) - SHOWN:,} more things about the file; --json and --html list all."
        )
    if options.json:
        say_json(found)
    else:
        _say(found)
    return 0


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CannotGoOn(f"{path} cannot be read as text; name a file that is there, in UTF-8.") from fault


def _keep(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise CannotGoOn(f"{path} cannot be written ({fault.strerror}); name another place.") from fault


def _say(found: dict[str, Any]) -> None:
    if found["mapping"]:
        say(f"Columns: {found['mapping']}")
    say(
        f"{found['events']:,} events, {found['cases']:,} cases, {found['activities']:,} activities, "
        f"{found['variants']:,} variants; half of the cases take at most {found['median_case_hours']:,.1f} h."
    )
    for before, after, count, mean, median in found["dfg"][:SHOWN]:
        say(
            f"  {before} → {after}: {count:,} times, mean {mean / 3600:,.2f} h, half within {median / 3600:,.2f} h"
        )
    if told := found.get("estimates"):
        say("Steps may take, estimated, since the log does not say when they begin:")
        for each in told[:SHOWN]:
            low, middle, high = each["takes"]
            say(
                f"  {each['activity']}: half about {middle:,.2f} h ({low:,.2f} to {high:,.2f} for the middle half)"
            )
    say("What is lost:" if found["findings"] else "Nothing is lost that stands on enough cases.")
    for finding in found["findings"][:SHOWN]:
        price = finding["price_month"]
        say(f"  {finding['sentence']}" + (f" {price[0]:,.0f} to {price[1]:,.0f} a month." if price else ""))
        say(f"    {finding['remedy']}")
        for group in finding.get("groups", ())[:SHOWN]:
            say(f"    {group['text']}: {group['hours_a_case']:,.1f} h a case in {group['cases']:,} cases")
    for drift in found["drifts"]:
        say(f"Changed by itself around {drift['at'][:10]}: {drift['sentence']}")
    if "change" in found:
        say(f"Before and after {found['change']['at'][:10]}: {found['change']['sentence']}")
    if "model" in found:
        say(f"The process: {found['model']}")
    if fit := found.get("conformance"):
        say(
            f"{fit['fitting']:,} of {fit['cases']:,} cases flow as they are meant to; {fit['cost']:,} deviations "
            f"(fitness {fit['fitness']:.3f})."
        )
        for deviation in fit["deviations"][:SHOWN]:
            say(f"  {deviation['sentence']}")


def zone(word: str) -> str:
    """A time zone somebody names; raises ArgumentTypeError for none we know."""
    try:
        ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise argparse.ArgumentTypeError(f"{word!r} is no time zone; one looks like Europe/Berlin") from fault
    return word


def rate(word: str) -> tuple[float, float]:
    """The price of an hour, low and high, or one number; raises ArgumentTypeError for anything else."""
    low, _, high = word.partition("-")
    try:
        prices = float(low), float(high or low)
    except ValueError as fault:
        raise argparse.ArgumentTypeError("a rate looks like 60-90") from fault
    if not 0 <= prices[0] <= prices[1] < 1e9:
        raise argparse.ArgumentTypeError("the low rate comes first, and neither is negative")
    return prices


def noise(word: str) -> float:
    """A share from 0 to 1; raises ArgumentTypeError for anything else."""
    try:
        share = float(word)
    except ValueError as fault:
        raise argparse.ArgumentTypeError("a share looks like 0.2") from fault
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError("a share of rare passages is 0 or more and below 1")
    return share


class _Words:
    """Says how far the reading is, once a second."""

    def __init__(self) -> None:
        self.next = time.monotonic() + EVERY

    def __call__(self, events: int) -> None:
        if time.monotonic() >= self.next and sys.stderr.isatty():
            self.next = time.monotonic() + EVERY
            complain(f"  {events:,} events")

"""Event logs of other tools, brought in on a page: kept as they came, read as their columns were said to mean.

A log lies on the desk of whoever brought it: nobody else sees it, and it touches nothing of ours. It is read and
measured in a process of its own, so that a web process stands on nothing compiled, and a file that is out to harm harms
nobody.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.organization import check_zone
from varifocal.org.base.plumbing import ImportProfile, StagedImport, StagedRow
from varifocal.org.base.refusals import Impossible
from varifocal.org.evidence.process import Process

MOST_LOGS = 10
"""Logs on one desk."""
PIECE = 192 * 1024
"""Bytes of a file in one row of the table."""
PATIENCE = 180
"""Seconds a log may be read and measured for."""
PROFILE = "log: "
"""What profiles of logs are called by, before their name."""
MOST_ANSWERS = 4
"""Answers a process keeps, so that a slider or a file does not measure anew."""
LINES = 60
"""Cases told event by event."""
KNOWN = ("case", "activity", "end", "begin", "person", "role", "transition")
FORMS = (".csv", ".tsv", ".txt", ".xes", ".xml", ".parquet")
_answers: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a log: which cases (filters as words), told apart `by` what, before and after which day, priced
    at what an hour costs, by which shifts (JSON)."""

    filters: Sequence[str] = ()
    by: str = ""
    change: str = ""
    rate: tuple[float, float] | None = None
    calendar: str | None = None
    process: str | None = None
    """What it is compared with (JSON of an intended process)."""
    noise: float | None = None
    """What is rarer is left out of the process that is found in it, which it is then compared with."""
    places: Sequence[tuple[str, Sequence[str]]] = ()
    """A day and a place each: what is lost there before and since."""


@dataclass(frozen=True, slots=True)
class Table:
    """The head of a table and its first rows; which column says what, as guessed or kept; what is in doubt."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    meant: Mapping[str, str]
    doubts: tuple[str, ...] = field(default=())


def bring(name: str, content: bytes, *, by: Account) -> StagedImport:
    """Keep a file. Raises Impossible for one of no form we read, and for one too many."""
    by.may("choose", Process)
    if not name.lower().removesuffix(".gz").endswith(FORMS):
        raise Impossible(f"“{name}” is no event log we read; save it as CSV or XES.", field="file")
    if not content:
        raise Impossible(f"“{name}” is empty; nothing was taken in.", field="file")
    if desk(by).count() >= MOST_LOGS:
        raise Impossible(f"{MOST_LOGS} logs lie here already; let one go first.", field="file")
    with transaction.atomic():
        laid = StagedImport.objects.create(account=by, name=name[:200], mapping={"log": {}})
        StagedRow.objects.bulk_create(
            StagedRow(
                staged=laid, number=number, values=base64.b64encode(content[first : first + PIECE]).decode()
            )
            for number, first in enumerate(range(0, len(content), PIECE))
        )
    return laid


def desk(by: Account) -> QuerySet[StagedImport]:
    """The logs this account brought, the newest first."""
    return StagedImport.objects.filter(account=by, mapping__has_key="log").order_by("-pk")


def let_go(laid: StagedImport, *, by: Account) -> None:
    """Forget it."""
    desk(by).filter(pk=laid.pk).delete()


def is_table(laid: StagedImport) -> bool:
    """Whether its columns have to be said."""
    return not laid.name.lower().removesuffix(".gz").endswith((".xes", ".xml"))


def table_of(laid: StagedImport) -> Table:
    """Head, first rows, and which column says what: as said already, as kept for such a head, else as guessed. Raises
    Impossible where it is no table."""
    told = _run(laid, {"head": True})
    head = tuple(told["head"])
    meant = laid.mapping["log"].get("columns") or _kept_for(head) or told["guess"]
    return Table(head, tuple(map(tuple, told["rows"])), meant, tuple(told["doubts"]))


def say(
    laid: StagedImport,
    columns: Mapping[str, str],
    *,
    by: Account,
    keep_as: str = "",
    head: Sequence[str] = (),
) -> None:
    """Which column says what; kept by name for tables with this head. Raises Impossible where something is missing, or
    where the file cannot be read so."""
    by.may("choose", Process)
    said = {key: name for key, name in columns.items() if name}
    if missing := [word for word in ("case", "activity", "end") if word not in said]:
        names = " and ".join("the time" if word == "end" else f"the {word}" for word in missing)
        raise Impossible(f"No column tells {names}.")
    named = [name for key, name in said.items() if key in KNOWN]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise Impossible(f"“{twice[0]}” cannot say two things.")
    check_zone(said.get("zone", "UTC"))
    found = _run(laid, _meaning(said))
    laid.mapping = {"log": {"columns": said, "events": found["events"], "cases": found["cases"]}}
    with act():
        laid.save(update_fields=["mapping"])
        if keep_as.strip():
            kept = {"columns": said, "head": list(head)}
            name = f"{PROFILE}{keep_as.strip()}"[:80]
            ImportProfile.objects.update_or_create(name=name, defaults={"mapping": kept})


def looked_at(laid: StagedImport, asked: Asked) -> dict[str, Any]:
    """Everything measured of it, as `varifocal mine --json` tells it. Raises Impossible with what is wrong."""
    request: dict[str, Any] = {
        **_meaning(laid.mapping["log"].get("columns") or {}),
        "filters": list(asked.filters),
        "by": asked.by or None,
        "change": asked.change or None,
        "rate": asked.rate,
        "calendar": asked.calendar,
        "process": asked.process,
        "noise": asked.noise,
        "places": [[day, list(where)] for day, where in asked.places],
        "lines": LINES,
        "maps": True,
    }
    key = f"{laid.pk} {laid.made_at.isoformat()} {json.dumps(request)}"
    if key not in _answers:
        while len(_answers) >= MOST_ANSWERS:
            _answers.pop(next(iter(_answers)))
        _answers[key] = _run(laid, request)
    return _answers[key]


def _meaning(columns: Mapping[str, str]) -> dict[str, Any]:
    """Which column says what, as the miner is told."""
    said = {key: name for key, name in columns.items() if key != "zone"}
    return {"zone": columns.get("zone", "UTC")} | ({"mapping": json.dumps(said)} if said else {})


def _kept_for(head: Sequence[str]) -> dict[str, str] | None:
    for kept in ImportProfile.objects.filter(name__startswith=PROFILE).order_by("-pk"):
        if kept.mapping.get("head") == list(head):
            return dict(kept.mapping["columns"])
    return None


def _run(laid: StagedImport, request: dict[str, Any]) -> dict[str, Any]:
    """Ask the miner in a process of its own; what it says of the file is said to whoever asked."""
    with tempfile.TemporaryDirectory(prefix="varifocal-log-") as folder:
        path = Path(folder) / f"log{''.join(_suffixes(laid.name))}"
        with path.open("wb") as file:
            for row in laid.rows.order_by("number").iterator(chunk_size=20):
                file.write(base64.b64decode(row.values))
        told = ask_miner({**request, "path": str(path)})
    if "refused" in told:
        raise Impossible(told["refused"].replace(f"{path.name}: ", ""))
    return told


def _suffixes(name: str) -> list[str]:
    return [one for one in Path(name.lower()).suffixes[-2:] if one in (*FORMS, ".gz")]


def ask_miner(request: dict[str, Any]) -> dict[str, Any]:
    """One question to the miner, in a process of its own."""
    command = [sys.executable, "-m", "varifocal.flows.mining"]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=json.dumps(request), capture_output=True, text=True, timeout=PATIENCE, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {
            "refused": f"This took longer than {PATIENCE // 60} minutes and was given up; bring fewer events."
        }
    if done.returncode:
        return {"refused": "The file could not be read to its end; nothing was taken in."}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer

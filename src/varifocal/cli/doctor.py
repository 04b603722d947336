"""Name what is wrong with this installation, and what helps. The exit code is 1 when something must be mended."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.restore import TESTED
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.tables import pending
from varifocal.org.base.acts import broken_link, newest
from varifocal.org.base.plumbing import Bookmark

GOOD, LOOK, BAD = "good", "look", "bad"
MENDED_SQLITE = (3, 51, 3)
ROOM_WANTED = 500 * 10**6
RESTORE_TEST_AGE = timedelta(days=35)
BACKUP_AGE = timedelta(days=2)
LAG_WORTH_A_LOOK = 500
NETWORKED = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: good, worth a look, or bad, in a sentence that says what helps."""

    name: str
    state: str
    sentence: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `doctor` understands."""
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Look at everything that can be looked at."""
    findings = list(_look())
    if options.json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{finding.state:<5} {finding.name}: {finding.sentence}")
    return 1 if any(finding.state == BAD for finding in findings) else 0


def _look() -> Iterator[Finding]:
    yield from (_keys(), _modes(), _disk(), _address())
    if connection.vendor == "sqlite":
        yield from (_sqlite_version(), _file_system())
    try:
        installation.must_be_founded()
    except CannotGoOn as reason:
        yield Finding("organization", BAD, str(reason))
        return
    if connection.vendor == "sqlite":
        yield _wal()
    yield _migrations()
    later: tuple[Callable[[], Finding], ...] = (_log, _worker, _backup, _restore_test)
    yield from (look() for look in later)


def _keys() -> Finding:
    missing = [file for name, file in installation.KEYS.items() if not installation.has_key(name)]
    if missing:
        return Finding(
            "keys", BAD, f"{' and '.join(missing)} missing: `varifocal init` makes them for a new start."
        )
    return Finding("keys", GOOD, f"both there; sealing key {installation.fingerprint(settings.SEALING_KEY)}.")


def _modes() -> Finding:
    loose = " ".join(str(path) for path in installation.loose_files())
    if loose:
        return Finding(
            "file modes", BAD, f"others on this machine can read {loose}: run `chmod 600 {loose}`."
        )
    return Finding("file modes", GOOD, "keys and database are for this user alone.")


def _disk() -> Finding:
    free = shutil.disk_usage(installation.folder()).free
    if free < ROOM_WANTED:
        return Finding("disk", BAD, f"only {free / 1e6:.0f} MB free where {settings.DATA} is; make room.")
    return Finding("disk", GOOD, f"{free / 1e9:.1f} GB free.")


def _address() -> Finding:
    if settings.DEBUG or "*" in settings.ALLOWED_HOSTS:
        return Finding("address", BAD, "VARIFOCAL_ADDRESS must name the address people type, not *.")
    if settings.BEHIND_TLS_PROXY:
        return Finding("address", GOOD, f"behind a TLS proxy at {installation.address()}.")
    return Finding("address", GOOD, "plain http on this machine alone.")


def _sqlite_version() -> Finding:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    if version < MENDED_SQLITE:
        return Finding(
            "SQLite",
            LOOK,
            f"{sqlite3.sqlite_version} carries a rare corruption race mended in 3.51.3; back up nightly, or use "
            "PostgreSQL (DATABASE_URL).",
        )
    return Finding("SQLite", GOOD, f"{sqlite3.sqlite_version}, without the WAL-reset race.")


def _file_system() -> Finding:
    kind = _mounted_as(Path(settings.DATA))
    if kind in NETWORKED:
        return Finding("file system", BAD, f"SQLite on {kind} loses data; put the folder on a local disk.")
    return Finding("file system", GOOD, f"{kind or 'local'}.")


def _mounted_as(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return ""
    path = path.resolve()
    entries = [line.split() for line in mounts.read_text().splitlines()]
    over = [
        (len(entry[1]), entry[2]) for entry in entries if path.is_relative_to(entry[1].replace("\\040", " "))
    ]
    return max(over, default=(0, ""))[1]


def _wal() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        whole = str(cursor.fetchone()[0])
    if whole != "ok":
        return Finding(
            "database file", BAD, f"damaged ({whole}): stop, and restore the last backup elsewhere."
        )
    if mode != "wal":
        return Finding("database file", BAD, f"journal mode {mode} instead of WAL; is the folder writable?")
    return Finding("database file", GOOD, "whole, in WAL mode.")


def _migrations() -> Finding:
    if steps := pending():
        return Finding(
            "tables", BAD, f"older than this version by {len(steps)} steps: run `varifocal upgrade`."
        )
    return Finding("tables", GOOD, "of this version.")


def _log() -> Finding:
    if (broken := broken_link()) is not None:
        return Finding("log", BAD, f"the chain breaks at change {broken}: somebody wrote past the program.")
    return Finding("log", GOOD, f"the chain holds over {newest():,} changes.")


def _worker() -> Finding:
    marks = list(Bookmark.objects.all())
    if not marks:
        return Finding(
            "worker", LOOK, "it never ran: start `varifocal serve` (SQLite) or `varifocal worker`."
        )
    if failing := [mark for mark in marks if mark.failures]:
        mark = failing[0]
        return Finding("worker", BAD, f"{mark.flow} failed {mark.failures} times, last: {mark.last_failure}")
    behind = newest() - min(mark.seen for mark in marks)
    if behind > LAG_WORTH_A_LOOK:
        return Finding("worker", LOOK, f"{behind:,} changes behind; is `varifocal worker` running?")
    return Finding("worker", GOOD, f"{behind:,} changes behind.")


def _backup() -> Finding:
    files = sorted(
        (Path(settings.DATA) / "backups").glob("*.varifocal"), key=lambda path: path.stat().st_mtime
    )
    if not files:
        return Finding(
            "backup", LOOK, "none in the folder: run `varifocal backup` nightly (docs/how-to/run-it.md)."
        )
    age = timezone.now().timestamp() - files[-1].stat().st_mtime
    state = LOOK if age > BACKUP_AGE.total_seconds() else GOOD
    return Finding("backup", state, f"the last is {_ago(age)} old ({files[-1].name}).")


def _restore_test() -> Finding:
    note = Path(settings.DATA) / TESTED
    if not note.is_file():
        return Finding("restore test", LOOK, "never done: run `varifocal restore FILE --test`.")
    age = timezone.now() - datetime.fromisoformat(note.read_text().strip())
    state = LOOK if age > RESTORE_TEST_AGE else GOOD
    return Finding("restore test", state, f"passed {_ago(age.total_seconds())} ago.")


def _ago(seconds: float) -> str:
    return f"{seconds / 86_400:.0f} days" if seconds >= 172_800 else f"{seconds / 3_600:.0f} hours"

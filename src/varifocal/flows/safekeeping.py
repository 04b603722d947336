"""Everything in one file and back: a backup is one consistent view of all tables, with counts and digests that
say whether it came back whole.

The format is our own, so that it moves between SQLite and PostgreSQL: a ZIP with `manifest.json` and, for every
table, `rows/<table>.jsonl`, one row a line, by primary key. It carries sealed text as cipher text and no key;
sessions, Django's own tables and answers to retries stay behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from varifocal import __version__
from varifocal.flows.rows import fill, go_on_counting, one_view, rows_of
from varifocal.flows.tables import bring_up
from varifocal.org.base.acts import Change, broken_link, newest
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Refusal

FORMAT = 1
APP = "org"
LEFT_BEHIND = {"receipt", "attempt", "stagedimport", "stagedrow"}
MOST_UNPACKED = 64 * 2**30


class NotWhole(Refusal):
    """The file is not what it should be; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `content` is one digest over all tables, equal for equal content."""

    made_at: str
    version: str
    engine: str
    migrations: list[str]
    newest_change: int
    sealing_key: str
    tables: dict[str, dict[str, Any]]
    content: str
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(int(table["rows"]) for table in self.tables.values())


def back_up(to: Path, *, sealing_key: str) -> Manifest:
    """Write everything to this file, mode 600, while others go on working; read it again before it counts.

    `sealing_key` is the fingerprint of the key that is not in it. A file of that name is replaced only by a
    whole one. Raises NotWhole when what was written does not read back.
    """
    part = to.with_name(f"{to.name}.part")
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            manifest = _write(file, sealing_key)
            file.flush()
            os.fsync(file.fileno())
        check(part)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def check(file: Path) -> Manifest:
    """Read the whole file; raises NotWhole unless every table is as the manifest says."""
    with _opened(file) as archive:
        manifest = _manifest(archive)
        for table, said in manifest.tables.items():
            counted, digest = 0, hashlib.sha256()
            for line in _lines(archive, table):
                counted += 1
                digest.update(line)
            _must_be(table, said, counted, digest.hexdigest())
    return manifest


def restore(file: Path) -> Manifest:
    """Read a backup into this database, which must hold nothing yet; all of it or nothing.

    A backup of an older version is read into the tables of its time, then brought to this version's. Raises
    Refusal for a database in use, a newer version's backup, or a file that is not whole.
    """
    manifest = check(file)
    if not is_empty():
        raise Refusal(
            "Something lives in this installation already. Restore into an empty folder or database."
        )
    executor = MigrationExecutor(connection)
    known = {f"{app}.{name}" for app, name in executor.loader.graph.nodes}
    if missing := [step for step in manifest.migrations if step not in known]:
        raise Refusal(
            f"This backup was made by version {manifest.version}, which is newer than this one ({__version__}): "
            f"it knows {missing[0]}. Install that version, then restore."
        )
    _to_the_tables_of(manifest, executor)
    kinds = _kinds(_models_at(manifest.migrations))
    if unknown := set(manifest.tables) - set(kinds):
        raise NotWhole(f"The backup holds tables nobody knows: {', '.join(sorted(unknown))}.")
    with transaction.atomic(), _opened(file) as archive:
        for table in manifest.tables:
            fill(kinds[table], (json.loads(line) for line in _lines(archive, table)))
        for table, said in manifest.tables.items():
            _must_be(table, said, *_told(kinds[table], "default"))
        go_on_counting(kinds.values())
    bring_up()
    with transaction.atomic():
        if (broken := broken_link()) is not None:
            raise NotWhole(f"The log does not hold at change {broken}.")
    return manifest


def is_empty() -> bool:
    """Whether nobody has begun here: no tables, or no organization and no change."""
    with connection.cursor() as cursor:
        if Change._meta.db_table not in connection.introspection.table_names(cursor):
            return True
    return not Change.objects.exists() and not Organization.objects.exists()


# -- writing ----------------------------------------------------------------------------------------------


def _write(file: IO[bytes], sealing_key: str) -> Manifest:
    tables: dict[str, dict[str, Any]] = {}
    migrations = sorted(_applied())
    kinds = _kinds(_models_at(migrations))
    with one_view() as using, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for table, kind in kinds.items():
            with archive.open(f"rows/{table}.jsonl", "w", force_zip64=True) as entry:
                tables[table] = _copy(rows_of(kind, using), entry)
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            version=__version__,
            engine=connection.vendor,
            migrations=migrations,
            newest_change=newest(using),
            sealing_key=sealing_key,
            tables=tables,
            content=_content(tables),
        )
        archive.writestr("manifest.json", json.dumps(_plain(manifest), indent=1))
    return manifest


def _copy(lines: Iterable[bytes], entry: IO[bytes]) -> dict[str, Any]:
    counted, digest = 0, hashlib.sha256()
    for line in lines:
        counted += 1
        digest.update(line)
        entry.write(line)
    return {"rows": counted, "sha256": digest.hexdigest()}


def _told(kind: type[models.Model], using: str) -> tuple[int, str]:
    counted, digest = 0, hashlib.sha256()
    for line in rows_of(kind, using):
        counted += 1
        digest.update(line)
    return counted, digest.hexdigest()


def _content(tables: dict[str, dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__slots__}


def _applied() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in applied if app == APP]


# -- reading ----------------------------------------------------------------------------------------------


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise NotWhole(
                    f"{file.name} unpacks to more than a backup of ours ever does; nothing was changed."
                )
            yield archive
    except FileNotFoundError:
        raise NotWhole(f"There is no file {file}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError) as fault:
        raise NotWhole(
            f"{file.name} is damaged or no backup of ours ({fault}); nothing was changed."
        ) from fault


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read("manifest.json"))
    if said.get("format") != FORMAT:
        raise NotWhole(f"The backup has format {said.get('format')}; this version reads {FORMAT}.")
    manifest = Manifest(**said)
    if manifest.content != _content(manifest.tables):
        raise NotWhole("The backup's list of tables was altered; nothing was changed.")
    return manifest


def _lines(archive: zipfile.ZipFile, table: str) -> Iterator[bytes]:
    with archive.open(f"rows/{table}.jsonl") as entry:
        yield from entry


def _must_be(table: str, said: dict[str, Any], counted: int, digest: str) -> None:
    if (counted, digest) != (said["rows"], said["sha256"]):
        raise NotWhole(
            f"Table {table} does not hold what the backup says ({counted} rows of {said['rows']}); nothing was changed."
        )


def _to_the_tables_of(manifest: Manifest, executor: MigrationExecutor) -> None:
    graph, last = executor.loader.graph, _last_of(manifest.migrations, executor)
    if set(last) == set(graph.leaf_nodes(APP)):
        bring_up()
    else:
        executor.migrate([*(step for step in graph.leaf_nodes() if step[0] != APP), *last])


def _models_at(migrations: Iterable[str]) -> list[type[models.Model]]:
    """The tables as they were after these migrations: of this version's code when that is the newest."""
    executor = MigrationExecutor(connection)
    last = _last_of(migrations, executor)
    if set(last) == set(executor.loader.graph.leaf_nodes(APP)):
        return list(apps.get_app_config(APP).get_models())
    return list(executor.loader.project_state(last).apps.get_app_config(APP).get_models())


def _last_of(migrations: Iterable[str], executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Of these migrations those no other of them builds on."""
    steps = {(APP, step.partition(".")[2]) for step in migrations}
    nodes = executor.loader.graph.node_map
    if unknown := steps - nodes.keys():
        raise Refusal(f"The database was changed by a newer version ({min(unknown)[1]}); install that one.")
    return [step for step in steps if not any(child.key in steps for child in nodes[step].children)]


def _kinds(found: Iterable[type[models.Model]]) -> dict[str, type[models.Model]]:
    kinds = {kind._meta.model_name or "": kind for kind in found}
    return {name: kinds[name] for name in sorted(kinds.keys() - LEFT_BEHIND)}

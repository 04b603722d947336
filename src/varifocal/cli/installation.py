"""One installation on this machine: its folder, its keys, its tables, and the address people type."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import OperationalError

from varifocal.cli.saying import CannotGoOn
from varifocal.flows import tables
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization

FIRST_PORT = 8400
SIGN_IN = "/sign-in/"
"""Where the entrance takes one-time links; written here so that a link costs no loading of every page."""
KEYS = {"SECRET_KEY": "secret.key", "SEALING_KEY": "sealing.key"}


def folder() -> Path:
    """Where database, keys and backups live; made when it is not there."""
    path = Path(settings.DATA)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def database_file() -> Path | None:
    """The SQLite file; None on PostgreSQL."""
    return Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None


def make_keys() -> list[Path]:
    """Make the keys that are missing, each in a file of its own with mode 600; which were made."""
    made = []
    for name, file in KEYS.items():
        if not has_key(name):
            key = secrets.token_urlsafe(48) if name == "SECRET_KEY" else Fernet.generate_key().decode()
            keep_key(name, key)
            made.append(folder() / file)
    return made


def has_key(name: str) -> bool:
    """Whether this key is there; Django refuses to show an empty one."""
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:
        return False


def keep_key(name: str, key: str) -> None:
    """Write a key to its file, readable by this user alone, and use it from now on."""
    path = folder() / KEYS[name]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    setattr(settings, name, key)


def fingerprint(key: str) -> str:
    """What tells one sealing key from another without telling the key."""
    return hashlib.sha256(f"varifocal sealing key {key}".encode()).hexdigest()[:16]


def bring_up() -> list[str]:
    """Bring the tables to this version; the names of the migrations that were applied."""
    folder()
    steps = tables.bring_up()
    if steps and (file := database_file()):
        file.chmod(0o600)
    return steps


def is_founded() -> bool:
    """Whether an organization lives here; opening an empty SQLite file for this would make one, so we look first."""
    file = database_file()
    if file is not None and not file.exists():
        return False
    with connection.cursor() as cursor:
        if Organization._meta.db_table not in connection.introspection.table_names(cursor):
            return False
    return Organization.objects.exists()


def must_be_founded() -> None:
    """Raises CannotGoOn unless there are keys and an organization."""
    if not has_key("SECRET_KEY"):
        raise CannotGoOn(f"There is no secret.key in {settings.DATA}: run `varifocal init` first.")
    if not has_key("SEALING_KEY"):
        raise CannotGoOn(
            f"There is no sealing.key in {settings.DATA}: put it back; its recovery sheet has it."
        )
    try:
        founded = is_founded()
    except OperationalError as fault:
        raise CannotGoOn(f"The database cannot be reached: {str(fault).strip().splitlines()[0]}.") from fault
    if not founded:
        raise CannotGoOn(f"No organization lives in {settings.DATA} yet: run `varifocal init` first.")


def must_be_ready() -> None:
    """Raises CannotGoOn unless there are keys, an organization, and the tables of this version."""
    must_be_founded()
    if steps := tables.pending():
        raise CannotGoOn(
            f"The database is older than this version ({len(steps)} steps): run `varifocal upgrade`."
        )


def loose_files() -> list[Path]:
    """Keys and the database, where others than this user may read them; empty on Windows, which has no modes."""
    if os.name == "nt":
        return []
    base = Path(settings.DATA)
    files = [base / name for name in KEYS.values()]
    if file := database_file():
        files += [file, file.with_name(f"{file.name}-wal")]
    return [path for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]


def first_owner() -> Account:
    """Somebody who may do everything here, to hand the first link to."""
    accounts = Account.objects.filter(is_active=True, is_house=False).order_by("pk")
    owners = [account for account in accounts if "owner" in account.roles]
    if not owners:
        raise CannotGoOn("Nobody here is an owner: run `varifocal user invite NAME --role owner`.")
    return owners[0]


def link(secret: str, base: str | None = None) -> str:
    """The address of a one-time link, as people type it."""
    return f"{base or address()}{SIGN_IN}{secret}"


def address() -> str:
    """The address people type: the proxy's name, else what `serve` last noted, else the usual port here."""
    names = [name for name in settings.ALLOWED_HOSTS if name not in {"localhost", "127.0.0.1", "[::1]"}]
    if names and settings.BEHIND_TLS_PROXY:
        return f"https://{names[0]}"
    noted = Path(settings.DATA) / "address"
    return noted.read_text().strip() if noted.is_file() else f"http://127.0.0.1:{FIRST_PORT}"


def note_address(base: str) -> None:
    """Remember the address for links made at the terminal."""
    (folder() / "address").write_text(f"{base}\n")

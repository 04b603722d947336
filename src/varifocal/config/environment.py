"""What the environment may set, read once, each by name, with a sentence when it is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def data_folder() -> Path:
    """Where the database, the keys and the backups live: VARIFOCAL_DATA, or the person's own data folder."""
    named = os.environ.get("VARIFOCAL_DATA")
    return Path(named) if named else Path.home() / ".local" / "share" / "varifocal"


def key_from(path: Path, variable: str) -> str:
    """A key from its file (mode 600, made by `varifocal init`) or from the variable; empty when there is none."""
    if value := os.environ.get(variable):
        return value
    return path.read_text().strip() if path.is_file() else ""


def flag(variable: str) -> bool:
    """True for 1, yes, true, on; False for empty, 0, no, false, off."""
    value = os.environ.get(variable, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ImproperlyConfigured(f"{variable} must be yes or no; it is {value!r}.")


def names(variable: str) -> list[str]:
    """A comma-separated list."""
    return [name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()]


def databases(folder: Path) -> dict[str, dict[str, Any]]:
    """`default` for everything and `reading` for snapshots: one consistent, read-only view that never takes
    the write lock (SQLite: a DEFERRED connection; PostgreSQL: REPEATABLE READ)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(folder / "varifocal.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must start with postgres:// or sqlite://; it starts with {parts.scheme}."
        )
    shared = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    options = dict(parse_qsl(parts.query))
    return {
        "default": {**shared, "OPTIONS": options},
        "reading": {
            **shared,
            "OPTIONS": {**options, "options": "-c default_transaction_isolation=repeatable\\ read"},
            "TEST": {"MIRROR": "default"},
        },
    }


def _sqlite(path: Path) -> dict[str, dict[str, Any]]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000"
    )

    def connection(mode: str) -> dict[str, Any]:
        return {
            "ENGINE": "varifocal.config.sqlite",
            "NAME": str(path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 10, "transaction_mode": mode, "init_command": pragmas},
        }

    return {
        "default": connection("IMMEDIATE"),
        "reading": {**connection("DEFERRED"), "TEST": {"MIRROR": "default"}},
    }

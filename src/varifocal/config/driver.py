"""Which SQLite library we run on.

Debian's own SQLite (3.40) and everything from 3.7.0 to 3.51.2 carry a rare corruption race when a WAL file is
reset (https://sqlite.org/wal.html#walresetbug); `pysqlite3` bundles a mended one. It takes the place of the
standard library's module before Django looks for it. Where no wheel is to be had, the system's stays and
`varifocal doctor` warns.
"""

from __future__ import annotations

import importlib.util
import sys

MENDED = (3, 51, 3)


def use_mended_sqlite() -> None:
    """Put pysqlite3 where Django looks for sqlite3; once, before the first database import."""
    if importlib.util.find_spec("pysqlite3") is None or sys.modules.get("sqlite3") is sys.modules.get(
        "pysqlite3", ...
    ):
        return
    mended = importlib.import_module("pysqlite3")
    sys.modules["sqlite3"] = mended
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")

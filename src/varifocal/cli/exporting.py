"""Write the whole organization to one JSON file, in a documented format that any program can read.

Sealed private text, passwords, sessions and keys stay out. `varifocal init --from FILE` brings it back into an
empty installation, on either database. A backup (`varifocal backup`) keeps what is sealed as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, complain, say_json
from varifocal.flows.whole import Exported, check, export


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `export` understands."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write (default: the terminal)")
    parser.add_argument("--check", type=Path, metavar="FILE", help="only say whether this file is whole")
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON (with --out)")


def run(options: argparse.Namespace) -> int:
    """Write it to a new file of mode 600, or to the terminal."""
    if options.check:
        tables = check(options.check)
        complain(f"{options.check.name} is whole: {sum(map(len, tables.values())):,} rows.")
        return 0
    installation.must_be_ready()
    began = time.perf_counter()
    if options.out is None:
        _tell(export(sys.stdout.buffer), began)
        return 0
    part = options.out.with_name(f"{options.out.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            told = export(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(options.out)
    except OSError as fault:
        raise CannotGoOn(f"{options.out} cannot be written: {fault.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    if options.json:
        say_json(
            {
                "file": str(options.out),
                "rows": told.rows,
                "tables": told.tables,
                "sealed_left_out": told.sealed,
                "content": told.content,
            }
        )
    else:
        _tell(told, began)
    return 0


def _tell(told: Exported, began: float) -> None:
    complain(f"{told.rows:,} rows written in {time.perf_counter() - began:.1f} s.")
    for name, count in told.sealed.items():
        complain(f"Left out because it is sealed: {name}, {count:,} times.")

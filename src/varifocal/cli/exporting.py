"""Write the whole organization to one JSON file, in a documented format that any program can read; or, with `--text`,
people and open work as a plan people read.

Sealed private text, passwords, sessions and keys stay out. `varifocal init --from FILE` brings it back into an
empty installation, on either database. A backup (`varifocal backup`) keeps what is sealed as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, complain, say_json
from varifocal.flows.text.writing import portfolio_as_text
from varifocal.flows.whole import check, export

T = TypeVar("T")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `export` understands."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write (default: the terminal)")
    parser.add_argument("--check", type=Path, metavar="FILE", help="only say whether this file is whole")
    parser.add_argument(
        "--text",
        action="store_true",
        help="write people and open work alone, as a plan to read, compare, change and try (`varifocal plan FILE`)",
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON (with --out)")


def run(options: argparse.Namespace) -> int:
    """Write it to a new file of mode 600, or to the terminal."""
    if options.check:
        tables = check(options.check)
        complain(f"{options.check.name} is whole: {sum(map(len, tables.values())):,} rows.")
        return 0
    installation.must_be_ready()
    began = time.perf_counter()
    if options.text:
        lines = _write(options.out, _text)
        answer: dict[str, Any] = {"file": str(options.out), "lines": lines}
        sentence = f"{lines:,} lines written in {time.perf_counter() - began:.1f} s, rates and all."
    else:
        told = _write(options.out, export)
        answer = {
            "file": str(options.out),
            "rows": told.rows,
            "tables": told.tables,
            "sealed_left_out": told.sealed,
            "content": told.content,
        }
        sentence = f"{told.rows:,} rows written in {time.perf_counter() - began:.1f} s."
    if options.json and options.out is not None:
        say_json(answer)
        return 0
    complain(sentence)
    for name, count in answer.get("sealed_left_out", {}).items():
        complain(f"Left out because it is sealed: {name}, {count:,} times.")
    return 0


def _text(out: IO[bytes]) -> int:
    """The plan as text; how many lines it has."""
    text = portfolio_as_text(timezone.now())
    out.write(text.encode())
    return text.count("\n")


def _write(file: Path | None, write: Callable[[IO[bytes]], T]) -> T:
    """To the terminal, or to a file that is there whole or not at all."""
    if file is None:
        return write(sys.stdout.buffer)
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            told = write(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as fault:
        raise CannotGoOn(f"{file} cannot be written: {fault.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return told

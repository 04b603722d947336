"""From a text to the portfolio it means, or to sentences that say what is wrong with it, where, and what helps."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path

from varifocal.core.portfolio import Portfolio
from varifocal.core.text.problems import Gathered
from varifocal.core.text.taking import Taking
from varifocal.core.values import Problem

MOST_BYTES = 16 * 2**20
"""Of a larger file somebody meant another."""

DEEPEST = 8
"""No key of ours has so many parts; a reader of TOML takes hours for thousands of them."""

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_CHAIN = re.compile(rf"[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+){{{DEEPEST}}}")

Answer = tuple[Portfolio | None, list[Problem]]


def read_file(path: Path, now: datetime) -> Answer:
    """The portfolio in a file, as `read` has it of its text."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [Problem(f"Expected a file of at most {MOST_BYTES >> 20} MB.", path.name)]
        raw = path.read_bytes()
    except OSError as reason:
        return None, [Problem(f"It cannot be read: {reason.strerror}.", path.name)]
    try:
        return read(raw.decode("utf-8-sig"), path.name, now)
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        return None, [
            Problem("This is no text in UTF-8; save it in that encoding.", f"{path.name}, line {line}")
        ]


def read(text: str, file: str, now: datetime) -> Answer:
    """The portfolio a text means, and what is wrong with it: each problem names the file, line, record and field, and
    what helps. `now` is the moment of a text that names none.

    Without a portfolio the text is not well formed. With one, problems are what cannot be meant in it
    (`Portfolio.problems`). At most twenty are told.
    """
    text = text.replace("\r\n", "\n")
    line = _endless_key(text)
    if line is not None:
        return None, [
            Problem("A name has too many parts; put it in quotation marks.", f"{file}, line {line}")
        ]
    try:
        document = tomllib.loads(text)
    except RecursionError:
        return None, [Problem("Brackets stand within one another too deep to be read; close some.", file)]
    except tomllib.TOMLDecodeError as fault:
        return None, [_no_toml(str(fault), text, file)]
    except ValueError:  # Python's own, about thousands of digits
        return None, [Problem("A number has more digits than can be meant; write a smaller one.", file)]
    gathered = Gathered(text, file)
    return Taking(document, gathered, now).portfolio(), gathered.problems


def _endless_key(text: str) -> int | None:
    """The line of a key with too many parts."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= DEEPEST and _CHAIN.search(_STRINGS.sub('""', line)):
            return number
    return None


def _no_toml(fault: str, text: str, file: str) -> Problem:
    at = _AT.search(fault)
    line = at[1] if at and at[1] else text.rstrip().count("\n") + 1
    column = f" (column {at[2]})" if at and at[2] else ""
    return Problem(
        f"This is no TOML: {_AT.sub('', fault).rstrip('.')}{column}. Text stands in quotation marks, dates as "
        "2027-03-12, lists in square brackets.",
        f"{file}, line {line}",
    )

"""Plain values as lines of TOML: what a reader of the standard library takes up again (TOML 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

WIDTH = 100
"""A list that would be wider stands in several lines, one thing a line, so that a change to it changes one line."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def entry(key: str, value: Any) -> str:
    """A key with its value, as one line or as several."""
    line = f"{quoted(key)} = {inline(value)}"
    if not isinstance(value, list) or not value:
        return line
    if len(line) <= WIDTH and not any(isinstance(each, list) for each in value):
        return line
    return "\n".join((f"{quoted(key)} = [", *(f"  {inline(each)}," for each in value), "]"))


def inline(value: Any) -> str:
    """A value within a line. Raises TypeError for what TOML has no word for."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case str():
            return text(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(inline, value))}]"
        case Mapping():
            return f"{{ {', '.join(f'{quoted(key)} = {inline(each)}' for key, each in value.items())} }}"
    raise TypeError(f"TOML has no word for {value!r}.")


def quoted(key: str) -> str:
    """A key, in quotation marks where it needs them."""
    return key if _BARE.fullmatch(key) else text(key)


def text(value: str) -> str:
    """Words in quotation marks."""
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"

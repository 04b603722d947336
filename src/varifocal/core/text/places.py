"""Where things stand in a text: the lines of its records and fields, for sentences about them.

A reader of TOML tells no lines, so they are looked for: headings and keys at the beginning of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADING = re.compile(r"""\s*\[\[?\s*["']?([\w.-]+)["']?\s*\]\]?\s*(?:#.*)?""")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*[=.]""")


@dataclass
class _Section:
    line: int
    fields: dict[str, int] = field(default_factory=dict)


class Places:
    """The lines, counted from 1."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._top = _Section(1)
        self._sections: dict[str, list[_Section]] = {}
        here, within = self._top, False
        for number, line in enumerate(self.lines, 1):
            starts_within = within
            within ^= (line.count('"""') + line.count("'''")) % 2 == 1
            if starts_within:
                continue
            if heading := _HEADING.fullmatch(line):
                here = _Section(number)
                self._sections.setdefault(heading[1], []).append(here)
            elif key := _KEY.match(line):
                here.fields.setdefault(key[1] or key[2] or key[3] or "", number)

    def of(self, key: str, at: int, name: str = "") -> int:
        """The line of the n-th record under a heading, or of one of its fields; the nearest line known."""
        if not key:
            return self.top(name)
        sections = self._sections.get(key, [])
        if at < len(sections):
            return sections[at].fields.get(name, sections[at].line)
        return self.item("", key, at)

    def top(self, name: str) -> int:
        """The line of a key before all headings, or of a heading."""
        sections = self._sections.get(name)
        return self._top.fields.get(name) or (sections[0].line if sections else 1)

    def item(self, key: str, name: str, at: int) -> int:
        """The line of the n-th thing in a list with one thing a line; else of the list."""
        section = self._sections.get(key, [self._top])[0]
        first = section.fields.get(name, section.line)
        if first <= len(self.lines) and self.lines[first - 1].rstrip().endswith("["):
            lines = enumerate(self.lines[first:], first + 1)
            things = (number for number, line in lines if line.strip() and not line.lstrip().startswith("#"))
            for place, number in enumerate(things):
                if place == at and not self.lines[number - 1].lstrip().startswith("]"):
                    return number
                if place == at:
                    break
        return first

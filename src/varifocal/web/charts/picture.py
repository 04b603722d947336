"""What every picture is, and the few strokes all are drawn with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

Value = str | float | int | None


@dataclass(frozen=True)
class Picture:
    """A drawing for `parts/figure.html` and the numbers behind it, as a table."""

    svg: SafeString
    title: str
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def body(self) -> SafeString:
        """The table's rows; a template would take several times as long for some hundred numbers."""
        return join(
            el("tr", el("th", name, scope="row"), *(el("td", one, class_="num") for one in numbers))
            for name, *numbers in self.rows
        )


def el(name: str, *inside: str, **attributes: Value) -> SafeString:
    """One element: `class_` is written class, `stroke_width` stroke-width; None leaves an attribute out.

    What is inside and every value is escaped unless it was drawn here already.
    """
    written = "".join(
        f' {_attribute(key)}="{_written(value)}"' for key, value in attributes.items() if value is not None
    )
    return SafeString(f"<{name}{written}>{join(inside)}</{name}>")  # every part was escaped


def join(parts: Iterable[str]) -> SafeString:
    """Parts one after the other, each escaped unless it was drawn here."""
    return SafeString("".join([_escaped(part) for part in parts]))


def canvas(
    title: str, told: str, height: float, *inside: str, role: str = "img", class_: str = ""
) -> SafeString:
    """A drawing as wide as its place and `height` px high, in px and per cent: words keep their size.

    `told` says in a sentence what is to be seen, for those who do not see it. With links inside, `role` is
    "group".
    """
    return el(
        "svg",
        el("desc", told),
        *inside,
        class_=f"plot {class_}".strip(),
        width="100%",
        height=height,
        role=role,
        aria_label=title,
    )


def stretched(x: str, y: float, width: str, height: float, *paths: str) -> SafeString:
    """A part of a canvas whose paths are told in 0 to 1000 either way and stretch with it; strokes keep theirs."""
    return el(
        "svg",
        *paths,
        x=x,
        y=y,
        width=width,
        height=height,
        viewBox="0 0 1000 1000",
        preserveAspectRatio="none",
        class_="stretched",
    )


def words(text: str, x: str, y: float, *, anchor: str = "start", class_: str = "") -> SafeString:
    """A line of text."""
    return el("text", text, x=x, y=y, text_anchor=anchor, class_=class_ or None)


def anchor(share: float) -> str:
    """How a label at this share of the width must hang so that it stays inside."""
    return "start" if share < 0.3 else "end" if share > 0.7 else "middle"


def percent(share: float) -> str:
    """A place on the canvas, from 0 to 1."""
    return SafeString(f"{share * 100:.2f}%")


def nothing(title: str, sentence: str) -> Picture:
    """A picture that honestly shows there is nothing to show yet."""
    return Picture(format_html('<p class="soft nothing">{}</p>', sentence), title)


@dataclass(frozen=True)
class Span:
    """A stretch of days laid over the width, 0 to 1; what lies outside is held at the edge."""

    first: date
    last: date

    def share(self, day: date) -> float:
        """Where a day stands."""
        days = max(1, (self.last - self.first).days)
        return min(1.0, max(0.0, (day - self.first).days / days))

    def holds(self, day: date) -> bool:
        """Whether a day lies inside."""
        return self.first <= day <= self.last


def _written(value: Value) -> str:
    if isinstance(value, str):
        return _escaped(value)
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    """As Django escapes, without its detours: a picture of a few hundred lines has thousands of parts."""
    return text if isinstance(text, SafeString) else escape(text)


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")

"""A drawing with a line for each name: the names stand beside it as links and stay while it scrolls sideways."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from varifocal.web.charts.picture import el

ROW, HEAD = 28.0, 30.0


def beside_names(names: Sequence[tuple[str, str, str]], drawing: str, title: str) -> SafeString:
    """Names (text, address, class) beside a drawing whose head is HEAD px and whose lines are ROW px high; a name
    without an address heads a group."""
    lines = [
        el(
            "li",
            el("a", name, href=url, title=name) if url else el("span", name, title=name),
            class_=kind or None,
        )
        for name, url, kind in names
    ]
    scroll = el(
        "div", drawing, class_="scroll", tabindex=0, role="region", aria_label=f"{title}, scrolls sideways"
    )
    return el("div", el("ol", *lines, class_="names"), scroll, class_="named")


def width_class(px: float) -> str:
    """The class that keeps a drawing at least this wide, in steps of 160 px up to 3,200."""
    return f"wide-{min(20, max(2, -(-int(px) // 160)))}"

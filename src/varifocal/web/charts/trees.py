"""From this week to the vision: what stands under what, on one logarithmic axis of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from varifocal.web.charts.ladders import ladder
from varifocal.web.charts.nodes import RADIUS, Axis, Place, TreeNode, behind, grow, mark, said, tail, walk
from varifocal.web.charts.picture import Picture, el, join, nothing
from varifocal.web.colour import shade

WIDTH, LEFT, RIGHT = 1080.0, 26.0, 40.0
TOP, ROW, FOOT = 40.0, 30.0, 26.0
MOST_LEAVES = 24
"""More lines than this fold: the projects of the fullest goals become a count."""
LETTER = {"vision": 8.4, "strategy": 7.2, "goal": 7.0, "project": 6.6}
"""Px a letter takes at most on average; the boxes labels claim are made of it."""
MARKS = (
    (1, "now"),
    (7, "week"),
    (30, "month"),
    (91, "quarter"),
    (365, "year"),
    (1095, "3 years"),
    (3650, "10 years"),
)


@dataclass(frozen=True)
class _Box:
    x1: float
    y1: float
    x2: float
    y2: float

    def meets(self, other: _Box) -> bool:
        return self.x1 < other.x2 and other.x1 < self.x2 and self.y1 < other.y2 and other.y1 < self.y2


@dataclass(frozen=True)
class _Label:
    place: Place
    x: float
    y: float
    anchor: str
    box: _Box


def tree(nodes: Sequence[TreeNode], *, title: str, today: date) -> Picture:
    """Draw vision, strategy, goals and projects where they fall due, near on the left, far on the right, each tied
    to what it serves; on a phone as a ladder. Labels never cover one another: where there is no room, names fold
    into counts."""
    if not nodes:
        return nothing(title, "No vision and no goal yet.")
    rows = [said(node, today) for node in nodes]
    axis = Axis.over(nodes, today, LEFT, WIDTH - RIGHT)
    roots = grow(_folded(nodes), today, axis)
    bottom = _lay(roots)
    places = list(walk(roots))
    labels, quiet = _label(places, bottom)
    inside = [
        *_grid(bottom, axis),
        *(_tie(child, place, today) for place in places for child in place.children),
        *(mark(place, today) for place in places),
        *(_words(label) for label in labels),
    ]
    if quiet:
        more = f"{quiet} more, named in the table below"
        inside.append(el("text", more, x=LEFT, y=bottom + 18, class_="tick"))
    svg = el(
        "svg",
        el("desc", _told(nodes)),
        *inside,
        class_="tree",
        viewBox=f"0 0 {WIDTH:.0f} {bottom + FOOT:.0f}",
        role="group",
        aria_label=title,
    )
    scroll = el(
        "div", svg, class_="scroll", tabindex=0, role="region", aria_label=f"{title}, scrolls sideways"
    )
    return Picture(join([scroll, ladder(nodes, title=title, today=today)]), title, _HEAD, rows)


_HEAD = ["Name", "What", "By", "Chance", "Planned"]


def _folded(nodes: Sequence[TreeNode]) -> list[TreeNode]:
    """The nodes, with the projects of the fullest parents made one count each until the lines fit."""
    parents = {node.parent for node in nodes}
    under: dict[str, list[TreeNode]] = defaultdict(list)
    for node in nodes:
        if node.kind == "project" and node.parent and node.key not in parents:
            under[node.parent].append(node)
    leaves = sum(1 for node in nodes if node.key not in parents)
    gone: dict[str, TreeNode] = {}
    kept: list[TreeNode] = []
    for parent, projects in sorted(under.items(), key=lambda item: (-len(item[1]), item[0])):
        if leaves <= MOST_LEAVES or len(projects) < 2:
            break
        leaves -= len(projects) - 1
        dated = sorted(project.day for project in projects if project.day)
        at_risk = sum(1 for project in projects if project.chance is not None and project.chance < 0.5)
        name = f"{len(projects)} projects" + (f", {at_risk} in danger" if at_risk else "")
        url = next((node.url for node in nodes if node.key == parent), projects[0].url)
        day = dated[0] if dated else None
        kept.append(TreeNode(f"{parent}/folded", parent, name, day, url, None, None, "project"))
        gone |= {project.key: project for project in projects}
    return [node for node in nodes if node.key not in gone] + kept


def _lay(roots: list[Place]) -> float:
    """A line for every leaf, a parent in the middle of its children; the lowest edge is returned."""
    line = TOP + ROW / 2

    def put(place: Place) -> None:
        nonlocal line
        if not place.children:
            place.y = line
            line += ROW
            return
        for child in place.children:
            put(child)
        place.y = (place.children[0].y + place.children[-1].y) / 2
        if any(abs(place.y - child.y) < 4 and child.x > place.x - 90 for child in place.children):
            place.y += ROW / 2

    for root in roots:
        put(root)
    return line + ROW / 2


def _label(places: list[Place], bottom: float) -> tuple[list[_Label], int]:
    """Where each name may stand without covering a dot or another name, the far ones choosing first; how many found
    no room."""
    taken = [_dot_box(place) for place in places]
    labels, quiet = [], 0
    order = ("vision", "strategy", "goal", "project")
    for place in sorted(
        places, key=lambda one: (order.index(one.node.kind) if one.node.kind in order else 9, one.y)
    ):
        label = next((one for one in _tries(place) if _is_free(one.box, taken, bottom)), None)
        if label is None:
            quiet += 1
            continue
        labels.append(label)
        taken.append(label.box)
    return labels, quiet


def _tries(place: Place) -> Iterator[_Label]:
    wide = _length(place) + 4
    for text_anchor, x, y in (
        ("start", place.x + place.radius + 9, place.y + 4),
        ("end", place.x - place.radius - 9, place.y + 4),
        ("middle", place.x, place.y - place.radius - 9),
        ("middle", place.x, place.y + place.radius + 18),
        ("end", place.x + place.radius, place.y - place.radius - 9),
        ("end", place.x + place.radius, place.y + place.radius + 18),
    ):
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[text_anchor]
        yield _Label(place, x, y, text_anchor, _Box(left, y - 12, left + wide, y + 5))


def _length(place: Place) -> float:
    more = len(tail(place.node)) + 1 if tail(place.node) else 0
    return (len(place.label) + more) * LETTER.get(place.node.kind, 6.6)


def _is_free(box: _Box, taken: list[_Box], bottom: float) -> bool:
    inside = box.x1 >= 2 and box.x2 <= WIDTH - 2 and box.y1 >= TOP - 14 and box.y2 <= bottom + 6
    return inside and not any(box.meets(other) for other in taken)


def _dot_box(place: Place) -> _Box:
    reach = place.radius + 5
    return _Box(place.x - reach, place.y - reach, place.x + reach, place.y + reach)


def _grid(bottom: float, axis: Axis) -> list[str]:
    drawn: list[str] = []
    for days, name in MARKS:
        x = axis.x(days)
        drawn.append(el("line", x1=x, x2=x, y1=TOP - 12, y2=bottom, class_="grid"))
        drawn.append(el("text", name, x=x, y=16, text_anchor="middle", class_="tick"))
    return drawn


def _tie(child: Place, parent: Place, today: date) -> str:
    x1, y1, x2, y2 = child.x, child.y, parent.x, parent.y
    d = f"M{x1:.1f} {y1:.1f}C{(x1 + x2) / 2:.1f} {y1:.1f} {(x1 + x2) / 2:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return el("path", d=d, class_=f"tie {shade(child.node.day, today)}")


def _words(label: _Label) -> str:
    node = label.place.node
    return el(
        "text",
        label.place.label,
        behind(node),
        x=label.x,
        y=label.y,
        text_anchor=label.anchor,
        class_=f"name {node.kind}",
    )


def _told(nodes: Sequence[TreeNode]) -> str:
    counts = {kind: sum(1 for node in nodes if node.kind == kind) for kind in RADIUS}
    bare = sum(1 for node in nodes if node.kind == "goal" and node.covered == 0)
    under = f"{bare or 'no'} goals have nothing under them yet."
    return f"{counts['goal']} goals and {counts['project']} projects on their way; {under}"

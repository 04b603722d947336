"""Things on their way to the vision, tied to what they serve: what every picture of the direction is drawn of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from varifocal.web import format as say
from varifocal.web.charts.picture import el
from varifocal.web.colour import shade

RADIUS = {"vision": 13.0, "strategy": 10.0, "goal": 8.0, "project": 6.0}
LONGEST = 34
"""Letters of a name on one line."""
USUAL_DAYS = {"vision": 3650, "strategy": 1095, "goal": 365, "project": 60}
"""Where a thing without a date of its own is drawn, hollow."""


@dataclass(frozen=True)
class TreeNode:
    """A thing on its way to the vision: its own day, its chance and how far it is planned, 0 to 1, where known."""

    key: str
    parent: str | None
    name: str
    day: date | None
    url: str
    chance: float | None
    covered: float | None
    kind: str


@dataclass(frozen=True)
class Axis:
    """Time from now, logarithmic, between two edges of the drawing."""

    left: float
    right: float
    furthest: float
    """Days to the right edge."""

    @classmethod
    def over(cls, nodes: Sequence[TreeNode], today: date, left: float, right: float) -> Axis:
        """One that reaches ten years, or to the furthest of these."""
        return cls(left, right, max([3650, *((node.day - today).days for node in nodes if node.day)]))

    def x(self, days: float) -> float:
        """Where a day so many days away stands."""
        share = math.log(max(1.0, days)) / math.log(self.furthest)
        return self.left + min(1.0, share) * (self.right - self.left)


@dataclass
class Place:
    """Where a thing stands, and what stands under it."""

    node: TreeNode
    x: float
    y: float = 0.0
    children: list[Place] = field(default_factory=list)
    folded: int = 0

    @property
    def radius(self) -> float:
        """Of its dot, in px: the farther it leads, the larger."""
        return RADIUS.get(self.node.kind, 6.0)

    @property
    def label(self) -> str:
        """Its name, cut where it is too long for a line."""
        name = (
            self.node.name if len(self.node.name) <= LONGEST else self.node.name[: LONGEST - 1].rstrip() + "…"
        )
        return name + (f" +{self.folded}" if self.folded else "")


def grow(nodes: Sequence[TreeNode], today: date, axis: Axis) -> list[Place]:
    """Places tied to their parents; a parent that is not here, or a circle, makes a root."""
    places = {node.key: Place(node, axis.x(days_away(node, today))) for node in nodes}
    roots: list[Place] = []
    for place in places.values():
        parent = places.get(place.node.parent or "")
        if parent is None or _is_above(place.node.key, parent.node, places):
            roots.append(place)
        else:
            parent.children.append(place)
    for place in places.values():
        place.children.sort(key=lambda child: (-child.x, child.node.name))
    return sorted(roots, key=lambda root: (-root.x, root.node.name))


def _is_above(key: str, node: TreeNode, places: dict[str, Place]) -> bool:
    seen: set[str] = set()
    at: TreeNode | None = node
    while at is not None and at.key not in seen:
        if at.key == key:
            return True
        seen.add(at.key)
        up = places.get(at.parent or "")
        at = up.node if up else None
    return False


def walk(places: Sequence[Place]) -> Iterator[Place]:
    """Each place, then what stands under it."""
    for place in places:
        yield place
        yield from walk(place.children)


def tail(node: TreeNode) -> str:
    """What stands behind its name: its chance, or that nothing is under it yet."""
    if node.kind not in ("goal", "project"):
        return ""
    if node.chance is not None:
        return say.percent(node.chance)
    return "nothing under it yet" if node.kind == "goal" and node.covered == 0 else ""


def said(node: TreeNode, today: date) -> list[str]:
    """Its line of the table: name, what, by, chance, planned."""
    chance = say.percent(node.chance) if node.kind in ("goal", "project") else ""
    return [node.name, node.kind, say.day(node.day, today), chance, say.percent(node.covered)]


def days_away(node: TreeNode, today: date) -> float:
    """Days from today; without a day of its own, what is usual for its kind."""
    return USUAL_DAYS.get(node.kind, 365) if node.day is None else (node.day - today).days


def mark(place: Place, today: date) -> str:
    """Its dot with the ring of its chance, a link that says it all."""
    node, r = place.node, place.radius
    hollow = node.day is None or (node.kind == "goal" and not (node.covered or place.children))
    drawn: list[str] = [
        el(
            "circle",
            cx=place.x,
            cy=place.y,
            r=r,
            class_=f"dot {shade(node.day, today)}{' hollow' if hollow else ''}",
        )
    ]
    if node.chance is not None and node.kind in ("goal", "project"):
        danger = " danger" if node.chance < 0.5 else ""
        drawn.append(el("circle", cx=place.x, cy=place.y, r=r + 3.5, class_="track"))
        drawn.append(
            el(
                "circle",
                cx=place.x,
                cy=place.y,
                r=r + 3.5,
                pathLength=100,
                stroke_dasharray=f"{node.chance * 100:.0f} 100",
                transform=f"rotate(-90 {place.x:.1f} {place.y:.1f})",
                class_=f"ring{danger}",
            )
        )
    told = ", ".join(part for part in said(node, today) if part)
    return el("a", el("title", told), *drawn, href=node.url, aria_label=told)


def behind(node: TreeNode) -> str:
    """`tail`, drawn to stand behind the name."""
    if not tail(node):
        return ""
    in_danger = node.chance is not None and node.chance < 0.5
    return el("tspan", f" {tail(node)}", class_="alarm" if in_danger else "tick")

"""The picture of help: people around a ring, a line where one helped another, thicker the more weeks."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from varifocal.flows.grow import Bond
from varifocal.web.charts.picture import Picture, canvas, el, words

SIZE = 420.0
RADIUS = 150.0
ACROSS, LABEL = 22.0, 24.5
"""Half its width, and where names begin, in hundredths of the picture's: the rest is room for names on a phone too."""
STEPS = (3, 8)
"""Weeks from which a line is thicker."""


def ring(people: Sequence[tuple[int, str, bool]], bonds: Sequence[Bond]) -> Picture:
    """Draw people (id, name, whether it is she who looks), in the order given."""
    place = {
        one: (cos(2 * pi * number / len(people) - pi / 2), sin(2 * pi * number / len(people) - pi / 2))
        for number, (one, _, _) in enumerate(people)
    }
    name = {one: called for one, called, _ in people}
    lines = [
        el(
            "line",
            x1=f"{50 + place[bond.giver][0] * ACROSS:.2f}%",
            y1=SIZE / 2 + place[bond.giver][1] * RADIUS,
            x2=f"{50 + place[bond.receiver][0] * ACROSS:.2f}%",
            y2=SIZE / 2 + place[bond.receiver][1] * RADIUS,
            class_=f"bond b{sum(bond.weeks >= step for step in STEPS)}",
        )
        for bond in bonds
    ]
    marks = [_mark(place[one], called, me) for one, called, me in people]
    rows = [
        [f"{name[bond.giver]} helped {name[bond.receiver]}", f"{bond.weeks} weeks"]
        for bond in sorted(bonds, key=lambda bond: (name[bond.giver], name[bond.receiver]))
    ]
    title = "Who helped whom"
    told = f"{len(people)} people who agreed to be shown, and {len(bonds)} lines of help between them."
    drawing = canvas(title, told, SIZE, *lines, *marks, class_="ring")
    return Picture(drawing, title, ["Help", "In"], rows)


def _mark(at: tuple[float, float], called: str, me: bool) -> str:
    across, down = at
    x, y = f"{50 + across * ACROSS:.2f}%", SIZE / 2 + down * RADIUS
    out = f"{50 + across * LABEL:.2f}%"
    side = "start" if across > 0.15 else "end" if across < -0.15 else "middle"
    label = words(called, out, SIZE / 2 + down * (RADIUS + 18) + 4, anchor=side, class_="me" if me else "")
    return el("g", el("circle", cx=x, cy=y, r=6 if me else 4, class_="me" if me else None), label)

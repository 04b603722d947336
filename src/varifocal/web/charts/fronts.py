"""The front of choices: how late everything is against how much is moved, a point a proposal taken."""

from __future__ import annotations

from collections.abc import Sequence

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, canvas, el, percent, stretched, words

HEIGHT, FOOT, HEAD = 200.0, 26.0, 30.0


def front(points: Sequence[tuple[int, float, int]], *, title: str) -> Picture:
    """Draw (tasks moved, weighted days late, tasks that change hands) for 0, 1, 2 … proposals taken."""
    most = max(1, *(moved for moved, _, _ in points))
    worst = max(1.0, *(late for _, late, _ in points))
    room = HEIGHT - FOOT - HEAD

    def x(moved: int) -> float:
        return 0.06 + 0.88 * moved / most

    def y(late: float) -> float:
        return HEAD + room * (1 - late / worst)

    path = " L".join(f"{x(moved) * 1000:.1f} {y(late) / HEIGHT * 1000:.1f}" for moved, late, _ in points)
    inside = [
        el("line", x1="0", x2="100%", y1=HEIGHT - FOOT, y2=HEIGHT - FOOT, class_="base"),
        stretched("0", 0, "100%", HEIGHT, el("path", d=f"M{path}", class_="front-line")),
        words(f"{say.number(points[0][1])} days late", "0", 11),
        words(f"{say.number(points[-1][1])} days late with all taken", "100%", 11, anchor="end"),
        words(f"{most} {'task' if most == 1 else 'tasks'} moved", "100%", HEIGHT - 8, anchor="end"),
        words("nothing moved", "0", HEIGHT - 8),
        *(
            el(
                "circle",
                el("title", f"{taken} taken: {say.number(late, 1)} days late, {moved} moved"),
                cx=percent(x(moved)),
                cy=y(late),
                r=4.5,
                class_="dot here" if taken == 0 else "dot",
                data_taken=taken,
            )
            for taken, (moved, late, _) in enumerate(points)
        ),
    ]
    first, last = points[0], points[-1]
    told = (
        f"From {say.number(first[1], 1)} weighted days late with nothing moved "
        f"to {say.number(last[1], 1)} with {last[0]} tasks moved."
    )
    rows = [
        [str(taken), say.number(late, 1) or "0", str(moved), str(handed)]
        for taken, (moved, late, handed) in enumerate(points)
    ]
    head = ["Taken", "Weighted days late", "Tasks moved", "Tasks that change hands"]
    return Picture(canvas(title, told, HEIGHT, *inside), title, head, rows)

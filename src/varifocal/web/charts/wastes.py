"""What is lost, drawn: each wait by its causes, groups beside each other with their intervals, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from varifocal.web.charts.picture import Picture, anchor, canvas, el, nothing, percent, words

LINE, BAR, TOP = 46.0, 14.0, 4.0
MARK, BODY, FOOT = 4.5, 150.0, 24.0


@dataclass(frozen=True)
class Parts:
    """A bar of parts: its name, what it is in all, and each part: the number of its cause, its size, what is said."""

    name: str
    told: str
    parts: Sequence[tuple[int, float, str]]


def parted(bars: Sequence[Parts], *, title: str) -> Picture:
    """Bars, the longest as wide as the place; the parts stand in the order of their causes, each with a shade and a
    slant of its own, and are named where one points at them and in the table."""
    longest = max((sum(size for _, size, _ in bar.parts) for bar in bars), default=0.0)
    if not longest:
        return nothing(title, "Nothing has waited yet.")
    drawn: list[str] = []
    for number, bar in enumerate(bars):
        y, x = TOP + number * LINE, 0.0
        drawn += [
            words(bar.name, "0%", y + 12, class_="strong"),
            words(bar.told, "100%", y + 12, anchor="end"),
        ]
        for cause, size, said in bar.parts:
            share = size / longest
            drawn.append(
                el(
                    "g",
                    el("title", said),
                    el("rect", x=percent(x), y=y + 19, width=percent(share), height=BAR),
                    class_=f"part cause-{cause}",
                )
            )
            x += share
    told = "; ".join(f"{bar.name}: {bar.told}" for bar in bars)
    rows = [[bar.name, bar.told, "; ".join(said for _, _, said in bar.parts)] for bar in bars]
    svg = canvas(title, told, TOP + len(bars) * LINE, *drawn, class_="parted")
    return Picture(svg, title, ["Step", "Lay in all", "Of it"], rows)


@dataclass(frozen=True)
class Beside:
    """One of several: its name, its size and how it is told, and between what it lies, where that is known."""

    name: str
    size: float
    told: str
    between: tuple[float, float] | None = None
    apart: bool = False
    """Whether it differs from the others, and not by chance."""


def beside(ones: Sequence[Beside], *, title: str, head: Sequence[str]) -> Picture:
    """A bar each; what differs from all others is in full ink, and the table says so."""
    most = max((max(one.size, one.between[1] if one.between else 0.0) for one in ones), default=0.0)
    if not most:
        return nothing(title, "Nothing has waited yet.")
    drawn: list[str] = []
    for number, one in enumerate(ones):
        y = TOP + number * LINE
        drawn += [
            words(one.name, "0%", y + 12, class_="strong"),
            words(one.told, "100%", y + 12, anchor="end"),
            el(
                "rect", x="0%", y=y + 19, width=percent(one.size / most), height=BAR,
                class_="bar apart" if one.apart else "bar",
            ),
        ]  # fmt: skip
        if one.between:
            low, high = (percent(max(0.0, end) / most) for end in one.between)
            drawn.append(
                el("line", x1=low, x2=high, y1=y + 19 + BAR / 2, y2=y + 19 + BAR / 2, class_="between")
            )
    told = "; ".join(f"{one.name}: {one.told}" for one in ones)
    svg = canvas(title, told, TOP + len(ones) * LINE, *drawn, class_="beside-bars")
    return Picture(svg, title, list(head), [[one.name, one.told] for one in ones])


def before_after(
    seen: Sequence[tuple[date, float, str]],
    done: date,
    means: tuple[float | None, float | None],
    *,
    title: str,
    told: tuple[str, str],
) -> Picture:
    """Each observation where it began, the day from which it should be less, and the mean on either side."""
    if not seen:
        return nothing(title, "Nothing was looked at yet.")
    first, last = min([done, *(day for day, _, _ in seen)]), max([done, *(day for day, _, _ in seen)])
    most = max(value for _, value, _ in seen) or 1.0
    at = _share(done, first, last)

    def y(value: float) -> float:
        return TOP + 18 + (1 - value / most) * BODY

    drawn: list[str] = [el("line", x1="0", x2="100%", y1=y(0), y2=y(0), class_="base")]
    drawn.append(el("line", x1=percent(at), x2=percent(at), y1=TOP, y2=y(0), class_="due-line"))
    drawn.append(words("done", percent(at), TOP + 10, anchor=anchor(at), class_="strong halo"))
    for mean, (left, right), said in zip(means, ((0.0, at), (at, 1.0)), told, strict=True):
        if mean is not None and right - left > 0.02:
            drawn += [
                el("line", x1=percent(left), x2=percent(right), y1=y(mean), y2=y(mean), class_="mean"),
                words(said, percent(left), y(mean) - 5, class_="strong halo"),
            ]
    drawn += [
        el(
            "circle",
            el("title", said),
            cx=percent(_share(day, first, last)),
            cy=y(value),
            r=MARK,
            class_="dot then" if day < done else "dot now",
        )
        for day, value, said in seen
    ]
    rows = [[f"{day:%Y-%m-%d}", said] for day, _, said in sorted(seen)]
    svg = canvas(title, "; ".join(told), TOP + 18 + BODY + FOOT, *drawn, class_="before-after")
    return Picture(svg, title, ["Began", "What was seen"], rows)


def _share(day: date, first: date, last: date) -> float:
    return 0.02 + 0.96 * (day - first).days / max(1, (last - first).days)

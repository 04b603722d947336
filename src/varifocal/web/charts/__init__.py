"""Pictures drawn by the server: SVG that carries classes and attributes only, so a strict content policy holds,
each with the table behind it. Words keep their size at any width; colour comes from `colour.shade` alone."""

from __future__ import annotations

from varifocal.web.charts.curves import curve, days_by
from varifocal.web.charts.diagrams import Mark, reliability
from varifocal.web.charts.drifts import drift
from varifocal.web.charts.fronts import front
from varifocal.web.charts.loads import LoadRow, load
from varifocal.web.charts.months import MonthBar, months
from varifocal.web.charts.nodes import TreeNode
from varifocal.web.charts.picture import Picture
from varifocal.web.charts.reaches import reach
from varifocal.web.charts.strips import strip
from varifocal.web.charts.timelines import Line
from varifocal.web.charts.trees import tree
from varifocal.web.charts.trends import trend

__all__ = [
    "Line",
    "LoadRow",
    "Mark",
    "MonthBar",
    "Picture",
    "TreeNode",
    "curve",
    "days_by",
    "drift",
    "front",
    "load",
    "months",
    "reach",
    "reliability",
    "strip",
    "tree",
    "trend",
]

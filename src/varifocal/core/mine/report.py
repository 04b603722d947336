"""A measured log as one page of HTML that asks nobody for anything: no address, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}"
    "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}h2{margin-top:2rem}"
)
_SHOWN = 60


def report(name: str, found: dict[str, Any], problems: Sequence[str]) -> str:
    """The page: figures, findings, who follows whom, variants, and what was wrong with the file."""
    facts = [
        (label, _number(found[key]))
        for key, label in (
            ("events", "Events"), ("cases", "Cases"), ("activities", "Activities"), ("variants", "Variants"),
            ("from", "First"), ("to", "Last"), ("median_case_hours", "Half of the cases take at most, hours"),
            ("working_hours", "Hours worked"), ("waiting_hours", "Hours waited"),
            ("shift_working_hours", "Hours worked, by shifts"), ("shift_waiting_hours", "Hours waited, by shifts"),
            ("rework_cases", "Cases in which a step is repeated"), ("self_loops", "Steps repeated at once"),
            ("ping_pong", "Back and forth"), ("handovers", "Hand-overs between people"),
            ("role_handovers", "Hand-overs between roles"),
        )
        if found.get(key) is not None
    ]  # fmt: skip
    findings = [
        (
            f["sentence"],
            _number(f["waiting_hours"]),
            _price(f["price_month"]),
            _causes(f["causes"]),
            f["remedy"],
            ", ".join(f["evidence"][:5]),
        )
        for f in found["findings"]
    ]
    graph = [
        (
            e["from"],
            e["to"],
            _number(e["count"]),
            *(_number(e[key] / 3600) for key in ("mean_s", "median_s", "p90_s")),
        )
        for e in found["edges"][:_SHOWN]
    ]
    shapes = [(_number(v["cases"]), " → ".join(v["trace"])) for v in found["top_variants"]]
    parts = [
        f"<h1>How work flows: {escape(name)}</h1>",
        _table(("What", "How much"), facts),
        "<h2>What is lost</h2>",
        _table(
            (
                "Finding",
                "Hours waited",
                "Price a month",
                "Likely causes, hours",
                "To try first",
                "Cases to look at",
            ),
            findings,
        )
        if findings
        else "<p>Nothing that stands on enough cases.</p>",
        *_estimated(found.get("estimates", ())),
        *_changed(found),
        *_fit(found.get("conformance")),
        f"<h2>What follows what</h2><p>The clock runs {escape(found['clock'])}; times in hours.</p>",
        _table(("From", "To", "Times", "Mean", "Median", "90 %"), graph),
        "<h2>Most frequent ways</h2>",
        _table(("Cases", "Way"), shapes),
    ]
    if problems:
        listed = "".join(f"<li>{escape(each)}</li>" for each in problems[:1000])
        parts.append(f"<h2>{len(problems):,} things about the file</h2><ul>{listed}</ul>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(name)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _estimated(told: Sequence[dict[str, Any]]) -> list[str]:
    if not told:
        return []
    rows = [
        (each["activity"], _number(each["times"]), *(_number(hours) for hours in each["takes"]))
        for each in told[:_SHOWN]
    ]
    return [
        "<h2>What steps may take</h2><p>An estimate: the log does not say when they begin. Hours from when the case "
        "had come and whoever did it was free.</p>",
        _table(("Step", "Times", "A quarter at most", "Half", "Three quarters"), rows),
    ]


def _changed(found: dict[str, Any]) -> list[str]:
    told = [(each["at"][:10], each["sentence"]) for each in found["drifts"]]
    if "change" in found:
        told.append((found["change"]["at"][:10], found["change"]["sentence"]))
    return ["<h2>What changed</h2>", _table(("Day", "Before and after"), told)] if told else []


def _fit(fit: dict[str, Any] | None) -> list[str]:
    if fit is None:
        return []
    deviations = [
        (d["sentence"], _number(d["times"]), _number(d["passed_hours"]), _price(d["price_month"]), _longer(d))
        for d in fit["deviations"][:_SHOWN]
    ]
    steps = [
        (s["name"], *(_number(s[key]) for key in ("times", "missing", "not_foreseen", "wrong_role", "late")))
        for s in fit["steps"]
    ]
    return [
        f"<h2>As it is meant to</h2><p>{fit['fitting']:,} of {fit['cases']:,} cases have all steps in their order;"
        f" fitness {fit['fitness']:.3f}.</p>",
        _table(
            ("Deviation", "Times", "Hours", "Price a month", "Such cases take longer by, hours"), deviations
        ),
        _table(("Step", "Done", "Missing", "Not foreseen", "Wrong role", "Late"), steps),
    ]


def _longer(deviation: dict[str, Any]) -> str:
    longer = deviation["longer_hours"]
    return "" if longer is None else f"{longer[0]:,.1f} to {longer[2]:,.1f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _price(price: tuple[float, float] | None) -> str:
    return "" if price is None else f"{price[0]:,.0f} to {price[1]:,.0f}"


def _causes(causes: dict[str, float]) -> str:
    return ", ".join(
        f"{cause} {hours:,.0f}" for cause, hours in sorted(causes.items(), key=lambda each: -each[1])
    )

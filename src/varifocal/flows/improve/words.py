"""Findings in sentences: what is wasted, why it is likely, what may help. Roles are named, people never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from varifocal.flows.improve.finding import Finding
from varifocal.org.evidence.process import ProcessStep

LIKELY = {
    "late": "whoever answers has no day of hers for it, or learns too late what hangs on it",
    "back": "what was meant stood nowhere before the work began",
    "more": "the step is left before what it is for is settled",
    "one": "all wait for the same pair of eyes, beside the rest of that day's work",
    "wait": "nobody knows that it could begin, or everybody who could is at something else",
}
INSIDE_LATE = "it begins before what it needs is there, or it is larger than its days allow"
REMEDY = {
    "late": "Ask with a day and with what waits for the answer; agree that day when the project begins; remind early.",
    "back": "Fill one page before the work begins, read it aloud to whoever will judge it, and show something early.",
    "more": "Say what must be true when the step is over, and look at it before the next one begins.",
    "one": "Agree which of these need that pair of eyes, and let the others who can take the rest.",
    "wait": "Let whoever finishes the step before offer the next one to somebody by name, with a day.",
}
INSIDE_REMEDY = "Cut the step where it can be cut, or say honestly how long it takes."
TASKS = {
    "late": "Agree days for {step} and keep them",
    "back": "Fewer second rounds after {step}",
    "more": "Once through {step}",
    "one": "Share what all waits for at {step}",
    "wait": "No more lying before {step}",
}


def sentence(finding: Finding, step: ProcessStep) -> str:
    """What is wasted, in one sentence."""
    name, projects = step.name, len(finding.cases)
    if finding.kind == "late":
        over = f"by {days(finding.size)} on average, {days(finding.days)} in all"
        if step.outside:
            came = f"{finding.times} of {finding.of} answers came later than agreed"
            return f"{name}: {came}, {over}, in {projects} projects."
        level = days(float(step.days or 0))
        return f"{name} took longer than its {level} in {finding.times} of {finding.of} cases, {over}."
    if finding.kind == "back":
        again = (
            f"{finding.hours:,.0f} hours were worked once more"
            if finding.hours >= 1
            else "it was done once more"
        )
        return (
            f"{name}: {finding.times} of {finding.of} sent the work back; {again}, and the next answers took "
            f"{days(finding.days)} in all, in {projects} projects."
        )
    if finding.kind == "more":
        allowed = "once" if step.repeats == 1 else f"{step.repeats} times"
        came = f"came more often than {allowed} in {finding.times} of {finding.of} projects"
        return f"{name} {came}: {days(finding.days)} more in all."
    if finding.kind == "one":
        asked = f"tasks that ask for {step.role.name}" if step.role else f"tasks of {name}"
        return (
            f"{finding.times} of {finding.of} {asked} went to one person, though {finding.able} could do them; they "
            f"lay ready for {days(finding.mean)} on average, {days(finding.days)} in all."
        )
    lie = f"Projects lie {days(finding.mean)} on average before {name}"
    return f"{lie}: {days(finding.days)} in all, in {projects} projects."


def likely(finding: Finding, step: ProcessStep) -> str:
    """Why it is likely so."""
    return INSIDE_LATE if finding.kind == "late" and not step.outside else LIKELY[finding.kind]


def remedy(finding: Finding, step: ProcessStep) -> str:
    """What may help."""
    return INSIDE_REMEDY if finding.kind == "late" and not step.outside else REMEDY[finding.kind]


def task_for(kind: str, step: ProcessStep) -> str:
    """What the task may be called that ends it."""
    return TASKS[kind].format(step=step.name)


OF_LOGS = {
    "waiting": "Less waiting between {place[0]} and {place[1]}",
    "rework": "{place[0]} only once",
}


def task_in_log(kind: str, place: Sequence[str]) -> str:
    """What the task may be called that ends a waste found in a log that was brought in."""
    return OF_LOGS[kind].format(place=place)[:200]


def likely_in_log(causes: Mapping[str, float]) -> str:
    """Why it is likely so, of what the miner says of a log."""
    lost = sum(causes.values())
    if lost <= 0:
        return "the log does not say when steps begin and by whom, so no cause can be named"
    most = max(causes, key=lambda cause: causes[cause])
    return f"{causes[most] / lost * 100:.0f}\N{NO-BREAK SPACE}% of what is lost there: {most}"


def days(value: float) -> str:
    """Days in words: “2.5 days”, “40 days”, “6 hours” under one."""
    if 0 < value < 1:
        hours = max(1, round(value * 24))
        return f"{hours}\N{NO-BREAK SPACE}{'hour' if hours == 1 else 'hours'}"
    said = f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
    return f"{said}\N{NO-BREAK SPACE}{'day' if said == '1' else 'days'}"

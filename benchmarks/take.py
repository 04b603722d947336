"""How fast “Can we take it?” answers in a large organization.

Run: .venv/bin/python benchmarks/take.py [--data FOLDER] [--postgres] [--questions 8]

3,000 open tasks, 60 people, 25 open projects, 100,000 changes (benchmarks/large.py). *First* is a question after
something changed: all is read, planned and forecast, then once more with the new work. *Next* is another question
while nothing changed. *Ways* is what comes after the answer. Seconds on the wall, through the flow the page calls.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", metavar="FOLDER", help="keep the organization here, or find it here")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server started for this")
    parser.add_argument("--questions", type=int, default=8)
    arguments = parser.parse_args()
    from benchmarks.pages import installation

    with installation(arguments.data, on_postgres=arguments.postgres):
        _measure(arguments.questions)


def _measure(questions: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from varifocal.flows.trial import Question, _standing
    from varifocal.flows.ways import ways
    from varifocal.flows.whatif import _answered, can_we_take
    from varifocal.org.base.access import house
    from varifocal.org.work.project import Project

    pattern = Project.objects.filter(ending="done").order_by("-ended_on")[0]
    now, by = timezone.now(), house()
    first, following, after = [], [], []
    for number in range(questions):
        question = Question(pattern, now.date(), now.date() + timedelta(days=60 + 15 * number))
        _standing.cache_clear()
        _answered.cache_clear()
        first.append(_timed(lambda question=question: can_we_take(question, by=by, now=now)))
        _answered.cache_clear()
        following.append(_timed(lambda question=question: can_we_take(question, by=by, now=now)))
        answer = can_we_take(question, by=by, now=now)
        after.append(_timed(lambda question=question, answer=answer: ways(question, answer, by=by, now=now)))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| | median s | worst s |\n|---|--:|--:|")
    for name, seconds in (("first", first), ("next", following), ("ways", after)):
        print(f"| {name} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")


def _timed(work: object) -> float:
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

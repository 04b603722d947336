"""How fast a file of your own comes in, is planned and forecast, and how fast its pages are afterwards.

Run: .venv/bin/python benchmarks/import_real.py FILE... [--postgres] [--pages] [-- options of `varifocal import`]

Every file is brought into an empty installation of its own by the very command a user types, as a process of its
own. Rows a second are all rows over the seconds of reading, checking and writing, without the plan; *again* is the
same file brought a second time, of which nothing may be new. --pages then asks for every page as the owner
(benchmarks/pages.py).

    import_real.py sip_tasks.csv.gz -- --profile sip --make-people --as-of 2007-06-04 --shift
    import_real.py dslib_activities.csv.gz -- --profile dslib --project C2011-06 --make-people --resources ...
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
PROGRAM = Path(sys.executable).with_name("varifocal")


def main() -> None:
    arguments, options = _arguments()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for file in arguments.files:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="varifocal-")))
            said = {"VARIFOCAL_DATA": str(folder)}
            if arguments.postgres:
                from scripts import postgres

                said["DATABASE_URL"] = stack.enter_context(postgres.server(ROOT / ".venv"))
            _measure(file, options, os.environ | said)
            if arguments.pages:
                pages = [sys.executable, str(ROOT / "benchmarks" / "pages.py"), "--data", str(folder)]
                pages += ["--role", "owner", "--worst", "12"]
                if "DATABASE_URL" in said:
                    pages += ["--database", said["DATABASE_URL"]]
                subprocess.run(pages, check=True)


def _arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server started for this")
    parser.add_argument("--pages", action="store_true", help="and how fast its pages are")
    own, _, passed = " ".join(sys.argv[1:]).partition(" -- ")
    return parser.parse_args(own.split()), passed.split()


def _measure(file: Path, options: list[str], environment: dict[str, str]) -> None:
    _run(["init", "--name", "Measured", "--owner", "owner", "--json"], environment)
    began = time.perf_counter()
    first = _run(["import", str(file), *options, "--json"], environment)
    whole = time.perf_counter() - began
    again = _run(["import", str(file), *options, "--no-plan", "--json"], environment)
    seconds = first["seconds"]
    steps = ("read", "check", "write", "plan_and_forecast")
    print(
        "| file | rows | rows/s | "
        + " s | ".join(steps).replace("_", " ")
        + " s | command s | open tasks | again |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    timed = " | ".join(f"{seconds.get(step, 0):.2f}" for step in steps)
    planned = first.get("planned", {}).get("tasks", 0)
    print(
        f"| {file.name} | {first['rows']:,} | {first['rows_per_second']:,} | {timed} | {whole:.1f} | {planned:,} | "
        f"{again['created']} new |\n"
    )


def _run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [str(PROGRAM), *command], env=environment, check=False, text=True, capture_output=True
    )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()

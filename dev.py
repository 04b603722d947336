#!/usr/bin/env python3
"""One command to work on Varifocal: `python3 dev.py setup | demo | check | test`.

Needs git and Python 3.11 with pip, nothing else; imports the standard library only. `setup` prepares `.venv`,
`demo` opens the sample agency in a browser, `check` reads the code (format, lint, types, contracts), `test`
checks and then tests everything on SQLite, PostgreSQL and in Chromium. What follows `demo` goes to
`varifocal demo`, what follows `test` to pytest.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts import chromium, postgres
from scripts.environment import BIN, BOOT, DEVELOP, PYTHON, ROOT, RUN, VENV, CannotGoOn, prepare

WARM_UP = (
    ("varifocal.core.plan.improving.warm", "warm_up_all"),
    ("varifocal.core.forecast.compiled.warm", "warm_up_forecaster"),
    ("varifocal.core.mine.warm", "warm_up_miner"),
)
NO_TESTS = 5  # pytest's exit code when none of the tests asked for run on this engine


def main() -> int:
    """Do what the first argument names; the answer is the exit code."""
    command, *rest = sys.argv[1:] or ["help"]
    commands = {"setup": setup, "demo": demo, "check": check, "test": test}
    if command not in commands:
        print(__doc__)
        return 0 if command in {"help", "-h", "--help"} else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a test server is stopped, too
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it would make every process compile all of Django anew
    try:
        if sys.version_info < (3, 11):
            raise CannotGoOn(f"Varifocal needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return commands[command](rest)
    except CannotGoOn as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def setup(_: list[str]) -> int:
    """Prepare .venv: afterwards .venv/bin/varifocal works."""
    prepare(RUN)
    print(f"Ready: {BIN / 'varifocal'}")
    return 0


def demo(arguments: list[str]) -> int:
    """The sample agency, served on loopback until Ctrl+C."""
    prepare(RUN)
    if os.name != "nt":
        os.execv(BIN / "varifocal", ["varifocal", "demo", *arguments])  # signals reach it itself
    process = subprocess.Popen([str(BIN / "varifocal.cmd"), "demo", *arguments])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the same Ctrl+C has reached the server, which is stopping


def check(_: list[str]) -> int:
    """Format, lint, types and import contracts."""
    prepare(DEVELOP)
    failed = read_code()
    print(f"FAILED: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """Everything `check` does, then the tests on SQLite, on PostgreSQL and in Chromium."""
    prepare(DEVELOP)
    longest, *others = WARM_UP
    with ThreadPoolExecutor() as beside:  # the longest compiling keeps one processor busy, all else the other
        compiling = beside.submit(warm_up, *longest)
        finding = beside.submit(chromium.find, BOOT, PYTHON)
        failed = dict.fromkeys(read_code(), 1)
        codes = [warm_up(*call) for call in others]
        read_tests()
    browser = finding.result()
    if compiling.result() or any(codes):
        failed["compiling the searches"] = 1
    passed, real_left_out = 0, set()
    with postgres.server(VENV) as url:
        for engine, address, selection in (
            ("SQLite", "", ["-m", "not browser", "-n", "2", "--dist", "worksteal"]),
            ("PostgreSQL", url, ["-m", "not browser", "-n", "2", "--dist", "worksteal", "--only-database"]),
            ("Chromium", "", ["-m", "browser", "-n", "2", "--dist", "worksteal"]),
        ):
            variables = {"DATABASE_URL": address, "VARIFOCAL_CHROMIUM": browser}
            code, tally = run_tests(engine, [*selection, *arguments], variables)
            passed += tally["passed"]
            real_left_out |= set(tally["real_left_out"])
            if code and not (code == NO_TESTS and arguments):
                failed[f"tests, {engine}"] = max(1, tally["failed"])
    missing = f"not found, their {len(real_left_out)} checks were not collected"
    print(f"\nreal files: {missing if real_left_out else 'collected'}")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    print(f"{passed} passed, {sum(failed.values())} failed")
    return 1 if failed else 0


def run_tests(engine: str, arguments: list[str], variables: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """One run of pytest: its exit code and what tests/conftest.py counted."""
    with tempfile.TemporaryDirectory(prefix="varifocal-test-") as folder:
        tally = Path(folder) / "tally.json"
        variables = {**os.environ, **variables, "VARIFOCAL_TALLY": str(tally)}
        code = step(f"tests, {engine}", ["-m", "pytest", *arguments], variables)
        counted = json.loads(tally.read_text()) if tally.exists() else {}
    return code, {"passed": 0, "failed": 0, "real_left_out": [], **counted}


def warm_up(module: str, name: str) -> int:
    """Compile part of what plans, forecasts and mines, once for all stages, and not in whichever test comes first."""
    return subprocess.run(
        [str(PYTHON), "-c", f"from {module} import {name} as run; run()"], cwd=ROOT
    ).returncode


def read_tests() -> None:
    """Have pytest read every test once and keep what it makes of them, which each of its workers would do otherwise."""
    command = [str(PYTHON), "-m", "pytest", "--collect-only", "-q"]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read_code() -> list[str]:
    """Run every check, whatever the one before says; the names of those that found something."""
    checks = {
        "format": ["-m", "ruff", "format", "--check", "."],
        "lint": ["-m", "ruff", "check", "."],
        "types": ["-m", "mypy"],
        "types of the scripts": ["-m", "mypy", "-m", "dev", "-p", "scripts"],
        "contracts": ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"],
    }
    return [name for name, command in checks.items() if step(name, command)]


def step(name: str, command: list[str], variables: dict[str, str] | None = None) -> int:
    """One tool of .venv, announced and timed."""
    print(f"\n== {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run([str(PYTHON), *command], cwd=ROOT, env=variables).returncode
    print(f"== {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())

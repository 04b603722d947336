"""The planner as this process has it: the compiled one once that is loaded, the one in Python until then.

Both make the same plan; compiled, it takes a fifth of the time, and ten times as much is tried before something is
proposed. What is compiled is compiled in a process of its own, at the lowest priority: half a minute or more the first
time on a machine. Loading it takes a second, in a thread nobody waits for.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from varifocal.core import plan as in_python
from varifocal.core.plan import Plan, Proposal, Stop
from varifocal.core.portfolio import Portfolio

COMPILED = "varifocal.core.plan.improving"
SOON = 5.0
"""Seconds a process has to itself before it begins to load the compiled planner."""
PATIENCE = 120.0
"""Seconds in which who does not compile waits for somebody who does."""
LOOK_EVERY = 2.0

_loaded: dict[str, Any] = {}


def plan(portfolio: Portfolio) -> Plan:
    """Who does what when, for all open work: agreed work as agreed, the rest proposed."""
    made: Plan = _loaded.get("plan", in_python.plan)(portfolio)
    return made


def propose(portfolio: Portfolio, planned: Plan, *, seed: int) -> list[Proposal]:
    """What would be worth changing about what is agreed, the best first."""
    found: list[Proposal] = _loaded.get("propose", in_python.propose)(portfolio, planned, seed=seed)
    return found


def search(portfolio: Portfolio, planned: Plan, *, seed: int, stop: Stop) -> list[Proposal]:
    """The same by a longer search, of so many seconds or schedules; waits for the compiled planner."""
    load()
    found: list[Proposal] = _loaded["propose"](
        portfolio, planned, seed=seed, stop=stop, clock=time.perf_counter
    )
    return found


def least_tardiness(portfolio: Portfolio) -> float:
    """Weighted days late that no plan can avoid; waits for the compiled planner."""
    load()
    days: float = _loaded["least"](portfolio)
    return days


def is_compiled() -> bool:
    """Whether this process plans with compiled code."""
    return bool(_loaded)


def make_ready(stop: threading.Event, *, compiles: bool) -> threading.Thread:
    """Begin to load the compiled planner; who does not compile waits for who does, two minutes at most."""
    thread = threading.Thread(target=_make_ready, args=(stop, compiles), daemon=True, name="planner")
    thread.start()
    return thread


def load() -> None:
    """Load the compiled planner, unless it is there; compiles what was not compiled before."""
    if _loaded:
        return
    quick = importlib.import_module(f"{COMPILED}.quick")
    mending = importlib.import_module(f"{COMPILED}.mending")
    importlib.import_module(f"{COMPILED}.warm").warm_up_planner()
    _loaded.update(plan=quick.plan, propose=mending.propose, least=quick.least_tardiness)


def _make_ready(stop: threading.Event, compiles: bool) -> None:
    waited = 0.0 if compiles else PATIENCE
    if stop.wait(SOON):
        return
    while waited > 0 and not _was_compiled():
        if stop.wait(LOOK_EVERY):
            return
        waited -= LOOK_EVERY
    if _compile(stop):
        load()


def _was_compiled() -> bool:
    """Whether somebody compiled it on this machine; a guess by the files that leaves."""
    home = Path(in_python.__file__).parent / "improving"
    since = (home / "kernel.py").stat().st_mtime
    made = (home / "__pycache__").glob("kernel.pieces_of-*.nbi")
    return any(file.stat().st_mtime > since for file in made)


def _compile(stop: threading.Event) -> bool:
    """Compile in a process that steps back behind all others; whether that came to its end."""
    command = [sys.executable, "-m", f"{COMPILED}.warm", "planner"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as compiling:  # noqa: S603
        while compiling.poll() is None:
            if stop.wait(0.2):
                compiling.kill()
                return False
        return compiling.returncode == 0
